"""Whom a competence is asked of, what meets a requirement, grades and names as people write them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.foundation.sort_key import sort_key
from framst.organisation.rules import (
    competence_is_asked_of,
    exceeds_full_time,
    grades_in,
    grades_spoken,
    is_valid_on,
    name_in_parts,
    periods_meet,
    requirement_is_met,
)
from framst.organisation.terms import GRADES

DAY = dt.date(2024, 10, 1)


@dataclass(frozen=True)
class Competence:
    code: str
    requirement: str = ""
    forms: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


NURSE = Competence("skolskoterska")
CAREER = Competence("syv", grades=("7", "8", "9", "gy1", "gy2", "gy3", "gy4"))


@pytest.mark.parametrize(
    ("competence", "forms", "grades", "ask_preschool", "asked"),
    [
        (NURSE, {"FSK", "GR"}, {"F", "1", "2", "3"}, False, True),
        (NURSE, {"FS"}, set(), False, False),
        (NURSE, {"FS"}, set(), True, True),
        (NURSE, {"FS", "FSK", "GR"}, {"F", "1"}, False, True),
        (NURSE, {"FTH"}, set(), False, False),
        (NURSE, {"FTH"}, set(), True, False),
        (NURSE, set(), set(), False, True),
        (CAREER, {"GR"}, {"4", "5", "6"}, False, False),
        (CAREER, {"GR"}, {"6", "7"}, False, True),
        (CAREER, {"GY"}, {"gy1", "gy2", "gy3"}, False, True),
        (CAREER, {"FSK"}, {"F"}, False, False),
        (CAREER, {"GR"}, set(), False, True),
        (CAREER, {"FS"}, set(), False, False),
        (Competence("teckensprak", forms=("SPEC",)), {"GR"}, {"1"}, False, False),
        (Competence("teckensprak", forms=("SPEC",)), {"SPEC", "GR"}, {"1"}, False, True),
        (Competence("teckensprak", forms=("GR",)), {"FS"}, set(), True, False),
    ],
)
def test_whom_a_competence_is_asked_of(
    competence: Competence, forms: set[str], grades: set[str], ask_preschool: bool, asked: bool
) -> None:
    assert competence_is_asked_of(competence, forms, grades, DAY, ask_preschool) is asked


def test_a_competence_is_asked_of_while_it_is_valid() -> None:
    old = Competence("talpedagog", valid_to=dt.date(2024, 6, 30))
    assert competence_is_asked_of(old, {"GR"}, {"1"}, dt.date(2024, 6, 30), False)
    assert not competence_is_asked_of(old, {"GR"}, {"1"}, dt.date(2024, 7, 1), False)
    new = Competence("logoped", valid_from=dt.date(2024, 7, 1))
    assert not competence_is_asked_of(new, {"GR"}, {"1"}, dt.date(2024, 6, 30), False)
    assert competence_is_asked_of(new, {"GR"}, {"1"}, dt.date(2024, 7, 1), False)


def test_either_a_special_educator_or_a_special_teacher_meets_the_requirement() -> None:
    educator = Competence("specialpedagog", requirement="specialpedagogik")
    teacher = Competence("speciallarare", requirement="specialpedagogik")
    assert requirement_is_met("specialpedagogik", [educator])
    assert requirement_is_met("specialpedagogik", [NURSE, teacher])
    assert not requirement_is_met("specialpedagogik", [NURSE])
    assert not requirement_is_met("specialpedagogik", [])
    assert requirement_is_met("skolskoterska", [NURSE])


def test_shares_over_full_time() -> None:
    assert not exceeds_full_time([Decimal(60), Decimal(40), None])
    assert exceeds_full_time([Decimal(60), Decimal("40.01")])


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("0 1 2 3", ("F", "1", "2", "3")),
        ("F-3", ("F", "1", "2", "3")),
        ("7 – 9", ("7", "8", "9")),
        ("1, 2; 4", ("1", "2", "4")),
        ("gy1-3", ("gy1", "gy2", "gy3")),
        ("åk 4-6", ("4", "5", "6")),
        ("", ()),
        ("9-7", None),
        ("11", None),
        ("sju", None),
    ],
)
def test_grades_as_people_write_them(text: str, grades: tuple[str, ...] | None) -> None:
    assert grades_in(text) == grades


def test_grades_spoken() -> None:
    assert grades_spoken(["F", "1", "2", "3", "6"]) == "F–3, 6"
    assert grades_spoken(["9", "gy1", "gy2", "gy3"]) == "9, gy1–gy3"
    assert grades_spoken([]) == ""


@given(st.sets(st.sampled_from(GRADES)))
def test_grades_spoken_can_be_read_again(grades: set[str]) -> None:
    assert set(grades_in(grades_spoken(grades)) or ()) == grades


@given(st.text(max_size=30))
def test_any_text_is_grades_or_not(text: str) -> None:
    found = grades_in(text)
    assert found is None or set(found) <= set(GRADES)


def test_names_in_one_cell() -> None:
    assert name_in_parts("Cecilia Nordin") == ("Cecilia", "Nordin")
    assert name_in_parts("Nordin, Cecilia") == ("Cecilia", "Nordin")
    assert name_in_parts("Carl Gustaf von Essen") == ("Carl Gustaf", "von Essen")
    assert name_in_parts("Cher") == ("", "Cher")


DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
ENDS = st.none() | DAYS


@given(ENDS, ENDS, ENDS, ENDS, DAYS)
def test_periods_that_share_a_day_meet(
    a: dt.date | None, b: dt.date | None, c: dt.date | None, d: dt.date | None, day: dt.date
) -> None:
    if is_valid_on(day, a, b) and is_valid_on(day, c, d):
        assert periods_meet(a, b, c, d)
    assert periods_meet(a, b, c, d) == periods_meet(c, d, a, b)


@given(DAYS, DAYS)
def test_a_period_that_ends_the_day_before_does_not_meet_the_next(first: dt.date, turn: dt.date) -> None:
    if first < turn:
        assert not periods_meet(first, turn - dt.timedelta(days=1), turn, None)
        assert periods_meet(first, turn, turn, None)


def test_swedish_order() -> None:
    names = ["Önnereds", "Zinks", "Åsens", "Wallinska", "Vreta", "Älv", "Ekbacken", "Écoles"]
    assert sorted(names, key=sort_key) == [
        "Écoles", "Ekbacken", "Vreta", "Wallinska", "Zinks", "Åsens", "Älv", "Önnereds",
    ]  # fmt: skip


LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"


@given(st.text(LETTERS, max_size=8), st.text(LETTERS, max_size=8))
def test_the_key_sorts_as_the_alphabet_does(a: str, b: str) -> None:
    by_alphabet = [LETTERS.index(c) for c in a] <= [LETTERS.index(c) for c in b]
    assert (sort_key(a) <= sort_key(b)) == by_alphabet


@given(st.text(LETTERS + "éèüñ -'", max_size=12))
def test_case_does_not_matter_to_order(text: str) -> None:
    assert sort_key(text.upper()) == sort_key(text)
