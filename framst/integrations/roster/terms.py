"""Words of reading a roster in."""

from __future__ import annotations

from enum import StrEnum

from framst.foundation.words import N_


class RunState(StrEnum):
    TRIED = "tried"
    APPLIED = "applied"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


RUN_STATES = {
    RunState.TRIED: N_("provad: inget har ändrats"),
    RunState.APPLIED: N_("genomförd"),
    RunState.WAITING: N_("väntar på beslut"),
    RunState.APPROVED: N_("godkänd: läs in igen"),
    RunState.REJECTED: N_("avvisad"),
}
