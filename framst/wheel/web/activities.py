"""Acts on the wheel: an activity is added, changed, taken away; a new school year is begun."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from framst.access.acting import Actor
from framst.access.pages import actor, page
from framst.foundation.refusal import NotAllowed, Refused
from framst.wheel import services
from framst.wheel.models import Activity
from framst.wheel.queries.activities import activities, authority_days_off, to_roll_over
from framst.wheel.rules.days import year_of
from framst.wheel.rules.template import TEMPLATE, due_in
from framst.wheel.services.activities import led_units, plannable, why_not_plan
from framst.wheel.terms import LEVELS, Level

from .forms import ActivityForm
from .year import with_words, year_name


def _activity(key: uuid.UUID) -> Activity:
    found = (
        Activity.objects.select_related("unit", "division", "follows_up", "assignment", "former").filter(pk=key).first()
    )
    if found is None:
        raise Http404
    return found


def _planner(request: HttpRequest) -> Actor:
    by = actor(request)
    if not (by.may("wheel.plan") or by.may("wheel.school")):
        raise NotAllowed(by.why_not("wheel.plan"))
    return by


@page()
def activity(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One activity: what, for whom, when, where it comes from."""
    found = _activity(key)
    by = actor(request)
    context = {
        "activity": found,
        "level_words": LEVELS[Level(found.level)],
        "year_name": year_name(found.year),
        "why_not": why_not_plan(level=found.level, unit=found.unit, by=by),
    }
    return render(request, "wheel/activity.html", context)


@page("wheel.write", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """A new activity."""
    by = _planner(request)
    own = led_units(by)
    level = Level.AUTHORITY if by.may("wheel.plan") else Level.SCHOOL
    initial = {"level": level.value, "recurs": True, "unit": own[0] if own else None}
    form = ActivityForm(by, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_activity(by=by, **form.chosen())
            messages.success(request, _("Aktiviteten finns i årshjulet."))
            return redirect("wheel_activity", made.pk)
        except Refused as refused:
            form.refuse(refused)
    return render(request, "wheel/activity_form.html", {"form": form}, status=422 if form.errors else 200)


@page(writes=True)
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change an activity."""
    found, by = _activity(key), _planner(request)
    if reason := why_not_plan(level=found.level, unit=found.unit, by=by):
        raise NotAllowed(reason)
    initial = {name: getattr(found, name) for name in ActivityForm.base_fields}
    form = ActivityForm(by, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_activity(activity=found, by=by, **form.chosen())
            messages.success(request, _("Aktiviteten är ändrad."))
            return redirect("wheel_activity", found.pk)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "activity": found}
    return render(request, "wheel/activity_form.html", context, status=422 if form.errors else 200)


@page(writes=True)
def remove(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take an activity away, after a page that says so."""
    found, by = _activity(key), _planner(request)
    if reason := why_not_plan(level=found.level, unit=found.unit, by=by):
        raise NotAllowed(reason)
    if request.method == "POST":
        year = found.year
        services.remove_activity(activity=found, by=by)
        messages.success(request, _("Aktiviteten är borttagen."))
        return redirect(f"{reverse('wheel')}?lasar={year}")
    return render(request, "wheel/activity_remove.html", {"activity": found, "year_name": year_name(found.year)})


@page("wheel.write", writes=True)
def roll_over(request: HttpRequest) -> HttpResponse:
    """What the next school year takes over, with its new days, before it does."""
    by = _planner(request)
    this = year_of(by.today)
    text = request.GET.get("fran", "")
    from_year = int(text) if text in {str(this - 1), str(this)} else this
    if request.method == "POST":
        chosen = {key for key in map(_key, request.POST.getlist("activity")) if key}
        try:
            number = services.roll_over(from_year=from_year, chosen=chosen, by=by)
        except Refused as refused:
            messages.error(request, _(refused.sentence))
            return redirect(request.get_full_path())
        words = ngettext(
            "%(n)d aktivitet finns i det nya läsåret.", "%(n)d aktiviteter finns i det nya läsåret.", number
        )
        messages.success(request, words % {"n": number})
        return redirect(f"{reverse('wheel')}?lasar={from_year + 1}")
    proposed = to_roll_over(from_year, plannable(by).select_related("unit", "division").order_by("due_on", "title"))
    with_words([a for a, _r in proposed])
    context = {
        "proposed": proposed,
        "from_name": year_name(from_year),
        "to_name": year_name(from_year + 1),
        "days_off": len(authority_days_off()),
    }
    return render(request, "wheel/roll_over.html", context)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@page("wheel.plan", writes=True)
def template(request: HttpRequest) -> HttpResponse:
    """Begin an empty year with what usually happens when."""
    by = actor(request)
    year = year_of(by.today)
    words = {usual.code: (_(usual.title), _(usual.for_whom)) for usual in TEMPLATE}
    if request.method == "POST":
        try:
            services.begin_with_template(year=year, words=words, by=by)
            messages.success(request, _("Mallens aktiviteter finns i årshjulet. Ändra dagarna till era egna."))
        except Refused as refused:
            messages.error(request, _(refused.sentence))
        return redirect("wheel")
    off = authority_days_off()
    rows = [(due_in(usual, year, off), *words[usual.code]) for usual in TEMPLATE]
    taken = activities(year).filter(level=Level.AUTHORITY).exists()
    context = {"rows": rows, "year_name": year_name(year), "taken": taken}
    return render(request, "wheel/template.html", context)
