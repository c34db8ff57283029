"""Papers: the list, one paper's record, its text, its figures and files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.access.exporting import note_export
from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.documents.html import html
from framst.figures.queries import known, quotes
from framst.figures.services import restored, restored_quote
from framst.figures.web.shared import EXPORTS, exported
from framst.foundation.words import N_
from framst.reports import queries, services
from framst.reports.lifecycle import PAPER
from framst.reports.models import Comment, Paper, PaperFigure, PaperQuote, Rendition
from framst.reports.terms import CONSULTED, OUTCOMES, STATES, Consulted, Outcome, State
from framst.ui.lists import Column, headings, holding, in_order

from .acts import ACTS, NEXT

MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
STEPS = [s for s in PAPER.states if s != State.FREEZING]


def found_paper(slug: str) -> Paper:
    found = Paper.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


COLUMNS = (
    Column("skrivelse", N_("Skrivelse"), lambda row: row.title),
    Column("lage", N_("Läge"), lambda row: list(STATES).index(row.state)),
    Column("datum", N_("Daterad"), lambda row: row.dated_on),
    Column("diarienummer", N_("Diarienummer"), lambda row: row.registry_number),
    Column("beslut", N_("Beslut"), lambda row: row.decided_on),
)


@page("papers.read")
def papers(request: HttpRequest) -> HttpResponse:
    """The papers that the reader may see and asks for; for the board, what is to be read before the meeting comes first."""
    by = actor(request)
    state = request.GET.get("state", "")
    rows = list(queries.papers())
    present = {row.state for row in rows}
    shown = [row for row in rows if row.state == state] if state in STATES else rows
    shown = holding(request.GET, shown, lambda row: (row.title, row.registry_number))
    shown = in_order(request.GET, shown, COLUMNS, "-datum")
    for row in shown:
        row.state_words = STATES[State(row.state)]
        row.outcome_words = OUTCOMES[Outcome(row.outcome)] if row.outcome else ""
    if request.GET.get("fil") in EXPORTS:
        return _list_file(request.GET["fil"], shown, actor(request))
    to_read = [row for row in shown if row.state == State.SENT] if "board_member" in by.professions else []
    return render(
        request,
        "reports/list.html",
        {
            "to_read": to_read,
            "papers": [row for row in shown if row not in to_read],
            "headings": headings(request.GET, COLUMNS, "-datum"),
            "count": len(shown),
            "any": bool(rows),
            "state": state,
            "states": [(s.value, words) for s, words in STATES.items() if s in present],
            "why_not_begin": by.why_not("papers.write"),
        },
    )


def _list_file(kind: str, rows: list[Paper], by: Actor) -> HttpResponse:
    """The list as the reader sees it, in a file: what the registry asks for first."""
    columns = (
        (_("Skrivelse"), lambda row: row.title),
        (_("Version"), lambda row: row.version),
        (_("Läge"), lambda row: _(row.state_words)),
        (_("Daterad"), lambda row: row.dated_on),
        (_("Diarienummer"), lambda row: row.registry_number),
        (_("Handläggare"), lambda row: row.officer),
        (_("Mottagare"), lambda row: row.recipient),
        (_("Sänd"), lambda row: row.sent_at and localdate(row.sent_at)),
        (_("Beslut"), lambda row: _(row.outcome_words) if row.outcome else ""),
        (_("Beslutad"), lambda row: row.decided_on),
        (_("Paragraf"), lambda row: row.decision_paragraph),
        (_("Publicerad"), lambda row: row.published_at and localdate(row.published_at)),
        (_("Adress"), lambda row: row.slug),
    )
    return exported(
        kind,
        "skrivelser",
        [words for words, _of in columns],
        ([of(r) for _w, of in columns] for r in rows),
        of=Paper,
        by=by,
    )


@page("papers.read")
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """One paper: where it stands, what happens next and who it waits for, its figures, files and history."""
    found = found_paper(slug)
    by = actor(request)
    at = STEPS.index(State.REVIEWED if found.state == State.FREEZING else found.state)
    frozen = found.state not in (State.DRAFT, State.REVIEWED)
    inside = by.may("papers.comment")
    return render(
        request,
        "reports/paper.html",
        {
            "paper": found,
            "state_words": STATES[State(found.state)],
            "steps": [(PAPER.states[s], n < at, n == at) for n, s in enumerate(STEPS)],
            "acts": [
                {"url": a.url, "label": a.label, "why_not": by.why_not(a.right), "primary": n == 0}
                for n, a in enumerate(ACTS[name] for name in NEXT.get(found.state, ()))
            ],
            "frozen": frozen,
            "may": {
                right: by.may(f"papers.{right}") for right in ("write", "comment", "consult", "register", "freeze")
            },
            "sections": list(found.sections.order_by("order")) if inside else [],
            "unsettled": Comment.objects.filter(section__paper=found, settled_at=None).count() if inside else 0,
            "printed": queries.printed_in(found) if frozen else [],
            "differing": services.differing(found, by=by)
            if frozen and found.state != State.FREEZING and by.may("papers.freeze")
            else [],
            "errata": list(found.errata.order_by("decided_on", "noted_at")),
            "files": list(Rendition.objects.filter(paper=found).order_by("kind").defer("content")),
            "decisions": [
                (d, OUTCOMES[Outcome(d.outcome)]) for d in found.decisions.order_by("decided_on", "noted_at")
            ],
            "consultations": [
                (c, CONSULTED[Consulted(c.consulted)]) for c in found.consultations.order_by("on", "noted_at")
            ],
            "later": Paper.objects.filter(replaces=found).defer("content").first(),
            "history": queries.history(found),
        },
    )


@page("papers.read")
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper as it reads, its figures as quiet links to their traces."""
    found = found_paper(slug)
    body = queries.stored_body(found, trace=reverse("paper_figure", args=[slug, 0])[:-2])
    if body is None:
        content = services.assemble(found, by=actor(request))
        body = html(content, trace=reverse("paper_live", args=[slug, "-"])[:-2], live=True)
    return render(
        request,
        "reports/text.html",
        {"paper": found, "body": SafeString(body), "errata": list(found.errata.order_by("decided_on"))},
    )


@page("papers.read")
def live(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Where a figure or quote of a draft comes from, as it stands now."""
    found = found_paper(slug)
    kind, colon, code = name.partition(":")
    if not colon:
        return redirect("figure", name)
    quote = quotes([(kind, code)]).get((kind, code))
    if quote is None:
        raise Http404
    return render(request, "reports/quote.html", {"paper": found, "quote": quote})


@page("papers.read")
def figure(request: HttpRequest, slug: str, order: int) -> HttpResponse:
    """The trace of a figure or quote as it stood when the paper was frozen."""
    key: dict[str, Any] = {"paper__slug": slug, "order": order}
    rows = PaperFigure.objects.select_related("paper", "figure")
    if rows.filter(**key).exists():
        row = open_record(rows, by=actor(request), **key)
        # The live figure has the breakdown, earlier years and, for those who may, the answers.
        live = actor(request).may("analysis.read") and known(row.figure.code)
        context = {"row": row, "paper": row.paper, "figure": restored(row.figure), "live": live}
        return render(request, "reports/figure.html", context | corrections(row.paper, order))
    quoted = open_record(PaperQuote.objects.select_related("paper", "quote"), by=actor(request), **key)
    context = {"row": quoted, "paper": quoted.paper, "quote": restored_quote(quoted.quote)}
    return render(request, "reports/quote.html", context | corrections(quoted.paper, order))


def corrections(paper: Paper, order: int) -> dict[str, Any]:
    """The errata of one figure, for its trace."""
    return {"errata": list(paper.errata.filter(order=order).order_by("decided_on"))}


@page("papers.read")
def file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A stored file of a frozen paper."""
    found = open_record(Rendition.objects.select_related("paper"), by=actor(request), paper__slug=slug, kind=kind)
    answer = file_response(found)
    note_export(bytes(found.content), by=actor(request), kind=kind, about=found.paper)
    return answer


def file_response(found: Rendition) -> HttpResponse:
    answer = HttpResponse(bytes(found.content), content_type=MEDIA[found.kind])
    extension = "figures.json" if found.kind == "json" else found.kind
    answer["Content-Disposition"] = f'attachment; filename="{found.paper.slug}.{extension}"'
    return answer


@page("papers.register", writes=True)
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """What the registry needs, as one file. The event of it is written, so it is asked for and not linked to."""
    found = found_paper(slug)
    if request.method != "POST":
        files = Rendition.objects.filter(paper=found).exists()
        return render(request, "reports/export.html", {"paper": found, "ready": files})
    answer = HttpResponse(services.registry_export(paper=found, by=actor(request)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}.zip"'
    return answer
