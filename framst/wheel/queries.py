"""What awaits whom."""

from __future__ import annotations

from django.db.models import F, QuerySet

from framst.access.acting import Actor

from .models import Awaiting


def awaiting(actor: Actor) -> QuerySet[Awaiting]:
    """Return what awaits the actor, the nearest date first."""
    return Awaiting.objects.filter(person_id=actor.person_id, settled_at__isnull=True).order_by(
        F("due_on").asc(nulls_last=True), "asked_at", "id"
    )
