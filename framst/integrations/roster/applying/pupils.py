"""Pupils: who is protected, who is new, changed or gone, where each is enrolled, and by what each is found."""

from __future__ import annotations

from framst.access.crossing import cross
from framst.workflows import protection

from ..marking import hold_pupils
from .run import Run


def protections(run: Run) -> None:
    """Take out of the stage whoever is marked, or was and still waits for a decision; protect who is in already."""
    run.changes.lowering_asked += hold_pupils(run.given)
    became = run.rows(
        "SELECT p.id FROM organisation_pupil p JOIN stage_marked s ON s.source_id = p.source_id"
        " WHERE p.source = %(source)s AND p.secrecy <> 'P'"
    )
    for (pupil,) in became:
        protection.protect_by_import(pupil=pupil, now=run.given["now"])
    run.changes.pupils_protected = len(became)
    run.changes.protected_kept_out = run.rows("SELECT count(*) FROM stage_marked WHERE NOT included")[0][0]
    if not run.rows("SELECT EXISTS (SELECT 1 FROM stage_marked WHERE NOT included)")[0][0]:
        return
    for table, column in (
        ("stage_pupil", "source_id"),
        ("stage_enrolment", "pupil"),
        ("stage_guardian", "pupil"),
        ("stage_membership", "pupil"),
    ):
        run.do(f"DELETE FROM {table} s USING stage_marked m WHERE s.{column} = m.source_id AND NOT m.included")


def take_in(run: Run) -> None:
    run.do("DROP TABLE IF EXISTS pg_temp.stage_target")
    # Where a pupil is: the enrolment that holds today, else the one that comes, else the last that was; the school
    # before the leisure-time centre.
    run.do(
        "CREATE TEMPORARY TABLE stage_target ON COMMIT DROP AS"
        " SELECT DISTINCT ON (e.pupil) e.pupil AS source_id, u.id AS holder_id,"
        "  CASE WHEN m.included THEN 'P' WHEN e.until_on < %(today)s THEN 'L'"
        "   WHEN u.kind = 'preschool' OR e.form = 'FS' THEN 'D' ELSE 'C' END AS secrecy"
        " FROM stage_enrolment e JOIN organisation_unit u ON u.code = e.unit"
        " LEFT JOIN stage_marked m ON m.source_id = e.pupil"
        " ORDER BY e.pupil, CASE WHEN e.until_on < %(today)s THEN 2 WHEN e.from_on > %(today)s THEN 1 ELSE 0 END,"
        "  e.form = 'FTH', CASE WHEN e.from_on > %(today)s THEN e.from_on END, e.from_on DESC, e.unit"
    )
    run.do("CREATE INDEX ON stage_target (source_id)")
    run.do("ANALYZE pg_temp.stage_target")
    same = "p.source = %(source)s AND p.source_id = t.source_id"
    run.changes.moved = run.rows(
        f"SELECT p.id, p.holder_id, t.holder_id FROM organisation_pupil p JOIN stage_target t ON {same}"
        " WHERE p.holder_id <> t.holder_id AND p.secrecy IN ('C', 'D') AND t.secrecy IN ('C', 'D')"
    )
    run.changes.pupils_left += run.rows(
        f"SELECT count(*) FROM organisation_pupil p JOIN stage_target t ON {same}"
        " WHERE p.secrecy IN ('C', 'D') AND t.secrecy = 'L'"
    )[0][0]
    run.changes.pupils_changed = run.do(
        "UPDATE organisation_pupil p SET holder_id = t.holder_id, secrecy = t.secrecy, given_name = s.given_name,"
        " family_name = s.family_name, sort_key = left(s.sort_key, 250), birth_date = s.birth_date, sex = s.sex,"
        " changed_at = %(now)s FROM stage_pupil s JOIN stage_target t ON t.source_id = s.source_id"
        f" WHERE {same} AND (p.holder_id, p.secrecy, p.given_name, p.family_name, p.birth_date, p.sex)"
        " IS DISTINCT FROM (t.holder_id, t.secrecy, s.given_name, s.family_name, s.birth_date, s.sex)"
        # One who is protected here, by a person's decision, stays so whatever the source says.
        " AND (p.secrecy <> 'P' OR t.secrecy = 'P')"
    )
    run.changes.pupils_new = run.do(
        "INSERT INTO organisation_pupil (id, holder_id, secrecy, given_name, family_name, sort_key, birth_date, sex,"
        " source, source_id, changed_at) SELECT gen_random_uuid(), t.holder_id, t.secrecy, s.given_name,"
        " s.family_name, left(s.sort_key, 250), s.birth_date, s.sex, %(source)s, s.source_id, %(now)s"
        " FROM stage_pupil s JOIN stage_target t ON t.source_id = s.source_id"
        " WHERE NOT EXISTS (SELECT 1 FROM organisation_pupil p WHERE p.source = %(source)s"
        "  AND p.source_id = s.source_id) ORDER BY 1"
    )
    run.do("DROP TABLE IF EXISTS pg_temp.stage_key")
    run.do(
        "CREATE TEMPORARY TABLE stage_key ON COMMIT DROP AS SELECT s.source_id, p.id, p.holder_id, p.secrecy,"
        " p.changed_at = %(now)s AS touched FROM stage_pupil s JOIN organisation_pupil p"
        " ON p.source = %(source)s AND p.source_id = s.source_id"
    )
    run.do("CREATE UNIQUE INDEX ON stage_key (source_id)")
    run.do("CREATE INDEX ON stage_key (id)")
    run.do("ANALYZE pg_temp.stage_key")
    if run.whole or run.any_gone():
        gone = (
            "p.source = %(source)s AND p.secrecy IN ('C', 'D')"
            " AND NOT EXISTS (SELECT 1 FROM stage_key k WHERE k.id = p.id)"
        )
        if not run.whole:
            gone += f" AND p.source_id IN ({run.gone('person', 'pupil')})"
        run.changes.enrolments_ended += run.do(
            "UPDATE organisation_enrolment e SET until_on = greatest(e.from_on, %(yesterday)s)"
            f" FROM organisation_pupil p WHERE e.pupil_id = p.id AND {gone}"
            " AND (e.until_on IS NULL OR e.until_on >= %(today)s)"
        )
        run.changes.pupils_left += run.do(
            f"UPDATE organisation_pupil p SET secrecy = 'L', changed_at = %(now)s WHERE {gone}"
        )


def enrolments(run: Run) -> None:
    # With the keys in place of the codes, the planner knows what it joins.
    run.make(
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
    run.changes.enrolments_ended += run.do(
        "UPDATE organisation_enrolment e SET until_on = s.until_on, grade = s.grade, programme = s.programme"
        f" FROM stage_enrolled s WHERE {same}"
        " AND (e.until_on, e.grade, e.programme) IS DISTINCT FROM (s.until_on, s.grade, s.programme)"
    )
    run.changes.enrolments_ended += run.do(
        "UPDATE organisation_enrolment e SET until_on = greatest(e.from_on, %(yesterday)s) FROM stage_key key"
        " WHERE e.pupil_id = key.id AND (e.until_on IS NULL OR e.until_on >= %(today)s)"
        f" AND NOT EXISTS (SELECT 1 FROM stage_enrolled s WHERE {same})"
    )
    run.changes.enrolments_new = run.do(
        "INSERT INTO organisation_enrolment (id, pupil_id, holder_id, secrecy, unit_id, form_id, grade, programme,"
        " from_on, until_on) SELECT gen_random_uuid(), s.pupil_id, s.holder_id, s.secrecy, s.unit_id,"
        " nullif(s.form_id, 0), s.grade, s.programme, s.from_on, s.until_on FROM stage_enrolled s"
        f" WHERE NOT EXISTS (SELECT 1 FROM organisation_enrolment e WHERE {same}) ORDER BY s.pupil_id"
    )


def numbers_and_tokens(run: Run) -> None:
    run.changes.numbers = run.do(
        "DELETE FROM organisation_identitynumber n USING stage_key k, stage_pupil s"
        " WHERE n.pupil_id = k.id AND s.source_id = k.source_id AND n.number <> s.number"
    )
    # One who has left and come back under a new id: the number goes with the pupil who is here.
    run.changes.numbers += run.do(
        "DELETE FROM organisation_identitynumber n USING stage_key k, stage_pupil s"
        " WHERE s.source_id = k.source_id AND n.number = s.number AND n.pupil_id <> k.id AND n.secrecy = 'L'"
    )
    run.changes.numbers += run.do(
        "INSERT INTO organisation_identitynumber (id, pupil_id, holder_id, secrecy, number, kind)"
        " SELECT gen_random_uuid(), k.id, k.holder_id, k.secrecy, s.number, s.number_kind"
        " FROM stage_pupil s JOIN stage_key k ON k.source_id = s.source_id WHERE s.number <> ''"
        " AND NOT EXISTS (SELECT 1 FROM organisation_identitynumber n WHERE n.pupil_id = k.id) ORDER BY k.id"
    )
    run.do("DELETE FROM organisation_nametoken n USING stage_key k WHERE n.pupil_id = k.id AND k.touched")
    run.do(
        "INSERT INTO organisation_nametoken (id, pupil_id, holder_id, secrecy, token)"
        " SELECT gen_random_uuid(), k.id, k.holder_id, k.secrecy, left(token, 110)"
        " FROM stage_pupil s JOIN stage_key k ON k.source_id = s.source_id, unnest(s.tokens) token"
        " WHERE k.secrecy <> 'P' AND NOT EXISTS (SELECT 1 FROM organisation_nametoken n WHERE n.pupil_id = k.id)"
        " ORDER BY k.id"
    )


def let_in(run: Run) -> None:
    """Let in those whom the chief education officer has named for the protected pupils that are in the system."""
    for pupil, of_mark in run.rows(
        "SELECT k.id, m.digest FROM stage_marked m JOIN stage_key k ON k.source_id = m.source_id WHERE m.included"
    ):
        cross("name_decided", pupil=pupil, digest=of_mark)
