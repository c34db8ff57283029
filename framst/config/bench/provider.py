"""An SS 12000 server for `bench roster`: a process of its own that has made every page before it is asked for one.

What is measured is the reading, not the server: an answer is the bytes of a file. There is `pageToken` where there is a
next page, and `meta` with each thing, as the standard (v2.1) says. It has a whole roster and, to a question with
`meta.modified.after`, what has changed: the first pupils under new names.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from .people import BEGUN, UNITS, some_guardians, some_pupil, some_staff, unit_code

PAGE: Final = 1_000  # rows
TOKEN: Final = "provtoken"  # noqa: S105 - it opens made-up people on loopback, while a measure lasts
_MADE = {"created": "2025-08-01T06:00:00+00:00", "modified": "2025-08-01T06:00:00+00:00"}

Entity = dict[str, Any]


def serve(folder: Path, pupils: int, changed: int, changed_at: dt.datetime) -> None:
    """Make the pages, write the port on a line of its own, and answer until the process is ended."""
    pages = _pages(folder, pupils, changed, changed_at)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(pages))
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def _pages(folder: Path, pupils: int, changed: int, changed_at: dt.datetime) -> dict[str, list[Path]]:
    """Write each listing's pages to `folder`; return where they are."""
    new = {**_MADE, "modified": changed_at.isoformat()}
    listings: dict[str, Iterable[Entity]] = {
        "organisations": map(_organisation, range(UNITS)),
        "programmes": (),
        "persons": chain(map(_pupil, range(pupils)), _guardians(pupils), _staff(pupils)),
        "groups": (),
        "duties": map(_duty, range(len(list(some_staff(pupils))))),
        "activities": (),
        "deletedEntities": (),
        "changed persons": (
            {**one, "givenName": f"Ny {one['givenName']}", "meta": new} for one in map(_pupil, range(changed))
        ),
        "changed groups": (),
        "changed duties": (),
        "changed activities": (),
    }
    return {name: list(_written(folder, name, iter(rows))) for name, rows in listings.items()}


def _written(folder: Path, name: str, rows: Iterator[Entity]) -> Iterator[Path]:
    number, some = 0, list(islice(rows, PAGE))
    while number == 0 or some:
        following = list(islice(rows, PAGE))
        page = {"data": some, "pageToken": f"{name}/{number + 1}" if following else None}
        path = folder / f"{name} {number}.json"
        path.write_text(json.dumps(page, ensure_ascii=False))
        yield path
        number, some = number + 1, following


def _id(kind: int, n: int) -> str:
    """Return the id that the source gives the n:th of a kind."""
    return f"{kind:08x}-0000-4000-8000-{n:012x}"


def _organisation(n: int) -> Entity:
    return {
        "id": _id(1, n), "meta": _MADE, "displayName": f"Enhet {n}", "organisationType": "Skolenhet",
        "schoolUnitCode": unit_code(n), "schoolTypes": ["GR"],
    }  # fmt: skip


def _person(kind: int, n: int, given: str, family: str) -> Entity:
    return {
        "id": _id(kind, n), "meta": _MADE, "givenName": given, "familyName": family, "securityMarking": "Ingen",
        "personStatus": "Aktiv",
    }  # fmt: skip


def _pupil(n: int) -> Entity:
    one = some_pupil(n)
    return {
        **_person(2, n, one.given, one.family),
        "civicNo": {"value": one.number, "nationality": "SE"},
        "birthDate": one.born.isoformat(),
        "sex": "Kvinna" if one.girl else "Man",
        "enrolments": [
            {
                "enroledAt": {"id": _id(1, n % UNITS)}, "schoolType": "GR", "schoolYear": one.grade,
                "startDate": BEGUN.isoformat(), "cancelled": False,
            }
        ],
        "responsibles": [
            {"person": {"id": _id(3, adult.n), "securityMarking": "Ingen"}, "relationType": "Vårdnadshavare"}
            for adult in some_guardians(n)
        ],
    }  # fmt: skip


def _guardians(pupils: int) -> Iterator[Entity]:
    for n in range(pupils):
        for one in some_guardians(n):
            yield {
                **_person(3, one.n, one.given, one.family),
                "emails": [{"type": "Privat", "value": one.email}],
                "phoneNumbers": [{"type": "Hem", "mobile": True, "value": one.phone}],
            }


def _staff(pupils: int) -> Iterator[Entity]:
    for one in some_staff(pupils):
        emails = [{"type": "Skola personal", "value": one.email}]
        yield {**_person(4, one.n, one.given, one.family), "emails": emails}


def _duty(n: int) -> Entity:
    return {
        "id": _id(5, n), "meta": _MADE, "person": {"id": _id(4, n), "securityMarking": "Ingen"},
        "dutyAt": {"id": _id(1, n % UNITS)}, "dutyRole": "Lärare", "startDate": BEGUN.isoformat(),
    }  # fmt: skip


def _handler(pages: dict[str, list[Path]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self._answer(401, b'{"message": "Ingen token"}')
            path = page_of(pages, self.path)
            return (
                self._answer(404, b'{"message": "Finns inte"}')
                if path is None
                else self._answer(200, path.read_bytes())
            )

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: each line would be paid for by what is measured."""

    return Handler


def page_of(pages: dict[str, list[Path]], asked: str) -> Path | None:
    """Return the page that a question asks for, or None."""
    parts = urlsplit(asked)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    name = parts.path.removeprefix("/")
    if "meta.modified.after" in query:
        name = f"changed {name}"
    name, _, number = query.get("pageToken", f"{name}/0").rpartition("/")
    known = pages.get(name, [])
    return known[int(number)] if int(number) < len(known) else None


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), dt.datetime.fromisoformat(sys.argv[4]))
