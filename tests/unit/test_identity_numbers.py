"""Identity numbers of each kind. The numbers are of the tax agency's series for tests (birth numbers 238 and 239)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from framst.foundation.identity_numbers import IdentityNumber, check_digit, identity_number

TODAY = dt.date(2025, 3, 3)


@pytest.mark.parametrize(
    "written",
    ["201401012388", "20140101-2388", "140101-2388", "1401012388", " 20140101-2388 ", "20140101 2388", "140101 - 2388"],
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert identity_number(written, TODAY) == IdentityNumber("201401012388", "personnummer", dt.date(2014, 1, 1))


@pytest.mark.parametrize(
    ("written", "text", "kind", "born"),
    [
        ("20140101-2396", "201401012396", "personnummer", dt.date(2014, 1, 1)),
        ("20120229-2395", "201202292395", "personnummer", dt.date(2012, 2, 29)),  # a leap day
        ("19890201-2387", "198902012387", "personnummer", dt.date(1989, 2, 1)),
        ("701063-2391", "197010632391", "samordningsnummer", dt.date(1970, 10, 3)),
        ("20120161-2387", "201201612387", "samordningsnummer", dt.date(2012, 1, 1)),
        ("20140101T01", "20140101T01", "tillfälligt", dt.date(2014, 1, 1)),
        ("20140101-T001", "20140101T001", "tillfälligt", dt.date(2014, 1, 1)),
        ("20140101 tf01", "20140101TF01", "tillfälligt", dt.date(2014, 1, 1)),
    ],
)
def test_each_kind(written: str, text: str, kind: str, born: dt.date) -> None:
    assert identity_number(written, TODAY) == IdentityNumber(text, kind, born)


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "inget", "000000-0000", "20140101",
        "20140101-2389",  # the check digit of another
        "20140230-2388", "20140001-2388", "20141301-2388",  # no such day
        "201401012388x", "2014010123880", "140101-238",
        "２０１４０１０１２３８８",  # figures that are not ASCII
        "20140101=2388", "'20140101-2388", "20140101-2388;DROP",
        "20140101T1", "20140101T0001", "20140101TF1", "20140101TF001", "20140101X01", "20140230T01",
        "20261231-2388", "20261231T01",  # not born yet
    ],
)  # fmt: skip
def test_what_is_none(written: str) -> None:
    assert identity_number(written, TODAY) is None


def test_ten_figures_are_the_youngest_they_can_be_and_a_plus_is_a_hundred_years_more() -> None:
    assert identity_number("250101-2385", TODAY) == IdentityNumber("202501012385", "personnummer", dt.date(2025, 1, 1))
    assert identity_number("991231-2395", TODAY) == IdentityNumber(
        "199912312395", "personnummer", dt.date(1999, 12, 31)
    )
    assert identity_number("140101+2388", TODAY) == IdentityNumber("191401012388", "personnummer", dt.date(1914, 1, 1))


def sound(born: dt.date, birth_number: int, coordination: bool) -> str:
    """A number made as the tax agency describes: day of birth (60 more for coordination), birth number, check digit."""
    day = born.day + (60 if coordination else 0)
    nine = f"{born:%y%m}{day:02d}{birth_number:03d}"
    total = sum(sum(divmod(int(d) * (2 - n % 2), 10)) for n, d in enumerate(nine))
    return f"{born.year // 100}{nine}{(10 - total % 10) % 10}"


births = st.dates(dt.date(1926, 1, 1), TODAY)
series = st.sampled_from((238, 239))


@given(births, series, st.booleans())
def test_every_sound_number_is_taken_and_says_when_one_was_born(born: dt.date, number: int, coordination: bool) -> None:
    text = sound(born, number, coordination)
    kind = "samordningsnummer" if coordination else "personnummer"
    assert identity_number(text, TODAY) == IdentityNumber(text, kind, born)
    assert int(text[-1]) == check_digit(text[2:11])


@given(births, series, st.integers(2, 11), st.integers(1, 9))
def test_one_wrong_figure_is_never_the_same_person(born: dt.date, number: int, at: int, more: int) -> None:
    """The check digit finds every single wrong figure. (The century is not in it.)"""
    text = sound(born, number, False)
    wrong = text[:at] + str((int(text[at]) + more) % 10) + text[at + 1 :]
    assert identity_number(wrong, TODAY) is None


@given(births, series, st.integers(2, 10))
def test_two_figures_in_the_wrong_order_are_none_or_0_and_9(born: dt.date, number: int, at: int) -> None:
    text = sound(born, number, False)
    assume({text[at], text[at + 1]} not in ({"0", "9"}, {text[at]}))
    wrong = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    assert identity_number(wrong, TODAY) is None


@given(st.text(max_size=20))
def test_any_text_is_a_number_in_its_one_form_or_none(text: str) -> None:
    found = identity_number(text, TODAY)
    assert found is None or identity_number(found.text, TODAY) == found


@given(st.text(alphabet="0123456789-+TF ", max_size=16))
def test_nearly_a_number_too(text: str) -> None:
    found = identity_number(text, TODAY)
    assert found is None or (identity_number(found.text, TODAY) == found and found.born is not None)
