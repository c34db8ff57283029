"""Takes in a roster's rows beside the walls: temporary tables that are gone with the transaction.

COPY is refused under row security, so rows are copied here and carried through the walls by `applying` with
INSERT … SELECT. Nothing is kept of a run that is refused. Memory stays flat: rows go over in batches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import get_type_hints

from django.db import connection

from .rows import (
    DutyRow,
    EnrolmentRow,
    GroupDutyRow,
    GroupRow,
    GuardianRow,
    MembershipRow,
    PupilRow,
    RosterRow,
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
}


class Stage:
    """The temporary tables of one run, in the running transaction. `kinds` is what the source has told of at all."""

    def __init__(self) -> None:
        self._waiting: dict[type, list[RosterRow]] = {kind: [] for kind in TABLES}
        self.kinds: set[type] = set()
        self.counts: dict[type, int] = dict.fromkeys(TABLES, 0)
        with connection.cursor() as cursor:
            for kind, table in TABLES.items():
                columns = ", ".join(f'"{name}" {_TYPES[hint]}' for name, hint in get_type_hints(kind).items())
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
                cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")

    def take(self, rows: Iterable[RosterRow]) -> None:
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

    def done(self) -> None:
        """Copy what waits, and let the planner know how large the tables are."""
        for kind in TABLES:
            self._copy(kind)
        with connection.cursor() as cursor:
            for table in TABLES.values():
                cursor.execute(f"ANALYZE pg_temp.{table}")

    def _copy(self, kind: type) -> None:
        waiting = self._waiting[kind]
        if not waiting:
            return
        with connection.cursor() as cursor, cursor.copy(f"COPY pg_temp.{TABLES[kind]} FROM STDIN") as copy:
            for row in waiting:
                copy.write_row(row)
        self.counts[kind] += len(waiting)
        waiting.clear()
