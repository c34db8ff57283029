"""PDF/A-3a and PDF/UA-1 in one file: the archive's copy is also the accessible one, and carries its figures as data."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import json
import warnings
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from .html import document
from .sections import PaperContent

_LOOK = Path(__file__).resolve().parent / "paper.css"
_METADATA = Path(__file__).resolve().parent / "metadata.xmp"
_STATIC = Path(__file__).resolve().parents[1] / "ui" / "static"


def pdf(content: PaperContent, *, at: dt.datetime, figures: bytes = b"") -> bytes:
    """Return the paper as a tagged PDF; the same content and moment give the same bytes.

    `figures` is the JSON of `figures_json`; it is attached as it is and as CSV.
    """
    fonts, style = look()
    # No address in the file depends on the machine, and nothing is fetched: figures are text here, traced in the HTML.
    source = HTML(string=document(content, linked=False).decode(), url_fetcher=_refused)
    foot = CSS(string=f"@page {{ @bottom-left {{ content: {_quoted(content.foot)} }} }}")
    with warnings.catch_warnings():
        # WeasyPrint leaves its colour profile for the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        raw = source.write_pdf(
            stylesheets=[style, foot],
            font_config=fonts,
            pdf_variant="pdf/a-3a",
            pdf_tags=True,
            pdf_identifier=b"framst",
            attachments=_attachments(figures, at),
        )
    with pikepdf.open(io.BytesIO(raw)) as file:
        _describe(file, content, at)
        out = io.BytesIO()
        file.save(out, deterministic_id=True)
    return out.getvalue()


@functools.cache
def look() -> tuple[FontConfiguration, CSS]:
    """The style and its fonts, read once."""
    fonts = FontConfiguration()
    return fonts, CSS(string=_LOOK.read_text(), base_url=_STATIC.as_uri() + "/", font_config=fonts)


def _refused(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError("a paper fetches nothing")


def _quoted(text: str) -> str:
    """Return `text` as a CSS string that cannot end before its end."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'


def _attachments(figures: bytes, at: dt.datetime) -> list[Attachment]:
    if not figures:
        return []
    rows = json.loads(figures)
    table = io.StringIO()
    if rows:
        writer = csv.DictWriter(table, fieldnames=list(rows[0]), delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({k: _plain(v) for k, v in row.items()} for row in rows)
    return [
        Attachment(string=data, name=name, description=description, relationship="Data", created=at, modified=at)
        for name, description, data in (
            ("siffror.json", "Skrivelsens siffror som JSON", figures),
            ("siffror.csv", "Skrivelsens siffror som tabell", b"\xef\xbb\xbf" + table.getvalue().encode()),
        )
    ]


def _plain(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _describe(file: pikepdf.Pdf, content: PaperContent, at: dt.datetime) -> None:
    """Write title, author, language and moment in both places that PDF keeps them, and the marks of both standards.

    PDF/A takes the mark of PDF/UA only with a description of it (ISO 19005-3, 6.6.2.3.2), so the packet is our own.
    """
    stamp = at.astimezone(dt.UTC)
    file.docinfo["/Title"] = content.title
    file.docinfo["/Author"] = content.authority
    file.docinfo["/Producer"] = "WeasyPrint"
    file.docinfo["/Creator"] = "Främst"
    for key in ("/CreationDate", "/ModDate"):
        file.docinfo[key] = stamp.strftime("D:%Y%m%d%H%M%SZ")
    packet = _METADATA.read_text().format(
        title=escape(content.title), author=escape(content.authority), stamp=stamp.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    file.Root.Metadata = file.make_stream(packet.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    file.Root.Lang = pikepdf.String("sv-SE")
    file.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    file.Root.PageMode = pikepdf.Name.UseOutlines
