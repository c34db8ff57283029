"""The ways out for files: each is recorded with its checksum, and what holds pupils' data is limited in size and rate.

`hand_out` is for pupils' data, `attachment` and `note_export` for everything else. A file with pupils' data that passes
a limit is not handed out, and whoever reviews the log is told at once: a stolen sign-in that empties the system file by
file is stopped, and seen, the first day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpResponse

from framst.audit.services import record
from framst.audit.terms import Act
from framst.organisation.queries import settings_in_force

from .acting import Actor
from .crossing import cross

# Who is told when a limit is passed, handed down by config/registry.py. Each takes who asked.
ALARMS: list[Callable[[Actor], None]] = []


def hand_out(
    data: bytes,
    *,
    by: Actor,
    table: str,
    key: object = "",
    kind: str,
    pupils: Sequence[uuid.UUID],
    unit: int | None = None,
    letter: str = "C",
    purpose: str = "",
) -> bool:
    """Record that a file with data about `pupils` is handed out; return whether it may be.

    False: the file holds more pupils, or is one more file this day and night, than the authority's settings let one
    person take out. Then nothing is to be sent, and the alarm is given. The caller answers with a page and not with an
    error: an error would roll the alarm back.
    """
    limits = settings_in_force()
    taken = int(cross("own_exports", since=by.now - dt.timedelta(days=1)))
    too_many = len(pupils) > int(limits["export_most_pupils"])
    too_often = taken >= int(limits["export_most_a_day"])
    facts: dict[str, Any] = {
        "kind": kind,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "pupils": len(pupils),
    }
    one = pupils[0] if len(pupils) == 1 else None
    if too_many or too_often:
        record(
            act=Act.EXPORT_STOPPED, by=by, now=by.now, table=table, key=key, subject=one, unit=unit, letter=letter,
            purpose=purpose, **facts, limit="pupils" if too_many else "a_day",
        )  # fmt: skip
        for alarm in ALARMS:
            alarm(by)
        return False
    record(
        act=Act.EXPORTED, by=by, now=by.now, table=table, key=key, subject=one, shown=() if one else pupils,
        unit=unit, letter=letter, purpose=purpose, **facts,
    )  # fmt: skip
    return True


def note_export(
    data: bytes,
    *,
    by: Actor,
    kind: str,
    about: Model | None = None,
    table: str = "",
    key: object = "",
    rows: int | None = None,
) -> None:
    """Record that a file without pupils' data is handed out: what it is about, how large, its checksum."""
    facts: dict[str, Any] = {"kind": kind, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    if rows is not None:
        facts["rows"] = rows
    record(act=Act.EXPORTED, by=by, now=by.now, about=about, table=table, key=key, **facts)


def attachment(data: bytes, *, name: str, media: str, by: Actor, **about: Any) -> HttpResponse:
    """Answer with a file without pupils' data, to be saved as `name`; recorded as `note_export` says (`about`)."""
    note_export(data, by=by, kind=name.rpartition(".")[2], **about)
    return HttpResponse(data, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
