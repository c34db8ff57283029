"""Finding papers."""

from __future__ import annotations

from django.db.models import QuerySet

from framst.figures.terms import Audience
from framst.organisation.queries import settings_in_force

from .models import Paper


def papers() -> QuerySet[Paper]:
    """Return the papers that the reader may see, the newest first."""
    return Paper.objects.order_by("-dated_on", "-id")


def public_papers() -> QuerySet[Paper]:
    """Return the published papers, or none while the authority has not turned the public page on."""
    if not settings_in_force()["public_papers"]:
        return Paper.objects.none()
    return Paper.objects.filter(audience=Audience.PUBLIC).order_by("-decided_on", "-id")
