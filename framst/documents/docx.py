"""DOCX: people go on in Word, so figures are marked as content controls that a returned file is checked by."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu

from framst.foundation.numerals import in_figures

from . import charts
from .sections import Block, Counts, PaperContent, PaperSection, Run
from .word_style import placed, plain, prepared, styled

TAG = "framst"  # of the content controls: framst:order:code
_EMU = 9525  # to a CSS pixel
_WIDEST = 560  # pixels
# A table's text begins where the text above it begins.
_MARGINS = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="115" w:type="dxa"/></w:tblCellMar>'
_IDS = 70_000  # above those that a template is likely to use for controls of its own


def docx(content: PaperContent, *, at: dt.datetime, template: bytes = b"") -> bytes:
    """Return the paper as a Word file; the same content, moment and template give the same bytes.

    `template` is the authority's own: its head, foot and styles are kept, its words in double braces are filled in.
    """
    document: Any = Document(io.BytesIO(template)) if template else prepared(content)
    writer = _Writer(document)
    if template:
        with placed(document, content):
            writer.paper(content, head=False)
    else:
        writer.paper(content, head=True)
    _describe(document, content, at)
    out = io.BytesIO()
    document.save(out)
    return _with_fixed_dates(out.getvalue(), at)


class _Writer:
    def __init__(self, document: Any) -> None:
        self.document, self.pictures = document, 0
        self.styles: dict[str, tuple[Any, str | None]] = {}  # by name: the style, and what a paragraph names it by

    def paper(self, content: PaperContent, *, head: bool) -> None:
        if head:
            self.head(content)
        self.words(content.title, "Title")
        for section in content.sections:
            self.section(section)
        if content.signatories:
            self.words("", "Normal")
            for name, title in content.signatories:
                self.words(f"{name}\n{title}", "Normal").paragraph_format.space_before = Emu(450_000)
        if content.attachments:
            self.words("Bilagor", "Heading 1")
            self.listed("ol", [(Run(a),) for a in content.attachments])
        if content.sent_to:
            self.words("Beslutet skickas till", "Heading 1")
            self.words(content.sent_to, "Normal")
        for section in content.appendices:
            self.section(section).paragraph_format.page_break_before = True

    def head(self, content: PaperContent) -> None:
        left = [content.authority, *content.office.splitlines()]
        left += [f"Handläggare: {content.officer}"] if content.officer else []
        right = [content.spec_name, content.dated]
        right += [f"Diarienummer: {content.registry_number}"] if content.registry_number else []
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            + "".join(
                _paragraph(line, bold=n == 0, style="FramstHead")
                for n, line in enumerate([*filter(None, lines)] or [""])
            )
            + "</w:tc>"
            for width, lines in ((5600, left), (3400, right))
        )
        self.put(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>'
            '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="777777"/></w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/>{_MARGINS}</w:tblPr>{_grid((5600, 3400))}<w:tr>{cells}</w:tr></w:tbl>'
        )
        if content.recipient:
            self.words(f"Till {content.recipient}", "Normal").paragraph_format.space_before = Emu(300_000)

    def section(self, section: PaperSection) -> Any:
        made = self.words(section.heading, "Heading 1")
        for block in section.blocks:
            self.block(block)
        return made

    def block(self, block: Block) -> None:
        if block.kind in ("ul", "ol"):
            self.listed(block.kind, block.items)
        elif block.kind == "table" and block.rows:
            width = max(len(row) for row in block.rows)
            self.table([9000 // width] * width, [[_joined(cell) for cell in row] for row in block.rows])
        elif block.kind == "counts" and block.counts:
            self.counts(block, block.counts)
        else:
            style = "Heading 2" if block.kind == "h3" else "Normal"
            self.runs(self.paragraph(style), block.runs)

    def counts(self, block: Block, counts: Counts) -> None:
        question = self.paragraph("Normal")
        question.add_run(plain(counts.question)).bold = True
        question.paragraph_format.keep_with_next = True
        if counts.picture and counts.bars:
            self.picture(counts)
        if block.runs:
            self.runs(self.paragraph("Normal"), block.runs)
        rows = [(b.label, b.count) for b in counts.bars] + list(counts.rest)
        self.table([4600, 1400], [["Svar", "Antal"], *([label, in_figures(n)] for label, n in rows)], numbers=True)

    def picture(self, counts: Counts) -> None:
        width, height = charts.size(counts)
        scale = min(1.0, _WIDEST / width)
        paragraph = self.paragraph("Normal")
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(
            io.BytesIO(charts.png(counts)), Emu(int(width * scale * _EMU)), Emu(int(height * scale * _EMU))
        )
        self.pictures += 1
        described = shape._inline.docPr
        described.set("name", f"Diagram {self.pictures}")
        described.set("descr", plain(charts.alt(counts)))

    def listed(self, kind: str, items: Iterable[tuple[Run, ...]]) -> None:
        name = "List Bullet" if kind == "ul" else "List Number"
        style, _ = self.style(name)
        number = _restarted(self.document, style) if kind == "ol" and style else None
        for n, item in enumerate(items, start=1):
            paragraph = self.paragraph(name)
            if style is None:
                paragraph.add_run("• " if kind == "ul" else f"{n}. ")
            elif number is not None:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
            self.runs(paragraph, item)

    def words(self, text: str, style: str) -> Any:
        made = self.paragraph(style)
        if text:
            made.add_run(plain(text))
        return made

    def paragraph(self, style: str) -> Any:
        made = self.document.add_paragraph()
        made._p.style = self.style(style)[1]
        return made

    def style(self, name: str) -> tuple[Any, str | None]:
        """Look a style up once: python-docx goes through all styles of the document each time."""
        if name not in self.styles:
            found = styled(self.document, name)
            named = self.document.part.get_style_id(found, WD_STYLE_TYPE.PARAGRAPH) if found is not None else None
            self.styles[name] = found, named
        return self.styles[name]

    def runs(self, paragraph: Any, runs: tuple[Run, ...]) -> None:
        for run in runs:
            made = paragraph.add_run(plain(run.text))
            made.bold, made.italic = run.bold or None, run.italic or None
            if run.order:
                _as_content_control(made._r, run)

    def table(self, widths: Sequence[int], rows: Sequence[Sequence[str]], *, numbers: bool = False) -> None:
        """Add a table; its first row is the head, repeated on each page. Written as XML: cell by cell takes seconds."""
        self.put(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>'
            '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="999999"/>'
            '<w:insideH w:val="single" w:sz="2" w:space="0" w:color="999999"/></w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/>{_MARGINS}<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            f' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>{_grid(widths)}'
            + "".join(
                f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if n == 0 else ''}</w:trPr>"
                + "".join(
                    f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
                    + _paragraph(text, bold=n == 0, right=numbers and column > 0, style="FramstCell")
                    + "</w:tc>"
                    for column, (width, text) in enumerate(zip(widths, row, strict=False))
                )
                + "</w:tr>"
                for n, row in enumerate(rows)
            )
            + "</w:tbl>"
        )
        self.words("", "Normal")

    def put(self, xml: str) -> None:
        body = self.document.element.body
        body.insert_element_before(parse_xml(xml), "w:sectPr")


def _grid(widths: Iterable[int]) -> str:
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{w}"/>' for w in widths) + "</w:tblGrid>"


def _paragraph(text: str, *, bold: bool = False, right: bool = False, style: str = "") -> str:
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += '<w:jc w:val="right"/>' if right else ""
    return (
        f"<w:p><w:pPr>{look}</w:pPr><w:r><w:rPr>{'<w:b/>' if bold else ''}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(plain(text))}</w:t></w:r></w:p>'
    )


def _joined(runs: tuple[Run, ...]) -> str:
    return "".join(r.text for r in runs)


def _as_content_control(element: Any, run: Run) -> None:
    """Wrap a run in a content control whose tag names the figure."""
    control = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="Siffra {run.order}"/>'
        f'<w:tag w:val="{TAG}:{run.order}:{escape(run.figure)}"/><w:id w:val="{_IDS + run.order}"/><w:text/></w:sdtPr>'
        "<w:sdtContent/></w:sdt>"
    )
    element.addprevious(control)
    control.find(qn("w:sdtContent")).append(element)


def _restarted(document: Any, style: Any) -> int | None:
    """Return a numbering of its own for one list, so that it begins at 1; None where the style has no numbering."""
    found = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    if found is None:
        return None
    numbering = document.part.numbering_part.element
    number = next((n for n in numbering.num_lst if n.numId == int(found.get(qn("w:val")))), None)
    if number is None:
        return None
    made = numbering.add_num(number.abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def _describe(document: Any, content: PaperContent, at: dt.datetime) -> None:
    properties = document.core_properties
    properties.title, properties.language, properties.author = content.title, "sv-SE", content.authority
    properties.last_modified_by = content.authority
    properties.comments, properties.revision = "", 1
    properties.created = properties.modified = at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)


def _with_fixed_dates(data: bytes, at: dt.datetime) -> bytes:
    """Rewrite the archive with one date on every entry, so that the bytes depend on the content and moment only."""
    moment = at.astimezone(dt.UTC)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            new.writestr(zipfile.ZipInfo(name, stamp), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
