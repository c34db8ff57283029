"""The pure rules of follow-ups."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.followups import rules
from framst.followups.lifecycle import FOLLOWUP
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


def test_the_first_save_adds_nothing() -> None:
    assert rules.seconds_spent(None, AT) == 0


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
