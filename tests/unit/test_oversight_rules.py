"""Rules of oversight, with literal values."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from framst.oversight.rules import (
    bases,
    has_all_guardians,
    is_a_reason,
    is_over,
    is_the_beginning,
    may_be_signed,
    period_to_draw,
)  # fmt: skip


@pytest.mark.parametrize("text", ["", "x", "test test test", "... --- ...", "a b c"])
def test_what_says_nothing_is_no_reason(text: str) -> None:
    assert not is_a_reason(text)


def test_a_few_words_are_a_reason() -> None:
    assert is_a_reason("Polisen söker elevens anhöriga")


def test_grounds_follow_their_dates_and_zones() -> None:
    def codes(letter: str, day: dt.date) -> set[str]:
        return {b.code for b in bases(letter, day)}

    assert "authorities" not in codes("B", dt.date(2025, 11, 30))
    assert "authorities" in codes("B", dt.date(2025, 12, 1))
    assert "general" not in codes("A", dt.date(2026, 1, 1))  # 10 kap. 27 § is not for health care
    assert "support" in codes("A", dt.date(2026, 1, 1)) and "support" not in codes("B", dt.date(2026, 1, 1))
    assert {"worry"} == codes("C", dt.date(2025, 6, 30)) & {"worry", "worry_2025"}
    assert {"worry_2025"} == codes("C", dt.date(2025, 7, 1)) & {"worry", "worry_2025"}


def test_periods_follow_without_a_gap() -> None:
    now = dt.datetime(2026, 11, 1, 0, 0, 2, tzinfo=dt.UTC)
    october = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    november = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    assert period_to_draw(october, now) == (october, november)
    assert period_to_draw(november, now) is None
    assert period_to_draw(dt.datetime(2026, 10, 14, tzinfo=dt.UTC), now) == (
        dt.datetime(2026, 10, 14, tzinfo=dt.UTC),
        november,
    )


def test_the_first_period_begins_with_the_record_and_no_day_is_said() -> None:
    stockholm = ZoneInfo("Europe/Stockholm")
    period = period_to_draw(None, dt.datetime(2026, 11, 2, tzinfo=stockholm))
    assert period is not None
    assert period[1] == dt.datetime(2026, 11, 1, tzinfo=stockholm)
    assert is_the_beginning(period[0]) and is_the_beginning(period[0].astimezone(dt.UTC))
    assert not is_the_beginning(period[1])


def test_what_only_asks_hinders_the_sign_off() -> None:
    assert may_be_signed([], [])
    assert may_be_signed(["in_order", "not_in_order"], ["in_order"])
    assert not may_be_signed(["asked"], [])
    assert not may_be_signed(["in_order"], [""])


def test_an_extract_is_over_after_seven_days() -> None:
    at = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    assert not is_over(at, dt.datetime(2026, 10, 7, 23, 59, tzinfo=dt.UTC))
    assert is_over(at, dt.datetime(2026, 10, 8, tzinfo=dt.UTC))


def test_joint_custody_asks_for_both_unless_the_pupil_consents() -> None:
    assert not has_all_guardians(["a"], ["a", "b"])
    assert has_all_guardians(["a", "b"], ["a", "b"]) and has_all_guardians(["pupil"], ["a", "b"])
