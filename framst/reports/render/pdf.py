"""PDF/A-3a and PDF/UA-1 in one file: the archive's copy is also the accessible one."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from ..sections import PaperContent
from .html import document

_LOOK = Path(__file__).resolve().parent / "paper.css"
_STATIC = Path(__file__).resolve().parents[2] / "ui" / "static"


def pdf(content: PaperContent, *, at: dt.datetime) -> bytes:
    """Return the paper as a tagged PDF; the same content and moment give the same bytes."""
    fonts = FontConfiguration()
    source = HTML(string=document(content).decode(), base_url=_STATIC.as_uri() + "/")
    raw = source.write_pdf(
        stylesheets=[CSS(string=_LOOK.read_text(), base_url=_STATIC.as_uri() + "/", font_config=fonts)],
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
        pdf_identifier=b"framst",
    )
    with pikepdf.open(io.BytesIO(raw)) as file:
        # One title and one moment in both places that PDF keeps them, and the mark of PDF/UA beside PDF/A's.
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as meta:
            meta["pdfuaid:part"] = "1"
            meta["dc:title"] = content.title
            meta["dc:language"] = ["sv"]
            meta["xmp:CreateDate"] = stamp
            meta["xmp:ModifyDate"] = stamp
            meta["xmp:MetadataDate"] = stamp
        out = io.BytesIO()
        file.save(out, deterministic_id=True)
    return out.getvalue()
