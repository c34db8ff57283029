"""Every persona × every walled table: what the database itself shows, and raw SQL without an actor."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from framst.access.acting import acting
from framst.access.walls import differences, walled_models, zone_of
from framst.foundation.classification import Zone

from ..personas import EVERYONE, actor

STAFF = {"utredare", "elevhalsochef"}
CHIEFS = {"avdelningschef", "direktor"}
INSIDE = set(EVERYONE) - {"ingen"}

# zone → who sees all its rows in the demo. Everyone else sees none, but for their own (OWN) and for what belongs to
# last year's published memo (rows whose audience is public).
SEES_ALL: dict[Zone, set[str]] = {
    Zone.PUBLISHED: set(EVERYONE),
    Zone.ORGANISATION: INSIDE,
    Zone.INQUIRY: INSIDE,
    Zone.ANSWERS: STAFF,
    Zone.ANALYSIS: STAFF | CHIEFS | {"registrator"},
    Zone.PAPERS: STAFF | CHIEFS | {"registrator"},
    Zone.NOTICES: STAFF | {"system"},
    Zone.OWN: STAFF,
    Zone.AUDIT: {"loggranskare"},
}
# Whose own rows are in the zone: they see some and not all.
SEES_OWN = {Zone.ANSWERS: {"rektor", "rektor2"}, Zone.OWN: {"rektor", "rektor2"}}
# Roles that see the acts of the record but not who read what.
SEES_ACTS = {Zone.AUDIT: {"utredare", "elevhalsochef", "registrator", "system"}}


def _all_rows(published: bool = False) -> dict[str, int]:
    """How many rows each table has, as its owner sees it: all, or those that are for the public."""
    import os

    import psycopg

    from .. import databases

    name = connection.settings_dict["NAME"]
    with psycopg.connect(databases.urls(name)["DATABASE_OWNER_URL"]) as owner:
        return {
            m._meta.db_table: owner.execute(
                f'SELECT count(*) FROM "{m._meta.db_table}" WHERE {_public(m) if published else "true"}'
            ).fetchone()[0]  # type: ignore[index]
            for m in walled_models()
        } | {"": len(os.environ)}


def _public(model: Any) -> str:
    return "audience = 'public'" if any(f.column == "audience" for f in model._meta.local_fields) else "false"


@pytest.mark.parametrize("login", EVERYONE)
def test_each_table_shows_each_persona_what_the_matrix_says(login: str, db: None) -> None:
    everything, published = _all_rows(), _all_rows(published=True)
    assert published["reports_paper"] == 1
    wrong = []
    with acting(actor(login)):
        for model in walled_models():
            table, zone = model._meta.db_table, zone_of(model)
            seen, there = model._default_manager.count(), everything[table]
            if login in SEES_ALL[zone]:
                right = seen == there
            elif login in SEES_OWN.get(zone, set()):
                right = seen < there or there == 0
            elif login in SEES_ACTS.get(zone, set()):
                right = 0 < seen <= there
            else:
                right = seen == published[table]
            if not right:
                wrong.append(f"{table} ({zone}): sees {seen} of {there}")
    assert not wrong, "\n".join(wrong)


def test_without_an_actor_raw_sql_sees_only_what_is_public(db: None) -> None:
    published = _all_rows(published=True)
    with connection.cursor() as cursor:
        for model in walled_models():
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
            if zone_of(model) is not Zone.PUBLISHED:
                assert cursor.fetchone()[0] == published[model._meta.db_table], model._meta.db_table


def test_a_principal_sees_the_own_answers_and_not_a_colleagues(db: None) -> None:
    from framst.forms.models import Answer, Sheet

    mine = actor("rektor")
    with acting(mine):
        assert set(Sheet.objects.values_list("holder", flat=True)) == {mine.person_id}
        assert Answer.objects.exists()
        assert not Answer.objects.exclude(sheet__holder=mine.person_id).exists()


def test_the_application_cannot_change_the_record(db: None) -> None:
    from django.db import ProgrammingError

    for statement in ("UPDATE audit_event SET act = 'read'", "DELETE FROM audit_event", "TRUNCATE audit_event"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_installed_walls_are_the_compiled_ones(db: None) -> None:
    assert differences() == []


def test_the_application_owns_nothing_and_cannot_bypass(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone()[0] == 0


def test_a_changed_wall_is_noticed(db: Any) -> None:
    """The control: what `differences` compares is what stands, so a wall that was altered must be named."""
    from framst.access import walls

    compiled = walls.compile_policies
    try:
        walls.compile_policies = lambda: compiled()[1:]
        assert walls.differences() == [f"{compiled()[0].table}.{compiled()[0].name} is installed and not compiled"]
    finally:
        walls.compile_policies = compiled
