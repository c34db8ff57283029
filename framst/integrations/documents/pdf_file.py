"""The text of a PDF, in the order in which its maker wrote it: so columns and cells come one after the other."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pdfplumber

from framst.foundation.refusal import BadInput

from .guarding import BROKEN, guard_pdf
from .passages import CELL, Kind, Passage, is_item, looks_like_heading

_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_EDGE = 0.11  # of the page's height, where headers and footers stand


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


def read_pdf(data: bytes) -> tuple[list[Passage], tuple[int, ...]]:
    """Return what a PDF holds, and the numbers of the pages where there is no text. Raises BadInput."""
    guard_pdf(data)
    lines: list[_Line] = []
    silent: list[int] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            for number, page in enumerate(file.pages, start=1):
                found = list(_lines(page, number))
                lines += found
                if not found and (page.images or page.curves):
                    silent.append(number)
                page.close()
    except BadInput:
        raise
    except Exception as fault:  # pdfminer meets a damaged file with whatever it trips over
        raise BadInput(BROKEN) from fault
    return list(_passages(lines)), tuple(silent)


def _lines(page: Any, number: int) -> Iterator[_Line]:
    words = page.extract_words(
        use_text_flow=True, keep_blank_chars=False, extra_attrs=["size", "fontname"], x_tolerance_ratio=0.15
    )
    places = _cells(page)
    height = float(page.height)
    line: _Line | None = None
    rows: dict[tuple[int, int], _Line] = {}
    for word in words:
        text = word["text"]
        where = _cell(word, places)
        size, bold = round(float(word["size"]), 1), bool(_BOLD.search(word["fontname"]))
        top, bottom = float(word["top"]), float(word["bottom"])
        edge = bottom < height * _EDGE or top > height * (1 - _EDGE)
        if where is not None:
            line = None
            key = where[:2]
            if key not in rows:
                rows[key] = _Line(number, top, bottom, word["x0"], word["x1"], size, bold, edge=False, row=key)
                yield rows[key]
            rows[key].cells.setdefault(where[2], []).append(text)
            rows[key].bottom = max(rows[key].bottom, bottom)
            continue
        same = (
            line is not None
            and abs(bottom - line.bottom) < 0.5 * max(size, 4)
            and word["x0"] >= line.right - 2
            and edge == line.edge
        )
        if line is not None and same:
            line.cells[0].append(text)
            line.right = word["x1"]
            line.bold = line.bold and bold
            line.size = max(line.size, size)
        else:
            line = _Line(number, top, bottom, word["x0"], word["x1"], size, bold, edge, cells={0: [text]})
            yield line


def _cells(page: Any) -> list[tuple[tuple[float, float, float, float], int, int, int]]:
    """The boxes of the cells of ruled tables with at least two rows and two columns: box, table, row, cell."""
    if len(page.rects) + len(page.lines) + len(page.curves) > 5000:
        return []  # a drawing, not tables
    out = []
    for t, table in enumerate(page.find_tables()):
        rows = [[c for c in row.cells if c] for row in table.rows]
        if len(rows) >= 2 and max(len(r) for r in rows) >= 2:
            out += [(cell, t, r, c) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    return out


def _cell(word: Any, places: list[Any]) -> tuple[int, int, int] | None:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
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
    group: list[_Line] = []
    for line in lines:
        if group and not _goes_on(group[-1], line):
            yield _passage(group, body, larger, bold_body)
            group = []
        group.append(line)
    if group:
        yield _passage(group, body, larger, bold_body)


def _goes_on(last: _Line, line: _Line) -> bool:
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
        and 0 <= line.top - last.top < 1.9 * height
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
