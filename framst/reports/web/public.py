"""What anyone may read without signing in, once the authority has turned it on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from framst.access.pages import page
from framst.figures.services import restored, restored_quote
from framst.figures.terms import Audience
from framst.reports import queries
from framst.reports.models import Paper, PaperFigure, PaperQuote, Rendition
from framst.reports.terms import OUTCOMES, Outcome

from .views import corrections, file_response


def _paper(slug: str) -> Paper:
    found = queries.public_papers().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@page(public=True)
def papers(request: HttpRequest) -> HttpResponse:
    """Published papers, the newest decision first."""
    rows = list(queries.public_papers())
    for row in rows:
        row.outcome_words = OUTCOMES.get(Outcome(row.outcome), "") if row.outcome else ""
    return render(request, "reports/public_list.html", {"papers": rows})


@page(public=True)
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """One published paper, as it was frozen, with the decision and what has been put right since."""
    found = _paper(slug)
    body = queries.stored_body(found, trace="siffra/")
    if body is None:
        raise Http404
    return render(
        request,
        "reports/public_paper.html",
        {
            "paper": found,
            "body": SafeString(body),
            "errata": list(found.errata.filter(audience=Audience.PUBLIC).order_by("decided_on")),
            "decisions": [
                (d, OUTCOMES[Outcome(d.outcome)]) for d in found.decisions.order_by("decided_on", "noted_at")
            ],
            "files": list(Rendition.objects.filter(paper=found).order_by("kind").defer("content")),
        },
    )


@page(public=True)
def figure(request: HttpRequest, slug: str, order: int) -> HttpResponse:
    """The public trace: question, version and counts only; of a quote, what it says, when and from where."""
    found = _paper(slug)
    context = {"paper": found, **corrections(found, order)}
    key = {"paper": found, "order": order, "audience": Audience.PUBLIC}
    row = PaperFigure.objects.select_related("figure").filter(**key).first()
    if row is not None:
        return render(request, "reports/public_figure.html", context | {"row": row, "figure": restored(row.figure)})
    quoted = PaperQuote.objects.select_related("quote").filter(**key).first()
    if quoted is None:
        raise Http404
    quote = restored_quote(quoted.quote)
    return render(request, "reports/public_quote.html", context | {"row": quoted, "quote": quote})


@page(public=True)
def file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A file of a published paper."""
    found = (
        Rendition.objects.filter(paper=_paper(slug), kind=kind, audience=Audience.PUBLIC)
        .select_related("paper")
        .first()
    )
    if found is None:
        raise Http404
    return file_response(found)
