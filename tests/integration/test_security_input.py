"""Hostile words in every address and search: OWASP ASVS 5.0, V1, V2.2, V5 and V15.3."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.fernet import InvalidToken
from django.core.files.uploadedfile import SimpleUploadedFile

from framst.access.acting import acting, machine
from framst.access.sign_in import SecretsAtRest
from framst.organisation.models import Person, Unit

from ..personas import actor
from ..walls.pages import PAGES

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2] / "framst"
# Every name that a page reads from its address: found in the code, so that a new one is tried too.
NAMES = sorted({m for f in ROOT.rglob("*.py") for m in re.findall(r'GET(?:\.get(?:list)?\(|\[)"(\w+)"', f.read_text())})
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
HOSTILE = [
    "' OR '1'='1", "1; DROP TABLE organisation_person; --", "1) UNION SELECT password FROM organisation_account --",
    "%' OR 1=1 --", "\x00", "a\x00b", "\ud7ff\uffff", "../../../etc/passwd", "{{ 7|add:7 }}", "%(x)s %s {0.__class__}",
    "-1", "9" * 40, "1e308", "NaN", "*)(uid=*", "[" * 200, "(a+)+$", SCRIPT, "\r\nSet-Cookie: a=b",
]  # fmt: skip


# One who opens most pages tries every word; two others try one of each kind.
TRIED = [("utredare", w) for w in HOSTILE] + [(login, w) for login in ("rektor", "system") for w in HOSTILE[::6]]


@pytest.mark.parametrize(("login", "words"), TRIED, ids=range(len(TRIED)))
def test_hostile_words_in_an_address_are_only_words(login: str, words: str, client_of: Any) -> None:
    """No page breaks, none shows them as mark-up, and none lets them through to a header."""
    assert "q" in NAMES and "sida" in NAMES
    client = client_of(login)
    query = urlencode(dict.fromkeys([*NAMES, "grupp", "arskurs", "invented"], words))
    for name, expected in PAGES.items():
        answer = client.get(expected.address(name) + "?" + query)
        assert answer.status_code < 500, f"{name}: {answer.status_code}"
        assert SCRIPT.encode() not in answer.content and b"onerror=alert(2)>" not in answer.content, name
        assert "a" not in answer.cookies, name


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_a_search_for_hostile_words_finds_nobody(words: str, client_of: Any) -> None:
    with acting(machine("import", actor("system").now)):
        people = Person.objects.count()
    answer = client_of("rektor").post("/elever/", {"q": words})
    assert answer.status_code < 500
    assert not re.findall(r'href="/elever/[0-9a-f-]{36}/"', answer.content.decode())
    assert client_of("system").get("/forvaltning/personer/", {"q": words}).status_code < 500
    with acting(machine("import", actor("system").now)):
        assert Person.objects.count() == people


def test_a_value_given_twice_counts_once(client_of: Any) -> None:
    client = client_of("utredare")
    for name, expected in PAGES.items():
        path = expected.address(name)
        twice = client.get(path + "?" + "&".join(f"{n}=1&{n}=2" for n in NAMES))
        assert twice.status_code < 500, name


def test_a_field_that_is_not_in_the_form_is_not_taken(client_of: Any) -> None:
    client = client_of("system")
    with acting(machine("import", actor("system").now)):
        before = Person.objects.get(email="larare@ekdalen.example")
    path = f"/forvaltning/personer/{before.pk}/andra/"
    page = client.get(path)
    assert page.status_code == 200
    fields = {n: page.context["form"][n].value() or "" for n in page.context["form"].fields}
    posted = fields | {
        "id": "1", "pk": "1", "sort_key": "AAAA", "person_id": "1", "account": "1", "is_active": "", "is_staff": "on",
        "is_superuser": "on", "assignments": "1", "secrecy": "P", "holder": "1",
    }  # fmt: skip
    assert client.post(path, posted).status_code == 302
    with acting(machine("import", actor("system").now)):
        after = Person.objects.get(email="larare@ekdalen.example")
    assert (after.pk, after.sort_key, after.account.is_active) == (before.pk, before.sort_key, True)


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "a\r\nb.csv", "<script>.csv", "units.csv\x00.html", "CON", "x" * 300]
)
def test_a_files_name_is_never_a_place(
    name: str, client_of: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uploaded files are read in memory or from the server's own temporary name; their own name is only shown as text."""
    monkeypatch.chdir(tmp_path)
    with acting(machine("import", actor("system").now)):
        units = Unit.objects.count()
    file = SimpleUploadedFile(name, b"not;a;register\n1;2;3\n", content_type="text/csv")
    answer = client_of("system").post("/forvaltning/las-in/", {"file": file, "fil": file})
    assert answer.status_code < 500
    assert b"<script>.csv" not in answer.content
    assert list(tmp_path.iterdir()) == []
    with acting(machine("import", actor("system").now)):
        assert Unit.objects.count() == units


def test_the_code_runs_no_text_and_reads_no_object() -> None:
    """No eval, no pickle, no YAML, no shell; outside requests are made in the one place that reads SS 12000."""
    for file in ROOT.rglob("*.py"):
        text = file.read_text()
        place = str(file.relative_to(ROOT))
        assert not re.search(r"(?<![\w.])(eval|exec)\(", text), place
        assert not re.search(r"^\s*(import|from) (pickle|marshal|shelve|yaml|ldap|telnetlib|ftplib)\b", text, re.M), (
            place
        )
        assert "shell=True" not in text and "os.system" not in text, place
        assert not re.search(r"hashlib\.(md5|sha1)\(", text), place
        if re.search(r"^\s*(import|from) (requests|httpx|urllib\.request|aiohttp)\b", text, re.M):
            assert place.startswith(("integrations/ss12000/", "integrations/login/")), place


def test_what_we_encrypt_is_by_one_library_and_what_was_changed_is_not_read() -> None:
    """Fernet is the one cipher of the house, and authenticated: a changed character anywhere is refused."""
    found = {
        line
        for file in ROOT.rglob("*.py")
        for line in re.findall(
            r"^[ \t]*(?:import|from) (?:cryptography|Crypto|Cryptodome|nacl|pyaes|rsa)\b.*", file.read_text(), re.M
        )
    }
    assert found == {
        "from cryptography.fernet import Fernet",
        "from cryptography.fernet import Fernet, InvalidToken",
    }
    secrets = SecretsAtRest()
    sealed = secrets.encrypt("GEZDGNBVGY3TQOJQ")
    assert secrets.decrypt(sealed) == "GEZDGNBVGY3TQOJQ"
    for at in range(len(sealed) - 2):  # the last may differ in bits that are not there
        changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
        with pytest.raises(InvalidToken):
            secrets.decrypt(changed)


def test_our_scripts_build_no_page_of_words() -> None:
    """innerHTML is given what the server has escaped and nothing else; nothing is kept in the browser, but a plan's
    unsaved words until the server has confirmed them."""
    for file in (ROOT / "ui" / "static" / "js").glob("*.js"):
        text = file.read_text()
        assert '"use strict";' in text
        assert not re.search(r"\b(eval|document\.write|insertAdjacentHTML|outerHTML|sessionStorage)\b", text)
        assert file.name == "plan.js" or "localStorage" not in text
        assert not re.search(r"\b(postMessage|indexedDB|document\.cookie|new Function|__proto__|WebSocket)\b", text)
        assert re.findall(r"innerHTML = (.*);", text) in ([], ["await answer.text()"])
