"""Text that was posted when the session, or the second factor in it, had ended: kept, and shown again to its writer.

It lies in the session, encrypted with a key that is made for the writer: for anybody else who signs in on the same
browser it is noise, and is thrown away. Who wrote it is not guessed from who signed in here last. A form carries the
secret of the session that it was written in (the CSRF token, which changes at each sign-in); a signed cookie says
whose sessions those secrets were. No script is needed. Files are not kept.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import _unmask_cipher_token  # type: ignore[attr-defined]
from django.utils.crypto import salted_hmac

KEPT = "framst_unsaved"
SALT = "framst_writer"  # of the cookie whose name is a setting
KEEP = dt.timedelta(hours=2)
MOST = 200_000  # characters: longer than any form here takes
MOST_SECRETS = 6  # sessions of the same person whose forms are still recognised

_TECHNICAL = ("csrfmiddlewaretoken", "autosave")


def keep(request: HttpRequest, writer: int, now: dt.datetime) -> bool:
    """Keep what was posted for the person `writer`; return whether there was anything to keep.

    What a script saves by itself is not kept: the form itself comes when the writer saves.
    """
    fields = [[name, value] for name in request.POST for value in request.POST.getlist(name) if name not in _TECHNICAL]
    if by_script(request) or not any(str(value).strip() for _, value in fields):
        return False
    text = json.dumps({"path": request.get_full_path(), "fields": fields})
    if len(text) > MOST:
        return False
    sealed = _lock(writer).encrypt_at_time(text.encode(), int(now.timestamp())).decode()
    request.session[KEPT] = {"path": request.path, "text": sealed}
    return True


def opened(request: HttpRequest, reader: int, now: dt.datetime) -> dict[str, Any] | None:
    """Return what is kept (`path`, `fields`) when `reader` wrote it and it is not older than KEEP; None else."""
    kept = request.session.get(KEPT)
    if not kept:
        return None
    try:
        text = _lock(reader).decrypt_at_time(kept["text"].encode(), int(KEEP.total_seconds()), int(now.timestamp()))
    except InvalidToken:
        return None
    return json.loads(text)  # type: ignore[no-any-return]


def forget(request: HttpRequest) -> None:
    """Throw away what is kept."""
    request.session.pop(KEPT, None)


def forget_when_saved(request: HttpRequest, response: HttpResponse) -> None:
    """Throw away what is kept when it has now been sent to where it belongs, and was taken."""
    kept = request.session.get(KEPT)
    if kept and request.method == "POST" and request.path == kept["path"] and response.status_code in (302, 303):
        forget(request)


def by_script(request: HttpRequest) -> bool:
    """Whether a script asks, which must not get a page where it expects an answer."""
    return bool(request.headers.get("HX-Request") or request.headers.get("X-Autosave") or request.POST.get("autosave"))


def writer_of(request: HttpRequest) -> int | None:
    """Return the person for whom the posted form was shown in this browser; None when that cannot be known."""
    whose = _whose(request)
    token = request.POST.get("csrfmiddlewaretoken", "")
    if whose is None or len(token) != 64:
        return None
    return whose["person"] if _mark(_unmask_cipher_token(token)) in whose["secrets"] else None


def remember_writer(request: HttpRequest, response: HttpResponse, person: int) -> None:
    """Say in the cookie that the forms of this session are `person`'s. Another person's marks are thrown away."""
    secret = request.META.get("CSRF_COOKIE", "")
    if not secret:
        return
    whose = _whose(request)
    secrets = whose["secrets"] if whose and whose["person"] == person else []
    mark = _mark(_unmask_cipher_token(secret) if len(secret) == 64 else secret)
    if mark in secrets:
        return
    value = json.dumps({"person": person, "secrets": [*secrets, mark][-MOST_SECRETS:]})
    response.set_signed_cookie(
        settings.WRITER_COOKIE_NAME, value, salt=SALT, httponly=True, secure=settings.SECURE, samesite="Lax"
    )  # fmt: skip


def _whose(request: HttpRequest) -> dict[str, Any] | None:
    with contextlib.suppress(KeyError, BadSignature, ValueError):
        return json.loads(str(request.get_signed_cookie(settings.WRITER_COOKIE_NAME, salt=SALT)))  # type: ignore[no-any-return]
    return None


def _mark(secret: str) -> str:
    return salted_hmac("framst.writer", secret, algorithm="sha256").hexdigest()[:24]


def _lock(person: int) -> Fernet:
    key = salted_hmac("framst.unsaved", str(person), algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
