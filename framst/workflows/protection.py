"""Protecting somebody: out of every view in the same transaction, sealed where there are matters, else gone.

A pupil's ties, name tokens, letters that have not gone and things on start pages go in the crossing `protect`. The
project keeps no page, no export and no search of a pupil anywhere else: pages are `never_cache` and are written from
the rows behind the walls each time, and files are made as they are fetched.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from framst.access.acting import Actor, acting, machine
from framst.access.crossing import cross
from framst.audit.services import record
from framst.audit.terms import Act
from framst.followups.models import Invitation
from framst.foundation.words import N_
from framst.notices.models import Message
from framst.notices.services import MOST_TRIES, queue
from framst.organisation.models import Person
from framst.organisation.queries import settings_in_force

BY_SOURCE = N_("Märkt som skyddad i källan.")
SUBJECT = "Ett ärende har lämnats till dig i Främst"
LETTER = (
    "Ett ärende som inte får nämnas i ett brev har lämnats till dig.\n\n"
    "Logga in med tvåfaktor och öppna sidan Skyddade uppgifter.\n"
)


def officer() -> int | None:
    """Return whom the authority has named for what is sealed (the setting `protection_officer`), if anybody."""
    value = str(settings_in_force()["protection_officer"] or "")
    return int(value) if value.isdecimal() else None


def protect_by_import(*, pupil: UUID, now: dt.datetime) -> bool:
    """Protect a pupil whom a source has marked; return whether anything was sealed (else the pupil is gone).

    What was sealed is handed to the officer whom the authority has named for it.
    """
    return _protect(pupil=pupil, basis=BY_SOURCE, by=machine("import", now))


def protect_by_hand(*, pupil: UUID, basis: str, by: Actor) -> bool:
    """Protect a pupil before the source does. Raises NotAllowed for one who does not lead the pupil's unit."""
    return _protect(pupil=pupil, basis=basis, by=by)


def _protect(*, pupil: UUID, basis: str, by: Actor) -> bool:
    who = officer()
    sealed = bool(cross("protect", pupil=pupil, officer=who, basis=basis))
    # The event holds no unit: where a protected pupil goes to school is itself the secret.
    record(act=Act.PROTECTED, by=by, now=by.now, subject=pupil, letter="P", sealed=sealed)
    if sealed and who is not None:
        person = Person.objects.get(pk=who)
        with acting(machine("import", by.now)):
            queue(address=person.email, subject=SUBJECT, body=LETTER, kind="sealed", about=person, by=by)
    return sealed


def protect_staff(*, person: int, former: str, now: dt.datetime) -> None:
    """Take a protected person's former address off the letters and places that carry it; what waits is not sent."""
    address = Person.objects.values_list("email", flat=True).get(pk=person)
    with acting(machine("mail", now)):
        Message.objects.filter(address__iexact=former, sent_at__isnull=True).update(
            tries=MOST_TRIES, failed="Protected"
        )
        Message.objects.filter(address__iexact=former).update(address=address)
    Invitation.objects.filter(address__iexact=former).update(address=address)
    record(act=Act.PROTECTED, by=machine("import", now), now=now, table="organisation_person", key=person)
