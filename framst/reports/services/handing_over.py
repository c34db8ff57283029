"""What the registrar needs for the registry: Främst is not the diarium."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

from django.utils.translation import gettext as _

from framst.access.acting import Actor, require
from framst.access.exporting import note_export
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.queries import provider

from ..models import Paper, Rendition
from ..terms import CONSULTED, OUTCOMES, STATES, Consulted, Outcome, State


def registry_record(paper: Paper) -> dict[str, Any]:
    """Return what is known about a frozen paper as plain data, its files by name with their checksums."""
    authority = provider()
    return {
        "authority": authority.name if authority else "",
        "orgnr": authority.orgnr if authority else "",
        "registry_number": paper.registry_number,
        "title": paper.title,
        "address": paper.slug,
        "version": paper.version,
        "replaces": paper.replaces.slug if paper.replaces else None,
        "state": _(STATES[State(paper.state)]),
        "dated_on": _day(paper.dated_on),
        "frozen_at": _day(paper.frozen_at),
        "sent_at": _day(paper.sent_at),
        "published_at": _day(paper.published_at),
        "officer": paper.officer,
        "recipient": paper.recipient,
        "signatories": paper.signatories,
        "sent_to": paper.sent_to,
        "attachments": paper.attachments,
        "decisions": [
            {
                "decided_on": _day(d.decided_on),
                "outcome": _(OUTCOMES[Outcome(d.outcome)]),
                "paragraph": d.paragraph,
                "wording": d.wording,
            }
            for d in paper.decisions.order_by("decided_on", "noted_at")
        ],
        "consultations": [
            {
                "with": c.name or _(CONSULTED[Consulted(c.consulted)]),
                "on": _day(c.on),
                "held": c.held,
                "statement": c.statement,
            }
            for c in paper.consultations.order_by("on")
        ],
        "errata": [
            {
                "stands": e.stands,
                "right": e.right,
                "why": e.why,
                "decided_by": e.decided_by,
                "decided_on": _day(e.decided_on),
            }
            for e in paper.errata.order_by("decided_on", "noted_at")
        ],
    }


def registry_export(*, paper: Paper, by: Actor) -> bytes:
    """Return a ZIP for the registry: the stored files, `metadata.json` and `sha256sums.txt`.

    Raises Refused before the paper is frozen.
    """
    require(by, "papers.register")
    files = {
        f"{paper.slug}.figures.json" if r.kind == "json" else f"{paper.slug}.{r.kind}": bytes(r.content)
        for r in Rendition.objects.filter(paper=paper).order_by("kind")
    }
    if not files:
        raise Refused(N_("Filerna finns när skrivelsen är låst."))
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    metadata = {**registry_record(paper), "files": [{"name": n, "sha256": s} for n, s in sums.items()]}
    files["metadata.json"] = json.dumps(metadata, ensure_ascii=False, indent=1).encode()
    sums["metadata.json"] = hashlib.sha256(files["metadata.json"]).hexdigest()
    files["sha256sums.txt"] = "".join(f"{s}  {n}\n" for n, s in sums.items()).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    note_export(out.getvalue(), by=by, kind="zip", about=paper, rows=len(files))
    return out.getvalue()


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
