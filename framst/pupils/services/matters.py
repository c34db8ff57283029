"""Verbs on a pupil's matters. Who is let in to a matter is decided by crossings; what is written there stands."""

from __future__ import annotations

import uuid

from framst.access.acting import Actor
from framst.access.crossing import cross
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.organisation.models import Person, Pupil

from ..models import Matter, Note
from ..terms import KINDS

IS_CLOSED = N_("Ärendet är avslutat.")
SOMETHING = N_("Skriv något.")
NOT_A_KIND = N_("Välj vad ärendet gäller.")


def open_matter(*, pupil: Pupil, letter: str, kind: str, about: str, by: Actor) -> uuid.UUID:
    """Open a matter of `pupil` in the zone `letter` and assign it to the actor; return its key.

    Raises NotAllowed for one who does not work in that zone with the pupil, Refused for an unknown kind.
    """
    if kind not in KINDS.get(letter, {}):
        raise Refused(NOT_A_KIND)
    key = uuid.uuid4()
    cross("open_matter", key=key, pupil=pupil.pk, letter=letter, kind=kind, basis=about[:200])
    opened = Matter(
        pk=key, pupil=pupil, holder_id=pupil.holder_id, secrecy=pupil.secrecy, kept_by_id=pupil.holder_id, letter=letter
    )
    record(act=Act.ADDED, by=by, now=by.now, about=opened)
    return key


def assign(*, matter: Matter, person: Person, by: Actor) -> None:
    """Assign somebody to a matter. Raises NotAllowed when the actor may not, or that person may not have it."""
    cross("assign", key=uuid.uuid4(), matter=matter.pk, person=person.pk, basis=matter.kind)
    record(act=Act.LET_IN, by=by, now=by.now, about=matter, person=person.pk)


def write_note(*, matter: Matter, text: str, by: Actor) -> Note:
    """Write a note in an open matter. Raises Refused for an empty one or a closed matter."""
    if matter.closed_on is not None:
        raise Refused(IS_CLOSED)
    if not text.strip():
        raise Refused(SOMETHING)
    if by.person_id is None:
        raise NotAllowed(N_("Anteckningar skrivs av personer."))
    note = Note(
        matter=matter, pupil_id=matter.pupil_id, holder_id=matter.holder_id, secrecy=matter.secrecy,
        kept_by_id=matter.kept_by_id, letter=matter.letter, text=text, written_by_id=by.person_id, written_at=by.now,
    )  # fmt: skip
    note.save(force_insert=True)
    record(act=Act.ADDED, by=by, now=by.now, about=note)
    return note


def close_matter(*, matter: Matter, by: Actor) -> None:
    """Close a matter. Raises Refused when it is closed already."""
    if matter.closed_on is not None:
        raise Refused(IS_CLOSED)
    matter.closed_on = by.today
    matter.save(update_fields=["closed_on"])
    record(act=Act.CLOSED, by=by, now=by.now, about=matter)
