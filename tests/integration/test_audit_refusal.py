"""The record cannot be written: nothing is shown. The audit table is really made to fail, by its owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.urls import reverse

from ..audit import own_database, signed_in

SENTENCE = "Loggen kunde inte skrivas, och då visas ingenting."
RAISES = (
    "CREATE OR REPLACE FUNCTION fails_in_test() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$;"
)
# What breaks, and how it is mended. 53100 is disk_full; at the links it comes with the commit, after the page is made.
FAILURES = {
    "insert is revoked": ("REVOKE INSERT ON audit_event FROM framst_app", "GRANT INSERT ON audit_event TO framst_app"),
    "a check fails": (
        "ALTER TABLE audit_event ADD CONSTRAINT fails CHECK (act NOT IN ('read', 'listed', 'searched')) NOT VALID",
        "ALTER TABLE audit_event DROP CONSTRAINT fails",
    ),
    "the disk is full": (
        RAISES.format(code="53100")
        + "CREATE TRIGGER fails BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION fails_in_test()",
        "DROP TRIGGER fails ON audit_event",
    ),
    "the link fails at commit": (
        RAISES.format(code="53100")
        + "CREATE TRIGGER fails BEFORE INSERT ON audit_link FOR EACH ROW EXECUTE FUNCTION fails_in_test()",
        "DROP TRIGGER fails ON audit_link",
    ),
    "a link that fits nothing": (
        "ALTER TABLE audit_link ADD CONSTRAINT fails CHECK (number < 0) NOT VALID",
        "ALTER TABLE audit_link DROP CONSTRAINT fails",
    ),
}


@pytest.fixture(scope="module")
def owner(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[psycopg.Connection[Any]]:
    with own_database(django_db_blocker, f"{worker_id}_refusal") as owner:
        owner.execute("UPDATE organisation_pupil SET family_name = 'Kanariepupill'")
        owner.execute("UPDATE organisation_guardian SET family_name = 'Kanarievardnad'")
        owner.execute("UPDATE pupils_matter SET about = 'Kanarieärende'")
        owner.execute("UPDATE pupils_note SET text = 'Kanarienotering'")
        yield owner


@pytest.fixture(params=list(FAILURES))
def broken(owner: psycopg.Connection[Any], request: pytest.FixtureRequest) -> Iterator[None]:
    breaks, mends = FAILURES[request.param]
    role = owner.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE '%\\_app'").fetchone()
    assert role is not None
    owner.execute(breaks.replace("framst_app", role[0]))  # type: ignore[arg-type]
    yield
    owner.execute(mends.replace("framst_app", role[0]))  # type: ignore[arg-type]


def _reads(owner: psycopg.Connection[Any]) -> list[tuple[str, str, str, dict[str, str] | None]]:
    """(login, method, address, what is posted): pages, lists, searches, exports, forms shown again."""
    pupil = owner.execute("SELECT pupil_id FROM pupils_matter LIMIT 1").fetchone()
    assert pupil is not None
    matters = dict(owner.execute("SELECT letter, id FROM pupils_matter").fetchall())
    number = owner.execute("SELECT number FROM organisation_identitynumber WHERE pupil_id = %s", [pupil[0]]).fetchone()
    assert number is not None
    lists = reverse("pupils")
    return [
        ("rektor", "get", reverse("pupil", args=[pupil[0]]), None),
        ("rektor", "get", lists, None),
        ("larare", "get", lists, None),
        ("rektor", "post", lists, {"q": number[0]}),
        ("kurator", "post", lists, {"q": "a"}),
        ("rektor", "get", reverse("matter", args=[matters["C"]]), None),
        ("rektor", "post", reverse("matter", args=[matters["C"]]), {"text": ""}),  # shown again, with what is written
        ("kurator", "get", reverse("matter", args=[matters["B"]]), None),
        ("skolskoterska", "get", reverse("matter", args=[matters["A"]]), None),
        ("rektor", "get", reverse("matter_close", args=[matters["C"]]), None),
        ("rektor", "get", reverse("matter_new", args=[pupil[0]]), None),
        ("utredare", "get", reverse("figure", args=["plan-tagit-del"]), None),
    ]


CANARIES = ("Kanarie", "13 av 19")


def test_a_hundred_reads_of_a_hundred_are_refused(owner: psycopg.Connection[Any], broken: None, capfd: Any) -> None:
    reads = _reads(owner)
    clients = {login: signed_in(login) for login, *_ in reads}
    before = owner.execute("SELECT count(*) FROM audit_event").fetchone()
    shown = []
    for turn in range(100):
        login, method, address, posted = reads[turn % len(reads)]
        answer = getattr(clients[login], method)(address, posted)
        text = answer.content.decode()
        if answer.status_code != 503 or SENTENCE not in text or any(c in text for c in CANARIES):
            shown.append((login, method, address, answer.status_code))
    assert shown == []
    assert owner.execute("SELECT count(*) FROM audit_event").fetchone() == before
    assert not any(c in capfd.readouterr().err for c in CANARIES)


def test_exports_are_refused_too(owner: psycopg.Connection[Any]) -> None:
    role = owner.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE '%\\_app'").fetchone()
    client, other = signed_in("utredare"), signed_in("system")
    assert role is not None
    owner.execute(f"REVOKE INSERT ON audit_event FROM {role[0]}")  # type: ignore[arg-type]
    try:
        for one, address in (
            (client, reverse("question_set_download", args=["elevhalsoplanen", 1])),
            (client, reverse("followup_export", args=["elevhalsoplanen-2024", "csv"])),
            (client, reverse("followup_export", args=["elevhalsoplanen-2024", "xlsx"])),
            (client, reverse("findings") + "?fil=csv"),
            (other, reverse("people_export", args=["csv"])),
            (other, reverse("units_export", args=["csv"])),
        ):
            answer = one.get(address)
            assert (answer.status_code, SENTENCE in answer.content.decode()) == (503, True), address
            assert "Content-Disposition" not in answer, address
    finally:
        owner.execute(f"GRANT INSERT ON audit_event TO {role[0]}")  # type: ignore[arg-type]


def test_the_control_the_same_reads_are_shown_when_the_record_is_written(owner: psycopg.Connection[Any]) -> None:
    for login, method, address, posted in _reads(owner):
        answer = getattr(signed_in(login), method)(address, posted)
        assert answer.status_code in (200, 422), address
        assert any(c in answer.content.decode() for c in CANARIES), address


def test_a_form_shown_again_is_a_read_and_a_note_that_sends_on_is_none(owner: psycopg.Connection[Any]) -> None:
    """What is shown is recorded also when the rest of the transaction is rolled back; a redirect shows nothing."""
    matter = owner.execute("SELECT id FROM pupils_matter WHERE letter = 'C'").fetchone()
    assert matter is not None
    client, address = signed_in("rektor"), reverse("matter", args=[matter[0]])

    def events() -> list[tuple[str, str]]:
        return owner.execute('SELECT act, "table" FROM audit_event WHERE id > %s ORDER BY id', [last]).fetchall()

    last = owner.execute("SELECT max(id) FROM audit_event").fetchone()[0]  # type: ignore[index]
    assert client.post(address, {"text": " "}).status_code == 422
    assert events() == [("read", "pupils_matter")]
    last = owner.execute("SELECT max(id) FROM audit_event").fetchone()[0]  # type: ignore[index]
    assert client.post(address, {"text": "En ny anteckning"}).status_code == 302
    assert events() == [("added", "pupils_note")]
