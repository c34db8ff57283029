"""A pupil changes schools: the leaving school is asked to hand over, and nobody learns whether there is anything.

The obligation is the leaving unit's (3 kap. 12 j § SkolL, our reading). A handover stands for every pupil who has moved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.access.crossing import cross
from framst.access.professions import SCHOOL_LEADERS
from framst.audit.services import record
from framst.audit.terms import Act
from framst.organisation.models import Assignment
from framst.organisation.queries import on, settings_in_force
from framst.organisation.terms import Secrecy
from framst.pupils.models import Handover
from framst.pupils.queries import Leaving, left_behind
from framst.wheel.models import Awaiting
from framst.wheel.services import await_from, settle

# One who left longer ago was already gone when the roster was first read in: no school waits for what we have.
RECENTLY = dt.timedelta(days=60)
ADDRESS = "/overlamningar/"


def begin(*, moved: Sequence[tuple[UUID, int, int]], by: Actor) -> None:
    """Begin the handovers that a reading of the roster calls for, and ask those who have something to do with them.

    `moved` is (pupil, the leaving unit, the receiving unit). Who has left the authority, come back, or been protected
    is found by itself. `by` is the machine import. The things on start pages name no pupil, and are one a unit.
    """
    due = by.today + dt.timedelta(days=int(settings_in_force()["handover_days"]))
    asked: list[tuple[int, int | None]] = cross(
        "begin_handovers",
        pupils=[m[0] for m in moved],
        leaving=[m[1] for m in moved],
        due=due,
        since=by.today - RECENTLY,
    )
    for pupil, leaving, receiving in moved:
        record(act=Act.MOVED, by=by, now=by.now, subject=pupil, unit=leaving, letter="C", to=receiving)
    waiting = Handover.objects.filter(done_at__isnull=True)
    units = set(waiting.filter(secrecy__in=("C", "D")).values_list("from_unit", flat=True))
    leaders = Assignment.objects.filter(on(by.today), unit__in=units, profession__in=SCHOOL_LEADERS)
    wanted = {(person, f"handovers:unit:{unit}") for person, unit in leaders.values_list("person", "unit")}
    wanted |= {(person, f"handovers:own:{unit}" if unit else "handovers:records") for person, unit in asked}
    if waiting.filter(secrecy="L").exists():
        registrars = Assignment.objects.filter(on(by.today), profession="registrar")
        wanted |= {(person, "handovers:left") for person in registrars.values_list("person", flat=True)}
    there = Awaiting.objects.filter(about__startswith="handovers:", settled_at__isnull=True)
    known = set(there.values_list("person", "about"))
    for person, about in sorted(wanted - known):
        title = _("Lämna över efter skolbyte") if about != "handovers:left" else _("Lämna över: elever som har slutat")
        await_from(person_id=person, about=about, title=title, address=ADDRESS, due_on=due, by=by)
    for about in {about for _person, about in known if about.startswith("handovers:unit:")}:
        if int(about.rpartition(":")[2]) not in units:
            settle(about=about, by=by)


def settle_own(*, by: Actor) -> None:
    """Take the asking off the actor's own start page when nothing is left to hand over; a colleague's goes at the next
    reading of the roster."""
    left = left_behind(by)
    mine = Awaiting.objects.filter(person=by.person_id, about__startswith="handovers:", settled_at__isnull=True)
    for about in list(mine.values_list("about", flat=True)):
        kind, _colon, unit = about.removeprefix("handovers:").partition(":")
        if not any(_is_about(row, kind, unit) for row in left):
            settle(about=about, by=by)


def _is_about(row: Leaving, kind: str, unit: str) -> bool:
    if kind == "unit":
        return row.handover is not None and str(row.handover.from_unit_id) == unit
    if kind == "own":
        return any(str(matter.kept_by_id) == unit for matter in row.matters)
    return row.pupil.secrecy == Secrecy.LEFT and (kind == "left" or bool(row.matters))
