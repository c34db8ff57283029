"""Pupils and their matters, as far as whoever asks may see them: the walls see to that, so queries are plain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from framst.access.acting import Actor
from framst.access.models import Tie
from framst.access.professions import HEALTH_CARE, PUPIL_CARE, SCHOOL_LEADERS
from framst.foundation.identity_numbers import identity_number
from framst.foundation.sort_key import sort_key
from framst.organisation.models import (
    Assignment,
    Enrolment,
    Group,
    Guardian,
    Membership,
    NameToken,
    Person,
    Pupil,
    Unit,
)
from framst.organisation.queries import on, principals
from framst.organisation.terms import GRADES, GroupKind, Secrecy

from .models import Disposal, Handover, Hold, Matter, RetentionRule
from .terms import LEAVERS, DisposalState

# The last character of all: what comes after every word that begins with a prefix.
_AFTER = "\U0010ffff"
_HERE = (Secrecy.SCHOOL, Secrecy.PRESCHOOL)


def pupils(asked: Mapping[str, str], day: dt.date) -> QuerySet[Pupil]:
    """Return the pupils that are here now, in Swedish order, with unit, grade and class.

    Filters: enhet (a unit's code), grupp (a group's key), arskurs. Protected pupils and those who have left are in no
    list, also for one who may see them.
    """
    rows = Pupil.objects.filter(secrecy__in=(Secrecy.SCHOOL, Secrecy.PRESCHOOL)).select_related("holder")
    if asked.get("enhet"):
        rows = rows.filter(holder__code=asked["enhet"])
    if asked.get("grupp"):
        rows = rows.filter(pk__in=Membership.objects.filter(on(day), group=_key(asked["grupp"])).values("pupil"))
    if asked.get("arskurs"):
        rows = rows.filter(pk__in=Enrolment.objects.filter(on(day), grade=asked["arskurs"]).values("pupil"))
    return _with_place(rows, day).order_by("sort_key", "pk")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _with_place(rows: QuerySet[Pupil], day: dt.date) -> QuerySet[Pupil]:
    enrolled = Enrolment.objects.filter(on(day), pupil=OuterRef("pk")).order_by("-from_on")
    classes = Membership.objects.filter(on(day), pupil=OuterRef("pk"), group__kind=GroupKind.CLASS).order_by("-from_on")
    return rows.annotate(
        grade=Subquery(enrolled.values("grade")[:1]), in_class=Subquery(classes.values("group__name")[:1])
    )


def sought(text: str, day: dt.date, most: int = 50) -> tuple[list[Pupil], bool]:
    """Return the pupils that a search finds (at most `most`), and whether it was for an identity number.

    A number is found only whole. A name is found by the beginnings of its words, in any order: "an berg" finds
    Anna Bergström. A protected pupil is found by neither.
    """
    rows = Pupil.objects.filter(secrecy__in=(Secrecy.SCHOOL, Secrecy.PRESCHOOL)).select_related("holder")
    if number := identity_number(text, day):
        found = rows.filter(identitynumbers__number=number.text)
        return list(_with_place(found, day)[:2]), True
    for word in sort_key(text).split()[:5]:
        tokens = NameToken.objects.filter(token__gte=word, token__lt=word + _AFTER)
        rows = rows.filter(pk__in=tokens.values("pupil"))
    return list(_with_place(rows, day).order_by("sort_key", "pk")[:most]), False


def units_with_pupils(by: Actor) -> list[Unit]:
    """Return the units that the actor works at or has groups in today, in Swedish order: the choices of the list."""
    mine = Q(assignment__person=by.person_id) & on(by.today, "assignment__")
    groups = Q(groups__duties__person=by.person_id) & on(by.today, "groups__duties__")
    return list(Unit.objects.filter(mine | groups).distinct().order_by("sort_key"))


def groups_of(unit: Unit | None, day: dt.date) -> list[Group]:
    """Return the groups of a unit in which the actor sees anybody: all of them, or the teacher's own."""
    members = Membership.objects.filter(on(day), group__unit=unit).values("group")
    return list(Group.objects.filter(on(day), unit=unit, pk__in=members).order_by("sort_key")) if unit else []


def grades_of(unit: Unit | None, day: dt.date) -> list[str]:
    """Return the grades in which the actor sees anybody, in the order of the school."""
    rows = Enrolment.objects.filter(on(day), secrecy__in=(Secrecy.SCHOOL, Secrecy.PRESCHOOL))
    if unit:
        rows = rows.filter(unit=unit)
    there = set(rows.values_list("grade", flat=True).distinct())
    return [grade for grade in GRADES if grade in there]


def matters_of(pupil: Pupil) -> list[Matter]:
    """Return the pupil's matters that the actor sees, open ones first."""
    rows = Matter.objects.filter(pupil=pupil).order_by("-opened_on")
    return sorted(rows, key=lambda matter: matter.closed_on is not None)


def beside(pupil: Pupil) -> tuple[list[Matter], list[Guardian]]:
    """Return what a pupil's page shows beside the pupil: matters and guardians, which the read event names."""
    return matters_of(pupil), list(pupil.guardians.order_by("family_name", "given_name"))


def people_of(matter: Matter) -> list[Tie]:
    """Return who is assigned to a matter, as far as the actor may see it."""
    return list(
        Tie.objects.filter(record=matter.pk, kind="matter", ended_at__isnull=True)
        .select_related("person")
        .order_by("from_at")
    )


@dataclass
class Leaving:
    """A pupil who has left, and what of the pupil's the actor has to hand over: the whole, some matters, or both."""

    pupil: Pupil
    handover: Handover | None = None  # for the leaders of the unit that the pupil left
    matters: list[Matter] = field(default_factory=list)


def handovers_to_finish(by: Actor) -> QuerySet[Handover]:
    """Return the handovers that wait for the actor: of the units that one leads, and of those who have left us."""
    led = Assignment.objects.filter(on(by.today), person=by.person_id, profession__in=SCHOOL_LEADERS).values("unit")
    mine = Q(secrecy=Secrecy.LEFT) | (Q(secrecy__in=_HERE) & Q(from_unit__in=led))
    return Handover.objects.filter(mine, done_at__isnull=True).select_related("pupil", "holder", "from_unit")


def matters_left_behind(by: Actor) -> QuerySet[Matter]:
    """Return the open matters that the actor has part in, where the pupil has left the unit that keeps them."""
    units = Assignment.objects.filter(on(by.today), person=by.person_id, unit__isnull=False).values("unit")
    own = Tie.objects.filter(person=by.person_id, kind="matter", ended_at__isnull=True).values("record")
    moved = Q(secrecy__in=_HERE) & ~Q(kept_by=F("holder")) & (Q(kept_by__in=units) | Q(pk__in=own))
    rows = Matter.objects.filter(Q(secrecy=Secrecy.LEFT) | moved, closed_on__isnull=True)
    return rows.select_related("pupil", "holder", "kept_by")


def left_behind(by: Actor) -> list[Leaving]:
    """Return what the actor has left to hand over, the pupil whose handover is due first on top."""
    found: dict[UUID, Leaving] = {}
    for handover in handovers_to_finish(by).order_by("due_on", "pupil__sort_key"):
        found[handover.pupil_id] = Leaving(handover.pupil, handover)
    for matter in matters_left_behind(by).order_by("pupil__sort_key", "letter", "opened_on"):
        found.setdefault(matter.pupil_id, Leaving(matter.pupil)).matters.append(matter)
    return list(found.values())


def receivers(matter: Matter, day: dt.date) -> QuerySet[Person]:
    """Return those at the pupil's unit, and those of the whole authority's pupil health, who may have matters of the
    zone; in Swedish order."""
    health = {"A": (*HEALTH_CARE, "speech_therapist"), "B": PUPIL_CARE, "C": PUPIL_CARE}[matter.letter]
    leaders = SCHOOL_LEADERS if matter.letter == "C" else ()
    central = Q(unit__isnull=True, division__isnull=True, profession__in=health)
    there = Assignment.objects.filter(on(day), Q(unit=matter.holder_id, profession__in=(*health, *leaders)) | central)
    return Person.objects.filter(pk__in=there.values("person")).order_by("sort_key")


def came_from(pupil: Pupil, day: dt.date) -> list[tuple[Handover, Person | None]]:
    """Return the units that have not said that they have handed over to where the pupil goes, each with its principal.

    One stands for every pupil who has moved: it tells nothing of what there is.
    """
    waiting = Handover.objects.filter(pupil=pupil, done_at__isnull=True, left_authority=False)
    rows = list(waiting.exclude(from_unit=F("holder")).select_related("from_unit"))
    lead = {a.unit_id: a.person for a in principals(Unit.objects.filter(pk__in=[h.from_unit_id for h in rows]), day)}
    return [(handover, lead.get(handover.from_unit_id)) for handover in rows]


def retention_rules() -> QuerySet[RetentionRule]:
    """Return the rules for how long records are kept: those that hold first, then by what they are about."""
    return RetentionRule.objects.select_related("set_by").order_by(F("valid_to").desc(nulls_first=True), "what", "pk")


def disposals(*states: DisposalState) -> QuerySet[Disposal]:
    """Return the disposals in some states, the newest first."""
    return Disposal.objects.filter(state__in=states).select_related("rule", "decided_by").order_by("-proposed_at", "pk")


def retention_holds() -> QuerySet[Hold]:
    """Return what is set aside from disposal and has not been released, the newest first."""
    return Hold.objects.filter(ended_at__isnull=True).select_related("set_by").order_by("-set_at", "pk")


def proposed_pupils(disposal: Disposal) -> list[tuple[UUID, Pupil]]:
    """Return (what would be taken, whose it is) of a disposal that waits, as far as the reader may see whose: those who
    have left. Who is still here, or protected, is counted and not shown."""
    if disposal.rule.what == LEAVERS:
        return [(p.pk, p) for p in Pupil.objects.filter(pk__in=disposal.keys).order_by("sort_key", "pk")]
    matters = Matter.objects.filter(pk__in=disposal.keys).select_related("pupil").order_by("pupil__sort_key", "pk")
    return [(m.pk, m.pupil) for m in matters]
