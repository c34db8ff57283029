"""Words of the year: what awaits, what was asked of others, what was agreed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from framst.foundation.words import N_


@dataclass(frozen=True)
class Errand:
    """Something that one has asked others for: how many were asked, and how many have done it."""

    title: str
    address: str
    due_on: dt.date
    asked: int
    done: int

    @property
    def lacking(self) -> int:
        return self.asked - self.done


class Origin(StrEnum):
    """Where a commitment comes from."""

    AGREEMENT = "agreement"  # of a dialogue
    FEEDBACK = "feedback"  # a point of feedback on a plan
    ACTION = "action"  # a proposed action of a paper
    ASSIGNMENT = "assignment"  # decided by the board
    SUPERVISION = "supervision"  # a decision of the school inspectorate
    OWN = "own"  # the school's or the administration's own


ORIGINS = {
    Origin.AGREEMENT: N_("överenskommelse i en dialog"),
    Origin.FEEDBACK: N_("återkoppling på elevhälsoplanen"),
    Origin.ACTION: N_("föreslagen åtgärd i en skrivelse"),
    Origin.ASSIGNMENT: N_("uppdrag från nämnden"),
    Origin.SUPERVISION: N_("beslut från Skolinspektionen"),
    Origin.OWN: N_("eget åtagande"),
}


class CommitmentState(StrEnum):
    OPEN = "open"
    FOLLOWED_UP = "followed_up"


COMMITMENT_STATES = {
    CommitmentState.OPEN: N_("pågår"),
    CommitmentState.FOLLOWED_UP: N_("uppföljt"),
}


class Outcome(StrEnum):
    """What a follow-up came to."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    NO_LONGER = "no_longer"  # no longer called for; says why


OUTCOMES = {
    Outcome.DONE: N_("genomfört"),
    Outcome.PARTLY: N_("genomfört till viss del"),
    Outcome.NOT_DONE: N_("inte genomfört"),
    Outcome.NO_LONGER: N_("inte längre aktuellt"),
}


class Level(StrEnum):
    """Whose an activity is. One ring of the wheel each."""

    AUTHORITY = "authority"
    DIVISION = "division"
    SCHOOL = "school"


LEVELS = {
    Level.AUTHORITY: N_("huvudmannen"),
    Level.DIVISION: N_("avdelningen"),
    Level.SCHOOL: N_("skolan"),
}
