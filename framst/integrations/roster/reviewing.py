"""The review queue: a run that would take away much waits until a person has decided."""

from __future__ import annotations

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.integrations.models import RosterRun

from .services import ACT
from .terms import RunState

A_REASON = N_("Skriv varför, med några ord.")
WAITS_NOT = N_("Inläsningen väntar inte längre på beslut.")


def approve(*, run: RosterRun, by: Actor) -> None:
    """Let one more reading of the source take away the very pupils that this one would have.

    Raises NotAllowed for one who is not the system administrator, Refused when the run does not wait.
    """
    _decide(run, RunState.APPROVED, by)


def reject(*, run: RosterRun, reason: str, by: Actor) -> None:
    """Refuse what a run would have done; the next reading begins anew. Raises as `approve`, and without a reason."""
    _decide(run, RunState.REJECTED, by, reason.strip())


def _decide(run: RosterRun, state: RunState, by: Actor, reason: str = "") -> None:
    require(by, ACT)
    if state is RunState.REJECTED and not reason:
        raise Refused(A_REASON)
    decided = RosterRun.objects.filter(pk=run.pk, state=RunState.WAITING).update(
        state=state, decided_at=by.now, decided_by_id=by.person_id, reason=reason
    )
    if not decided:
        raise Refused(WAITS_NOT)
    record(act=Act.DECIDED, by=by, now=by.now, about=run, state=str(state), left=run.changes["pupils_left"])
