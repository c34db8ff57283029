"""The states of a paper. Consultations are dated entries beside it and never block."""

from framst.foundation.lifecycle import Lifecycle, Step
from framst.foundation.words import N_

from .terms import STATES, State

PAPER = Lifecycle(
    "Skrivelse",
    State.DRAFT,
    {s.value: name for s, name in STATES.items()},
    (
        Step("review", (State.DRAFT,), State.REVIEWED, N_("markera som granskad")),
        Step("reopen", (State.REVIEWED,), State.DRAFT, N_("öppna för ändring")),
        Step("freeze", (State.REVIEWED,), State.FREEZING, N_("lås och underteckna")),
        Step("rendered", (State.FREEZING,), State.FROZEN, N_("filerna är klara")),
        Step("send", (State.FROZEN,), State.SENT, N_("sänd till nämnden")),
        # A tabled paper waits for the next meeting: the note is dated, the state stays.
        Step("table", (State.SENT,), State.SENT, N_("anteckna bordläggning")),
        Step("decide", (State.SENT,), State.DECIDED, N_("anteckna beslutet")),
        Step("publish", (State.DECIDED,), State.PUBLISHED, N_("publicera")),
        Step("follow_up", (State.PUBLISHED, State.DECIDED), State.FOLLOWED_UP, N_("markera som uppföljd")),
    ),
)
