"""Guardians: of the pupils in the run, and of others whom the source has told something new about."""

from __future__ import annotations

from framst.organisation.terms import MarkKind

from ..marking import hold_others
from .run import Run


def take_in(run: Run) -> None:
    # A guardian with protected identity is not taken in; one who is in already goes, from every child's page.
    run.changes.lowering_asked += hold_others(MarkKind.GUARDIAN, "stage_guardian", run.given)
    if run.rows("SELECT EXISTS (SELECT 1 FROM stage_guardian WHERE mark NOT IN ('', '?'))")[0][0]:
        run.changes.guardians_removed += run.do(
            "DELETE FROM organisation_guardian g USING organisation_pupil p WHERE p.id = g.pupil_id"
            " AND p.source = %(source)s"
            " AND g.source_id = ANY (ARRAY(SELECT source_id FROM stage_guardian WHERE mark NOT IN ('', '?')))"
        )
        run.do("DELETE FROM stage_guardian WHERE mark NOT IN ('', '?')")
    joined = "FROM stage_guardian s JOIN stage_key k ON k.source_id = s.pupil"
    run.changes.guardians_removed += run.do(
        "DELETE FROM organisation_guardian g USING stage_key k WHERE g.pupil_id = k.id AND NOT EXISTS"
        " (SELECT 1 FROM stage_guardian s WHERE s.pupil = k.source_id AND s.source_id = g.source_id)"
    )
    values = "(s.given_name, s.family_name, s.email, s.phone, s.relation, s.informed)"
    run.changes.guardians = run.do(
        "UPDATE organisation_guardian g SET given_name = s.given_name, family_name = s.family_name,"
        f" email = s.email, phone = s.phone, relation = s.relation, informed = s.informed {joined}"
        " WHERE g.pupil_id = k.id AND g.source_id = s.source_id AND"
        f" (g.given_name, g.family_name, g.email, g.phone, g.relation, g.informed) IS DISTINCT FROM {values}"
    )
    run.changes.guardians += run.do(
        "INSERT INTO organisation_guardian (id, pupil_id, holder_id, secrecy, source_id, given_name, family_name,"
        " email, phone, relation, informed) SELECT gen_random_uuid(), k.id, k.holder_id, k.secrecy, s.source_id,"
        f" s.given_name, s.family_name, s.email, s.phone, s.relation, s.informed {joined}"
        " WHERE NOT EXISTS (SELECT 1 FROM organisation_guardian g WHERE g.pupil_id = k.id AND g.source_id = s.source_id)"
        " ORDER BY k.id"
    )


def contacts(run: Run) -> None:
    """What is new about guardians whose children are not in the run; who is protected now, or deleted, goes."""
    run.changes.lowering_asked += hold_others(MarkKind.GUARDIAN, "stage_contact", run.given)
    mine = "FROM organisation_pupil p, stage_contact s WHERE p.id = g.pupil_id AND p.source = %(source)s"
    values = "(s.given_name, s.family_name, s.email, s.phone)"
    run.changes.guardians_removed += run.do(
        "DELETE FROM organisation_guardian g USING organisation_pupil p WHERE p.id = g.pupil_id"
        f" AND p.source = %(source)s AND g.source_id IN (SELECT source_id FROM stage_contact"
        f" WHERE mark NOT IN ('', '?') UNION {run.gone('person')})"
    )
    run.changes.guardians += run.do(
        "UPDATE organisation_guardian g SET given_name = s.given_name, family_name = s.family_name, email = s.email,"
        f" phone = s.phone {mine} AND g.source_id = s.source_id"
        f" AND (g.given_name, g.family_name, g.email, g.phone) IS DISTINCT FROM {values}"
    )
