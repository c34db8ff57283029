"""The database's own part of the chain: links, commits, what the owner can do, heads outside, months removed."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from framst.access.acting import acting, machine
from framst.access.walls import differences
from framst.audit.checking import CUT, UNREADABLE, Flaw
from framst.audit.heads import read, sealed, write_head
from framst.audit.services import record
from framst.audit.terms import Act
from framst.audit.verification import NOT_SEALED, NOT_WHOLE, TOO_YOUNG, flaws, remove_month
from framst.foundation.refusal import Refused

from .. import databases
from ..audit import as_owner, own_database

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
EVENT = (
    'INSERT INTO audit_event (at, act, actor_kind, profession, machine, "table", record, shown, letter, purpose, detail)'
    " VALUES (now(), 'read', 'person', '', '', 't', '1', '{}', '', '', '{}')"
)


@pytest.fixture(scope="module")
def owner(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[psycopg.Connection[Any]]:
    with own_database(django_db_blocker, f"{worker_id}_chain") as owner:
        yield owner


def put(**given: Any) -> None:
    by = machine("tick", given.pop("now", NOW))
    with acting(by):
        record(act=Act.READ, by=by, now=by.now, table="t", **given)


def found(path: Path | None = None) -> list[Flaw]:
    with as_owner():
        return list(flaws(path))


def one(owner: psycopg.Connection[Any], statement: str) -> Any:
    return owner.execute(statement).fetchone()[0]  # type: ignore[arg-type, index]


def test_the_demos_own_log_is_whole(owner: psycopg.Connection[Any]) -> None:
    assert one(owner, "SELECT count(*) FROM audit_link") == one(owner, "SELECT count(*) FROM audit_event") > 100
    assert found() == []
    assert differences() == []


def test_what_is_hard_to_write_is_linked_and_verified(owner: psycopg.Connection[Any]) -> None:
    put(purpose="åäö ÅÄÖ e\u0301 \U0001f9d2 \u202e \"'\\ \t\n", key="\u00df")
    put(whole=1, long=10**25, small=1e-7, big=1e300, exact=1.10, deep={"b": [None, True, {"å": "\u2028"}], "a": 0})
    for moment in ("0001-01-01T00:00:00+00:00", "9999-12-30T23:59:59.999999+00:00", "2026-10-25T02:30:00+02:00",
                   "2026-10-25T02:30:00+01:00", "2024-02-29T23:59:59.000001-11:00"):  # fmt: skip
        put(now=dt.datetime.fromisoformat(moment))  # a clock that jumps breaks nothing
    with acting(machine("tick", NOW)) as by:
        record(act=Act.READ, by=by, now=NOW, table="t", purpose="kept")
        with pytest.raises(RuntimeError), transaction.atomic():
            record(act=Act.READ, by=by, now=NOW, table="t", purpose="rolled back")
            raise RuntimeError
        with transaction.atomic():
            record(act=Act.READ, by=by, now=NOW, table="t", purpose="kept too")
    assert one(owner, "SELECT count(*) FROM audit_event WHERE purpose = 'rolled back'") == 0
    assert one(owner, "SELECT count(*) FROM audit_due") == 0
    assert found() == []


def test_the_text_is_the_same_in_every_session(owner: psycopg.Connection[Any]) -> None:
    texts = "SELECT md5(string_agg(framst_event_text(e), '' ORDER BY e.id)) FROM audit_event e"
    plain = one(owner, texts)
    for setting in ("TimeZone = 'Pacific/Chatham'", "DateStyle = 'German, DMY'", "IntervalStyle = 'sql_standard'",
                    "extra_float_digits = -15", "bytea_output = 'escape'"):  # fmt: skip
        owner.execute(f"SET {setting}")  # type: ignore[arg-type]
        assert one(owner, texts) == plain, setting
    owner.execute("RESET ALL")
    # Written literally: the form must not change, for the links that are there would no longer fit.
    literal = (
        "SELECT framst_event_text(ROW(7, '2026-11-24 12:00:00.000001+01', 'read', 'person', 3, '', 't', 'r', NULL,"
        " 'åä', '{\"b\": 1.10, \"a\": null}', NULL, '{}', 'nurse', 'A')::audit_event)"
    )
    columns = [
        name
        for (name,) in owner.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'audit_event'::regclass AND attnum > 0"
            " AND NOT attisdropped ORDER BY attnum"
        ).fetchall()
    ]
    values = {
        "id": "7", "at": "'2026-11-24 12:00:00.000001+01'", "act": "'read'", "actor_kind": "'person'", "person": "3",
        "machine": "''", "table": "'t'", "record": "'r'", "unit": "NULL", "purpose": "'åä'",
        "detail": """'{"bb": 1.10, "a": null}'""", "profession": "'nurse'", "subject": "NULL", "shown": "'{}'",
        "letter": "'A'",
    }  # fmt: skip
    literal = f"SELECT framst_event_text(ROW({', '.join(values[c] for c in columns)})::audit_event)"
    assert one(owner, literal) == (
        '[1, 7, 1795518000.000001, "read", "person", 3, "nurse", "", "t", "r", null, [], null, "A", "åä", '
        '{"a": null, "bb": 1.10}]'
    )


def test_three_thousand_events_at_once_are_quick(owner: psycopg.Connection[Any]) -> None:
    begun = time.perf_counter()
    with acting(machine("tick", NOW)) as by:
        for n in range(3_000):
            record(act=Act.READ, by=by, now=NOW, table="t", key=n)
    assert time.perf_counter() - begun < 20  # 0.25 s on a quiet machine
    assert found() == []


def test_whoever_waits_for_the_chain_does_not_hold_up_whoever_links(owner: psycopg.Connection[Any]) -> None:
    """A transaction that links, and whose foreign keys are checked at commit too, waits for no row with the lock."""
    owner.execute("CREATE TABLE parent_of_test (id int PRIMARY KEY)")
    owner.execute("INSERT INTO parent_of_test VALUES (1)")
    owner.execute("CREATE TABLE child_of_test (p int REFERENCES parent_of_test DEFERRABLE INITIALLY DEFERRED)")
    url = databases.urls(str(connection.settings_dict["NAME"]))["DATABASE_OWNER_URL"]
    with psycopg.connect(url) as child, psycopg.connect(url) as parent:
        parent.execute(EVENT)
        parent.execute("SELECT * FROM parent_of_test FOR UPDATE")
        child.execute(EVENT)
        child.execute("INSERT INTO child_of_test VALUES (1)")
        committing = threading.Thread(target=child.commit)
        committing.start()
        deadline = time.monotonic() + 20
        while not one(owner, "SELECT count(*) FROM pg_locks WHERE NOT granted") and time.monotonic() < deadline:
            time.sleep(0.02)
        parent.commit()
        committing.join()
    assert one(owner, "SELECT count(*) FROM child_of_test") == 1
    owner.execute("DROP TABLE child_of_test, parent_of_test")
    assert found() == []


def test_eight_writers_at_once_make_one_chain(owner: psycopg.Connection[Any]) -> None:
    url = databases.urls(str(connection.settings_dict["NAME"]))["DATABASE_URL"]
    before = one(owner, "SELECT max(number) FROM audit_link")

    def write() -> None:
        with psycopg.connect(url, autocommit=True) as mine:
            for _ in range(25):
                mine.execute(EVENT)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert one(owner, "SELECT max(number) FROM audit_link") == before + 200
    assert found() == []


def test_the_application_reaches_neither_links_nor_what_makes_them(owner: psycopg.Connection[Any]) -> None:
    url = databases.urls(str(connection.settings_dict["NAME"]))["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as mine:
        for statement in (
            "SELECT * FROM audit_link", "INSERT INTO audit_link VALUES (1, 1, '')", "DELETE FROM audit_link",
            "SELECT * FROM audit_due", "DELETE FROM audit_due", "SELECT framst_link_from(0)",
            "ALTER TABLE audit_event DISABLE TRIGGER framst_chain", "SET session_replication_role = replica",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                mine.execute(statement)  # type: ignore[arg-type]


def test_a_switched_off_trigger_is_noticed_at_start_and_its_events_by_verify(owner: psycopg.Connection[Any]) -> None:
    from framst.audit.checking import UNLINKED

    owner.execute("ALTER TABLE audit_event DISABLE TRIGGER framst_chain")
    assert "audit chain is not there as compiled" in differences()
    owner.execute(EVENT)
    owner.execute("ALTER TABLE audit_event ENABLE TRIGGER framst_chain")
    loose = one(owner, "SELECT max(id) FROM audit_event")
    assert differences() == []
    assert found() == [Flaw(loose, UNLINKED)]
    owner.execute("DELETE FROM audit_event WHERE id = %s", [loose])


OWNERS_ACTS = (
    "UPDATE audit_event SET person = coalesce(person, 0) + 1 WHERE id = {event}",
    "UPDATE audit_event SET at = at + interval '1 microsecond' WHERE id = {event}",
    "UPDATE audit_event SET at = '2000-01-01 00:00:00 BC' WHERE id = {event}",
    "UPDATE audit_event SET purpose = purpose || ' ' WHERE id = {event}",
    "UPDATE audit_event SET shown = shown || gen_random_uuid() WHERE id = {event}",
    "UPDATE audit_event SET subject = gen_random_uuid() WHERE id = {event}",
    "UPDATE audit_event SET detail = detail || '{{\"x\": 1}}' WHERE id = {event}",
    "UPDATE audit_event SET letter = 'Z', unit = 9 WHERE id = {event}",
    "DELETE FROM audit_event WHERE id = {event}",
    "DELETE FROM audit_link WHERE number = {number}",
    "UPDATE audit_link SET hash = repeat('0', 64) WHERE number = {number}",
    "UPDATE audit_link SET event_id = -1 WHERE number = {number}",
    "DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_link WHERE number >= {number});"
    " DELETE FROM audit_link WHERE number >= {number}",
    "DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_link WHERE number <= {number});"
    " DELETE FROM audit_link WHERE number <= {number}",
    "DELETE FROM audit_link WHERE number >= {number}; SELECT framst_link_from(0)",
    "DELETE FROM audit_event WHERE id = {event}; DELETE FROM audit_link WHERE number >= {number};"
    " SELECT framst_link_from(0)",
)


def test_what_the_owner_does_to_the_record_is_found(owner: psycopg.Connection[Any], tmp_path: Path) -> None:
    """Each act really done in the database, in a transaction that is then undone."""
    heads = tmp_path / "audit.heads"
    write_head(heads, NOW)
    last = one(owner, "SELECT max(number) FROM audit_link")
    dice = random.Random(7)
    missed = []
    with as_owner():
        assert list(flaws(heads)) == []
        for act in OWNERS_ACTS:
            number = dice.randint(2, last - 1)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT event_id FROM audit_link WHERE number = %s", [number])
                event = cursor.fetchone()[0]
                for statement in act.format(number=number, event=event).split("; "):
                    if "framst_link_from" in statement and "DELETE FROM audit_event" not in act:
                        # Made anew with another event: without that, what is made anew is what was there.
                        cursor.execute("UPDATE audit_event SET person = 1234 WHERE id = %s", [event])
                    cursor.execute(statement)
                if next(flaws(heads), None) is None:
                    missed.append(act)
                transaction.set_rollback(True)
        assert list(flaws(heads)) == []
    assert missed == []


def test_a_record_older_than_its_chain_is_linked_when_the_chain_is_made(owner: psycopg.Connection[Any]) -> None:
    from framst.audit.chain import FUNCTIONS

    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_link")
        cursor.execute(FUNCTIONS)
        assert list(flaws()) == []
        cursor.execute("SELECT count(*) = (SELECT count(*) FROM audit_event) FROM audit_link")
        assert cursor.fetchone()[0]
        transaction.set_rollback(True)


def test_heads_are_written_when_they_changed_and_not_too_often(owner: psycopg.Connection[Any], tmp_path: Path) -> None:
    heads = tmp_path / "folder" / "audit.heads"
    minute = dt.timedelta(minutes=1)

    def lines() -> int:
        return len(heads.read_text().splitlines())

    write_head(heads, NOW, at_most_every=minute)
    assert heads.stat().st_mode & 0o777 == 0o600
    write_head(heads, NOW + minute, at_most_every=minute)
    assert lines() == 1  # not changed
    put()
    write_head(heads, NOW + dt.timedelta(seconds=59), at_most_every=minute)
    assert lines() == 1  # too soon
    write_head(heads, NOW + minute, at_most_every=minute)
    assert lines() == 2
    put()
    write_head(heads, NOW - dt.timedelta(days=1), at_most_every=minute)
    assert lines() == 3  # a clock that was put back holds nothing up
    with heads.open("a") as file:
        file.write('{"number": 12, "ha')  # the power went
    put()
    write_head(heads, NOW + dt.timedelta(hours=1), at_most_every=minute)
    assert lines() == 5
    assert found(heads) == [Flaw(4, UNREADABLE)]
    assert len(read(heads).seen) == 4


def test_sealed_months_are_removed_whole_and_their_heads_kept(owner: psycopg.Connection[Any], tmp_path: Path) -> None:
    heads = tmp_path / "audit.heads"
    later = NOW.replace(year=2033)
    by = machine("retention", later)
    write_head(heads, NOW)
    put()
    last = write_head(heads, NOW + dt.timedelta(days=10))
    assert last is not None
    put(now=NOW.replace(year=2032))
    assert sealed(heads, NOW) == {}
    assert list(sealed(heads, later)) == ["2026-11", "2026-12"]
    with as_owner():
        with pytest.raises(Refused) as refused:
            remove_month("2027-01", path=heads, by=by, now=later)
        assert refused.value.sentence == NOT_SEALED
        young = machine("retention", NOW + dt.timedelta(days=365))
        with pytest.raises(Refused) as refused:
            remove_month("2026-12", path=heads, by=young, now=young.now)
        assert refused.value.sentence == TOO_YOUNG
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_event WHERE at > '9000-01-01'")  # the clock that jumped, above
            with pytest.raises(Refused) as refused:
                remove_month("2026-12", path=heads, by=by, now=later)
            assert refused.value.sentence == NOT_WHOLE
            transaction.set_rollback(True)
        with pytest.raises(Refused):  # an event dated 9999 is never old enough: what is not known to be old is kept
            remove_month("2026-12", path=heads, by=by, now=later)
    # The same removal where no clock has jumped: in a chain begun anew.
    owner.execute("TRUNCATE audit_event, audit_link")
    heads = tmp_path / "again.heads"
    for _ in range(5):
        put()
    write_head(heads, NOW)
    put(now=later)
    with as_owner():
        assert remove_month("2026-11", path=heads, by=by, now=later) == 5
        assert list(flaws(heads)) == []
        assert list(flaws()) != []  # without the heads nobody knows that it was by a decision
    assert owner.execute("SELECT min(number), max(number) FROM audit_link").fetchone() == (6, 7)
    assert one(owner, "SELECT detail ->> 'events' FROM audit_event WHERE act = 'retained'") == "5"
    with heads.open() as file:
        assert "disposed" in json.loads(file.read().splitlines()[-1])


def test_the_command_verifies_as_the_owner_and_names_each_flaw(owner: psycopg.Connection[Any], tmp_path: Path) -> None:
    import os

    heads = tmp_path / "audit.heads"
    env = {**os.environ, **databases.urls(str(connection.settings_dict["NAME"])), "FRAMST_AUDIT_HEADS": str(heads)}

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "framst.config.command", "audit", *words]
        return subprocess.run(command, env={**env, **more}, capture_output=True, text=True, check=False)

    put()
    last = one(owner, "SELECT max(number) FROM audit_link")
    written = run("head")
    assert written.stdout.split()[0] == str(last)
    assert written.stdout.split()[1] in heads.read_text()
    whole = run("verify", "--json")
    assert whole.returncode == 1  # the start of this chain was removed by a decision that these heads do not hold
    owner.execute("TRUNCATE audit_event, audit_link")
    heads.unlink()
    put()
    put()
    run("head")
    whole = run("verify", "--json")
    assert (whole.returncode, json.loads(whole.stdout)) == (0, {"events": 2, "heads": True, "flaws": []})
    owner.execute("DELETE FROM audit_event WHERE id = (SELECT event_id FROM audit_link WHERE number = 2)")
    owner.execute("DELETE FROM audit_link WHERE number = 2")
    cut = run("verify")
    assert cut.returncode == 1
    assert f"2: {CUT}" in cut.stdout
    refused = run("verify", DATABASE_OWNER_URL="")
    assert refused.returncode == 1
    assert "DATABASE_OWNER_URL" in refused.stderr
