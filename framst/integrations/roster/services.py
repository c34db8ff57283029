"""Reading a roster in: all of it or nothing, with the changes in numbers, and a review before much is taken away."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import BadInput
from framst.foundation.words import N_
from framst.integrations.models import RosterRun
from framst.integrations.spreadsheets.reading import NOT_READ
from framst.organisation.models import Pupil
from framst.organisation.queries import settings_in_force
from framst.workflows import school_move

from . import checking
from .applying import Changes, carry_through
from .rows import RosterRow
from .staging import Stage
from .terms import RunState

ACT = "organisation.manage"
# Below this many pupils a share says nothing: a small authority may lose a class without a question.
SMALL_ROSTER = 20

Reader = Callable[[Stage], Iterable[RosterRow]]
MUCH_GONE = N_("Inläsningen skulle ta bort många elever. Den väntar på beslut.")


@dataclass
class Outcome:
    """What came of a run: its state, the changes in numbers, and what the reader had to remark on."""

    state: RunState
    changes: Changes
    run: RosterRun | None = None
    remarks: list[str] = field(default_factory=list)


def digest(source: str, source_id: str) -> str:
    """Return what stands for a source's id where the id itself may not be kept: a keyed digest (HMAC-SHA256)."""
    text = f"roster\x00{source}\x00{source_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def import_roster(
    *,
    source: str,
    reader: Reader,
    by: Actor,
    whole: bool = True,
    dry_run: bool = False,
    approved: RosterRun | None = None,
    remarks: Callable[[], list[str]] = list,
) -> Outcome:
    """Read a roster from `source` with `reader`; return what came of it.

    `reader` gets the stage and yields rows (or raises BadInput with the faults of its source). `whole`: who is not
    among the rows is no longer there. With `dry_run` everything is done and undone. When more of the pupils than the
    authority's setting allows would be gone, nothing is changed and the run waits for a person (`approved`: a run
    that was approved; no more may be gone than it said). `remarks`: asked, when all is read, for what the reader had
    to remark on. Raises BadInput with every fault; nothing is saved then.
    """
    require(by, ACT)
    outcome = Outcome(RunState.APPLIED, Changes())
    with transaction.atomic():
        stage = Stage()
        stage.take(reader(stage))
        stage.done()
        if faults := checking.faults(source=source, whole=whole):
            raise BadInput(NOT_READ, tuple(faults))
        there = Pupil.objects.filter(source=source, secrecy__in=("C", "D")).count()
        outcome.changes = carry_through(stage, source=source, whole=whole, by=by)
        outcome.remarks = remarks()
        gone = outcome.changes.pupils_left
        most = settings_in_force()["import_most_gone"]
        allowed = approved.changes["pupils_left"] if approved is not None else there * int(most) // 100
        if dry_run:
            outcome.state = RunState.TRIED
        elif gone > allowed and there >= SMALL_ROSTER:
            outcome.state = RunState.WAITING
        if outcome.state is not RunState.APPLIED:
            transaction.set_rollback(True)
        else:
            school_move.begin(moved=outcome.changes.moved, by=by)
    if outcome.state is not RunState.TRIED:
        outcome.run = _keep(source, outcome, whole, by)
    return outcome


def _keep(source: str, outcome: Outcome, whole: bool, by: Actor) -> RosterRun | None:
    if outcome.state is RunState.APPLIED and outcome.changes.nothing:
        return None
    run = RosterRun.objects.create(
        source=source,
        state=outcome.state,
        whole=whole,
        changes=outcome.changes.as_json(),
        remarks=outcome.remarks,
        run_at=by.now,
        run_by_id=by.person_id,
    )
    record(act=Act.IMPORTED, by=by, now=by.now, about=run, source=source, state=str(outcome.state), **run.changes)
    return run
