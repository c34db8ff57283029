"""1,000 broken rosters: 1,000 refused with list or row, column and rule, and not one row changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from framst.access.acting import acting, machine
from framst.foundation.refusal import BadInput

from ..roster import NOW, read_in
from ..roster_faults import broken, put, sound, workbook

pytestmark = pytest.mark.django_db
TABLES = (
    "pupil", "identitynumber", "enrolment", "guardian", "group", "membership", "groupduty", "nametoken", "protectedmark",
    "former", "person", "assignment",
)  # fmt: skip


def fingerprint() -> dict[str, str]:
    """A hash of every row that a reading could change."""
    found = {}
    with acting(machine("import", NOW)), connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t.id)) FROM organisation_{name} t")
            found[name] = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM integrations_rosterrun")
        found["runs"] = str(cursor.fetchone()[0])
    return found


def test_a_thousand_broken_rosters_are_refused_and_nothing_changes(tmp_path: Path) -> None:
    before = fingerprint()
    ways: dict[str, int] = {}
    wrong = []
    for seed in range(1_000):
        way, files = broken(seed)
        ways[way] = ways.get(way, 0) + 1
        try:
            outcome = read_in(*put(tmp_path / "r", files))
            wrong.append(f"{seed} ({way}): {outcome.state}")
        except BadInput as bad:
            if not bad.faults or not all(f.expected for f in bad.faults):
                wrong.append(f"{seed} ({way}): refused without saying why")
            # Every fault says where: a row and a column, or the file.
            wrong += [f"{seed} ({way}): {f!r}" for f in bad.faults if f.row is None and not f.value and not f.column]
            wrong += [
                f"{seed} ({way}): shows a value: {f!r}"
                for f in bad.faults
                if any(name in f.value + f.column for name in ("Provsson", "Vuxen", "Anställd", "hem.example", "T00"))
            ]
        except Exception as crash:  # any other error is what this test is for
            wrong.append(f"{seed} ({way}): {type(crash).__name__}: {str(crash)[:200]}")
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong[:40])
    assert len(ways) > 30, ways
    assert fingerprint() == before


def test_the_sound_roster_is_taken_in_both_ways_and_is_the_same(tmp_path: Path) -> None:
    """The control: what the thousand were made of is sound."""
    import csv

    folder = tmp_path / "r"
    folder.mkdir()
    for name, table in sound().items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file, delimiter=";").writerows(table)
    before = fingerprint()
    assert read_in(folder).changes.pupils_new == 8
    assert fingerprint() != before
    (tmp_path / "lista.xlsx").write_bytes(workbook(sound()))
    assert read_in(tmp_path / "lista.xlsx").changes.nothing
