"""HTML: for the page, the public page, and (with the print style) for the PDF."""

from __future__ import annotations

from django.template.loader import render_to_string

from ..sections import PaperContent


def html(content: PaperContent, *, trace: str, live: bool) -> str:
    """Return the paper's body as a fragment, to stand inside a page.

    `trace` is the address that figures lead to: before the figure's code while the paper is `live`, before its
    number in the paper once it is frozen.
    """
    return render_to_string("reports/paper_body.html", {"paper": content, "trace": trace, "live": live})


def document(content: PaperContent) -> bytes:
    """Return the paper as a whole HTML document that stands by itself, with relative addresses to its traces."""
    return render_to_string(
        "reports/paper_document.html", {"paper": content, "trace": "siffra/", "live": False}
    ).encode()
