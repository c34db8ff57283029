"""Trying a verb on many rows in few statements: what `access.proving` does one by one, and taken back all the same."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from psycopg import errors, sql

from framst.access import proving

# Each row is added as itself and taken back: *there is one already* means that the walls let it through.
_ADDED = """
CREATE OR REPLACE FUNCTION pg_temp.added(name text, columns text, given jsonb[]) RETURNS boolean[] LANGUAGE plpgsql AS $$
DECLARE one jsonb; done boolean[] := '{}';
BEGIN
  FOREACH one IN ARRAY given LOOP
    BEGIN
      EXECUTE format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)', name, columns)
        USING one;
      RAISE SQLSTATE 'ZZ001';
    EXCEPTION
      WHEN insufficient_privilege THEN done := done || false;
      WHEN integrity_constraint_violation OR SQLSTATE 'ZZ001' THEN done := done || true;
    END;
  END LOOP;
  RETURN done;
END $$
"""


class _Undo(Exception):
    """Takes a try back."""


def carried_out(way: psycopg.Connection[Any], verb: str, table: proving.Table, rows: list[proving.Row]) -> set[Any]:
    """Return the keys of those rows on which the application, as whoever acts, can carry out `verb`."""
    keys = [row.key for row in rows]
    if verb == "read":
        return proving.met(way, table, keys)
    if verb == "add":
        return _added(way, table, rows)
    name, key = sql.Identifier(table.name), sql.Identifier(table.key)
    query = sql.SQL("DELETE FROM {0} WHERE {1} = ANY (%s) RETURNING {1}").format(name, key)
    if verb == "change":
        column = sql.Identifier((table.changeable or (table.key,))[0])
        query = sql.SQL("UPDATE {0} SET {2} = {2} WHERE {1} = ANY (%s) RETURNING {1}").format(name, key, column)
    done: set[Any] = set()
    try:
        with way.transaction():
            done = {key for (key,) in way.execute(query, [keys])}
            raise _Undo
    except _Undo:
        return done
    except (errors.InsufficientPrivilege, errors.IntegrityError):
        # One row refuses the whole statement: which one is told by trying them alone.
        return {row.key for row in rows if proving.carried_out(way, verb, table, row)}


def _added(way: psycopg.Connection[Any], table: proving.Table, rows: list[proving.Row]) -> set[Any]:
    way.execute(_ADDED)
    columns = (table.key, *table.columns)
    given = [json.dumps({c: row.key if c == table.key else row.facts[c] for c in columns}, default=str) for row in rows]
    found = way.execute(
        "SELECT pg_temp.added(%s, %s, %s::jsonb[])", [table.name, ", ".join(f'"{c}"' for c in columns), given]
    ).fetchone()
    assert found is not None
    return {row.key for row, done in zip(rows, found[0], strict=True) if done}
