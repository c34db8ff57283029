"""What `bench roster` reads from: a server on loopback, or files. Each lists the same people (`people`)."""

from __future__ import annotations

import csv
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .people import BEGUN, some_guardians, some_pupil, some_staff
from .provider import TOKEN

if TYPE_CHECKING:
    from framst.integrations.roster.services import Outcome

SOURCE = "bench"

# Read in, as of a moment: everything, or (with the moment of the former reading) what has changed since.
Read = Callable[[dt.datetime, dt.datetime | None], "Outcome"]
# For so many pupils, of which so many have changed since; in a folder.
Source = Callable[[Path, int, int], AbstractContextManager[Read]]


@contextmanager
def server(folder: Path, pupils: int, changed: int) -> Iterator[Read]:
    """Serve the roster from a process of its own (`provider`); the reader asks it page by page, over HTTP."""
    from framst.integrations.ss12000.client import Client, TokenFile
    from framst.integrations.ss12000.services import import_ss12000

    token = folder / "token"
    token.write_text(TOKEN)
    changed_at = dt.datetime(2025, 9, 2, tzinfo=dt.UTC)
    served = subprocess.Popen(
        [sys.executable, "-m", "framst.config.bench.provider", str(folder), str(pupils), str(changed),
         changed_at.isoformat()],
        stdout=subprocess.PIPE, env={name: value for name, value in os.environ.items() if "DATABASE" not in name},
    )  # fmt: skip
    try:
        port = int(served.stdout.readline())  # type: ignore[union-attr]

        def read(now: dt.datetime, since: dt.datetime | None) -> Outcome:
            with Client(f"http://127.0.0.1:{port}", TokenFile(token)) as client:
                return import_ss12000(source=SOURCE, client=client, now=now, since=since).outcome

        yield read
    finally:
        served.terminate()
        served.wait()


@contextmanager
def files(folder: Path, pupils: int, changed: int) -> Iterator[Read]:
    """Write the roster as CSV, and what has changed as another set of files."""
    from framst.access.acting import acting, machine
    from framst.access.professions import PROFESSIONS
    from framst.integrations.roster.files import reader
    from framst.integrations.roster.finding import lists_of
    from framst.integrations.roster.services import import_roster

    whole, few = folder / "whole", folder / "changed"
    _write(whole, pupils, "")
    _write(few, changed, "Ny ")

    def read(now: dt.datetime, since: dt.datetime | None) -> Outcome:
        lists = lists_of([few if since else whole])
        professions = {code: code for code in PROFESSIONS}
        rows = reader(lists, source=SOURCE, professions=professions, today=now.date())
        by = machine("import", now)
        with acting(by):
            return import_roster(source=SOURCE, reader=rows, by=by, whole=since is None)

    yield read


def _write(folder: Path, pupils: int, new: str) -> None:
    folder.mkdir()
    for name, rows in (
        ("elever", _pupils(pupils, new)),
        ("vardnadshavare", _guardians(pupils)),
        ("personal", _staff(pupils)),
    ):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)


def _pupils(count: int, new: str) -> Iterator[tuple[Any, ...]]:
    yield ("elev-id", "personnummer", "förnamn", "efternamn", "kön", "enhetskod", "skolform", "årskurs", "från")
    for one in map(some_pupil, range(count)):
        sex = "K" if one.girl else "M"
        yield f"elev-{one.n}", one.number, f"{new}{one.given}", one.family, sex, one.unit, "GR", str(one.grade), BEGUN


def _guardians(pupils: int) -> Iterator[tuple[Any, ...]]:
    yield ("elev-id", "vårdnadshavare-id", "förnamn", "efternamn", "e-post", "telefon", "får information")
    for n in range(pupils):
        for one in some_guardians(n):
            yield f"elev-{n}", f"vh-{one.n}", one.given, one.family, one.email, one.phone, "ja"


def _staff(pupils: int) -> Iterator[tuple[Any, ...]]:
    yield ("person-id", "förnamn", "efternamn", "e-post")
    for one in some_staff(pupils):
        yield f"personal-{one.n}", one.given, one.family, one.email
