"""Going through the whole record, as its owner: verifying it, and removing a sealed month of it by a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection, transaction
from psycopg import sql

from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from . import heads
from .chain import TEXT
from .checking import Flaw, Link, broken
from .services import Doer, record
from .terms import Act

BATCH = 5_000
KEPT_YEARS = 5  # HSLF-FS 2016:40 4 kap. 9 §: logs are kept for at least five years

NOT_SEALED = N_("Månaden är inte förseglad. Bara en månad som är slut och har ett nedskrivet huvud kan tas bort.")
TOO_YOUNG = N_("Loggen ska sparas i minst fem år (HSLF-FS 2016:40 4 kap. 9 §). Där finns händelser som är yngre.")
NOT_WHOLE = N_("Loggen har fel, så inget av den tas bort. Kör framst audit verify.")
NOTHING = N_("Månaden är redan borttagen.")


def flaws(path: Path | None = None, told: Callable[[int], None] = lambda number: None) -> Iterator[Flaw]:
    """Go through the whole chain, as its owner, and yield every flaw; none means that the record is whole.

    `path` is the file that `heads.write_head` has written. `told` is called with a number now and then.
    """
    # The heads first: what is written down later is of no concern to what is read now.
    return broken(_links(told), heads.read(path), _loose())


def _links(told: Callable[[int], None]) -> Iterator[Link]:
    # The text is computed here, by this program's own expression: a function of the database's could have been changed.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT l.number, l.hash, CASE WHEN e.id IS NOT NULL THEN {} END"
                " FROM audit_link l LEFT JOIN audit_event e ON e.id = l.event_id ORDER BY l.number, l.event_id"
            ).format(sql.SQL(TEXT))
        )
        while rows := cursor.fetchmany(BATCH):
            yield from (Link(*row) for row in rows)
            told(rows[-1][0])


def _loose() -> Iterator[int]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM audit_event e WHERE NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id)"
            " ORDER BY e.id"
        )
        while rows := cursor.fetchmany(BATCH):
            yield from (event for (event,) in rows)


def remove_month(month: str, *, path: Path, by: Doer, now: dt.datetime) -> int:
    """Remove the record up to the end of a sealed month ("2021-10"), as its owner; return how many events went.

    Their last head is kept and marked, so that the chain is known to begin after it; the removal is an event itself.
    Raises Refused for a month that is not sealed, holds what is to be kept still, or stands in a record with flaws.
    """
    end = heads.sealed(path, now).get(month)
    if end is None:
        raise Refused(NOT_SEALED)
    if any(flaws(path)):
        raise Refused(NOT_WHOLE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), max(e.at), (SELECT max(number) FROM audit_link) FROM audit_event e"
            " JOIN audit_link l ON l.event_id = e.id WHERE l.number <= %s",
            [end.number],
        )
        events, newest, last = cursor.fetchone()
        if not events:
            raise Refused(NOTHING)
        if last == end.number:
            raise Refused(NOT_SEALED)  # the last link stays: the next one continues from it
        if newest >= now.replace(year=now.year - KEPT_YEARS, day=min(now.day, 28)):
            raise Refused(TOO_YOUNG)
        # The line first: it permits a chain to begin there, and is no flaw while the rows are still there.
        heads.write_disposed(path, month, end, now)
        cursor.execute(
            "DELETE FROM audit_event e USING audit_link l WHERE l.event_id = e.id AND l.number <= %s", [end.number]
        )
        cursor.execute("DELETE FROM audit_link WHERE number <= %s", [end.number])
        record(act=Act.RETAINED, by=by, now=now, table="audit_event", month=month, events=events, number=end.number)
    return int(events)
