"""Reading a roster in: all of it or nothing, with the changes in numbers, and a review before much is taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from framst.access.acting import Actor, acting, machine, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import BadInput
from framst.foundation.words import N_
from framst.integrations.models import RosterRun
from framst.integrations.spreadsheets.reading import NOT_READ
from framst.organisation.models import Pupil
from framst.organisation.queries import settings_in_force
from framst.organisation.terms import Secrecy
from framst.workflows import school_move

from . import checking
from .applying import Changes, carry_through
from .digests import digest
from .rows import RosterRow
from .staging import Stage
from .terms import RunState

__all__ = ["Outcome", "Reader", "digest", "import_roster"]

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


def import_roster(
    *,
    source: str,
    reader: Reader,
    by: Actor,
    whole: bool = True,
    dry_run: bool = False,
    remarks: Callable[[], list[str]] = list,
) -> Outcome:
    """Read a roster from `source` with `reader`; return what came of it.

    `reader` gets the stage and yields rows (or raises BadInput with the faults of its source). `whole`: who is not
    among the rows is no longer there. With `dry_run` everything is done and undone. When more of the pupils than the
    authority's setting allows would be gone, nothing is changed and the run waits for a person. What a person has
    approved holds once, for a run of the same source and extent from which the very same pupils would be gone. A
    person who reads in does it as the machine `import`, since no person may write pupils. `remarks`: asked, when all
    is read, for what the reader had to remark on. Raises BadInput with every fault; nothing is saved then.
    """
    require(by, ACT)
    with acting(by if by.kind == "machine" else machine("import", by.now)) as importing:
        return _read(source, reader, by, importing, whole, dry_run, remarks)


def _read(
    source: str,
    reader: Reader,
    by: Actor,
    importing: Actor,
    whole: bool,
    dry_run: bool,
    remarks: Callable[[], list[str]],
) -> Outcome:
    outcome = Outcome(RunState.APPLIED, Changes())
    approved: RosterRun | None = None
    gone = ""
    with transaction.atomic():
        # Two readings of one source would each compare with what the other has not written yet.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('framst roster'))")
        stage = Stage()
        stage.take(reader(stage))
        stage.done()
        if faults := checking.faults(source=source, whole=whole):
            raise BadInput(NOT_READ, tuple(faults))
        there = Pupil.objects.filter(source=source, secrecy__in=("C", "D")).count()
        outcome.changes = carry_through(stage, source=source, whole=whole, by=importing, asked_by=by.person_id)
        outcome.remarks = remarks()
        most = there * int(settings_in_force()["import_most_gone"]) // 100
        if dry_run:
            outcome.state = RunState.TRIED
        elif outcome.changes.pupils_left > most and there >= SMALL_ROSTER:
            gone = _who_left(source, importing)
            approved = _approved(source, whole, gone)
            outcome.state = RunState.APPLIED if approved else RunState.WAITING
        if outcome.state is not RunState.APPLIED:
            transaction.set_rollback(True)
        else:
            school_move.begin(moved=outcome.changes.moved, by=by)
    if outcome.state is not RunState.TRIED:
        _settle_former(source, whole, approved)
        outcome.run = _keep(source, outcome, whole, gone, by)
    return outcome


def _who_left(source: str, by: Actor) -> str:
    """Return a keyed digest of which pupils the run has taken away: enough to know the same ones by, and no more."""
    left = Pupil.objects.filter(source=source, secrecy=Secrecy.LEFT, changed_at=by.now).order_by("source_id")
    return digest(source, "\x00".join(left.values_list("source_id", flat=True)))


def _approved(source: str, whole: bool, gone: str) -> RosterRun | None:
    return RosterRun.objects.filter(source=source, whole=whole, gone=gone, state=RunState.APPROVED).first()


def _settle_former(source: str, whole: bool, approved: RosterRun | None) -> None:
    """An approval is used once, and a run that waits is over when a later one has come that tells of as much."""
    if approved is not None:
        RosterRun.objects.filter(pk=approved.pk, state=RunState.APPROVED).update(state=RunState.USED)
    former = RosterRun.objects.filter(source=source, state__in=(RunState.WAITING, RunState.APPROVED))
    # Changes alone say nothing of the pupils that a whole list lacked: that list's decision stands.
    (former if whole else former.filter(whole=False)).update(state=RunState.REPLACED)


def _keep(source: str, outcome: Outcome, whole: bool, gone: str, by: Actor) -> RosterRun | None:
    # Somebody who waits to be joined is told of by every run until it is done.
    if outcome.state is RunState.APPLIED and outcome.changes.nothing and not outcome.changes.staff_to_join:
        return None
    run = RosterRun.objects.create(
        source=source,
        state=outcome.state,
        whole=whole,
        changes=outcome.changes.as_json(),
        gone=gone if outcome.state is RunState.WAITING else "",
        remarks=outcome.remarks,
        run_at=by.now,
        run_by_id=by.person_id,
    )
    record(act=Act.IMPORTED, by=by, now=by.now, about=run, source=source, state=str(outcome.state), **run.changes)
    return run
