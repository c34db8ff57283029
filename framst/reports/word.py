"""The Word round trip: the authority's own template, and what became of the figures in a file that came back."""

from __future__ import annotations

import datetime as dt
import io

from docx import Document

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.documents.returned import LARGEST, Difference, differences, opened
from framst.documents.sections import PaperContent
from framst.foundation.refusal import BadInput
from framst.foundation.words import N_

from .models import Paper, PaperTemplate


def template_at(moment: dt.datetime) -> bytes:
    """Return the Word template that was in force at `moment`; empty for the built-in one."""
    found = PaperTemplate.objects.filter(uploaded_at__lte=moment).order_by("-uploaded_at", "-id").first()
    return bytes(found.content) if found else b""


def template_in_force() -> PaperTemplate | None:
    """Return the newest template, without its content; None before the first."""
    return PaperTemplate.objects.order_by("-uploaded_at", "-id").defer("content").first()


def upload_template(*, name: str, content: bytes, by: Actor) -> PaperTemplate:
    """Keep a Word template: the papers that are frozen from now on get it. The old ones stay as they are.

    Raises BadInput when it is not a Word document that can be opened.
    """
    require(by, "papers.write")
    opened(content)
    try:
        Document(io.BytesIO(content))
    except Exception as fault:  # python-docx raises what its many parts raise
        raise BadInput(
            N_("Mallen går inte att öppna. Spara den i Word som dokument (.docx) och försök igen.")
        ) from fault
    return _kept(name, content, by)


def use_built_in_template(*, by: Actor) -> PaperTemplate:
    """Let the papers that are frozen from now on have the built-in look."""
    require(by, "papers.write")
    return _kept("", b"", by)


def _kept(name: str, content: bytes, by: Actor) -> PaperTemplate:
    made = PaperTemplate.objects.create(
        name=name[:200], content=content, uploaded_at=by.now, uploaded_by_id=by.person_id
    )
    record(act=Act.CHANGED, by=by, now=by.now, about=made, size=len(content))
    return made


def compare_returned(*, paper: Paper, content: PaperContent, data: bytes, by: Actor) -> list[Difference]:
    """Return where the figures of a returned Word file differ from `content`, the paper's. Only the event is kept."""
    require(by, "papers.write")
    found = differences(content, data)
    record(act=Act.COMPARED, by=by, now=by.now, about=paper, differences=len(found))
    return found


__all__ = [
    "LARGEST",
    "compare_returned",
    "template_at",
    "template_in_force",
    "upload_template",
    "use_built_in_template",
]
