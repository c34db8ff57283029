"""Pages of a round: made, where it stands, who reads what, settled where two differ, and the picture."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from framst.access.pages import actor, page
from framst.foundation.refusal import Refused
from framst.organisation.models import Person
from framst.plans import facts, judging
from framst.plans.models import FeedbackPoint, Judgement, Plan, Review, ReviewFormVersion, Round, Template
from framst.plans.queries import reviews as queries
from framst.plans.services import rounds as services
from framst.plans.terms import POINT_KINDS, REVIEW_STATES, STATES, VERDICTS, PointKind, ReviewState, State, Verdict
from framst.ui.templatetags.framst import said


class RoundForm(forms.Form):
    """What is read, by which criteria, until when."""

    title = forms.CharField(label=gettext_lazy("Rubrik"), max_length=200)
    template = forms.ModelChoiceField(
        Template.objects.none(), label=gettext_lazy("Planer efter mallen"), empty_label=None
    )
    version = forms.ModelChoiceField(ReviewFormVersion.objects.none(), label=gettext_lazy("Formulär"), empty_label=None)
    due_on = forms.DateField(
        label=gettext_lazy("Sista dag"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    doubled = forms.IntegerField(
        label=gettext_lazy("Hur många procent som två läser"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=gettext_lazy("De två ser inte varandras bedömningar. Noll: en granskare för varje plan."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        template: Any = self.fields["template"]
        template.queryset = Template.objects.order_by("-year", "title")
        version: Any = self.fields["version"]
        version.queryset = (
            ReviewFormVersion.objects.filter(published_at__isnull=False)
            .select_related("form")
            .order_by("form__title", "-number")
        )
        version.label_from_instance = lambda v: (
            _("%(title)s, version %(number)d")
            % {
                "title": v.form.title,
                "number": v.number,
            }
        )


class AssignForm(forms.Form):
    """Who reads one plan."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=gettext_lazy("Plan"), empty_label=None)
    reviewer = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Granskare"), empty_label=None)
    second = forms.BooleanField(
        label=gettext_lazy("Som den andra av två, som inte ser den förstas bedömning"), required=False
    )
    in_spite = forms.BooleanField(label=gettext_lazy("Gäller även om det finns en risk för jäv"), required=False)

    def __init__(self, plans: list[Plan], people: list[Person], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        plan: Any = self.fields["plan"]
        plan.queryset = Plan.objects.filter(pk__in=[p.pk for p in plans]).select_related("unit")
        plan.queryset = plan.queryset.order_by("unit__sort_key")
        plan.label_from_instance = named
        reviewer: Any = self.fields["reviewer"]
        reviewer.queryset = Person.objects.filter(pk__in=[p.pk for p in people]).order_by("sort_key")
        reviewer.label_from_instance = lambda person: person.name


class DealForm(forms.Form):
    """Among whom plans are dealt evenly."""

    among = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=gettext_lazy("Fördela mellan"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, people: list[Person], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        among: Any = self.fields["among"]
        among.queryset = Person.objects.filter(pk__in=[p.pk for p in people]).order_by("sort_key")
        among.label_from_instance = lambda person: person.name


class SettleForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Bedömningen som ska gälla"),
        choices=[(v.value, gettext_lazy(words)) for v, words in VERDICTS.items()],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Varför"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


def named(plan: Plan) -> str:
    return plan.unit.name if plan.unit else _("Den centrala elevhälsan")


def round_or_404(slug: str) -> Round:
    found = queries.rounds().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def plan_of(round: Round, key: uuid.UUID) -> Plan:
    found = queries.plans_of(round).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@page("plans.ask", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """A new round of review."""
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_round(by=actor(request), **form.cleaned_data)
            return redirect("round", made.slug)
        except Refused as refused:
            form.add_error(None, said(refused))
    return render(request, "plans/round_new.html", {"form": form}, status=422 if form.errors else 200)


@page("plans.feedback")
def round(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a round stands: each plan, who reads it, and whether that is done."""
    found = round_or_404(slug)
    reading: dict[Any, list[Review]] = {}
    for review in Review.objects.filter(round=found).select_related("reviewer").order_by("second"):
        review.words = REVIEW_STATES[ReviewState(review.state)]
        reading.setdefault(review.plan_id, []).append(review)
    material = {r.plan: r.seen for r in queries.material(found)}
    rows = []
    for plan in queries.plans_of(found):
        seen = material[plan.pk]
        both = seen.first is not None and seen.second is not None
        left = (
            [c for c in judging.differing(seen.first or {}, seen.second or {}) if c not in seen.moderated]
            if both
            else []
        )
        rows.append((plan, named(plan), STATES[State(plan.state)], reading.get(plan.pk, []), left))
    return render(request, "plans/round.html", {"round": found, "rows": rows, "reviews": sum(len(r[3]) for r in rows)})


@page("plans.ask", writes=True)
def assign(request: HttpRequest, slug: str) -> HttpResponse:
    """Let somebody read one plan."""
    found = round_or_404(slug)
    form = AssignForm(queries.in_hand(found), queries.reviewers(actor(request)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.assign(round=found, by=actor(request), **form.cleaned_data)
            messages.success(request, _("Granskaren är utsedd: %(name)s.") % {"name": made.reviewer.name})
            return redirect("round", slug)
        except Refused as refused:
            form.add_error(None, said(refused))
    return render(
        request, "plans/round_assign.html", {"form": form, "round": found}, status=422 if form.errors else 200
    )


@page("plans.ask", writes=True)
def deal(request: HttpRequest, slug: str) -> HttpResponse:
    """Deal the plans evenly: first a proposal (`among` in the address), then the act."""
    found = round_or_404(slug)
    people = queries.reviewers(actor(request))
    asked = request.POST or request.GET
    form = DealForm(people, asked if "among" in asked or request.method == "POST" else None)
    proposed: list[services.Deal] = []
    if form.is_bound and form.is_valid():
        among = list(form.cleaned_data["among"])
        if request.method == "POST":
            made = services.deal(round=found, among=among, by=actor(request))
            words = ngettext("%(n)d granskning är fördelad.", "%(n)d granskningar är fördelade.", len(made))
            messages.success(request, words % {"n": len(made)})
            return redirect("round", slug)
        proposed = services.proposal(round=found, among=among)
    rows = [(named(d.plan), d.second, d.reviewer) for d in proposed]
    context = {"form": form, "round": found, "rows": rows, "chosen": asked.getlist("among")}
    return render(request, "plans/round_deal.html", context, status=422 if form.errors else 200)


@page("plans.ask", writes=True)
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a round."""
    found = round_or_404(slug)
    if request.method == "POST":
        services.close_round(round=found, by=actor(request))
        return redirect("round", slug)
    return render(request, "plans/round_close.html", {"round": found})


@page("plans.feedback", writes=True)
def settle(request: HttpRequest, slug: str, key: uuid.UUID, code: str) -> HttpResponse:
    """What two readers found by one criterion, side by side, and which is to stand. Not before both are done."""
    found = round_or_404(slug)
    plan = plan_of(found, key)
    criterion = next((c for c in found.version.criteria if c["code"] == code), None)
    seen = next((r.seen for r in queries.material(found) if r.plan == plan.pk), None)
    if criterion is None or seen is None or seen.first is None or seen.second is None:
        raise Http404
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.settle_difference(round=found, plan=plan, criterion=code, by=actor(request), **form.cleaned_data)
            return redirect("round", slug)
        except Refused as refused:
            form.add_error(None, said(refused))
    both = Judgement.objects.filter(review__round=found, review__plan=plan, criterion=code).select_related(
        "review__reviewer"
    )
    rows = [(j.review.reviewer.name, VERDICTS[Verdict(j.verdict)], j.note) for j in both.order_by("review__second")]
    context = {"form": form, "round": found, "name": named(plan), "criterion": criterion, "rows": rows}
    return render(request, "plans/round_settle.html", context, status=422 if form.errors else 200)


@page("plans.feedback")
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """What the round shows of the authority's plans and each division's. No school is told apart."""
    found = round_or_404(slug)
    return render(
        request,
        "plans/picture.html",
        {
            "round": found,
            "picture": facts.picture(found, actor(request)),
            "verdicts": VERDICTS,
            "fewest": judging.FEWEST_FOR_KAPPA,
        },
    )


@page("plans.feedback")
def criterion(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What lies behind a figure of the picture: plan by plan in the schools' own order, with the points."""
    found = round_or_404(slug)
    looked_at = next((c for c in found.version.criteria if c["code"] == code), None)
    if looked_at is None:
        raise Http404
    material = {r.plan: r.seen for r in queries.material(found)}
    points: dict[Any, list[FeedbackPoint]] = {}
    written = FeedbackPoint.objects.filter(review__round=found, review__state="done").order_by("place", "made_at")
    for point in written.filter(section=looked_at["section"] or queries.WHOLE):
        point.words = POINT_KINDS[PointKind(point.kind)]
        points.setdefault(point.plan_id, []).append(point)
    rows = []
    for plan in queries.plans_of(found):
        where, verdict = judging.standing(material[plan.pk], code)
        words = VERDICTS[Verdict(verdict)] if verdict else facts.STANDINGS[where]
        shown = points.get(plan.pk, []) if judging.all_done(material[plan.pk]) else []
        rows.append((plan, named(plan), words, shown))
    return render(request, "plans/picture_criterion.html", {"round": found, "criterion": looked_at, "rows": rows})
