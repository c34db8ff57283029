"""Review's rules: who counts as read, whose verdict stands, who reads what, how far two agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.foundation.agreement import weighted_kappa
from framst.plans import judging
from framst.plans.judging import Balance, Seen, Standing
from framst.plans.terms import State, Verdict

SCALE = ("not", "partly", "shows")
HANDED_IN = [s for s in State if s not in (State.DRAFT, State.ADOPTED)]


def pairs(**counts: int) -> list[tuple[str, str]]:
    return [tuple(name.split("_")) for name, n in counts.items() for _ in range(n)]  # type: ignore[misc]


def test_kappa_of_a_table_worked_out_by_hand() -> None:
    # Observed 10 * (1 + 2) = 30 against 96 by chance: 1 - 30 / 96.
    table = pairs(not_not=3, partly_partly=2, shows_shows=3, not_partly=1, not_shows=1)
    assert weighted_kappa(table, SCALE) == 0.6875


def test_kappa_weighs_two_steps_as_twice_one() -> None:
    one_step = pairs(not_not=5, shows_shows=5, not_partly=2)
    two_steps = pairs(not_not=5, shows_shows=5, not_shows=2)
    assert weighted_kappa(one_step, SCALE) == pytest.approx(1 - 24 / 144)
    assert weighted_kappa(two_steps, SCALE) == pytest.approx(1 - 48 / 148)


def test_kappa_at_its_ends() -> None:
    assert weighted_kappa(pairs(not_not=4, shows_shows=4), SCALE) == 1.0
    assert weighted_kappa(pairs(not_shows=4, shows_not=4), SCALE) == -1.0
    assert weighted_kappa([], SCALE) is None
    assert weighted_kappa(pairs(shows_shows=9), SCALE) is None
    with pytest.raises(KeyError):
        weighted_kappa([("not", "other")], SCALE)


def test_agreement_is_told_from_thirty_plans() -> None:
    one = Seen("reviewed", first={"a": "shows"}, second={"a": "shows"}, two=True)
    other = Seen("reviewed", first={"a": "not"}, second={"a": "not"}, two=True)
    assert judging.agreement([one] * 15 + [other] * 14, "a") == (29, None)
    assert judging.agreement([one] * 15 + [other] * 15, "a") == (30, 1.0)
    assert judging.agreement([Seen("reviewed", first={"a": "not"})] * 40, "a") == (0, None)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Seen("draft", handed_in=False), (Standing.NOT_IN, "")),
        (Seen("submitted"), (Standing.WAITING, "")),
        (Seen("adopted", first={"a": "shows"}), (Standing.WITHDRAWN, "")),
        (Seen("reviewed", first={"a": "shows"}), (Standing.READ, "shows")),
        (Seen("reviewed", first={"a": "shows"}, late=True), (Standing.READ, "shows")),
        (Seen("submitted", first={"a": "shows"}, two=True), (Standing.WAITING, "")),
        (Seen("reviewed", first={"a": "shows"}, second={"a": "not"}, two=True), (Standing.UNSETTLED, "")),
        (Seen("reviewed", first={"a": "not"}, second={"a": "not"}, two=True), (Standing.READ, "not")),
        (
            Seen("reviewed", first={"a": "shows"}, second={"a": "not"}, two=True, moderated={"a": "partly"}),
            (Standing.READ, "partly"),
        ),
    ],
)
def test_what_became_of_a_plan(plan: Seen, expected: tuple[Standing, str]) -> None:
    assert judging.standing(plan, "a") == expected


reading = st.none() | st.fixed_dictionaries({"a": st.sampled_from([v.value for v in Verdict])})
plans = st.builds(
    Seen,
    state=st.sampled_from([s.value for s in State]),
    handed_in=st.booleans(),
    late=st.booleans(),
    first=reading,
    second=reading,
    two=st.booleans(),
    moderated=st.just({}) | st.fixed_dictionaries({"a": st.sampled_from([v.value for v in Verdict])}),
)


@given(st.lists(plans, max_size=30))
def test_every_plan_stands_in_one_place_and_every_read_one_has_one_verdict(several: list[Seen]) -> None:
    found = judging.tally(several, "a")
    assert found.asked == len(several)
    assert found.asked == found.read + found.waiting + found.unsettled + found.withdrawn + found.not_in
    assert sum(found.verdicts.values()) == found.read
    assert 0 <= found.late <= found.read


@given(st.lists(plans, max_size=20), st.data())
def test_withdrawing_takes_one_plan_out_of_the_numerator_and_none_out_of_the_asked(
    several: list[Seen], data: st.DataObject
) -> None:
    if not several:
        return
    n = data.draw(st.integers(0, len(several) - 1))
    plan = several[n]
    taken_back = [*several[:n], Seen("adopted", plan.handed_in, plan.late, plan.first, plan.second), *several[n + 1 :]]
    before, after = judging.tally(several, "a"), judging.tally(taken_back, "a")
    assert after.asked == before.asked
    was_read = judging.standing(plan, "a")[0] == Standing.READ
    assert after.read == before.read - was_read


@given(st.lists(plans, max_size=20))
def test_being_late_changes_no_denominator(several: list[Seen]) -> None:
    punctual = [Seen(p.state, p.handed_in, False, p.first, p.second, p.two, p.moderated) for p in several]
    late, on_time = judging.tally(several, "a"), judging.tally(punctual, "a")
    assert (late.asked, late.read, late.verdicts) == (on_time.asked, on_time.read, on_time.verdicts)


def test_where_two_differ() -> None:
    assert judging.differing({"a": "not", "b": "shows", "c": "not"}, {"a": "not", "b": "not", "c": "shows"}) == [
        "b",
        "c",
    ]


def test_the_sample_is_the_same_each_time_and_rounded_up() -> None:
    keys = list(range(21))
    drawn = judging.sample(keys, 20, "granskning-2025")
    assert len(drawn) == 5
    assert drawn == judging.sample(keys, 20, "granskning-2025")
    assert drawn != judging.sample(keys, 20, "granskning-2026")
    assert judging.sample(keys, 0, "x") == frozenset()
    assert judging.sample(keys, 100, "x") == frozenset(keys)


def test_a_plan_that_all_have_a_conflict_with_is_left() -> None:
    assert judging.dealt(["p"], ["a", "b"], frozenset({("p", "a"), ("p", "b")})) == {}
    assert judging.dealt(["p"], ["a", "b"], frozenset({("p", "a")})) == {"p": "b"}
    assert judging.dealt(["p"], ["a", "b"], taken={"p": "b"}) == {"p": "a"}
    assert judging.dealt(["p", "q"], ["a", "b"], loads={"a": 2, "b": 0}) == {"p": "b", "q": "b"}


@given(st.integers(0, 40), st.integers(1, 6))
def test_dealing_without_conflicts_is_even(number: int, people: int) -> None:
    found = judging.dealt(list(range(number)), [f"r{n}" for n in range(people)])
    assert set(found) == set(range(number))
    each = [list(found.values()).count(f"r{n}") for n in range(people)]
    assert max(each) - min(each) <= 1


@given(st.sets(st.tuples(st.integers(0, 9), st.sampled_from("abc"))))
def test_dealing_never_gives_anybody_a_conflict(conflicts: set[tuple[int, str]]) -> None:
    found = judging.dealt(list(range(10)), list("abc"), frozenset(conflicts))
    assert not {(plan, who) for plan, who in found.items()} & conflicts
    assert set(found) == {n for n in range(10) if not {(n, w) for w in "abc"} <= conflicts}


@pytest.mark.parametrize(
    ("natures", "expected"),
    [
        ([["promoting"], ["preventive"], ["remedial"]], Balance.MAINLY),
        ([["promoting"], ["remedial"]], Balance.EVEN),
        ([["preventive", "remedial"]], Balance.EVEN),
        ([["remedial"], ["remedial"], ["promoting"]], Balance.REMEDIAL),
        ([], None),
        ([[]], None),
    ],
)
def test_whether_a_plan_is_first_of_all_preventive(natures: list[list[str]], expected: Balance | None) -> None:
    assert judging.balance(natures) == expected


def test_the_handed_in_states_are_all_but_two() -> None:
    assert {s for s in State if judging.standing(Seen(s, first={"a": "not"}), "a")[0] == Standing.READ} == set(
        HANDED_IN
    )
