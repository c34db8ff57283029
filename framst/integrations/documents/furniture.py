"""Recognises what belongs to the pages and not to the text: headers, footers, page numbers, tables of contents."""

from __future__ import annotations

import re
from collections import Counter

from .passages import CELL, Document, Kind, Passage

_NUMBER = re.compile(
    r"^(?:[-–]\s*)?(?:(?:sida|sid|s\.?|page)\s*)?\d{1,3}(?:\s*(?:\(\s*\d{1,3}\s*\)|/\s*\d{1,3}|av\s+\d{1,3}))?(?:\s*[-–])?$",
    re.IGNORECASE,
)
_LINE_OF_CONTENTS = re.compile(r"^.*\S(?:\s*(?:\.\s?){3,}\s*|\s*…+\s*|\t+)\d{1,4}$", re.DOTALL)
_CONTENTS = re.compile(r"^(?:innehåll|innehållsförteckning)$", re.IGNORECASE)
_LONGEST = 150  # signs of a header or a footer
_TIMES = 3  # how often something comes again on known pages, of those that have text
# Where a file does not say where its pages begin: how often, and how many words. "Mål" and "Insatser" come again
# beneath each focus area, and are text.
_TIMES_UNKNOWN = 5
_WORDS_UNKNOWN = 3


def parted(found: list[Passage], silent_pages: tuple[int, ...] = (), *, copied: bool = False) -> Document:
    """Tell text from furniture. Nothing is dropped: each passage is in one of the two, with its place.

    `copied`: plain text, which may be copied out of pages with their heads and numbers in it.
    """
    away = {p.place for p in found if p.aside} | _repeated(found, copied) | _numbers(found, copied) | _contents(found)
    return Document(
        tuple(p for p in found if p.place not in away),
        tuple(p for p in found if p.place in away),
        silent_pages,
    )


def _same(passage: Passage) -> str:
    """Return the text, the page's number as it stands to its page: in a footer nothing else differs.

    A heading is compared as it stands: "Mål 1" and "Mål 2" are two.
    """
    text = " ".join(passage.text.casefold().split())
    if passage.kind is Kind.HEADING:
        return text
    return re.sub(r"(?<!\d)\d{1,3}(?!\d)", lambda m: f"#{int(m[0]) - passage.page}", text, count=1)


def _repeated(found: list[Passage], copied: bool) -> set[int]:
    """What comes again on page after page, at its edge; without known pages, what comes again by itself many times."""
    pages = {p.page for p in found}
    if len(pages) > 1:
        tried = [p for p in found if p.edge and len(p.text) <= _LONGEST]
        on_pages: dict[str, set[int]] = {}
        for p in tried:
            on_pages.setdefault(_same(p), set()).add(p.page)
        enough = 2 if len(pages) <= 3 else max(_TIMES, len(pages) // 4)
        return {p.place for p in tried if len(on_pages[_same(p)]) >= enough}
    if not copied:
        return set()
    tried = [
        p
        for p in found
        if p.kind in (Kind.HEADING, Kind.PARAGRAPH)
        and len(p.text) <= _LONGEST
        and len(p.text.split()) >= _WORDS_UNKNOWN
    ]
    times = Counter(_same(p) for p in tried)
    return {p.place for p in tried if times[_same(p)] >= _TIMES_UNKNOWN}


def _numbers(found: list[Passage], copied: bool) -> set[int]:
    unpaged = copied and not any(p.edge for p in found)
    return {
        p.place for p in found if _NUMBER.match(p.text.strip()) and p.kind is not Kind.LIST_ITEM and (p.edge or unpaged)
    }


def _contents(found: list[Passage]) -> set[int]:
    """Lines that lead to a page's number, three or more together, and the heading above them."""
    away: set[int] = set()
    run: list[int] = []
    for n, p in enumerate([*found, None]):
        if p is not None and len(p.text.split(CELL)) <= 3 and _LINE_OF_CONTENTS.match(p.text):
            run.append(n)
            continue
        if p is not None and run and (p.edge or p.aside):  # a page turns in the middle of it
            continue
        if len(run) >= 3:
            away |= {found[i].place for i in run}
            if run[0] and _CONTENTS.match(found[run[0] - 1].text):
                away.add(found[run[0] - 1].place)
        run = []
    for n, p in enumerate(found[:-1]):  # the heading of a table of contents that the file itself marks
        if _CONTENTS.match(p.text) and found[n + 1].aside:
            away.add(p.place)
    return away
