"""Commitments over school years: nothing lost, nothing twice, none closed without a word."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from framst.foundation.periods import Period, school_year
from framst.wheel.lifecycle import COMMITMENT
from framst.wheel.rules.commitments import is_carried_into, is_overdue, lives_in, year_before

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2040, 12, 31))
YEARS = [Period(dt.date(y, 7, 1), dt.date(y + 1, 6, 30)) for y in range(2013, 2043)]


def test_in_words() -> None:
    agreed = dt.date(2024, 3, 5)
    y2023, y2024, y2025 = (school_year(dt.date(y, 9, 1)) for y in (2023, 2024, 2025))
    assert [lives_in(agreed, None, y) for y in (y2023, y2024, y2025)] == [True, True, True]
    assert [is_carried_into(agreed, None, y) for y in (y2023, y2024, y2025)] == [False, True, True]
    followed_up = dt.date(2024, 7, 1)  # the first day of the next school year: that year had it
    assert [lives_in(agreed, followed_up, y) for y in (y2023, y2024, y2025)] == [True, True, False]
    assert not is_carried_into(agreed, dt.date(2024, 6, 30), y2024)
    assert year_before(dt.date(2025, 7, 1)) == y2024
    assert year_before(dt.date(2025, 6, 30)) == y2023


def test_the_due_day_is_in_time() -> None:
    due = dt.date(2028, 2, 29)
    assert not is_overdue(due, False, due)
    assert is_overdue(due, False, dt.date(2028, 3, 1))
    assert not is_overdue(due, True, dt.date(2030, 1, 1))


@given(DAYS, st.none() | st.integers(0, 6000))
def test_each_year_has_what_the_one_before_left_open(agreed: dt.date, days: int | None) -> None:
    followed_up = None if days is None else agreed + dt.timedelta(days)
    alive = [y for y in YEARS if lives_in(agreed, followed_up, y)]
    # No year between the first and the last is missed, it begins where it was agreed, and ends where it was followed up.
    assert alive[0] == school_year(agreed)
    at = [YEARS.index(y) for y in alive]
    assert at == list(range(at[0], at[-1] + 1))
    last = YEARS[-1] if followed_up is None or followed_up > YEARS[-1].last else school_year(followed_up)
    assert alive[-1] == last
    # Made in one year, carried into every other: never both.
    assert [y for y in alive if not is_carried_into(agreed, followed_up, y)] == [school_year(agreed)]
    assert not any(is_carried_into(agreed, followed_up, y) for y in YEARS if y not in alive)


@given(st.lists(st.sampled_from([s.act for s in COMMITMENT.steps]), max_size=20))
def test_only_a_follow_up_ends_one(acts: list[str]) -> None:
    state = COMMITMENT.initial
    for act in acts:
        if act in {s.act for s in COMMITMENT.acts_from(state)}:
            former, state = state, COMMITMENT.after(state, act)
            assert state != "followed_up" or act == "follow_up"
            assert former != "followed_up" or act == "reopen"
