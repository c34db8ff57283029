"""Pages already fetched, kept until the run is over: an interrupted run goes on from there, and asks for none twice.

They are about children. Each page is encrypted with a key made of SECRET_KEY, in a file that only we may read; the
file goes when the run is over, and after a day in any case.
"""

from __future__ import annotations

import base64
import datetime as dt
import fcntl
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from framst.foundation.refusal import Refused
from framst.foundation.words import N_

KEPT = dt.timedelta(days=1)
BUSY = N_("En inläsning från samma källa pågår redan.")


@dataclass
class Listing:
    """How far one listing has come. `token` is what asks for its next page."""

    places: list[tuple[int, int]] = field(default_factory=list)
    token: str | None = None
    tokens: set[str] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)
    finished: bool = False
    missing: str = ""  # "", or why the server does not give it


class Spool:
    """The pages of one run. Use as a context; `done` takes it away."""

    def __init__(self, name: str, *, now: dt.datetime, folder: Path | None = None) -> None:
        self.folder = folder or settings.HOME / "ss12000"
        self.began_at = now
        self.listings: dict[str, Listing] = {}
        self.resumed = False
        key = hashlib.sha256(b"framst ss12000 spool\0" + settings.SECRET_KEY.encode()).digest()
        self._locked_away = Fernet(base64.urlsafe_b64encode(key))
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        forget_old(self.folder, now)
        self.path = self.folder / (hashlib.sha256(name.encode()).hexdigest()[:32] + ".spool")
        self._file = _opened(self.path)
        self._open(now)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()

    def of(self, listing: str) -> Listing:
        """Return how far `listing` has come."""
        return self.listings.setdefault(listing, Listing())

    def add(self, listing: str, page: Any, *, token: str | None, digest: str) -> None:
        """Keep a page, with what asks for the next (None: it was the last)."""
        body = zlib.compress(json.dumps(page, ensure_ascii=False).encode(), 1)
        self._write({"listing": listing, "token": token, "digest": digest}, body)

    def lacks(self, listing: str, why: str) -> None:
        """Keep that the server does not give `listing`."""
        self._write({"listing": listing, "missing": why}, b"")

    def discard(self, listing: str) -> None:
        """Forget the pages of `listing`."""
        self._write({"listing": listing, "discarded": True}, b"")

    def pages(self, listing: str) -> Iterator[Any]:
        """Yield the pages of `listing`, one in memory at a time."""
        for offset, length in list(self.of(listing).places):
            self._file.seek(offset)
            plain = self._locked_away.decrypt(self._file.read(length))
            yield json.loads(zlib.decompress(plain[plain.index(b"\n") + 1 :]))

    def done(self) -> None:
        """Take the pages away."""
        self.path.unlink(missing_ok=True)

    def _open(self, now: dt.datetime) -> None:
        """Take up what an interrupted run has left, unless it is a day old or not ours to read."""
        try:
            for meta, place in self._records():
                if "began" in meta:
                    self.began_at = dt.datetime.fromisoformat(meta["began"])
                    if not dt.timedelta(0) <= now - self.began_at < KEPT:
                        raise InvalidToken
                    self.resumed = True
                else:
                    self._index(meta, place)
        except (InvalidToken, ValueError, KeyError):
            self.listings, self.began_at, self.resumed = {}, now, False
            self._file.truncate(0)
        if not self.resumed:
            self._write({"began": now.isoformat()}, b"")

    def _records(self) -> Iterator[tuple[dict[str, Any], tuple[int, int]]]:
        self._file.seek(0)
        at = 0
        while True:
            head = self._file.read(4)
            length = int.from_bytes(head, "big")
            sealed = self._file.read(length) if len(head) == 4 else b""
            if len(head) < 4 or len(sealed) < length:
                self._file.truncate(at)  # cut off when the run was
                return
            plain = self._locked_away.decrypt(sealed)
            yield json.loads(plain[: plain.index(b"\n")]), (at + 4, length)
            at += 4 + length

    def _write(self, meta: dict[str, Any], body: bytes) -> None:
        sealed = self._locked_away.encrypt(json.dumps(meta).encode() + b"\n" + body)
        at = self._file.seek(0, os.SEEK_END)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._file.flush()
        if "listing" in meta:
            self._index(meta, (at + 4, len(sealed)))

    def _index(self, meta: dict[str, Any], place: tuple[int, int]) -> None:
        if meta.get("discarded"):
            self.listings[meta["listing"]] = Listing()
            return
        one = self.of(meta["listing"])
        if "missing" in meta:
            one.missing, one.finished = meta["missing"], True
            return
        one.places.append(place)
        one.token = meta["token"]
        one.finished = one.token is None
        one.digests.add(meta["digest"])
        if one.token is not None:
            one.tokens.add(one.token)


def _opened(path: Path) -> BinaryIO:
    """Open the file for this process alone; raise Refused when another run has it."""
    while True:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise Refused(BUSY) from None
        if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
            return file
        file.close()  # the run that had it was over between our opening and our locking


def forget_old(folder: Path, now: dt.datetime) -> int:
    """Take away the pages that nobody came back for within a day; return how many files."""
    gone = 0
    for path in folder.glob("*.spool"):
        if now.timestamp() - path.stat().st_mtime < KEPT.total_seconds():
            continue
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            path.unlink(missing_ok=True)
            gone += 1
    return gone
