"""A disposal whose process is killed in the middle: nothing has gone, and the next one takes it all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from .. import databases

PROGRAM = """
import datetime as dt, sys
import django
django.setup()
from framst.access.acting import acting, machine
from framst.pupils.models import Disposal, Matter
from framst.pupils.services import close_matter
from framst.pupils.services import retention as services
from framst.pupils.terms import After
from framst.workflows import retention
from tests.personas import actor

CLOSED = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
LATER = dt.datetime(2036, 11, 3, 9, tzinfo=dt.UTC)


def tick():
    retention.tick(by=machine("tick", LATER))


if sys.argv[1] == "prepare":
    for login, letter in (("skolskoterska", "A"), ("kurator", "B"), ("rektor", "C")):
        with acting(actor(login, CLOSED)) as by:
            close_matter(matter=Matter.objects.get(letter=letter, pupil__source_id="99990004-4-0"), by=by)
    with acting(actor("registrator", CLOSED)) as by:
        services.set_rule(
            what="C.support", years=10, after=After.CLOSED, source="Planen", valid_from=by.today, by=by
        )
    tick()
    with acting(actor("registrator", LATER)) as by:
        services.decide(disposal=Disposal.objects.get(), by=by)
elif sys.argv[1] == "stop in the middle":
    whole = retention._delete

    def stopping(statement, keys):
        whole(statement, keys)
        print("in the middle", flush=True)
        sys.stdin.readline()

    retention._delete = stopping
    tick()
else:
    tick()
"""
_COUNTS = (
    "SELECT (SELECT count(*) FROM pupils_matter WHERE letter = 'C' AND pupil_id = p.id),"
    " (SELECT count(*) FROM pupils_note WHERE letter = 'C' AND pupil_id = p.id),"
    " (SELECT count(*) FROM access_tie WHERE kind = 'matter' AND opens = 'C' AND pupil_id = p.id),"
    " (SELECT state FROM pupils_disposal) FROM organisation_pupil p WHERE p.source_id = '99990004-4-0'"
)


@pytest.fixture
def urls(worker_id: str) -> Iterator[dict[str, str]]:
    name = databases.copy(f"{worker_id}_disposal")
    yield databases.urls(name)
    databases.drop(name)


def _run(urls: dict[str, str], word: str) -> subprocess.Popen[str]:
    env = {**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "framst.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, word], env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip


def _whole(urls: dict[str, str], word: str) -> None:
    one = _run(urls, word)
    one.communicate(timeout=60)
    assert one.returncode == 0


def _counts(urls: dict[str, str]) -> tuple[int, int, int, str]:
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as owner:
        return owner.execute(_COUNTS).fetchone()  # type: ignore[return-value]


def test_a_kill_in_the_middle_of_a_disposal_takes_nothing_and_the_next_tick_all(urls: dict[str, str]) -> None:
    _whole(urls, "prepare")
    before = _counts(urls)
    assert before[0] == 1 and before[1] > 0 and before[2] > 0 and before[3] == "decided"
    one = _run(urls, "stop in the middle")
    assert one.stdout and one.stdout.readline() == "in the middle\n"
    one.kill()
    one.communicate(timeout=30)
    assert one.returncode == -9
    assert _counts(urls) == before
    _whole(urls, "tick")
    assert _counts(urls) == (0, 0, 0, "done")
