"""The year's calendar: working days, dates moved to a new school year, the template, the burden."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.wheel.rules.burden import Asked, by_month, heavy, months_of
from framst.wheel.rules.days import days_off, is_working_day, moved, period_of, working_day, year_of
from framst.wheel.rules.rolling import Held, rolled
from framst.wheel.rules.template import TEMPLATE, due_in

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2060, 12, 31))
OFF = st.frozensets(DAYS, max_size=15)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-12-24", False),  # the eve
        ("2026-06-19", False),  # midsummer eve
        ("2027-03-26", False),  # Good Friday
        ("2027-03-29", False),  # Easter Monday
        ("2027-05-06", False),  # Ascension day
        ("2027-01-06", False),  # Epiphany
        ("2028-06-06", False),  # the national day, a Tuesday
        ("2026-11-28", False),  # a Saturday
        ("2026-03-29", False),  # a Sunday, the clock is put forward
        ("2026-03-30", True),
        ("2026-10-26", True),  # the day after the clock is put back
        ("2028-02-29", True),
        ("2026-12-23", True),
    ],
)
def test_working_days_of_sweden(day: str, working: bool) -> None:
    assert is_working_day(dt.date.fromisoformat(day)) is working


def test_the_authoritys_own_days_off() -> None:
    off = days_off("2026-10-26–2026-10-30, 2027-01-04")
    assert len(off) == 6
    assert not is_working_day(dt.date(2026, 10, 28), off)
    assert is_working_day(dt.date(2026, 11, 2), off)
    assert days_off("") == frozenset()
    for wrong in ("höstlov", "2026-13-01", "2026-10-30–2026-10-26", "2026-01-01–2027-01-01"):
        with pytest.raises(ValueError):
            days_off(wrong)


@pytest.mark.parametrize(
    ("day", "years", "becomes"),
    [
        ("2025-10-31", 1, "2026-10-30"),  # a Saturday becomes the Friday before
        ("2026-05-01", 1, "2027-04-30"),  # the first of May
        ("2028-02-29", 1, "2029-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2025-12-31", 1, "2026-12-30"),  # over the year's change, still in the year
        ("2027-07-01", 1, "2028-07-03"),  # a Saturday: before it is the former school year
        ("2026-03-06", 1, "2027-03-05"),
    ],
)
def test_dates_are_moved_to_working_days(day: str, years: int, becomes: str) -> None:
    assert moved(dt.date.fromisoformat(day), years, ()) == dt.date.fromisoformat(becomes)


@given(DAYS, st.integers(0, 10), OFF)
def test_a_moved_day_is_a_working_day_of_the_year_asked_for(day: dt.date, years: int, off: frozenset[dt.date]) -> None:
    became = moved(day, years, off)
    assert is_working_day(became, off)
    assert year_of(became) == year_of(day) + years
    assert became in period_of(year_of(day) + years)


@given(DAYS, OFF)
def test_a_working_day_stays_and_no_nearer_one_before_is_passed_over(day: dt.date, off: frozenset[dt.date]) -> None:
    found = working_day(day, off, period_of(year_of(day)))
    if is_working_day(day, off):
        assert found == day
    between = range(min(found, day).toordinal(), max(found, day).toordinal() + 1)
    working = [d for d in map(dt.date.fromordinal, between) if is_working_day(d, off)]
    assert working == [found]


HELD = st.builds(
    Held,
    key=st.uuids(),
    year=st.integers(2015, 2050),
    asked_on=st.none() | st.dates(dt.date(2015, 7, 1), dt.date(2050, 6, 30)),
    due_on=st.dates(dt.date(2015, 7, 1), dt.date(2050, 6, 30)),
    recurs=st.booleans(),
)


@given(st.lists(HELD, unique_by=lambda h: h.key, max_size=20), OFF)
def test_rolling_over_loses_nothing_and_takes_nothing_twice(held: list[Held], off: frozenset[dt.date]) -> None:
    to_year = 2051
    first = rolled(held, to_year, off, already=())
    assert sorted(r.former.int for r in first) == sorted(h.key.int for h in held if h.recurs)
    half = {r.former for r in first[::2]}
    rest = rolled(held, to_year, off, already=half)
    assert {r.former for r in rest} | half == {r.former for r in first}
    assert not {r.former for r in rest} & half
    assert all(r.asked_on is None or r.asked_on <= r.due_on for r in first)
    assert rolled(held, to_year, off, already={r.former for r in first}) == []


def test_the_same_activity_handed_in_twice_is_taken_once() -> None:
    one = Held(uuid.uuid4(), 2026, None, dt.date(2026, 9, 1), recurs=True)
    assert len(rolled([one, one], 2027, (), ())) == 1


@given(st.integers(2015, 2060), OFF)
def test_every_day_of_the_template_is_a_working_day_of_its_year(year: int, off: frozenset[dt.date]) -> None:
    for usual in TEMPLATE:
        due_on = due_in(usual, year, off)
        assert due_on in period_of(year)
        assert is_working_day(due_on, off)


def test_the_templates_days_are_those_of_the_sources() -> None:
    found = {usual.code: due_in(usual, 2026, ()).isoformat() for usual in TEMPLATE}
    assert found["extra-funding-autumn"] == "2026-10-30"  # the 31st is a Saturday
    assert found["extra-funding-spring"] == "2027-04-30"
    assert found["patient-safety"] == "2027-03-01"
    assert found["paper"] == "2027-03-31"
    assert len({usual.code for usual in TEMPLATE}) == len(TEMPLATE)


def test_the_burden_is_summed_by_person_and_month() -> None:
    asked = [
        Asked(1, dt.date(2026, 11, 1), 30),
        Asked(1, dt.date(2026, 11, 30), 45),
        Asked(1, dt.date(2026, 12, 1), 10),
        Asked(2, dt.date(2026, 11, 15), 5),
    ]
    assert by_month(asked) == {(1, (2026, 11)): 75, (1, (2026, 12)): 10, (2, (2026, 11)): 5}
    assert heavy(asked, [1, 2, 3], (2026, 11), 20, 90) == {1: 95}
    assert heavy(asked, [1, 2, 3], (2026, 11), 15, 90) == {}  # at the limit is not over it
    assert months_of(2026) == [(2026, m) for m in range(7, 13)] + [(2027, m) for m in range(1, 7)]
