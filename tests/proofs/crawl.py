"""A world where everything secret carries a canary, and a client that walks it as everybody and keeps what it met.

The world is made with SQL as the tables' owner, in a database of its own: pupils, numbers, guardians, matters and
notes in every letter, ties with their basis, decisions about secrecy, extracts that wait to be fetched, and fifty people
with protected identity.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID, uuid5

import psycopg
from django.urls import reverse
from django.utils import timezone

from framst.access.acting import acting, machine
from framst.access.professions import PROFESSIONS
from framst.config.demo.pupils import lists as demo_lists
from framst.integrations.roster.files import List, reader
from framst.integrations.roster.services import import_roster
from framst.integrations.spreadsheets.reading import Row

from ..audit import signed_in
from ..personas import EVERYONE
from ..walls.pages import PAGES

# What is decided about a pupil's secrecy: the columns that each such table has of its own, and what stands in them.
DECIDED = {
    "oversight_disclosuredecision": "authority, basis, basis_words, weighing, what) SELECT {mark}, 'harmless', {mark}, {mark}, {mark}",
    "oversight_consent": "persons, ties, given_by, received_on, purpose) SELECT ARRAY[{by}]::bigint[], '{{}}'::uuid[],"
    " ARRAY['pupil', g.id::text], DATE '2024-09-03', {mark}",
    "oversight_notshown": "guardian, basis, what, reason) SELECT g.id, 'harm', {mark}, {mark}",
}
CANARY = re.compile(r"kan[0-9a-f]{12}")
SPACE = UUID("00000000-0000-4000-8000-00000000aaaa")
PROTECTED_PUPILS = 30
ABSENT = 10  # guardians, and as many staff: with the pupils fifty people
# Whom the protected are named for, in turn: what each of them may see is their own tenth of them.
NAMED_FOR = ("rektor", "kurator", "larare", "skolskoterska", "psykolog", "handlaggare", "kurator2", "rektor2")


def canary(*about: object) -> str:
    return "kan" + hashlib.sha256(repr(about).encode()).hexdigest()[:12]


def absent(kind: str) -> list[str]:
    """The canaries of guardians, or staff, whom the source marks as protected: none of them is to be in the system."""
    return [canary("absent", kind, n) for n in range(ABSENT)]


def _marked(one: List, more: list[dict[str, str]]) -> Iterator[Row]:
    """The rows of a list and some more, each with every column of it."""
    columns = dict.fromkeys((*one.columns, "skyddad"), "")
    for row in chain(one.rows, (Row(n, c) for n, c in enumerate(more, 9000))):
        yield Row(row.number, {**columns, **row.cells})


def _read_in_the_absent() -> None:
    """Read the demo's roster in once more, with ten guardians and ten staff who are marked."""
    guardians = [
        {"elev-id": f"99990004-4-{n % 5}", "vårdnadshavare-id": f"marked-{n}", "förnamn": mark, "efternamn": mark,
         "e-post": f"{mark}@x.example", "skyddad": "sekretessmarkering"}
        for n, mark in enumerate(absent("guardian"))
    ]  # fmt: skip
    staff = [
        {"person-id": f"marked-{n}", "förnamn": mark, "efternamn": mark, "e-post": f"{mark}@x.example",
         "skyddad": "skyddad folkbokföring"}
        for n, mark in enumerate(absent("staff"))
    ]  # fmt: skip
    more = {"vardnadshavare": guardians, "personal": staff}
    lists = [
        List(one.name, tuple(dict.fromkeys((*one.columns, "skyddad"))), _marked(one, more[one.name]))
        if one.name in more
        else one
        for one in demo_lists()
    ]
    by = machine("import", timezone.now())
    with acting(by):
        codes = {code: code for code in PROFESSIONS}
        import_roster(source="demo", reader=reader(lists, source="demo", professions=codes, today=by.today), by=by)


@dataclass(frozen=True)
class Owner:
    """Whose a canary is: the record that a read event must name, the pupil, and where the pupil is."""

    what: str  # pupil, number, guardian, matter, note, tie, decision, extract
    record: str
    pupil: str
    unit: int
    secrecy: str
    letter: str = ""


@dataclass
class Met:
    """One answer: who asked for what, what came, which canaries were in it, and the events that it left."""

    login: str
    asked: str
    status: int
    canaries: set[str]
    headers: str
    events: list[dict[str, Any]]


@dataclass
class World:
    owner: psycopg.Connection[Any]  # while it is walked
    beside: str = ""  # the log and the outgoing post of the walk
    met: list[Met] = field(default_factory=list)
    canaries: dict[str, Owner] = field(default_factory=dict)
    pupils: list[str] = field(default_factory=list)  # a few of each secrecy, asked for by address
    matters: list[str] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)  # number → pupil
    protected: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)  # pupils about whose secrecy something is decided, in each letter
    extracts: list[str] = field(default_factory=list)
    named: dict[str, set[str]] = field(default_factory=dict)  # login → protected pupils that they are named for
    persons: dict[str, int] = field(default_factory=dict)

    def build(self) -> World:
        _read_in_the_absent()
        rows = self.owner.execute(
            "SELECT a.email, a.person_id FROM organisation_account a WHERE a.email LIKE '%@ekdalen.example'"
        ).fetchall()
        self.persons = {email.partition("@")[0]: person for email, person in rows}
        self._choose()
        self._mark()
        return self

    def _choose(self) -> None:
        """Twelve pupils: five of Dalskolan's 4A (the teacher's), two each of two other units, one D, one L; 30 P."""

        def some(where: str, most: int) -> list[str]:
            found = self.owner.execute(
                "SELECT id::text FROM organisation_pupil WHERE secrecy = 'C' AND NOT id::text = ANY (%s)"
                f" AND {where} ORDER BY source_id LIMIT {most}",
                [self.pupils + self.protected],
            ).fetchall()
            return [key for (key,) in found]

        self.pupils += some("source_id LIKE '99990004-4-%%'", 5)
        self.pupils += some("source_id LIKE '99990008-%%'", 2)
        self.pupils += some("source_id LIKE '99990002-%%'", 2)
        preschool, left = some("source_id LIKE '99990004-5-%%'", 1), some("source_id LIKE '99990004-6-%%'", 1)
        self.pupils += preschool + left
        self.owner.execute("UPDATE organisation_pupil SET secrecy = 'D' WHERE id::text = ANY (%s)", [preschool])
        self.owner.execute("UPDATE organisation_pupil SET secrecy = 'L' WHERE id::text = ANY (%s)", [left])
        self.protected = some("source_id LIKE '99990004-%%'", PROTECTED_PUPILS)
        for place, key in enumerate(self.protected):
            self.owner.execute("UPDATE organisation_pupil SET secrecy = 'P' WHERE id = %s", [key])
            self.owner.execute("DELETE FROM organisation_nametoken WHERE pupil_id = %s", [key])
            login = NAMED_FOR[place % len(NAMED_FOR)]
            self.named.setdefault(login, set()).add(key)
            self._tie(key, login, "named", "", None)
        for key in (*self.pupils, *self.protected):
            for letter, kind in (("A", "health"), ("B", "talk"), ("C", "support")):
                self._matter(key, letter, kind)
        self.decided = self.pupils[:2] + self.pupils[5:6] + self.protected[:4]
        for key in self.decided:
            for letter in "ABC":
                self._decide(key, letter)

    def _decide(self, pupil: str, letter: str) -> None:
        """A disclosure, a consent, and something that is not shown to the first guardian."""
        by = self.persons["rektor"]
        for table, own in DECIDED.items():
            key = str(uuid5(SPACE, pupil + letter + table))
            mark = canary("decision", key)
            columns, _, values = own.format(by=by, mark=f"'{mark}'").partition(") SELECT ")
            found = self.owner.execute(
                f"INSERT INTO {table} (id, pupil_id, holder_id, secrecy, kept_by_id, letter, decided_by_id, decided_at,"  # type: ignore[arg-type]
                f" {columns}) SELECT %s, p.id, p.holder_id, p.secrecy, p.holder_id, %s, %s, '2024-09-03', {values}"
                " FROM organisation_pupil p JOIN LATERAL (SELECT id FROM organisation_guardian"
                "  WHERE pupil_id = p.id ORDER BY source_id LIMIT 1) g ON true WHERE p.id = %s"
                " RETURNING holder_id, secrecy",
                [key, letter, by, pupil],
            ).fetchone()
            assert found is not None, "a pupil without a guardian"
            self.canaries[mark] = Owner("decision", key, pupil, *found, letter)

    def _extract(self, pupil: str) -> None:
        """An extract that the principal has ordered, and not fetched yet: with the pupil's name in it, and its own mark."""
        key = str(uuid5(SPACE, pupil + "extract"))
        (unit, secrecy, name), mark = (
            self.owner.execute(
                "SELECT holder_id, secrecy, family_name FROM organisation_pupil WHERE id = %s", [pupil]
            ).fetchone()
            or (0, "", ""),
            canary("extract", key),
        )
        self.owner.execute(
            "INSERT INTO oversight_extract (id, pupil_id, holder_id, secrecy, ordered_by_id, ordered_at, second_factor,"
            " recipient, asked_on, identity_checked, made_at, json) VALUES"
            " (%s, %s, %s, %s, %s, now(), true, 'pupil', current_date, '', now(), convert_to(%s, 'UTF8'))",
            [key, pupil, unit, secrecy, self.persons["rektor"], f'{{"name": "{name}", "text": "{mark}"}}'],
        )
        self.canaries[mark] = Owner("extract", key, pupil, unit, secrecy)
        self.extracts.append(key)

    def _matter(self, pupil: str, letter: str, kind: str) -> None:
        matter, note = str(uuid5(SPACE, pupil + letter)), str(uuid5(SPACE, pupil + letter + "note"))
        by = self.persons["rektor"]
        self.owner.execute(
            "INSERT INTO pupils_matter (id, pupil_id, holder_id, secrecy, kept_by_id, letter, kind, about, opened_on,"
            " opened_by_id) SELECT %s, id, holder_id, secrecy, holder_id, %s, %s, '', '2024-09-01', %s FROM organisation_pupil WHERE id = %s",
            [matter, letter, kind, by, pupil],
        )
        self.owner.execute(
            "INSERT INTO pupils_note (id, pupil_id, holder_id, secrecy, kept_by_id, matter_id, letter, text,"
            " written_by_id, written_at) SELECT %s, id, holder_id, secrecy, holder_id, %s, %s, '', %s, '2024-09-02' FROM organisation_pupil"
            " WHERE id = %s",
            [note, matter, letter, by, pupil],
        )
        self.matters.append(matter)
        if letter == "B" and pupil in self.pupils[:7]:
            self._tie(pupil, "kurator", "matter", "B", matter)
        if letter == "C" and pupil in self.pupils[:2]:
            self._tie(pupil, "larare", "matter", "C", matter)

    def _tie(self, pupil: str, login: str, kind: str, opens: str, record: str | None) -> None:
        self.owner.execute(
            "INSERT INTO access_tie (id, pupil_id, holder_id, secrecy, kept_by_id, person_id, kind, opens, record, basis,"
            " weighing, decided_at, from_at) SELECT gen_random_uuid(), id, holder_id, secrecy, holder_id, %s, %s, %s, %s, '', '',"
            " '2024-09-01', '2024-09-01' FROM organisation_pupil WHERE id = %s",
            [self.persons[login], kind, opens, record, pupil],
        )

    def _mark(self) -> None:
        """Give each secret its canary: every pupil of the authority, every guardian, matter, note and tie."""
        for what, table, columns, record, letter in (
            ("pupil", "organisation_pupil", ("family_name",), "t.id", "''"),
            ("guardian", "organisation_guardian", ("family_name", "email", "phone"), "t.id", "''"),
            ("matter", "pupils_matter", ("about",), "t.id", "t.letter"),
            ("note", "pupils_note", ("text",), "t.matter_id", "t.letter"),
            ("tie", "access_tie", ("basis", "weighing"), "t.id", "''"),
            (
                "decision",
                "oversight_disclosuredecision",
                ("authority", "basis_words", "weighing", "what"),
                "t.id",
                "t.letter",
            ),
        ):
            pupil = "t.id" if what == "pupil" else "t.pupil_id"
            rows = self.owner.execute(
                f"SELECT t.id::text, {record}::text, {pupil}::text, t.holder_id, t.secrecy, {letter} FROM {table} t"  # type: ignore[arg-type]
            ).fetchall()
            marks = []
            for key, named, of, unit, secrecy, zone in rows:
                mark = canary(what, key)
                self.canaries[mark] = Owner(what, named, of, unit, secrecy, zone)
                marks.append((mark, key))
            with self.owner.cursor() as cursor:
                cursor.execute("CREATE TEMPORARY TABLE marks (mark text, key uuid)")
                with cursor.copy("COPY marks FROM STDIN") as copy:
                    for mark in marks:
                        copy.write_row(mark)
                sets = ", ".join(f"{column} = marks.mark" for column in columns)
                cursor.execute(f"UPDATE {table} t SET {sets} FROM marks WHERE marks.key = t.id")  # type: ignore[arg-type]
                if what == "pupil":
                    cursor.execute("UPDATE organisation_pupil SET sort_key = family_name")
                    cursor.execute(
                        "UPDATE organisation_nametoken n SET token = p.family_name FROM organisation_pupil p"
                        " WHERE p.id = n.pupil_id"
                    )
                cursor.execute("DROP TABLE marks")
        for key in self.pupils[:2]:
            self._extract(key)
        # A number is found only whole: it is its own canary, and no page shows one.
        rows = self.owner.execute("SELECT number, pupil_id::text FROM organisation_identitynumber").fetchall()
        self.numbers = dict(rows)

    def walk(self) -> list[Met]:
        """Ask for everything, as everybody: every page, and by address every chosen pupil and matter, seen or not."""
        met = []
        number_of = {pupil: number for number, pupil in self.numbers.items()}
        mark_of = {o.record: mark for mark, o in self.canaries.items() if o.what == "pupil"}
        pages = [page.address(name) for name, page in PAGES.items()]
        for login in EVERYONE:
            client = signed_in(login)
            client.raise_request_exception = False

            def ask(address: str, posted: dict[str, str] | None = None) -> None:
                last = self.owner.execute("SELECT coalesce(max(id), 0) FROM audit_event").fetchone()
                answer = client.get(address) if posted is None else client.post(address, posted)  # noqa: B023
                assert last is not None
                met.append(self._met(login, address, posted, answer, last[0]))  # noqa: B023

            for address in pages:
                ask(address)
            for key in (*self.pupils, *self.protected):
                ask(reverse("pupil", args=[key]))
            for key in self.pupils[:2] + self.pupils[5:6] + self.protected[:3]:
                ask(reverse("matter_new", args=[key]))
                ask(reverse("pupils"), {"q": number_of.get(key, "")})
                ask(reverse("pupils"), {"q": mark_of[key]})
            for key in self.decided:
                for name in ("pupil_decisions", "disclosure_new", "consent_new", "not_shown_new", "extract_new"):
                    ask(reverse(name, args=[key]))
            for key in self.extracts:
                ask(reverse("extract", args=[key]))
                ask(reverse("extract_file", args=[key, "json"]), {})
            for unit in ("99990004", "99990008", "99990002"):
                ask(reverse("pupils") + f"?enhet={unit}&sida=2")
            for key in self.matters[: 3 * len(self.pupils) + 12]:
                ask(reverse("matter", args=[key]))
            for key in self.matters[:3] + self.matters[33:36]:
                ask(reverse("matter_assign", args=[key]))
                ask(reverse("matter_close", args=[key]))
                ask(reverse("matter", args=[key]), {"text": " "})  # shown again with its errors
        self.met = met
        return met

    def _met(self, login: str, address: str, posted: dict[str, str] | None, answer: Any, last: int) -> Met:
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        with self.owner.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            cursor.execute("SELECT * FROM audit_event WHERE id > %s ORDER BY id", [last])
            events = cursor.fetchall()
        asked = address if posted is None else f"POST {address}"
        return Met(login, asked, answer.status_code, found_in(body), headers, events)


def found_in(body: bytes) -> set[str]:
    """Return the canaries in an answer: its text, the parts of a zip (Word, Excel), the text of a PDF."""
    texts = [body.decode(errors="replace")]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            texts = [file.read(name).decode(errors="replace") for name in file.namelist()]
    elif body.startswith(b"%PDF"):
        import subprocess

        read = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True)
        texts = [read.stdout.decode()]
    return {mark for text in texts for mark in CANARY.findall(text)}
