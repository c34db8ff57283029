"""The made-up people of `bench roster`: the n:th is the same however large the roster is, and whoever tells of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

UNITS = 170
BEGUN = dt.date(2025, 8, 18)

_GIVEN = ("Alva", "Björn", "Cecilia", "Dag", "Elsa", "Fatima", "Göran", "Åsa", "Ö Hugo", "Lo")
_FAMILY = ("Ek", "Lindgren", "Åberg", "Öst", "Nygren", "Haddad", "Berg", "Ström", "Dahl", "Wik")
_FIRST_BORN = dt.date(2009, 1, 1)


class SomePupil(NamedTuple):
    n: int
    number: str  # a temporary one: those of the tax agency's test series are too few
    born: dt.date
    given: str
    family: str
    girl: bool
    unit: str
    grade: int


class SomeAdult(NamedTuple):
    n: int
    given: str
    family: str
    email: str
    phone: str = ""


def unit_code(n: int) -> str:
    return f"8{n % UNITS:07d}"


def some_pupil(n: int) -> SomePupil:
    born = _FIRST_BORN + dt.timedelta(days=n % 3_650)
    return SomePupil(
        n, f"{born:%Y%m%d}T{n // 3_650:03d}", born, f"{_GIVEN[n % 10]}{n % 997}", _family(n), n % 2 == 0, unit_code(n),
        1 + n % 9,
    )  # fmt: skip


def some_guardians(n: int) -> Iterator[SomeAdult]:
    """Yield the guardians of the n:th pupil: five for three pupils."""
    for key in range(2 * n, 2 * n + (1 if n % 3 == 2 else 2)):
        yield SomeAdult(key, _GIVEN[key % 10], _family(n), f"vh.{key}@ekdalen.example", f"070-{key:07d}")


def some_staff(pupils: int) -> Iterator[SomeAdult]:
    """Yield those who work with so many pupils: two for fifteen."""
    for n in range(pupils * 2 // 15):
        yield SomeAdult(n, _GIVEN[n % 10], _family(n), f"personal.{n}@ekdalen.example")


def _family(n: int) -> str:
    return f"{_FAMILY[n // 7 % 10]}{n % 1_009}"
