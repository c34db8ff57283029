"""Making a follow-up: the draft, the units, and the page that says what opening will do."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from framst.access.acting import Actor
from framst.access.pages import actor, page
from framst.followups import labels, queries, services
from framst.followups.models import Followup
from framst.followups.services.running import why_not_open
from framst.followups.terms import State
from framst.foundation.refusal import Refused
from framst.organisation.models import Unit
from framst.organisation.queries import open_units

from .forms import DraftForm, UnitFilter
from .views import followup_or_404

FIELDS = ("version", "title", "about", "period_from", "period_to", "closes_on", "per", "intro")


@page("followups.run", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """A new draft."""
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            followup = services.begin_draft(by=actor(request), **form.cleaned_data)
            return redirect("followup_units", followup.slug)
        except Refused as refused:
            form.refuse(refused)
    return render(request, "followups/draft.html", {"form": form}, status=422 if form.errors else 200)


@page("followups.run", writes=True)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a draft."""
    followup = followup_or_404(slug)
    if request.method != "POST" and followup.state != State.DRAFT:
        return redirect("followup", slug)
    initial = {name: getattr(followup, name) for name in FIELDS}
    form = DraftForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_draft(followup=followup, by=actor(request), **form.cleaned_data)
            messages.success(request, _("Utkastet är sparat."))
            return redirect("followup", slug)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "followup": followup}
    return render(request, "followups/draft.html", context, status=422 if form.errors else 200)


@page("followups.run", writes=True)
def units(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the units: filter the list, tick, save; what is ticked under another filter stays."""
    followup = followup_or_404(slug)
    if request.method != "POST" and followup.state != State.DRAFT:
        return redirect("followup", slug)
    by = actor(request)
    filters = UnitFilter(request.GET or None)
    rows = list(_filtered(filters, open_units(by.today)))
    if request.method == "POST":
        shown = _keys(request.POST.getlist("shown"))
        ticked = shown if "all" in request.POST else _keys(request.POST.getlist("unit"))
        number = services.choose_units(followup=followup, shown=shown, ticked=ticked, by=by)
        if "on" in request.POST:
            return redirect("followup_open", slug)
        messages.success(
            request,
            ngettext("%(n)d skolenhet är vald.", "%(n)d skolenheter är valda.", number) % {"n": number},
        )
        return redirect(request.get_full_path())
    return render(
        request,
        "followups/units.html",
        {"followup": followup, "filters": filters, "units": rows, "chosen": set(followup.chosen)},
    )


def _filtered(filters: UnitFilter, rows: QuerySet[Unit]) -> QuerySet[Unit]:
    wanted = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    if division := wanted.get("division"):
        rows = rows.filter(division=division)
    if area := wanted.get("area"):
        rows = rows.filter(area=area)
    if form := wanted.get("form"):
        rows = rows.filter(forms__form=form).distinct()
    return rows.select_related("division")


def _keys(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) < 16}


@page("followups.run", writes=True)
def opening(request: HttpRequest, slug: str) -> HttpResponse:
    """What will happen when it opens: how many are asked, who is missing, what it costs, the letter. Then open."""
    followup = followup_or_404(slug)
    by = actor(request)
    chosen = queries.chosen_units(followup)
    if request.method == "POST":
        invitations = services.open_followup(followup=followup, units=chosen, by=by)
        sent = sum(1 for i in invitations if i.person_id is not None)
        messages.success(
            request, ngettext("%(n)d inbjudan är på väg.", "%(n)d inbjudningar är på väg.", sent) % {"n": sent}
        )
        return redirect("followup", slug)
    if followup.state != State.DRAFT:
        return redirect("followup", slug)
    return render(request, "followups/open.html", _what_opening_does(followup, by))


def _what_opening_does(followup: Followup, by: Actor) -> dict[str, object]:
    chosen = queries.chosen_units(followup)
    places = queries.plan(followup, chosen, by.today)
    vacant = [unit for place in places if place.person is None for unit in place.units]
    minutes = followup.version.questionnaire.minutes
    asked = [place for place in places if place.person is not None]
    example = asked[0] if asked else None
    return {
        "followup": followup,
        "places": labels.places(followup.per, len(asked), len(vacant)),
        "letters": len(asked),
        "several": [place for place in places if len(place.units) > 1],
        "vacant": vacant,
        "units": sum(len(place.units) for place in places),
        "minutes_each": minutes,
        "minutes": minutes * len(asked),
        "why_not": why_not_open(followup, by, any_units=bool(places)),
        "letter": labels.invitation(
            title=followup.title,
            units=", ".join(unit.name for unit in example.units) if example else "…",
            minutes=minutes,
            closes_on=followup.closes_on,
            link=_("(personlig länk)"),
            taken_over=False,
        ),
    }
