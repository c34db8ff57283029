"""What one respondent is in a figure's denominators, of one question and of all rows of a matrix."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.followups.facts import Outcome, outcome

YES = ("a", "answered", ["yes"])
NO = ("b", "answered", ["no"])
NA = ("c", "not_applicable", [])
HIDDEN = ("d", "not_shown", [])
UNSURE = ("e", "answered", ["dont_know"])


def spec(**more: Any) -> dict[str, Any]:
    return {"numerator": ["yes"], **more}


@pytest.mark.parametrize(
    ("rows", "became"),
    [
        ([YES], Outcome.COUNTS),
        ([YES, NA], Outcome.COUNTS),
        ([NA], Outcome.COUNTS),
        ([YES, NO], Outcome.ANSWERED),
        ([NO], Outcome.ANSWERED),
        ([YES, UNSURE], Outcome.ANSWERED),
        ([HIDDEN], Outcome.NOT_SHOWN),
        ([], Outcome.NO_ANSWER),
        ([YES, HIDDEN], Outcome.COUNTS),
    ],
)
def test_all_rows(rows: list[Any], became: Outcome) -> None:
    assert outcome(rows, spec(all_rows=True)) == became


def test_all_rows_when_dont_know_is_no_answer() -> None:
    unsure = spec(all_rows=True, dont_know_counts=False)
    assert outcome([YES, UNSURE], unsure) == Outcome.NOT_APPLICABLE
    assert outcome([YES, NO, UNSURE], unsure) == Outcome.ANSWERED
    assert outcome([YES], unsure) == Outcome.COUNTS


@pytest.mark.parametrize(
    ("rows", "became"),
    [
        ([YES], Outcome.COUNTS),
        ([NO], Outcome.ANSWERED),
        ([UNSURE], Outcome.ANSWERED),
        ([NA], Outcome.NOT_APPLICABLE),
        ([HIDDEN], Outcome.NOT_SHOWN),
        ([], Outcome.NO_ANSWER),
        ([("", "answered", ["yes", "dont_know"])], Outcome.COUNTS),
    ],
)
def test_one_question(rows: list[Any], became: Outcome) -> None:
    assert outcome(rows, spec()) == became


def test_dont_know_leaves_the_denominator_openly() -> None:
    assert outcome([UNSURE], spec(dont_know_counts=False)) == Outcome.NOT_APPLICABLE
    assert outcome([("", "answered", ["yes", "dont_know"])], spec(dont_know_counts=False)) == Outcome.COUNTS


given_rows = st.lists(
    st.one_of(
        st.tuples(
            st.text("ab", max_size=1), st.just("answered"), st.lists(st.sampled_from(["yes", "no", "dont_know"]))
        ),
        st.tuples(st.text("ab", max_size=1), st.sampled_from(["not_applicable", "not_shown"]), st.just([])),
    ),
    max_size=9,
)


@given(given_rows, st.booleans(), st.booleans())
def test_every_respondent_has_exactly_one_outcome(rows: list[Any], all_rows: bool, counts: bool) -> None:
    became = outcome(rows, spec(all_rows=all_rows, dont_know_counts=counts))
    if became == Outcome.NO_ANSWER:
        assert rows == []
    if became == Outcome.NOT_SHOWN:
        assert {status for _, status, _ in rows} == {"not_shown"}
