"""Sessions, passwords and the door: OWASP ASVS 5.0, V3.5, V6.2, V7 and V11."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import resolve

from framst.access.acting import acting
from framst.access.passwords import own_characters
from framst.organisation.models import Account

from ..personas import account, actor
from ..walls.pages import PAGES

pytestmark = pytest.mark.django_db
LONG = "Åtta små ÄNGSBLOMMOR vid vägen, 中文 🌼" * 3  # 111 characters


@pytest.fixture(autouse=True)
def no_failures_before() -> None:
    """Failed attempts of other tests are not counted in these."""
    cache.clear()


def given(login: str, password: str) -> Account:
    theirs = account(login)
    theirs.set_password(password)
    theirs.save()
    return theirs


def come_in(client: Client, login: str, password: str) -> bool:
    client.post("/konto/login/", {"login": f"{login}@ekdalen.example", "password": password})
    return "_auth_user_id" in client.session


# ---- sessions


def test_a_new_session_key_at_sign_in_and_none_that_somebody_else_chose() -> None:
    given("rektor", LONG)
    client = Client()
    before = client.session
    before["planted"] = True
    before.save()
    assert come_in(client, "rektor", LONG)
    after = client.session.session_key
    assert after != before.session_key and not Session.objects.filter(pk=before.session_key).exists()
    client.cookies["framst_session"] = "a" * 32  # a key that the server never made
    assert client.get("/").status_code == 302
    assert not Session.objects.filter(pk="a" * 32).exists()


def test_session_keys_have_more_than_128_bits(client_of: Any) -> None:
    keys = {client_of("rektor").session.session_key for _ in range(20)}
    assert len(keys) == 20
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)  # 36^32 is 165 bits


def test_signed_out_is_signed_out_on_the_server_and_in_the_browser(client_of: Any) -> None:
    client = client_of("rektor")
    key = client.session.session_key
    assert client.get("/").status_code == 200
    assert 'action="/konto/logout/"' in client.get("/").content.decode()  # on every page
    client.get("/konto/logout/")
    assert client.get("/").status_code == 200  # asking for the page does nothing
    answer = client.post("/konto/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(pk=key).exists()
    client.cookies["framst_session"] = key
    assert client.get("/")["Location"].startswith("/konto/login/")


def test_the_session_cookie_ends_with_the_browser_and_scripts_do_not_read_it() -> None:
    given("rektor", LONG)
    client = Client()
    client.get("/konto/login/")
    assert come_in(client, "rektor", LONG)
    session, csrf = client.cookies["framst_session"], client.cookies["framst_csrf"]
    assert session["max-age"] == "" and session["expires"] == ""
    for cookie in (session, csrf):
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]


def test_every_page_that_writes_asks_for_the_forms_own_secret() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account("utredare"))
    asked = 0
    signed = {"saml_receive"}  # posted by the identity provider's page: what is in it is signed, and answers a request
    for name, expected in PAGES.items():
        path = expected.address(name)
        if name not in signed and resolve(path).func.framst_page["writes"]:  # type: ignore[attr-defined]
            assert client.post(path, {"anything": "1"}).status_code == 403, name
            asked += 1
    assert asked > 50
    assert client.post("/konto/logout/").status_code == 403
    assert client.post("/sprak/", {"language": "en"}).status_code == 403


# ---- passwords


@pytest.mark.parametrize("poor", ["kort lösen", "elvateckenå", "justinbieber", "123456789012"])
def test_short_and_common_passwords_are_refused(poor: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(poor, account("rektor"))


@pytest.mark.parametrize(
    "poor",
    [
        "Sommaren2026!!", "Elevhälsan-2026", "elevhalsan2026!", "L0senord1234!", "Rektor-Dal1234",
        "främstfrämstfrämst", "qwertyuiop12345", "aaaaaaaaaaaaaaaa", "Password!Password!", "Höst2026Höst2026",
    ],
)  # fmt: skip
def test_passwords_made_of_words_at_hand_are_refused(poor: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(poor, account("utredare"))


def test_the_own_name_is_a_word_at_hand() -> None:
    with acting(actor("rektor")):
        owner = account("rektor")
        theirs = owner.person.given_name + owner.person.family_name + "1234567"
        with pytest.raises(ValidationError, match="för lätt att gissa"):
            validate_password(theirs, owner)


@pytest.mark.parametrize(
    "good",
    [
        "en blå häst på taket", "brunbjörnsöga", "korrekthästbatterihäftklammer", "zqwkplmvxtrn", "739gk2ls8dfw",
        "sommarens sista mås åt glass", LONG, "ord " * 3 + "och väldigt mycket mer än sextiofyra tecken i en enda mening",
    ],
)  # fmt: skip
def test_any_characters_make_a_password(good: str) -> None:
    validate_password(good, account("rektor"))


def test_what_is_left_without_the_words() -> None:
    assert own_characters("Sommaren2026") == 1
    assert own_characters("s0mm4r3n2026") <= 2
    assert own_characters("ekdalen-demo", frozenset({"ekdalen"})) == 4


def test_a_password_is_taken_exactly_as_it_is() -> None:
    given("rektor", f" {LONG}")
    for nearly in (LONG, f" {LONG[:-1]}", f" {LONG.lower()}", f" {LONG} "):
        assert not come_in(Client(), "rektor", nearly)
    given("rektor2", LONG)
    assert not come_in(Client(), "rektor2", LONG[:72])  # nothing is cut off
    assert come_in(Client(), "rektor2", LONG)


def test_the_field_hides_what_is_written_and_takes_what_is_pasted(client_of: Any) -> None:
    page = client_of("ingen").get("/konto/login/").content.decode()
    (field,) = re.findall(r'<input[^>]*name="password"[^>]*>', page)
    assert 'type="password"' in field and 'autocomplete="current-password"' in field
    assert "maxlength" not in field and "onpaste" not in field


def test_a_new_password_is_chosen_only_with_the_present_one(client_of: Any) -> None:
    given("rektor", LONG)
    client = client_of("rektor")
    path = "/konto/password/change/"
    chosen = {"password1": "tolv gröna getter", "password2": "tolv gröna getter"}
    client.post(path, {"oldpassword": "fel", **chosen})
    client.post(path, chosen)
    assert account("rektor").check_password(LONG)
    client.post(path, {"oldpassword": LONG, **chosen})
    assert account("rektor").check_password("tolv gröna getter")


def test_an_account_that_is_not_there_is_answered_as_a_wrong_password() -> None:
    given("rektor", LONG)

    def said(login: str) -> tuple[int, str]:
        answer = Client(headers={"accept-language": "sv"}).post(
            "/konto/login/", {"login": login, "password": "fel " * 4}
        )
        text = answer.content.decode().replace(login, "")
        return answer.status_code, re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", text)

    assert said("rektor@ekdalen.example") == said("finnsinte@ekdalen.example")


def test_there_are_no_accounts_from_the_start() -> None:
    """The code makes no account; the demo's are all at the example's own address."""
    assert all(email.endswith("@ekdalen.example") for email in Account.objects.values_list("email", flat=True))


# ---- sent on


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_on_to_another_place(elsewhere: str, client_of: Any) -> None:
    given("rektor", LONG)
    came = Client().post(
        "/konto/login/",
        {"login": "rektor@ekdalen.example", "password": LONG, "next": elsewhere},
        query_params={"next": elsewhere},
    )
    assert came.status_code == 302 and came["Location"] == "/"
    client = client_of("rektor")
    assert client.post("/sprak/", {"language": "en", "next": elsewhere})["Location"] == "/"
    assert client.get(f"/elever/?next={elsewhere}").status_code == 200
    out = client.post("/konto/logout/", {"next": elsewhere})
    assert "evil" not in out["Location"] and "javascript" not in out["Location"]
