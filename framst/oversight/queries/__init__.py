"""Oversight's questions: behind the walls as any others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from framst.access.acting import STOCKHOLM
from framst.access.crossing import cross
from framst.audit.models import Event
from framst.organisation.models import Person, Pupil, Unit

from ..models import Consent, Decided, DisclosureDecision, FollowUp, NotShown, Review, SampledRead
from ..rules import is_settled

DECISIONS: dict[str, type[Decided]] = {
    "utlamnande": DisclosureDecision,
    "samtycke": Consent,
    "visas-inte": NotShown,
}


def decisions_of(pupil: Pupil) -> dict[str, list[Any]]:
    """Return what has been decided about a pupil's secrecy, as far as the reader works in its zone; newest first."""
    found: dict[str, list[Any]] = {
        kind: list(model._default_manager.filter(pupil=pupil).select_related("decided_by").order_by("-decided_at"))
        for kind, model in DECISIONS.items()
    }
    names = people({p for c in found["samtycke"] for p in c.persons} | {d.person_id for d in found["utlamnande"]})
    guardians = {str(g.pk): g.name for g in pupil.guardians.all()}
    for consent in found["samtycke"]:
        consent.to_words = [names[p].name for p in consent.persons if p in names]
        consent.guardian_names = [guardians[g] for g in consent.given_by if g in guardians]
        consent.by_pupil = "pupil" in consent.given_by
    for decision in found["utlamnande"]:
        decision.to = names[decision.person_id].name if decision.person_id in names else decision.authority
    for decision in found["visas-inte"]:
        decision.guardian_name = guardians.get(str(decision.guardian), "")
    return found


def decisions_beside(pupil: Pupil) -> list[list[Any]]:
    """Return the decisions of each kind, and the guardians whom they name: what stands beside the pupil on their page."""
    found = decisions_of(pupil)
    named = {str(d.guardian) for d in found["visas-inte"]} | {g for c in found["samtycke"] for g in c.given_by}
    return [*found.values(), [g for g in pupil.guardians.all() if str(g.pk) in named]]


def marked_guardians(pupil: Pupil) -> frozenset[UUID]:
    """Return the guardians for whom something about the pupil is held back: that it is so, not what or why."""
    return frozenset(UUID(key) for key in cross("guardian_marks", pupil=pupil.pk))


def people(keys: Iterable[int | None]) -> dict[int, Person]:
    """Return people by key."""
    return Person.objects.in_bulk([k for k in set(keys) if k is not None])


def openings(*, since: dt.datetime | None = None, until: dt.datetime | None = None) -> QuerySet[Event]:
    """Return the break-glasses, newest first."""
    rows = Event.objects.filter(act="emergency").order_by("-at", "-id")
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    return rows


def judgements_of_openings() -> dict[int, str]:
    """Return what was last said of each break-glass, by event."""
    return {f.event: f.judgement for f in FollowUp.objects.order_by("judged_at", "pk")}


def said_of(event: Event) -> list[FollowUp]:
    """Return all that was said of a break-glass, in order."""
    return list(FollowUp.objects.filter(event=event.pk).select_related("judged_by").order_by("judged_at", "pk"))


def reviews() -> QuerySet[Review]:
    """Return the reviews, newest first, each with how many reads it has and how many wait."""
    waits = Q(sample__judgement__in=("", "asked"))
    return (
        Review.objects.select_related("signed_by")
        .annotate(size=Count("sample"), waiting=Count("sample", filter=waits))
        .order_by("-until_at")
    )


@dataclass
class Looked:
    """One read as the reviewer sees it: who, in what profession, where, when, for what; the pupil is not here."""

    row: SampledRead
    event: Event
    reader: str
    unit: str


def sample_of(review: Review) -> list[Looked]:
    """Return the reads of a review, in order of time."""
    rows = list(review.sample.select_related("judged_by"))
    events = Event.objects.in_bulk([r.event for r in rows])
    return _looked(rows, events)


def looked_at(row: SampledRead) -> Looked | None:
    """Return one read of a review; None when the event is not there."""
    found = _looked([row], Event.objects.in_bulk([row.event]))
    return found[0] if found else None


def _looked(rows: list[SampledRead], events: dict[int, Event]) -> list[Looked]:
    names = people(row.person for row in rows)
    # Where a protected pupil goes to school is itself the secret: such an event has no unit to show.
    units = Unit.objects.in_bulk({e.unit for e in events.values() if e.unit and e.letter != "P"})
    found = [
        Looked(
            row,
            events[row.event],
            names[row.person].name if row.person in names else "",
            units[unit].name if (unit := events[row.event].unit) in units else "",
        )
        for row in rows
        if row.event in events
    ]
    return sorted(found, key=lambda looked: (looked.event.at, looked.event.pk))


def exports(most: int = 200) -> list[Event]:
    """Return the files with pupils' data that were handed out or stopped, newest first."""
    about = ~Q(subject=None) | ~Q(shown=[])
    rows = Event.objects.filter(Q(act="export_stopped") | (Q(act="exported") & about)).order_by("-at", "-id")[:most]
    return list(rows)


def administrators_changes(most: int = 200) -> list[Event]:
    """Return what the system administrators have changed, newest first: nobody is above the record."""
    administrators = Person.objects.filter(assignments__profession="system_administrator").values("pk")
    return list(
        Event.objects.filter(person__in=administrators)
        .exclude(act__in=("read", "listed", "refused", "signed_in", "signed_out", "searched"))
        .order_by("-at", "-id")[:most]
    )


def register(first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Return the fact of every decision between two days: kind, when, by whom, until when; no pupil, no content."""
    rows: list[dict[str, Any]] = cross("decision_register", **{"from": first}, until=last)
    names = people(row["decided_by_id"] for row in rows)
    for row in rows:
        row["by"] = names[row["decided_by_id"]].name if row["decided_by_id"] in names else ""
        row["at"] = dt.datetime.fromisoformat(row["decided_at"])
        row["until"] = dt.date.fromisoformat(row["until_on"]) if row["until_on"] else None
        row["ended"] = dt.datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None
    return rows


@dataclass(frozen=True)
class Month:
    """One review in numbers, for the yearly statistics."""

    until_at: dt.datetime
    signed_at: dt.datetime | None
    reads: int
    readers: int
    sample: int
    in_order: int
    not_in_order: int
    waiting: int


def months(year: int) -> list[Month]:
    """Return a year's reviews in numbers, in order. A review belongs to the year in which its period ends."""
    first, last = dt.datetime(year, 1, 1, tzinfo=STOCKHOLM), dt.datetime(year + 1, 1, 1, tzinfo=STOCKHOLM)
    counted = {
        "n_in_order": Count("sample", filter=Q(sample__judgement="in_order")),
        "n_not": Count("sample", filter=Q(sample__judgement="not_in_order")),
    }
    rows = reviews().annotate(**counted).filter(until_at__gt=first, until_at__lte=last).order_by("until_at")
    return [
        Month(r.until_at, r.signed_at, r.reads, r.readers, r.size, r.n_in_order, r.n_not, r.waiting)  # type: ignore[attr-defined]
        for r in rows
    ]


@dataclass(frozen=True)
class Openings:
    """A year's break-glasses in numbers."""

    all: int
    in_order: int
    not_in_order: int
    waiting: int


def openings_in(year: int) -> Openings:
    """Count a year's break-glasses by what was said of them."""
    first, last = dt.datetime(year, 1, 1, tzinfo=STOCKHOLM), dt.datetime(year + 1, 1, 1, tzinfo=STOCKHOLM)
    said = judgements_of_openings()
    found = [said.get(key, "") for key in openings(since=first, until=last).values_list("pk", flat=True)]
    return Openings(
        len(found), found.count("in_order"), found.count("not_in_order"), sum(not is_settled(x) for x in found)
    )


def stopped_in(year: int) -> int:
    """Count how often a year the limit of what may be taken out was reached."""
    first, last = dt.datetime(year, 1, 1, tzinfo=STOCKHOLM), dt.datetime(year + 1, 1, 1, tzinfo=STOCKHOLM)
    return Event.objects.filter(act="export_stopped", at__gte=first, at__lt=last).count()
