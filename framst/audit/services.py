"""Writing the record. It is written in the same transaction as the act, so neither stands without the other."""

from __future__ import annotations

import datetime as dt
import json
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


def record(
    *,
    act: Act,
    by: Doer,
    now: dt.datetime,
    about: models.Model | None = None,
    table: str = "",
    key: object = "",
    unit: int | None = None,
    purpose: str = "",
    **detail: object,
) -> None:
    """Write one event. `about` gives table and key; `detail` holds counts and codes, never names or answers."""
    # Plain SQL: INSERT … RETURNING would ask to read the row back, which the doer may not.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event"
            ' (at, act, actor_kind, person, machine, "table", record, unit, purpose, detail)'
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                now,
                act.value,
                by.kind,
                by.person_id,
                by.machine,
                about._meta.db_table if about is not None else table,
                str(about.pk if about is not None else key),
                unit,
                purpose,
                json.dumps(detail),
            ],
        )
