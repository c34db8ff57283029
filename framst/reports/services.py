"""Writing, reviewing, freezing, sending, deciding and publishing papers."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.models import StoredFigure
from framst.figures.rules import printed, tokens
from framst.figures.services import compute, restored, store
from framst.figures.terms import Audience, Figure
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.queries import provider, settings_in_force

from .lifecycle import PAPER
from .models import Paper, PaperFigure, Rendition, Section
from .render.docx import docx
from .render.html import document
from .render.pdf import pdf
from .sections import Counter, PaperContent, PaperSection, blocks
from .terms import SPECS, Outcome, State


def begin_paper(*, slug: str, title: str, by: Actor, spec: str = "tjansteskrivelse") -> Paper:
    """Begin a paper with the headings of its spec and the authority's head and foot."""
    require(by, "papers.write")
    chosen = settings_in_force()
    paper = Paper.objects.create(
        slug=slug,
        title=title,
        spec=spec,
        recipient=chosen["paper_recipient"],
        office=chosen["paper_office"],
        sent_to=chosen["paper_decision_sent_to"],
        dated_on=by.today,
        made_by_id=by.person_id,
    )
    Section.objects.bulk_create(
        Section(paper=paper, order=n, code=code, heading=heading)
        for n, (code, heading, _) in enumerate(SPECS[spec][1], start=1)
    )
    record(act=Act.ADDED, by=by, now=by.now, about=paper)
    return paper


def write_section(*, section: Section, body: str, by: Actor) -> None:
    """Replace a section's text. Raises Refused once the paper has left the draft."""
    require(by, "papers.write")
    if section.paper.state != State.DRAFT:
        raise Refused(N_("Skrivelsen kan bara ändras som utkast."))
    section.body = body
    section.save(update_fields=["body"])


def figures_in(paper: Paper, *, by: Actor) -> dict[str, Figure]:
    """Return the figures that the paper's tokens name: stored ones once it is frozen, else as they stand now."""
    if paper.frozen_at is not None:
        rows = PaperFigure.objects.filter(paper=paper).select_related("figure")
        return {row.figure.code: restored(row.figure) for row in rows}
    codes = {t.code for s in paper.sections.all() for t in tokens(s.body) if t.kind == "figure"}
    return compute(codes, by=by)


def assemble(paper: Paper, *, by: Actor, counter: Counter | None = None) -> PaperContent:
    """Return the paper's content with its figures printed. A token that names nothing is shown as it is written."""
    figures = figures_in(paper, by=by)
    counter = counter or Counter()

    def printer(kind: str, code: str, form: str) -> tuple[str, int]:
        figure = figures.get(code)
        if kind != "figure" or figure is None:
            return f"[[{code}]]", 0
        try:
            text = printed(figure, form)
        except (Refused, ValueError):
            return f"[[{code}|{form}]]", 0
        return text, counter.add(code, form, text)

    chosen = settings_in_force()
    authority = provider()
    return PaperContent(
        title=paper.title,
        spec_name=SPECS[paper.spec][0],
        authority=authority.name if authority else "",
        recipient=paper.recipient,
        office=paper.office,
        officer=paper.officer,
        registry_number=paper.registry_number,
        dated=paper.dated_on.isoformat() if paper.dated_on else "",
        foot=chosen["paper_foot"],
        sent_to=paper.sent_to,
        sections=tuple(
            PaperSection(s.code, s.heading, blocks(s.body, printer)) for s in paper.sections.order_by("order")
        ),
        signatories=tuple((s["name"], s["title"]) for s in paper.signatories),
        attachments=tuple(paper.attachments),
    )


def move(*, paper: Paper, act: str, by: Actor, right: str) -> None:
    """Take one step of the lifecycle: right, rule, change. The caller writes the audit and the rest."""
    require(by, right)
    paper.state = PAPER.after(paper.state, act)


def review_paper(*, paper: Paper, by: Actor) -> None:
    """Mark a draft as reviewed. Raises Refused while a token names nothing or has a form that does not fit."""
    move(paper=paper, act="review", by=by, right="papers.review")
    unprinted = [
        run.text
        for section in assemble(paper, by=by).sections
        for block in section.blocks
        for run in (*block.runs, *(r for item in block.items for r in item))
        if run.figure and not run.order
    ]
    if unprinted:
        raise Refused(N_("Det här kan inte skrivas ut: %(token)s"), token=unprinted[0])
    paper.save(update_fields=["state"])
    record(act=Act.REVIEWED, by=by, now=by.now, about=paper)


def freeze_paper(*, paper: Paper, by: Actor) -> None:
    """Store every figure as it stands, in this transaction; the files are then rendered from them by a job.

    After this the text and the figures never change; an error in a printed figure gets an erratum.
    """
    move(paper=paper, act="freeze", by=by, right="papers.freeze")
    counter = Counter()
    assemble(paper, by=by, counter=counter)
    stored = store(figures_in(paper, by=by).values())
    PaperFigure.objects.bulk_create(
        PaperFigure(paper=paper, figure=stored[code], order=n, token=f"[[{code}|{form}]]", printed=text)
        for n, (code, form, text) in enumerate(counter.printed, start=1)
    )
    paper.frozen_at = by.now
    paper.frozen_by_id = by.person_id
    paper.save(update_fields=["state", "frozen_at", "frozen_by"])
    record(act=Act.FROZEN, by=by, now=by.now, about=paper, figures=len(stored))


def rendered(paper: Paper, *, by: Actor) -> dict[str, bytes]:
    """Return the files of a paper, by kind. From the same figures and moment they come out the same."""
    content = assemble(paper, by=by)
    at = paper.frozen_at or by.now
    return {
        "html": document(content),
        "pdf": pdf(content, at=at),
        "docx": docx(content, at=at),
        "json": figures_json(paper, by=by),
    }


def figures_json(paper: Paper, *, by: Actor) -> bytes:
    """Return the paper's figures as `framst paper render` writes them to SLUG.figures.json."""
    counter = Counter()
    assemble(paper, by=by, counter=counter)
    figures = figures_in(paper, by=by)
    rows = [
        {
            **{
                name: getattr(figures[code], name)
                for name in (
                    ["code", "question", "numerator", "asked", "answered", "not_applicable", "not_shown", "no_answer"]
                )
            },
            "text": text,
        }
        for code, _form, text in counter.printed
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def store_renditions(*, paper: Paper, by: Actor) -> None:
    """Render a freezing paper and store the files with their checksums: then it is frozen. Safe to run twice."""
    if paper.state != State.FREEZING:
        return
    for kind, content in rendered(paper, by=by).items():
        Rendition.objects.update_or_create(
            paper=paper,
            kind=kind,
            defaults={"content": content, "sha256": hashlib.sha256(content).hexdigest(), "made_at": by.now},
        )
    paper.state = PAPER.after(paper.state, "rendered")
    paper.save(update_fields=["state"])


def _show_to(paper: Paper, audience: Audience) -> None:
    paper.audience = audience
    Rendition.objects.filter(paper=paper).update(audience=audience)
    PaperFigure.objects.filter(paper=paper).update(audience=audience)
    StoredFigure.objects.filter(paperfigure__paper=paper).update(audience=audience)


def send_paper(*, paper: Paper, by: Actor) -> None:
    """Send the frozen paper to the board: its members can now read it."""
    move(paper=paper, act="send", by=by, right="papers.register")
    paper.sent_at = by.now
    _show_to(paper, Audience.BOARD)
    paper.save(update_fields=["state", "sent_at", "audience"])
    record(act=Act.SENT, by=by, now=by.now, about=paper)


def record_outcome(
    *, paper: Paper, outcome: Outcome, decided_on: dt.date, paragraph: str, wording: str, by: Actor
) -> None:
    """Record what the board decided: date, paragraph, wording as decided."""
    move(paper=paper, act="decide", by=by, right="papers.register")
    if decided_on > by.today:
        raise Refused(N_("Beslutet kan inte ha fattats i framtiden."))
    paper.outcome, paper.decided_on = outcome, decided_on
    paper.decision_paragraph, paper.decision_text = paragraph, wording
    paper.save(update_fields=["state", "outcome", "decided_on", "decision_paragraph", "decision_text"])
    record(act=Act.DECIDED, by=by, now=by.now, about=paper, outcome=str(outcome))


def publish_paper(*, paper: Paper, by: Actor) -> None:
    """Publish a decided paper: anyone can read it where the authority has turned the public page on."""
    move(paper=paper, act="publish", by=by, right="papers.register")
    paper.published_at = by.now
    _show_to(paper, Audience.PUBLIC)
    paper.save(update_fields=["state", "published_at", "audience"])
    record(act=Act.PUBLISHED, by=by, now=by.now, about=paper)
