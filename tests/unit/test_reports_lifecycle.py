"""Every state of a paper can be reached, and each act is refused from each wrong state in words."""

from __future__ import annotations

import pytest

from framst.foundation.refusal import Refused
from framst.reports.lifecycle import PAPER
from framst.reports.terms import OUTCOMES, STATES, Outcome, State

# act → state it is right in → state after. Written from the issue, not from the code.
RIGHT = {
    "review": {"draft": "reviewed"},
    "reopen": {"reviewed": "draft"},
    "freeze": {"reviewed": "freezing"},
    "rendered": {"freezing": "frozen"},
    "send": {"frozen": "sent"},
    "table": {"sent": "sent"},
    "decide": {"sent": "decided"},
    "publish": {"decided": "published"},
    "follow_up": {"decided": "followed_up", "published": "followed_up"},
}


def test_the_acts_are_these() -> None:
    assert {s.act for s in PAPER.steps} == set(RIGHT)
    assert set(PAPER.states) == {s.value for s in State} == set(STATES)
    assert set(OUTCOMES) == set(Outcome)


@pytest.mark.parametrize("act", RIGHT)
@pytest.mark.parametrize("state", [s.value for s in State])
def test_an_act_leads_on_from_the_right_state_and_is_refused_from_all_others(act: str, state: str) -> None:
    if state in RIGHT[act]:
        assert PAPER.after(state, act) == RIGHT[act][state]
        return
    with pytest.raises(Refused) as caught:
        PAPER.after(state, act)
    assert caught.value.sentence == "Det går inte nu. Läget är: %(state)s."
    assert caught.value.parts == {"state": STATES[State(state)]}


def test_no_state_is_out_of_reach() -> None:
    reached, edge = {PAPER.initial}, [PAPER.initial]
    while edge:
        for step in PAPER.acts_from(edge.pop()):
            if step.target not in reached:
                reached.add(step.target)
                edge.append(step.target)
    assert reached == {s.value for s in State}
