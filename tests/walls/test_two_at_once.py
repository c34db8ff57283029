"""Two at once, on two real connections: what one does is met by the other's very next statement."""

from __future__ import annotations

import datetime as dt
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from .. import databases
from . import worlds

TODAY = worlds.day(worlds.NOW)


@dataclass
class Two:
    one: psycopg.Connection[Any]
    other: psycopg.Connection[Any]
    owner: psycopg.Connection[Any]
    unit: int
    elsewhere: int
    pupil: uuid.UUID
    counsellor: int
    leader: int

    def pupils(self, who: int) -> int:
        """How many of this world's pupils one's next statement meets, in the transaction that is open."""
        worlds.act(self.one, person=who, second_factor=True)
        found = self.one.execute("SELECT count(*) FROM organisation_pupil WHERE id = %s", [self.pupil]).fetchone()
        return int(found[0]) if found else 0


@pytest.fixture(scope="module")
def name(django_db_setup: None, worker_id: str) -> Iterator[str]:
    made = databases.copy(f"{worker_id}_two")
    yield made
    databases.drop(made)


@pytest.fixture
def two(name: str) -> Iterator[Two]:
    urls = databases.urls(name)
    with (
        psycopg.connect(urls["DATABASE_OWNER_URL"]) as owner,
        psycopg.connect(urls["DATABASE_URL"]) as one,
        psycopg.connect(urls["DATABASE_URL"]) as other,
    ):
        unit, elsewhere = worlds.unit(owner), worlds.unit(owner)
        pupil = worlds.pupil(owner, unit)
        counsellor = worlds.person(owner, ("counsellor", unit))
        leader = worlds.person(owner, ("deputy_principal", unit))
        owner.commit()
        yield Two(one, other, owner, unit, elsewhere, pupil, counsellor, leader)
        one.rollback()
        other.rollback()


def test_a_pupil_who_moves_while_another_reads(two: Two) -> None:
    assert two.pupils(two.counsellor) == 1
    worlds.act(two.other, machine="import")
    two.other.execute("UPDATE organisation_pupil SET holder_id = %s WHERE id = %s", [two.elsewhere, two.pupil])
    assert two.pupils(two.counsellor) == 1  # it has not happened yet
    two.other.commit()
    assert two.pupils(two.counsellor) == 0  # in the transaction that the reader still has open
    opened = worlds.cross(two.one, "open_matter", key=uuid.uuid4(), pupil=two.pupil, letter="B", kind="talk", basis="b")
    assert not opened


def test_a_protection_in_the_middle_of_a_list(two: Two) -> None:
    """What a list has read it has read; all that it asks about the pupil after that is answered with nothing."""
    worlds.act(two.one, person=two.leader, second_factor=True)
    with two.one.cursor("a_list") as rows:
        rows.execute("SELECT id FROM organisation_pupil ORDER BY id")
        rows.fetchmany(1)
        worlds.act(two.other, person=two.leader, second_factor=True)
        assert worlds.cross(two.other, "protect", pupil=two.pupil, officer=None, basis="b")
        two.other.commit()
        rows.fetchall()
    assert two.pupils(two.leader) == 0
    for table in ("organisation_identitynumber", "organisation_nametoken", "organisation_enrolment"):
        left = two.one.execute(f"SELECT count(*) FROM {table} WHERE pupil_id = %s", [two.pupil]).fetchone()
        assert left == (0,)


def test_a_note_that_is_being_written_when_the_pupil_is_protected_is_sealed_too(two: Two) -> None:
    matter, note = uuid.uuid4(), uuid.uuid4()
    worlds.act(two.one, person=two.leader, second_factor=True)
    assert worlds.cross(two.one, "open_matter", key=matter, pupil=two.pupil, letter="C", kind="other", basis="b")
    two.one.commit()
    worlds.act(two.one, person=two.leader, second_factor=True)
    written = worlds.done(
        two.one,
        "INSERT INTO pupils_note (id, pupil_id, holder_id, secrecy, kept_by_id, matter_id, letter, text, written_by_id,"
        " written_at) VALUES (%s, %s, %s, 'C', %s, %s, 'C', 'x', %s, %s)",
        [note, two.pupil, two.unit, two.unit, matter, two.leader, worlds.NOW],
    )
    assert written == 1
    result: list[bool] = []

    def protect() -> None:
        worlds.act(two.other, person=two.leader, second_factor=True)
        result.append(worlds.cross(two.other, "protect", pupil=two.pupil, officer=None, basis="b"))
        two.other.commit()

    thread = threading.Thread(target=protect)
    thread.start()
    deadline = time.monotonic() + 30
    while not _waits(two) and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not result, "the protection did not wait for the note"
    two.one.commit()
    thread.join(30)
    assert result == [True]
    kept = two.owner.execute("SELECT secrecy FROM pupils_note WHERE id = %s", [note]).fetchone()
    assert kept == ("P",)
    assert two.pupils(two.leader) == 0


def _waits(two: Two) -> bool:
    found = two.owner.execute(
        "SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted", [two.other.info.backend_pid]
    ).fetchone()
    return bool(found and found[0])


def test_an_assignment_that_ends_in_mid_session(two: Two) -> None:
    assert two.pupils(two.counsellor) == 1
    worlds.act(two.other, machine="import")
    two.other.execute(
        "UPDATE organisation_assignment SET until_on = %s WHERE person_id = %s",
        [TODAY - dt.timedelta(1), two.counsellor],
    )
    two.other.commit()
    assert two.pupils(two.counsellor) == 0
