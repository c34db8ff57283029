"""Writing the record. It is written in the same transaction as the act, so neither stands without the other."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Protocol

from django.db import connection, models

from .terms import Act


class Doer(Protocol):
    """Who acts, as the floors above know it (`access.acting.Actor`)."""

    @property
    def kind(self) -> str: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def machine(self) -> str: ...
    @property
    def professions(self) -> frozenset[str]: ...


def record(
    *,
    act: Act,
    by: Doer,
    now: dt.datetime,
    about: models.Model | None = None,
    table: str = "",
    key: object = "",
    subject: uuid.UUID | None = None,
    shown: Sequence[uuid.UUID] = (),
    unit: int | None = None,
    letter: str = "",
    purpose: str = "",
    **detail: object,
) -> None:
    """Write one event. `about` gives table and key; `detail` holds counts and codes, never names or answers.

    `subject` is the pupil that it is about, `shown` the pupils that a list showed, `unit` where the pupil was and
    `letter` the zone: what HSLF-FS 2016:40 4 kap. 9 § asks a log to hold, with who (`by`) and when.
    """
    if about is not None and hasattr(about, "pupil_column"):
        subject = subject or getattr(about, about.pupil_column)
        letter = letter or getattr(about, "letter", "") or about.secrecy
        # Where a protected pupil goes to school is itself the secret: the record does not hold it either.
        unit = None if about.secrecy == "P" else unit or getattr(about, getattr(about, "unit_column", "holder_id"))
    # What the doer was then is kept where it is about somebody: a person's own extract says it (profession, not name).
    profession = ",".join(sorted(by.professions)) if subject is not None or shown else ""
    # Plain SQL: INSERT … RETURNING would ask to read the row back, which the doer may not.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event"
            ' (at, act, actor_kind, person, profession, machine, "table", record, subject, shown, unit, letter, purpose,'
            " detail) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s, %s, %s)",
            [
                now,
                act.value,
                by.kind,
                by.person_id,
                profession,
                by.machine,
                about._meta.db_table if about is not None else table,
                str(about.pk if about is not None else key),
                subject,
                list(shown),
                unit,
                letter,
                purpose,
                json.dumps(detail),
            ],
        )
