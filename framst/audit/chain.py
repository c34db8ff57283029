"""The chain over the record: each event is tied to the one before it by a hash, so that a change shows.

The database makes the link itself, in a deferred trigger: the lock is taken as the last thing before the commit and
held no longer (DESIGN §8). The application may neither read the lock's table nor write a link. What stands here is
installed with the walls and compared with them at start.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from framst.foundation.words import N_

# The exact text that is hashed: a JSON array, so that no two events have the same text.
_TEXT = (
    "jsonb_build_array(e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), e.act, e.actor_kind,"
    ' e.person, e.profession, e.machine, e."table", e.record, e.subject, to_jsonb(e.shown), e.unit, e.letter,'
    " e.purpose, e.detail)::text"
)

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION framst_event_text(e audit_event) RETURNS text LANGUAGE sql STABLE AS
  $$ SELECT {_TEXT} $$;
CREATE OR REPLACE FUNCTION framst_link_event() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  former record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('framst audit chain'));
  SELECT number, hash INTO former FROM audit_link ORDER BY number DESC LIMIT 1;
  INSERT INTO audit_link (number, event_id, hash) VALUES (
    coalesce(former.number, 0) + 1, NEW.id,
    encode(sha256(convert_to(coalesce(former.hash, '') || framst_event_text(NEW), 'UTF8')), 'hex'));
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION framst_chain_head() RETURNS TABLE (number bigint, hash text) LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT l.number, l.hash::text FROM audit_link l ORDER BY l.number DESC LIMIT 1 $$;
DROP TRIGGER IF EXISTS framst_chain ON audit_event;
CREATE CONSTRAINT TRIGGER framst_chain AFTER INSERT ON audit_event DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION framst_link_event();
"""


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with the record: the link's number, and what (a sentence to translate)."""

    number: int
    what: str


CHANGED = N_("händelsen har ändrats, eller så har kedjan gjort det")
REMOVED = N_("händelsen är borttagen")
UNLINKED = N_("händelsen står utanför kedjan")
MISSING = N_("en länk saknas")
CUT = N_("kedjan är avkortad: den var längre när huvudet skrevs ner")
REWRITTEN = N_("kedjan är omskriven: den stämmer inte med det nedskrivna huvudet")


def flaws(heads: Path | None = None) -> Iterator[Flaw]:
    """Go through the whole chain, as its owner, and yield every flaw; none means that the record is whole.

    `heads` is the file that `write_head` has written: with it a cut or rewritten end is found too.
    """
    known = _heads(heads)
    former, number = "", 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.number, l.hash, framst_event_text(e), e.id IS NULL FROM audit_link l"
            " LEFT JOIN audit_event e ON e.id = l.event_id ORDER BY l.number"
        )
        while rows := cursor.fetchmany(5_000):
            for at, hashed, text, is_gone in rows:
                if at != number + 1:
                    yield Flaw(at, MISSING)
                if is_gone:
                    yield Flaw(at, REMOVED)
                elif hashlib.sha256((former + text).encode()).hexdigest() != hashed:
                    yield Flaw(at, CHANGED)
                if known.pop(at, hashed) != hashed:
                    yield Flaw(at, REWRITTEN)
                former, number = hashed, at
        for at in sorted(known):
            yield Flaw(at, CUT)
        cursor.execute(
            "SELECT count(*) FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.event_id = e.id)"
        )
        if loose := cursor.fetchone()[0]:
            yield Flaw(loose, UNLINKED)


def write_head(path: Path) -> tuple[int, str] | None:
    """Append the chain's head to a file outside the database, and sync it; return it (None: the chain is empty)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, hash FROM framst_chain_head()")
        head = cursor.fetchone()
    if head is None or head[0] is None:
        return None
    line = json.dumps({"number": head[0], "hash": head[1]})
    if path.exists() and path.read_text().rstrip().endswith(line):
        return (head[0], head[1])
    with path.open("a") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    return (head[0], head[1])


def _heads(path: Path | None) -> dict[int, str]:
    if path is None or not path.exists():
        return {}
    heads = (json.loads(line) for line in path.read_text().splitlines() if line.strip())
    return {head["number"]: head["hash"] for head in heads}
