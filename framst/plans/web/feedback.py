"""Feedback: gathered and given by the administration, read and answered by the school."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.exporting import attachment
from framst.access.pages import actor, page
from framst.foundation.refusal import Refused
from framst.plans.lifecycle import PLAN
from framst.plans.models import FeedbackPoint, Plan
from framst.plans.queries import reviews as queries
from framst.plans.services import feedback as services
from framst.plans.services.feedback_letter import letter
from framst.plans.services.rounds import unfinished
from framst.plans.terms import POINT_KINDS, STATES, PointKind, State
from framst.ui.templatetags.framst import said

KINDS = ("docx", "pdf")


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )


class GiveForm(forms.Form):
    opening = forms.CharField(
        label=gettext_lazy("Inledning"), required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )


class CompletionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vad som behöver kompletteras, och varför"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )
    reply_by = day_field(gettext_lazy("Senast"))


class WordingForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Slag av punkt"),
        choices=[(k.value, gettext_lazy(w)) for k, w in POINT_KINDS.items()],
        widget=forms.RadioSelect,
    )
    theme = forms.CharField(label=gettext_lazy("Tema"), required=False, max_length=80)
    text = forms.CharField(
        label=gettext_lazy("Vad ni vill säga"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Skolans svar"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )


class CommitForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Vad ni ska göra"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=gettext_lazy("Du står för åtagandet. Det följs upp tills det är klart, också över läsår."),
    )
    due_on = day_field(gettext_lazy("Senast"))


def plan_or_404(key: uuid.UUID) -> Plan:
    found = Plan.objects.select_related("unit", "template").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _named(plan: Plan) -> str:
    return plan.unit.name if plan.unit else _("Den centrala elevhälsan")


def _worded(points: list[FeedbackPoint]) -> list[FeedbackPoint]:
    for point in points:
        point.words = POINT_KINDS[PointKind(point.kind)]
        point.where = dict(queries.places(point.edition)).get(point.section, _("Planen"))
        point.develops = point.kind == PointKind.DEVELOPMENT
    return points


@page("plans.feedback", writes=True)
def give(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The points of everybody who has read the plan, together, and giving them. Not before all are done."""
    plan = plan_or_404(key)
    form = GiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_feedback(plan=plan, by=actor(request), **form.cleaned_data)
            messages.success(request, _("Återkopplingen är lämnad."))
            return redirect("plan_feedback", key)
        except Refused as refused:
            form.add_error(None, said(refused))
    left = unfinished(plan)
    context = {
        "plan": plan,
        "name": _named(plan),
        "state_words": STATES[State(plan.state)],
        "form": form,
        "points": [] if left else _worded(queries.points_before(plan)),
        "left": left,
        "why_not": services.why_not_give(plan),
        "completes": "ask_completion" in {s.act for s in PLAN.acts_from(plan.state)},
    }
    return render(request, "plans/feedback_give.html", context, status=422 if form.errors else 200)


@page("plans.feedback", writes=True)
def wording(request: HttpRequest, key: uuid.UUID, which: uuid.UUID) -> HttpResponse:
    """Word a point anew before it is given."""
    plan = plan_or_404(key)
    point = next((p for p in queries.points_before(plan) if p.pk == which), None)
    if point is None or unfinished(plan):
        raise Http404
    initial = {"kind": point.kind, "theme": point.theme, "text": point.text}
    form = WordingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_point(point=point, by=actor(request), **form.cleaned_data)
            return redirect("feedback_give", key)
        except Refused as refused:
            form.add_error(None, said(refused))
    context = {"form": form, "plan": plan, "name": _named(plan)}
    return render(request, "plans/feedback_point.html", context, status=422 if form.errors else 200)


@page("plans.feedback", writes=True)
def complete(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask a school for more."""
    plan = plan_or_404(key)
    form = CompletionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_completion(plan=plan, by=actor(request), **form.cleaned_data)
            messages.success(request, _("Skolan är ombedd att komplettera planen."))
            return redirect("plan_feedback", key)
        except Refused as refused:
            form.add_error(None, said(refused))
    context = {"form": form, "plan": plan, "name": _named(plan)}
    return render(request, "plans/feedback_complete.html", context, status=422 if form.errors else 200)


@page()
def school(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What a school got back, point by point with its place in the plan."""
    plan = plan_or_404(key)
    given = queries.given(plan)
    if not given:
        raise Http404
    context = {
        "plan": plan,
        "name": _named(plan),
        "state_words": STATES[State(plan.state)],
        "given": given,
        "points": _worded(queries.given_points(plan)),
        "leads": services.leads(plan, actor(request)),
        "last": next((f for f in given if f.kind == "feedback"), None),
    }
    return render(request, "plans/feedback.html", context)


def _point_or_404(plan: Plan, which: uuid.UUID) -> FeedbackPoint:
    found = FeedbackPoint.objects.filter(plan=plan, pk=which, given_at__isnull=False)
    point = found.select_related("plan__unit", "edition").first()
    if point is None:
        raise Http404
    return _worded([point])[0]


@page("plans.lead", writes=True)
def answer(request: HttpRequest, key: uuid.UUID, which: uuid.UUID) -> HttpResponse:
    """Answer a point, as the school."""
    plan = plan_or_404(key)
    point = _point_or_404(plan, which)
    form = AnswerForm(request.POST or None, initial={"answer": point.answer})
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_point(point=point, by=actor(request), **form.cleaned_data)
            return redirect("plan_feedback", key)
        except Refused as refused:
            form.add_error(None, said(refused))
    context = {"form": form, "plan": plan, "point": point, "name": _named(plan)}
    return render(request, "plans/feedback_answer.html", context, status=422 if form.errors else 200)


@page("plans.lead", writes=True)
def commit(request: HttpRequest, key: uuid.UUID, which: uuid.UUID) -> HttpResponse:
    """Make a development area into a commitment."""
    plan = plan_or_404(key)
    point = _point_or_404(plan, which)
    form = CommitForm(request.POST or None, initial={"text": point.text})
    if request.method == "POST" and form.is_valid():
        try:
            services.commit(point=point, by=actor(request), **form.cleaned_data)
            messages.success(request, _("Åtagandet är antecknat."))
            return redirect("plan_feedback", key)
        except Refused as refused:
            form.add_error(None, said(refused))
    context = {"form": form, "plan": plan, "point": point, "name": _named(plan)}
    return render(request, "plans/feedback_commit.html", context, status=422 if form.errors else 200)


@page()
def file(request: HttpRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    """The letter that sums up what the school got back, as Word or PDF."""
    plan = plan_or_404(key)
    last = next((f for f in queries.given(plan) if f.kind == "feedback"), None)
    if kind not in KINDS or last is None:
        raise Http404
    points = [p for p in queries.given_points(plan) if p.given_at == last.given_at]
    data = letter(last, points, kind, last.given_at)
    media = {"pdf": "application/pdf"}.get(
        kind, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    name = f"aterkoppling-{plan.year}.{kind}"
    return attachment(data, name=name, media=media, by=actor(request), about=last)
