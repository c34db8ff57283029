"""What anyone may read without signing in, once the authority has turned it on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from framst.access.pages import page
from framst.figures.services import restored
from framst.figures.terms import Audience
from framst.reports import queries
from framst.reports.models import Paper, PaperFigure, Rendition

from .views import file_response


def _paper(slug: str) -> Paper:
    found = queries.public_papers().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@page(public=True)
def papers(request: HttpRequest) -> HttpResponse:
    """Published papers, the newest decision first."""
    return render(request, "reports/public_list.html", {"papers": list(queries.public_papers())})


@page(public=True)
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """One published paper, as it was frozen."""
    found = _paper(slug)
    body = queries.stored_body(found, trace="siffra/")
    if body is None:
        raise Http404
    return render(request, "reports/public_paper.html", {"paper": found, "body": SafeString(body)})


@page(public=True)
def figure(request: HttpRequest, slug: str, order: int) -> HttpResponse:
    """The public trace: question, version and counts only."""
    found = (
        PaperFigure.objects.select_related("figure")
        .filter(paper=_paper(slug), order=order, audience=Audience.PUBLIC)
        .first()
    )
    if found is None:
        raise Http404
    return render(
        request,
        "reports/public_figure.html",
        {"row": found, "figure": restored(found.figure), "paper": found.paper},
    )


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
