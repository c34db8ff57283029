"""Figures as the demo's answers give them: whole, by row, by group, over the years, and for whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from framst.access.acting import acting
from framst.figures import services
from framst.figures.models import Indicator
from framst.figures.rules import TooSmall, printed
from framst.figures.terms import Grouping
from framst.followups.models import Followup
from framst.foundation.refusal import NotAllowed, Refused

from ..personas import actor

SLUG = "elevhalsoplanen-2024"


def matrix(by: Any) -> Indicator:
    """An indicator of all rows of the matrix of competences."""
    asked = services.SOURCES["followups"].asked(SLUG)
    assert asked is not None
    countable = next(c for c in asked.countables if c.all_rows)
    return services.define_indicator(
        source="followups",
        asked=asked,
        countable=countable,
        numerator=["yes"],
        name="Tillgång till alla kompetenser",
        code="alla-kompetenser",
        unit_of_count=asked.unit_of_count,
        by=by,
    )


@pytest.mark.parametrize("login", ["utredare", "elevhalsochef", "avdelningschef", "direktor", "registrator"])
def test_all_who_read_figures_see_the_same_though_they_do_not_see_the_answers(login: str, db: None) -> None:
    with acting(actor(login)) as by:
        found = services.compute(["plan-tagit-del", "stod-mot-malen", "behov-kompetens"], by=by)
    assert printed(found["plan-tagit-del"]) == "13 av 19"
    assert printed(found["stod-mot-malen"], "hälften") == "hälften, 6 av 12"
    assert printed(found["behov-kompetens"], "delar") == "15 av 18 (9 behövs, 6 till viss del)"
    assert all(figure.holds_together for figure in found.values())


@pytest.mark.parametrize("login", ["rektor", "ledamot", "larare", "system"])
def test_nobody_else_counts(login: str, db: None) -> None:
    with acting(actor(login)) as by, pytest.raises(NotAllowed):
        services.compute(["plan-tagit-del"], by=by)


def test_counting_leaves_the_reader_behind_the_own_walls(db: None) -> None:
    from framst.forms.models import Answer

    with acting(actor("direktor")) as by:
        services.compute(["plan-tagit-del"], by=by)
        assert Answer.objects.count() == 0


def test_all_rows_of_the_matrix_are_fulfilled_by_all_but_one(db: None) -> None:
    with acting(actor("utredare")) as by:
        indicator = matrix(by)
        found = services.compute(["alla-kompetenser"], by=by)["alla-kompetenser"]
        rows = {f.name: printed(f) for f in services.trace(indicator, by=by)[1]}
    assert printed(found, "alla utom") == "alla utom en av 19"
    assert (found.numerator, found.answered, found.asked) == (18, 19, 19)
    assert [(p.label, p.count) for p in found.parts] == [("På alla rader", 18), ("Inte på alla rader", 1)]
    assert rows["talpedagog"] == "18 av 19"
    assert rows["logoped"] == "19 av 19"


def test_a_breakdown_holds_back_the_small_and_what_would_give_it_away(db: None) -> None:
    with acting(actor("utredare")) as by:
        indicator = Indicator.objects.get(code="plan-tagit-del")
        parts = services.breakdown(indicator, Grouping.FORM, by=by)
        assert parts is not None
        held = services.held_back(indicator, parts)
        assert len(parts.units) == 21
        assert held["gran"] == TooSmall(1)
        # The 20 compulsory schools and all 21 differ by the adapted one.
        assert held["gr"] == TooSmall(1, "*")
        assert services.compute(["plan-tagit-del.form.gr", "plan-tagit-del.form.gran"], by=by) == {}

        services.decide_group(
            indicator=indicator,
            grouping=Grouping.FORM,
            basis="Rektorn har sagt ja.",
            decided_on=by.today,
            by=by,
        )
        assert services.held_back(indicator, parts) == {}
        shown = services.compute(["plan-tagit-del.form.gran"], by=by)["plan-tagit-del.form.gran"]
        assert shown.asked == 1
        assert shown.source.endswith("anpassad grundskola")


def test_the_decision_needs_a_basis_and_a_day_that_has_been(db: None) -> None:
    with acting(actor("utredare")) as by:
        indicator = Indicator.objects.get(code="plan-tagit-del")
        with pytest.raises(Refused, match="grundas"):
            services.decide_group(indicator=indicator, grouping=Grouping.FORM, basis=" ", decided_on=by.today, by=by)
        with pytest.raises(Refused, match="framtiden"):
            services.decide_group(
                indicator=indicator,
                grouping=Grouping.FORM,
                basis="Ja",
                decided_on=by.today + dt.timedelta(days=1),
                by=by,
            )
    with acting(actor("avdelningschef")) as by, pytest.raises(NotAllowed):
        services.decide_group(indicator=indicator, grouping=Grouping.FORM, basis="Ja", decided_on=by.today, by=by)


def test_each_choice_question_gets_a_proposed_indicator_once(db: None) -> None:
    with acting(actor("utredare")) as by:
        Indicator.objects.all().delete()
        added = services.propose_indicators(source="followups", key=SLUG, by=by)
        questions = {i.spec["question"] for i in added}
        assert questions == {"tagit_del", "kompetenser", "forebyggande", "mot_malen", "behov"}
        assert services.propose_indicators(source="followups", key=SLUG, by=by) == []
        first = next(i for i in added if i.spec["question"] == "tagit_del")
        assert first.code == "tagit-del-elevhalsoplanen-2024"
        assert first.definition == "Räknas in: Ja."
        assert printed(services.compute([first.code], by=by)[first.code], "av enhet") == "13 av 19 rektorer"
    with acting(actor("avdelningschef")) as by, pytest.raises(NotAllowed):
        services.propose_indicators(source="followups", key=SLUG, by=by)


def test_an_indicator_counts_only_choices_that_the_question_has(db: None) -> None:
    asked = countable = None
    with acting(actor("utredare")) as by:
        asked = services.SOURCES["followups"].asked(SLUG)
        assert asked is not None
        countable = asked.countables[0]

        def define(numerator: list[str], **more: Any) -> Indicator:
            return services.define_indicator(
                source="followups",
                asked=asked,
                countable=countable,
                numerator=numerator,
                name="Ny",
                unit_of_count="rektorer",
                by=by,
                **more,
            )

        with pytest.raises(Refused, match="minst ett svar"):
            define([])
        with pytest.raises(Refused, match="inte det svaret"):
            define(["yes", "kanske"])
        with pytest.raises(Refused, match="används redan"):
            define(["yes"], code="plan-tagit-del")


def test_the_same_question_last_year_stands_beside_with_what_differs(db: None) -> None:
    with acting(actor("utredare")) as by:
        now = Followup.objects.select_related("version").get(slug=SLUG)
        Followup.objects.filter(slug="elevhalsoplanen-2023").exists()
        Followup.objects.create(
            slug="ett-tidigare-ar",
            title="Uppföljning 2022",
            version=now.version,
            state="closed",
            period_from=dt.date(2022, 6, 1),
            period_to=dt.date(2022, 10, 31),
            closes_on=dt.date(2022, 10, 31),
        )
        indicator = Indicator.objects.get(code="plan-tagit-del")
        found = {e.figure.source: e for e in services.trace(indicator, by=by)[2]}
        then = found["Uppföljning 2022, juni–oktober 2022"]
        assert (then.figure.asked, then.figure.answered, then.differs) == (0, 0, ())
        assert then.figure.unit_of_count == "rektorer"
