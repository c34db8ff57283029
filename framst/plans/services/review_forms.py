"""Review forms: made from a start, changed in versions, published. A published version stands as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from django.utils.text import slugify

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.plans.models import ReviewForm, ReviewFormVersion

_START = Path(__file__).resolve().parents[1] / "starting_criteria.json"
KINDS = {"law": N_("lag"), "research": N_("forskning och erfarenhet")}


def begin_form(*, title: str, forms: Iterable[str] = (), central: bool = False, by: Actor) -> ReviewFormVersion:
    """Make a review form with a first draft, filled with the starting criteria: a proposal to change."""
    require(by, "plans.ask")
    stem = slugify(title)[:50].strip("-") or "formular"
    code, number = stem, 2
    while ReviewForm.objects.filter(code=code).exists():
        code, number = f"{stem}-{number}", number + 1
    form = ReviewForm.objects.create(code=code, title=title, forms=list(forms), central=central)
    made = ReviewFormVersion.objects.create(form=form, number=1, criteria=json.loads(_START.read_text()))
    record(act=Act.ADDED, by=by, now=by.now, about=form)
    return made


def keep_criterion(
    *, version: ReviewFormVersion, code: str, text: str, help: str, kind: str, basis: str, section: str, by: Actor
) -> None:
    """Keep a criterion of a draft: a new one without a code, else the one that has it."""
    require(by, "plans.ask")
    _only_draft(version)
    if kind not in KINDS or not text.strip() or not basis.strip():
        raise Refused(N_("Skriv vad som bedöms och vad det bygger på."))
    kept = {
        "text": text.strip(),
        "help": help.strip(),
        "kind": kind,
        "basis": basis.strip(),
        "section": section.strip(),
    }
    if code:
        if code not in {c["code"] for c in version.criteria}:
            raise Refused(N_("Kriteriet finns inte längre."))
        version.criteria = [{"code": code, **kept} if c["code"] == code else c for c in version.criteria]
    else:
        taken = {c["code"] for c in version.criteria}
        stem = slugify(text)[:34].strip("-") or "kriterium"
        fresh, number = stem, 2
        while fresh in taken:
            fresh, number = f"{stem}-{number}", number + 1
        version.criteria = [*version.criteria, {"code": fresh, **kept}]
    version.save(update_fields=["criteria"])
    record(act=Act.CHANGED, by=by, now=by.now, about=version)


def remove_criterion(*, version: ReviewFormVersion, code: str, by: Actor) -> None:
    """Take a criterion out of a draft. Published versions, and what was judged by them, keep it."""
    require(by, "plans.ask")
    _only_draft(version)
    version.criteria = [c for c in version.criteria if c["code"] != code]
    version.save(update_fields=["criteria"])
    record(act=Act.CHANGED, by=by, now=by.now, about=version)


def publish_form(*, version: ReviewFormVersion, by: Actor) -> None:
    """Publish a draft: from now on rounds can be made by it, and it does not change."""
    require(by, "plans.ask")
    _only_draft(version)
    if not version.criteria:
        raise Refused(N_("Formuläret har inga kriterier."))
    version.published_at = by.now
    version.save(update_fields=["published_at"])
    record(act=Act.PUBLISHED_VERSION, by=by, now=by.now, about=version)


def next_version(*, form: ReviewForm, by: Actor) -> ReviewFormVersion:
    """Begin a new draft from the newest version. Raises Refused while there is a draft."""
    require(by, "plans.ask")
    newest = form.versions.latest("number")
    if newest.published_at is None:
        raise Refused(N_("Det finns redan ett utkast."))
    made = ReviewFormVersion.objects.create(form=form, number=newest.number + 1, criteria=newest.criteria)
    record(act=Act.ADDED, by=by, now=by.now, about=made)
    return made


def _only_draft(version: ReviewFormVersion) -> None:
    if version.published_at is not None:
        raise Refused(N_("Versionen är fastställd och ändras inte. Gör en ny version."))
