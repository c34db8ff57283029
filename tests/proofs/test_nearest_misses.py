"""Each cell of the matrix with its nearest miss, and `framst walls prove` over all of them, with a planted fault.

One unit, one pupil behind each wall, a matter in each zone of each. For every profession four people: here today, in
another unit, whose assignment ended yesterday, whose assignment begins tomorrow. For every tie and group its misses.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from framst.access import oracle, proving
from framst.access.matrix import WALLS
from framst.access.models import Tie
from framst.access.oracle import VERBS
from framst.access.professions import PROFESSIONS
from framst.access.walls import walled_models, zone_of
from framst.organisation.models import Group, IdentityNumber, Person, Unit
from framst.pupils.models import Matter

from .. import databases
from ..walls import worlds
from . import rows, tries

NOW, TODAY = worlds.NOW, worlds.day(worlds.NOW)
DAY = dt.timedelta(1)
LEADERS = {"principal", "deputy_principal", "acting_principal"}
NURSES = {"school_nurse", "school_doctor", "health_care_staff"}
CARERS = {"counsellor", "socionom", "school_psychologist", "special_educator", "special_teacher", "speech_therapist"}
ROSTER = LEADERS | NURSES | CARERS | {"language_educator", "career_counsellor"}
PRESCHOOL = LEADERS | {"special_educator", "school_psychologist", "speech_therapist"}


@dataclass
class Cells:
    name: str
    way: psycopg.Connection[Any]
    unit: int = 0
    pupils: dict[str, uuid.UUID] = field(default_factory=dict)  # secrecy → pupil
    matters: dict[str, uuid.UUID] = field(default_factory=dict)  # secrecy + letter → matter
    people: dict[str, int] = field(default_factory=dict)
    others: list[uuid.UUID] = field(default_factory=list)  # pupils with a row in every table, in every letter

    def sees(self, who: str, *, second_factor: bool = True, now: dt.datetime = NOW) -> set[str]:
        """What of this world one meets: "C" a pupil by secrecy, "CA" a matter by secrecy and letter."""
        worlds.act(self.way, person=self.people[who], now=now, second_factor=second_factor)
        seen = {key for table in ("organisation_pupil", "pupils_matter") for (key,) in self.way.execute(
            f"SELECT id FROM {table} WHERE id = ANY (%s)", [[*self.pupils.values(), *self.matters.values()]]
        )}  # fmt: skip
        return {name for name, key in {**self.pupils, **self.matters}.items() if key in seen}


@pytest.fixture(scope="module")
def cells(django_db_setup: None, worker_id: str) -> Iterator[Cells]:
    name = databases.copy(f"{worker_id}_misses")
    urls = databases.urls(name)
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as owner:
        made = _made(name, owner)
    with psycopg.connect(urls["DATABASE_URL"]) as way:
        made.way = way
        yield made
        way.rollback()
    databases.drop(name)


def _made(name: str, owner: psycopg.Connection[Any]) -> Cells:
    c = Cells(name, owner)
    c.unit, other = worlds.unit(owner), worlds.unit(owner)
    for profession in PROFESSIONS:
        for word, where, start, end in (
            ("here", c.unit, -9, None), ("elsewhere", other, -9, None), ("ended", c.unit, -9, -1),
            ("tomorrow", c.unit, 1, None),
        ):  # fmt: skip
            who = c.people[f"{profession} {word}"] = worlds.person(owner)
            if profession == "principal" and word in ("ended", "tomorrow"):
                where = worlds.unit(owner)  # one principal at a time: theirs is another unit, and another test's matter
            worlds.assign(
                owner, who, profession, where, TODAY + start * DAY, None if end is None else TODAY + end * DAY
            )
    opener = c.people["teacher elsewhere"]
    for secrecy in "CDLP":
        pupil = c.pupils[secrecy] = worlds.pupil(owner, c.unit, secrecy)
        for letter in "ABC":
            about = {"pupil_id": pupil, "holder_id": c.unit, "secrecy": secrecy, "letter": letter}
            c.matters[secrecy + letter] = rows.add(owner, Matter, {Unit: c.unit, Person: opener}, **about)
    this, last = worlds.group(owner, c.unit), worlds.group(owner, c.unit)
    worlds.member(owner, this, c.pupils["C"], TODAY - 9 * DAY)
    worlds.member(owner, last, c.pupils["C"], TODAY - 400 * DAY, TODAY - 200 * DAY)
    for word, which, start, end in (
        ("group", this, -9, None), ("group last year", last, -400, None), ("group duty ended", this, -9, -1),
        ("group duty tomorrow", this, 1, None),
    ):  # fmt: skip
        who = c.people[word] = worlds.person(owner, ("teacher", c.unit))
        worlds.duty(owner, who, which, TODAY + start * DAY, None if end is None else TODAY + end * DAY)
    who = c.people["group, assignment ended"] = worlds.person(owner)
    worlds.assign(owner, who, "teacher", c.unit, TODAY - 9 * DAY, TODAY - DAY)
    worlds.duty(owner, who, this, TODAY - 9 * DAY)

    def tied(
        word: str, kind: str, profession: str = "teacher", secrecy: str = "C", opens: str = "", **more: Any
    ) -> None:
        who = c.people[word] = worlds.person(owner, *([(profession, other)] if profession else []))
        about = {"pupil_id": c.pupils[secrecy], "holder_id": c.unit, "secrecy": secrecy, "person_id": who}
        what = {"kind": kind, "opens": opens, "from_at": NOW - DAY, **more}
        rows.add(owner, Tie, {Unit: c.unit, Person: opener}, **about, **what)

    for letter in "ABC":
        tied(f"disclosure {letter}", "disclosure", opens=letter)
        tied(f"consent {letter}", "consent", opens=letter)
        tied(f"disclosure {letter} ended", "disclosure", opens=letter, ended_at=NOW)
        tied(f"disclosure {letter} over", "disclosure", opens=letter, until_at=NOW)
        tied(f"disclosure {letter} later", "disclosure", opens=letter, from_at=NOW + DAY / 24)
        tied(f"disclosure {letter}, works nowhere", "disclosure", "", opens=letter)
    tied("opening", "opening", opens="BC", until_at=NOW + DAY / 8)
    tied("handover", "handover", opens="")
    tied("care nurse", "care", "school_nurse", opens="A")
    tied("care speech therapist", "care", "speech_therapist", opens="A")
    tied("care teacher", "care", "teacher", opens="A")
    tied("has C", "matter", opens="C", record=c.matters["CC"])
    tied("has B, counsellor", "matter", "counsellor", opens="B", record=c.matters["CB"])
    tied("has B, teacher", "matter", "teacher", opens="B", record=c.matters["CB"])
    tied("has C of one who left", "matter", secrecy="L", opens="C", record=c.matters["LC"])
    for profession in ("teacher", "school_nurse", "counsellor"):
        tied(f"named {profession}", "named", profession, "P")
    tied("named ended", "named", "teacher", "P", ended_at=NOW)
    # The last one's other units than the pupil's own are another: what stays behind when a pupil moves.
    for secrecy, where in (*((letter, c.unit) for letter in "CDLP"), ("C", other)):
        c.others.append(_with_everything(owner, secrecy, c.unit, {Unit: where, Person: opener, Group: this}))
    owner.commit()
    return c


def _with_everything(owner: psycopg.Connection[Any], secrecy: str, holder: int, to: dict[Any, Any]) -> uuid.UUID:
    """A pupil with a row in every table about pupils, and in every letter where there are letters."""
    pupil = worlds.pupil(owner, holder, secrecy)
    about: dict[str, Any] = {"pupil_id": pupil, "holder_id": holder, "secrecy": secrecy}
    matters = {letter: rows.add(owner, Matter, to, **about, letter=letter) for letter in "ABC"}
    for model in rows.about_pupils():
        if model is IdentityNumber:
            continue  # the pupil has one
        if rows.has_letter(model):
            for letter, matter in matters.items():
                rows.add(owner, model, {**to, Matter: matter}, **about, letter=letter)
        else:
            rows.add(owner, model, to, **about)
    return pupil


def test_a_profession_opens_its_walls_in_its_own_unit_and_on_its_own_days(cells: Cells) -> None:
    for profession in PROFESSIONS:
        anywhere = {
            *({"L", "LB", "LC"} if profession == "registrar" else ()),
            *({"L", "LA"} if profession == "care_operations_manager" else ()),
        }
        here = {
            *({"C"} if profession in ROSTER else ()),
            *({"D"} if profession in PRESCHOOL else ()),
            *({"CC", "DC"} if profession in LEADERS else ()),
            *({"CA", "DA"} if profession in NURSES else ()),
        }
        assert cells.sees(f"{profession} here") == here | anywhere, profession
        assert cells.sees(f"{profession} elsewhere") == anywhere, profession
        assert cells.sees(f"{profession} ended") == set(), profession
        assert cells.sees(f"{profession} tomorrow") == set(), profession
        # Without a second factor nothing in A and B, whoever's it is, also of one who has left.
        assert cells.sees(f"{profession} here", second_factor=False) == {
            name for name in here | anywhere if not name.endswith(("A", "B"))
        } - ({"L"} if profession == "care_operations_manager" else set()), profession


def test_an_assignment_holds_its_last_day_out(cells: Cells) -> None:
    yesterday = NOW - DAY
    assert cells.sees("counsellor ended", now=yesterday) == {"C"}
    assert cells.sees("counsellor tomorrow", now=NOW + DAY) == {"C"}


def test_a_group_opens_who_is_in_it_today(cells: Cells) -> None:
    assert cells.sees("group") == {"C"}
    for miss in ("group last year", "group duty ended", "group duty tomorrow", "group, assignment ended"):
        assert cells.sees(miss) == set(), miss


def test_a_tie_opens_its_zone_while_it_holds(cells: Cells) -> None:
    for letter in "ABC":
        for kind in ("disclosure", "consent"):
            assert cells.sees(f"{kind} {letter}") == {"C", f"C{letter}"}
        for miss in (" ended", " over", " later", ", works nowhere"):
            assert cells.sees(f"disclosure {letter}{miss}") == set(), miss
    assert cells.sees("disclosure A", second_factor=False) == {"C"}
    assert cells.sees("opening") == {"C", "CB", "CC"}
    assert cells.sees("opening", now=NOW + DAY / 8) == set()
    assert cells.sees("handover") == set()
    assert cells.sees("care nurse") == cells.sees("care speech therapist") == {"C", "CA"}
    assert cells.sees("care teacher") == {"C"}  # sees whose care it is said to be, and nothing of it


def test_a_matter_is_met_by_those_who_have_it(cells: Cells) -> None:
    assert cells.sees("has C") == {"C", "CC"}
    assert cells.sees("has B, counsellor") == {"C", "CB"}
    assert cells.sees("has B, counsellor", second_factor=False) == {"C"}
    assert cells.sees("has B, teacher") == {"C"}
    assert cells.sees("has C of one who left") == set()


def test_being_named_makes_nobody_a_nurse(cells: Cells) -> None:
    assert cells.sees("named teacher") == {"P", "PC"}
    assert cells.sees("named school_nurse") == {"P", "PC", "PA"}
    assert cells.sees("named counsellor") == {"P", "PC", "PB"}
    assert cells.sees("named ended") == set()
    assert cells.sees("named teacher", second_factor=False) == set()


def test_no_statement_of_the_import_lowers_a_protection(cells: Cells) -> None:
    worlds.act(cells.way, machine="import")
    for secrecy in "CDL":
        assert not worlds.done(
            cells.way, "UPDATE organisation_pupil SET secrecy = %s WHERE id = %s", [secrecy, cells.pupils["P"]]
        )
    assert worlds.done(cells.way, "UPDATE organisation_pupil SET secrecy = 'L' WHERE id = %s", [cells.pupils["C"]])
    cells.way.rollback()


def test_the_named_read_and_do_not_write_who_the_pupil_is(cells: Cells) -> None:
    worlds.act(cells.way, person=cells.people["named teacher"], second_factor=True)
    change = "UPDATE organisation_pupil SET given_name = 'X' WHERE id = %s"
    assert not worlds.done(cells.way, change, [cells.pupils["P"]])


def test_ties_tell_nobody_else_where_a_pupil_was(cells: Cells) -> None:
    """One's own ended tie to a pupil who is now protected or has left would tell which school it was."""

    def ties(who: str, second_factor: bool = True) -> int:
        worlds.act(cells.way, person=cells.people[who], second_factor=second_factor)
        found = cells.way.execute("SELECT count(*) FROM access_tie WHERE secrecy IN ('P', 'L')").fetchone()
        return int(found[0]) if found else 0

    assert ties("has C of one who left") == 0
    assert ties("named ended") == 1  # that one was named; nothing else
    assert ties("named ended", second_factor=False) == 0
    assert ties("principal here") == 0
    assert ties("teacher here") == 0


# -- the proof that an administrator runs ------------------------------------------------------------------------------


@pytest.fixture
def accounts(cells: Cells) -> None:
    """An account for everyone of this world, so that the proof tries them."""
    with psycopg.connect(databases.urls(cells.name)["DATABASE_OWNER_URL"]) as owner:
        owner.execute(
            "INSERT INTO organisation_account (password, email, person_id, is_active)"
            " SELECT '!', p.email, p.id, true FROM organisation_person p WHERE p.id = ANY (%s)"
            " ON CONFLICT DO NOTHING",
            [list(cells.people.values())],
        )


# Everything about pupils, and who reads and works where; all tables are tried by the command, below.
TABLES = {model._meta.db_table for model in walled_models() if hasattr(model, "pupil_column")} | {
    "audit_event", "organisation_assignment",
}  # fmt: skip


def test_the_walls_are_as_the_oracle_says_for_everyone(cells: Cells, accounts: None) -> None:
    urls = databases.urls(cells.name)
    proof = proving.prove(application=urls["DATABASE_URL"], owner=urls["DATABASE_OWNER_URL"], now=NOW, only=TABLES)
    assert proof.leaks == []
    assert proof.personas > 2 * len(cells.people)
    assert proof.cells > 10_000


def test_every_row_of_every_table_is_met_and_written_as_the_oracle_says(cells: Cells, accounts: None) -> None:
    """Nothing is drawn by lot: each of these people tries each verb on each row about these pupils, in every table that
    the matrix has for them. Without a second factor only those whom nothing else keeps out."""
    wrong, tried = [], 0
    people = {person: word for word, person in cells.people.items()}
    mine = {*cells.pupils.values(), *cells.others}
    with psycopg.connect(databases.urls(cells.name)["DATABASE_OWNER_URL"]) as keeper:
        truth = proving.Truth(keeper, NOW)
        among = {name: [r for r in found.values() if r["pupil"] in mine] for name, found in truth.rows.items()}
        among = {name: found for name, found in among.items() if found}
        assert among.keys() == TABLES - {"audit_event", "organisation_assignment"}
        for doer in truth.doers():
            word = people.get(doer.person or 0, "")
            if doer.person is not None and not word:
                continue
            if not doer.second_factor and word.endswith((" elsewhere", " ended", " tomorrow", " over", " later")):
                continue
            proving.tell(cells.way, doer)
            for name, found in among.items():
                for verb in VERBS:
                    done = tries.carried_out(cells.way, verb, truth.tables[name], found)
                    tried += len(found)
                    for row in found:
                        may = (
                            oracle.may(doer, verb, row, truth.world)
                            if verb == "read"
                            else truth.may_write(doer, verb, row)
                        )
                        if bool(may) != (row.key in done):
                            wrong.append(f"{doer.machine or word} {verb} {name} {dict(row.facts)}: {not may}")
    cells.way.rollback()
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong[:20])
    assert tried > 100_000


def test_the_oracle_has_rules_for_every_table_and_machine() -> None:
    """What the oracle does not know is not tried, or ends the proof: it is to know all that the matrix does."""
    assert {zone_of(model).value for model in walled_models()} <= set(oracle.RULES) | {"T"}
    machines = {
        name
        for verbs in WALLS.values()
        for relations in verbs.values()
        for relation in relations
        for listed in re.findall(r"framst_machine\(\)\) = ANY \('\{([a-z_,]+)\}'", relation.sql)
        for name in listed.split(",")
    }
    assert set(oracle.MACHINES) == machines
    never = {m._meta.db_table: tuple(str(v) for v in m.never) for m in walled_models() if getattr(m, "never", ())}
    assert never == oracle.NEVER


@pytest.mark.parametrize(
    ("plant", "found_in"),
    [
        ("ALTER POLICY framst_read ON organisation_guardian USING (true)", "read organisation_guardian"),
        ("ALTER POLICY framst_read ON pupils_matter USING (framst_person() IS NULL)", "read pupils_matter"),
        ("ALTER POLICY framst_remove ON pupils_matter USING (true)", "remove pupils_matter"),
        (
            "ALTER POLICY framst_change ON organisation_pupil USING (true) WITH CHECK (true)",
            "change organisation_pupil",
        ),
        ("ALTER POLICY framst_add ON organisation_assignment WITH CHECK (true)", "add organisation_assignment"),
    ],
)
def test_a_planted_fault_is_found(cells: Cells, plant: str, found_in: str) -> None:
    """The control: a wall altered as owner is named by the proof, whichever verb it lets through or holds back."""
    urls = databases.urls(cells.name)
    cells.way.rollback()  # its reads hold the tables, which are to be altered
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as keeper:
        policy = plant.split()
        table, name = policy[4], policy[2]
        kept = keeper.execute(
            "SELECT qual, with_check FROM pg_policies WHERE tablename = %s AND policyname = %s", [table, name]
        ).fetchone()
        assert kept is not None
        keeper.execute(plant.encode())
        keeper.commit()
        try:
            proof = proving.prove(
                application=urls["DATABASE_URL"], owner=urls["DATABASE_OWNER_URL"], now=NOW, sample=1, only=[table]
            )
        finally:
            using = f" USING ({kept[0]})" if kept[0] else ""
            check = f" WITH CHECK ({kept[1]})" if kept[1] else ""
            keeper.execute(f"ALTER POLICY {name} ON {table}{using}{check}".encode())
    assert any(found_in in leak for leak in proof.leaks), proof.leaks[:3]
    assert all("@" not in leak for leak in proof.leaks)


def test_the_command_prints_what_it_tried_and_changes_nothing(cells: Cells) -> None:
    urls = databases.urls(cells.name)

    def counted() -> Any:
        with psycopg.connect(urls["DATABASE_OWNER_URL"]) as keeper:
            return keeper.execute(
                "SELECT (SELECT count(*) FROM audit_event), (SELECT count(*) FROM django_session),"
                " (SELECT count(*) FROM organisation_pupil), (SELECT count(*) FROM pupils_matter)"
            ).fetchone()

    before = counted()
    done = subprocess.run(
        [sys.executable, "-m", "framst.config.command", "walls", "prove", "--json", "--sample", "1"],
        env={**os.environ, **urls}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert set(told) == {"personas", "tables", "urls", "cells", "leaks", "seconds"}
    assert told["leaks"] == 0 and told["urls"] > 30 and told["cells"] > 5000
    assert counted() == before
