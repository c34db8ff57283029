"""Papers: the list, one paper, its text, its acts."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.figures.services import restored
from framst.reports import queries, services, tasks
from framst.reports.lifecycle import PAPER
from framst.reports.models import Paper, PaperFigure, Rendition, Section
from framst.reports.render.html import html
from framst.reports.terms import OUTCOMES, STATES, Outcome

MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


def _paper(slug: str) -> Paper:
    found = Paper.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@page("papers.read")
def papers(request: HttpRequest) -> HttpResponse:
    """Every paper that the reader may see."""
    rows = list(queries.papers())
    for row in rows:
        row.state_words = STATES[row.state]
    return render(request, "reports/list.html", {"papers": rows})


# What happens next: state → (act of the page, who it waits for, words on the button).
NEXT = {
    "draft": ("paper_review", "papers.review", gettext_lazy("Markera som granskad")),
    "reviewed": ("paper_freeze", "papers.freeze", gettext_lazy("Lås och underteckna")),
    "frozen": ("paper_send", "papers.register", gettext_lazy("Sänd till nämnden")),
    "sent": ("paper_outcome", "papers.register", gettext_lazy("Anteckna nämndens beslut")),
    "decided": ("paper_publish", "papers.register", gettext_lazy("Publicera")),
}


@page("papers.read")
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """One paper: state, what happens next, its figures and files."""
    found = _paper(slug)
    by = actor(request)
    following = NEXT.get(found.state)
    return render(
        request,
        "reports/paper.html",
        {
            "paper": found,
            "state_words": STATES[found.state],
            "steps": [(s, name) for s, name in PAPER.states.items() if s != "freezing"],
            "next": following and {"url": following[0], "label": following[2], "why_not": by.why_not(following[1])},
            "sections": list(found.sections.order_by("order")),
            "figures": list(PaperFigure.objects.filter(paper=found).select_related("figure").order_by("order")),
            "files": list(Rendition.objects.filter(paper=found).order_by("kind").defer("content")),
            "outcome_words": OUTCOMES.get(Outcome(found.outcome)) if found.outcome else "",
        },
    )


@page("papers.read")
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper as it reads, its figures as quiet links to their traces."""
    found = _paper(slug)
    content = services.assemble(found, by=actor(request))
    body = queries.stored_body(found, trace=reverse("paper_figure", args=[slug, 0])[:-2])
    if body is None:
        content = services.assemble(found, by=actor(request))
        body = html(content, trace=reverse("figure", args=["-"])[:-2], live=True)
    return render(request, "reports/text.html", {"paper": found, "body": SafeString(body)})


class SectionForm(forms.Form):
    body = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea, required=False, max_length=50_000)


@page("papers.write", writes=True)
def section(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Write one section."""
    found = Section.objects.select_related("paper").filter(paper__slug=slug, code=code).first()
    if found is None:
        raise Http404
    form = SectionForm(request.POST or None, initial={"body": found.body})
    if request.method == "POST" and form.is_valid():
        services.write_section(section=found, body=form.cleaned_data["body"], by=actor(request))
        messages.success(request, _("Avsnittet är sparat."))
        return redirect("paper", slug)
    return render(request, "reports/section.html", {"form": form, "section": found, "paper": found.paper})


@page("papers.read")
def file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A stored file of a frozen paper."""
    found = open_record(Rendition.objects.select_related("paper"), by=actor(request), paper__slug=slug, kind=kind)
    return file_response(found)


def file_response(found: Rendition) -> HttpResponse:
    answer = HttpResponse(bytes(found.content), content_type=MEDIA[found.kind])
    extension = "figures.json" if found.kind == "json" else found.kind
    answer["Content-Disposition"] = f'attachment; filename="{found.paper.slug}.{extension}"'
    return answer


@page("papers.read")
def figure(request: HttpRequest, slug: str, order: int) -> HttpResponse:
    """The trace of a figure as it stood when the paper was frozen."""
    found = open_record(
        PaperFigure.objects.select_related("paper", "figure"),
        by=actor(request),
        paper__slug=slug,
        order=order,
    )
    return render(
        request, "reports/figure.html", {"row": found, "figure": restored(found.figure), "paper": found.paper}
    )


def _act(
    request: HttpRequest,
    slug: str,
    template: str,
    do: Callable[[Paper], None],
    done: str,
) -> HttpResponse:
    """An act on a paper: a page that says what will happen, then the act."""
    found = _paper(slug)
    if request.method == "POST":
        do(found)
        messages.success(request, done)
        return redirect("paper", slug)
    return render(request, template, {"paper": found})


@page("papers.review", writes=True)
def review(request: HttpRequest, slug: str) -> HttpResponse:
    by = actor(request)
    return _act(
        request,
        slug,
        "reports/review.html",
        lambda p: services.review_paper(paper=p, by=by),
        _("Skrivelsen är granskad."),
    )


@page("papers.freeze", writes=True)
def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    by = actor(request)

    def do(found: Paper) -> None:
        services.freeze_paper(paper=found, by=by)
        tasks.render_paper.enqueue(paper_id=found.pk, person_id=by.person_id)

    return _act(request, slug, "reports/freeze.html", do, _("Skrivelsen låses. Filerna är klara om en stund."))


@page("papers.register", writes=True)
def send(request: HttpRequest, slug: str) -> HttpResponse:
    by = actor(request)
    return _act(
        request,
        slug,
        "reports/send.html",
        lambda p: services.send_paper(paper=p, by=by),
        _("Skrivelsen är sänd till nämnden."),
    )


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("Beslut"), widget=forms.RadioSelect)
    decided_on = forms.DateField(label=gettext_lazy("Beslutsdatum"), widget=forms.DateInput(attrs={"type": "date"}))
    paragraph = forms.CharField(label=gettext_lazy("Paragraf"), max_length=30)
    wording = forms.CharField(label=gettext_lazy("Beslutet, ordagrant"), widget=forms.Textarea)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["outcome"].choices = [(o.value, _(words)) for o, words in OUTCOMES.items()]  # type: ignore[attr-defined]


@page("papers.register", writes=True)
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """Record what the board decided."""
    found = _paper(slug)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.record_outcome(
            paper=found,
            outcome=Outcome(data["outcome"]),
            decided_on=data["decided_on"],
            paragraph=data["paragraph"],
            wording=data["wording"],
            by=actor(request),
        )
        messages.success(request, _("Beslutet är antecknat."))
        return redirect("paper", slug)
    return render(request, "reports/outcome.html", {"form": form, "paper": found})


@page("papers.register", writes=True)
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    by = actor(request)
    return _act(
        request,
        slug,
        "reports/publish.html",
        lambda p: services.publish_paper(paper=p, by=by),
        _("Skrivelsen är publicerad."),
    )
