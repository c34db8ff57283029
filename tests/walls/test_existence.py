"""That something exists is as secret as what it says: what is hidden and what is not there answer alike, in everything."""

from __future__ import annotations

import re
import time
import uuid
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.errors import InsufficientPrivilege

from framst.access.acting import acting
from framst.access.crossing import cross
from framst.foundation.refusal import NotAllowed

from ..personas import actor
from .pages import a_matter, owner_url


def _elsewhere() -> str:
    """A pupil of Hagaskolan, whom Dalskolan's counsellor does not see."""
    with psycopg.connect(owner_url()) as owner:
        return str(
            owner.execute("SELECT id FROM organisation_pupil WHERE source_id = '99990008-4-0'").fetchone()[0]  # type: ignore[index]
        )


def _signed_in(client_of: Any, login: str) -> Any:
    """A client that has given a second factor: else every page of pupils asks for it first, and says nothing."""
    client = client_of(login)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()
    return client


def _answer(client: Any, page: str, key: str) -> tuple[Any, ...]:
    """Status, headers, body and statements of an answer, with the key and what is new in every answer taken out."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse(page, args=[key]))
    text = re.sub(r'(nonce-|nonce="|csrfmiddlewaretoken" value=")[\w+/=-]+', r"\1", answer.content.decode())
    headers = {k: re.sub(r"nonce-[\w+/=-]+", "nonce-", v) for k, v in answer.headers.items()}
    # In what is asked, the key, moments and numbers are what differ from one asking to the next.
    said = [re.sub(r"'[^']*'|\b\d+\b|s\d+_x\d+", "?", q["sql"]) for q in asked.captured_queries]
    return answer.status_code, headers, text.replace(key, "KEY"), said


@pytest.mark.parametrize("page", ["pupil", "matter_new"])
def test_a_hidden_pupil_answers_as_one_who_does_not_exist(page: str, client_of: Any) -> None:
    """Status, headers (no ETag among them), body and statements, in their order: so also the time that it takes."""
    client = _signed_in(client_of, "kurator")
    client.get(reverse(page, args=[uuid.uuid4()]))
    hidden, missing = _answer(client, page, _elsewhere()), _answer(client, page, str(uuid.uuid4()))
    assert hidden[0] == 404
    assert hidden == missing
    assert "ETag" not in hidden[1]


@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_a_hidden_matter_answers_as_one_that_does_not_exist(letter: str, client_of: Any) -> None:
    client = _signed_in(client_of, "skolskoterska2")
    client.get(reverse("matter", args=[uuid.uuid4()]))
    hidden = _answer(client, "matter", str(a_matter(owner_url(), letter)[0]))
    assert hidden == _answer(client, "matter", str(uuid.uuid4()))
    assert hidden[0] == 404


def test_a_search_for_a_hidden_pupil_finds_what_a_made_up_name_finds(client_of: Any) -> None:
    with psycopg.connect(owner_url()) as owner:
        number, family = owner.execute(
            "SELECT n.number, p.family_name || ' ' || p.given_name FROM organisation_identitynumber n"
            " JOIN organisation_pupil p ON p.id = n.pupil_id WHERE p.source_id = '99990008-4-0'"
        ).fetchone()  # type: ignore[misc]
    client = client_of("larare")  # whose one group is in another school
    for sought in (number, family):
        said = client.post(reverse("pupils"), {"q": sought}).content.decode()
        assert _elsewhere() not in said
    other = client.post(reverse("pupils"), {"q": "20180101-2380"}).content.decode()
    found = client.post(reverse("pupils"), {"q": number}).content.decode()
    plain = re.compile(r'csrfmiddlewaretoken" value="[\w]+|nonce="[\w+/=-]+|value="[\d-]+"|\d{8}-?\d{4}')
    assert plain.sub("", found) == plain.sub("", other)


def test_a_reference_to_a_hidden_row_is_refused_as_one_to_none(db: None) -> None:
    """A foreign key looks behind the walls: the wall's own check comes first and says the same of both."""
    hidden = str(a_matter(owner_url(), "B")[0])
    with psycopg.connect(owner_url()) as owner:
        pupil, unit = owner.execute(
            "SELECT id, holder_id FROM organisation_pupil WHERE source_id = '99990004-4-0'"
        ).fetchone()  # type: ignore[misc]
    said = []
    rektor = actor("rektor")
    for matter in (hidden, str(uuid.uuid4())):
        with (
            acting(rektor),
            pytest.raises(ProgrammingError) as refused,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO pupils_note (id, pupil_id, holder_id, secrecy, kept_by_id, matter_id, letter, text,"
                " written_by_id, written_at) VALUES (gen_random_uuid(), %s, %s, 'C', %s, %s, 'C', 'x', %s, now())",
                [pupil, unit, unit, matter, rektor.person_id],
            )
        assert isinstance(refused.value.__cause__, InsufficientPrivilege)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_crossing_refuses_the_hidden_and_the_missing_in_the_same_words(db: None) -> None:
    said = []
    by = actor("kurator2")
    for pupil in (_dalskolan(), str(uuid.uuid4())):
        with acting(by), pytest.raises(NotAllowed) as refused:
            cross("open_matter", key=uuid.uuid4(), pupil=pupil, letter="B", kind="talk", basis="x")
        said.append(str(refused.value))
    for number in ("201401012384", "T-inget"):
        with acting(actor("registrator")), pytest.raises(NotAllowed) as refused:
            cross("break_glass", key=uuid.uuid4(), number=number, basis="x")
        said.append(str(refused.value))
    assert len(set(said)) == 1


def _dalskolan() -> str:
    with psycopg.connect(owner_url()) as owner:
        return str(
            owner.execute("SELECT id FROM organisation_pupil WHERE source_id = '99990004-4-0'").fetchone()[0]  # type: ignore[index]
        )


def test_counts_and_order_are_of_what_is_seen(db: None) -> None:
    """An order, an offset or a maximum over hidden rows would tell of them: they are not there to be counted."""
    with acting(actor("larare")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT holder_id), max(row_number) FROM (SELECT holder_id,"
                       " row_number() OVER (ORDER BY sort_key) FROM organisation_pupil) p")  # fmt: skip
        assert cursor.fetchone() == (8, 1, 8)
