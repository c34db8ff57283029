"""The demo's second factors: authenticators whose secrets come from a seed made once in each home, never from the code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import time
from pathlib import Path

FILE = "demo_second_factor"
EVERY = 30  # seconds: TOTP's ordinary period (RFC 6238)


def secret(home: Path, login: str, *, make: bool = False) -> str:
    """Return the secret of a login in this home. Raises FileNotFoundError when the demo was not loaded here."""
    path = home / FILE
    if make and not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    seed = path.read_text().encode()
    return base64.b32encode(hmac.new(seed, login.encode(), hashlib.sha256).digest()[:20]).decode()


def code(secret: str, at: float | None = None) -> str:
    """Return the six digits for a moment (now)."""
    count = int(time.time() if at is None else at) // EVERY
    digest = hmac.new(base64.b32decode(secret), count.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def give(account: object, login: str) -> None:
    """Give an account of the demo its authenticator."""
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings

    TOTP.activate(account, secret(settings.HOME, login, make=True))
