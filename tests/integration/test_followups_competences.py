"""Whom a competence is asked of: rows that do not concern a place's units are not shown and count as not applicable."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framst.access import links
from framst.access.acting import acting, machine
from framst.figures.models import Indicator
from framst.followups import facts, queries
from framst.followups.models import Followup, Invitation
from framst.followups.services import as_asked, begin_draft, choose_units, keep_answers, open_followup, submit_answers
from framst.forms.models import QuestionSet, Version
from framst.forms.rules import written
from framst.forms.services import keep
from framst.forms.terms import Given, Questionnaire, Section
from framst.integrations.spreadsheets.exporting import table
from framst.organisation.models import Assignment, Person, SchoolForm, Setting, Unit, UnitForm

from ..personas import actor
from .followups import JUNE, opened, places, published
from .test_followups_denominators import SHEETS, answers, check, fill

pytestmark = pytest.mark.django_db
ROWS = [
    "skolskoterska", "skollakare", "skolpsykolog", "kurator", "specialpedagog", "speciallarare", "logoped",
    "talpedagog", "syv",
]  # fmt: skip
F_TO_6, F_TO_9, UPPER = "99990005", "99990004", "99990022"


def preschool(code: str = "FS-77", form: bool = True) -> Unit:
    """A preschool with a principal of its own; its form is recorded or, with `form=False`, only what it is."""
    with acting(machine("import", JUNE)):
        unit = Unit.objects.create(code=code, name=f"Förskolan {code}", kind="preschool")
        if form:
            UnitForm.objects.create(unit=unit, form=SchoolForm.objects.get(code="FS"))
        person = Person.objects.create(given_name="Pia", family_name=f"Lek {code}", email=f"{code}@ekdalen.example")
        Assignment.objects.create(person=person, profession="principal", unit=unit, from_on=dt.date(2026, 1, 1))
    return unit


def ask_preschools() -> None:
    with acting(machine("import", JUNE)):
        Setting.objects.create(code="preschool_competences", value=True, set_at=JUNE)


def counted(followup: Followup, row: str) -> tuple[int, int, int, int, int]:
    """asked, answered, not applicable, not shown, no answer of one row."""
    by = actor("utredare", JUNE)
    with acting(by):
        results = facts.results(Followup.objects.select_related("version").get(pk=followup.pk), by)
    matrix = next(r for r in results if r.question.code == "kompetenser")
    place = matrix.places[ROWS.index(row)]
    return place.asked, place.answered, place.not_applicable, place.not_shown, place.no_answer


def all_rows(followup: Followup) -> Any:
    by = actor("utredare", JUNE)
    spec = {"followup": followup.slug, "question": "kompetenser", "all_rows": True, "numerator": ["yes"]}
    with acting(by):
        indicator = Indicator(code="alla", name="Alla", question="?", unit_of_count="rektorer", spec=spec)
        return facts.figures([indicator], by)["alla"]


def test_a_counsellor_for_studies_is_asked_of_years_7_to_9_and_upper_secondary(db: None) -> None:
    followup = opened([F_TO_6, F_TO_9, UPPER])
    assert {p.label: p.not_asked for p in places(followup)} == {
        "Dalskolan": {},
        "Ekbackens skola": {"kompetenser": ["syv"]},
        "Ekdalsgymnasiet": {},
    }
    assert counted(followup, "syv") == (3, 0, 1, 0, 2)
    assert counted(followup, "kurator") == (3, 0, 0, 0, 3)


def test_a_principal_of_two_units_is_asked_what_either_is_asked(db: None) -> None:
    with acting(machine("import", JUNE)):
        UnitForm.objects.filter(unit__code="99990003").update(grades=["4", "5", "6", "7"])
    (place,) = places(opened(["99990002", "99990003"]))  # years F-3, and now 4-7, one principal
    assert place.not_asked == {}


def test_unknown_grades_are_no_ground_for_not_asking(db: None) -> None:
    with acting(machine("import", JUNE)):
        UnitForm.objects.filter(unit__code=F_TO_6, form__code="GR").update(grades=[])
    assert places(opened([F_TO_6]))[0].not_asked == {}


@pytest.mark.parametrize("form", [True, False])
def test_a_preschool_is_asked_of_no_competence_unless_the_authority_asks(db: None, form: bool) -> None:
    unit = preschool(form=form)
    followup = opened([unit.code, F_TO_9])
    assert next(p for p in places(followup) if p.label == unit.name).not_asked == {"kompetenser": ROWS}
    for row in ROWS:
        assert counted(followup, row) == (2, 0, 1, 0, 1)
    figure = all_rows(followup)
    # It is no fulfilled access: who is asked nothing stands beside the figure.
    assert (figure.numerator, figure.asked, figure.answered, figure.not_applicable, figure.no_answer) == (0, 2, 0, 1, 1)
    ask_preschools()
    asked = opened([unit.code])
    assert places(asked)[0].not_asked == {}
    assert counted(asked, "kurator") == (1, 0, 0, 0, 1)


def test_who_has_answered_nothing_is_no_fulfilled_access_for_a_row_left_out(db: None) -> None:
    followup = opened([F_TO_6])
    figure = all_rows(followup)
    assert (figure.numerator, figure.answered, figure.not_applicable, figure.no_answer) == (0, 0, 0, 1)
    (place,) = places(followup)
    by = actor("utredare", JUNE)
    with acting(by):
        matrix = as_asked(place).question("kompetenser")
        assert [r.code for r in matrix.rows] == ROWS[:-1]
        given = {("kompetenser", row.code): Given(choices=("yes",)) for row in matrix.rows}
        keep(sheet=place.sheet, given=given, questions=[matrix], by=by)
        figure = all_rows(followup)
        assert (figure.numerator, figure.answered) == (1, 1)
        reply = facts.replies(
            Indicator(code="a", name="A", question="?", unit_of_count="", spec={
                "followup": followup.slug, "question": "kompetenser", "all_rows": True, "numerator": ["yes"],
            }), by,
        )[0]  # fmt: skip
        assert reply.counts
        assert "studie- och yrkesvägledare: Ej aktuellt" in reply.given


def test_what_was_answered_elsewhere_stands(db: None) -> None:
    followup = opened([F_TO_6])
    (place,) = places(followup)
    by = actor("utredare", JUNE)
    with acting(by):
        questions = [published().questionnaire.question("kompetenser")]
        keep(sheet=place.sheet, given={("kompetenser", "syv"): Given(choices=("no",))}, questions=questions, by=by)
    assert counted(followup, "syv") == (1, 1, 0, 0, 0)


def test_a_required_matrix_is_handed_in_without_the_rows_that_were_not_asked(db: None) -> None:
    by = actor("utredare", JUNE)
    unit = preschool()
    with acting(by):
        matrix = replace(published().questionnaire.question("kompetenser"), required=True)
        content = Questionnaire("Bara kompetenser", sections=(Section("a", "A", questions=(matrix,)),))
        made = QuestionSet.objects.create(code="bara", title="Bara kompetenser")
        version = Version.objects.create(question_set=made, number=1, content=written(content), published_at=JUNE)
        followup = begin_draft(
            title="Bara", about="", version=version, per="principal", period_from=JUNE.date(), period_to=JUNE.date(),
            closes_on=JUNE.date(), intro="", by=by,
        )  # fmt: skip
        wanted = Unit.objects.filter(code__in=[F_TO_6, unit.code])
        choose_units(followup=followup, shown=[], ticked=wanted.values_list("pk", flat=True), by=by)
        open_followup(followup=followup, units=wanted, by=by)
        school, pre = places(followup)
        asked = as_asked(school).questions
        given = {("kompetenser", row): Given(choices=("yes",)) for row in ROWS[:-1]}
        keep_answers(invitation=school, given=given, questions=asked, by=by)
        submit_answers(invitation=school, by=by)
        assert as_asked(pre).questions == ()
        submit_answers(invitation=pre, by=by)
    assert counted(followup, "syv") == (2, 0, 2, 0, 0)
    assert counted(followup, "kurator") == (2, 1, 1, 0, 0)
    with acting(by):
        columns, rows = table(followup)
    asked_of_school = next(row for row in rows if row[columns.index("Skolenhet")] == school.label)
    told = {c: v for c, v in zip(columns, asked_of_school, strict=True) if c.endswith("]")}
    assert [c for c, v in told.items() if v == "Ej aktuellt"] == [c for c in told if "vägledare" in c]


def test_the_answer_page_leaves_the_rows_out_and_says_so(client: Client, db: None, client_of: Any) -> None:
    from .test_followups_pages import opened_today

    followup = opened_today([F_TO_6, F_TO_9])
    with acting(actor("utredare")):
        by_label = {i.label: i for i in Invitation.objects.filter(followup=followup)}
    pages = {
        label: client.get(
            reverse("answer_section", args=[links.token(place.pk, place.link_number), 2])
        ).content.decode()
        for label, place in by_label.items()
    }
    told = "Ej aktuellt för det du svarar för, och frågas därför inte: studie- och yrkesvägledare."
    assert told in pages["Ekbackens skola"]
    assert "q-kompetenser-syv" not in pages["Ekbackens skola"]
    assert "q-kompetenser-kurator" in pages["Ekbackens skola"]
    assert told not in pages["Dalskolan"]
    assert "q-kompetenser-syv" in pages["Dalskolan"]
    # A row that is not asked takes no answer either.
    mine = links.token(by_label["Ekbackens skola"].pk, 1)
    client.post(reverse("answer_section", args=[mine, 2]), {"q-kompetenser-syv": "yes", "q-kompetenser-kurator": "no"})
    with acting(actor("utredare")):
        count = queries.count(Followup.objects.select_related("version").get(pk=followup.pk))
    assert (count.at("kompetenser", "syv").answered, count.at("kompetenser", "syv").not_applicable) == (0, 1)
    assert count.at("kompetenser", "kurator").answered == 1
    assert "studie- och yrkesvägledare" not in client.get(reverse("answer_review", args=[mine])).content.decode()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(SHEETS, st.booleans())
def test_everything_adds_up_with_rows_left_out(db: None, sheets: list[tuple[list[str], bool]], as_shown: bool) -> None:
    if not Unit.objects.filter(code="FS-78").exists():
        preschool("FS-78")
    followup = opened(["FS-78", "99990002", F_TO_6, F_TO_9])
    filled = list(zip(places(followup), sheets, strict=False))
    by = actor("utredare", JUNE)
    with acting(by):
        for place, (parts, late) in filled:
            if as_shown:
                content = as_asked(place)
                keep_answers(invitation=place, given=answers(content, parts), questions=content.questions, by=by)
                place.sheet.late = late
                place.sheet.save(update_fields=["late"])
            else:
                fill(place, parts, late)
        followup = Followup.objects.select_related("version__question_set").get(pk=followup.pk)
        check(followup, 4, 4 - sum(late for _, (_, late) in filled))
        figure = all_rows(followup)
        assert figure.holds_together
        assert figure.asked == figure.answered + figure.not_applicable + figure.not_shown + figure.no_answer == 4
