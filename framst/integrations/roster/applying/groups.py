"""Groups, and who is in them."""

from __future__ import annotations

from .run import Run


def take_in(run: Run) -> None:
    run.changes.groups = run.do(
        "INSERT INTO organisation_group AS g (id, unit_id, name, sort_key, kind, from_on, until_on, source, source_id)"
        " SELECT gen_random_uuid(), u.id, s.name, left(s.sort_key, 250), s.kind, s.from_on, s.until_on, %(source)s, s.source_id"
        " FROM stage_group s JOIN organisation_unit u ON u.code = s.unit"
        " ON CONFLICT (source, source_id) DO UPDATE SET unit_id = EXCLUDED.unit_id, name = EXCLUDED.name,"
        " sort_key = EXCLUDED.sort_key, kind = EXCLUDED.kind, from_on = EXCLUDED.from_on, until_on = EXCLUDED.until_on"
        " WHERE (g.unit_id, g.name, g.kind, g.from_on, g.until_on) IS DISTINCT FROM"
        " (EXCLUDED.unit_id, EXCLUDED.name, EXCLUDED.kind, EXCLUDED.from_on, EXCLUDED.until_on)"
    )


def end_gone(run: Run) -> None:
    """A group that the source no longer has is over; its history stays."""
    gone = (
        "NOT EXISTS (SELECT 1 FROM stage_group s WHERE s.source_id = g.source_id)"
        if run.whole
        else f"g.source_id IN ({run.gone('group')})"
    )
    run.changes.groups += run.do(
        "UPDATE organisation_group g SET until_on = greatest(g.from_on, %(yesterday)s) WHERE g.source = %(source)s"
        f" AND (g.until_on IS NULL OR g.until_on >= %(today)s) AND {gone}"
    )


def memberships(run: Run) -> None:
    """Who is in which group. What is not staged has ended: of each pupil in the run, or of each group in it."""
    key = "stage_key"
    ends = "stage_key key WHERE m.pupil_id = key.id"
    if run.stage.by_group and not run.whole:
        key = "stage_member"
        # Members who have not changed are not staged; one with protected identity is a member only when staged.
        run.make(
            "stage_member",
            "SELECT p.source_id, p.id, p.holder_id, p.secrecy FROM (SELECT DISTINCT pupil FROM stage_membership) s"
            " JOIN organisation_pupil p ON p.source = %(source)s AND p.source_id = s.pupil"
            " WHERE p.secrecy <> 'P' OR EXISTS (SELECT 1 FROM stage_key k WHERE k.id = p.id)",
            "source_id",
        )
    if run.stage.by_group:
        ends = f"organisation_group key WHERE m.group_id = key.id AND {run.of_run('key')}"
    run.make(
        "stage_joined",
        "SELECT k.id AS pupil_id, k.holder_id, k.secrecy, g.id AS group_id, s.from_on, s.until_on"
        f" FROM stage_membership s JOIN {key} k ON k.source_id = s.pupil"
        " JOIN organisation_group g ON g.source = %(source)s AND g.source_id = s.group",
        "pupil_id",
    )
    same = "m.group_id = s.group_id AND m.pupil_id = s.pupil_id AND m.from_on = s.from_on"
    run.changes.memberships = run.do(
        f"UPDATE organisation_membership m SET until_on = s.until_on FROM stage_joined s WHERE {same}"
        " AND m.until_on IS DISTINCT FROM s.until_on"
    )
    run.changes.memberships += run.do(
        f"UPDATE organisation_membership m SET until_on = greatest(m.from_on, %(yesterday)s) FROM {ends}"
        " AND (m.until_on IS NULL OR m.until_on >= %(today)s)"
        f" AND NOT EXISTS (SELECT 1 FROM stage_joined s WHERE {same})"
    )
    run.changes.memberships += run.do(
        "INSERT INTO organisation_membership (id, pupil_id, holder_id, secrecy, group_id, from_on, until_on)"
        " SELECT gen_random_uuid(), s.pupil_id, s.holder_id, s.secrecy, s.group_id, s.from_on, s.until_on"
        f" FROM stage_joined s WHERE NOT EXISTS (SELECT 1 FROM organisation_membership m WHERE {same})"
    )
