"""An edition of a plan as a document: the one model that HTML, PDF and DOCX are made from."""

from __future__ import annotations

from typing import Any

from framst.documents.sections import Block, PaperContent, PaperSection, Run
from framst.foundation.numerals import in_figures

from .models import Edition
from .terms import HOLDINGS, LEVELS, NATURES, REACHED, Part


def plan_paper(edition: Edition, authority: str) -> PaperContent:
    """Return the document of an edition. Everything in it comes from the frozen content."""
    content = edition.content
    return PaperContent(
        title=content["title"],
        spec_name="Elevhälsoplan",
        authority=authority,
        recipient="",
        office=content["unit"],
        officer="",
        registry_number="",
        dated=f"Fastställd {edition.adopted_on:%Y-%m-%d}, utgåva {edition.number}",
        foot=f"{content['unit']}, {content['title'].lower()}",
        sent_to="",
        sections=tuple(
            PaperSection(s["code"], s["title"] + (" (skolans eget avsnitt)" if s["own"] else ""), tuple(_blocks(s, content)))
            for s in content["sections"]
        ),
    )  # fmt: skip


def _text(text: str, **look: Any) -> tuple[Run, ...]:
    return (Run(text, **look),)


def _paragraphs(text: str) -> list[Block]:
    return [Block("p", runs=_text(" ".join(part.split("\n")))) for part in text.split("\n\n") if part.strip()]


def _blocks(section: dict[str, Any], content: dict[str, Any]) -> list[Block]:
    found: list[Block] = []
    for answer in section["answers"]:
        found.append(Block("h3", runs=_text(answer["label"])))
        found += _paragraphs(answer["text"])
    if section["part"] == Part.FOCUS_AREAS:
        for number, focus in enumerate(content["focus_areas"], start=1):
            found += _focus(number, focus)
    if section["part"] == Part.PROFESSIONS and content["professions"]:
        head = ("Profession", "Hur skolan har den", "Omfattning", "Kommentar")
        rows = [tuple(_text(cell, bold=True) for cell in head)]
        rows += [tuple(_text(cell) for cell in _profession(p)) for p in content["professions"]]
        found.append(Block("table", rows=tuple(rows)))
    return found or [Block("p", runs=_text("Inget är skrivet här."))]


def _profession(held: dict[str, Any]) -> tuple[str, str, str, str]:
    share = "" if held["share"] is None else f"{in_figures(held['share'], 0)} % av heltid"
    vacant = "vakant" if held["vacant"] else ""
    return held["label"], HOLDINGS[held["holding"]], ", ".join(filter(None, (share, vacant))), held["comment"]


def _focus(number: int, focus: dict[str, Any]) -> list[Block]:
    rows = [
        ("Nivå", ", ".join(LEVELS[v] for v in focus["levels"])),
        ("Slag av arbete", ", ".join(NATURES[v] for v in focus["natures"])),
        ("Insatser", focus["measures"]),
        ("Ansvar", focus["owner"]),
        ("Tid", "–".join(filter(None, (focus["from_on"], focus["until_on"])))),
        ("Så märker vi resultat", focus["signs"]),
        ("Utvärdering", focus["evaluation"]),
        ("Utfall", REACHED[focus["reached"]] if focus["reached"] else ""),
    ]
    told = [Block("h3", runs=_text(f"Fokusområde {number}")), *_paragraphs(focus["goal"])]
    items = tuple((Run(f"{label}: ", bold=True), Run(text)) for label, text in rows if text)
    return [*told, Block("ul", items=items)] if items else told
