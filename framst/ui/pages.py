"""Pages that belong to no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from framst.access.pages import page


@page(public=True)
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the law on digital public service asks for."""
    return render(request, "ui/accessibility.html")


@page()
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part that pages are built of."""
    return render(request, "ui/gallery.html")


@page(public=True)
def health(request: HttpRequest) -> HttpResponse:
    """Whether the application answers, for a supervisor."""
    return HttpResponse("ok", content_type="text/plain")
