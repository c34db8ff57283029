"""Passages of plain text, as it is copied out of a document: lines that are broken, blank lines between."""

from __future__ import annotations

from collections.abc import Iterator

from .html_file import decoded
from .passages import CELL, Kind, Passage, is_item, looks_like_heading


def read_text(data: bytes) -> list[Passage]:
    """Return what a text file holds. A form feed begins a page."""
    text = decoded(data).replace("\x00", " ")
    pages = text.split("\f")
    out: list[Passage] = []
    for number, page in enumerate(pages, start=1):
        found = list(_blocks(page))
        known = number if len(pages) > 1 else 0
        for n, (kind, words, level) in enumerate(found):
            edge = bool(known) and n in (0, len(found) - 1)
            out.append(Passage(kind, words, level, page=known, edge=edge))
    return out


def _blocks(page: str) -> Iterator[tuple[Kind, str, int]]:
    block: list[str] = []
    for line in [*page.splitlines(), ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield from _passages(block)
            block = []


def _passages(block: list[str]) -> Iterator[tuple[Kind, str, int]]:
    """Yield what a block without blank lines holds."""
    joined = " ".join(line.strip() for line in block)
    if block[0].lstrip().startswith("#") and (marks := block[0].split()[0]).strip("#") == "":  # Markdown
        yield Kind.HEADING, block[0], min(len(marks), 6)
        if block[1:]:
            yield from _passages(block[1:])
        return
    if len(block) <= 2 and looks_like_heading(joined) and CELL not in joined.strip():
        yield Kind.HEADING, joined, 1
        return
    if _leads(block):
        yield Kind.HEADING, block[0], 1
        block = block[1:]
    paragraph: list[str] = []
    kind = Kind.PARAGRAPH
    for line in block:
        row = CELL in line.strip()
        if paragraph and (row or is_item(line.strip())):
            yield kind, " ".join(paragraph), 0
            paragraph, kind = [], Kind.PARAGRAPH
        if row:
            yield Kind.TABLE_ROW, line.strip(), 0
            continue
        if is_item(line.strip()):
            kind = Kind.LIST_ITEM
        paragraph.append(line.strip())
    if paragraph:
        yield kind, " ".join(paragraph), 0


def _leads(block: list[str]) -> bool:
    """Whether the first line is a heading right above its text: short beside the others, and a sentence begins below."""
    if len(block) < 2:
        return False
    first, second = block[0].strip(), block[1].strip()
    return (
        looks_like_heading(first)
        and len(first) <= max(60, max(len(line.strip()) for line in block[1:]) * 3 // 4)
        and not first.endswith((" och", " i", " av", " för", " med", " på", " samt", " att"))
        and second[:1].isupper()
        and len(first) < 80
        and (len(second) > len(first) or second.endswith("."))
    )
