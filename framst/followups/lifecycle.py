"""The states of a follow-up. The diagram in docs/reference is generated from this table."""

from framst.foundation.lifecycle import Lifecycle, Step
from framst.foundation.words import N_

from .terms import STATES, State

FOLLOWUP = Lifecycle(
    "Uppföljning",
    State.DRAFT,
    {s.value: name for s, name in STATES.items()},
    (
        Step("open", (State.DRAFT,), State.OPEN, N_("öppna")),
        Step("close", (State.OPEN,), State.CLOSED, N_("stäng")),
        Step("reopen", (State.CLOSED,), State.OPEN, N_("öppna igen")),
    ),
)
