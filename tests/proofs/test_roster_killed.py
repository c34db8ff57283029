"""100 imports killed at random moments: what stands afterwards is all of the former roster, or all of the new one."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from .. import databases
from ..roster import guardian, pupil, written

KILLS = 100
# One process that has everything loaded, and a child of it for each import: so that a kill costs no start.
PROGRAM = """
import os, sys
import django
django.setup()
from pathlib import Path
from tests.roster import read_in
folders = [Path(f) for f in sys.argv[1:]]
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        read_in(folders[int(line)])
        os._exit(0)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print("killed" if os.WIFSIGNALED(status) else "done", flush=True)
"""


def test_nothing_partial_stands_after_a_hundred_kills(tmp_path: Path, worker_id: str) -> None:
    """Each roster names everybody differently, so that a mixture of the two would show."""
    folders = []
    for n, name in enumerate(("Ek", "Ask")):
        pupils = [
            pupil(str(k), efternamn=name, personnummer=f"201401{1 + k // 28:02d}T{k % 28:02d}{n}") for k in range(60)
        ]
        folders.append(
            written(
                tmp_path / str(n),
                elever=pupils,
                vardnadshavare=[guardian(str(k), f"v{k}", efternamn=name) for k in range(60)],
            )
        )
    name = databases.copy(f"{worker_id}_killed")
    urls = databases.urls(name)
    env = {**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "framst.config.settings"}
    runner = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, folders)], env=env, text=True, bufsize=1,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    dice, killed, seen, tries = random.Random(7), 0, set(), 0
    assert runner.stdin and runner.stdout
    try:
        assert runner.stdout.readline() == "ready\n"
        begun = time.monotonic()
        _one(runner, 0, None)
        whole = time.monotonic() - begun
        with psycopg.connect(urls["DATABASE_OWNER_URL"], autocommit=True) as owner:
            while killed < KILLS:
                tries += 1
                assert tries < 10 * KILLS, f"only {killed} of {tries} imports were killed"
                killed += _one(runner, tries % 2, dice.uniform(0.02, 1.0) * whole)
                state = _state(owner)
                assert len(state) == 1, f"a mixture after {killed} kills: {state}"
                seen |= state
    finally:
        runner.stdin.close()
        runner.wait(30)
        databases.drop(name)
    assert {last for last, _ in seen} == {"Ek", "Ask"}  # both have stood: the kills were neither all early nor all late


def _one(runner: subprocess.Popen[str], roster: int, after: float | None) -> int:
    """Import one roster in a child, and kill it `after` so many seconds; return 1 when it was killed."""
    assert runner.stdin and runner.stdout
    runner.stdin.write(f"{roster}\n")
    runner.stdin.flush()
    child = int(runner.stdout.readline())
    if after is not None:
        time.sleep(after)  # the random moment is what the test is about
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    return 1 if runner.stdout.readline() == "killed\n" else 0


def _state(owner: psycopg.Connection) -> set[tuple[str, int]]:
    """Return what stands, as the owner sees it: one (name, number of numbers' last figures) when it is one roster."""
    # A server process whose client was killed may be at work for a moment more; wait until it has let go.
    deadline = time.monotonic() + 20
    while owner.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchone() != (0,):
        assert time.monotonic() < deadline, "a server process is still there"
        time.sleep(0.01)
    rows = owner.execute(
        "SELECT p.family_name, g.family_name, right(n.number, 1), t.token, (SELECT count(*) FROM organisation_pupil WHERE"
        " source = 'prov') FROM organisation_pupil p JOIN organisation_guardian g ON g.pupil_id = p.id"
        " JOIN organisation_identitynumber n ON n.pupil_id = p.id JOIN organisation_nametoken t ON t.pupil_id = p.id"
        " AND t.token IN ('ek', 'ask') WHERE p.source = 'prov'"
    ).fetchall()
    assert len(rows) == 60
    for pupils, guardians, figure, token, count in rows:
        assert (guardians, figure, token, count) == (pupils, "0" if pupils == "Ek" else "1", pupils.lower(), 60)
    return {(row[0], row[4]) for row in rows}
