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
    USED = "used"
    REPLACED = "replaced"


RUN_STATES = {
    RunState.TRIED: N_("provad: inget har ändrats"),
    RunState.APPLIED: N_("genomförd"),
    RunState.WAITING: N_("väntar på beslut"),
    RunState.APPROVED: N_("godkänd: läs in igen"),
    RunState.REJECTED: N_("avvisad"),
    RunState.USED: N_("godkänd, och använd av nästa inläsning"),
    RunState.REPLACED: N_("ersatt av en senare inläsning"),
}


class DecisionKind(StrEnum):
    """What can be decided about somebody who is marked as protected."""

    PROTECT = "protect"  # a person here marked before the source did
    INCLUDE = "include"  # the pupil is in the system, for those named
    EXCLUDE = "exclude"  # the pupil is no longer in the system
    LOWER = "lower"  # the source has the mark no longer, and it holds no longer here
    KEEP = "keep"  # … and it holds here all the same


DECISION_KINDS = {
    DecisionKind.PROTECT: N_("skyddad för hand"),
    DecisionKind.INCLUDE: N_("in i systemet, för namngivna"),
    DecisionKind.EXCLUDE: N_("inte längre i systemet"),
    DecisionKind.LOWER: N_("skyddet togs bort"),
    DecisionKind.KEEP: N_("skyddet behölls"),
}
