"""Recognises what belongs to the pages and not to the text: headers, footers, page numbers, tables of contents."""

from __future__ import annotations

import re
from collections import Counter

from .passages import CELL, Document, Kind, Passage

_NUMBER = re.compile(
    r"^(?:[-–]\s*)?(?:(?:sida|sid|s\.?|page)\s*)?\d{1,4}(?:\s*(?:\(\s*\d{1,4}\s*\)|/\s*\d{1,4}|av\s+\d{1,4}))?(?:\s*[-–])?$",
    re.IGNORECASE,
)
_LINE_OF_CONTENTS = re.compile(r"^.*\S(?:\s*(?:\.\s?){3,}\s*|\s*…+\s*|\t+)\d{1,4}$", re.DOTALL)
_CONTENTS = re.compile(r"^(?:innehåll|innehållsförteckning)$", re.IGNORECASE)
_LONGEST = 150  # signs of a header or a footer
_TIMES = 3  # how often something comes again on known pages, of those that have text
_TIMES_UNKNOWN = 4  # where the file does not say where its pages begin


def parted(found: list[Passage], silent_pages: tuple[int, ...] = ()) -> Document:
    """Tell text from furniture. Nothing is dropped: each passage is in one of the two, with its place."""
    away = {p.place for p in found if p.aside} | _repeated(found) | _numbers(found) | _contents(found)
    return Document(
        tuple(p for p in found if p.place not in away),
        tuple(p for p in found if p.place in away),
        silent_pages,
    )


def _same(text: str) -> str:
    """Return the text with its figures made alike: the page's number and nothing else differs in a footer."""
    return re.sub(r"\d+", "#", " ".join(text.casefold().split()))


def _repeated(found: list[Passage]) -> set[int]:
    """What comes again on page after page, at its edge; without known pages, what comes again by itself many times."""
    pages = {p.page for p in found}
    if len(pages) > 1:
        tried = [p for p in found if p.edge and len(p.text) <= _LONGEST]
        on_pages: dict[str, set[int]] = {}
        for p in tried:
            on_pages.setdefault(_same(p.text), set()).add(p.page)
        enough = 2 if len(pages) <= 3 else max(_TIMES, len(pages) // 4)
        return {p.place for p in tried if len(on_pages[_same(p.text)]) >= enough}
    tried = [p for p in found if p.kind in (Kind.HEADING, Kind.PARAGRAPH) and len(p.text) <= _LONGEST]
    times = Counter(_same(p.text) for p in tried)
    return {p.place for p in tried if times[_same(p.text)] >= _TIMES_UNKNOWN}


def _numbers(found: list[Passage]) -> set[int]:
    paged = len({p.page for p in found}) > 1 or any(p.edge for p in found)
    return {
        p.place
        for p in found
        if _NUMBER.match(p.text.strip()) and p.kind is not Kind.LIST_ITEM and (p.edge or not paged)
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
