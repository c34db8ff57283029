"""Runs a few programs as one: starts them, restarts them, stops all on TERM and INT (DESIGN §8)."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from .embedded import _die_with_parent


@contextmanager
def only_one(home: Path) -> Any:
    """Hold the lock on `home`; raise BlockingIOError when another process has it.

    A lock and never a pid file: the kernel lets go of it however the holder died.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


@dataclass
class Program:
    """One child: what to run, and how often it has been started in a row without staying up."""

    name: str
    argv: Sequence[str]
    env: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.argv,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
            start_new_session=True,
        )
        self.started_at = time.monotonic()


class Stopped(Exception):
    """TERM or INT came."""


def supervise(programs: Sequence[Program], ready: Callable[[], None], mind: Callable[[], None] = lambda: None) -> int:
    """Run `programs` until TERM or INT; return 0, or 1 when one would not stay up.

    A program that ends is started again, at once the first time, then after 1, 2, 4 … 30 seconds.
    Three starts in a row that last less than five seconds end everything: a broken set-up must say so.
    `ready` is called once, when all have been started; `mind` before each look at them (the database's turn).
    """

    def leave(signum: int, frame: FrameType | None) -> None:
        raise Stopped

    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, leave)
    try:
        for program in programs:
            program.start()
        ready()
        while True:
            time.sleep(0.2)
            mind()
            for program in programs:
                process = program.process
                if process is None or process.poll() is None:
                    continue
                short = time.monotonic() - program.started_at < 5
                _end_group(process)  # what it had started itself, and left behind
                program.failures = program.failures + 1 if short else 0
                if program.failures >= 3:
                    return 1
                time.sleep(min(30, 2**program.failures - 1))
                program.start()
    except Stopped:
        return 0
    finally:
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, signal.SIG_IGN)
        stop(programs)


def stop(programs: Sequence[Program]) -> None:
    """End `programs`, last first: TERM, ten seconds, KILL."""
    for program in reversed(programs):
        process = program.process
        if process is None or process.poll() is not None:
            continue
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of an ended program's process group: a killed web server leaves its workers on the port."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
