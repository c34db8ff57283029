"""The denominators hold whatever is answered: asked = answered + not applicable + not shown + no answer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framst.access.acting import acting
from framst.figures.models import Indicator
from framst.followups import facts, queries
from framst.followups.models import Followup, Invitation
from framst.forms import rules
from framst.forms.models import Sheet
from framst.forms.services import keep
from framst.forms.terms import Answers, Given, Question, Questionnaire

from ..personas import actor
from .followups import JUNE, answer, opened, places

pytestmark = pytest.mark.django_db
UNITS = ["99990002", "99990003", "99990004", "99990005"]  # three principals, four units

PART = st.sampled_from(["nothing", "na", "first", "last", "middle"])
SHEETS = st.lists(st.tuples(st.lists(PART, min_size=14, max_size=14), st.booleans()), min_size=3, max_size=4)


def given_for(question: Question, part: str) -> Given:
    if part == "na" and question.not_applicable:
        return Given(not_applicable=True)
    if part in ("nothing", "na"):
        return Given()
    if not question.options:
        return Given(text="text")
    place = {"first": 0, "last": -1, "middle": len(question.options) // 2}[part]
    return Given(choices=(question.options[place].code,))


def answers(questionnaire: Questionnaire, parts: list[str]) -> Answers:
    keys = [(q, key) for q in questionnaire.questions for key in rules.keys(q)]
    return {key: given_for(q, parts[n % len(parts)]) for n, (q, key) in enumerate(keys)}


def fill(place: Invitation, parts: list[str], late: bool) -> None:
    questionnaire = place.followup.version.questionnaire
    keep(
        sheet=place.sheet,
        given=answers(questionnaire, parts),
        questions=questionnaire.questions,
        by=actor("utredare", JUNE),
    )
    place.sheet.late = late
    place.sheet.save(update_fields=["late"])


def check(followup: Followup, asked: int, in_time: int) -> None:
    """Every question and row adds up, and late sheets are in no number. `in_time`: all that are not late."""
    by = actor("utredare", JUNE)
    counted = queries.count(followup)
    assert counted.asked == asked
    for question in counted.questionnaire.questions:
        for code, row in rules.keys(question):
            place = counted.at(code, row)
            figure = facts.figure(
                Indicator(
                    code=f"i-{code}",
                    name=code,
                    question=question.text,
                    source="followups",
                    spec={
                        "followup": followup.slug, "question": code, "row": row,
                        "numerator": [o.code for o in question.options[:1]],
                    },
                    unit_of_count="rektorer",
                ),
                followup,
                counted,
                by,
            )  # fmt: skip
            assert figure.asked == asked
            assert figure.answered + figure.not_applicable + figure.not_shown + figure.no_answer == figure.asked
            assert min(figure.answered, figure.not_applicable, figure.not_shown, figure.no_answer) >= 0
            assert 0 <= figure.numerator <= figure.answered
            assert place.answered + place.not_applicable + place.not_shown <= in_time


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(SHEETS)
@pytest.mark.parametrize(("per", "asked"), [("principal", 3), ("unit", 4)])
def test_everything_adds_up(db: None, per: str, asked: int, sheets: list[tuple[list[str], bool]]) -> None:
    followup = opened(UNITS, per=per)
    filled = list(zip(places(followup), sheets, strict=False))
    by = actor("utredare", JUNE)
    with acting(by):
        for place, (parts, late) in filled:
            fill(place, parts, late)
        followup = Followup.objects.select_related("version__question_set").get(pk=followup.pk)
        check(followup, asked, asked - sum(late for _, (_, late) in filled))


def test_a_late_sheet_is_in_no_count_and_would_be_if_it_were_not_late(db: None) -> None:
    followup = opened(["99990004"])
    (place,) = places(followup)
    answer(place)
    with acting(actor("utredare", JUNE)):
        followup = Followup.objects.select_related("version").get(pk=followup.pk)
        for late, answered in ((True, 0), (False, 1)):
            Sheet.objects.filter(pk=place.sheet_id).update(late=late)
            count = queries.count(followup)
            assert (count.at("tagit_del").answered, count.submitted, count.late) == (answered, answered, 1 - answered)


def test_per_principal_and_per_unit_have_their_own_denominators(db: None) -> None:
    by = actor("utredare", JUNE)
    for per, asked in (("principal", 3), ("unit", 4)):
        followup = opened(UNITS, per=per)
        for place in places(followup):
            answer(place)
        with acting(by):
            count = queries.count(Followup.objects.select_related("version").get(pk=followup.pk))
        assert (count.asked, count.submitted, count.at("tagit_del").answered) == (asked, asked, asked)


def test_time_is_shown_as_a_median_of_five_and_of_nobody(db: None) -> None:
    followup = opened([f"999900{n:02d}" for n in (1, 4, 5, 6, 7)])
    by = actor("utredare", JUNE)
    for n, place in enumerate(places(followup)):
        answer(place)
        with acting(by):
            Sheet.objects.filter(pk=place.sheet_id).update(seconds=60 * (n + 1) if n < 4 else 0)
    with acting(by):
        assert facts.standing(followup, by).minutes_median is None
        Sheet.objects.filter(invitation__followup=followup, seconds=0).update(seconds=6000)
        assert facts.standing(followup, by).minutes_median == 3.0
        assert facts.standing(followup, by).minutes_asked == 5 * followup.version.questionnaire.minutes
