"""Steering documents: which there are, which version holds, and which section belongs to a page."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from framst.access.acting import Actor
from framst.plans.models import SteeringDocument, SteeringVersion
from framst.plans.terms import PLACES


def versions(document: SteeringDocument) -> list[SteeringVersion]:
    """Return the versions that the actor meets, the newest first: drafts are not for all."""
    return list(document.versions.order_by("-number"))


def in_force(day: dt.date) -> QuerySet[SteeringVersion]:
    """Return the version of each document that holds on `day`: the last decided of those that have begun to hold."""
    return (
        SteeringVersion.objects.filter(decided_on__isnull=False, in_force_from__lte=day)
        .order_by("document_id", "-in_force_from", "-number")
        .distinct("document_id")
        .select_related("document")
    )


def holding(found: list[SteeringVersion], day: dt.date) -> SteeringVersion | None:
    """Return the one of a document's versions that holds on `day`."""
    begun = [v for v in found if v.decided_on and v.in_force_from and v.in_force_from <= day]
    return max(begun, key=lambda v: (v.in_force_from, v.number), default=None)


def sections_beside(actor: Actor, page: str) -> list[tuple[str, str]]:
    """Return the sections in force that belong to a page, as words and address. No query for pages that have none."""
    if page not in PLACES:
        return []
    return [
        (
            f"{version.document.title}: {section['title']}",
            f"{reverse('steering', args=[version.document.slug])}#{section['code']}",
        )
        for version in in_force(actor.today)
        for section in version.sections
        if page in section.get("places", [])
    ]
