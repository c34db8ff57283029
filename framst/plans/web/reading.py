"""Reading what was adopted: on the page, as a file, beside last year's, and in public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from framst.access.exporting import attachment
from framst.access.pages import actor, page
from framst.documents.docx import docx
from framst.documents.html import document, html
from framst.documents.pdf import pdf
from framst.figures.web.shared import EXPORTS, exported
from framst.foundation.words import N_
from framst.organisation.models import Provider
from framst.plans import rules
from framst.plans.models import Edition, FocusArea
from framst.plans.paper import plan_paper
from framst.plans.queries import plans as queries
from framst.plans.terms import LEVELS, NATURES, REACHED

from .views import plan_or_404, year_words

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


def _edition_or_404(key: UUID, number: int) -> Edition:
    found = Edition.objects.select_related("plan", "unit", "adopted_by").filter(plan=key, number=number).first()
    if found is None:
        raise Http404
    return found


@page()
def edition(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """An edition as it was adopted."""
    found = _edition_or_404(key, number)
    plan = plan_or_404(key)
    context = {
        "plan": plan,
        "edition": found,
        "body": html(plan_paper(found, Provider.objects.get().name), trace="", live=False),
        "leads": queries.leads(plan, actor(request)),
        "former": plan.former_id,
    }
    return render(request, "plans/edition.html", context)


@page(public=True)
def public(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """An edition that the school has published, for everyone."""
    found = Edition.objects.filter(plan=key, number=number, audience="public").select_related("unit").first()
    if found is None:
        raise Http404
    provider = Provider.objects.get().name
    return render(
        request,
        "plans/public.html",
        {"edition": found, "body": html(plan_paper(found, provider), trace="", live=False)},
    )


@page()
def file(request: HttpRequest, key: UUID, number: int, kind: str) -> HttpResponse:
    """An edition as DOCX, PDF (A and UA) or HTML."""
    if kind not in MEDIA:
        raise Http404
    found = _edition_or_404(key, number)
    paper = plan_paper(found, Provider.objects.get().name)
    if kind == "docx":
        made = docx(paper, at=found.adopted_at)
    elif kind == "pdf":
        made = pdf(paper, at=found.adopted_at)
    else:
        made = document(paper, linked=False)
    code = found.unit.code if found.unit else "centrala"
    return attachment(
        made, name=f"elevhalsoplan-{found.year}-{code}-{number}.{kind}", media=MEDIA[kind], by=actor(request),
        about=found, rows=1,
    )  # fmt: skip


HEAD = (
    N_("Läsår"), N_("Skolenhetskod"), N_("Skolenhet"), N_("Utgåva"), N_("Fokusområde"), N_("Vad vill ni uppnå?"), N_("Nivå"),
    N_("Slag av arbete"), N_("Vad ska ni göra?"), N_("Vem ansvarar?"), N_("Från och med"), N_("Till och med"),
    N_("Hur märker ni att det har gett resultat?"), N_("Utvärdering: vad blev det?"), N_("Är målet nått?"),
)  # fmt: skip


@page()
def focus_areas(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """All focus areas of a school year as a file, a row each: of the last edition of each plan, in the schools' own order."""
    if kind not in EXPORTS:
        raise Http404
    rows = [
        (
            year_words(year), a.unit.code if a.unit else "", a.unit.name if a.unit else _("Den centrala elevhälsan"),
            a.edition.number, a.place + 1, a.goal, _listed(LEVELS, a.levels), _listed(NATURES, a.natures), a.measures,
            a.owner, a.from_on, a.until_on, a.signs, a.evaluation, _listed(REACHED, [a.reached] if a.reached else []),
        )
        for a in queries.focus_areas_of_year(year)
    ]  # fmt: skip
    return exported(kind, f"fokusomraden-{year}", [_(h) for h in HEAD], rows, of=FocusArea, by=actor(request))


def _listed(words: Mapping[Any, str], codes: Iterable[str]) -> str:
    return ", ".join(_(words[code]) for code in codes)


@page()
def changed(request: HttpRequest, key: UUID) -> HttpResponse:
    """What changed since last year, section by section, and what became of last year's focus areas."""
    plan = plan_or_404(key)
    now, before = queries.latest_edition(plan), queries.latest_edition(plan.former)
    if now is None or before is None:
        raise Http404
    goes_on = {f.carried_from for f in now.focus_areas.all()}
    context = {
        "plan": plan,
        "now": now,
        "before": before,
        "year": year_words(plan.year),
        "former_year": year_words(plan.year - 1),
        "changes": rules.changes(before.content, now.content),
        "focus_areas": [
            {"focus": f, "reached": REACHED.get(f.reached, ""), "goes_on": f.focus in goes_on}  # type: ignore[call-overload]
            for f in before.focus_areas.order_by("place")
        ],
    }
    return render(request, "plans/changed.html", context)
