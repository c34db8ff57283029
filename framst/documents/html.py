"""HTML: for the page, the public page, as a document of its own, and (with the print style) for the PDF."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from framst.foundation.numerals import in_figures

from . import charts
from .sections import Block, Counts, PaperContent, PaperSection, Run

_LOOK = Path(__file__).resolve().parent / "document.css"
# Addresses that a link in a paper may lead to; "javascript:" and its like become plain text.
_SAFE = frozenset({"http", "https", "mailto"})


def html(content: PaperContent, *, trace: str, live: bool) -> str:
    """Return the paper's body as a fragment, to stand inside a page under the strict policy: no style attributes.

    `trace` is the address that figures lead to: before the figure's code while the paper is `live`, before its
    number in the paper once it is frozen. Empty: they lead nowhere.
    """
    writer = _Writer(trace, live)
    return render_to_string(
        "documents/body.html",
        {
            "paper": content,
            "sections": [SafeString(writer.section(s)) for s in content.sections],
            "appendices": [SafeString(writer.section(s)) for s in content.appendices],
        },
    )


def section_html(section: PaperSection, *, trace: str, live: bool) -> str:
    """Return one section as a fragment, for those who write and review it."""
    return _Writer(trace, live).section(section)


def document(content: PaperContent, *, linked: bool = True) -> bytes:
    """Return the paper as a whole HTML document that stands by itself, with relative addresses to its traces."""
    return render_to_string(
        "documents/document.html",
        {
            "paper": content,
            "body": SafeString(html(content, trace="siffra/" if linked else "", live=False)),
            "style": SafeString(_LOOK.read_text()),
        },
    ).encode()


class _Writer:
    """Joins escaped strings: an appendix of sixty questions is some thousand cells, too many for templates."""

    def __init__(self, trace: str, live: bool) -> None:
        self.trace, self.live = trace, live

    def section(self, section: PaperSection) -> str:
        return f"<section><h2>{escape(section.heading)}</h2>{''.join(map(self.block, section.blocks))}</section>"

    def block(self, block: Block) -> str:
        if block.kind in ("ul", "ol"):
            items = "".join(f"<li>{self.runs(item)}</li>" for item in block.items)
            return f"<{block.kind}>{items}</{block.kind}>"
        if block.kind == "table":
            head, *body = block.rows
            return (
                f'<div class="wide" tabindex="0" role="region" aria-label="Tabell"><table><thead><tr>{"".join(f"<th scope=col>{self.runs(c)}</th>" for c in head)}'
                f"</tr></thead><tbody>{''.join(self.row(row) for row in body)}</tbody></table></div>"
            )
        if block.kind == "counts" and block.counts:
            return self.counts(block, block.counts)
        tag = "h3" if block.kind == "h3" else "p"
        return f"<{tag}>{self.runs(block.runs)}</{tag}>"

    def row(self, row: tuple[tuple[Run, ...], ...]) -> str:
        return "<tr>" + "".join(f"<td>{self.runs(cell)}</td>" for cell in row) + "</tr>"

    def counts(self, block: Block, counts: Counts) -> str:
        """The question, the picture that answers it, the answer in words, and the table with the same numbers."""
        picture = f'<div class="chart">{charts.svg(counts)}</div>' if counts.picture and counts.bars else ""
        answer = f'<p class="answer">{self.runs(block.runs)}</p>' if block.runs else ""
        return (
            f'<div class="counts"><p class="question"><strong>{escape(counts.question)}</strong></p>{picture}{answer}'
            f"<table><thead><tr><th scope=col>Svar</th><th scope=col class=num>Antal</th></tr></thead>"
            f"<tbody>{_counted((b.label, b.count) for b in counts.bars)}</tbody>"
            f'<tbody class="rest">{_counted(counts.rest)}</tbody></table></div>'
        )

    def runs(self, runs: tuple[Run, ...]) -> str:
        return "".join(map(self.run, runs))

    def run(self, run: Run) -> str:
        text = str(escape(run.text))
        if run.order and self.trace:
            to = run.figure if self.live else str(run.order)
            text = f'<a class="figure" href="{escape(self.trace)}{escape(to)}/">{text}</a>'
        elif run.link and urlsplit(run.link).scheme in _SAFE:
            text = f'<a href="{escape(run.link)}">{text}</a>'
        if run.italic:
            text = f"<em>{text}</em>"
        return f"<strong>{text}</strong>" if run.bold else text


def _counted(rows: Iterable[tuple[str, int]]) -> str:
    return "".join(
        f"<tr><th scope=row>{escape(label)}</th><td class=num>{in_figures(n)}</td></tr>" for label, n in rows
    )
