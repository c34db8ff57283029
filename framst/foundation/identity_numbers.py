"""Identity numbers: which kind, whether sound, and the one form in which they are kept.

A number is never part of an address, a log line or a letter; it is searched by exact match only.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from personnummer.personnummer import Personnummer, PersonnummerException

_DIGITS = re.compile(r"^(\d{2})?(\d{6})([-+]?)(\d{4})$", re.ASCII)
# Given by a school system or an authority until there is a real number: the day of birth, T or TF, and figures.
_TEMPORARY = re.compile(r"^(\d{8})[- ]?(T\d{2,3}|TF\d{2})$", re.ASCII)


@dataclass(frozen=True)
class IdentityNumber:
    """A sound number: `text` as it is kept (12 characters or the temporary form), `kind`, and the day of birth."""

    text: str
    kind: str  # personnummer, samordningsnummer, tillfälligt
    born: dt.date | None


def identity_number(text: str, today: dt.date) -> IdentityNumber | None:
    """Return the number that `text` is, or None when it is none.

    Takes personnummer and samordningsnummer with ten or twelve digits, with and without hyphen, and the temporary
    numbers with T or TF. Ten digits get the century that makes the person younger than a hundred on `today`.
    """
    text = text.strip().upper().replace(" ", "")
    if match := _TEMPORARY.match(text):
        born = _day(match[1])
        return IdentityNumber(match[1] + match[2], "tillfälligt", born) if born and born <= today else None
    match = _DIGITS.match(text)
    if match is None:
        return None
    century, day, sign, rest = match.groups()
    if century is None:
        year = today.year - (today.year - int(day[:2])) % 100 - (100 if sign == "+" else 0)
        century = f"{year // 100:02d}"
    try:
        Personnummer(century + day + rest)
    except PersonnummerException:
        return None
    coordination = int(day[4:]) > 60
    born = _day(f"{century}{day[:4]}{int(day[4:]) - (60 if coordination else 0):02d}")
    if born is None or born > today:
        return None
    return IdentityNumber(century + day + rest, "samordningsnummer" if coordination else "personnummer", born)


def check_digit(nine: str) -> int:
    """Return the last digit of a number whose first nine (ÅÅMMDDNNN) are given."""
    doubled = (int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(nine))
    return -sum(d // 10 + d % 10 for d in doubled) % 10


def _day(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
