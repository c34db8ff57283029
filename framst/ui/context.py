"""What the page frame needs on every page: nothing that asks the database more than once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from framst.organisation.queries import provider
from framst.ui.navigation import beside, entries


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the authority's name, the reader, and the way to the rooms that the reader may enter."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "provider": SimpleLazyObject(provider),
        "navigation": SimpleLazyObject(lambda: entries(request)),
        "beside": SimpleLazyObject(lambda: beside(request)),
        "languages": settings.LANGUAGES,
        "language": get_language(),
    }
