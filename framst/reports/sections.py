"""The one model of a paper's content that HTML, PDF and DOCX are all made from.

Markdown with tokens becomes blocks of runs; a run is text, or a figure as printed with the trace it leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token as MarkdownToken

from framst.figures.rules import tokens


@dataclass(frozen=True)
class Run:
    """Text in one style. `figure` is the code of the figure that it prints, or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    figure: str = ""
    order: int = 0  # which figure of the paper it is, from 1; 0 for text
    link: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a list item or a table."""

    kind: str  # "p", "h3", "ul", "ol", "table"
    runs: tuple[Run, ...] = ()
    items: tuple[tuple[Run, ...], ...] = ()
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()


@dataclass(frozen=True)
class PaperSection:
    code: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class PaperContent:
    """A whole paper, ready to be written in any format. Dates are as printed."""

    title: str
    spec_name: str
    authority: str
    recipient: str
    office: str
    officer: str
    registry_number: str
    dated: str
    foot: str
    sent_to: str
    sections: tuple[PaperSection, ...]
    signatories: tuple[tuple[str, str], ...] = ()
    attachments: tuple[str, ...] = ()
    appendices: tuple[PaperSection, ...] = ()


Printer = Callable[[str, str, str], tuple[str, int]]  # kind, code, form → text as printed, order

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks(markdown: str, printer: Printer) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text. HTML in it stays text; tokens are printed by `printer`."""
    out: list[Block] = []
    parsed = _markdown.parse(markdown)
    index = 0
    while index < len(parsed):
        token = parsed[index]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            items, index = _items(parsed, index, printer)
            out.append(Block("ul" if token.type.startswith("bullet") else "ol", items=items))
        elif token.type == "table_open":
            rows, index = _rows(parsed, index, printer)
            out.append(Block("table", rows=rows))
        elif token.type == "inline":
            kind = "h3" if parsed[index - 1].type == "heading_open" else "p"
            out.append(Block(kind, runs=_runs(token, printer)))
        elif token.type in ("code_block", "fence"):
            out.append(Block("p", runs=(Run(token.content.strip()),)))
        index += 1
    return tuple(out)


def _items(parsed: list[MarkdownToken], start: int, printer: Printer) -> tuple[tuple[tuple[Run, ...], ...], int]:
    depth, index, items = 0, start, []
    while True:
        token = parsed[index]
        depth += token.nesting if token.type.endswith(("list_open", "list_close")) else 0
        if token.type == "inline":
            items.append(_runs(token, printer))
        if depth == 0:
            return tuple(items), index
        index += 1


def _rows(
    parsed: list[MarkdownToken], start: int, printer: Printer
) -> tuple[tuple[tuple[tuple[Run, ...], ...], ...], int]:
    index, rows, row = start, [], []
    while parsed[index].type != "table_close":
        token = parsed[index]
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(_runs(token, printer))
        elif token.type == "tr_close":
            rows.append(tuple(row))
        index += 1
    return tuple(rows), index


def _runs(inline: MarkdownToken, printer: Printer) -> tuple[Run, ...]:
    runs: list[Run] = []
    bold = italic = False
    link = ""
    for token in inline.children or ():
        match token.type:
            case "strong_open":
                bold = True
            case "strong_close":
                bold = False
            case "em_open":
                italic = True
            case "em_close":
                italic = False
            case "link_open":
                link = str(token.attrGet("href") or "")
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                runs.append(Run(" ", bold, italic))
            case "text" | "code_inline":
                runs += _with_figures(token.content, bold, italic, link, printer)
    return tuple(runs)


def _with_figures(text: str, bold: bool, italic: bool, link: str, printer: Printer) -> Iterator[Run]:
    at = 0
    for token in tokens(text):
        if token.start > at:
            yield Run(text[at : token.start], bold, italic, link=link)
        printed, order = printer(token.kind, token.code, token.form)
        yield Run(printed, bold, italic, figure=token.code, order=order)
        at = token.end
    if at < len(text):
        yield Run(text[at:], bold, italic, link=link)


@dataclass
class Counter:
    """Numbers the figures of a paper as they are printed, and keeps what was printed."""

    printed: list[tuple[str, str, str]] = field(default_factory=list)  # code, form, text

    def add(self, code: str, form: str, text: str) -> int:
        self.printed.append((code, form, text))
        return len(self.printed)
