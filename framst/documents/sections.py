"""The one model of a paper's content that HTML, PDF and DOCX are all made from.

Markdown with tokens becomes blocks of runs; a run is text, or a figure as printed with the trace it leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

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
class Bar:
    """One choice and how many gave it; `counts` when the figure's numerator has it."""

    label: str
    count: int
    counts: bool = False


@dataclass(frozen=True)
class Counts:
    """Everything counted for one question: a table, and with `picture` a chart that says the same."""

    question: str
    bars: tuple[Bar, ...]
    rest: tuple[tuple[str, int], ...]  # answered, not applicable, not shown, no answer, asked: words and number
    picture: bool = True


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a list, a table, or what was counted for a question (`runs` is its answer in words)."""

    kind: str  # "p", "h3", "ul", "ol", "table", "counts"
    runs: tuple[Run, ...] = ()
    items: tuple[tuple[Run, ...], ...] = ()
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    counts: Counts | None = None


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
Drawer = Callable[[str, str], Block | None]  # code, form → what stands for a token alone in its paragraph

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks(markdown: str, printer: Printer, drawer: Drawer | None = None) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text. HTML in it stays text; tokens are printed by `printer`.

    A token alone in its paragraph is first offered to `drawer`: a chart or table needs a place of its own.
    """
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
            drawn = _drawn(token.content, drawer) if drawer and kind == "p" else None
            out.append(drawn or Block(kind, runs=_runs(token, printer)))
        elif token.type in ("code_block", "fence"):
            out.append(Block("p", runs=(Run(token.content.strip()),)))
        index += 1
    return tuple(out)


def _drawn(text: str, drawer: Drawer) -> Block | None:
    found = list(tokens(text))
    if len(found) != 1 or found[0].text != text.strip() or found[0].kind != "figure":
        return None
    return drawer(found[0].code, found[0].form)


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
    index = start
    rows: list[Any] = []
    row: list[Any] = []
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
        name = token.code if token.kind == "figure" else f"{token.kind}:{token.code}"
        yield Run(printed, bold, italic, figure=name, order=order)
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


def written(content: PaperContent) -> dict[str, Any]:
    """Return the content as JSON data; `read` gives back the same content."""
    return asdict(content)


def read(data: dict[str, Any]) -> PaperContent:
    """Return the content that `written` wrote down."""

    def runs(given: Any) -> tuple[Run, ...]:
        return tuple(Run(**r) for r in given)

    def block(given: Any) -> Block:
        counts = given["counts"]
        return Block(
            kind=given["kind"],
            runs=runs(given["runs"]),
            items=tuple(runs(item) for item in given["items"]),
            rows=tuple(tuple(runs(cell) for cell in row) for row in given["rows"]),
            counts=counts
            and Counts(
                question=counts["question"],
                bars=tuple(Bar(**b) for b in counts["bars"]),
                rest=tuple((words, n) for words, n in counts["rest"]),
                picture=counts["picture"],
            ),
        )

    def sections(given: Any) -> tuple[PaperSection, ...]:
        return tuple(PaperSection(s["code"], s["heading"], tuple(block(b) for b in s["blocks"])) for s in given)

    return PaperContent(
        **{
            **data,
            "sections": sections(data["sections"]),
            "appendices": sections(data["appendices"]),
            "signatories": tuple((name, title) for name, title in data["signatories"]),
            "attachments": tuple(data["attachments"]),
        }
    )
