"""The chain's heads, written down outside the database: what a cut end, or a chain made anew, is told by.

One JSON object a line, only ever added to: a number, the hash that the chain had there, and when. The last line of a
month seals that month: up to there the record can be removed by a decision (`disposal`), and the line stays, marked
`disposed`, so that the chain is known to begin after it. Whoever may change both the database and this file can
change the record unseen: keep them apart.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from .checking import Heads

INTERVAL = dt.timedelta(minutes=1)  # the tick writes no oftener


@dataclass(frozen=True)
class Head:
    """Where the chain was at a moment."""

    number: int
    hash: str


def place() -> Path:
    """Return the file: FRAMST_AUDIT_HEADS, or audit.heads in FRAMST_HOME."""
    return Path(os.environ.get("FRAMST_AUDIT_HEADS") or settings.HOME / "audit.heads")


def write_head(path: Path, now: dt.datetime, *, at_most_every: dt.timedelta | None = None) -> Head | None:
    """Add the chain's head to the file (mode 600) and sync it, when it has changed; return it (None: an empty chain).

    `at_most_every` holds a change back when the last line is younger than that.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, hash FROM framst_chain_head()")
        found = cursor.fetchone()
    if found is None:
        return None
    head = Head(*found)
    last = _last(path)
    if last is not None:
        if (last.get("number"), last.get("hash")) == (head.number, head.hash):
            return head
        if at_most_every and dt.timedelta(0) <= now - dt.datetime.fromisoformat(last["at"]) < at_most_every:
            return head
    _add(path, {"number": head.number, "hash": head.hash, "at": now.isoformat()})
    return head


def write_disposed(path: Path, month: str, head: Head, now: dt.datetime) -> None:
    """Add the line that says that the record up to `head` is removed by a decision."""
    _add(path, {"number": head.number, "hash": head.hash, "at": now.isoformat(), "disposed": month})


def read(path: Path | None) -> Heads:
    """Return what is written down; nothing when there is no such file."""
    seen: dict[int, set[str]] = {}
    disposed: dict[int, str] = {}
    unreadable = []
    for line, read in _lines(path):
        if read is None:
            unreadable.append(line)
            continue
        seen.setdefault(read["number"], set()).add(read["hash"])
        if "disposed" in read:
            disposed[read["number"]] = read["hash"]
    return Heads(seen, disposed, tuple(unreadable))


def sealed(path: Path, now: dt.datetime) -> dict[str, Head]:
    """Return the sealed months ("2026-10") with the head that each ended at, oldest first; never the running month.

    A month is told by when its heads were written, not by the events' own times: a clock that jumps moves no seal.
    """
    ends: dict[str, Head] = {}
    for _line, read in _lines(path):
        if read is not None and "disposed" not in read:
            month = read["at"][:7]
            if month < now.isoformat()[:7] and (month not in ends or ends[month].number < read["number"]):
                ends[month] = Head(read["number"], read["hash"])
    return dict(sorted(ends.items(), key=lambda item: item[1].number))


def _add(path: Path, line: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        # A line that a power cut broke off stays as it is: the next one begins on a line of its own.
        end = file.seek(0, os.SEEK_END)
        if end and os.pread(file.fileno(), 1, end - 1) != b"\n":
            file.write(b"\n")
        file.write(json.dumps(line).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _last(path: Path) -> dict[str, Any] | None:
    """Return the file's last line, without reading the rest of it."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
        lines = file.read().splitlines()
    return _parsed(lines[-1].decode(errors="replace")) if lines else None


def _lines(path: Path | None) -> Iterator[tuple[int, dict[str, Any] | None]]:
    if path is not None and path.exists():
        with path.open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _parsed(line)


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        read = json.loads(line)
        dt.datetime.fromisoformat(read["at"])
        return read if isinstance(read["number"], int) and isinstance(read["hash"], str) else None
    except (ValueError, KeyError, TypeError):
        return None
