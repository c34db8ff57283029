"""The pure rules of follow-ups."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.followups import rules
from framst.followups.lifecycle import FOLLOWUP
from framst.forms.terms import Condition, Kind, Option, Question, Questionnaire, Section
from framst.foundation.refusal import Refused

AT = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)


def test_a_sound_draft_may_span_two_school_years() -> None:
    assert not list(
        rules.draft_faults(
            period_from=dt.date(2026, 6, 1),
            period_to=dt.date(2026, 10, 31),
            closes_on=dt.date(2026, 10, 31),
            today=dt.date(2026, 5, 20),
        )
    )


@pytest.mark.parametrize(
    ("period_from", "period_to", "closes_on", "fields"),
    [
        ("2026-06-01", "2026-05-31", "2026-06-30", ["period_to"]),
        ("2026-06-01", "2026-06-30", "2026-05-19", ["closes_on", "closes_on"]),
        ("2026-06-10", "2026-06-30", "2026-06-09", ["closes_on"]),
        ("2026-06-01", "2026-06-01", "2026-06-01", []),
    ],
)
def test_faults_name_their_field(period_from: str, period_to: str, closes_on: str, fields: list[str]) -> None:
    day = dt.date.fromisoformat
    found = rules.draft_faults(
        period_from=day(period_from), period_to=day(period_to), closes_on=day(closes_on), today=dt.date(2026, 5, 20)
    )
    assert [field for field, _ in found] == fields


@pytest.mark.parametrize(
    ("holder", "leaders", "may"),
    [
        (1, [1], ()),  # the same principal
        (1, [2], (2,)),  # a successor
        (1, [1, 2], ()),  # had two units and keeps one: answers for the place
        (1, [2, 2], (2,)),  # both units went to the same person
        (1, [3, 2], (2, 3)),  # one each to two people: somebody chooses
        (1, []  , ()),  # nobody leads the unit
        (None, [2], (2,)),  # the unit had no principal
        (None, [], ()),
    ],
)  # fmt: skip
def test_who_may_take_a_place_over(holder: int | None, leaders: list[int], may: tuple[int, ...]) -> None:
    assert rules.successors(holder, leaders) == may


@pytest.mark.parametrize(("seconds", "counted"), [(0, 0), (45, 45), (300, 300), (301, 300), (86_400, 300), (-5, 0)])
def test_a_pause_is_not_time_spent(seconds: int, counted: int) -> None:
    assert rules.seconds_spent(AT, AT + dt.timedelta(seconds=seconds)) == counted


def test_the_first_save_counts_from_when_the_page_was_opened() -> None:
    assert rules.seconds_spent(None, AT) == 0  # not known
    assert rules.seconds_spent(None, AT, AT - dt.timedelta(seconds=80)) == 80
    assert rules.seconds_spent(None, AT, AT - dt.timedelta(days=2)) == 300  # left open
    assert rules.seconds_spent(None, AT, AT + dt.timedelta(seconds=5)) == 0
    assert rules.seconds_spent(AT, AT + dt.timedelta(seconds=7), AT - dt.timedelta(seconds=80)) == 7  # saves tell


@dataclass(frozen=True)
class Known:
    """A competence, as the rules need it."""

    code: str
    forms: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    requirement: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


YES_NO = (Option("yes", "Ja"), Option("no", "Nej"))
ACCESS = Question(
    "access", Kind.MATRIX, "?", options=YES_NO,
    rows=(Option("kurator", "Kurator"), Option("syv", "SYV"), Option("annat", "Annat")),
)  # fmt: skip
WHY_NO_SYV = Question("why", Kind.TEXT, "Varför?", shown_if=(Condition("access", ("no",), "syv"),))
SET = Questionnaire("F", sections=(Section("a", "A", questions=(ACCESS, WHY_NO_SYV)), Section("b", "B")))
KNOWN = (Known("kurator"), Known("syv", grades=("7", "8", "9", "gy1")), Known("okand"))
DAY = dt.date(2026, 6, 8)


@pytest.mark.parametrize(
    ("units", "preschools", "left_out"),
    [
        ([({"GR"}, {"7", "8"})], False, []),
        ([({"GR"}, {"1", "2"})], False, ["syv"]),
        ([({"GR"}, {"1", "2"}), ({"GY"}, {"gy1"})], False, []),  # one of its units is asked
        ([({"FS"}, set())], False, ["kurator", "syv"]),  # "annat" is no competence and is always asked
        ([({"FS"}, set())], True, []),
        ([({"FTH"}, set())], True, ["kurator", "syv"]),
        ([({"FS"}, set()), ({"GR"}, {"1"})], False, ["syv"]),
        ([(set(), set())], False, []),  # nothing is known of it
        ([], False, []),  # no unit: answers that came without names
    ],
)
def test_which_rows_a_place_is_not_asked(
    units: list[tuple[set[str], set[str]]], preschools: bool, left_out: list[str]
) -> None:
    found = rules.rows_not_asked(SET, KNOWN, units, DAY, preschools)
    assert found == ({"access": left_out} if left_out else {})


def test_the_questions_as_they_are_put_to_a_place() -> None:
    assert rules.as_asked(SET, {}) == SET
    fewer = rules.as_asked(SET, {"access": ["syv"]})
    assert [r.code for r in fewer.question("access").rows] == ["kurator", "annat"]
    assert [q.code for q in fewer.questions] == ["access"]  # what hangs on the row goes with it
    assert [s.code for s in fewer.sections] == ["a", "b"]  # sections keep their numbers
    assert rules.as_asked(SET, {"access": ["kurator", "syv", "annat"]}).questions == ()


@pytest.mark.parametrize(
    ("runs", "grades"),
    [
        ([("GR", ["1", "2"])], {"1", "2"}),
        ([("FSK", []), ("GR", ["1"])], {"F", "1"}),
        ([("FSK", ["F"]), ("GR", [])], set()),  # unknown for one: unknown
        ([("FS", []), ("FTH", []), ("GR", ["1"])], {"1"}),
        ([], set()),
    ],
)
def test_the_grades_that_are_known(runs: list[tuple[str, list[str]]], grades: set[str]) -> None:
    assert rules.grades_known(runs) == grades


def test_a_new_draft_begins_with_sound_dates() -> None:
    assert rules.proposed_dates(DAY)["closes_on"] == dt.date(2026, 6, 29)
    assert not list(rules.draft_faults(**rules.proposed_dates(DAY), today=DAY))


def test_the_median_needs_five_timed_sheets() -> None:
    assert rules.median_minutes([60, 120, 180, 240]) is None
    assert rules.median_minutes([60, 120, 180, 240, 0, 0]) is None
    assert rules.median_minutes([60, 120, 180, 240, 6000]) == 3.0


@given(st.text(max_size=80), st.sets(st.text(max_size=60), max_size=5))
def test_a_slug_is_free_and_fits(wanted: str, taken: set[str]) -> None:
    slug = rules.free_slug(wanted, taken | {"ny"})
    assert slug
    assert slug not in taken | {"ny"}
    assert len(slug) <= 60


def test_slugs_are_numbered() -> None:
    assert rules.free_slug("planen-2026", {"planen-2026", "planen-2026-2"}) == "planen-2026-3"
    assert rules.free_slug("ny", {"ny"}) == "ny-2"
    assert rules.free_slug("", set()) == "uppfoljning"


def test_a_closed_followup_is_not_closed_again() -> None:
    assert FOLLOWUP.after("closed", "reopen") == "open"
    with pytest.raises(Refused):
        FOLLOWUP.after("closed", "close")
    with pytest.raises(Refused):
        FOLLOWUP.after("draft", "close")
