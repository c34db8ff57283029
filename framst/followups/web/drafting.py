"""Making a follow-up: the draft, the units, and the page that says what opening will do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from framst.access.acting import Actor
from framst.access.pages import actor, page
from framst.followups import labels, queries, rules, services
from framst.followups.models import Followup
from framst.followups.services.running import why_not_open
from framst.followups.terms import Per, State
from framst.foundation.refusal import Refused
from framst.organisation.models import Person, Unit
from framst.organisation.queries import open_units
from framst.ui.templatetags.framst import said
from framst.wheel.services import heavy_months

from .forms import DraftForm, UnitFilter
from .views import followup_or_404

FIELDS = ("version", "title", "about", "period_from", "period_to", "closes_on", "per", "intro")


@page("followups.run", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """A new draft. With script it is made as soon as something is written, and goes on saving itself."""
    proposed = rules.proposed_dates(actor(request).today)
    form = DraftForm(request.POST or None, initial=proposed)
    if "X-Autosave" in request.headers:
        return _begin_on_the_way(form, proposed, actor(request))
    if request.method == "POST" and form.is_valid():
        try:
            followup = services.begin_draft(by=actor(request), **form.cleaned_data)
            return redirect("followup_units", followup.slug)
        except Refused as refused:
            form.refuse(refused)
    return render(request, "followups/draft.html", {"form": form}, status=422 if form.errors else 200)


@page("followups.run", writes=True)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a draft; with script it saves itself."""
    followup = followup_or_404(slug)
    if request.method != "POST" and followup.state != State.DRAFT:
        return redirect("followup", slug)
    initial = {name: getattr(followup, name) for name in FIELDS}
    form = DraftForm(request.POST or None, initial=initial)
    if "X-Autosave" in request.headers:
        return _keep_on_the_way(followup, form, actor(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_draft(followup=followup, by=actor(request), **form.cleaned_data)
            messages.success(request, _("Utkastet är sparat."))
            return redirect("followup" if followup.chosen else "followup_units", slug)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "followup": followup}
    return render(request, "followups/draft.html", context, status=422 if form.errors else 200)


def _sound(form: DraftForm) -> dict[str, Any]:
    """The fields that hold as they are; the others wait until they do."""
    form.is_valid()
    return {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}


def _begin_on_the_way(form: DraftForm, proposed: dict[str, dt.date], by: Actor) -> HttpResponse:
    """Make the draft of the first words that are written; the answer says at what address it goes on saving itself."""
    sound = _sound(form)
    if "version" not in sound or not any(sound.get(name) for name in ("title", "about", "intro")):
        return _told("")
    version = sound["version"]
    whole = {"title": version.question_set.title, "about": "", "intro": "", "per": Per.PRINCIPAL, **proposed, **sound}
    dates = {name: whole[name] for name in proposed}
    if list(rules.draft_faults(**dates, today=by.today)):
        whole |= proposed
    followup = services.begin_draft(by=by, **whole)
    answer = _keep_on_the_way(followup, form, by)
    answer["X-Address"] = reverse("followup_change", args=[followup.slug])
    return answer


def _keep_on_the_way(followup: Followup, form: DraftForm, by: Actor) -> HttpResponse:
    """Save what is sound while one writes; what is not is named, and what was saved of it before stays."""
    sound = _sound(form)
    try:
        faults = services.keep_draft(followup=followup, sound=sound, by=by)
    except Refused as refused:
        return _told(said(refused), 409)
    for fault in faults:
        form.add_error(fault.column, said(fault.expected))
    saved = _("Sparat %(time)s") % {"time": date_format(localtime(by.now), "H.i")}
    wrong = [str(form.fields[name].label) for name in form.errors if name in form.fields]
    if wrong:
        saved += ". " + _("Inte sparat ännu: %(fields)s") % {"fields": ", ".join(wrong)}
    return _told(saved)


def _told(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


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


def _heavy(followup: Followup, people: list[Person], minutes: float, by: Actor) -> list[Person]:
    """Those for whom the month of the last day becomes heavy with this one more, in the places' order."""
    found = heavy_months(person_ids=[p.pk for p in people], due_on=followup.closes_on, minutes=minutes, today=by.today)
    return [person for person in people if person.pk in found]


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
        "fewer_rows": sum(bool(rows) for rows in queries.not_asked(followup, places, by.today)),
        "units": sum(len(place.units) for place in places),
        "minutes_each": minutes,
        "minutes": minutes * len(asked),
        "heavy": _heavy(followup, [place.person for place in asked if place.person], minutes, by),
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
