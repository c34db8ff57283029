"""Carries a staged roster through the walls: what is new, changed, moved, left and protected, in set-based statements.

Runs as the machine `import` in one transaction. The same roster twice changes nothing. Nobody's name, number or
source id leaves this module: the summary is numbers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from framst.access.acting import Actor
from framst.access.crossing import cross
from framst.organisation.terms import MarkKind
from framst.workflows import protection

from .marking import anonymous_staff, hold_others, hold_pupils
from .rows import (
    ContactRow,
    DutyRow,
    GroupDutyRow,
    GroupRow,
    GuardianRow,
    MembershipRow,
    PupilRow,
    StaffRow,
)
from .staging import Stage

MANY = 1_000  # rows after which the planner is told how large the tables have become
STOCK = ("pupil", "identitynumber", "nametoken", "enrolment", "guardian", "membership")


@dataclass
class Changes:
    """What a run does, or would do, in numbers. `moved` names the pupils by key, for the leaving schools' task."""

    pupils_new: int = 0
    pupils_changed: int = 0
    pupils_left: int = 0
    pupils_protected: int = 0  # became protected in this run
    protected_kept_out: int = 0  # marked by the source, and not in the system
    lowering_asked: int = 0  # no longer marked by the source: waits for a person's decision
    enrolments_new: int = 0
    enrolments_ended: int = 0
    numbers: int = 0
    guardians: int = 0
    guardians_removed: int = 0
    groups: int = 0
    memberships: int = 0
    staff_new: int = 0
    staff_changed: int = 0
    staff_to_join: int = 0  # has the address of somebody here without an id: left out until a person has joined them
    duties: int = 0
    duties_ended: int = 0
    moved: list[tuple[UUID, int, int]] = field(default_factory=list)  # pupil, the leaving unit, the receiving unit

    @property
    def nothing(self) -> bool:
        kept_out = ("protected_kept_out", "lowering_asked", "staff_to_join")
        return not any(value for name, value in asdict(self).items() if name not in kept_out)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "moved": len(self.moved)}


def carry_through(stage: Stage, *, source: str, whole: bool, by: Actor) -> Changes:
    """Carry what is staged into the roster; return what that changed.

    `source` names the sender: each has its own pupils. `whole`: what is not staged is no longer there (a full load);
    else only what is staged is touched. The caller rolls back when the changes may not stand.
    """
    run = _Run(stage, source, whole, by)
    if StaffRow in stage.kinds:
        run.staff()
    if GroupRow in stage.kinds:
        run.groups()
        run.groups_gone()
    if PupilRow in stage.kinds:
        run.protections()
        run.pupils()
        run.enrolments()
        run.numbers_and_tokens()
        run.named()
    if GuardianRow in stage.kinds:
        run.guardians()
    if stage.counts[ContactRow] or not whole:
        run.contacts()
    if MembershipRow in stage.kinds:
        run.memberships()
    if not whole:
        run.staff_gone()
    if DutyRow in stage.kinds:
        run.duties()
    if GroupDutyRow in stage.kinds:
        run.group_duties()
    if run.changes.pupils_new + run.changes.guardians > MANY:
        # Else the planner would take the next roster for a roster of nobody.
        cross("take_stock", tables=list(STOCK))
    return run.changes


class _Run:
    """The statements of one run, in their order."""

    def __init__(self, stage: Stage, source: str, whole: bool, by: Actor) -> None:
        self.stage, self.source, self.whole = stage, source, whole
        self.changes = Changes()
        self.given: dict[str, Any] = {
            "source": source,
            "today": by.today,
            "now": by.now,
            "yesterday": by.today - dt.timedelta(days=1),
        }

    def _do(self, statement: str) -> int:
        """Run one statement; return how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self.given)
            return int(cursor.rowcount)

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.given)
            return list(cursor.fetchall())

    def _make(self, table: str, query: str, key: str, unique: str = "") -> None:
        """Make a temporary table of this run from a query, with an index, and let the planner know it."""
        self._do(f"DROP TABLE IF EXISTS pg_temp.{table}")
        self._do(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {query}")
        self._do(f"CREATE INDEX ON {table} ({key})")
        if unique:
            self._do(f"CREATE UNIQUE INDEX ON {table} ({unique})")
        self._do(f"ANALYZE pg_temp.{table}")

    def staff(self) -> None:
        self.changes.lowering_asked += hold_others(MarkKind.STAFF, "stage_staff", self.source, self.given["now"])
        self.changes.staff_to_join = self._set_aside()
        # A protected member of staff is known by a number and no name: here nobody needs to know who it is.
        anonymous_staff(self.source)
        became = self._rows(
            "SELECT p.id, p.email FROM organisation_person p JOIN stage_staff s ON p.external_id = s.source_id"
            " WHERE s.mark NOT IN ('', '?') AND p.email <> s.email"
        )
        self.changes.staff_changed = self._do(
            "UPDATE organisation_person p SET given_name = s.given_name, family_name = s.family_name,"
            " sort_key = left(s.sort_key, 250), email = s.email FROM stage_staff s WHERE p.external_id = s.source_id"
            " AND (p.given_name, p.family_name, p.email) IS DISTINCT FROM (s.given_name, s.family_name, s.email)"
        )
        for person, former in became:
            protection.protect_staff(person=person, former=former, now=self.given["now"])
        self.changes.staff_new = self._do(
            "INSERT INTO organisation_person (given_name, family_name, sort_key, email, external_id)"
            " SELECT s.given_name, s.family_name, left(s.sort_key, 250), s.email, s.source_id FROM stage_staff s"
            " WHERE NOT EXISTS (SELECT 1 FROM organisation_person p WHERE p.external_id = s.source_id)"
        )

    def _set_aside(self) -> int:
        """Take out of the stage, with their duties, those who may be somebody here who has no id; return how many.

        The id is what a sign-in at the authority's own door points at: given by an address, it would hand an account to
        whoever can write an address into a list. A person joins the two (administration), and the next run takes them in.
        """
        self._do("DROP TABLE IF EXISTS pg_temp.stage_aside")
        found = self._do(
            "CREATE TEMPORARY TABLE stage_aside ON COMMIT DROP AS SELECT DISTINCT s.source_id FROM stage_staff s"
            " JOIN organisation_person p ON lower(p.email) = lower(s.email) AND p.external_id = ''"
            " WHERE NOT EXISTS (SELECT 1 FROM organisation_person o WHERE o.external_id = s.source_id)"
        )
        if found:
            for table, column in (
                ("stage_staff", "source_id"),
                ("stage_duty", "person"),
                ("stage_groupduty", "person"),
            ):
                self._do(f"DELETE FROM {table} s USING stage_aside a WHERE s.{column} = a.source_id")
        return found

    def groups(self) -> None:
        self.changes.groups = self._do(
            "INSERT INTO organisation_group AS g (id, unit_id, name, sort_key, kind, from_on, until_on, source, source_id)"
            " SELECT gen_random_uuid(), u.id, s.name, left(s.sort_key, 250), s.kind, s.from_on, s.until_on, %(source)s, s.source_id"
            " FROM stage_group s JOIN organisation_unit u ON u.code = s.unit"
            " ON CONFLICT (source, source_id) DO UPDATE SET unit_id = EXCLUDED.unit_id, name = EXCLUDED.name,"
            " sort_key = EXCLUDED.sort_key, kind = EXCLUDED.kind, from_on = EXCLUDED.from_on, until_on = EXCLUDED.until_on"
            " WHERE (g.unit_id, g.name, g.kind, g.from_on, g.until_on) IS DISTINCT FROM"
            " (EXCLUDED.unit_id, EXCLUDED.name, EXCLUDED.kind, EXCLUDED.from_on, EXCLUDED.until_on)"
        )

    def groups_gone(self) -> None:
        """A group that the source no longer has is over; its history stays."""
        gone = (
            "NOT EXISTS (SELECT 1 FROM stage_group s WHERE s.source_id = g.source_id)"
            if self.whole
            else f"g.source_id IN ({self._gone('group')})"
        )
        self.changes.groups += self._do(
            "UPDATE organisation_group g SET until_on = greatest(g.from_on, %(yesterday)s) WHERE g.source = %(source)s"
            f" AND (g.until_on IS NULL OR g.until_on >= %(today)s) AND {gone}"
        )

    def protections(self) -> None:
        """Take out of the stage whoever is marked, or was and still waits for a decision; protect who is in already."""
        self.changes.lowering_asked += hold_pupils(self.given)
        became = self._rows(
            "SELECT p.id FROM organisation_pupil p JOIN stage_marked s ON s.source_id = p.source_id"
            " WHERE p.source = %(source)s AND p.secrecy <> 'P'"
        )
        for (pupil,) in became:
            protection.protect_by_import(pupil=pupil, now=self.given["now"])
        self.changes.pupils_protected = len(became)
        self.changes.protected_kept_out = self._rows("SELECT count(*) FROM stage_marked WHERE NOT included")[0][0]
        if not self._rows("SELECT EXISTS (SELECT 1 FROM stage_marked WHERE NOT included)")[0][0]:
            return
        for table, column in (
            ("stage_pupil", "source_id"),
            ("stage_enrolment", "pupil"),
            ("stage_guardian", "pupil"),
            ("stage_membership", "pupil"),
        ):
            self._do(f"DELETE FROM {table} s USING stage_marked m WHERE s.{column} = m.source_id AND NOT m.included")

    def named(self) -> None:
        """Let in those whom the chief education officer has named for the protected pupils that are in the system."""
        for pupil, of_mark in self._rows(
            "SELECT k.id, m.digest FROM stage_marked m JOIN stage_key k ON k.source_id = m.source_id WHERE m.included"
        ):
            cross("name_decided", pupil=pupil, digest=of_mark)

    def pupils(self) -> None:
        self._do("DROP TABLE IF EXISTS pg_temp.stage_target")
        # Where a pupil is: the enrolment that holds today, else the one that comes, else the last that was; the school
        # before the leisure-time centre.
        self._do(
            "CREATE TEMPORARY TABLE stage_target ON COMMIT DROP AS"
            " SELECT DISTINCT ON (e.pupil) e.pupil AS source_id, u.id AS holder_id,"
            "  CASE WHEN m.included THEN 'P' WHEN e.until_on < %(today)s THEN 'L'"
            "   WHEN u.kind = 'preschool' OR e.form = 'FS' THEN 'D' ELSE 'C' END AS secrecy"
            " FROM stage_enrolment e JOIN organisation_unit u ON u.code = e.unit"
            " LEFT JOIN stage_marked m ON m.source_id = e.pupil"
            " ORDER BY e.pupil, CASE WHEN e.until_on < %(today)s THEN 2 WHEN e.from_on > %(today)s THEN 1 ELSE 0 END,"
            "  e.form = 'FTH', CASE WHEN e.from_on > %(today)s THEN e.from_on END, e.from_on DESC, e.unit"
        )
        self._do("CREATE INDEX ON stage_target (source_id)")
        self._do("ANALYZE pg_temp.stage_target")
        same = "p.source = %(source)s AND p.source_id = t.source_id"
        self.changes.moved = self._rows(
            f"SELECT p.id, p.holder_id, t.holder_id FROM organisation_pupil p JOIN stage_target t ON {same}"
            " WHERE p.holder_id <> t.holder_id AND p.secrecy IN ('C', 'D') AND t.secrecy IN ('C', 'D')"
        )
        self.changes.pupils_left += self._rows(
            f"SELECT count(*) FROM organisation_pupil p JOIN stage_target t ON {same}"
            " WHERE p.secrecy IN ('C', 'D') AND t.secrecy = 'L'"
        )[0][0]
        self.changes.pupils_changed = self._do(
            "UPDATE organisation_pupil p SET holder_id = t.holder_id, secrecy = t.secrecy, given_name = s.given_name,"
            " family_name = s.family_name, sort_key = left(s.sort_key, 250), birth_date = s.birth_date, sex = s.sex,"
            " changed_at = %(now)s FROM stage_pupil s JOIN stage_target t ON t.source_id = s.source_id"
            f" WHERE {same} AND (p.holder_id, p.secrecy, p.given_name, p.family_name, p.birth_date, p.sex)"
            " IS DISTINCT FROM (t.holder_id, t.secrecy, s.given_name, s.family_name, s.birth_date, s.sex)"
            # One who is protected here, by a person's decision, stays so whatever the source says.
            " AND (p.secrecy <> 'P' OR t.secrecy = 'P')"
        )
        self.changes.pupils_new = self._do(
            "INSERT INTO organisation_pupil (id, holder_id, secrecy, given_name, family_name, sort_key, birth_date, sex,"
            " source, source_id, changed_at) SELECT gen_random_uuid(), t.holder_id, t.secrecy, s.given_name,"
            " s.family_name, left(s.sort_key, 250), s.birth_date, s.sex, %(source)s, s.source_id, %(now)s"
            " FROM stage_pupil s JOIN stage_target t ON t.source_id = s.source_id"
            " WHERE NOT EXISTS (SELECT 1 FROM organisation_pupil p WHERE p.source = %(source)s"
            "  AND p.source_id = s.source_id)"
        )
        self._do("DROP TABLE IF EXISTS pg_temp.stage_key")
        self._do(
            "CREATE TEMPORARY TABLE stage_key ON COMMIT DROP AS SELECT s.source_id, p.id, p.holder_id, p.secrecy,"
            " p.changed_at = %(now)s AS touched FROM stage_pupil s JOIN organisation_pupil p"
            " ON p.source = %(source)s AND p.source_id = s.source_id"
        )
        self._do("CREATE UNIQUE INDEX ON stage_key (source_id)")
        self._do("CREATE INDEX ON stage_key (id)")
        self._do("ANALYZE pg_temp.stage_key")
        if self.whole or self._any_gone():
            gone = (
                "p.source = %(source)s AND p.secrecy IN ('C', 'D')"
                " AND NOT EXISTS (SELECT 1 FROM stage_key k WHERE k.id = p.id)"
            )
            if not self.whole:
                gone += f" AND p.source_id IN ({self._gone('person', 'pupil')})"
            self.changes.enrolments_ended += self._do(
                "UPDATE organisation_enrolment e SET until_on = greatest(e.from_on, %(yesterday)s)"
                f" FROM organisation_pupil p WHERE e.pupil_id = p.id AND {gone}"
                " AND (e.until_on IS NULL OR e.until_on >= %(today)s)"
            )
            self.changes.pupils_left += self._do(
                f"UPDATE organisation_pupil p SET secrecy = 'L', changed_at = %(now)s WHERE {gone}"
            )

    def _any_gone(self) -> bool:
        return bool(self._rows("SELECT EXISTS (SELECT 1 FROM stage_gone)")[0][0])

    def _gone(self, *kinds: str) -> str:
        """What the source has deleted of `kinds` (literals of ours), as a query."""
        return f"SELECT source_id FROM stage_gone WHERE kind IN ({', '.join(repr(kind) for kind in kinds)})"

    def enrolments(self) -> None:
        # With the keys in place of the codes, the planner knows what it joins.
        self._make(
            "stage_enrolled",
            "SELECT k.id AS pupil_id, k.holder_id, k.secrecy, u.id AS unit_id, coalesce(f.id, 0) AS form_id, s.grade,"
            " s.programme, s.from_on, s.until_on FROM stage_enrolment s JOIN stage_key k ON k.source_id = s.pupil"
            " JOIN organisation_unit u ON u.code = s.unit LEFT JOIN organisation_schoolform f ON f.code = s.form",
            "pupil_id",
        )
        same = (
            "e.pupil_id = s.pupil_id AND e.unit_id = s.unit_id AND coalesce(e.form_id, 0) = s.form_id"
            " AND e.from_on = s.from_on"
        )
        self.changes.enrolments_ended += self._do(
            "UPDATE organisation_enrolment e SET until_on = s.until_on, grade = s.grade, programme = s.programme"
            f" FROM stage_enrolled s WHERE {same}"
            " AND (e.until_on, e.grade, e.programme) IS DISTINCT FROM (s.until_on, s.grade, s.programme)"
        )
        self.changes.enrolments_ended += self._do(
            "UPDATE organisation_enrolment e SET until_on = greatest(e.from_on, %(yesterday)s) FROM stage_key key"
            " WHERE e.pupil_id = key.id AND (e.until_on IS NULL OR e.until_on >= %(today)s)"
            f" AND NOT EXISTS (SELECT 1 FROM stage_enrolled s WHERE {same})"
        )
        self.changes.enrolments_new = self._do(
            "INSERT INTO organisation_enrolment (id, pupil_id, holder_id, secrecy, unit_id, form_id, grade, programme,"
            " from_on, until_on) SELECT gen_random_uuid(), s.pupil_id, s.holder_id, s.secrecy, s.unit_id,"
            " nullif(s.form_id, 0), s.grade, s.programme, s.from_on, s.until_on FROM stage_enrolled s"
            f" WHERE NOT EXISTS (SELECT 1 FROM organisation_enrolment e WHERE {same})"
        )

    def numbers_and_tokens(self) -> None:
        self.changes.numbers = self._do(
            "DELETE FROM organisation_identitynumber n USING stage_key k, stage_pupil s"
            " WHERE n.pupil_id = k.id AND s.source_id = k.source_id AND n.number <> s.number"
        )
        # One who has left and come back under a new id: the number goes with the pupil who is here.
        self.changes.numbers += self._do(
            "DELETE FROM organisation_identitynumber n USING stage_key k, stage_pupil s"
            " WHERE s.source_id = k.source_id AND n.number = s.number AND n.pupil_id <> k.id AND n.secrecy = 'L'"
        )
        self.changes.numbers += self._do(
            "INSERT INTO organisation_identitynumber (id, pupil_id, holder_id, secrecy, number, kind)"
            " SELECT gen_random_uuid(), k.id, k.holder_id, k.secrecy, s.number, s.number_kind"
            " FROM stage_pupil s JOIN stage_key k ON k.source_id = s.source_id WHERE s.number <> ''"
            " AND NOT EXISTS (SELECT 1 FROM organisation_identitynumber n WHERE n.pupil_id = k.id)"
        )
        self._do("DELETE FROM organisation_nametoken n USING stage_key k WHERE n.pupil_id = k.id AND k.touched")
        self._do(
            "INSERT INTO organisation_nametoken (id, pupil_id, holder_id, secrecy, token)"
            " SELECT gen_random_uuid(), k.id, k.holder_id, k.secrecy, left(token, 110)"
            " FROM stage_pupil s JOIN stage_key k ON k.source_id = s.source_id, unnest(s.tokens) token"
            " WHERE k.secrecy <> 'P'"
            " AND (k.touched OR NOT EXISTS (SELECT 1 FROM organisation_nametoken n WHERE n.pupil_id = k.id))"
        )

    def guardians(self) -> None:
        # A guardian with protected identity is not taken in; one who is in already goes, from every child's page.
        self.changes.lowering_asked += hold_others(MarkKind.GUARDIAN, "stage_guardian", self.source, self.given["now"])
        if self._rows("SELECT EXISTS (SELECT 1 FROM stage_guardian WHERE mark NOT IN ('', '?'))")[0][0]:
            self.changes.guardians_removed += self._do(
                "DELETE FROM organisation_guardian g USING organisation_pupil p WHERE p.id = g.pupil_id"
                " AND p.source = %(source)s"
                " AND g.source_id = ANY (ARRAY(SELECT source_id FROM stage_guardian WHERE mark NOT IN ('', '?')))"
            )
            self._do("DELETE FROM stage_guardian WHERE mark NOT IN ('', '?')")
        joined = "FROM stage_guardian s JOIN stage_key k ON k.source_id = s.pupil"
        self.changes.guardians_removed += self._do(
            "DELETE FROM organisation_guardian g USING stage_key k WHERE g.pupil_id = k.id AND NOT EXISTS"
            " (SELECT 1 FROM stage_guardian s WHERE s.pupil = k.source_id AND s.source_id = g.source_id)"
        )
        values = "(s.given_name, s.family_name, s.email, s.phone, s.relation, s.informed)"
        self.changes.guardians = self._do(
            "UPDATE organisation_guardian g SET given_name = s.given_name, family_name = s.family_name,"
            f" email = s.email, phone = s.phone, relation = s.relation, informed = s.informed {joined}"
            " WHERE g.pupil_id = k.id AND g.source_id = s.source_id AND"
            f" (g.given_name, g.family_name, g.email, g.phone, g.relation, g.informed) IS DISTINCT FROM {values}"
        )
        self.changes.guardians += self._do(
            "INSERT INTO organisation_guardian (id, pupil_id, holder_id, secrecy, source_id, given_name, family_name,"
            " email, phone, relation, informed) SELECT gen_random_uuid(), k.id, k.holder_id, k.secrecy, s.source_id,"
            f" s.given_name, s.family_name, s.email, s.phone, s.relation, s.informed {joined}"
            " WHERE NOT EXISTS (SELECT 1 FROM organisation_guardian g WHERE g.pupil_id = k.id AND g.source_id = s.source_id)"
        )

    def contacts(self) -> None:
        """What is new about guardians whose children are not in the run; who is protected now, or deleted, goes."""
        self.changes.lowering_asked += hold_others(MarkKind.GUARDIAN, "stage_contact", self.source, self.given["now"])
        mine = "FROM organisation_pupil p, stage_contact s WHERE p.id = g.pupil_id AND p.source = %(source)s"
        values = "(s.given_name, s.family_name, s.email, s.phone)"
        self.changes.guardians_removed += self._do(
            "DELETE FROM organisation_guardian g USING organisation_pupil p WHERE p.id = g.pupil_id"
            f" AND p.source = %(source)s AND g.source_id IN (SELECT source_id FROM stage_contact"
            f" WHERE mark NOT IN ('', '?') UNION {self._gone('person')})"
        )
        self.changes.guardians += self._do(
            "UPDATE organisation_guardian g SET given_name = s.given_name, family_name = s.family_name, email = s.email,"
            f" phone = s.phone {mine} AND g.source_id = s.source_id"
            f" AND (g.given_name, g.family_name, g.email, g.phone) IS DISTINCT FROM {values}"
        )

    def memberships(self) -> None:
        """Who is in which group. What is not staged has ended: of each pupil in the run, or of each group in it."""
        key = "stage_key"
        ends = "stage_key key WHERE m.pupil_id = key.id"
        if self.stage.by_group and not self.whole:
            key = "stage_member"
            # Members who have not changed are not staged; one with protected identity is a member only when staged.
            self._make(
                "stage_member",
                "SELECT p.source_id, p.id, p.holder_id, p.secrecy FROM (SELECT DISTINCT pupil FROM stage_membership) s"
                " JOIN organisation_pupil p ON p.source = %(source)s AND p.source_id = s.pupil"
                " WHERE p.secrecy <> 'P' OR EXISTS (SELECT 1 FROM stage_key k WHERE k.id = p.id)",
                "source_id",
            )
        if self.stage.by_group:
            ends = f"organisation_group key WHERE m.group_id = key.id AND {self._of_run('key')}"
        self._make(
            "stage_joined",
            "SELECT k.id AS pupil_id, k.holder_id, k.secrecy, g.id AS group_id, s.from_on, s.until_on"
            f" FROM stage_membership s JOIN {key} k ON k.source_id = s.pupil"
            " JOIN organisation_group g ON g.source = %(source)s AND g.source_id = s.group",
            "pupil_id",
        )
        same = "m.group_id = s.group_id AND m.pupil_id = s.pupil_id AND m.from_on = s.from_on"
        self.changes.memberships = self._do(
            f"UPDATE organisation_membership m SET until_on = s.until_on FROM stage_joined s WHERE {same}"
            " AND m.until_on IS DISTINCT FROM s.until_on"
        )
        self.changes.memberships += self._do(
            f"UPDATE organisation_membership m SET until_on = greatest(m.from_on, %(yesterday)s) FROM {ends}"
            " AND (m.until_on IS NULL OR m.until_on >= %(today)s)"
            f" AND NOT EXISTS (SELECT 1 FROM stage_joined s WHERE {same})"
        )
        self.changes.memberships += self._do(
            "INSERT INTO organisation_membership (id, pupil_id, holder_id, secrecy, group_id, from_on, until_on)"
            " SELECT gen_random_uuid(), s.pupil_id, s.holder_id, s.secrecy, s.group_id, s.from_on, s.until_on"
            f" FROM stage_joined s WHERE NOT EXISTS (SELECT 1 FROM organisation_membership m WHERE {same})"
        )

    def _of_run(self, group: str) -> str:
        """The condition that `group` is one that this run tells of: staged or deleted; in a whole run any of the source."""
        if self.whole:
            return f"{group}.source = %(source)s"
        return (
            f"{group}.source = %(source)s AND {group}.source_id IN"
            f" (SELECT source_id FROM stage_group UNION {self._gone('group')})"
        )

    def staff_gone(self) -> None:
        """Whoever the source has deleted works here no longer, as far as the source has said that they did."""
        gone = f"p.external_id IN ({self._gone('person')})"
        self.changes.duties_ended += self._do(
            "UPDATE organisation_assignment a SET until_on = greatest(a.from_on, %(yesterday)s) FROM organisation_person p"
            f" WHERE a.person_id = p.id AND a.source = %(source)s AND {gone}"
            " AND (a.until_on IS NULL OR a.until_on >= %(today)s)"
        )
        self.changes.duties_ended += self._do(
            "UPDATE organisation_groupduty d SET until_on = greatest(d.from_on, %(yesterday)s)"
            " FROM organisation_person p, organisation_group g WHERE d.person_id = p.id AND g.id = d.group_id"
            f" AND g.source = %(source)s AND {gone} AND (d.until_on IS NULL OR d.until_on >= %(today)s)"
        )

    def duties(self) -> None:
        """Assignments to units. Only those that the source itself has given are ended when it no longer has them."""
        joined = (
            "FROM stage_duty s JOIN organisation_person p ON p.external_id = s.person"
            " JOIN organisation_unit u ON u.code = s.unit"
        )
        same = "a.person_id = p.id AND a.unit_id = u.id AND a.profession = s.profession AND a.from_on = s.from_on"
        whose = ""
        if not (self.whole or DutyRow in self.stage.complete):
            whose = " AND p.external_id IN (SELECT person FROM stage_duty)"
        self.changes.duties_ended += self._do(
            f"UPDATE organisation_assignment a SET until_on = s.until_on {joined} WHERE {same}"
            " AND a.until_on IS DISTINCT FROM s.until_on"
        )
        self.changes.duties_ended += self._do(
            "UPDATE organisation_assignment a SET until_on = greatest(a.from_on, %(yesterday)s)"
            f" FROM organisation_person p WHERE a.person_id = p.id{whose} AND a.source = %(source)s"
            " AND (a.until_on IS NULL OR a.until_on >= %(today)s)"
            " AND NOT EXISTS (SELECT 1 FROM stage_duty s JOIN organisation_unit u ON u.code = s.unit"
            "  WHERE s.person = p.external_id AND a.unit_id = u.id AND a.profession = s.profession"
            "  AND a.from_on = s.from_on)"
        )
        self.changes.duties = self._do(
            "INSERT INTO organisation_assignment (person_id, profession, unit_id, from_on, until_on, source)"
            f" SELECT p.id, s.profession, u.id, s.from_on, s.until_on, %(source)s {joined}"
            f" WHERE NOT EXISTS (SELECT 1 FROM organisation_assignment a WHERE {same})"
        )

    def group_duties(self) -> None:
        joined = (
            "FROM stage_groupduty s JOIN organisation_person p ON p.external_id = s.person"
            " JOIN organisation_group g ON g.source = %(source)s AND g.source_id = s.group"
        )
        same = "d.person_id = p.id AND d.group_id = g.id AND d.role = s.role AND d.from_on = s.from_on"
        groups = "g.source = %(source)s" if GroupDutyRow in self.stage.complete else self._of_run("g")
        self.changes.duties_ended += self._do(
            f"UPDATE organisation_groupduty d SET until_on = s.until_on {joined} WHERE {same}"
            " AND d.until_on IS DISTINCT FROM s.until_on"
        )
        self.changes.duties_ended += self._do(
            "UPDATE organisation_groupduty d SET until_on = greatest(d.from_on, %(yesterday)s) FROM organisation_group g"
            f" WHERE d.group_id = g.id AND d.source = %(source)s AND {groups} AND (d.until_on IS NULL OR d.until_on >= %(today)s)"
            " AND NOT EXISTS (SELECT 1 FROM stage_groupduty s JOIN organisation_person p ON p.external_id = s.person"
            "  WHERE s.group = g.source_id AND p.id = d.person_id AND s.role = d.role AND s.from_on = d.from_on)"
        )
        self.changes.duties += self._do(
            "INSERT INTO organisation_groupduty (person_id, group_id, role, from_on, until_on, source)"
            f" SELECT p.id, g.id, s.role, s.from_on, s.until_on, %(source)s {joined}"
            f" WHERE NOT EXISTS (SELECT 1 FROM organisation_groupduty d WHERE {same})"
        )
