"""Compiles the matrix to PostgreSQL's row-level security, installs it, and compares what is installed.

The application's role owns no table and cannot bypass row security, so a view, an export or a count that
forgets to ask still sees only what its actor may see. Tables without an installed policy are closed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from framst.audit import chain
from framst.foundation.classification import Zone
from framst.organisation import former
from framst.organisation.terms import Secrecy

from .crossings import CROSSINGS
from .matrix import BORDERED, EXISTENCE_IS_OPEN, OF_HEALTH_CARE, SECOND_FACTOR, WALLS, Verb
from .professions import HEALTH_CARE, SCHOOL_LEADERS
from .relations import Relation, holds

# Zones of the models that are not ours: all of them machinery without a personal view.
FOREIGN_ZONES = dict.fromkeys(
    ("auth", "contenttypes", "sessions", "account", "mfa", "django_tasks_database", "socialaccount"), Zone.TECHNICAL
)

# Zones of rows about pupils whose wall goes by the person let in, and not by where the pupil is.
_OF_PEOPLE = (Zone.TIES, Zone.EXTRACTS)

# Columns that only some tables of a zone have: a relation that goes by one is no relation of the others.
_OF_SOME = re.compile(r"\b(audience|unit_id|given_at|decided_on)\b")

_COMMAND = {Verb.READ: "SELECT", Verb.ADD: "INSERT", Verb.CHANGE: "UPDATE", Verb.REMOVE: "DELETE"}

FUNCTIONS = """
CREATE OR REPLACE FUNCTION framst_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('framst.person', true), '')::bigint $$;
CREATE OR REPLACE FUNCTION framst_link() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('framst.link', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION framst_machine() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('framst.machine', true), '') $$;
CREATE OR REPLACE FUNCTION framst_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('framst.today', true), '')::date $$;
CREATE OR REPLACE FUNCTION framst_holds(codes text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT EXISTS (
       SELECT 1 FROM organisation_assignment a
       WHERE a.person_id = framst_person() AND a.profession = ANY (codes)
         AND a.from_on <= framst_today() AND (a.until_on IS NULL OR a.until_on >= framst_today())) $$;
CREATE OR REPLACE FUNCTION framst_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('framst.now', true), '')::timestamptz $$;
CREATE OR REPLACE FUNCTION framst_second_factor() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT current_setting('framst.second_factor', true) = '1' $$;
CREATE OR REPLACE FUNCTION framst_units(codes text[]) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT ARRAY(
       SELECT DISTINCT a.unit_id FROM organisation_assignment a
       WHERE a.person_id = framst_person() AND a.profession = ANY (codes) AND a.unit_id IS NOT NULL
         AND a.from_on <= framst_today() AND (a.until_on IS NULL OR a.until_on >= framst_today())) $$;
CREATE OR REPLACE FUNCTION framst_works_here() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT EXISTS (
       SELECT 1 FROM organisation_assignment a
       WHERE a.person_id = framst_person()
         AND a.from_on <= framst_today() AND (a.until_on IS NULL OR a.until_on >= framst_today())) $$;
CREATE OR REPLACE FUNCTION framst_group_pupils() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT ARRAY(
       SELECT DISTINCT m.pupil_id FROM organisation_groupduty d
       JOIN organisation_membership m ON m.group_id = d.group_id
         AND m.from_on <= framst_today() AND (m.until_on IS NULL OR m.until_on >= framst_today())
       JOIN organisation_group g ON g.id = d.group_id
       WHERE d.person_id = framst_person() AND EXISTS (
           SELECT 1 FROM organisation_assignment a WHERE a.person_id = d.person_id AND a.unit_id = g.unit_id
             AND a.from_on <= framst_today() AND (a.until_on IS NULL OR a.until_on >= framst_today()))
         AND d.from_on <= framst_today() AND (d.until_on IS NULL OR d.until_on >= framst_today())) $$;
CREATE OR REPLACE FUNCTION framst_tie_holds(t access_tie) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT t.person_id = framst_person() AND t.ended_at IS NULL AND t.from_at <= framst_now()
       AND (t.until_at IS NULL OR t.until_at > framst_now()) $$;
CREATE OR REPLACE FUNCTION framst_let_in(letter text, kinds text[]) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT ARRAY(
       SELECT DISTINCT m.id FROM access_tie t JOIN pupils_matter m ON m.pupil_id = t.pupil_id
       WHERE t.person_id = framst_person() AND framst_tie_holds(t) AND t.kind = ANY (kinds)
         AND t.record IS NULL AND strpos(t.opens, framst_let_in.letter) > 0 AND m.letter = framst_let_in.letter
         AND (t.kind = 'opening' OR m.kept_by_id = t.kept_by_id) AND (SELECT framst_works_here())) $$;
CREATE OR REPLACE FUNCTION framst_matters() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT ARRAY(
       SELECT DISTINCT t.record FROM access_tie t
       WHERE t.person_id = framst_person() AND framst_tie_holds(t) AND t.kind = 'matter' AND t.record IS NOT NULL
         AND (SELECT framst_works_here())) $$;
CREATE OR REPLACE FUNCTION framst_leaving() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT ARRAY(
       SELECT h.pupil_id FROM pupils_handover h
       WHERE h.done_at IS NULL AND h.from_unit_id = ANY (framst_units('{LEADERS}'::text[]))
       UNION
       SELECT m.pupil_id FROM pupils_matter m
       WHERE m.closed_on IS NULL AND m.kept_by_id <> m.holder_id
         AND ((m.letter = 'C' AND m.kept_by_id = ANY (framst_units('{LEADERS}'::text[])))
           OR (m.letter = 'A' AND framst_second_factor() AND m.kept_by_id = ANY (framst_units('{NURSES}'::text[]))))) $$;
CREATE OR REPLACE FUNCTION framst_left_records() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT ARRAY(
       SELECT DISTINCT m.pupil_id FROM pupils_matter m
       WHERE m.letter = 'A' AND m.secrecy = 'L' AND framst_second_factor()
         AND framst_holds('{care_operations_manager}'::text[])) $$;
CREATE OR REPLACE FUNCTION framst_tied() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT ARRAY(
       SELECT DISTINCT t.pupil_id FROM access_tie t
       WHERE t.person_id = framst_person() AND framst_tie_holds(t) AND t.kind NOT IN ('named', 'handover')
         AND (SELECT framst_works_here())) $$;
CREATE OR REPLACE FUNCTION framst_named() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT ARRAY(
       SELECT DISTINCT t.pupil_id FROM access_tie t
       WHERE t.person_id = framst_person() AND framst_tie_holds(t) AND t.kind = 'named'
         AND (SELECT framst_works_here())) $$;
""".replace("LEADERS", ",".join(SCHOOL_LEADERS)).replace("NURSES", ",".join(HEALTH_CARE))

# What row security cannot say, since it compares no row with what it was: a protection is lowered by the crossing
# (which runs as the tables' owner) and by nothing else, whatever a file or a statement says.
GUARDS = """
CREATE OR REPLACE FUNCTION framst_stays_protected() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS
$$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
      WHERE c.oid = TG_RELID AND r.rolname = current_user) THEN
    RAISE insufficient_privilege;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER framst_stays_protected BEFORE UPDATE OF secrecy ON organisation_pupil
  FOR EACH ROW WHEN (OLD.secrecy = 'P' AND NEW.secrecy <> 'P') EXECUTE FUNCTION framst_stays_protected();
"""


def zone_of(model: type[models.Model]) -> Zone:
    """Return the zone that a model declares; raise LookupError when it declares none."""
    zone = getattr(model, "zone", None) or FOREIGN_ZONES.get(model._meta.app_label)
    if zone is None:
        raise LookupError(f"{model._meta.label} states no zone")
    return Zone(zone)


def walled_models() -> Iterator[type[models.Model]]:
    """Yield every model whose rows the walls guard, in a stable order."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.db_table):
        if zone_of(model) is not Zone.TECHNICAL and not model._meta.proxy:
            yield model


@dataclass(frozen=True)
class Policy:
    """One compiled policy: what is installed as CREATE POLICY `name` ON `table`."""

    table: str
    verb: Verb
    using: str | None
    check: str | None

    @property
    def name(self) -> str:
        return f"framst_{self.verb}"

    @property
    def statement(self) -> str:
        parts = [f'CREATE POLICY {self.name} ON "{self.table}" FOR {_COMMAND[self.verb]}']
        if self.using is not None:
            parts.append(f"USING ({self.using})")
        if self.check is not None:
            parts.append(f"WITH CHECK ({self.check})")
        return " ".join(parts)


def compile_policies() -> list[Policy]:
    """Return every policy that the matrix and the models ask for."""
    policies = []
    for model in walled_models():
        relations = {name: _condition(model, name, reach) for name, reach in getattr(model, "relations", {}).items()}
        never = getattr(model, "never", ())
        for verb, allowed in WALLS[zone_of(model)].items():
            if verb in never:
                continue
            rows = (
                _rows_about_pupils(model, verb, relations)
                if hasattr(model, "pupil_column") and zone_of(model) not in _OF_PEOPLE
                else _any_of(model, allowed, relations)
            )
            if rows is None:
                continue
            targets = _targets_are_visible(model, verb)
            policies.append(
                Policy(
                    table=model._meta.db_table,
                    verb=verb,
                    using=None if verb is Verb.ADD else rows,
                    check=" AND ".join([f"({rows})", *targets]) if verb in (Verb.ADD, Verb.CHANGE) else None,
                )
            )
    return policies


def _condition(model: type[models.Model], name: str, reach: str | tuple[str, str]) -> str:
    """Return a relation of a model's as SQL over a row.

    A relation is a condition on the row itself, or (column, query): the row is reached when the query gives its
    column. The query is asked once a statement, by a function that looks past the walls of the tables it goes
    through; else two tables whose walls name each other could never be read.
    """
    if isinstance(reach, str):
        return reach
    return f"{reach[0]} = ANY ((SELECT {_function(model, name)}())::{_column_type(model, reach[0])}[])"


def _function(model: type[models.Model], name: str) -> str:
    return f"framst_reach_{model._meta.db_table}_{name}"


def _column_type(model: type[models.Model], column: str) -> str:
    field = next(f for f in model._meta.local_fields if f.column == column)
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    return {"BigAutoField": "bigint", "BigIntegerField": "bigint", "UUIDField": "uuid"}[kind.get_internal_type()]


def references() -> list[tuple[str, str]]:
    """Return (name, statement) for every table whose rows follow: a pupil wherever the pupil goes, or a matter."""
    return [
        (
            f"{model._meta.db_table}_follows",
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT {model._meta.db_table}_follows'
            " FOREIGN KEY (pupil_id, holder_id, secrecy) REFERENCES organisation_pupil (id, holder_id, secrecy)"
            " ON UPDATE CASCADE ON DELETE CASCADE",
        )
        for model in walled_models()
        if getattr(model, "follows_pupil", False)
    ] + [
        (
            f"{model._meta.db_table}_kept",
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT {model._meta.db_table}_kept'
            " FOREIGN KEY (matter_id, kept_by_id) REFERENCES pupils_matter (id, kept_by_id)"
            " ON UPDATE CASCADE ON DELETE CASCADE",
        )
        for model in walled_models()
        if getattr(model, "follows_matter", False)
    ]


def compile_functions() -> list[str]:
    """Return the statements that make the functions which the policies ask, and those that carry out crossings."""
    made = [FUNCTIONS, GUARDS, chain.FUNCTIONS, former.FUNCTIONS, *(c.statement for c in CROSSINGS)]
    for model in walled_models():
        for name, reach in getattr(model, "relations", {}).items():
            if not isinstance(reach, str):
                column, query = reach
                made.append(
                    f"CREATE OR REPLACE FUNCTION {_function(model, name)}() RETURNS {_column_type(model, column)}[]"
                    " LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS"
                    f" $$ SELECT ARRAY({query}) $$"
                )
    return made


def _rows_about_pupils(model: type[models.Model], verb: Verb, relations: dict[str, str]) -> str | None:
    """Return the condition of a table whose rows are about pupils: which wall a row stands behind is the row's own.

    `secrecy` chooses: a school's pupil, a preschool child, one who has left, one with protected identity. A table of
    matters chooses once more by its `letter` (A, B, C). Protected identity stands above the letter, and being named
    for such a pupil does not let anybody over the border of A and B.
    """

    def rows(zone: Zone, of: Zone | None = None) -> str | None:
        condition = _any_of(model, WALLS[zone].get(verb, ()), relations)
        if condition is None or not {zone, of} & SECOND_FACTOR:
            return condition
        return f"(({condition}) AND ((SELECT framst_second_factor()) OR {a_machine}))"

    def behind(*secrecies: Secrecy) -> str:
        return f"secrecy = ANY ('{{{','.join(secrecies)}}}'::text[])"

    a_machine = "(SELECT framst_machine()) IS NOT NULL"
    letters: dict[str, Zone] = getattr(model, "letters", {})
    terms: list[tuple[str, str | None]] = []
    for letter, zone in letters.items():
        of_letter = f"letter = '{letter}' AND "
        border = f" AND ({holds(*BORDERED[zone]).sql} OR {a_machine})" if zone in BORDERED else ""
        left = Zone.LEFT_HEALTH if zone in OF_HEALTH_CARE else Zone.LEFT_MATTERS
        terms.append((of_letter + behind(Secrecy.SCHOOL, Secrecy.PRESCHOOL), rows(zone)))
        terms.append((of_letter + behind(Secrecy.PROTECTED) + border, rows(Zone.PROTECTED_MATTERS)))
        terms.append((of_letter + behind(Secrecy.LEFT), rows(left, zone)))
    if not letters:
        terms.append((behind(Secrecy.SCHOOL), rows(zone_of(model))))
        terms.append((behind(Secrecy.PRESCHOOL), rows(Zone.PRESCHOOL)))
        terms.append((behind(Secrecy.PROTECTED), rows(Zone.PROTECTED)))
        terms.append((behind(Secrecy.LEFT), rows(Zone.LEFT)))
    found = [f"({where} AND ({condition}))" for where, condition in terms if condition]
    return " OR ".join(found) or None


def _any_of(model: type[models.Model], allowed: tuple[Relation, ...], relations: dict[str, str]) -> str | None:
    columns = {f.column for f in model._meta.local_fields}
    keys = {
        "pupil": getattr(model, "pupil_column", ""),
        "matter": getattr(model, "matter_column", ""),
        "unit": getattr(model, "unit_column", "holder_id" if hasattr(model, "pupil_column") else "unit_id"),
    }
    terms = []
    for relation in allowed:
        condition = relation.condition(relations, keys)
        if condition is None or set(_OF_SOME.findall(condition)) - columns:
            continue
        terms.append(condition)
    return " OR ".join(terms) if terms else None


def goes_by_the_pupil(model: type[models.Model]) -> bool:
    """Whether a row's wall is its pupil's own: then whoever meets the row meets the pupil too. A letter's wall, and one
    that goes by the person let in, may open for somebody who does not see whose the row is."""
    return getattr(model, "follows_pupil", False) and not hasattr(model, "letters") and zone_of(model) not in _OF_PEOPLE


def may_be_written(model: type[models.Model], column: str, verb: Verb) -> bool:
    """Whether the application has a right to write a column at all, with `verb`."""
    return verb is Verb.ADD or column in getattr(model, "changeable", (column,))


def _targets_are_visible(model: type[models.Model], verb: Verb) -> list[str]:
    """A reference may be written only to a row that the actor can see: PostgreSQL itself looks behind the walls."""
    conditions = []
    for field in model._meta.local_fields:
        target = field.related_model
        if not isinstance(target, type) or not issubclass(target, models.Model) or target is model:
            continue
        zone = zone_of(target)
        if not may_be_written(model, str(field.column), verb):
            continue
        # Holder and secrecy of such a row are the pupil's own (the composite reference), so its wall is the pupil's.
        if field.name == "pupil" and goes_by_the_pupil(model):
            continue
        if zone is Zone.TECHNICAL or zone in EXISTENCE_IS_OPEN:
            continue
        key = target._meta.pk.column
        # Names of tables and columns come from the models, never from anyone's input.
        conditions.append(
            f'("{field.column}" IS NULL OR EXISTS (SELECT 1 FROM "{target._meta.db_table}" seen'
            f' WHERE seen."{key}" = "{model._meta.db_table}"."{field.column}"))'
        )
    return conditions


def install(*, role: str) -> int:
    """Install all compiled policies and the grants of the application's `role`, in one transaction; return how many.

    Runs as the owner of the tables, after Django's migrations. What was installed before is replaced.
    """
    policies = compile_policies()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('framst walls'))")
        for statement in compile_functions():
            cursor.execute(statement)
        for name, statement in references():
            cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(statement)
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        app = sql.Identifier(role)
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app))
        cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(app))
        cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(app))
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS access_walls"
            ' ("table" text, policy text, compiled text, installed text, PRIMARY KEY ("table", policy))'
        )
        cursor.execute("DELETE FROM access_walls")
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        for table, name in cursor.fetchall():
            cursor.execute(sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(name), sql.Identifier(table)))
        for model in apps.get_models(include_auto_created=True):
            if zone_of(model) is Zone.TECHNICAL and model._meta.managed:
                cursor.execute(
                    sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(
                        sql.Identifier(model._meta.db_table), app
                    )
                )
        for model in walled_models():
            cursor.execute(
                sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(sql.Identifier(model._meta.db_table))
            )
        # A record whose ending alone may be written later names those columns: the rest stands as it was written.
        only = {m._meta.db_table: tuple(getattr(m, "changeable", ())) for m in walled_models()}
        for policy in policies:
            cursor.execute(policy.statement)
            columns = only.get(policy.table, ()) if policy.verb is Verb.CHANGE else ()
            listed = (
                sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, columns))) if columns else sql.SQL("")
            )
            cursor.execute(
                sql.SQL("GRANT {}{} ON {} TO {}").format(
                    sql.SQL(_COMMAND[policy.verb]), listed, sql.Identifier(policy.table), app
                )
            )
            cursor.execute(
                "INSERT INTO access_walls SELECT %s, %s, %s, concat(qual, ' / ', with_check) FROM pg_policies"
                " WHERE schemaname = 'public' AND tablename = %s AND policyname = %s",
                [policy.table, policy.name, policy.statement, policy.table, policy.name],
            )
        cursor.execute(
            "INSERT INTO access_walls SELECT 'functions', 'all', %s, md5(string_agg(prosrc, '/' ORDER BY proname,"
            " pronargs)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'framst\\_%%'",
            [_functions_compiled()],
        )
        cursor.execute(sql.SQL("GRANT SELECT ON access_walls, django_migrations TO {}").format(app))
    return len(policies)


def differences() -> list[str]:
    """Return what differs between the walls as compiled and as installed: empty when they are the same walls."""
    compiled = {(p.table, p.name): p.statement for p in compile_policies()}
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('access_walls') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return ["no walls are installed"]
        cursor.execute('SELECT "table", policy, compiled, installed FROM access_walls')
        recorded = {(t, p): (c, i) for t, p, c, i in cursor.fetchall() if t != "functions"}
        cursor.execute(
            "SELECT tablename, policyname, concat(qual, ' / ', with_check), permissive, roles::text"
            " FROM pg_policies WHERE schemaname = 'public'"
        )
        installed = {(t, p): (text, kind, roles) for t, p, text, kind, roles in cursor.fetchall()}
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relrowsecurity"
        )
        open_tables = {name for (name,) in cursor.fetchall()}
    for key in sorted(compiled.keys() | recorded.keys() | installed.keys()):
        if key not in compiled:
            found.append(f"{key[0]}.{key[1]} is installed and not compiled")
        elif key not in installed or key not in recorded:
            found.append(f"{key[0]}.{key[1]} is compiled and not installed")
        elif recorded[key][0] != compiled[key]:
            found.append(f"{key[0]}.{key[1]} was compiled otherwise when it was installed")
        elif recorded[key][1] != installed[key][0] or installed[key][1:] != ("PERMISSIVE", "{public}"):
            found.append(f"{key[0]}.{key[1]} was changed after it was installed")
    found += [f"{name} is not there as compiled" for name in _missing_parts()]
    found += [f"{m._meta.db_table} has row security off" for m in walled_models() if m._meta.db_table in open_tables]
    return found


def _missing_parts() -> list[str]:
    """Return the functions, references and the chain's triggers that are not installed as they are compiled."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT compiled FROM access_walls WHERE "table" = %s', ["functions"])
        recorded = cursor.fetchone()
        cursor.execute(
            "SELECT md5(string_agg(prosrc, '/' ORDER BY proname, pronargs)) FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'framst\\_%'"
        )
        installed = cursor.fetchone()[0]
        cursor.execute("SELECT installed FROM access_walls WHERE \"table\" = 'functions'")
        kept = cursor.fetchone()
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname LIKE '%\\_follows' OR conname LIKE '%\\_kept'")
        following = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'framst\\_%' AND tgenabled = 'O'")
        triggers = {name for (name,) in cursor.fetchall()}
    missing = [name for name, _ in references() if name not in following]
    if recorded is None or recorded[0] != _functions_compiled() or kept is None or kept[0] != installed:
        missing.append("functions")
    if not chain.is_installed():
        missing.append("audit chain")
    missing += [name for name in former.triggers() if name not in triggers]
    if "framst_stays_protected" not in triggers:
        missing.append("guard of protection")
    return missing


def _functions_compiled() -> str:
    return hashlib.sha256("\n".join(compile_functions()).encode()).hexdigest()


def checksum() -> str:
    """Return a short name for the walls as compiled."""
    text = "\n".join([*compile_functions(), *(p.statement for p in compile_policies())])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
