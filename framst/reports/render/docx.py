"""DOCX: people go on in Word, so figures are marked as content controls that a returned file is checked by."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ..sections import Block, PaperContent, PaperSection, Run

_EPOCH = (1980, 1, 1, 0, 0, 0)


def docx(content: PaperContent, *, at: dt.datetime, template: bytes | None = None) -> bytes:
    """Return the paper as a Word file; the same content, moment and template give the same bytes."""
    document: Any = Document(io.BytesIO(template)) if template else Document()
    for line in (
        content.authority,
        content.spec_name,
        content.dated,
        content.registry_number,
        content.recipient,
    ):
        if line:
            document.add_paragraph(line)
    document.add_heading(content.title, level=1)
    for section in (*content.sections, *content.appendices):
        _section(document, section)
    for name, title in content.signatories:
        document.add_paragraph(f"{name}\n{title}")
    properties = document.core_properties
    properties.title, properties.language, properties.author = content.title, "sv-SE", content.authority
    properties.created = properties.modified = at.replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return _with_fixed_dates(out.getvalue())


def _section(document: Any, section: PaperSection) -> None:
    document.add_heading(section.heading, level=2)
    for block in section.blocks:
        _block(document, block)


def _block(document: Any, block: Block) -> None:
    if block.kind == "h3":
        document.add_heading("".join(r.text for r in block.runs), level=3)
    elif block.kind in ("ul", "ol"):
        for item in block.items:
            _runs(document.add_paragraph(style="List Bullet" if block.kind == "ul" else "List Number"), item)
    elif block.kind == "table":
        width = max((len(row) for row in block.rows), default=1)
        table = document.add_table(rows=0, cols=width)
        for row in block.rows:
            cells = table.add_row().cells
            for cell, runs in zip(cells, row, strict=False):
                _runs(cell.paragraphs[0], runs)
    else:
        _runs(document.add_paragraph(), block.runs)


def _runs(paragraph: Any, runs: tuple[Run, ...]) -> None:
    for run in runs:
        made = paragraph.add_run(run.text)
        made.bold, made.italic = run.bold or None, run.italic or None
        if run.figure:
            _as_content_control(made._r, run)


def _as_content_control(element: Any, run: Run) -> None:
    """Wrap a run in a content control whose tag names the figure."""
    control, properties, body = OxmlElement("w:sdt"), OxmlElement("w:sdtPr"), OxmlElement("w:sdtContent")
    for name, value in (("w:alias", run.figure), ("w:tag", f"framst:{run.order}:{run.figure}")):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        properties.append(child)
    element.addprevious(control)
    body.append(element)
    control.append(properties)
    control.append(body)


def _with_fixed_dates(data: bytes) -> bytes:
    """Rewrite the archive with one date on every entry, so that the bytes depend on the content only."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
