"""Freezing: figures, quotes and everything printed are stored in one transaction; the files are then made from them."""

from __future__ import annotations

import hashlib
import json

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.documents.docx import docx
from framst.documents.html import document
from framst.documents.pdf import pdf
from framst.documents.sections import written
from framst.figures.rules import tokens
from framst.figures.services import store, store_quotes
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from ..lifecycle import PAPER
from ..models import Paper, PaperFigure, PaperQuote, Rendition
from ..terms import State
from ..word import template_at
from .assembling import Printing, assemble, assembled, figures_in, quotes_in, unprintable
from .writing import held


def freeze_paper(*, paper: Paper, by: Actor) -> None:
    """Store every figure and quote as it stands and all that is printed; the files are then made from that by a job.

    After this the text and the figures never change; an error in a printed figure gets an erratum. Raises Refused
    when a figure can no longer be printed as it was at the review.
    """
    require(by, "papers.freeze")
    held(paper)
    paper.state = PAPER.after(paper.state, "freeze")
    printing = Printing(figures_in(paper, by=by), quotes_in(paper))
    content = assembled(paper, printing, by=by)
    if unprinted := unprintable(content):
        raise Refused(N_("Det här kan inte skrivas ut: %(token)s"), token=unprinted[0])
    figures, quoted = store(printing.figures.values()), store_quotes(printing.quoted.values())
    rows: list[PaperFigure] = []
    quotes: list[PaperQuote] = []
    for order, (name, form, text) in enumerate(printing.counter.printed, start=1):
        kind, colon, code = name.partition(":")
        if colon:
            quotes.append(
                PaperQuote(paper=paper, quote=quoted[kind, code], order=order, token=f"[[{name}]]", printed=text)
            )
        else:
            rows.append(
                PaperFigure(paper=paper, figure=figures[name], order=order, token=f"[[{name}|{form}]]", printed=text)
            )
    PaperFigure.objects.bulk_create(rows)
    PaperQuote.objects.bulk_create(quotes)
    paper.content = written(content)
    paper.frozen_at = by.now
    paper.frozen_by_id = by.person_id
    paper.save(update_fields=["state", "content", "frozen_at", "frozen_by"])
    record(act=Act.FROZEN, by=by, now=by.now, about=paper, figures=len(rows), quotes=len(quotes))


def retry_rendering(*, paper: Paper, by: Actor) -> None:
    """Let the job make the files once more, after it failed. Raises Refused for a paper that is not being frozen."""
    require(by, "papers.freeze")
    held(paper)
    if paper.state != State.FREEZING:
        raise Refused(N_("Filerna är redan klara."))
    paper.render_failed_at = None
    paper.save(update_fields=["render_failed_at"])


def note_failed_rendering(*, paper: Paper, by: Actor) -> None:
    """Remember that the job failed, so that the page can say so."""
    paper.render_failed_at = by.now
    paper.save(update_fields=["render_failed_at"])


def rendered(paper: Paper, *, by: Actor) -> dict[str, bytes]:
    """Return the files of a paper, by kind. From the same content and moment they come out the same."""
    content = assemble(paper, by=by)
    at = paper.frozen_at or by.now
    figures = figures_json(paper, by=by)
    return {
        "html": document(content),
        "pdf": pdf(content, at=at, figures=figures),
        "docx": docx(content, at=at, template=template_at(at)),
        "json": figures,
    }


_COUNTS = ("code", "question", "numerator", "asked", "answered", "not_applicable", "not_shown", "no_answer")


def figures_json(paper: Paper, *, by: Actor) -> bytes:
    """Return the paper's figures as `framst paper render` writes them to SLUG.figures.json."""
    figures = figures_in(paper, by=by)
    if paper.frozen_at is not None:
        rows = PaperFigure.objects.filter(paper=paper).order_by("order")
        printed = [(next(tokens(row.token)).code, row.printed) for row in rows]
    else:
        printing = Printing(figures, quotes_in(paper))
        assembled(paper, printing, by=by)
        printed = [(code, text) for code, _form, text in printing.counter.printed if code in figures]
    data = [{**{name: getattr(figures[code], name) for name in _COUNTS}, "text": text} for code, text in printed]
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def store_renditions(*, paper: Paper, by: Actor) -> None:
    """Make the files of a freezing paper and store them with their checksums: then it is frozen. Safe to run twice."""
    if paper.state != State.FREEZING:
        return
    for kind, content in rendered(paper, by=by).items():
        Rendition.objects.update_or_create(
            paper=paper,
            kind=kind,
            defaults={"content": content, "sha256": hashlib.sha256(content).hexdigest(), "made_at": by.now},
        )
    paper.state = PAPER.after(paper.state, "rendered")
    paper.render_failed_at = None
    paper.save(update_fields=["state", "render_failed_at"])
