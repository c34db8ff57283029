"""Proving the walls on a database as it stands: what each persona really meets, against the oracle, cell by cell.

The truth is read as the tables' owner and what is met as the application's role, both in one snapshot, so that a
database in use gives the same answer as one at rest. Changes are tried in savepoints that are rolled back.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import models
from psycopg import errors, sql

from . import oracle
from .acting import STOCKHOLM
from .oracle import NEVER, NO_SECRET, VERBS, Assignment, Doer, Duty, Row, Tie, World
from .walls import walled_models, zone_of

# The columns that say how somebody can stand to a row. Nothing else of a row is read here: no name, no text.
FACTS = (
    "holder_id", "secrecy", "letter", "audience", "person_id", "link", "kind", "opens", "record", "sheet_id",
    "invitation_id", "act", "subject", "shown", "decided_by_id", "ordered_by_id", "kept_by_id", "from_unit_id",
    "unit_id", "plan_id", "owner_id", "commitment_id", "review_id", "reviewer_id", "given_at", "decided_on",
)  # fmt: skip
_ASKED = {*FACTS, "pupil", "matter", "itself"}
MOST_ROWS = 20_000  # of a table are judged; of a larger one so many, drawn by lot
# What a try may meet for other reasons than a wall: somebody else is at the row just now.
_BUSY = (errors.SerializationFailure, errors.LockNotAvailable, errors.DeadlockDetected)


_NOT = "not: "
_Known = dict[Any, dict[str, str]]  # the facts of rows that are alike → verb → relation, for one doer
# Zones where the row itself, and not only its facts, is what a doer stands to: a personal link's, an answer's.
_BY_KEY = {"O-inquiry", "O-answers", "O-notices", "O-own", "O-plans", "O-reviews"}


@dataclass(frozen=True)
class Table:
    """One walled table as the proof knows it: its key, which columns are facts, and what it points to in secret zones."""

    name: str
    zone: str
    key: str
    columns: tuple[str, ...]
    pupil: str = ""
    matter: str = ""
    targets: tuple[tuple[str, str], ...] = ()  # column → table
    changeable: tuple[str, ...] = ()  # the columns that alone may be changed; all when there are none


@dataclass
class Proof:
    """What was tried and found. A cell is persona × table × verb × relation; a leak is a difference, in either direction."""

    personas: int = 0
    tables: int = 0
    cells: int = 0
    leaks: list[str] = field(default_factory=list)


def tables() -> list[Table]:
    """Return every walled table, from what the models say of themselves."""
    found = []
    for model in walled_models():
        columns = {str(f.column) for f in model._meta.local_fields}
        targets = tuple(
            (str(f.column), target._meta.db_table)
            for f in model._meta.local_fields
            if isinstance(target := f.related_model, type)
            and issubclass(target, models.Model)
            and target is not model
            and zone_of(target).value not in {*NO_SECRET, "T"}
        )
        pupil, matter = str(getattr(model, "pupil_column", "")), str(getattr(model, "matter_column", ""))
        key = str(model._meta.pk.column)
        wanted = {*FACTS, pupil, matter, *(column for column, _ in targets)} & columns - {key}
        changeable = tuple(getattr(model, "changeable", ()))
        found.append(
            Table(
                model._meta.db_table, zone_of(model).value, key, tuple(sorted(wanted)), pupil, matter, targets, changeable
            )
        )  # fmt: skip
    return found


def _facts(row: Row) -> Any:
    """Return what two rows must have in common to be met by the same people."""
    if row.zone in _BY_KEY:
        return row.table, row.key
    # The order of the columns is the table's; a list is told by whether it is empty.
    return row.zone, tuple((name, bool(v) if name == "shown" else v) for name, v in row.facts.items() if name in _ASKED)


class Truth:
    """The database as its owner sees it."""

    def __init__(self, owner: psycopg.Connection[Any], now: dt.datetime, most: int = MOST_ROWS) -> None:
        self.owner, self.now, self.most = owner, now, most
        self.today = now.astimezone(STOCKHOLM).date()
        self.tables = {t.name: t for t in tables()}
        self.rows: dict[str, dict[Any, Row]] = {}
        self.sampled: set[str] = set()
        for table in self.tables.values():
            self.rows[table.name] = {row.key: row for row in self._read(table)}
        # Rows with the same facts are met by the same people: they are judged once and compared each.
        self.alike: dict[str, dict[Any, list[Row]]] = {}
        for name, rows in self.rows.items():
            for row in rows.values():
                self.alike.setdefault(name, {}).setdefault(_facts(row), []).append(row)
            self.alike.setdefault(name, {})
        self.world = self._world()
        self._assignments = self._by_person(
            "SELECT person_id, profession, unit_id, from_on, until_on FROM organisation_assignment", Assignment
        )
        self._duties = self._by_person(
            "SELECT person_id, group_id, from_on, until_on FROM organisation_groupduty", Duty
        )
        self._ties = self._by_person(
            "SELECT person_id, pupil_id, kind, opens, record, from_at, until_at, ended_at, kept_by_id FROM access_tie",
            Tie,
        )

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        return self.owner.execute(query).fetchall()

    def _by_person(self, query: str, make: Callable[..., Any]) -> dict[int, tuple[Any, ...]]:
        found: dict[int, list[Any]] = {}
        for person, *rest in self._all(query):
            found.setdefault(person, []).append(make(*rest))
        return {person: tuple(rows) for person, rows in found.items()}

    def _read(self, table: Table, *keys: Any) -> Iterator[Row]:
        columns = sql.SQL(", ").join(sql.Identifier(c) for c in (table.key, *table.columns))
        query = sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(table.name))
        given: list[Any] = []
        if keys:
            query, given = query + sql.SQL(" WHERE {} = ANY (%s)").format(sql.Identifier(table.key)), [list(keys)]
        elif self._count(table.name) > self.most:
            self.sampled.add(table.name)
            query += sql.SQL(" ORDER BY random() LIMIT {}").format(sql.Literal(self.most))
        for key, *values in self.owner.execute(query, given):
            facts = dict(zip(table.columns, values, strict=True))
            facts["pupil"] = key if table.pupil == table.key else facts.get(table.pupil)
            facts["matter"] = key if table.matter == table.key else facts.get(table.matter)
            facts["itself"] = bool(table.pupil) and table.pupil == table.key
            yield Row(table.name, table.zone, key, facts)

    def _count(self, name: str) -> int:
        found = self.owner.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        return int(found[0]) if found else 0

    def _world(self) -> World:
        world = World()
        for group, *member in self._all("SELECT group_id, pupil_id, from_on, until_on FROM organisation_membership"):
            world.members.setdefault(group, []).append(tuple(member))
        world.unit_of = dict(self._all("SELECT id, unit_id FROM organisation_group"))
        for key, pupil, letter, kept_by, is_open in self._all(
            "SELECT id, pupil_id, letter, kept_by_id, closed_on IS NULL FROM pupils_matter"
        ):
            matter = {"pupil": pupil, "letter": letter, "kept_by": kept_by, "open": is_open}
            world.matters[key] = matter
            world.matters_of.setdefault(pupil, []).append(matter)
        for pupil, unit in self._all("SELECT pupil_id, from_unit_id FROM pupils_handover WHERE done_at IS NULL"):
            world.leaving.setdefault(pupil, set()).add(unit)
        for key, holder, link, version in self._all("SELECT id, holder_id, link, version_id FROM forms_sheet"):
            world.sheets[key] = {"holder_id": holder, "link": link, "version_id": version}
        for key, person, followup in self._all("SELECT id, person_id, followup_id FROM followups_invitation"):
            world.invitations[key] = {"person_id": person, "followup_id": followup}
        for plan, person in self._all("SELECT plan_id, person_id FROM plans_writer WHERE ended_at IS NULL"):
            world.writers.setdefault(plan, set()).add(person)
        for review, plan, person in self._all("SELECT id, plan_id, reviewer_id FROM plans_review"):
            world.reviewers[review] = person
            world.reviewing.setdefault(plan, set()).add(person)
        world.owners = dict(self._all("SELECT id, owner_id FROM wheel_commitment"))
        return world

    def row(self, table: str, key: Any) -> Row | None:
        """Return a row by its key, also one that the lot did not fall on."""
        if key not in self.rows[table]:
            for found in self._read(self.tables[table], key):
                return found
        return self.rows[table].get(key)

    def person(self, person: int, *, second_factor: bool) -> Doer:
        return Doer(
            "person", self.now, self.today, person=person, second_factor=second_factor,
            assignments=self._assignments.get(person, ()), duties=self._duties.get(person, ()),
            ties=self._ties.get(person, ()),
        )  # fmt: skip

    def people(self, sample: int | None) -> list[int]:
        """Return the people who have an open account; with `sample`, at most so many of each profession, by lot."""
        people = [p for (p,) in self._all("SELECT person_id FROM organisation_account WHERE is_active ORDER BY 1")]
        if sample is None:
            return people
        random.shuffle(people)
        had: dict[str, int] = {}
        chosen = set()
        for person in people:
            for profession in self.person(person, second_factor=False).professions or {""}:
                if had.get(profession, 0) < sample:
                    had[profession] = had.get(profession, 0) + 1
                    chosen.add(person)
        return sorted(chosen)

    def doers(self, sample: int | None = None, links: int = 3) -> Iterator[Doer]:
        """Yield everyone who can act: people with and without a second factor, the public, links, machines."""
        for person in self.people(sample):
            yield self.person(person, second_factor=False)
            yield self.person(person, second_factor=True)
        yield Doer("public", self.now, self.today)
        for key in sorted(self.world.invitations, key=str)[:links]:
            yield Doer("link", self.now, self.today, link=key)
        for name in oracle.MACHINES:
            yield Doer("machine", self.now, self.today, machine=name)

    def may_write(self, doer: Doer, verb: str, row: Row) -> bool:
        """Whether `doer` may carry out `verb` on `row`: by the oracle, with what it points to in sight."""
        if verb in NEVER.get(row.table, ()) or not oracle.may(doer, verb, row, self.world):
            return False
        if verb in ("change", "remove") and not oracle.may(doer, "read", row, self.world):
            return False
        return verb == "remove" or self.targets_are_seen(doer, verb, row)

    def targets_are_seen(self, doer: Doer, verb: str, row: Row) -> bool:
        """Whether all that the row points to is in sight; of a change only what can be changed is asked."""
        changeable = self.tables[row.table].changeable
        for column, table in self.tables[row.table].targets:
            if verb == "change" and changeable and column not in changeable:
                continue
            key = row.facts[column] if column != self.tables[row.table].key else row.key
            target = None if key is None else self.row(table, key)
            if key is not None and (target is None or not oracle.may(doer, "read", target, self.world)):
                return False
        return True


def tell(application: psycopg.Connection[Any], doer: Doer) -> None:
    """Set who acts into the transaction, as `access.acting` does."""
    for name, value in {
        "person": "" if doer.person is None else str(doer.person),
        "link": "" if doer.link is None else str(doer.link),
        "machine": doer.machine,
        "today": doer.today.isoformat(),
        "now": doer.now.isoformat(),
        "second_factor": "1" if doer.second_factor else "",
    }.items():
        application.execute("SELECT set_config(%s, %s, true)", [f"framst.{name}", value])


def met(application: psycopg.Connection[Any], table: Table, among: Iterable[Any] | None = None) -> set[Any]:
    """Return the keys of the rows that the application meets in a table (`among` these, when given)."""
    query = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(table.key), sql.Identifier(table.name))
    try:
        with application.transaction():
            if among is None:
                return {key for (key,) in application.execute(query)}
            query += sql.SQL(" WHERE {} = ANY (%s)").format(sql.Identifier(table.key))
            return {key for (key,) in application.execute(query, [list(among)])}
    except errors.InsufficientPrivilege:  # the matrix lets nobody read here: the table has no grant
        return set()


class _Undo(Exception):
    """Takes a try back."""


def carried_out(application: psycopg.Connection[Any], verb: str, table: Table, row: Row) -> bool | None:
    """Try `verb` on `row`, take it back, and return whether it was carried out; None when the row was busy.

    A row is added as itself: the walls are asked before the keys are, so *there is one already* means that they let
    it through.
    """
    name, key = sql.Identifier(table.name), sql.Identifier(table.key)
    given: list[Any] = [row.key]
    if verb == "change":
        column = sql.Identifier(table.changeable[0]) if table.changeable else key
        query = sql.SQL("UPDATE {0} SET {1} = {1} WHERE {2} = %s").format(name, column, key)
    elif verb == "remove":
        query = sql.SQL("DELETE FROM {0} WHERE {1} = %s").format(name, key)
    else:
        columns = (table.key, *table.columns)
        given = [row.key, *(row.facts[c] for c in table.columns)]
        query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            name,
            sql.SQL(", ").join(sql.Identifier(c) for c in columns),
            sql.SQL(", ").join(sql.Placeholder() * len(columns)),
        )
    done = False
    try:
        with application.transaction():
            done = application.execute(query, given).rowcount == 1
            raise _Undo
    except _Undo:
        return done
    except errors.InsufficientPrivilege:
        return False
    except _BUSY:
        return None
    except errors.IntegrityError:
        return True


def prove(
    *, application: str, owner: str, now: dt.datetime, sample: int | None = None, most: int = MOST_ROWS, tries: int = 1,
    only: Collection[str] | None = None,
) -> Proof:  # fmt: skip
    """Compare the walls with the oracle for everyone and every table; return what was tried and where they differ.

    `application` and `owner` are the two ways to the database. `sample` is how many people of each profession (all
    when None), `most` how many rows of a table, `tries` how many rows of each cell a change is tried on, `only` some of the tables.
    """
    proof = Proof()
    with psycopg.connect(owner) as keeper, psycopg.connect(application) as outside:
        keeper.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = keeper.execute("SELECT pg_export_snapshot()").fetchone()
        outside.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        outside.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot[0] if snapshot else "")))
        outside.execute("SET LOCAL lock_timeout = '2s'")
        # The same few statements many thousand times: they are planned once.
        outside.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        truth = Truth(keeper, now, most)
        proof.tables = len(truth.tables)
        for doer in truth.doers(sample):
            proof.personas += 1
            tell(outside, doer)
            known: _Known = {}
            for table in truth.tables.values():
                if only is None or table.name in only:
                    _prove_table(proof, truth, outside, doer, table, tries, known)
        outside.rollback()
    return proof


def _prove_table(
    proof: Proof, truth: Truth, outside: psycopg.Connection[Any], doer: Doer, table: Table, tries: int, known: _Known
) -> None:
    rows = truth.rows[table.name]
    seen = met(outside, table, rows if table.name in truth.sampled else None)
    cells: dict[tuple[str, str], list[list[Row]]] = {}
    wrong: dict[str, list[Any]] = {}
    for facts, alike in truth.alike[table.name].items():
        if facts not in known:
            known[facts] = _relations(doer, alike[0], truth.world)
        for verb, relation in known[facts].items():
            cells.setdefault((verb, relation), []).append(alike)
        relation = known[facts]["read"]
        expected = not relation.startswith(_NOT)
        if different := [row.key for row in alike if (row.key in seen) != expected]:
            wrong.setdefault(relation, []).extend(different)
    if unknown := seen - rows.keys():
        wrong["not: unknown"] = list(unknown)
    for relation, keys in wrong.items():
        said = "is met" if relation.startswith(_NOT) else "is not met"
        proof.leaks.append(_leak(doer, "read", table, relation, said, keys))
    for (verb, relation), among in cells.items():
        proof.cells += 1
        if verb == "read":
            continue
        for alike in random.sample(among, min(tries, len(among))):
            (row,) = random.sample(alike, 1)
            done, right = carried_out(outside, verb, table, row), truth.may_write(doer, verb, row)
            if done is not None and done != right:
                proof.leaks.append(
                    _leak(doer, verb, table, relation, "is carried out" if done else "is refused", [row.key])
                )


def _relations(doer: Doer, row: Row, world: World) -> dict[str, str]:
    """Return verb → the relation by which the row may be met, or how the doer stands to it when it may not."""
    found = {}
    for verb in VERBS:
        reasons = oracle.may(doer, verb, row, world)
        found[verb] = min(reasons) if reasons else _NOT + oracle.stands(doer, row, world)
    return found


def _leak(doer: Doer, verb: str, table: Table, relation: str, said: str, keys: list[Any]) -> str:
    who = doer.machine or (f"person {doer.person}" if doer.person is not None else doer.kind)
    factor = ", second factor" if doer.second_factor else ""
    holds = ",".join(sorted(doer.professions))
    return f"{who} ({holds}{factor}) {verb} {table.name} [{relation}] {said}: {len(keys)} ({keys[0]})"
