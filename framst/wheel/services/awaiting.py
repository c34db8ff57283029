"""Putting things on people's start page, and taking them off."""

from __future__ import annotations

import datetime as dt
import uuid

from framst.access.acting import Actor
from framst.wheel.models import Awaiting


def await_from(
    *,
    person_id: int,
    about: str,
    title: str,
    address: str,
    by: Actor,
    due_on: dt.date | None = None,
    minutes: float | None = None,
    link: uuid.UUID | None = None,
) -> None:
    """Put one thing on a person's start page; the same thing again changes what stands there."""
    Awaiting.objects.update_or_create(
        person_id=person_id,
        about=about,
        defaults={
            "title": title,
            "address": address,
            "due_on": due_on,
            "minutes": minutes,
            "link": link,
            "asked_by_id": by.person_id,
            "asked_at": by.now,
            "settled_at": None,
        },
    )


def settle(*, about: str, by: Actor) -> None:
    """Take the thing off every start page where the actor may: it is done, or no longer asked."""
    Awaiting.objects.filter(about=about, settled_at__isnull=True).update(settled_at=by.now)
