"""The running of one roster's statements, in the transaction that is open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from framst.access.acting import Actor

from ..staging import Stage
from .changes import Changes


class Run:
    """One run: what it is given, what it has changed, and how its statements are put."""

    def __init__(self, stage: Stage, source: str, whole: bool, by: Actor, asked_by: int | None) -> None:
        self.stage, self.source, self.whole = stage, source, whole
        self.changes = Changes()
        self.given: dict[str, Any] = {
            "source": source,
            "today": by.today,
            "now": by.now,
            "asked_by": asked_by,
            "yesterday": by.today - dt.timedelta(days=1),
        }

    def do(self, statement: str) -> int:
        """Run one statement; return how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self.given)
            return int(cursor.rowcount)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.given)
            return list(cursor.fetchall())

    def make(self, table: str, query: str, key: str, unique: str = "") -> None:
        """Make a temporary table of this run from a query, with an index, and let the planner know it."""
        self.do(f"DROP TABLE IF EXISTS pg_temp.{table}")
        self.do(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {query}")
        self.do(f"CREATE INDEX ON {table} ({key})")
        if unique:
            self.do(f"CREATE UNIQUE INDEX ON {table} ({unique})")
        self.do(f"ANALYZE pg_temp.{table}")

    def gone(self, *kinds: str) -> str:
        """What the source has deleted of `kinds` (literals of ours), as a query."""
        return f"SELECT source_id FROM stage_gone WHERE kind IN ({', '.join(repr(kind) for kind in kinds)})"

    def any_gone(self) -> bool:
        return bool(self.rows("SELECT EXISTS (SELECT 1 FROM stage_gone)")[0][0])

    def of_run(self, group: str) -> str:
        """The condition that `group` is one that this run tells of: staged or deleted; in a whole run any of the source."""
        if self.whole:
            return f"{group}.source = %(source)s"
        return (
            f"{group}.source = %(source)s AND {group}.source_id IN"
            f" (SELECT source_id FROM stage_group UNION {self.gone('group')})"
        )

    def indexes(self) -> None:
        """What is staged is looked up from what is here. Behind the walls the planner takes few rows for one, and would
        read a table without an index once for each of them."""
        for table, column in (("stage_pupil", "source_id"), ("stage_enrolment", "pupil"), ("stage_guardian", "pupil")):
            self.do(f"CREATE INDEX IF NOT EXISTS {table}_{column}_idx ON pg_temp.{table} ({column})")
