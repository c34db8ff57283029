"""Observations: what was not measured here, with its source, its date and who said it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.figures import queries, services
from framst.figures.models import Observation
from framst.foundation.words import N_
from framst.ui.lists import Column, headings, holding, in_order

from .forms import ObservationForm, done, status
from .shared import EXPORTS, exported, history_of

COLUMNS = (
    Column("uppgift", N_("Uppgift"), lambda row: row.value),
    Column("kalla", N_("Källa"), lambda row: row.source),
    Column("sagt", N_("Sagt av"), lambda row: row.said_by),
    Column("datum", N_("Datum"), lambda row: row.observed_on),
)
FIELDS = ("value", "unit", "source", "observed_on", "said_by", "note")


def _observation(code: str) -> Observation:
    found = Observation.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


@page("analysis.read")
def observations(request: HttpRequest) -> HttpResponse:
    """The observations that are searched for, the newest first."""
    found = holding(request.GET, Observation.objects.order_by("code"), lambda r: (r.value, r.source, r.said_by, r.note))
    rows = in_order(request.GET, found, COLUMNS, "-datum")
    heads = headings(request.GET, COLUMNS, "-datum")
    if request.GET.get("fil") in EXPORTS:
        head = [_("Uppgift"), _("Enhet"), _("Källa"), _("Datum"), _("Sagt av"), _("Anteckning"), _("Kod")]
        return exported(
            request.GET["fil"],
            "uppgifter",
            head,
            [(r.value, r.unit, r.source, r.observed_on, r.said_by, r.note, r.code) for r in rows],
            of=Observation,
            by=actor(request),
        )
    return render(request, "figures/observations.html", {"rows": rows, "headings": heads})


@page("analysis.read")
def observation(request: HttpRequest, code: str) -> HttpResponse:
    """One observation, as it is traced from a paper."""
    found = _observation(code)
    return render(
        request,
        "figures/observation.html",
        {"row": found, "quote": queries.quote_of(found), "history": history_of(found)},
    )


@page("analysis.write", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """Write down what was not measured here."""
    by = actor(request)
    form = ObservationForm(request.POST or None, initial={"observed_on": by.today})
    made: list[Observation] = []

    def do(data: dict[str, Any]) -> None:
        made.append(services.add_observation(by=by, **data))

    if done(request, form, do):
        messages.success(request, _("Uppgiften är sparad."))
        return redirect("observation", made[0].code)
    return render(request, "figures/observation_form.html", {"form": form}, status=status(form))


@page("analysis.write", writes=True)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change it; frozen papers keep what they printed."""
    found = _observation(code)
    initial = {name: getattr(found, name) for name in FIELDS}
    form = ObservationForm(request.POST or None, new=False, initial=initial)

    def do(data: dict[str, Any]) -> None:
        services.change_observation(observation=found, by=actor(request), **data)

    if done(request, form, do):
        messages.success(request, _("Uppgiften är ändrad."))
        return redirect("observation", code)
    return render(request, "figures/observation_form.html", {"form": form, "row": found}, status=status(form))
