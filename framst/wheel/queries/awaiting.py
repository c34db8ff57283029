"""What awaits whom."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F, QuerySet

from framst.access.acting import Actor
from framst.wheel.models import Awaiting
from framst.wheel.terms import Errand

# What people have asked others for, handed in by the capabilities through config/registry.py.
ERRANDS: dict[str, Callable[[Actor], list[Errand]]] = {}


def awaiting(actor: Actor) -> QuerySet[Awaiting]:
    """Return what awaits the actor, the nearest date first."""
    return Awaiting.objects.filter(person_id=actor.person_id, settled_at__isnull=True).order_by(  # type: ignore[misc]
        F("due_on").asc(nulls_last=True), "asked_at", "id"
    )


def errands(actor: Actor) -> list[Errand]:
    """Return what the actor has asked others for, the nearest date first: one query a capability."""
    found = [errand for source in ERRANDS.values() for errand in source(actor)]
    return sorted(found, key=lambda errand: (errand.due_on, errand.title))
