"""How much is asked of whom in which month: minutes, summed over everything that the authority sends."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

Month = tuple[int, int]


@dataclass(frozen=True)
class Asked:
    """Minutes that somebody is asked for, until a day."""

    person: int
    due_on: dt.date
    minutes: float


def months_of(year: int) -> list[Month]:
    """Return the twelve months of the school year that begins in `year`, July first."""
    return [(year, m) for m in range(7, 13)] + [(year + 1, m) for m in range(1, 7)]


def by_month(asked: Iterable[Asked]) -> dict[tuple[int, Month], float]:
    """Return the minutes by person and month."""
    found: dict[tuple[int, Month], float] = defaultdict(float)
    for one in asked:
        found[one.person, (one.due_on.year, one.due_on.month)] += one.minutes
    return dict(found)


def heavy(asked: Iterable[Asked], people: Iterable[int], month: Month, more: float, limit: float) -> dict[int, float]:
    """Return, for those who would pass the limit in the month with so many minutes more, what they would come to."""
    sums = by_month(asked)
    totals = {person: sums.get((person, month), 0.0) + more for person in people}
    return {person: total for person, total in totals.items() if total > limit}
