"""100 imports killed in the middle, and what stands afterwards is the former roster to the last row; at the commit, all of one.

A rehearsal counts the import's exchanges with the server. Each kill is aimed at one of them by lot: before it is sent,
while it is on its way, or when it is answered. So it is known beforehand what must stand, and no clock is asked.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from .. import databases
from ..roster import guardian, pupil, written

KILLS = 100
PUPILS = 60
NAMES = ("Ek", "Ask")
MOMENTS = ("before", "sent", "answered")
# One process that has everything loaded, and a child of it for each import: so that a kill costs no start.
PROGRAM = """
import json, os, signal, sys
import django
django.setup()
from pathlib import Path
import psycopg
from tests.roster import read_in

names, target = [], None
plain = psycopg.Connection.wait

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def on_its_way(exchange):
    try:
        wanted = next(exchange)
        while True:
            if wanted == psycopg.waiting.Wait.R:  # all is sent, and the server at work
                die()
            wanted = exchange.send((yield wanted))
    except StopIteration as done:
        return done.value

def wait(self, exchange, *more, **words):
    # Every exchange goes through here: statements, what COPY sends, BEGIN and COMMIT.
    names.append(exchange.__name__)
    moment = target[1] if target and target[0] == len(names) else ""
    if moment == "before":
        die()
    found = plain(self, on_its_way(exchange) if moment == "sent" else exchange, *more, **words)
    if moment:
        die()
    return found

psycopg.Connection.wait = wait
print("ready", flush=True)
for line in sys.stdin:
    folder, target = json.loads(line)
    child = os.fork()
    if child == 0:
        read_in(Path(folder))
        print(json.dumps(names), flush=True)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)
"""


class Imports:
    """The process that imports, and what stands in its database, as the tables' owner sees it."""

    def __init__(self, runner: subprocess.Popen[str], owner: psycopg.Connection[Any], folders: list[Path]) -> None:
        self.runner, self.owner, self.folders = runner, owner, folders
        self.tables = [
            name
            for (name,) in owner.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
            )
        ]

    def _hear(self) -> Any:
        assert self.runner.stdout
        return json.loads(self.runner.stdout.readline())

    def run(self, roster: int, target: tuple[int, str] | None = None) -> list[str]:
        """Import one roster, and kill it where it is aimed at; return the exchanges of one that was not killed."""
        assert self.runner.stdin
        self.runner.stdin.write(json.dumps([str(self.folders[roster]), target]) + "\n")
        self.runner.stdin.flush()
        exchanges = [] if target else self._hear()
        assert self._hear() == (-signal.SIGKILL if target else 0)
        # The killed one's server process may be at work for a moment more; wait until it has let go.
        deadline = time.monotonic() + 30
        while self.owner.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone() != (0,):
            assert time.monotonic() < deadline, "a server process is still there"
            time.sleep(0.01)
        return exchanges

    def everything(self) -> dict[str, str]:
        """A hash of every row of every table, whatever it holds."""
        return {
            name: self.owner.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{name}\" t"
            ).fetchone()[0]  # type: ignore[index]
            for name in self.tables
        }

    def stands(self) -> int:
        """Which of the two rosters stands: all of it and nothing of the other."""
        rows = self.owner.execute(
            "SELECT p.family_name, g.family_name, right(n.number, 1), t.token, e.grade FROM organisation_pupil p"
            " JOIN organisation_guardian g ON g.pupil_id = p.id JOIN organisation_identitynumber n ON n.pupil_id = p.id"
            " JOIN organisation_nametoken t ON t.pupil_id = p.id AND t.token IN ('ek', 'ask')"
            " JOIN organisation_enrolment e ON e.pupil_id = p.id AND e.until_on IS NULL WHERE p.source = 'prov'"
        ).fetchall()
        assert len(rows) == PUPILS
        (row,) = set(rows)
        roster = NAMES.index(row[0])
        assert row == (NAMES[roster], NAMES[roster], str(roster), NAMES[roster].lower(), "45"[roster])
        return roster


@pytest.fixture
def imports(tmp_path: Path, worker_id: str) -> Iterator[Imports]:
    """Two rosters of the same pupils that differ in every table, so that a mixture of the two would show."""
    folders = [
        written(
            tmp_path / name,
            elever=[
                pupil(str(k), efternamn=name, personnummer=f"201401{1 + k // 28:02d}T{k % 28:02d}{n}", årskurs="45"[n])
                for k in range(PUPILS)
            ],
            vardnadshavare=[guardian(str(k), f"v{k}", efternamn=name) for k in range(PUPILS)],
        )
        for n, name in enumerate(NAMES)
    ]
    name = databases.copy(f"{worker_id}_killed")
    urls = databases.urls(name)
    with _runner(urls) as runner, psycopg.connect(urls["DATABASE_OWNER_URL"], autocommit=True) as owner:
        yield Imports(runner, owner, folders)
    databases.drop(name)


@contextmanager
def _runner(urls: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    env = {**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "framst.config.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as runner:  # fmt: skip
        assert runner.stdout and runner.stdin
        assert runner.stdout.readline() == "ready\n"
        yield runner
        runner.stdin.close()


def test_nothing_partial_stands_after_a_hundred_kills(imports: Imports) -> None:
    imports.run(0)
    exchanges = imports.run(1)  # the rehearsal
    assert imports.stands() == 1
    assert exchanges.count("_commit_gen") == 1
    commit = exchanges.index("_commit_gen") + 1
    points = [(n, moment) for n in range(1, commit) for moment in MOMENTS] + [(commit, "before")]
    before = imports.everything()
    for point in random.Random(7).sample(points, KILLS):
        imports.run(0, point)
        changed = [name for name, rows in imports.everything().items() if rows != before[name]]
        assert not changed, f"killed at {point} of {commit}: {changed}"
    assert imports.stands() == 1
    # Sent and not yet answered, the commit may or may not be carried out. Then it is all of one.
    imports.run(0, (commit, "sent"))
    stands = imports.stands()
    # What has been answered stands, however soon the process ends; and nothing is left that hinders the next.
    imports.run(1 - stands, (commit, "answered"))
    assert imports.stands() == 1 - stands
    imports.run(stands)
    assert imports.stands() == stands
