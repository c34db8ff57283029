"""The letter that sums up what a school got back, as content that Word and PDF are made from."""

from __future__ import annotations

import datetime as dt

from framst.documents.docx import docx
from framst.documents.pdf import pdf
from framst.documents.sections import Block, PaperContent, PaperSection, Run
from framst.figures.rules import day_in_words
from framst.organisation.queries import provider, settings_in_force
from framst.plans.models import Feedback, FeedbackPoint
from framst.plans.queries import reviews as queries
from framst.plans.terms import POINT_KINDS, PointKind

_HEADINGS = {
    PointKind.STRENGTH: "Styrkor",
    PointKind.QUESTION: "Frågor",
    PointKind.DEVELOPMENT: "Utvecklingsområden",
}


def content(feedback: Feedback, points: list[FeedbackPoint]) -> PaperContent:
    """Return the letter's content: what it begins with, then the points by kind, each with its place in the plan."""
    chosen, authority = settings_in_force(), provider()
    names = dict(queries.places(feedback.edition))
    sections = []
    if feedback.opening or feedback.reason:
        words = feedback.opening or feedback.reason
        paragraphs = tuple(Block("p", runs=(Run(p.strip()),)) for p in words.split("\n") if p.strip())
        heading = "Återkoppling" if feedback.kind == "feedback" else "Komplettering önskas"
        if feedback.reply_by:
            paragraphs += (Block("p", runs=(Run(f"Senast {day_in_words(feedback.reply_by)}."),)),)
        sections.append(PaperSection("inledning", heading, paragraphs))
    for kind in POINT_KINDS:
        items = tuple(
            (Run(f"{names.get(p.section, 'Planen')}: ", bold=True), Run(p.text)) for p in points if p.kind == kind
        )
        if items:
            sections.append(PaperSection(kind.value, _HEADINGS[kind], (Block("ul", items=items),)))
    about = "Det som står här gäller planen som dokument. Det är inget omdöme om skolan eller dess rektor."
    sections.append(PaperSection("om", "Vad återkopplingen gäller", (Block("p", runs=(Run(about),)),)))
    unit = feedback.edition.content.get("unit", "")
    return PaperContent(
        title=f"Återkoppling på elevhälsoplanen: {unit}",
        spec_name="Återkoppling",
        authority=authority.name if authority else "",
        recipient=unit,
        office=chosen["paper_office"],
        officer="",
        registry_number="",
        dated=day_in_words(feedback.given_at.date()),
        foot=chosen["paper_foot"],
        sent_to="",
        sections=tuple(sections),
    )


def letter(feedback: Feedback, points: list[FeedbackPoint], kind: str, at: dt.datetime) -> bytes:
    """Return the letter as "docx" or "pdf". The same feedback gives the same bytes."""
    made = content(feedback, points)
    return docx(made, at=at) if kind == "docx" else pdf(made, at=at)
