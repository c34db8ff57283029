"""What a server tells in pieces, put together in the database: tables beside the stage, gone with the transaction.

A guardian's name is in another list than the child, a duty's person in a third. They are joined in SQL, so that
memory stays flat, and what points at nothing is left out and counted.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db import connection

from framst.integrations.roster.rows import DutyRow, GroupDutyRow
from framst.integrations.roster.staging import Stage

from . import terms
from .remarks import Remarks


class PersonSide(NamedTuple):
    """Everybody, as staff or guardian. `dead` ones are no longer either."""

    line: int
    source_id: str
    given_name: str
    family_name: str
    sort_key: str
    work_email: str
    email: str
    phone: str
    mark: str
    dead: bool


class ResponsibleSide(NamedTuple):
    line: int
    pupil: str
    person: str
    relation: str


class MarkedSide(NamedTuple):
    """That some reference to a person, somewhere, says that the person is protected."""

    line: int
    source_id: str


class PostSide(NamedTuple):
    """Every duty: whose it is. Activities point at it."""

    line: int
    source_id: str
    person: str


class DutySide(NamedTuple):
    """A duty's profession at a unit; one duty may have several units."""

    line: int
    post: str
    unit: str
    profession: str
    from_on: dt.date
    until_on: dt.date | None


class GroupDutySide(NamedTuple):
    line: int
    origin: str  # the duty or the activity that tells of it
    group: str
    post: str
    role: str
    from_on: dt.date
    until_on: dt.date | None


class GoneSide(NamedTuple):
    line: int
    kind: str  # as GoneRow's
    source_id: str


TABLES: dict[type, str] = {
    PersonSide: "side_person",
    ResponsibleSide: "side_responsible",
    MarkedSide: "side_marked",
    PostSide: "side_post",
    DutySide: "side_duty",
    GroupDutySide: "side_groupduty",
    GoneSide: "side_gone",
}
INDEXES = (
    ("side_person", "source_id"), ("side_responsible", "pupil"), ("side_post", "source_id"),
    ("side_gone", "source_id"), ("stage_pupil", "source_id"), ("stage_enrolment", "pupil"), ("stage_group", "source_id"),
)  # fmt: skip


def join(stage: Stage, side: Stage, remarks: Remarks, *, source: str, today: dt.date, whole: bool) -> None:
    """Put the pieces together in the stage, and take out of it what points at nothing. Everything is copied already."""
    run = _Join(remarks, {"source": source, "today": today, "whole": whole})
    for table, column in INDEXES:
        run.do(f"CREATE INDEX ON pg_temp.{table} ({column})")
    run.twice()
    run.marks()
    run.leavers()
    run.numbers()
    run.guardians()
    if DutyRow in stage.kinds:
        run.duties()
    if GroupDutyRow in stage.kinds:
        run.group_duties()
    run.staff()
    run.memberships()
    run.gone()


class _Join:
    def __init__(self, remarks: Remarks, given: dict[str, Any]) -> None:
        self.remarks, self.given = remarks, given

    def do(self, statement: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.given)
            return int(cursor.rowcount)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.given)
            return list(cursor.fetchall())

    def told(self, sentence: str, statement: str, what: str = "") -> None:
        self.remarks.note(sentence, what, self.do(statement))

    def twice(self) -> None:
        """Of a thing that stands on two pages the last is kept, with all that it tells."""
        for what, table, key, others in (
            ("persons", "side_person", "source_id", (("stage_pupil", "source_id"), ("stage_enrolment", "pupil"),
                                                     ("side_responsible", "pupil"), ("side_gone", "source_id"))),
            ("groups", "stage_group", "source_id", (("stage_membership", '"group"'),)),
            ("duties", "side_post", "source_id", (("side_duty", "post"), ("side_groupduty", "origin"))),
            ("activities", "side_groupduty", "origin", ()),
        ):  # fmt: skip
            self.do("DROP TABLE IF EXISTS pg_temp.side_last")
            self.do(
                f"CREATE TEMPORARY TABLE side_last ON COMMIT DROP AS SELECT {key} AS key, max(line) AS line"
                f" FROM {table} GROUP BY 1 HAVING min(line) < max(line)"
            )
            self.remarks.note(terms.TWICE, what, self.rows("SELECT count(*) FROM side_last")[0][0])
            for name, column in ((table, key), *others):
                self.do(f"DELETE FROM {name} t USING side_last l WHERE t.{column} = l.key AND t.line < l.line")

    def marks(self) -> None:
        """A protection that any reference tells of holds."""
        for table in ("stage_pupil", "side_person"):
            self.do(
                f"UPDATE {table} t SET mark = 'S' FROM side_marked m WHERE m.source_id = t.source_id"
                " AND t.mark NOT IN ('S', 'F')"
            )

    def leavers(self) -> None:
        """Whoever left before we knew of them is not taken in."""
        self.do("DROP TABLE IF EXISTS pg_temp.side_left")
        self.do(
            "CREATE TEMPORARY TABLE side_left ON COMMIT DROP AS SELECT e.pupil FROM stage_enrolment e GROUP BY e.pupil"
            " HAVING max(coalesce(e.until_on, 'infinity')) < %(today)s AND NOT EXISTS (SELECT 1 FROM organisation_pupil p"
            "  WHERE p.source = %(source)s AND p.source_id = e.pupil)"
        )
        for table, column in (
            ("stage_pupil", "source_id"),
            ("stage_enrolment", "pupil"),
            ("side_responsible", "pupil"),
        ):
            self.do(f"DELETE FROM {table} t USING side_left l WHERE t.{column} = l.pupil")

    def numbers(self) -> None:
        """An identity number is one pupil's."""
        none = "UPDATE stage_pupil s SET number = '', number_kind = ''"
        self.told(
            terms.NUMBER_TWICE,
            f"{none} WHERE s.number IN (SELECT number FROM stage_pupil WHERE number <> '' GROUP BY 1 HAVING count(*) > 1)",
        )
        self.told(
            terms.NUMBER_TAKEN,
            f"{none} FROM organisation_identitynumber n JOIN organisation_pupil p ON p.id = n.pupil_id"
            " WHERE n.number = s.number AND (p.source, p.source_id) <> (%(source)s, s.source_id)"
            # Of one who has left the number goes along; of one who is sealed it tells that this is the same pupil.
            " AND n.secrecy IN ('C', 'D')",
        )

    def guardians(self) -> None:
        columns = "line, pupil, source_id, given_name, family_name, email, phone, relation, informed, mark"
        # Whether somebody is to be informed the standard does not say: true, until a person here says otherwise.
        self.do(
            f"INSERT INTO stage_guardian ({columns}) SELECT DISTINCT ON (r.pupil, r.person) r.line, r.pupil, r.person,"
            " p.given_name, p.family_name, p.email, p.phone, r.relation, true, p.mark"
            " FROM side_responsible r JOIN side_person p ON p.source_id = r.person WHERE NOT p.dead"
            " ORDER BY r.pupil, r.person, r.relation"
        )
        self.remarks.note(
            terms.NO_MARK_GUARDIAN, times=self.rows("SELECT count(*) FROM stage_guardian WHERE mark = '?'")[0][0]
        )
        if not self.given["whole"]:
            # A guardian who has not changed is not among those who have: as we know them.
            self.do(
                f"INSERT INTO stage_guardian ({columns}) SELECT DISTINCT ON (r.pupil, r.person) r.line, r.pupil, r.person,"
                " g.given_name, g.family_name, g.email, g.phone, r.relation, true, '?' FROM side_responsible r"
                " JOIN organisation_guardian g ON g.source_id = r.person"
                " JOIN organisation_pupil o ON o.id = g.pupil_id AND o.source = %(source)s"
                " WHERE NOT EXISTS (SELECT 1 FROM side_person p WHERE p.source_id = r.person)"
                " ORDER BY r.pupil, r.person, r.relation"
            )
            self.do(
                "INSERT INTO stage_contact (line, source_id, given_name, family_name, email, phone, mark)"
                " SELECT line, source_id, given_name, family_name, email, phone, mark FROM side_person p WHERE NOT p.dead"
                " AND EXISTS (SELECT 1 FROM organisation_guardian g WHERE g.source_id = p.source_id)"
            )
        self.remarks.note(
            terms.NO_SUCH_RESPONSIBLE,
            times=self.rows(
                "SELECT count(*) FROM side_responsible r WHERE NOT EXISTS (SELECT 1 FROM side_person p"
                " WHERE p.source_id = r.person) AND NOT EXISTS (SELECT 1 FROM stage_guardian g"
                " WHERE g.pupil = r.pupil AND g.source_id = r.person)"
            )[0][0],
        )

    _STAFF_HERE = (
        "(EXISTS (SELECT 1 FROM side_person s WHERE s.source_id = {0} AND NOT s.dead) OR (NOT %(whole)s AND NOT EXISTS"
        " (SELECT 1 FROM side_person s WHERE s.source_id = {0}) AND EXISTS"
        " (SELECT 1 FROM organisation_person o WHERE o.external_id = {0})))"
    )

    def duties(self) -> None:
        # Somebody's former work is not taken in, but the end of what we know of is.
        self.do(
            "DELETE FROM side_duty d USING side_post t WHERE t.source_id = d.post AND d.until_on < %(today)s AND NOT EXISTS"
            " (SELECT 1 FROM organisation_assignment a JOIN organisation_person p ON p.id = a.person_id"
            "  JOIN organisation_unit u ON u.id = a.unit_id WHERE p.external_id = t.person AND u.code = d.unit"
            "  AND a.profession = d.profession AND a.from_on = d.from_on)"
        )
        self.told(
            terms.NO_SUCH_STAFF,
            f"DELETE FROM side_post t WHERE NOT {self._STAFF_HERE.format('t.person')} AND EXISTS"
            " (SELECT 1 FROM side_duty d WHERE d.post = t.source_id)",
        )
        self.do(
            "INSERT INTO stage_duty (line, person, unit, profession, from_on, until_on)"
            " SELECT min(d.line), t.person, d.unit, d.profession, d.from_on,"
            "  CASE WHEN bool_or(d.until_on IS NULL) THEN NULL ELSE max(d.until_on) END"
            " FROM side_duty d JOIN side_post t ON t.source_id = d.post"
            " GROUP BY t.person, d.unit, d.profession, d.from_on"
        )
        self._principals()

    def _principals(self) -> None:
        """One principal at a time leads a unit (SkolL 2 kap. 9 §): whoever does already, else the first to begin."""
        taken: dict[str, list[tuple[dt.date, dt.date]]] = {}
        # What is here and not staged: as it will stand when this run has ended what the source no longer has.
        for unit, begins, ends in self.rows(
            "SELECT u.code, a.from_on, CASE WHEN a.source = %(source)s AND (%(whole)s OR p.external_id IN"
            "   (SELECT person FROM stage_duty))"
            "  THEN least(a.until_on, greatest(a.from_on, %(today)s::date - 1)) ELSE a.until_on END"
            " FROM organisation_assignment a JOIN organisation_unit u ON u.id = a.unit_id"
            " JOIN organisation_person p ON p.id = a.person_id WHERE a.profession = 'principal'"
            " AND NOT (a.source = %(source)s AND EXISTS (SELECT 1 FROM stage_duty s WHERE s.profession = 'principal'"
            "  AND s.person = p.external_id AND s.unit = u.code AND s.from_on = a.from_on))"
        ):
            taken.setdefault(unit, []).append((begins, ends or dt.date.max))
        lines: list[int] = []
        units: list[str] = []
        for line, unit, begins, ends, _here in self.rows(
            "SELECT s.line, s.unit, s.from_on, s.until_on, EXISTS (SELECT 1 FROM organisation_assignment a"
            "  JOIN organisation_person p ON p.id = a.person_id JOIN organisation_unit u ON u.id = a.unit_id"
            "  WHERE a.profession = 'principal' AND a.source = %(source)s AND p.external_id = s.person"
            "  AND u.code = s.unit AND a.from_on = s.from_on) AS here"
            " FROM stage_duty s WHERE s.profession = 'principal' ORDER BY here DESC, s.from_on, s.person"
        ):
            period = (begins, ends or dt.date.max)
            if any(begins <= until and since <= period[1] for since, until in taken.get(unit, ())):
                lines.append(line)
                units.append(unit)
            else:
                taken.setdefault(unit, []).append(period)
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM stage_duty s USING unnest(%s::int[], %s::text[]) AS r (line, unit)"
                " WHERE s.profession = 'principal' AND s.line = r.line AND s.unit = r.unit",
                [lines, units],
            )
        self.remarks.note(terms.SECOND_PRINCIPAL, times=len(lines))

    def group_duties(self) -> None:
        self.told(
            terms.NO_SUCH_DUTY,
            "DELETE FROM side_groupduty g WHERE NOT EXISTS (SELECT 1 FROM side_post t WHERE t.source_id = g.post)",
        )
        self.told(
            terms.NO_SUCH_GROUP,
            'DELETE FROM side_groupduty g WHERE NOT EXISTS (SELECT 1 FROM stage_group s WHERE s.source_id = g."group")'
            " AND (%(whole)s OR NOT EXISTS (SELECT 1 FROM organisation_group o WHERE o.source = %(source)s"
            '  AND o.source_id = g."group"))',
        )
        self.do(
            'INSERT INTO stage_groupduty (line, "group", person, role, from_on, until_on)'
            ' SELECT min(g.line), g."group", t.person, g.role, g.from_on,'
            "  CASE WHEN bool_or(g.until_on IS NULL) THEN NULL ELSE max(g.until_on) END"
            " FROM side_groupduty g JOIN side_post t ON t.source_id = g.post"
            f" WHERE {self._STAFF_HERE.format('t.person')} AND (g.until_on IS NULL OR g.until_on >= %(today)s"
            "  OR EXISTS (SELECT 1 FROM organisation_person o WHERE o.external_id = t.person))"
            ' GROUP BY g."group", t.person, g.role, g.from_on'
        )
        # The groups that have not changed, as we know them: somebody's duty in them may have.
        self.do(
            "INSERT INTO stage_group (line, source_id, unit, name, sort_key, kind, from_on, until_on)"
            " SELECT 0, g.source_id, u.code, g.name, g.sort_key, g.kind, g.from_on, g.until_on FROM organisation_group g"
            " JOIN organisation_unit u ON u.id = g.unit_id WHERE g.source = %(source)s AND NOT %(whole)s"
            ' AND EXISTS (SELECT 1 FROM stage_groupduty d WHERE d."group" = g.source_id)'
            " AND NOT EXISTS (SELECT 1 FROM stage_group s WHERE s.source_id = g.source_id)"
        )

    def staff(self) -> None:
        """Whoever has a duty here, or is known here as staff already."""
        self.do("DROP TABLE IF EXISTS pg_temp.side_needed")
        self.do(
            "CREATE TEMPORARY TABLE side_needed ON COMMIT DROP AS SELECT person FROM stage_duty UNION"
            " SELECT person FROM stage_groupduty UNION"
            " SELECT s.source_id FROM side_person s JOIN organisation_person o ON o.external_id = s.source_id"
        )
        columns = "line, source_id, given_name, family_name, sort_key, email, mark"
        self.do(
            f"INSERT INTO stage_staff ({columns}) SELECT s.line, s.source_id, s.given_name, s.family_name, s.sort_key,"
            " s.work_email, s.mark FROM side_person s WHERE NOT s.dead AND s.source_id IN (SELECT person FROM side_needed)"
        )
        self.remarks.note(
            terms.NO_MARK_GUARDIAN, times=self.rows("SELECT count(*) FROM stage_staff WHERE mark = '?'")[0][0]
        )
        self.do(
            f"INSERT INTO stage_staff ({columns}) SELECT 0, o.external_id, o.given_name, o.family_name, o.sort_key,"
            " o.email, '?' FROM organisation_person o WHERE o.external_id IN (SELECT person FROM side_needed)"
            " AND NOT EXISTS (SELECT 1 FROM side_person s WHERE s.source_id = o.external_id)"
        )
        none = "UPDATE stage_staff s SET email = 'saknas-' || left(md5(s.source_id), 12) || '@invalid'"
        self.told(terms.NO_EMAIL, f"{none} WHERE s.email = '' AND s.mark NOT IN ('S', 'F')")
        # Two questions: as one, joined by OR, each row would be compared with every other.
        for taken in (
            "EXISTS (SELECT 1 FROM stage_staff o WHERE o.email = s.email AND o.source_id < s.source_id)",
            "EXISTS (SELECT 1 FROM organisation_person p WHERE p.email = s.email AND p.external_id <> s.source_id"
            " AND (p.external_id <> '' OR EXISTS (SELECT 1 FROM organisation_person k"
            "  WHERE k.external_id = s.source_id)))",
        ):
            self.told(terms.EMAIL_TAKEN, f"{none} WHERE s.mark NOT IN ('S', 'F') AND {taken}")

    def memberships(self) -> None:
        self.told(
            terms.NO_SUCH_MEMBER,
            "DELETE FROM stage_membership m WHERE NOT EXISTS (SELECT 1 FROM stage_pupil s WHERE s.source_id = m.pupil)"
            " AND (%(whole)s OR NOT EXISTS (SELECT 1 FROM organisation_pupil p WHERE p.source = %(source)s"
            "  AND p.source_id = m.pupil))",
        )

    def gone(self) -> None:
        """What is deleted, but for what the server has given us after that."""
        self.told(
            terms.BACK_AGAIN,
            "DELETE FROM side_gone g WHERE (g.kind = 'person' AND EXISTS"
            "  (SELECT 1 FROM side_person s WHERE s.source_id = g.source_id AND NOT s.dead)) OR (g.kind = 'group' AND EXISTS"
            "  (SELECT 1 FROM stage_group s WHERE s.source_id = g.source_id AND s.line > 0))",
        )
        self.do("INSERT INTO stage_gone SELECT DISTINCT ON (kind, source_id) line, kind, source_id FROM side_gone")
