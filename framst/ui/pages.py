"""Pages that belong to no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from framst.access.pages import actor, page
from framst.audit.services import record
from framst.audit.terms import Act


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
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@page()
def yardstick(request: HttpRequest) -> HttpResponse:
    """The empty frame after what every page must do: the measure of `framst bench page`."""
    record(act=Act.READ, by=actor(request), now=actor(request).now, table="ui_yardstick")
    return render(request, "ui/yardstick.html")
