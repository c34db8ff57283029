"""The rule on small groups: what may be told apart by taking one figure from another is held back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from framst.figures.rules import TooSmall, group_code, group_named, small_groups
from framst.figures.terms import Grouping


def of(*units: int) -> frozenset[int]:
    return frozenset(units)


ALL = frozenset(range(21))


def test_a_small_group_is_held_back() -> None:
    assert small_groups({"a": of(0, 1, 2, 3)}, ALL, 5) == {"a": TooSmall(4)}


def test_five_is_enough() -> None:
    assert small_groups({"a": frozenset(range(5))}, ALL, 5) == {}


def test_what_is_left_of_the_whole_counts_too() -> None:
    assert small_groups({"a": frozenset(range(20))}, ALL, 5) == {"a": TooSmall(1, "*")}


def test_two_groups_that_differ_by_little_are_both_held_back() -> None:
    groups = {"a": frozenset(range(10)), "b": frozenset(range(12))}
    assert small_groups(groups, ALL, 5) == {"a": TooSmall(2, "b"), "b": TooSmall(2, "a")}


def test_the_same_units_show_nothing() -> None:
    assert small_groups({"a": frozenset(range(10)), "b": frozenset(range(10))}, ALL, 5) == {}
    assert small_groups({"a": ALL}, ALL, 5) == {}


def test_a_group_that_is_not_shown_anyhow_does_not_hold_back_another() -> None:
    groups = {"small": frozenset(range(4)), "six": frozenset(range(6))}
    assert small_groups(groups, ALL, 5) == {"small": TooSmall(4)}


groupings = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.frozensets(st.integers(0, 30), max_size=31), max_size=6
)


@given(groupings, st.integers(1, 8))
def test_no_two_shown_figures_differ_by_few(groups: dict[str, frozenset[int]], limit: int) -> None:
    whole = frozenset().union(*groups.values())
    held = small_groups(groups, whole, limit)
    shown = {name: units for name, units in groups.items() if name not in held}
    for units in shown.values():
        assert len(units) >= limit
        assert not 0 < len(whole - units) < limit
        for others in shown.values():
            assert not 0 < len(units ^ others) < limit


@given(groupings, st.integers(1, 8))
def test_a_higher_limit_never_shows_a_group_below_the_former(groups: dict[str, frozenset[int]], limit: int) -> None:
    whole = frozenset().union(*groups.values())
    lower, higher = small_groups(groups, whole, limit), small_groups(groups, whole, limit + 1)
    assert {n for n, why in lower.items() if not why.other} <= {n for n, why in higher.items() if not why.other}


@given(groupings)
def test_it_does_not_depend_on_the_order(groups: dict[str, frozenset[int]]) -> None:
    whole = frozenset().union(*groups.values())
    backwards = dict(reversed(list(groups.items())))
    assert small_groups(groups, whole, 5).keys() == small_groups(backwards, whole, 5).keys()


def test_the_code_of_a_group_names_it() -> None:
    assert group_code("tagit-del", Grouping.FORM, "gr") == "tagit-del.form.gr"
    assert group_named("tagit-del.form.gr") == ("tagit-del", Grouping.FORM, "gr")
    assert group_named("tagit-del") is None
    assert group_named("tagit-del.skola.gr") is None
