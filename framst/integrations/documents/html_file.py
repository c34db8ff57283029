"""The text of a web page. The standard library's parser: it takes any page, of any depth, and loses no text."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser

from .passages import CELL, Kind, Passage, is_item

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol p pre section summary table tbody td tfoot th "
        "thead title tr ul option select",
    )
)
_SKIPPED = frozenset({"script", "style", "template"})
_FURNITURE = frozenset({"nav", "header", "footer", "title"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""")


def read_html(data: bytes) -> list[Passage]:
    """Return what a web page holds; its navigation, header and footer are furniture."""
    reader = _Reader()
    reader.feed(decoded(data, _CHARSET.search(data[:4096])))
    reader.close()
    reader.flush()
    return reader.out


def decoded(data: bytes, declared: re.Match[bytes] | None = None) -> str:
    """Return the text: by its mark, as UTF-8 where it is, as it says itself, else as older Windows programs wrote."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        codec = codecs.lookup(declared[1].decode()).name if declared else "cp1252"
        return data.decode(codec, "replace")
    except (LookupError, UnicodeError):
        return data.decode("cp1252", "replace")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[Passage] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.rows: list[list[str]] = []  # the cells of the rows that are open
        self.tables: list[int] = []  # how many rows were open when each open table began

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.flush()
        if tag == "br":
            self.text.append("\n")
        if tag == "table":
            self.tables.append(len(self.rows))
        if tag == "tr":
            self._end_rows()
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
        if tag in ("tr", "table"):
            self._end_rows()
        if tag == "table" and self.tables:
            self.tables.pop()
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not any(tag in _SKIPPED for tag in self.open[-1:]):
            # A line break in the source is a space on the page.
            self.text.append(
                data if "pre" in self.open else " ".join(data.splitlines()) + (" " if data[-1:] in "\r\n" else "")
            )

    def flush(self) -> None:
        text, self.text = "".join(self.text), []
        if not text.strip():
            return
        if cells := next((row for row in reversed(self.rows) if row), None):
            cells[-1] += ("\n" if cells[-1] else "") + text.replace(CELL, " ")
            return
        aside = bool(_FURNITURE & set(self.open)) and not {"main", "article"} & set(self.open)
        for tag in reversed(self.open):
            if re.fullmatch("h[1-6]", tag):
                self.out.append(Passage(Kind.HEADING, text, int(tag[1]), aside=aside))
                return
            if tag in _BLOCKS:
                break
        item = "li" in self.open or is_item(text.strip())
        self.out.append(Passage(Kind.LIST_ITEM if item else Kind.PARAGRAPH, text, aside=aside))

    def _end_rows(self) -> None:
        """End the row that is open in this table: its end need not be written."""
        while len(self.rows) > (self.tables[-1] if self.tables else 0):
            self._row(self.rows.pop())

    def _row(self, cells: list[str]) -> None:
        if around := next((row for row in reversed(self.rows) if row), None):  # a table in a cell
            around[-1] += "\n" + " ".join(cells)
        elif any(c.strip() for c in cells):
            alone = sum(bool(c.strip()) for c in cells) == 1
            self.out.append(
                Passage(
                    Kind.PARAGRAPH if alone else Kind.TABLE_ROW,
                    CELL.join(cells).strip(CELL) if alone else CELL.join(cells),
                )
            )

    def close(self) -> None:
        super().close()
        self.flush()
        while self.rows:
            self._row(self.rows.pop())
