"""The text of a PDF, in the order in which its maker wrote it: so columns and cells come one after the other."""

from __future__ import annotations

import ctypes
import io
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from framst.foundation.refusal import BadInput

from .guarding import BROKEN, guard_pdf
from .passages import CELL, Kind, Passage, is_item, looks_like_heading

_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_HYPHEN = "\x02"  # the library's sign for a hyphen at the end of a line, where it joins what stands on both sides
_HANGING = re.compile(f"^(.+){_HYPHEN}((?:och|eller|samt|respektive)[.,]?)$")
_EDGE = 0.11  # of the page's height, where headers and footers stand


_MOST_DRAWN = 5000  # lines and boxes on a page; with more it is a drawing, not tables
_LOCK = threading.Lock()  # PDFium works for one at a time
# A cell's box (left, top, right, bottom), and which table, row and column it is.
_Place = tuple[tuple[float, float, float, float], int, int, int]


@dataclass
class _Line:
    page: int
    top: float
    bottom: float
    left: float
    right: float
    size: float
    bold: bool
    edge: bool
    row: tuple[int, int] | None = None  # table and row on the page
    cells: dict[int, list[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        if self.row is None:
            return " ".join(self.cells[0])
        return CELL.join(" ".join(self.cells[c]) for c in sorted(self.cells))


@dataclass
class _Word:
    text: str
    left: float
    top: float  # from the page's upper edge
    right: float
    bottom: float
    size: float
    bold: bool


def read_pdf(data: bytes) -> tuple[list[Passage], tuple[int, ...]]:
    """Return what a PDF holds, and the numbers of the pages where there is no text. Raises BadInput."""
    data = guard_pdf(data)
    lines: list[_Line] = []
    silent: list[int] = []
    try:
        with _LOCK, pdfium.PdfDocument(data) as file, pdfplumber.open(io.BytesIO(data)) as drawn:
            for number, page in enumerate(file, start=1):
                words = list(_words(page))
                found = list(_lines(words, page.get_height(), _cells(drawn, number), number))
                lines += found
                if not found:
                    silent.append(number)
    except pdfium.PdfiumError as fault:
        raise BadInput(BROKEN) from fault
    return list(_passages(lines)), tuple(silent)


def _words(page: Any) -> Iterator[_Word]:
    """Yield the page's words in the file's order. The library sets the spaces, where the file has none, and the lines."""
    text = page.get_textpage()
    height = page.get_height()
    word: _Word | None = None
    half = 0
    for n in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, n)
        if 0xD800 <= code < 0xDC00:  # the first half of a sign beyond the first plane
            half = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + (half - 0xD800) * 0x400 + code - 0xDC00 if half else 0xFFFD
            half = 0
        sign = chr(code) if 0 < code < 0x110000 else ""
        if not sign.strip() or code in (0xFFFE, 0xFFFF):
            if word is not None and (sign or code == 0):
                yield from _unhyphened(word)
                word = None
            continue
        left, low, right, high = text.get_charbox(n, loose=True)
        box = (left, height - high, right, height - low)
        if word is None:
            word = _Word(sign, *box, size=round(high - low, 1), bold=_is_bold(text, n))
            continue
        word.text += sign
        if box[1] < word.bottom and box[3] > word.top:  # not on the next line
            word.right = max(word.right, right)
    if word is not None:
        yield from _unhyphened(word)


def _unhyphened(word: _Word) -> Iterator[_Word]:
    """Yield a word that was broken at a line's end as one; "elev- och" are two."""
    if match := _HANGING.match(word.text):
        yield replace(word, text=match[1] + "-")
        word = replace(word, text=match[2])
    word.text = word.text.replace(_HYPHEN, "-")
    yield word


def _is_bold(text: Any, n: int) -> bool:
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, n, name, len(name), None)
    return bool(_BOLD.search(name.value.decode("utf-8", "replace")))


def _lines(words: list[_Word], height: float, places: list[_Place], number: int) -> Iterator[_Line]:
    line: _Line | None = None
    rows: dict[tuple[int, int], _Line] = {}
    for word in words:
        where = _cell(word, places)
        edge = word.bottom < height * _EDGE or word.top > height * (1 - _EDGE)
        make = (number, word.top, word.bottom, word.left, word.right, word.size, word.bold)
        if where is not None:
            line = None
            key = where[:2]
            if key not in rows:
                rows[key] = _Line(*make, edge=False, row=key)
            rows[key].cells.setdefault(where[2], []).append(word.text)
            if sum(len(w) for w in rows[key].cells.values()) == 1:
                yield rows[key]
            continue
        if (
            line is not None
            and edge == line.edge
            and abs(word.bottom - line.bottom) < 0.5 * max(word.size, 4)
            and word.left >= line.right - 2
        ):
            line.cells[0].append(word.text)
            line.right, line.bold, line.size = word.right, line.bold and word.bold, max(line.size, word.size)
        else:
            line = _Line(*make, edge, cells={0: [word.text]})
            yield line


def _cells(drawn: Any, number: int) -> list[_Place]:
    """The boxes of the cells of ruled tables with at least two rows and two columns.

    A page whose drawings cannot be read has its text without tables: the text is not lost for that.
    """
    out: list[_Place] = []
    try:
        page = drawn.pages[number - 1]
        if len(page.rects) + len(page.lines) + len(page.curves) > _MOST_DRAWN:
            return []
        for t, table in enumerate(page.find_tables()):
            rows = [[c for c in row.cells if c] for row in table.rows]
            if len(rows) >= 2 and max(len(r) for r in rows) >= 2:
                out += [(cell, t, r, c) for r, row in enumerate(rows) for c, cell in enumerate(row)]
        page.close()
    except Exception:  # pdfminer meets what it does not know with whatever it trips over
        return []
    return out


def _cell(word: _Word, places: list[_Place]) -> tuple[int, int, int] | None:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    for (left, top, right, bottom), table, row, cell in places:
        if left <= x <= right and top <= y <= bottom:
            return table, row, cell
    return None


def _passages(lines: list[_Line]) -> Iterator[Passage]:
    """Lines that follow each other with the same make and no gap are one passage."""
    sizes: Counter[float] = Counter()
    weights: Counter[bool] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
        weights[line.bold] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    bold_body = weights[True] > weights[False]
    larger = sorted({line.size for line in lines if line.size > body * 1.08}, reverse=True)
    steps = Counter(
        round((b.top - a.top) / max(a.bottom - a.top, 1.0), 1)
        for a, b in pairwise(lines)
        if a.page == b.page and a.row is b.row is None and a.size == b.size and b.top > a.top
    )
    step = min(steps.most_common(1)[0][0], 2.5) if steps else 1.2  # from line to line, in the line's own height
    group: list[_Line] = []
    for line in lines:
        if group and not _goes_on(group[-1], line, step * 1.25):
            yield _passage(group, body, larger, bold_body)
            group = []
        group.append(line)
    if group:
        yield _passage(group, body, larger, bold_body)


def _goes_on(last: _Line, line: _Line, farthest: float) -> bool:
    height = max(last.bottom - last.top, 1.0)
    return (
        last.row is None
        and line.row is None
        and line.page == last.page
        and not line.edge
        and not last.edge
        and abs(line.size - last.size) < 0.6
        and line.bold == last.bold
        and not is_item(line.text)
        and 0 <= line.top - last.top < farthest * height
    )


def _passage(group: list[_Line], body: float, larger: list[float], bold_body: bool) -> Passage:
    first = group[0]
    text = " ".join(line.text for line in group) if first.row is None else first.text
    page, edge = first.page, first.edge
    if first.row is not None and len(first.cells) > 1:
        return Passage(Kind.TABLE_ROW, text, page=page)
    if is_item(text):
        return Passage(Kind.LIST_ITEM, text, page=page, edge=edge)
    if looks_like_heading(text):
        if first.size in larger and first.size > body * 1.08:
            return Passage(Kind.HEADING, text, min(6, larger.index(first.size) + 1), page=page, edge=edge)
        if first.bold and not bold_body:
            return Passage(Kind.HEADING, text, min(6, len(larger) + 1), page=page, edge=edge)
    return Passage(Kind.PARAGRAPH, text, page=page, edge=edge)
