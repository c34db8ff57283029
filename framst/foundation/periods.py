"""Dates that belong together: a period, a school year (läsår)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Period:
    """From and including `first` to and including `last`. Raises ValueError when it would be empty."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends on or after the day it begins")

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def school_year(day: dt.date) -> Period:
    """Return the läsår that `day` belongs to, 1 July to 30 June: "läsåret 2024–25"."""
    start = day.year if day.month >= 7 else day.year - 1
    return Period(dt.date(start, 7, 1), dt.date(start + 1, 6, 30))


def school_year_name(year: Period) -> str:
    """Return "2024–25" for the läsår that begins in 2024."""
    return f"{year.first.year}–{year.last.year % 100:02d}"


MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]


def spoken(period: Period) -> str:
    """Return the period as Swedish prose with whole months: "juni–oktober 2024", "november 2024–mars 2025"."""
    a, b = period.first, period.last
    if (a.year, a.month) == (b.year, b.month):
        return f"{MONTHS[a.month - 1]} {a.year}"
    if a.year == b.year:
        return f"{MONTHS[a.month - 1]}–{MONTHS[b.month - 1]} {a.year}"
    return f"{MONTHS[a.month - 1]} {a.year}–{MONTHS[b.month - 1]} {b.year}"
