"""Activities since the measurement: what was done, when, for whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.figures import queries, services
from framst.figures.models import Activity
from framst.foundation.words import N_
from framst.ui.lists import Column, headings, holding, in_order

from .forms import ActivityForm, done, status
from .shared import EXPORTS, exported, history_of

COLUMNS = (
    Column("insats", N_("Insats"), lambda row: row.text),
    Column("for", N_("För vilka"), lambda row: row.for_whom),
    Column("datum", N_("Datum"), lambda row: row.on),
)
FIELDS = ("text", "on", "for_whom", "content")


def _activity(code: str) -> Activity:
    found = Activity.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


@page("analysis.read")
def activities(request: HttpRequest) -> HttpResponse:
    """The activities that are searched for, the newest first."""
    found = holding(request.GET, Activity.objects.order_by("code"), lambda r: (r.text, r.for_whom, r.content))
    rows = in_order(request.GET, found, COLUMNS, "-datum")
    heads = headings(request.GET, COLUMNS, "-datum")
    if request.GET.get("fil") in EXPORTS:
        head = [_("Insats"), _("Datum"), _("För vilka"), _("Innehåll"), _("Kod")]
        return exported(
            request.GET["fil"],
            "insatser",
            head,
            [(r.text, r.on, r.for_whom, r.content, r.code) for r in rows],
            of=Activity,
            by=actor(request),
        )
    return render(request, "figures/activities.html", {"rows": rows, "headings": heads})


@page("analysis.read")
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """One activity, as it is traced from a paper."""
    found = _activity(code)
    return render(
        request, "figures/activity.html", {"row": found, "quote": queries.quote_of(found), "history": history_of(found)}
    )


@page("analysis.write", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """Write down what was done after the measuring."""
    by = actor(request)
    form = ActivityForm(request.POST or None, initial={"on": by.today})
    made: list[Activity] = []

    def do(data: dict[str, Any]) -> None:
        made.append(services.add_activity(by=by, **data))

    if done(request, form, do):
        messages.success(request, _("Insatsen är sparad."))
        return redirect("activity", made[0].code)
    return render(request, "figures/activity_form.html", {"form": form}, status=status(form))


@page("analysis.write", writes=True)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change it; frozen papers keep what they printed."""
    found = _activity(code)
    initial = {name: getattr(found, name) for name in FIELDS}
    form = ActivityForm(request.POST or None, new=False, initial=initial)

    def do(data: dict[str, Any]) -> None:
        services.change_activity(activity=found, by=actor(request), **data)

    if done(request, form, do):
        messages.success(request, _("Insatsen är ändrad."))
        return redirect("activity", code)
    return render(request, "figures/activity_form.html", {"form": form, "row": found}, status=status(form))
