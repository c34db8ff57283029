"""Small worlds for proofs: units, people and pupils made by raw SQL as the machine import, behind the walls themselves."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.errors import InsufficientPrivilege

from framst.access.crossing import _NAMES

NOW = dt.datetime(2026, 3, 10, 10, 0, tzinfo=dt.UTC)
_number = itertools.count(1)


def day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZoneInfo("Europe/Stockholm")).date()


def act(
    way: psycopg.Connection[Any], *, person: int | None = None, machine: str = "", link: Any = None,
    now: dt.datetime = NOW, second_factor: bool = False,
) -> None:  # fmt: skip
    """Say who acts, for the rest of the transaction."""
    way.execute(
        "SELECT set_config('framst.person', %s, true), set_config('framst.machine', %s, true),"
        " set_config('framst.link', %s, true), set_config('framst.now', %s, true),"
        " set_config('framst.today', %s, true), set_config('framst.second_factor', %s, true)",
        [
            str(person or ""), machine, str(link or ""), now.isoformat(), day(now).isoformat(),
            "1" if second_factor else "",
        ],
    )  # fmt: skip


def cross(way: psycopg.Connection[Any], name: str, **given: Any) -> bool:
    """Carry out a crossing as whoever acts; return whether it was let through."""
    values = [given[word.removeprefix("the_")] for word in _NAMES[name]]
    try:
        with way.transaction():
            way.execute(f"SELECT framst_do_{name}({', '.join(['%s'] * len(values))})", values)
        return True
    except InsufficientPrivilege:
        return False


def done(way: psycopg.Connection[Any], query: str, given: list[Any]) -> int:
    """Return how many rows a statement touched: none when the walls refused it."""
    try:
        with way.transaction():
            return way.execute(query, given).rowcount
    except InsufficientPrivilege:
        return 0


def unit(way: psycopg.Connection[Any]) -> int:
    code = f"9998{next(_number):04}"
    return _one(
        way,
        "INSERT INTO organisation_unit (name, sort_key, code, kind, municipality_code, municipality, provider_name,"
        " provider_orgnr, source) VALUES (%s, %s, %s, 'school', '', '', '', '', '') RETURNING id",
        [code, code, code],
    )


def person(way: psycopg.Connection[Any], *assignments: tuple[str, int | None]) -> int:
    """A person with assignments (profession, unit) that have held for a year."""
    name = f"p{next(_number)}"
    made = _one(
        way,
        "INSERT INTO organisation_person (given_name, family_name, sort_key, email, external_id)"
        " VALUES (%s, 'P', %s, %s, '') RETURNING id",
        [name, name, f"{name}@worlds.example"],
    )
    for profession, where in assignments:
        assign(way, made, profession, where, day(NOW) - dt.timedelta(365))
    return made


def assign(
    way: psycopg.Connection[Any], who: int, profession: str, where: int | None, start: dt.date,
    end: dt.date | None = None,
) -> int:  # fmt: skip
    return _one(
        way,
        "INSERT INTO organisation_assignment (person_id, profession, unit_id, from_on, until_on, source)"
        " VALUES (%s, %s, %s, %s, %s, '') RETURNING id",
        [who, profession, where, start, end],
    )


def group(way: psycopg.Connection[Any], where: int) -> uuid.UUID:
    key = uuid.uuid4()
    way.execute(
        "INSERT INTO organisation_group (id, unit_id, name, sort_key, kind, source, source_id)"
        " VALUES (%s, %s, 'g', 'g', 'class', 'worlds', %s)",
        [key, where, str(key)],
    )
    return key


def duty(way: psycopg.Connection[Any], who: int, which: Any, start: dt.date, end: dt.date | None = None) -> None:
    way.execute(
        "INSERT INTO organisation_groupduty (person_id, group_id, role, from_on, until_on)"
        " VALUES (%s, %s, 'teacher', %s, %s)",
        [who, which, start, end],
    )


def pupil(way: psycopg.Connection[Any], where: int, secrecy: str = "C") -> uuid.UUID:
    """A pupil with an identity number and a name to search by."""
    key, number = uuid.uuid4(), f"T{next(_number):08}"
    way.execute(
        "INSERT INTO organisation_pupil (id, holder_id, secrecy, given_name, family_name, sort_key, sex, source, source_id,"
        " changed_at) VALUES (%s, %s, %s, 'Elev', 'E', 'e elev', '', 'worlds', %s, %s)",
        [key, where, secrecy, str(key), NOW],
    )
    way.execute(
        "INSERT INTO organisation_identitynumber (id, pupil_id, holder_id, secrecy, number, kind)"
        " VALUES (%s, %s, %s, %s, %s, 'tillfälligt')",
        [uuid.uuid4(), key, where, secrecy, number],
    )
    way.execute(
        "INSERT INTO organisation_nametoken (id, pupil_id, holder_id, secrecy, token) VALUES (%s, %s, %s, %s, 'elev')",
        [uuid.uuid4(), key, where, secrecy],
    )
    return key


def member(
    way: psycopg.Connection[Any], which: Any, who: uuid.UUID, start: dt.date, end: dt.date | None = None
) -> None:
    way.execute(
        "INSERT INTO organisation_membership (id, pupil_id, holder_id, secrecy, group_id, from_on, until_on)"
        " SELECT %s, p.id, p.holder_id, p.secrecy, %s, %s, %s FROM organisation_pupil p WHERE p.id = %s",
        [uuid.uuid4(), which, start, end, who],
    )


def _one(way: psycopg.Connection[Any], query: str, given: list[Any]) -> int:
    return int(way.execute(query, given).fetchone()[0])  # type: ignore[call-overload, index]
