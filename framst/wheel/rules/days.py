"""Working days, and how the dates of one school year are moved to another."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection
from functools import cache

import holidays

from framst.foundation.periods import Period

_DAY = r"\d{4}-\d{2}-\d{2}"
_SPAN = re.compile(rf"({_DAY})(?:\s*(?:–|—|till)\s*({_DAY}))?")
LONGEST = 120  # days in one span: a summer, not a mistyped year


def year_of(day: dt.date) -> int:
    """Return the first year of the school year that `day` belongs to."""
    return day.year if day.month >= 7 else day.year - 1


def period_of(year: int) -> Period:
    """Return the school year that begins in `year`."""
    return Period(dt.date(year, 7, 1), dt.date(year + 1, 6, 30))


def days_off(text: str) -> frozenset[dt.date]:
    """Return the days in a text such as "2026-10-26–2026-10-30, 2027-01-04"; raise ValueError for any other text."""
    found: set[dt.date] = set()
    for part in re.split(r"[,;\n]", text):
        if not part.strip():
            continue
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise ValueError(part.strip())
        first = dt.date.fromisoformat(match[1])
        last = dt.date.fromisoformat(match[2]) if match[2] else first
        if not 0 <= (last - first).days <= LONGEST:
            raise ValueError(part.strip())
        found |= {first + dt.timedelta(days=n) for n in range((last - first).days + 1)}
    return frozenset(found)


@cache
def _public(year: int) -> frozenset[dt.date]:
    """The public holidays of Sweden, and the eves that are kept as such."""
    return frozenset(
        holidays.country_holidays("SE", years=[year], include_sundays=False, categories=("public", "de_facto"))
    )


def is_working_day(day: dt.date, off: Collection[dt.date] = ()) -> bool:
    """Whether people are at work: not on weekends, public holidays and their eves, nor on the authority's own days."""
    return day.weekday() < 5 and day not in _public(day.year) and day not in off


def working_day(day: dt.date, off: Collection[dt.date], within: Period) -> dt.date:
    """Return the nearest working day on or before `day`, or after it when there is none before in the period.

    Before rather than after: a last day that was set by another is not passed. Without any working day: `day` itself.
    """
    earlier = (day - dt.timedelta(days=n) for n in range((day - within.first).days + 1))
    later = (day + dt.timedelta(days=n) for n in range((within.last - day).days + 1))
    for candidate in (*earlier, *later):
        if is_working_day(candidate, off):
            return candidate
    return day


def moved(day: dt.date, years: int, off: Collection[dt.date]) -> dt.date:
    """Return the working day that `day` becomes so many years later, in the same part of the school year."""
    year = day.year + years
    same = day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))
    return working_day(same, off, period_of(year_of(same)))
