"""The address at which a person's calendar program fetches the year: made, made again, ended."""

from __future__ import annotations

import uuid

from django.db.models import F

from framst.access.acting import Actor
from framst.audit.services import record
from framst.audit.terms import Act
from framst.wheel.models import CalendarAddress


def make_calendar(*, by: Actor) -> CalendarAddress:
    """Give the actor a new address; the former one, if there was any, stops working."""
    address, made = CalendarAddress.objects.get_or_create(
        person_id=by.person_id,  # type: ignore[misc]
        defaults={"link": uuid.uuid4(), "made_at": by.now},
    )
    if not made:
        CalendarAddress.objects.filter(pk=address.pk).update(number=F("number") + 1, made_at=by.now, ended_at=None)
        address.refresh_from_db()
    record(act=Act.ADDED, by=by, now=by.now, about=address)
    return address


def end_calendar(*, by: Actor) -> None:
    """End the actor's address: it answers nobody any more."""
    for address in CalendarAddress.objects.filter(person_id=by.person_id, ended_at__isnull=True):  # type: ignore[misc]
        address.ended_at = by.now
        address.number += 1
        address.save()
        record(act=Act.REMOVED, by=by, now=by.now, about=address)
