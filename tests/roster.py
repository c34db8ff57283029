"""Small rosters for tests: lists of rows with the columns that the files have."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from framst.access.acting import Actor, acting, machine
from framst.access.professions import PROFESSIONS
from framst.integrations.roster.files import reader
from framst.integrations.roster.finding import lists_of
from framst.integrations.roster.services import Outcome, import_roster

NOW = dt.datetime(2025, 3, 3, 9, tzinfo=dt.UTC)
DALSKOLAN, HAGASKOLAN = "99990004", "99990008"
Rows = list[dict[str, str]]


def pupil(key: str, **more: str) -> dict[str, str]:
    """A pupil's row: at Dalskolan, without a number, unless told otherwise."""
    return {
        "elev-id": key, "personnummer": "", "förnamn": "Mini", "efternamn": f"Provsson{key}", "kön": "K", "skyddad": "",
        "enhetskod": DALSKOLAN, "skolform": "GR", "årskurs": "4", "från": "2024-08-19", "till": "", **more,
    }  # fmt: skip


def guardian(child: str, key: str, **more: str) -> dict[str, str]:
    return {
        "elev-id": child, "vårdnadshavare-id": key, "förnamn": "Vera", "efternamn": f"Vuxen{key}",
        "e-post": f"{key}@hem.example", "telefon": "", "får information": "ja", "skyddad": "", **more,
    }  # fmt: skip


def staff(key: str, **more: str) -> dict[str, str]:
    return {
        "person-id": key, "förnamn": "Stina", "efternamn": f"Anställd{key}", "e-post": f"{key}@ekdalen.example",
        "skyddad": "", **more,
    }  # fmt: skip


def written(folder: Path, **lists: Rows) -> Path:
    """Write lists as CSV files in a folder."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    for name, rows in lists.items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            out = csv.DictWriter(file, list(rows[0]), delimiter=";")
            out.writeheader()
            out.writerows(rows)
    return folder


def read_in(
    *paths: Path,
    now: dt.datetime = NOW,
    source: str = "prov",
    whole: bool = True,
    dry_run: bool = False,
    by: Actor | None = None,
) -> Outcome:
    """Read files in as the command does, or as `by` does on the page."""
    by = by or machine("import", now)
    with acting(by):
        return import_roster(
            source=source,
            reader=reader(
                lists_of(paths), source=source, professions={code: code for code in PROFESSIONS}, today=by.today
            ),
            by=by, whole=whole, dry_run=dry_run,
        )  # fmt: skip


def given(
    folder: Path,
    *,
    now: dt.datetime = NOW,
    source: str = "prov",
    whole: bool = True,
    by: Actor | None = None,
    **lists: Rows,
) -> Outcome:
    """Write lists and read them in."""
    return read_in(written(folder, **lists), now=now, source=source, whole=whole, by=by)
