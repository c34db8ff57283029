"""When things happened in Ekdalen, and who did them."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import Actor, person
from framst.organisation.models import Person

People = dict[str, Person]


def at(year: int, month: int, day: int, hour: int = 9) -> dt.datetime:
    """A moment of the demo's."""
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def actor(people: People, login: str, year: int, month: int, day: int, hour: int = 9) -> Actor:
    """One of the demo's people at a moment."""
    return person(people[login].pk, at(year, month, day, hour))
