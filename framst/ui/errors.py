"""Pages for what went wrong. They ask the database nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from framst.access import unsaved


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/failed.html", status=500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before the last sign-in: what stands in it is kept when its writer is the one who is signed in."""
    writer = unsaved.writer_of(request) if request.user.is_authenticated else None
    kept = (
        writer is not None
        and writer == request.user.person_id  # type: ignore[union-attr]
        and unsaved.keep(request, writer, timezone.now())
    )
    return render(request, "ui/csrf.html", {"kept": kept}, status=403)
