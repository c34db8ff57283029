"""The floor of the house: words, numbers, dates, states."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.foundation.lifecycle import Lifecycle, Step
from framst.foundation.numerals import in_figures, in_words
from framst.foundation.periods import Period, school_year, school_year_name, spoken
from framst.foundation.refusal import Refused
from framst.foundation.sort_key import sort_key


def test_swedish_order_puts_our_last_letters_last() -> None:
    names = ["Öhman", "Åkerlund", "Zetterberg", "Ärlig", "Wallin", "Vikström", "Andersson"]
    assert sorted(names, key=sort_key) == [
        "Andersson",
        "Vikström",
        "Wallin",
        "Zetterberg",
        "Åkerlund",
        "Ärlig",
        "Öhman",
    ]


def test_case_and_accents_do_not_count() -> None:
    assert sort_key("Édith") == sort_key("edith")
    assert sort_key("ÅSA") == sort_key("åsa")


@given(st.text())
def test_a_sort_key_survives_any_text(text: str) -> None:
    assert sort_key(sort_key(text)) == sort_key(sort_key(text).casefold())


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2024, 6, 30), "2023–24"),
        (dt.date(2024, 7, 1), "2024–25"),
        (dt.date(2024, 12, 31), "2024–25"),
        (dt.date(2025, 1, 1), "2024–25"),
        (dt.date(2000, 2, 29), "1999–00"),
    ],
)
def test_the_school_year_turns_in_july(day: dt.date, name: str) -> None:
    assert school_year_name(school_year(day)) == name


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_is_in_its_own_school_year(day: dt.date) -> None:
    assert day in school_year(day)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2024, 6, 1), (2024, 10, 31), "juni–oktober 2024"),
        ((2024, 11, 1), (2025, 3, 31), "november 2024–mars 2025"),
        ((2024, 5, 2), (2024, 5, 30), "maj 2024"),
    ],
)
def test_periods_in_prose(first: tuple[int, int, int], last: tuple[int, int, int], said: str) -> None:
    assert spoken(Period(dt.date(*first), dt.date(*last))) == said


def test_an_empty_period_is_none() -> None:
    with pytest.raises(ValueError, match="ends on or after"):
        Period(dt.date(2024, 2, 2), dt.date(2024, 2, 1))


def test_numbers_as_they_are_written_in_swedish() -> None:
    assert in_words(1) == "en"
    assert in_words(1, neuter=True) == "ett"
    assert in_words(12) == "tolv"
    assert in_words(13) == "13"
    assert in_figures(1234.5, 1) == "1\u00a0234,5"


def test_a_lifecycle_refuses_what_is_not_a_step() -> None:
    door = Lifecycle("Dörr", "shut", {"shut": "stängd", "open": "öppen"}, (Step("open", ("shut",), "open", "öppna"),))
    assert door.after("shut", "open") == "open"
    with pytest.raises(Refused) as refused:
        door.after("open", "open")
    assert refused.value.sentence % refused.value.parts == "Det går inte nu. Läget är: öppen."


def test_a_lifecycle_knows_only_its_own_states() -> None:
    with pytest.raises(ValueError, match="unknown state"):
        Lifecycle("Dörr", "shut", {"shut": "stängd"}, (Step("open", ("shut",), "open", "öppna"),))
