"""Staff: who works here, with which assignments in units, and with which groups."""

from __future__ import annotations

from framst.organisation.terms import MarkKind
from framst.workflows import protection

from ..marking import anonymous_staff, hold_others
from ..rows import DutyRow, GroupDutyRow
from .run import Run


def take_in(run: Run) -> None:
    run.changes.lowering_asked += hold_others(MarkKind.STAFF, "stage_staff", run.given)
    run.changes.staff_to_join = _set_aside(run)
    # A protected member of staff is known by a number and no name: here nobody needs to know who it is.
    anonymous_staff(run.source)
    became = run.rows(
        "SELECT p.id, p.email FROM organisation_person p JOIN stage_staff s ON p.external_id = s.source_id"
        " WHERE s.mark NOT IN ('', '?') AND p.email <> s.email"
    )
    run.changes.staff_changed = run.do(
        "UPDATE organisation_person p SET given_name = s.given_name, family_name = s.family_name,"
        " sort_key = left(s.sort_key, 250), email = s.email FROM stage_staff s WHERE p.external_id = s.source_id"
        " AND (p.given_name, p.family_name, p.email) IS DISTINCT FROM (s.given_name, s.family_name, s.email)"
    )
    for person, former in became:
        protection.protect_staff(person=person, former=former, now=run.given["now"])
    run.changes.staff_new = run.do(
        "INSERT INTO organisation_person (given_name, family_name, sort_key, email, external_id)"
        " SELECT s.given_name, s.family_name, left(s.sort_key, 250), s.email, s.source_id FROM stage_staff s"
        " WHERE NOT EXISTS (SELECT 1 FROM organisation_person p WHERE p.external_id = s.source_id)"
    )


def _set_aside(run: Run) -> int:
    """Take out of the stage, with their duties, those who may be somebody here who has no id; return how many.

    The id is what a sign-in at the authority's own door points at: given by an address, it would hand an account to
    whoever can write an address into a list. A person joins the two (administration), and the next run takes them in.
    """
    run.do("DROP TABLE IF EXISTS pg_temp.stage_aside")
    found = run.do(
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
            run.do(f"DELETE FROM {table} s USING stage_aside a WHERE s.{column} = a.source_id")
    return found


def end_gone(run: Run) -> None:
    """Whoever the source has deleted works here no longer, as far as the source has said that they did."""
    gone = f"p.external_id IN ({run.gone('person')})"
    run.changes.duties_ended += run.do(
        "UPDATE organisation_assignment a SET until_on = greatest(a.from_on, %(yesterday)s) FROM organisation_person p"
        f" WHERE a.person_id = p.id AND a.source = %(source)s AND {gone}"
        " AND (a.until_on IS NULL OR a.until_on >= %(today)s)"
    )
    run.changes.duties_ended += run.do(
        "UPDATE organisation_groupduty d SET until_on = greatest(d.from_on, %(yesterday)s)"
        " FROM organisation_person p, organisation_group g WHERE d.person_id = p.id AND g.id = d.group_id"
        f" AND g.source = %(source)s AND {gone} AND (d.until_on IS NULL OR d.until_on >= %(today)s)"
    )


def duties(run: Run) -> None:
    """Assignments to units. Only those that the source itself has given are ended when it no longer has them."""
    joined = (
        "FROM stage_duty s JOIN organisation_person p ON p.external_id = s.person"
        " JOIN organisation_unit u ON u.code = s.unit"
    )
    same = "a.person_id = p.id AND a.unit_id = u.id AND a.profession = s.profession AND a.from_on = s.from_on"
    whose = ""
    if not (run.whole or DutyRow in run.stage.complete):
        whose = " AND p.external_id IN (SELECT person FROM stage_duty)"
    run.changes.duties_ended += run.do(
        f"UPDATE organisation_assignment a SET until_on = s.until_on {joined} WHERE {same}"
        " AND a.until_on IS DISTINCT FROM s.until_on"
    )
    run.changes.duties_ended += run.do(
        "UPDATE organisation_assignment a SET until_on = greatest(a.from_on, %(yesterday)s)"
        f" FROM organisation_person p WHERE a.person_id = p.id{whose} AND a.source = %(source)s"
        " AND (a.until_on IS NULL OR a.until_on >= %(today)s)"
        " AND NOT EXISTS (SELECT 1 FROM stage_duty s JOIN organisation_unit u ON u.code = s.unit"
        "  WHERE s.person = p.external_id AND a.unit_id = u.id AND a.profession = s.profession"
        "  AND a.from_on = s.from_on)"
    )
    run.changes.duties = run.do(
        "INSERT INTO organisation_assignment (person_id, profession, unit_id, from_on, until_on, source)"
        f" SELECT p.id, s.profession, u.id, s.from_on, s.until_on, %(source)s {joined}"
        f" WHERE NOT EXISTS (SELECT 1 FROM organisation_assignment a WHERE {same})"
    )


def group_duties(run: Run) -> None:
    joined = (
        "FROM stage_groupduty s JOIN organisation_person p ON p.external_id = s.person"
        " JOIN organisation_group g ON g.source = %(source)s AND g.source_id = s.group"
    )
    same = "d.person_id = p.id AND d.group_id = g.id AND d.role = s.role AND d.from_on = s.from_on"
    groups = "g.source = %(source)s" if GroupDutyRow in run.stage.complete else run.of_run("g")
    run.changes.duties_ended += run.do(
        f"UPDATE organisation_groupduty d SET until_on = s.until_on {joined} WHERE {same}"
        " AND d.until_on IS DISTINCT FROM s.until_on"
    )
    run.changes.duties_ended += run.do(
        "UPDATE organisation_groupduty d SET until_on = greatest(d.from_on, %(yesterday)s) FROM organisation_group g"
        f" WHERE d.group_id = g.id AND d.source = %(source)s AND {groups} AND (d.until_on IS NULL OR d.until_on >= %(today)s)"
        " AND NOT EXISTS (SELECT 1 FROM stage_groupduty s JOIN organisation_person p ON p.external_id = s.person"
        "  WHERE s.group = g.source_id AND p.id = d.person_id AND s.role = d.role AND s.from_on = d.from_on)"
    )
    run.changes.duties += run.do(
        "INSERT INTO organisation_groupduty (person_id, group_id, role, from_on, until_on, source)"
        f" SELECT p.id, g.id, s.role, s.from_on, s.until_on, %(source)s {joined}"
        f" WHERE NOT EXISTS (SELECT 1 FROM organisation_groupduty d WHERE {same})"
    )
