"""Personal links: an address that opens one thing, without a password, as long as it is asked for."""

from __future__ import annotations

import uuid

from django.core.signing import BadSignature, Signer
from django.http import Http404

_signer = Signer(salt="framst.access.links", sep=".")


def token(key: uuid.UUID, number: int) -> str:
    """Return the text that stands in the address: the key and its number, signed."""
    return _signer.sign(f"{key.hex}-{number}")


def opened(text: str) -> tuple[uuid.UUID, int]:
    """Return the key and the number that `text` was made from; raise Http404 for any other text."""
    try:
        key, _, number = _signer.unsign(text).partition("-")
        return uuid.UUID(key), int(number)
    except (BadSignature, ValueError):
        raise Http404 from None
