"""A real HTTP server with the standard's endpoints for a roster, on loopback, in a thread. It can be made to fail."""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .world import World

CLIENT, SECRET = "framst", "hemlig-provnyckel"
KIND_NAMES = {"persons": "Person", "groups": "Group", "duties": "Duty", "activities": "Activity",
              "organisations": "Organisation", "programmes": "Programme"}  # fmt: skip
# How the standard spells the lists of what is deleted.
DELETED_NAMES = {"activities": "activitites"}


@dataclass
class Asked:
    """One question that was put, with which number among those to the same path (from 1)."""

    method: str
    path: str
    query: list[tuple[str, str]]
    number: int
    token: str

    @property
    def filters(self) -> dict[str, str]:
        return dict(self.query)


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"


Fault = Callable[[Asked], Answer | None]


class Provider:
    """The server. `faults` are asked first, in order; the first that answers is the answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults: list[Fault] = []
        self.lacks: dict[str, int] = {}  # path → the status that says so
        self.keep_filters = False
        self.deleted_shape = "object"  # or "list", "each", "bare"
        self.deleted_names = DELETED_NAMES
        self.reshape: Callable[[str, dict[str, Any]], dict[str, Any]] = lambda kind, one: one
        self.asked: list[Asked] = []
        self.answers: list[tuple[Asked, Answer]] = []
        self.tokens: set[str] = set()
        self.tokens_given = 0
        self.over = threading.Event()
        self._pages: dict[str, tuple[list[Any], int, dict[str, str]]] = {}
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Provider:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return self.origin + "/v2.0"

    @property
    def token_url(self) -> str:
        return self.origin + "/token"

    def paths(self, path: str) -> list[Asked]:
        return [each for each in self.asked if each.path == path]

    def answer(self, asked: Asked, body: bytes, authorization: str) -> Answer:
        self.asked.append(asked)
        for fault in self.faults:
            if (answer := fault(asked)) is not None:
                return answer
        if asked.path == "/token":
            return self._token(body, authorization)
        if authorization.removeprefix("Bearer ") not in self.tokens:
            return error(401, "Ingen giltig token")
        path = asked.path.removeprefix("/v2.0/")
        if path in self.lacks:
            return error(self.lacks[path], "Finns inte")
        if asked.method == "POST" and path == "persons/lookup":
            ids = json.loads(body)["ids"]
            return Answer(
                200, [self._shown("persons", p) for key, p in self.world.has["persons"].items() if key in ids]
            )
        if path == "deletedEntities":
            return self._paged(asked, path, self._deleted)
        if path in self.world.has:
            return self._paged(asked, path, lambda filters: self._changed(path, filters))
        return error(404, "Finns inte")

    def _token(self, body: bytes, authorization: str) -> Answer:
        right = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            dict(parse_qsl(body.decode())).get("grant_type") != "client_credentials"
            or authorization != f"Basic {right}"
        ):
            return Answer(401, {"error": "invalid_client"})
        self.tokens_given += 1
        token = f"provtoken-{self.tokens_given}"
        self.tokens.add(token)
        return Answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def _paged(self, asked: Asked, path: str, rows: Callable[[dict[str, str]], list[Any]]) -> Answer:
        filters = {name: value for name, value in asked.filters.items() if name not in ("limit", "pageToken")}
        limit = int(asked.filters.get("limit", 100))
        if key := asked.filters.get("pageToken"):
            if key not in self._pages:
                return error(400, "Okänd pageToken")
            all_rows, first, former = self._pages[key]
            if filters != (former if self.keep_filters else {}):
                return error(400, "pageToken kan bara kombineras med limit")
        else:
            all_rows, first, former = rows(filters), 0, filters
        page: dict[str, Any] = {"data": self._as_data(path, all_rows[first : first + limit]), "pageToken": None}
        if first + limit < len(all_rows):
            page["pageToken"] = base64.urlsafe_b64encode(f"{path}+{first + limit}+{len(self._pages)}".encode()).decode()
            self._pages[page["pageToken"]] = (all_rows, first + limit, former)
        return Answer(200, page["data"] if self.deleted_shape == "bare" and path == "deletedEntities" else page)

    def _changed(self, kind: str, filters: dict[str, str]) -> list[Any]:
        after = filters.get("meta.modified.after")
        return [
            self._shown(kind, one)
            for one in self.world.has[kind].values()
            if after is None or _moment(one["meta"]["modified"]) > _moment(after)
        ]

    def _shown(self, kind: str, one: dict[str, Any]) -> dict[str, Any]:
        return self.reshape(kind, json.loads(json.dumps(one)))

    def _deleted(self, filters: dict[str, str]) -> list[Any]:
        after = _moment(filters["after"]) if "after" in filters else dt.datetime.min.replace(tzinfo=dt.UTC)
        return [(kind, key) for moment, kind, key in self.world.deleted if moment > after]

    def _as_data(self, path: str, rows: list[Any]) -> Any:
        if path != "deletedEntities":
            return rows
        if self.deleted_shape == "each":
            return [{"entityType": KIND_NAMES[kind], "id": key} for kind, key in rows]
        data: dict[str, list[str]] = {}
        for kind, key in rows:
            data.setdefault(self.deleted_names.get(kind, kind), []).append(key)
        return [data] if self.deleted_shape in ("list", "bare") else data


def error(status: int, message: str, **headers: str) -> Answer:
    return Answer(status, {"code": str(status), "message": message}, headers)


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone in mid-sentence: nothing to tell."""


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def _answered(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            authorization = self.headers.get("authorization", "")
            asked = Asked(
                self.command, parts.path, parse_qsl(parts.query), len(provider.paths(parts.path)) + 1,
                authorization.removeprefix("Bearer "),
            )  # fmt: skip
            answer = provider.answer(asked, body, authorization)
            provider.answers.append((asked, answer))
            sent = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            try:
                self.send_response(answer.status)
                self.send_header("content-type", answer.kind)
                self.send_header("content-length", str(len(sent)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(sent)
            except OSError:
                self.close_connection = True  # whoever asked has gone

        do_GET = do_POST = _answered

    return Handler
