"""From sections and tokens to the content that is printed."""

from __future__ import annotations

from collections.abc import Iterable

from framst.access.acting import Actor
from framst.documents.sections import Block, Counter, PaperContent, PaperSection, Run, blocks, read
from framst.figures.queries import quotes
from framst.figures.rules import day_in_words, printed, tokens
from framst.figures.services import compute, restored
from framst.figures.terms import Figure, Form, Quote
from framst.foundation.refusal import Refused
from framst.organisation.queries import provider, settings_in_force

from ..appendix import HEADING, drawn, results
from ..models import Paper, PaperFigure, Section
from ..terms import SPECS


def figures_in(paper: Paper, *, by: Actor) -> dict[str, Figure]:
    """Return the figures that the paper's tokens name: stored ones once it is frozen, else as they stand now."""
    if paper.frozen_at is not None:
        rows = PaperFigure.objects.filter(paper=paper).select_related("figure")
        return {row.figure.code: restored(row.figure) for row in rows}
    return compute({t.code for s in paper.sections.all() for t in tokens(s.body) if t.kind == "figure"}, by=by)


def quotes_in(paper: Paper) -> dict[tuple[str, str], Quote]:
    """Return the observations, findings and activities that a draft's tokens name, as they stand now."""
    keys = {(t.kind, t.code) for s in paper.sections.all() for t in tokens(s.body) if t.kind != "figure"}
    return quotes(keys) if keys else {}


class Printing:
    """Prints tokens from given figures and quotes, and numbers what was printed."""

    def __init__(self, figures: dict[str, Figure], quoted: dict[tuple[str, str], Quote]) -> None:
        self.figures, self.quoted, self.counter = figures, quoted, Counter()

    def __call__(self, kind: str, code: str, form: str) -> tuple[str, int]:
        """Return the text of a token and its number; the token as it is written, and 0, when it cannot be printed."""
        if kind != "figure":
            quote = self.quoted.get((kind, code))
            name = f"{kind}:{code}"
            return (quote.text, self.counter.add(name, "", quote.text)) if quote else (f"[[{name}]]", 0)
        figure = self.figures.get(code)
        if figure is None:
            return f"[[{code}]]", 0
        try:
            text = printed(figure, form)
        except (Refused, ValueError):
            return f"[[{code}|{form}]]", 0
        return text, self.counter.add(code, form, text)

    def drawn(self, code: str, form: str) -> Block | None:
        """Return the chart or table that a token alone in its paragraph asks for; None when it asks for neither."""
        figure = self.figures.get(code)
        if figure is None or form not in (Form.CHART, Form.TABLE):
            return None
        return drawn(figure, form, self.counter.add(code, form, printed(figure, Form.OF_UNIT)))


def assemble(paper: Paper, *, by: Actor) -> PaperContent:
    """Return the paper's content with its figures printed: as stored once it is frozen, else as it stands now.

    A token that names nothing is shown as it is written.
    """
    if paper.content is not None:
        return read(paper.content)
    return assembled(paper, Printing(figures_in(paper, by=by), quotes_in(paper)), by=by)


def assembled(paper: Paper, printing: Printing, *, by: Actor) -> PaperContent:
    """Return a draft's content, printed by `printing`, with head and foot from the authority's settings."""
    chosen = settings_in_force()
    authority = provider()
    sections = tuple(
        PaperSection(s.code, s.heading, blocks(s.body, printing, printing.drawn))
        for s in paper.sections.order_by("order")
    )
    appendices = results(printing.figures, by=by) if paper.with_results else ()
    spec = SPECS[paper.spec]
    return PaperContent(
        title=paper.title,
        spec_name=spec.name,
        authority=authority.name if authority else "",
        recipient=paper.recipient,
        office=paper.office,
        officer=paper.officer,
        registry_number=paper.registry_number,
        dated=day_in_words(paper.dated_on) if paper.dated_on else "",
        foot=chosen["paper_foot"],
        sent_to=paper.sent_to,
        sections=sections,
        signatories=tuple((s["name"], s["title"]) for s in paper.signatories),
        attachments=(*(HEADING for _ in appendices), *paper.attachments),
        appendices=appendices,
    )


def preview(section: Section, *, by: Actor) -> PaperSection:
    """Return one section as it would be printed now."""
    keys = [t for t in tokens(section.body) if t.kind != "figure"]
    printing = Printing(
        compute({t.code for t in tokens(section.body) if t.kind == "figure"}, by=by),
        quotes({(t.kind, t.code) for t in keys}) if keys else {},
    )
    return PaperSection(section.code, section.heading, blocks(section.body, printing, printing.drawn))


def unprintable(content: PaperContent) -> list[str]:
    """Return the tokens that stand unprinted in the content, as written."""
    return [run.text for run in _runs(content) if run.figure and not run.order]


def _runs(content: PaperContent) -> Iterable[Run]:
    for section in content.sections:
        for block in section.blocks:
            yield from block.runs
            for item in block.items:
                yield from item
            for row in block.rows:
                for cell in row:
                    yield from cell
