"""A person's own data (GDPR art. 15): ordered, made by a job, fetched once by the one who ordered it, then gone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from framst.access.acting import Actor, require
from framst.access.crossing import NOT_YOURS
from framst.access.exporting import hand_out, note_export
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.organisation.models import Guardian, Pupil
from framst.organisation.terms import Secrecy

from ..models import Extract
from ..rules import is_over
from ..terms import EXTRACT_KINDS

NO_EXPORT = N_("Uppgifter om en elev med skyddade uppgifter hämtas inte ut här.")
NOT_INFORMED = N_("Den vårdnadshavaren ska inte få information om eleven.")
SAY_HOW = N_("Skriv hur identiteten har kontrollerats.")
IN_FUTURE = N_("Begäran kan inte vara gjord senare än i dag.")
IS_GONE = N_("Filen är redan hämtad, eller har legat för länge. Beställ ett nytt utdrag.")
WITH_FACTOR = N_("Utdraget är beställt med tvåfaktor. Logga in med tvåfaktor och hämta det.")

# Who makes the files, handed down by config/registry.py: (the order, who ordered it) → the PDF and the JSON.
MAKERS: dict[str, Callable[[Extract, Actor], tuple[bytes, bytes]]] = {}


def order_extract(
    *, pupil: Pupil, guardian: Guardian | None, asked_on: dt.date, identity_checked: str, by: Actor
) -> Extract:
    """Order what the system holds about a pupil, for the pupil or for a guardian, at their request.

    Raises Refused for a guardian who is not to have information, for a protected pupil, and when it is not said how
    the identity was checked (it is checked outside the system).
    """
    require(by, "pupils.extract")
    if pupil.secrecy == Secrecy.PROTECTED:
        raise Refused(NO_EXPORT)
    if guardian is not None and not guardian.informed:
        raise Refused(NOT_INFORMED)
    if not identity_checked.strip():
        raise Refused(SAY_HOW)
    if asked_on > by.today:
        raise Refused(IN_FUTURE)
    made = Extract(
        pupil=pupil, holder_id=pupil.holder_id, secrecy=pupil.secrecy, ordered_by_id=by.person_id or 0, ordered_at=by.now,
        second_factor=by.second_factor, recipient="guardian" if guardian else "pupil",
        guardian=guardian.pk if guardian else None, asked_on=asked_on, identity_checked=identity_checked,
    )  # fmt: skip
    made.save(force_insert=True)
    record(act=Act.ORDERED, by=by, now=by.now, about=made, recipient=made.recipient)
    return made


def order_own(*, by: Actor) -> Extract:
    """Order what the system holds about oneself, who works here."""
    made = Extract(ordered_by_id=by.person_id or 0, ordered_at=by.now, second_factor=by.second_factor, recipient="self")
    made.save(force_insert=True)
    record(act=Act.ORDERED, by=by, now=by.now, table=Extract._meta.db_table, key=made.pk, recipient="self")
    return made


def make_extract(*, extract: Extract, by: Actor) -> None:
    """Make the files of an order. Safe to run twice.

    The right is asked for anew: between the order and the job an assignment may have ended, or the pupil moved.
    Raises NotAllowed.
    """
    if extract.made_at is not None:
        return
    _may_still(extract, by)
    extract.pdf, extract.json = MAKERS[extract.recipient](extract, by)
    extract.made_at = by.now
    extract.save(update_fields=["pdf", "json", "made_at"])


def _may_still(extract: Extract, by: Actor) -> None:
    """Return when `by` may have the extract at this moment: by profession, behind the pupil's walls, with the factor
    that it was ordered with (what is in it may stand behind it). One's own data needs no more than being oneself."""
    if extract.pupil_id is None:
        return
    require(by, "pupils.extract")
    if extract.second_factor and not by.second_factor:
        raise NotAllowed(WITH_FACTOR)
    if not Pupil.objects.filter(pk=extract.pupil_id).exists():
        raise NotAllowed(NOT_YOURS)


def note_failure(*, extract: Extract, by: Actor) -> None:
    """Remember that the job failed, so that the page can say so."""
    extract.failed_at = by.now
    extract.save(update_fields=["failed_at"])


def fetch(*, key: uuid.UUID, kind: str, by: Actor) -> bytes | None:
    """Hand out one of the files, once: its content is gone from here in the same transaction.

    Returns None when a limit was passed and the alarm was given. Raises Refused for a file that is gone, NotAllowed
    for one who no longer may order it, or who made it with a second factor and has not given that now.
    """
    extract = Extract.objects.select_for_update(of=("self",)).get(pk=key)
    _may_still(extract, by)
    data = getattr(extract, kind)
    if kind not in EXTRACT_KINDS or data is None or is_over(extract.ordered_at, by.now):
        raise Refused(IS_GONE)
    content = bytes(data)
    if extract.pupil_id is None:
        note_export(content, by=by, kind=kind, table=Extract._meta.db_table, key=extract.pk)
    elif not hand_out(
        content, by=by, table=Extract._meta.db_table, key=extract.pk, kind=kind, pupils=[extract.pupil_id],
        unit=extract.holder_id, letter=extract.secrecy, purpose="registerutdrag",
    ):  # fmt: skip
        return None
    setattr(extract, kind, None)
    setattr(extract, f"{kind}_fetched_at", by.now)
    extract.save(update_fields=[kind, f"{kind}_fetched_at"])
    return content
