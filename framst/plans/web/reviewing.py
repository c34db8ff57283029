"""The reviewer's pages: what is mine, the document beside the criteria, points, done."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.pages import actor, page
from framst.foundation.refusal import Refused
from framst.plans.models import Edition, Review
from framst.plans.queries import reviews as queries
from framst.plans.services import reviewing as services
from framst.plans.terms import HOLDINGS, LEVELS, NATURES, POINT_KINDS, REVIEW_STATES, VERDICTS, PointKind, ReviewState
from framst.ui.templatetags.framst import said


class JudgementForm(forms.Form):
    """Verdict and note for each criterion that looks at a section."""

    def __init__(self, criteria: list[dict[str, Any]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"{criterion['code']}.verdict"] = forms.ChoiceField(
                label=criterion["text"],
                help_text=f"{criterion['help']} ({criterion['basis']})".strip(),
                choices=[(v.value, gettext_lazy(words)) for v, words in VERDICTS.items()],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"{criterion['code']}.note"] = forms.CharField(
                label=_("Anteckning: %(criterion)s") % {"criterion": criterion["text"]},
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def given(self) -> dict[str, tuple[str, str]]:
        read = self.cleaned_data
        return {c["code"]: (read[f"{c['code']}.verdict"], read[f"{c['code']}.note"]) for c in self.criteria}


class PointForm(forms.Form):
    """One point of feedback, and where in the plan it belongs."""

    section = forms.ChoiceField(label=gettext_lazy("Var i planen"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Slag av punkt"),
        choices=[(k.value, gettext_lazy(w)) for k, w in POINT_KINDS.items()],
        widget=forms.RadioSelect,
    )
    theme = forms.CharField(
        label=gettext_lazy("Tema"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Ett eller två ord, så att teman kan räknas."),
    )
    text = forms.CharField(
        label=gettext_lazy("Vad du vill säga"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=gettext_lazy("Skolan får läsa det. Skriv om planen, och inget om enskilda elever."),
    )

    def __init__(self, places: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["section"]
        field.choices = places


def review_or_404(key: uuid.UUID, request: HttpRequest) -> Review:
    found = queries.review_of(key, actor(request))
    if found is None:
        raise Http404
    return found


def steps(review: Review) -> list[tuple[str, str]]:
    """Where the reviewer goes, in order: each section, then the plan as a whole."""
    content = review.edition.content if review.edition else {}
    return [*((s["code"], s["title"]) for s in content.get("sections", ())), (queries.WHOLE, _("Planen som helhet"))]


def shown(edition: Edition | None, code: str) -> dict[str, Any]:
    """What stands in a section, ready to be read."""
    content = edition.content if edition else {}
    section = next((s for s in content.get("sections", ()) if s["code"] == code), None)
    part = section["part"] if section else ""
    focus = content.get("focus_areas", []) if part == "focus_areas" else []
    professions = content.get("professions", []) if part == "professions" else []
    return {
        "answers": section["answers"] if section else [],
        "focus": [
            {**f, "level_words": [LEVELS[v] for v in f["levels"]], "nature_words": [NATURES[v] for v in f["natures"]]}
            for f in focus
        ],
        "professions": [{**p, "holding_words": HOLDINGS[p["holding"]]} for p in professions],
    }


@page("plans.review")
def reviews(request: HttpRequest) -> HttpResponse:
    """What is mine to review; for the administration also the rounds."""
    mine = queries.mine(actor(request))
    for review in mine:
        review.words = REVIEW_STATES[ReviewState(review.state)]
    rounds = list(queries.rounds()) if actor(request).may("plans.feedback") else []
    return render(request, "plans/reviews.html", {"mine": mine, "rounds": rounds})


@page("plans.review")
def review(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One review: what is left, section by section."""
    found = review_or_404(key, request)
    criteria = queries.criteria_by_section(found.round, found.edition)
    given = queries.judgements_of(found)
    points = queries.points_of(found)
    rows = [
        (
            code,
            title,
            len(criteria.get(code, ())),
            sum(1 for c in criteria.get(code, ()) if c["code"] in given and given[c["code"]].verdict),
        )
        for code, title in steps(found)
    ]
    names = dict(queries.places(found.edition))
    for point in points:
        point.words, point.where = POINT_KINDS[PointKind(point.kind)], names.get(point.section, "")
    context = {
        "review": found,
        "state_words": REVIEW_STATES[ReviewState(found.state)],
        "rows": rows,
        "points": points,
        "why_not": services.why_not_finish(found),
        "done": found.state == ReviewState.DONE,
        "newer": services.newer_edition(found),
    }
    return render(request, "plans/review.html", context)


@page("plans.review", writes=True)
def section(request: HttpRequest, key: uuid.UUID, code: str) -> HttpResponse:
    """One section as the school wrote it, beside the criteria that look at it."""
    found = review_or_404(key, request)
    order = [step for step, _title in steps(found)]
    if code not in order:
        raise Http404
    criteria = queries.criteria_by_section(found.round, found.edition).get(code, [])
    held = queries.judgements_of(found)
    initial = {}
    for one in criteria:
        judged = held.get(one["code"])
        initial[f"{one['code']}.verdict"] = judged.verdict if judged else ""
        initial[f"{one['code']}.note"] = judged.note if judged else ""
    form = JudgementForm(criteria, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_judgements(review=found, given=form.given, by=actor(request))
            after = order[order.index(code) + 1 :]
            return redirect("review_section", key, after[0]) if after else redirect("review", key)
        except Refused as refused:
            form.add_error(None, said(refused))
    points = [p for p in queries.points_of(found) if p.section == code]
    for point in points:
        point.words = POINT_KINDS[PointKind(point.kind)]
    context = {
        "review": found,
        "form": form,
        "code": code,
        "title": dict(steps(found))[code],
        "number": order.index(code) + 1,
        "total": len(order),
        "read": shown(found.edition, code),
        "points": points,
        "done": found.state == ReviewState.DONE,
    }
    return render(request, "plans/review_section.html", context, status=422 if form.errors else 200)


@page("plans.review", writes=True)
def point(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A new point of feedback (?plats= says where)."""
    found = review_or_404(key, request)
    form = PointForm(
        queries.places(found.edition), request.POST or None, initial={"section": request.GET.get("plats", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_point(review=found, by=actor(request), **form.cleaned_data)
            known = {code for code, _title in steps(found)}
            return redirect("review_section", key, made.section) if made.section in known else redirect("review", key)
        except Refused as refused:
            form.add_error(None, said(refused))
    return render(request, "plans/point.html", {"form": form, "review": found}, status=422 if form.errors else 200)


@page("plans.review", writes=True)
def remove_point(request: HttpRequest, key: uuid.UUID, which: uuid.UUID) -> HttpResponse:
    """Take away a point of one's own."""
    found = review_or_404(key, request)
    held = next((p for p in queries.points_of(found) if p.pk == which), None)
    if held is None:
        raise Http404
    if request.method == "POST":
        services.remove_point(point=held, review=found, by=actor(request))
        return redirect("review", key)
    return render(request, "plans/point_remove.html", {"review": found, "point": held})


@page("plans.review", writes=True)
def done(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Be done, after a page that says what it means."""
    found = review_or_404(key, request)
    if request.method == "POST":
        services.finish(review=found, by=actor(request))
        messages.success(request, _("Granskningen är klar. Tack!"))
        return redirect("reviews")
    return render(request, "plans/review_done.html", {"review": found, "why_not": services.why_not_finish(found)})


@page("plans.review", writes=True)
def again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with the school's new edition."""
    found = review_or_404(key, request)
    if request.method == "POST":
        services.read_again(review=found, by=actor(request))
        return redirect("review", key)
    return render(request, "plans/review_again.html", {"review": found})
