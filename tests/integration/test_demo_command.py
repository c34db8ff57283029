"""`framst demo`: starts, restarts what dies, stops without harm, and starts again with nothing reset."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from ..journeys.conftest import free_port

QUIET = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "FRAMST"))}


def start(home: Path, port: int) -> subprocess.Popen[str]:
    env = {**QUIET, "FRAMST_HOME": str(home), "PORT": str(port), "FRAMST_LANGUAGE": "sv"}
    if chosen := os.environ.get("FRAMST_POSTGRES"):
        env["FRAMST_POSTGRES"] = chosen
    with (home.parent / "said.txt").open("a") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "framst.config.command", "demo"], env=env, stdout=said, stderr=said, text=True
        )


def answers(demo: subprocess.Popen[str], port: int, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/halsa/", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.2)
    return False


def children(pid: int) -> dict[str, int]:
    """The command line and pid of each child."""
    found = {}
    for task in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{task}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        found[words] = int(task)
    return found


def child(pid: int, program: str) -> int:
    return next(one for words, one in children(pid).items() if program in words)


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def gone(pid: int, within: float = 20) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not alive(pid):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
def test_the_demo_lives_through_what_may_befall_it(tmp_path: Path) -> None:
    home, port, said = tmp_path / "var", free_port(), tmp_path / "said.txt"
    demo = start(home, port)
    try:
        assert answers(demo, port, 120), said.read_text()

        # A second one in the same place is refused, in a sentence.
        second = start(home, free_port())
        assert second.wait(60) == 1
        assert "är redan igång" in said.read_text()

        # What a person did since the start.
        urls = dict(line.split("=", 1) for line in (home / "running.env").read_text().splitlines())
        with psycopg.connect(urls["DATABASE_OWNER_URL"]) as owner:
            owner.execute("UPDATE organisation_provider SET name = 'Ändrad kommun'")

        # The web server is killed: it comes again.
        web = child(demo.pid, "granian")
        os.kill(web, signal.SIGKILL)
        assert gone(web)
        assert answers(demo, port, 120), said.read_text()

        # The database is killed: it comes again, on the same address.
        database = child(demo.pid, "bin/postgres")
        os.kill(database, signal.SIGKILL)
        assert gone(database)
        assert answers(demo, port, 120), said.read_text()

        # The supervisor itself is killed: nothing is left behind.
        below = children(demo.pid)
        demo.kill()
        demo.wait()
        assert all(gone(pid) for pid in below.values())

        # It starts again, by its stale files undisturbed, and nothing was reset.
        demo = start(home, port)
        assert answers(demo, port, 120)
        with psycopg.connect(
            dict(line.split("=", 1) for line in (home / "running.env").read_text().splitlines())["DATABASE_OWNER_URL"]
        ) as owner:
            assert owner.execute("SELECT name FROM organisation_provider").fetchone() == ("Ändrad kommun",)

        # TERM stops all of it in good order.
        below = children(demo.pid)
        demo.terminate()
        assert demo.wait(30) == 0
        assert all(gone(pid) for pid in below.values())
        assert not (home / "running.env").exists()
    finally:
        demo.kill()
        demo.wait()
