"""Protecting a pupil: out of every view in the same transaction, sealed where there are matters, else gone."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from framst.access.acting import machine
from framst.access.crossing import cross
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.words import N_
from framst.organisation.queries import settings_in_force

BY_SOURCE = N_("Märkt som skyddad i källan.")


def protect_by_import(*, pupil: UUID, now: dt.datetime) -> bool:
    """Protect a pupil whom a source has marked; return whether anything was sealed (else the pupil is gone).

    What was sealed is handed to the officer whom the authority has named for it (the setting `protection_officer`).
    """
    officer = settings_in_force()["protection_officer"]
    sealed = bool(cross("protect", pupil=pupil, officer=int(officer) if officer else None, basis=BY_SOURCE))
    # The event holds no unit: where a protected pupil goes to school is itself the secret.
    record(act=Act.PROTECTED, by=machine("import", now), now=now, subject=pupil, letter="P", sealed=sealed)
    return sealed
