"""Asks an SS 12000 server: with a token, again when it is busy, and never anywhere but at the address that was given."""

from __future__ import annotations

import datetime as dt
import email.utils
import ipaddress
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from framst.foundation.refusal import Refused
from framst.foundation.words import N_

TRIES = 5
LONGEST_WAIT = 300.0  # seconds, whatever the server asks for
MOST_BYTES = 64 * 2**20  # of one answer: memory stays flat
MOST_SECONDS = 600.0  # for one answer
AGAIN = frozenset((429, 500, 502, 503, 504))

BAD_ADDRESS = N_("Adressen ska börja med https:// och inte innehålla användare eller lösenord.")
NOT_ENCRYPTED = N_("Adressen ska börja med https://. Utan kryptering går det bara till den egna datorn.")
NO_ANSWER = N_("Servern svarar inte på %(path)s. %(tries)d försök gjordes. Inget har ändrats.")
FAILING = N_("Servern svarar med fel %(status)d på %(path)s. %(tries)d försök gjordes. Inget har ändrats.")
TOKEN_REFUSED = N_("Servern godtar inte inloggningen. Inget har ändrats.")
NO_TOKEN = N_("Adressen för inloggning gav ingen token (svar %(status)d). Inget har ändrats.")
REDIRECTED = N_("Servern hänvisar %(path)s till en annan adress. Den följs inte, så att inloggningen inte läcker.")
NOT_JSON = N_("Svaret på %(path)s är inte JSON (%(kind)s). Inget har ändrats.")
BROKEN_JSON = N_("Svaret på %(path)s är trasig JSON. Inget har ändrats.")
TOO_LARGE = N_("Svaret på %(path)s är för stort. Välj färre poster per sida (--limit). Inget har ändrats.")
NOT_TAKEN = N_("Servern tar inte emot frågan om %(path)s (svar %(status)d). Inget har ändrats.")
EMPTY_TOKEN = N_("Filen med token är tom eller går inte att läsa.")

Params = Sequence[tuple[str, str]]


class Missing(Exception):
    """The server has no such endpoint (404, 405, 501), or gives no access to it (403: `denied`)."""

    def __init__(self, path: str, *, denied: bool) -> None:
        super().__init__(path)
        self.denied = denied


class Rejected(Exception):
    """The server does not take the question as it was put (400, 410, 422)."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(path)
        self.status = status


class Auth(Protocol):
    """Where the token comes from. `anew` asks for another than the last."""

    def token(self, http: httpx.Client, *, anew: bool) -> str: ...


def safe_address(address: str) -> str:
    """Return the address without its last slash. Raises Refused when it is not TLS, but for this machine itself."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise Refused(BAD_ADDRESS)
    if parts.scheme == "http" and not _is_here(parts.hostname):
        raise Refused(NOT_ENCRYPTED)
    return address.rstrip("/")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass
class ClientCredentials:
    """OAuth2 client credentials (RFC 6749 §4.4). The secret is shown nowhere."""

    token_url: str
    client_id: str
    secret: str = field(repr=False)
    scope: str = ""
    _held: str = field(default="", repr=False)

    def token(self, http: httpx.Client, *, anew: bool) -> str:
        if anew or not self._held:
            form = {"grant_type": "client_credentials"} | ({"scope": self.scope} if self.scope else {})
            answer = http.post(safe_address(self.token_url), data=form, auth=(self.client_id, self.secret))
            if answer.status_code in AGAIN:
                raise httpx.ReadError("busy")
            try:
                held = answer.json()["access_token"] if answer.status_code == 200 else ""
            except (ValueError, KeyError, TypeError):
                held = ""
            if not held or not isinstance(held, str):
                raise Refused(NO_TOKEN, status=answer.status_code)
            self._held = held
        return self._held


@dataclass
class TokenFile:
    """A bearer token in a file, read again when the server no longer takes it: somebody may have changed it."""

    path: Path
    _held: str = field(default="", repr=False)

    def token(self, http: httpx.Client, *, anew: bool) -> str:
        if anew or not self._held:
            try:
                self._held = self.path.read_text().strip()
            except (OSError, UnicodeDecodeError):
                self._held = ""
            if not self._held or any(c.isspace() for c in self._held):
                raise Refused(EMPTY_TOKEN)
        return self._held


class Client:
    """One server. `sleep` and `chance` are the waiting and its jitter; tests give their own."""

    def __init__(
        self,
        url: str,
        auth: Auth,
        *,
        timeout: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.url = safe_address(url)
        self._auth, self._sleep, self._chance = auth, sleep, chance
        here = _is_here(urlsplit(url).hostname or "")
        self._http = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=not here)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *raised: object) -> None:
        self._http.close()

    def get(self, path: str, params: Params = ()) -> Any:
        """Return the JSON at `path`. Raises Missing, Rejected, or Refused with the sentence that people read."""
        return self._ask("GET", path, params, None)

    def post(self, path: str, given: Any) -> Any:
        """Return the JSON that answers `given`. Raises as `get`."""
        return self._ask("POST", path, (), given)

    def _ask(self, method: str, path: str, params: Params, given: Any) -> Any:
        anew, renewed, tries, status = False, False, 0, 0
        while True:
            wait: float | None = None
            try:
                answer, body = self._once(method, path, params, given, anew)
                anew, status = False, answer.status_code
                if status == 401:
                    if renewed:
                        raise Refused(TOKEN_REFUSED)
                    anew = renewed = True
                    continue
                if status not in AGAIN:
                    return self._read(path, answer, body)
                wait = _asked_to_wait(answer)
            except httpx.TransportError:
                status = 0
            tries += 1
            if tries == TRIES:
                if status:
                    raise Refused(FAILING, path=path, status=status, tries=tries) from None
                raise Refused(NO_ANSWER, path=path, tries=tries) from None
            if wait is None:
                wait = 2.0**tries * (0.5 + self._chance())
            self._sleep(min(wait, LONGEST_WAIT))

    def _once(self, method: str, path: str, params: Params, given: Any, anew: bool) -> tuple[httpx.Response, bytes]:
        token = self._auth.token(self._http, anew=anew)
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        body = bytearray()
        begun = time.monotonic()
        asked = self._http.stream(
            method, self.url + path, params=list(params), headers=headers, json=given if given is not None else None
        )
        with asked as answer:
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise Refused(TOO_LARGE, path=path)
                if time.monotonic() - begun > MOST_SECONDS:
                    raise httpx.ReadTimeout("too slow")
        return answer, bytes(body)

    def _read(self, path: str, answer: httpx.Response, body: bytes) -> Any:
        status = answer.status_code
        if 300 <= status < 400:
            raise Refused(REDIRECTED, path=path)
        if status in (403, 404, 405, 501):
            raise Missing(path, denied=status == 403)
        if status in (400, 410, 422):
            raise Rejected(path, status)
        if status != 200:
            raise Refused(NOT_TAKEN, path=path, status=status)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise Refused(NOT_JSON, path=path, kind=kind[:40])
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise Refused(BROKEN_JSON, path=path) from None


def _asked_to_wait(answer: httpx.Response) -> float | None:
    """Return the seconds of Retry-After (RFC 9110 §10.2.3: a number, or a date), or None."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        then = email.utils.parsedate_to_datetime(text)
        told = email.utils.parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    if then.tzinfo is None or told.tzinfo is None:
        return None
    return max(0.0, (then - told) / dt.timedelta(seconds=1))
