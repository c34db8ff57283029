"""What stands for a source's id where the id itself may not be kept."""

from __future__ import annotations

import hmac

from django.conf import settings

from framst.organisation.terms import MarkKind


def digest(source: str, source_id: str, kind: MarkKind = MarkKind.PUPIL) -> str:
    """Return a keyed digest (HMAC-SHA256) of a source's id; a pupil and a member of staff with one id have two."""
    whose = "" if kind is MarkKind.PUPIL else f"\x00{kind}"
    text = f"roster\x00{source}\x00{source_id}{whose}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), text, "sha256").hex()
