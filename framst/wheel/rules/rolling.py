"""What next year's wheel takes over from this year's, and with what dates."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from .days import moved


@dataclass(frozen=True)
class Held:
    """An activity as it stands in a year."""

    key: uuid.UUID
    year: int
    asked_on: dt.date | None
    due_on: dt.date
    recurs: bool


@dataclass(frozen=True)
class Rolled:
    """An activity in the new year: from which, and when."""

    former: uuid.UUID
    asked_on: dt.date | None
    due_on: dt.date


def rolled(
    held: Iterable[Held], to_year: int, off: Collection[dt.date], already: Collection[uuid.UUID]
) -> list[Rolled]:
    """Return each recurring activity once, with its days in `to_year`; those in `already` are there and are left out."""
    found: dict[uuid.UUID, Rolled] = {}
    for activity in held:
        if not activity.recurs or activity.key in already:
            continue
        years = to_year - activity.year
        due_on = moved(activity.due_on, years, off)
        asked_on = min(moved(activity.asked_on, years, off), due_on) if activity.asked_on else None
        found[activity.key] = Rolled(activity.key, asked_on, due_on)
    return list(found.values())
