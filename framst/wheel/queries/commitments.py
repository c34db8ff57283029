"""What was agreed: lists, what a school year had, who may take a commitment over, and where a new one may come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from framst.access.acting import Actor
from framst.access.professions import ROSTER_STAFF, SCHOOL_LEADERS
from framst.foundation.periods import Period
from framst.organisation.models import Person, Unit
from framst.organisation.queries import assignments_of, on, open_units
from framst.wheel.models import Awaiting, Commitment, CommitmentStep
from framst.wheel.terms import CommitmentState, Origin

ADMINISTRATION = ("investigator", "pupil_health_head", "divisional_director", "education_director")


@dataclass(frozen=True)
class Beginning:
    """What a commitment starts from, as whoever holds the origin tells it."""

    origin: Origin
    words: str
    address: str
    unit: Unit | None
    text: str = ""


# table → the beginning of a commitment from one of its rows, or None when the actor does not see the row. Handed in by
# the capabilities through config/registry.py.
BEGINNINGS: dict[str, Callable[[Actor, str], Beginning | None]] = {}
# What a handover sheet says of a unit beside its commitments, in the order they stand: (heading, (words, address)s).
HANDOVER: dict[str, Callable[[Actor, Unit], tuple[str, list[tuple[str, str]]]]] = {}


def commitments() -> QuerySet[Commitment]:
    """Return the commitments that the actor meets, with the day of the follow-up that stands; the nearest day first."""
    latest = CommitmentStep.objects.filter(commitment=OuterRef("pk"), act="follow_up").order_by("-at")
    return (
        Commitment.objects.select_related("unit", "owner")
        .annotate(followed_up_at=Subquery(latest.values("at")[:1]), became=Subquery(latest.values("became")[:1]))
        .order_by("due_on", F("unit__sort_key").asc(nulls_first=True), "made_at", "id")
    )


def living_in(rows: QuerySet[Commitment], year: Period) -> QuerySet[Commitment]:
    """Narrow to what a school year had: made in it or carried into it (`rules.commitments.lives_in`)."""
    return rows.filter(agreed_on__lte=year.last).filter(
        Q(state=CommitmentState.OPEN) | Q(followed_up_at__date__gte=year.first)
    )


def agreed_in(rows: QuerySet[Commitment], year: Period) -> QuerySet[Commitment]:
    """Narrow to what was said in a school year."""
    return rows.filter(agreed_on__gte=year.first, agreed_on__lte=year.last)


def open_of(unit: Unit) -> QuerySet[Commitment]:
    """Return what a unit has undertaken and not followed up."""
    return commitments().filter(unit=unit, state=CommitmentState.OPEN)


def awaited(actor: Actor) -> list[Awaiting]:
    """Return the actor's open commitments as the start page shows them.

    They follow from the commitments themselves: whoever takes one over has it there at once, and the former owner not.
    """
    mine = Commitment.objects.filter(owner_id=actor.person_id, state=CommitmentState.OPEN).order_by("due_on", "made_at")
    return [
        Awaiting(title=one.text[:200], address=reverse("commitment", args=[one.pk]), due_on=one.due_on) for one in mine
    ]


def units_led(actor: Actor) -> QuerySet[Unit]:
    """Return the units for which the actor may make commitments: the own ones, or all for the administration."""
    units = open_units(actor.today)
    if actor.professions & set(ADMINISTRATION):
        return units
    return units.filter(
        pk__in=assignments_of(actor.person_id or 0, actor.today).filter(profession__in=SCHOOL_LEADERS).values("unit")
    )


def owners(actor: Actor, unit: Unit | None, *, day: dt.date) -> QuerySet[Person]:
    """Return who may have a commitment: those who lead or work with pupil health in the actor's units; and, when the
    administration asks, its own."""
    held = on(day, "assignments__") & Q(assignments__profession__in=ROSTER_STAFF)
    held &= Q(assignments__unit=unit) if unit else Q(assignments__unit__in=units_led(actor))
    if actor.professions & set(ADMINISTRATION):
        held |= on(day, "assignments__") & Q(assignments__profession__in=ADMINISTRATION)
    return Person.objects.filter(held).distinct().order_by("sort_key")


def may_enter(actor: Actor) -> bool:
    """Whether the room is shown in the page's head: to those who may have commitments, or see a school's."""
    return bool(actor.professions & {*ROSTER_STAFF, *ADMINISTRATION, "chief_education_officer"})
