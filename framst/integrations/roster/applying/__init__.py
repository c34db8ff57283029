"""Carries a staged roster through the walls: what is new, changed, moved, left and protected, in set-based statements.

Runs as the machine `import` in one transaction. The same roster twice changes nothing. Nobody's name, number or
source id leaves this module: the summary is numbers.
"""

from __future__ import annotations

from framst.access.acting import Actor
from framst.access.crossing import cross

from ..rows import ContactRow, DutyRow, GroupDutyRow, GroupRow, GuardianRow, MembershipRow, PupilRow, StaffRow
from ..staging import Stage
from . import groups, guardians, pupils, staff
from .changes import Changes
from .run import Run

__all__ = ["Changes", "carry_through"]

MANY = 1_000  # rows after which the planner is told how large the tables have become
STOCK = ("pupil", "identitynumber", "nametoken", "enrolment", "guardian", "membership")


def carry_through(stage: Stage, *, source: str, whole: bool, by: Actor, asked_by: int | None = None) -> Changes:
    """Carry what is staged into the roster; return what that changed.

    `source` names the sender: each has its own pupils. `whole`: what is not staged is no longer there (a full load);
    else only what is staged is touched. `asked_by`: the person whose list it is, when it is somebody's own. The caller rolls back when the changes may not stand.
    """
    run = Run(stage, source, whole, by, asked_by)
    run.indexes()
    if StaffRow in stage.kinds:
        staff.take_in(run)
    if GroupRow in stage.kinds:
        groups.take_in(run)
        groups.end_gone(run)
    if PupilRow in stage.kinds:
        pupils.protections(run)
        pupils.take_in(run)
        pupils.enrolments(run)
        pupils.numbers_and_tokens(run)
        pupils.let_in(run)
    if GuardianRow in stage.kinds:
        guardians.take_in(run)
    if stage.counts[ContactRow] or not whole:
        guardians.contacts(run)
    if MembershipRow in stage.kinds:
        groups.memberships(run)
    if not whole:
        staff.end_gone(run)
    if DutyRow in stage.kinds:
        staff.duties(run)
    if GroupDutyRow in stage.kinds:
        staff.group_duties(run)
    if run.changes.pupils_new + run.changes.guardians > MANY:
        # Else the planner would take the next roster for a roster of nobody.
        cross("take_stock", tables=list(STOCK))
    return run.changes
