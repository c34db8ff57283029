"""The wheel as a drawing: where the months, the activities and today stand. Only numbers; the page draws them."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from framst.wheel.models import Activity
from framst.wheel.rules.days import period_of
from framst.wheel.terms import Level

SIZE = 700
CENTRE = SIZE / 2
RINGS = {Level.AUTHORITY: (215, 300), Level.DIVISION: (130, 215), Level.SCHOOL: (55, 130)}
DOT = 13
SLOTS = 3


@dataclass(frozen=True)
class Dot:
    """An activity as it stands in the wheel, with the number that it has in the list."""

    activity: Activity
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Spoke:
    """A month: the line that begins it, and where its name stands."""

    month: int
    x1: float
    y1: float
    x2: float
    y2: float
    x: float
    y: float


def _point(radius: float, angle: float) -> tuple[float, float]:
    return round(CENTRE + radius * math.sin(angle), 1), round(CENTRE - radius * math.cos(angle), 1)


def _angle(day: dt.date, year: int) -> float:
    """The angle of a day, clockwise from the top, where July begins."""
    months = (day.year - year) * 12 + day.month - 7
    return (months + (day.day - 0.5) / calendar.monthrange(day.year, day.month)[1]) * math.tau / 12


def dots(activities: Sequence[Activity], year: int) -> list[Dot]:
    """Return each activity in its ring; those that would lie on each other stand beside each other instead."""
    found: list[Dot] = []
    last: dict[tuple[str, int], float] = {}
    for number, activity in enumerate(activities, start=1):
        inner, outer = RINGS[Level(activity.level)]
        angle = _angle(activity.due_on, year)
        best: tuple[float, int, float] | None = None
        for slot in range(SLOTS):
            radius = outer - (slot + 0.5) * (outer - inner) / SLOTS
            free = max(angle, last.get((activity.level, slot), -math.tau) + 2 * DOT / radius)
            if best is None or free < best[0] - 1e-9:
                best = (free, slot, radius)
        assert best is not None  # noqa: S101 -- there are slots
        at, slot, radius = best
        last[activity.level, slot] = at
        found.append(Dot(activity, number, *_point(radius, at)))
    return found


def spokes(year: int) -> list[Spoke]:
    """Return the twelve months, July first."""
    found = []
    for n in range(12):
        inner, outer = _point(55, n * math.tau / 12), _point(300, n * math.tau / 12)
        found.append(Spoke((n + 6) % 12 + 1, *inner, *outer, *_point(324, (n + 0.5) * math.tau / 12)))
    return found


def needle(today: dt.date, year: int) -> tuple[float, float] | None:
    """Return where today's needle ends; None when today is in another year."""
    return _point(308, _angle(today, year)) if today in period_of(year) else None
