"""Reads a file that somebody has written a plan in, whatever it was written with."""

from __future__ import annotations

from framst.foundation.refusal import BadInput

from .docx_file import read_docx
from .furniture import parted
from .guarding import MOST_WORDS, NO_TEXT, SCANNED, TOO_LONG, kind_of
from .html_file import read_html
from .passages import Document, numbered, words_of
from .pdf_file import read_pdf
from .plain_text import read_text

READERS = {"docx": read_docx, "html": read_html, "text": read_text}


def read_document(data: bytes, name: str) -> Document:
    """Return the text of a DOCX, PDF, HTML or text file in reading order, the pages' furniture apart.

    Raises BadInput with a sentence for a file that is too large, locked, broken, of another kind, or without text.
    """
    kind = kind_of(data, name)
    silent: tuple[int, ...] = ()
    if kind == "pdf":
        read, silent = read_pdf(data)
    else:
        read = READERS[kind](data)
    found = numbered(read)
    if not found:
        raise BadInput(SCANNED if kind == "pdf" else NO_TEXT)
    if words_of(found) > MOST_WORDS:
        raise BadInput(TOO_LONG)
    return parted(found, silent, copied=kind == "text")
