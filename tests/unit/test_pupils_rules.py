"""Rules of what is kept, with literal values; and what must hold for every day and every number of years."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.pupils.rules import (
    can_count_from,
    disposal_is_due,
    hold_is_on,
    holds_back,
    last_day_kept,
    last_day_of_record,
    rule_is_in_force,
)
from framst.pupils.terms import LEAVERS, After

DAY = dt.date(2016, 6, 10)
YEARS = st.integers(1, 120)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("after", "years", "last"),
    [
        (After.CLOSED, 10, dt.date(2026, 6, 10)),
        (After.LEFT, 2, dt.date(2019, 6, 14)),
        (After.BIRTH_YEAR, 25, dt.date(2029, 12, 31)),
    ],
)
def test_the_last_day(after: After, years: int, last: dt.date) -> None:
    assert last_day_kept(after, years, closed_on=DAY, left_on=dt.date(2017, 6, 14), born=dt.date(2004, 1, 5)) == last


def test_a_record_of_the_leap_day_is_kept_a_day_longer_in_other_years() -> None:
    def last(years: int) -> dt.date | None:
        return last_day_kept(After.CLOSED, years, closed_on=dt.date(2024, 2, 29), left_on=None, born=None)

    assert (last(1), last(4)) == (dt.date(2025, 3, 1), dt.date(2028, 2, 29))


@pytest.mark.parametrize("after", After)
def test_as_long_as_the_years_have_not_begun_nothing_is_ever_due(after: After) -> None:
    last = last_day_kept(after, 1, closed_on=None, left_on=None, born=None)
    assert last is None and not disposal_is_due(last, dt.date(9999, 12, 31))


@given(YEARS, DAYS)
def test_it_is_due_the_day_after_the_last_and_not_on_it(years: int, closed_on: dt.date) -> None:
    last = last_day_kept(After.CLOSED, years, closed_on=closed_on, left_on=None, born=None)
    assert last is not None
    assert last.year == closed_on.year + years
    assert (last.month, last.day) in {(closed_on.month, closed_on.day), (3, 1)}
    assert not disposal_is_due(last, last)
    assert disposal_is_due(last, last + dt.timedelta(days=1))


@given(st.sampled_from(list(After)), YEARS, DAYS, DAYS, DAYS)
def test_more_years_never_let_go_sooner(after: After, years: int, closed_on: dt.date, left: dt.date, born: dt.date) -> None:  # fmt: skip
    one, more = (last_day_kept(after, n, closed_on=closed_on, left_on=left, born=born) for n in (years, years + 1))
    assert one is not None and more is not None and one < more


@given(st.sampled_from("AB"), st.sampled_from(list(After)), YEARS, YEARS, DAYS, DAYS, DAYS)
def test_pupil_healths_records_are_kept_the_shortest_time_whatever_the_rule(
    letter: str, after: After, years: int, least: int, closed_on: dt.date, left: dt.date, born: dt.date
) -> None:
    last = last_day_of_record(letter, after, years, least_years=least, closed_on=closed_on, left_on=left, born=born)
    assert last is not None
    assert last >= dt.date(closed_on.year + least, closed_on.month, min(closed_on.day, 28))
    own = last_day_kept(after, years, closed_on=closed_on, left_on=left, born=born)
    assert own is not None and last >= own


def test_the_shortest_time_is_about_pupil_health_and_neither_the_schools_matters_nor_the_roster() -> None:
    def last(letter: str) -> dt.date | None:
        return last_day_of_record(letter, After.CLOSED, 2, least_years=10, closed_on=DAY, left_on=None, born=None)

    two, ten = dt.date(2018, 6, 10), dt.date(2026, 6, 10)
    assert {letter: last(letter) for letter in ("A", "B", "C", "")} == {"A": ten, "B": ten, "C": two, "": two}


def test_an_open_record_of_pupil_healths_has_no_last_day() -> None:
    born = dt.date(1990, 1, 1)
    assert last_day_of_record("A", After.BIRTH_YEAR, 1, least_years=10, closed_on=None, left_on=None, born=born) is None


def test_a_rule_holds_from_its_first_day_to_the_day_before_its_end() -> None:
    first, end = dt.date(2025, 1, 1), dt.date(2026, 1, 1)
    days = {dt.date(2024, 12, 31): False, first: True, dt.date(2025, 12, 31): True, end: False}
    assert {day: rule_is_in_force(first, end, day) for day in days} == days
    assert rule_is_in_force(first, None, dt.date(2999, 1, 1))
    assert not rule_is_in_force(first, first, first)


def test_a_roster_row_is_never_closed() -> None:
    assert not can_count_from(LEAVERS, After.CLOSED)
    assert can_count_from(LEAVERS, After.LEFT) and can_count_from("C.support", After.CLOSED)


MATTER, PUPIL, OTHER = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@pytest.mark.parametrize(
    ("hold", "held"),
    [
        (("", "", None), True), (("B", "", None), True), (("B", "B.talk", None), True), (("", "", PUPIL), True),
        (("B", "B.talk", MATTER), True), (("A", "", None), False), (("B", "B.assessment", None), False),
        (("", "", OTHER), False), (("A", "", PUPIL), False), (("", LEAVERS, PUPIL), False),
    ],
)  # fmt: skip
def test_what_a_hold_is_about(hold: tuple[str, str, uuid.UUID | None], held: bool) -> None:
    assert holds_back(*hold, letter="B", what="B.talk", keys={MATTER, PUPIL}) is held


def test_a_pupil_held_in_any_zone_keeps_the_roster_rows() -> None:
    assert holds_back("A", "", PUPIL, letter="", what=LEAVERS, keys={PUPIL})
    assert not holds_back("A", "", None, letter="", what=LEAVERS, keys={PUPIL})


def test_a_hold_is_on_to_its_last_day_unless_somebody_ended_it() -> None:
    assert hold_is_on(None, False, DAY) and hold_is_on(DAY, False, DAY)
    assert not hold_is_on(DAY, False, DAY + dt.timedelta(days=1)) and not hold_is_on(None, True, DAY)
