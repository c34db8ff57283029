"""Takes in a roster's rows beside the walls: temporary tables that are gone with the transaction.

COPY is refused under row security, so rows are copied here and carried through the walls by `applying` with
INSERT … SELECT. Nothing is kept of a run that is refused. Memory stays flat: rows go over in batches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, get_type_hints

from django.db import connection

from .rows import (
    ContactRow,
    DutyRow,
    EnrolmentRow,
    GoneRow,
    GroupDutyRow,
    GroupRow,
    GuardianRow,
    MembershipRow,
    PupilRow,
    StaffRow,
)

BATCH = 5_000  # rows of a kind

_TYPES: dict[object, str] = {
    int: "integer", str: "text", bool: "boolean", dt.date: "date", dt.date | None: "date", list[str]: "text[]",
}  # fmt: skip
TABLES: dict[type, str] = {
    PupilRow: "stage_pupil",
    EnrolmentRow: "stage_enrolment",
    GuardianRow: "stage_guardian",
    GroupRow: "stage_group",
    MembershipRow: "stage_membership",
    StaffRow: "stage_staff",
    DutyRow: "stage_duty",
    GroupDutyRow: "stage_groupduty",
    ContactRow: "stage_contact",
    GoneRow: "stage_gone",
}


class Stage:
    """The temporary tables of one run, in the running transaction. `kinds` is what the source has told of at all,
    `complete` the kinds of which it has told everything although the run is not whole. `by_group`: it tells who is in
    a group, and not in which groups a pupil is. `tables`: a reader may have some of its own."""

    def __init__(self, tables: Mapping[type, str] = TABLES) -> None:
        self._tables = tables
        self._waiting: dict[type, list[Any]] = {kind: [] for kind in tables}
        self.kinds: set[type] = set()
        self.complete: set[type] = set()
        self.by_group = False
        self.counts: dict[type, int] = dict.fromkeys(tables, 0)
        with connection.cursor() as cursor:
            for kind, table in tables.items():
                columns = ", ".join(f'"{name}" {_TYPES[hint]}' for name, hint in get_type_hints(kind).items())
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
                cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")

    def take(self, rows: Iterable[Any]) -> None:
        """Stage `rows`, of any kinds, in the order that they come."""
        for row in rows:
            kind = type(row)
            self.kinds.add(kind)
            waiting = self._waiting[kind]
            waiting.append(row)
            if len(waiting) >= BATCH:
                self._copy(kind)

    def tells_of(self, *kinds: type) -> None:
        """Say that the source tells of `kinds`, also where it has no row of them."""
        self.kinds.update(kinds)

    def has_all(self, *kinds: type) -> None:
        """Say that the source has told all there is of `kinds`, also in a run that is not whole."""
        self.complete.update(kinds)

    def done(self) -> None:
        """Copy what waits, and let the planner know how large the tables are."""
        for kind in self._tables:
            self._copy(kind)
        with connection.cursor() as cursor:
            for table in self._tables.values():
                cursor.execute(f"ANALYZE pg_temp.{table}")

    def _copy(self, kind: type) -> None:
        waiting = self._waiting[kind]
        if not waiting:
            return
        with connection.cursor() as cursor, cursor.copy(f"COPY pg_temp.{self._tables[kind]} FROM STDIN") as copy:
            for row in waiting:
                copy.write_row(row)
        self.counts[kind] += len(waiting)
        waiting.clear()
