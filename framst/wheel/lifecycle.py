"""The states of a commitment. The diagram in docs/reference is generated from this table."""

from framst.foundation.lifecycle import Lifecycle, Step
from framst.foundation.words import N_

from .terms import COMMITMENT_STATES, CommitmentState

COMMITMENT = Lifecycle(
    "Åtagande",
    CommitmentState.OPEN,
    {s.value: name for s, name in COMMITMENT_STATES.items()},
    (
        Step("follow_up", (CommitmentState.OPEN,), CommitmentState.FOLLOWED_UP, N_("följ upp")),
        Step("postpone", (CommitmentState.OPEN,), CommitmentState.OPEN, N_("ge ny dag")),
        Step("pass_on", (CommitmentState.OPEN,), CommitmentState.OPEN, N_("lämna över")),
        Step("reopen", (CommitmentState.FOLLOWED_UP,), CommitmentState.OPEN, N_("öppna igen")),
    ),
)
