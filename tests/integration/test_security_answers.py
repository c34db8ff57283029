"""What every answer says to the browser, whoever asks: OWASP ASVS 5.0, V3, V4, V13, V14 and V16."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory

from framst.config.demo.logins import PASSWORD

from ..walls.pages import PAGES

pytestmark = pytest.mark.django_db
READERS = ["ingen", "utredare", "rektor", "system"]
HTML = "text/html; charset=utf-8"


def answers(client: Client, **extra: Any) -> Iterator[tuple[str, Any]]:
    for name, expected in PAGES.items():
        yield name, client.get(expected.address(name), **extra)
    yield "the door", client.get("/konto/login/", **extra)
    yield "nothing", client.get("/finns/inte/", **extra)


@pytest.mark.parametrize("login", READERS)
def test_every_answer_carries_the_policies(login: str, client_of: Any) -> None:
    for name, answer in answers(client_of(login)):
        policy = answer["Content-Security-Policy"]
        for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy, name
        assert "unsafe" not in policy and "*" not in policy, name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert answer["X-Frame-Options"] == "DENY", name


@pytest.mark.parametrize("login", READERS)
def test_no_answer_is_stored(login: str, client_of: Any) -> None:
    for name, answer in answers(client_of(login)):
        assert "no-store" in answer["Cache-Control"], f"{name}: {answer['Cache-Control']}"


@pytest.mark.parametrize("login", READERS)
def test_text_says_its_character_set(login: str, client_of: Any) -> None:
    for name, answer in answers(client_of(login)):
        kind = answer.get("Content-Type", "")
        if kind.startswith("text/"):
            assert "charset=utf-8" in kind, f"{name}: {kind}"
        elif answer.status_code == 200:
            assert "attachment" in answer["Content-Disposition"], f"{name}: {kind} could be shown as a page"


def test_another_origin_gets_nothing_by_asking(client_of: Any) -> None:
    for name, answer in answers(client_of("utredare"), headers={"origin": "https://evil.example"}):
        assert not [h for h in answer.headers if h.lower().startswith("access-control-")], name


def test_pages_have_no_script_style_or_address_of_others(client_of: Any) -> None:
    """Nothing is loaded from anywhere else, and nothing in a page runs but our files."""
    for name, answer in answers(client_of("utredare")):
        # A plan as a document of its own is a file to save: it carries its look with it.
        if answer.status_code == 200 and answer["Content-Type"] == HTML and "Content-Disposition" not in answer:
            text = answer.content.decode()
            for tag in re.findall(r"<(?:script|link|img|iframe|object|embed|form)\b[^>]*>", text):
                assert not re.search(r'(?:src|href|action)="(?:[a-z]+:)?//', tag), f"{name}: {tag}"
            assert not re.search(r"<script(?![^>]*\bsrc=)", text), name
            assert not re.search(r"<[a-z][^>]*\son[a-z]+=", text), name
            assert not re.search(r"<[a-z][^>]*\sstyle=", text), name
            assert "<style" not in text, name


def test_a_file_of_ours_has_the_policy_and_its_own_kind(client_of: Any) -> None:
    answer = client_of("ingen").get("/static/js/framst.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert b"use strict" in b"".join(answer.streaming_content)
    answer.close()


def test_nothing_but_our_files_is_served(client_of: Any) -> None:
    client = client_of("utredare")
    for path in (
        "/static/", "/static/js/", "/.git/config", "/static/../config/settings.py", "/static/%2e%2e/config/settings.py",
        "/var/secret_key", "/admin/", "/api/", "/docs/", "/__debug__/", "/framst/config/settings.py",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "INVENTED"])
def test_other_methods_are_refused(method: str, client_of: Any) -> None:
    client = client_of("utredare")
    for name, expected in PAGES.items():
        answer = client.generic(method, expected.address(name))
        assert answer.status_code in (403, 404, 405), f"{name}: {answer.status_code}"
        assert b"framst_session" not in answer.content, name


def test_a_body_larger_than_any_page_takes_is_not_read(client_of: Any) -> None:
    for login in ("ingen", "utredare"):
        answer = client_of(login).generic("POST", "/konto/login/", b"x", CONTENT_LENGTH=str(33 * 2**20))
        assert answer.status_code == 413
        assert "Det som skickades är för stort." in answer.content.decode()


def test_an_error_tells_nothing_to_the_reader_nor_to_the_log(
    client_of: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from framst.config.quiet import NoValues
    from framst.ui import context

    def broken() -> None:
        raise RuntimeError("KANARIE 20121212-2389 SELECT secret")

    client = client_of("utredare")
    client.raise_request_exception = False
    monkeypatch.setattr(context, "provider", broken)
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)  # so that the test hears it
    with caplog.at_level(logging.ERROR):
        answer = client.get("/galleri/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "Något gick fel" in text
    for secret in ("KANARIE", "RuntimeError", "Traceback", "framst/", "SELECT"):
        assert secret not in text
    entries = [r for r in caplog.records if "Internal Server Error" in r.getMessage()]
    assert entries
    for entry in entries:
        assert NoValues().filter(entry)  # what our own handler does, in whichever order they are asked
        said = logging.Formatter("%(message)s").format(entry)
        assert "RuntimeError" in said and "KANARIE" not in said and "2389" not in said


def test_a_host_that_is_not_ours_is_refused(client_of: Any) -> None:
    client = client_of("ingen")
    assert client.get("/konto/login/", headers={"host": "evil.example"}).status_code == 400


def test_a_client_cannot_say_that_it_came_over_tls() -> None:
    """X-Forwarded-Proto is believed behind a proxy of the authority's own, and nowhere else."""
    request = RequestFactory().get("/", headers={"x-forwarded-proto": "https", "x-forwarded-host": "evil.example"})
    assert not request.is_secure()
    assert request.get_host() == "testserver"


_OVER_TLS = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
turned = Client().get("/elever/")
sent = Client().get("/elever/", secure=True)
print(json.dumps({
    "debug": settings.DEBUG,
    "turned": [turned.status_code, turned["Location"], turned.get("Strict-Transport-Security", "")],
    "hsts": sent["Strict-Transport-Security"],
    "policy": sent["Content-Security-Policy"],
    "cookies": {
        settings.SESSION_COOKIE_NAME: [
            settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE],
        settings.CSRF_COOKIE_NAME: [
            settings.CSRF_COOKIE_SECURE, settings.CSRF_COOKIE_HTTPONLY, settings.CSRF_COOKIE_SAMESITE],
        settings.LANGUAGE_COOKIE_NAME: [
            settings.LANGUAGE_COOKIE_SECURE, settings.LANGUAGE_COOKIE_HTTPONLY, settings.LANGUAGE_COOKIE_SAMESITE],
    },
    "domains": [settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN, settings.LANGUAGE_COOKIE_DOMAIN],
    "ours": [settings.BROWSER_COOKIE_NAME, settings.WRITER_COOKIE_NAME],
    "hashers": settings.PASSWORD_HASHERS,
}))
"""


def test_over_tls_cookies_are_bound_to_the_host_and_the_browser_is_told_to_stay() -> None:
    """As an authority runs it: with an address over https, and not in test."""
    env = {k: v for k, v in os.environ.items() if k != "FRAMST_TEST"}
    env |= {
        "FRAMST_ADDRESS": "https://framst.example.se", "FRAMST_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE":
        "framst.config.settings",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", _OVER_TLS], env=env, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said["debug"] is False
    assert said["turned"][:2] == [301, "https://testserver/elever/"]
    assert said["hsts"] == "max-age=31536000; includeSubDomains"
    assert "frame-ancestors 'none'" in said["policy"]
    assert said["cookies"] == {
        "__Host-framst_session": [True, True, "Lax"],
        "__Host-framst_csrf": [True, True, "Lax"],
        "__Host-framst_language": [True, True, "Lax"],
    }
    assert said["domains"] == [None, None, None]  # __Host- asks for no domain
    assert said["ours"] == ["__Host-framst_browser", "__Host-framst_writer"]
    assert said["hashers"] == ["django.contrib.auth.hashers.ScryptPasswordHasher"]


def test_over_tls_the_cookies_that_we_set_ourselves_are_as_their_names_ask(db: None, settings: Any) -> None:
    """A browser throws away a __Host- cookie that is not Secure, has a domain, or another path than /."""
    settings.SECURE = True
    settings.BROWSER_COOKIE_NAME, settings.WRITER_COOKIE_NAME = "__Host-framst_browser", "__Host-framst_writer"
    client = Client(headers={"accept-language": "sv"}, enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/konto/login/").content.decode())
    assert token is not None
    posted = {"csrfmiddlewaretoken": token[1], "login": "utredare@ekdalen.example", "password": PASSWORD}
    found = dict(client.post("/konto/login/", posted).cookies)
    found |= client.get("/").cookies
    for name in ("__Host-framst_browser", "__Host-framst_writer"):
        one = found[name]
        assert (one["secure"], one["httponly"], one["samesite"], one["path"], one["domain"]) == (
            True, True, "Lax", "/", "",
        ), name  # fmt: skip
    assert not {"framst_browser", "framst_writer"} & set(found)
