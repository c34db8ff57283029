"""The investigator's pages of follow-ups: where each stands, what was answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.figures.models import Indicator
from framst.figures.services import compute
from framst.followups import queries, services
from framst.followups.models import Followup
from framst.followups.terms import STATES


def _followup(slug: str) -> Followup:
    found = Followup.objects.select_related("version__question_set").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@page("followups.read")
def followups(request: HttpRequest) -> HttpResponse:
    """Every follow-up, the newest first."""
    rows = list(Followup.objects.order_by("-period_from", "slug"))
    for row in rows:
        row.state_words = STATES[row.state]
    return render(request, "followups/list.html", {"followups": rows})


@page("followups.read")
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one follow-up stands: asked, begun, answered, who is missing."""
    followup = _followup(slug)
    return render(
        request,
        "followups/status.html",
        {
            "followup": followup,
            "state_words": STATES[followup.state],
            "count": queries.count(followup),
            "missing": list(queries.missing(followup)),
        },
    )


@page("followups.read")
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Each question with its own denominators."""
    followup = _followup(slug)
    codes = (
        Indicator.objects.filter(source="followups", spec__followup=slug).order_by("id").values_list("code", flat=True)
    )
    return render(
        request,
        "followups/results.html",
        {"followup": followup, "figures": list(compute(codes, by=actor(request)).values())},
    )


@page("followups.run", writes=True)
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a follow-up, after a page that says what it means."""
    followup = _followup(slug)
    if request.method == "POST":
        services.close_followup(followup=followup, by=actor(request))
        messages.success(request, _("Uppföljningen är stängd."))
        return redirect("followup", slug)
    return render(request, "followups/close.html", {"followup": followup})
