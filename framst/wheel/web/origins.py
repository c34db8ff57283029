"""Assignments, decisions of the inspectorate, priorities: a list and a form each."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.wheel import services
from framst.wheel.models import BoardAssignment, Priority, SupervisoryDecision
from framst.wheel.rules.days import year_of
from framst.wheel.services.origins import why_not_close

from .forms import AssignmentForm, BecameForm, CloseAssignmentForm, DecisionForm, PriorityForm, YearForm
from .year import year_name


def _filled(
    request: HttpRequest, form: YearForm, act: Callable[..., object], back: str, heading: str, **more: Any
) -> HttpResponse:
    """Show the form, or carry the act out with what it holds and go back to the list."""
    if request.method == "POST" and form.is_valid():
        try:
            act(by=actor(request), **form.cleaned_data)
            messages.success(request, _("Det är sparat."))
            return redirect(back)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "heading": heading, "back": back, **more}
    return render(request, "wheel/origin_form.html", context, status=422 if form.errors else 200)


@page()
def assignments(request: HttpRequest) -> HttpResponse:
    """What has politics asked for, and what is reported back?"""
    found = list(BoardAssignment.objects.prefetch_related("activities").order_by("closed_at", "-given_on"))
    return render(request, "wheel/assignments.html", {"assignments": found})


@page("wheel.plan", writes=True)
def assignment_new(request: HttpRequest) -> HttpResponse:
    """Write down an assignment."""
    form = AssignmentForm(request.POST or None)
    return _filled(request, form, services.record_assignment, "board_assignments", N_("Nytt uppdrag"))


@page("wheel.plan", writes=True)
def assignment_close(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Close an assignment by its paper and decision."""
    found = BoardAssignment.objects.filter(pk=key).first()
    if found is None:
        raise Http404

    def act(**given: Any) -> None:
        services.close_assignment(assignment=found, **given)

    form = CloseAssignmentForm(request.POST or None)
    why_not = why_not_close(found, actor(request))
    return _filled(request, form, act, "board_assignments", N_("Avsluta uppdraget"), about=found.title, why_not=why_not)


@page()
def decisions(request: HttpRequest) -> HttpResponse:
    """What has the inspectorate decided, and what is done about it?"""
    found = list(SupervisoryDecision.objects.select_related("unit").order_by("-decided_on", "title"))
    return render(request, "wheel/decisions.html", {"decisions": found, "today": actor(request).today})


@page("wheel.plan", writes=True)
def decision_new(request: HttpRequest) -> HttpResponse:
    """Write down a decision."""
    form = DecisionForm(actor(request), request.POST or None)
    return _filled(request, form, services.record_decision, "supervisory_decisions", N_("Nytt tillsynsbeslut"))


@page("wheel.plan", writes=True)
def decision_keep(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep what is done about a decision."""
    found = SupervisoryDecision.objects.select_related("unit").filter(pk=key).first()
    if found is None:
        raise Http404

    def act(**given: Any) -> None:
        services.keep_decision(decision=found, **given)

    initial = {name: getattr(found, name) for name in DecisionForm.base_fields}
    form = DecisionForm(actor(request), request.POST or None, initial=initial)
    return _filled(request, form, act, "supervisory_decisions", N_("Tillsynsbeslut"), about=found.title)


@page()
def priorities(request: HttpRequest) -> HttpResponse:
    """What is put first, on what ground, and what became of it?"""
    found = list(Priority.objects.select_related("division").order_by("-year", "division__sort_key", "id"))
    for priority in found:
        priority.year_name = year_name(priority.year)
    return render(request, "wheel/priorities.html", {"priorities": found})


@page("wheel.plan", writes=True)
def priority_new(request: HttpRequest) -> HttpResponse:
    """Write down a priority."""
    this = year_of(actor(request).today)
    form = PriorityForm([(y, year_name(y)) for y in (this, this + 1)], request.POST or None)
    return _filled(request, form, services.record_priority, "priorities", N_("Ny prioritering"))


@page("wheel.plan", writes=True)
def priority_became(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write what became of a priority."""
    found = Priority.objects.filter(pk=key).first()
    if found is None:
        raise Http404

    def act(**given: Any) -> None:
        services.tell_what_became(priority=found, **given)

    form = BecameForm(request.POST or None, initial={"became": found.became})
    return _filled(request, form, act, "priorities", N_("Vad det blev av prioriteringen"), about=found.text)
