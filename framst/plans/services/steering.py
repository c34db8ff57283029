"""Steering documents: begun, written section by section, decided. What is decided is never changed: a new version is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify

from framst.access.acting import Actor, require
from framst.access.professions import SCHOOL_LEADERS
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.organisation.models import Unit
from framst.organisation.queries import assignments_of
from framst.plans.models import SteeringDocument, SteeringNote, SteeringVersion
from framst.plans.terms import PLACES, DocumentKind

ACT = "steering.write"
IS_DECIDED = N_("Versionen är beslutad och ändras inte. Börja en ny version.")
HAS_DRAFT = N_("Det finns redan ett utkast till en ny version.")
NO_SECTION = N_("Skriv minst ett avsnitt innan dokumentet beslutas.")
NO_TITLE = N_("Avsnittet behöver en rubrik.")
BEFORE_DECISION = N_("Dokumentet kan inte börja gälla före beslutet.")
NOT_YET = N_("Beslutet kan inte ha en dag som inte har varit.")
NO_DECIDER = N_("Skriv vem som har beslutat.")
NOT_YOUR_SCHOOL = N_("Anteckningen skriver skolans rektor.")
RESERVED = {"nytt"}


def begin_document(*, title: str, kind: DocumentKind, by: Actor) -> SteeringVersion:
    """Begin a steering document with an empty first draft."""
    require(by, ACT)
    taken = set(SteeringDocument.objects.values_list("slug", flat=True)) | RESERVED
    document = SteeringDocument.objects.create(
        slug=_free(slugify(title)[:50] or "dokument", taken),
        title=title,
        kind=kind,
        made_by_id=by.person_id,
        made_at=by.now,
    )
    record(act=Act.ADDED, by=by, now=by.now, about=document)
    return _draft(document, 1, [], "", by)


def why_not_begin(document: SteeringDocument) -> str:
    """Return why no new version can be begun; empty when it can."""
    return HAS_DRAFT if document.versions.filter(decided_on__isnull=True).exists() else ""


def begin_version(*, document: SteeringDocument, by: Actor) -> SteeringVersion:
    """Begin a new version from the latest: its sections keep their codes, so that the two can be compared."""
    require(by, ACT)
    refusal = why_not_begin(document)
    if refusal:
        raise Refused(refusal)
    last = document.versions.order_by("-number")[0]
    return _draft(document, last.number + 1, last.sections, last.for_whom, by)


def _draft(
    document: SteeringDocument, number: int, sections: list[object], for_whom: str, by: Actor
) -> SteeringVersion:
    made = SteeringVersion.objects.create(
        document=document, number=number, sections=sections, for_whom=for_whom, made_by_id=by.person_id, made_at=by.now
    )
    record(act=Act.ADDED, by=by, now=by.now, about=made, number=number)
    return made


def keep_section(
    *, version: SteeringVersion, code: str, title: str, text: str, places: Sequence[str] = (), by: Actor
) -> str:
    """Keep a section's words; without a code it is a new one, last. Return its code."""
    now = _held(version, by)
    if not title.strip():
        raise Refused(NO_TITLE)
    kept = {"title": title.strip(), "text": text.strip(), "places": [p for p in PLACES if p in places]}
    for section in now.sections:
        if section["code"] == code:
            section.update(kept)
            break
    else:
        code = _free(slugify(title)[:50] or "avsnitt", {s["code"] for s in now.sections} | {"nytt"})
        now.sections.append({"code": code, **kept})
    _keep(now, by, section=code)
    return code


def remove_section(*, version: SteeringVersion, code: str, by: Actor) -> None:
    """Take a section out of the draft. It stands in the versions that had it."""
    now = _held(version, by)
    now.sections = [s for s in now.sections if s["code"] != code]
    _keep(now, by, removed=code)


def why_not_decide(version: SteeringVersion) -> str:
    """Return why the version cannot be decided now; empty when it can."""
    if version.decided_on:
        return IS_DECIDED
    return "" if version.sections else NO_SECTION


def decide(
    *,
    version: SteeringVersion,
    decided_on: dt.date,
    decided_by: str,
    paragraph: str,
    in_force_from: dt.date,
    for_whom: str,
    by: Actor,
) -> None:
    """Note the decision. From then on all who work here read it, and nobody changes it."""
    now = _held(version, by)
    refusal = why_not_decide(now)
    if refusal:
        raise Refused(refusal)
    if not decided_by.strip():
        raise Refused(NO_DECIDER)
    if decided_on > by.today:
        raise Refused(NOT_YET)
    if in_force_from < decided_on:
        raise Refused(BEFORE_DECISION)
    now.decided_on, now.decided_by, now.paragraph = decided_on, decided_by.strip(), paragraph.strip()
    now.in_force_from, now.for_whom = in_force_from, for_whom.strip()
    now.save()
    record(act=Act.DECIDED, by=by, now=by.now, about=now, number=now.number)


def note(*, version: SteeringVersion, unit: Unit, text: str, by: Actor) -> None:
    """Say in one line how the school has worked with a version; an empty line takes the former one's place, and is none."""
    require(by, "wheel.school")
    if not assignments_of(by.person_id or 0, by.today).filter(unit=unit, profession__in=SCHOOL_LEADERS).exists():
        raise NotAllowed(NOT_YOUR_SCHOOL)
    if not text.strip():
        SteeringNote.objects.filter(unit=unit, version=version).delete()
    else:
        SteeringNote.objects.update_or_create(
            unit=unit, version=version, defaults={"text": text.strip(), "by_id": by.person_id or 0, "at": by.now}
        )
    record(act=Act.CHANGED, by=by, now=by.now, about=version, unit=unit.pk, note=bool(text.strip()))


def _held(version: SteeringVersion, by: Actor) -> SteeringVersion:
    require(by, ACT)
    now = SteeringVersion.objects.select_for_update().get(pk=version.pk)
    if now.decided_on:
        raise Refused(IS_DECIDED)
    return now


def _keep(version: SteeringVersion, by: Actor, **detail: Any) -> None:
    version.save(update_fields=["sections"])
    record(act=Act.CHANGED, by=by, now=by.now, about=version, **detail)


def _free(wanted: str, taken: set[str]) -> str:
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found
