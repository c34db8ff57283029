"""What stands beside a paper: comments and review, consultations, errata."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.pages import actor, page
from framst.documents.html import section_html
from framst.reports import queries, services
from framst.reports.models import Comment, Consultation, Paper
from framst.reports.terms import CONSULTED, Consulted, State

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _paper(slug: str) -> Paper:
    found = Paper.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


class CommentForm(forms.Form):
    section = forms.SlugField()
    body = forms.CharField(label=gettext_lazy("Kommentar"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


@page("papers.comment", writes=True)
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper side by side with what has been said about each section."""
    found = _paper(slug)
    by = actor(request)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        section = found.sections.select_related("paper").filter(code=form.cleaned_data["section"]).first()
        if section is None:
            raise Http404
        services.comment_on_section(section=section, body=form.cleaned_data["body"], by=by)
        messages.success(request, _("Kommentaren är sparad."))
        return redirect(reverse("paper_comments", args=[slug]) + f"#{section.code}")
    trace = reverse("paper_live", args=[slug, "-"])[:-2]
    said: dict[str, list[Comment]] = {}
    rows = Comment.objects.filter(section__paper=found).select_related("section", "made_by", "settled_by")
    for comment in rows.order_by("made_at"):
        said.setdefault(comment.section.code, []).append(comment)
    content = services.assemble(found, by=by)
    parts = [
        {
            "code": s.code,
            "heading": s.heading,
            "html": SafeString(section_html(s, trace=trace, live=True)),
            "comments": said.get(s.code, []),
            "form": form if form.data.get("section") == s.code else CommentForm(auto_id=f"id_{s.code}_%s"),
        }
        for s in content.sections
    ]
    context = {
        "paper": found,
        "parts": parts,
        "form": form,
        "open": found.state in (State.DRAFT, State.REVIEWED),
        "may_settle_all": by.may("papers.write"),
        "me": by.person_id,
    }
    return render(request, "reports/comments.html", context, status=422 if form.errors else 200)


@page("papers.comment", writes=True)
def settle(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Mark a comment as taken care of."""
    found = Comment.objects.select_related("section").filter(pk=key, section__paper__slug=slug).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        services.settle_comment(comment=found, by=actor(request))
        messages.success(request, _("Kommentaren är åtgärdad."))
    return redirect(reverse("paper_comments", args=[slug]) + f"#{found.section.code}")


class ConsultationForm(forms.Form):
    consulted = forms.ChoiceField(label=gettext_lazy("Med vem?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Namn"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Till exempel: fackliga samverkansgruppen."),
    )
    on = forms.DateField(label=gettext_lazy("Dag"), widget=_DAY)
    held = forms.BooleanField(label=gettext_lazy("Samrådet är hållet"), required=False)
    statement = forms.CharField(
        label=gettext_lazy("Yttrande"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=10_000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consulted"].choices = [(c.value, _(words)) for c, words in CONSULTED.items()]


@page("papers.consult", writes=True)
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """Note a consultation, planned or held. It never blocks the paper."""
    found = _paper(slug)
    form = ConsultationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        data["consulted"] = Consulted(data["consulted"])
        services.plan_consultation(paper=found, by=actor(request), **data)
        messages.success(request, _("Samrådet är antecknat."))
        return redirect("paper", slug)
    context = {"form": form, "paper": found, "heading": _("Anteckna samråd")}
    return render(request, "reports/beside_form.html", context, status=422 if form.errors else 200)


class HeldForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Dag"), widget=_DAY)
    statement = forms.CharField(
        label=gettext_lazy("Yttrande"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=10_000
    )


@page("papers.consult", writes=True)
def held(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Note that a planned consultation was held."""
    found = Consultation.objects.select_related("paper").filter(pk=key, paper__slug=slug).first()
    if found is None:
        raise Http404
    form = HeldForm(request.POST or None, initial={"on": found.on, "statement": found.statement})
    if request.method == "POST" and form.is_valid():
        services.hold_consultation(consultation=found, by=actor(request), **form.cleaned_data)
        messages.success(request, _("Samrådet är antecknat."))
        return redirect("paper", slug)
    context = {"form": form, "paper": found.paper, "heading": _("Samrådet är hållet")}
    return render(request, "reports/beside_form.html", context, status=422 if form.errors else 200)


class ErratumForm(forms.Form):
    order = forms.TypedChoiceField(label=gettext_lazy("Vilken siffra är fel?"), coerce=int)
    right = forms.CharField(label=gettext_lazy("Vad är rätt?"), max_length=500)
    why = forms.CharField(
        label=gettext_lazy("Varför blev det fel?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    decided_by = forms.CharField(label=gettext_lazy("Vem har beslutat om rättelsen?"), max_length=200)
    decided_on = forms.DateField(label=gettext_lazy("När?"), widget=_DAY)

    def __init__(self, *args: Any, figures: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].choices = figures


@page("papers.freeze", writes=True)
def erratum(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an error in a printed figure right, beside the frozen paper."""
    found = _paper(slug)
    rows = [(row.order, f"{row.order}. {row.printed}") for row in queries.printed_in(found)]
    asked = request.GET.get("siffra", "")
    initial = {"order": asked, "decided_on": actor(request).today} if asked.isdigit() else {}
    form = ErratumForm(request.POST or None, figures=rows, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.correct_figure(paper=found, by=actor(request), **form.cleaned_data)
        messages.success(request, _("Rättelsen är införd. Den visas överallt där skrivelsen visas."))
        return redirect("paper", slug)
    context = {
        "form": form,
        "paper": found,
        "heading": _("Rätta en siffra"),
        "lead": _(
            "Skrivelsen och filerna ändras inte. Rättelsen står bredvid, för ett fel i en tryckt siffra. "
            "Att nya svar har kommit in senare är inget fel."
        ),
    }
    return render(request, "reports/beside_form.html", context, status=422 if form.errors else 200)
