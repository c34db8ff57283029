"""Finding papers."""

from __future__ import annotations

from django.db.models import QuerySet

from framst.figures.terms import Audience
from framst.organisation.queries import settings_in_force

from .models import Paper, Rendition


def papers() -> QuerySet[Paper]:
    """Return the papers that the reader may see, the newest first."""
    return Paper.objects.order_by("-dated_on", "-id")


def public_papers() -> QuerySet[Paper]:
    """Return the published papers, or none while the authority has not turned the public page on."""
    if not settings_in_force()["public_papers"]:
        return Paper.objects.none()
    return Paper.objects.filter(audience=Audience.PUBLIC).order_by("-decided_on", "-id")


def stored_body(paper: Paper, *, trace: str) -> str | None:
    """Return the body of a frozen paper's stored HTML, its figures leading to `trace` + number; None before that."""
    stored = Rendition.objects.filter(paper=paper, kind="html").first()
    if stored is None:
        return None
    document = bytes(stored.content).decode()
    body = document.partition("<!-- paper -->")[2].partition("<!-- /paper -->")[0]
    return body.replace('href="siffra/', f'href="{trace}')
