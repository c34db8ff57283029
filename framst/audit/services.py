"""Writing the record. It is written in the same transaction as the act, so neither stands without the other.

A page's read events are held until it is known whether it shows anything (`holding`): an act that ends in a redirect
or a refusal has shown nobody anything, and a form that is shown again with its errors has, although the rest of its
transaction is rolled back.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from django.db import DatabaseError, connection, models

from framst.foundation.words import N_

from .terms import Act

NOT_WRITTEN = N_(
    "Loggen kunde inte skrivas, och då visas ingenting. Försök igen om en stund. Säg till systemförvaltaren om det "
    "inte går då heller."
)
# The acts that say that something was shown.
_SHOWS = frozenset({Act.READ, Act.LISTED, Act.SEARCHED})
_held: ContextVar[list[list[object]] | None] = ContextVar("held", default=None)


class NotRecorded(Exception):
    """The record could not be written. No `Refused`: nobody shows a page with the sentence in it, and goes on."""


@contextmanager
def holding() -> Iterator[list[list[object]]]:
    """Hold the events of what is read inside; yield them. Whoever holds them gives them to `write` or drops them."""
    held: list[list[object]] = []
    token = _held.set(held)
    try:
        yield held
    finally:
        _held.reset(token)


def write(events: list[list[object]]) -> None:
    """Write events that were held. Raises NotRecorded."""
    for event in events:
        _insert(event)


def is_about_the_record(problem: DatabaseError) -> bool:
    """Whether a commit failed because the record or its chain could not be written, and not for another reason."""
    told = getattr(problem.__cause__, "diag", None)
    return told is not None and (
        (told.table_name or "") in ("audit_event", "audit_link", "audit_due")
        or "framst_link_events" in (told.context or "")
        or "framst_event_is_due" in (told.context or "")
    )


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
    Raises NotRecorded.
    """
    column = getattr(about, "pupil_column", "")
    if column:
        secrecy = getattr(about, "secrecy", "")
        subject = subject or getattr(about, column)
        letter = letter or getattr(about, "letter", "") or secrecy
        # Where a protected pupil goes to school is itself the secret: the record does not hold it either.
        unit = None if secrecy == "P" else unit or getattr(about, getattr(about, "unit_column", "holder_id"), None)
    # What the doer was then is kept where it is about somebody: a person's own extract says it (profession, not name).
    profession = ",".join(sorted(by.professions)) if subject is not None or shown else ""
    event: list[object] = [
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
    ]
    held = _held.get()
    if held is not None and act in _SHOWS:
        held.append(event)
    else:
        _insert(event)


def _insert(event: list[Any]) -> None:
    # Plain SQL: INSERT … RETURNING would ask to read the row back, which the doer may not.
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_event"
                ' (at, act, actor_kind, person, profession, machine, "table", record, subject, shown, unit, letter,'
                " purpose, detail) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s, %s, %s)",
                event,
            )
    except DatabaseError as problem:
        raise NotRecorded from problem
