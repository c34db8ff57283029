"""`framst bench roster`: a large roster from an SS 12000 server on loopback, through staging, checking, difference and
record, against COPY of its rows. `framst bench roster-files`: the same people from CSV.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import Row
from .people import UNITS, unit_code
from .sources import SOURCE, Read, Source, server

PUPILS, FEWER = 150_000, 15_000
CHANGED = 1_500  # pupils of the delta run
NOW = dt.datetime(2025, 9, 1, 9, tzinfo=dt.UTC)

# Least share of the speed of COPY; least share of the smaller roster's rate; most memory; what a delta may cost.
AGAINST_COPY, LEVEL, MEMORY, DELTA = 0.25, 0.9, 400, 3.0

# What the rows came to stand in: COPY of the same rows is the limit.
_OF_PUPIL = "SELECT t.* FROM {} t JOIN organisation_pupil p ON p.id = t.pupil_id ORDER BY p.source_id"
_AS_TOLD = {
    "pupil": "SELECT * FROM {} ORDER BY source_id",
    "identitynumber": _OF_PUPIL,
    "nametoken": _OF_PUPIL,
    "enrolment": _OF_PUPIL,
    "guardian": _OF_PUPIL,
    "person": "SELECT * FROM {}",
    "assignment": "SELECT * FROM {}",
}


def roster(source: Source = server) -> list[Row]:
    """Measure the reading of `source`: new, once more, and what has changed."""
    for word in ("migrate", "load-demo"):
        subprocess.run([sys.executable, "-m", "framst.config.command", word], check=True, stdout=subprocess.DEVNULL)
    from ..command import ready

    ready()
    rows: list[Row] = []
    _units()
    with tempfile.TemporaryDirectory() as folder, source(Path(folder), FEWER, 0) as read:
        small = _seconds(read, NOW)
        _forget()
    with tempfile.TemporaryDirectory() as folder, source(Path(folder), PUPILS, CHANGED) as read:
        seconds = _seconds(read, NOW)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare = statistics.median(_copied() for _ in range(3))  # the first runs into what the reading left to write
        same = _seconds(read, NOW + dt.timedelta(hours=1))
        later = NOW + dt.timedelta(days=1)
        delta = _seconds(read, later, since=NOW + dt.timedelta(hours=1))
    rate, former = PUPILS / seconds, FEWER / small
    rows.append(Row(f"COPY av samma rader, {PUPILS} elever", round(bare, 1), "s"))
    rows.append(
        _at_least(
            f"inläsning, {PUPILS} elever", seconds, "s", "COPY (andel av dess fart)", bare / seconds, AGAINST_COPY
        )
    )
    rows.append(_at_least("elever i sekunden", rate, "/s", f"farten vid {FEWER} elever", rate / former, LEVEL))
    rows.append(Row("minne", round(memory, 0), "MB", f"{MEMORY} MB", round(memory / MEMORY, 2), 1.0, memory <= MEMORY))
    rows.append(Row(f"samma elevlista en gång till, {PUPILS} elever", round(same, 1), "s"))
    share = (delta / CHANGED) / (seconds / PUPILS)
    rows.append(
        Row(
            f"delta, {CHANGED} elever",
            round(delta, 2),
            "s",
            "samma tid för varje elev",
            round(share, 2),
            DELTA,
            share <= DELTA,
        )
    )
    return rows


def _at_least(measure: str, value: float, unit: str, against: str, ratio: float, goal: float) -> Row:
    return Row(measure, round(value, 1), unit, against, round(ratio, 3), goal, ratio >= goal)


def _seconds(read: Read, now: dt.datetime, since: dt.datetime | None = None) -> float:
    """Read a roster in; return the seconds from the first row asked for to the commit."""
    begun = time.perf_counter()
    outcome = read(now, since)
    taken = time.perf_counter() - begun
    if str(outcome.state) != "applied":
        raise RuntimeError(outcome.state)
    return taken


def _units() -> None:
    from framst.access.acting import acting, machine
    from framst.organisation.models import Unit

    with acting(machine("import", NOW)):
        Unit.objects.bulk_create(
            [Unit(code=unit_code(n), name=f"Enhet {n}", sort_key=f"enhet {n:03d}") for n in range(UNITS)]
        )


@contextmanager
def _owner() -> Iterator[Any]:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        yield owner


def _forget() -> None:
    """Take the smaller roster away, so that the larger one begins from nothing too."""
    with _owner() as owner:
        owner.execute("DELETE FROM organisation_pupil WHERE source = %s", [SOURCE])
        owner.execute("DELETE FROM organisation_assignment WHERE source = %s", [SOURCE])
        owner.execute("DELETE FROM organisation_person WHERE email LIKE 'personal.%%'")
    with _owner() as owner:
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE")


def _copied() -> float:
    """Return the seconds that COPY needs for the rows, into tables with the same columns and indexes.

    They come in the order in which the source tells of them. (Here they lie by key, which is kinder to the indexes, and
    which a COPY of what comes could not have known.)
    """
    taken = 0.0
    with _owner() as owner:
        for name in _AS_TOLD:
            table = f"organisation_{name}"
            owner.execute(f"CREATE TABLE bench_{name} (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)")
            held = io.BytesIO()
            with owner.cursor().copy(f"COPY ({_AS_TOLD[name].format(table)}) TO STDOUT") as out:
                for part in out:
                    held.write(part)
            begun = time.perf_counter()
            with owner.cursor().copy(f"COPY bench_{name} FROM STDIN") as copy:
                held.seek(0)
                for part in iter(functools.partial(held.read, 2**18), b""):
                    copy.write(part)
            taken += time.perf_counter() - begun
        begun = time.perf_counter()
        owner.commit()
        taken += time.perf_counter() - begun
        for name in _AS_TOLD:
            owner.execute(f"DROP TABLE bench_{name}")
    return taken
