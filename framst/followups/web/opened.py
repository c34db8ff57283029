"""When the holder of a link opened a page: carried by the page itself, signed, so that no GET writes."""

from __future__ import annotations

import datetime as dt

from django.core.signing import BadSignature, Signer

from framst.followups.models import Invitation

_signer = Signer(salt="framst.followups.opened", sep=".")


def stamp(invitation: Invitation, now: dt.datetime) -> str:
    """Return the hidden text of a page opened at `now`; empty once something is saved, for then the saves tell."""
    if invitation.sheet.saved_at is not None:
        return ""
    return _signer.sign(f"{invitation.pk.hex}-{int(now.timestamp())}")


def opened_at(invitation: Invitation, text: str) -> dt.datetime | None:
    """Return the moment in a text from `stamp` for this very place; None for any other text."""
    try:
        key, _, seconds = _signer.unsign(text).partition("-")
    except BadSignature:
        return None
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC) if key == invitation.pk.hex else None
