"""`framst bench roster`: a large roster through staging, checking, difference and record, against COPY of its rows.

What it is measured from is `lists`: any maker of rows for a number of pupils (a folder of CSV here).
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import Row

if TYPE_CHECKING:
    from framst.integrations.roster.services import Reader

PUPILS, FEWER = 150_000, 15_000
GUARDIANS = 5 / 3  # a pupil: 250,000
STAFF = 2 / 15  # a pupil: 20,000
UNITS = 170
CHANGED = 1_500  # pupils of the delta run
SOURCE = "bench"
NOW = dt.datetime(2025, 9, 1, 9, tzinfo=dt.UTC)

# Least share of the speed of COPY; least share of the smaller roster's rate; most memory; what a delta may cost.
AGAINST_COPY, LEVEL, MEMORY, DELTA = 0.25, 0.9, 400, 3.0

# What the rows came to stand in: COPY of the same rows is the limit.
TABLES = ("pupil", "identitynumber", "nametoken", "enrolment", "guardian", "person")


def roster(source: Callable[[Path, int], Reader] | None = None) -> list[Row]:
    """Measure; `source` gives the reader of a roster of so many pupils, made in a folder (None: CSV files).

    A negative number is a delta: so many of the pupils, each with a new name.
    """
    for word in ("migrate", "load-demo"):
        subprocess.run([sys.executable, "-m", "framst.config.command", word], check=True, stdout=subprocess.DEVNULL)
    from ..command import ready

    ready()
    made = source or csv_reader
    rows: list[Row] = []
    _units()
    with tempfile.TemporaryDirectory() as folder:
        small = _fresh(made(Path(folder), FEWER))
        _forget()
        seconds = _fresh(made(Path(folder), PUPILS))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare = _copied()
        same = _fresh(made(Path(folder), PUPILS), minutes=1)
        delta = _fresh(made(Path(folder), -CHANGED), whole=False, minutes=2)
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


def _fresh(reader: Reader, *, whole: bool = True, minutes: int = 0) -> float:
    """Read a roster in; return the seconds from the first row asked for to the commit."""
    from framst.access.acting import acting, machine
    from framst.integrations.roster.services import import_roster

    begun = time.perf_counter()
    by = machine("import", NOW + dt.timedelta(minutes=minutes))
    with acting(by):
        outcome = import_roster(source=SOURCE, reader=reader, by=by, whole=whole)
    taken = time.perf_counter() - begun
    if str(outcome.state) != "applied":
        raise RuntimeError(outcome.state)
    return taken


def csv_reader(folder: Path, pupils: int) -> Reader:
    """Write the lists as CSV files and return what reads them."""
    from framst.access.professions import PROFESSIONS
    from framst.integrations.roster.files import reader
    from framst.integrations.roster.finding import lists_of

    for name, rows in _lists(pupils).items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    professions = {code: code for code in PROFESSIONS}
    return reader(lists_of([folder]), source=SOURCE, professions=professions, today=NOW.date())


def _lists(pupils: int) -> dict[str, Iterator[tuple[Any, ...]]]:
    count = abs(pupils)
    return {
        "elever": _pupils(count, "Ny " if pupils < 0 else ""), "vardnadshavare": _guardians(count), "personal": _staff(count),
    }  # fmt: skip


_GIVEN = ("Alva", "Björn", "Cecilia", "Dag", "Elsa", "Fatima", "Göran", "Åsa", "Ö Hugo", "Lo")
_FAMILY = ("Ek", "Lindgren", "Åberg", "Öst", "Nygren", "Haddad", "Berg", "Ström", "Dahl", "Wik")


def _pupils(count: int, new: str) -> Iterator[tuple[Any, ...]]:
    yield ("elev-id", "personnummer", "förnamn", "efternamn", "kön", "enhetskod", "skolform", "årskurs", "från")
    first = dt.date(2009, 1, 1)
    for n in range(count):
        born = first + dt.timedelta(days=n % 3_650)
        number = f"{born:%Y%m%d}T{n // 3_650:03d}"
        yield (
            f"elev-{n}",
            number,
            f"{new}{_GIVEN[n % 10]}{n % 997}",
            f"{_FAMILY[n // 7 % 10]}{n % 1_009}",
            "KM"[n % 2],
            f"8{n % UNITS:07d}",
            "GR",
            str(1 + n % 9),
            "2025-08-18",
        )


def _guardians(pupils: int) -> Iterator[tuple[Any, ...]]:
    yield ("elev-id", "vårdnadshavare-id", "förnamn", "efternamn", "e-post", "telefon", "får information")
    for n in range(int(pupils * GUARDIANS)):
        yield (
            # The same guardian of the same pupil, however large the roster: those beyond one a pupil come again.
            f"elev-{n % pupils}",
            f"vh-{n % pupils}-{n // pupils}",
            _GIVEN[n % 10],
            f"{_FAMILY[n // 7 % 10]}{n % 1_009}",
            f"vh.{n}@ekdalen.example",
            f"070-{n:07d}",
            "ja",
        )


def _staff(pupils: int) -> Iterator[tuple[Any, ...]]:
    yield ("person-id", "förnamn", "efternamn", "e-post")
    for n in range(int(pupils * STAFF)):
        yield (f"personal-{n}", _GIVEN[n % 10], f"{_FAMILY[n // 7 % 10]}{n % 1_009}", f"personal.{n}@ekdalen.example")


def _units() -> None:
    from framst.access.acting import acting, machine
    from framst.organisation.models import Unit

    with acting(machine("import", NOW)):
        Unit.objects.bulk_create(
            [Unit(code=f"8{n:07d}", name=f"Enhet {n}", sort_key=f"enhet {n:03d}") for n in range(UNITS)]
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
        owner.execute("DELETE FROM organisation_person WHERE external_id LIKE 'personal-%%'")
    with _owner() as owner:
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE")


def _copied() -> float:
    """Return the seconds that COPY needs for the rows as they stand, into tables with the same columns and indexes."""
    taken = 0.0
    with _owner() as owner:
        for name in TABLES:
            table = f"organisation_{name}"
            owner.execute(f"CREATE TABLE bench_{name} (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)")
            held = io.BytesIO()
            with owner.cursor().copy(f"COPY {table} TO STDOUT") as out:
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
        for name in TABLES:
            owner.execute(f"DROP TABLE bench_{name}")
    return taken
