"""The trace of a figure."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.figures.models import Indicator
from framst.figures.services import compute


@page("followups.read")
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Question, version, denominators, and the definition of one figure as it stands now."""
    by = actor(request)
    indicator = open_record(Indicator.objects.all(), by=by, code=code)
    found = compute([code], by=by).get(code)
    if found is None:
        raise Http404
    return render(request, "figures/trace.html", {"figure": found, "indicator": indicator})
