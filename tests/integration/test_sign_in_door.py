"""The local door: limits that lock nobody else out, the record, the own list, the notice, and what is on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from framst.access import attempts
from framst.access.acting import acting, machine
from framst.access.models import Failures
from framst.audit.models import Event
from framst.config.demo.logins import PASSWORD
from framst.notices.models import Message

from ..personas import account, actor

SCHOOL = "192.0.2.10"
ELSEWHERE = "198.51.100.7"


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """All of it is about rows."""


def browser() -> Client:
    return Client(headers={"accept-language": "sv", "user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"})


def attempt(client: Client, login: str, password: str = PASSWORD, address: str = SCHOOL) -> Any:
    return client.post(
        "/konto/login/", {"login": f"{login}@ekdalen.example", "password": password}, REMOTE_ADDR=address
    )


def guess(login: str, times: int, address: str = SCHOOL, client: Client | None = None) -> None:
    for _ in range(times):
        attempt(client or browser(), login, "fel lösenord", address)


def events(act: str) -> list[Event]:
    with acting(actor("loggranskare")):
        return list(Event.objects.filter(act=act).order_by("id"))


def letters(kind: str) -> list[Message]:
    with acting(machine("mail", timezone.now())):
        return list(Message.objects.filter(kind=kind))


def test_guessing_one_account_does_not_lock_out_the_school() -> None:
    guess("larare", 6)
    waiting = attempt(browser(), "larare")
    assert "För många försök. Vänta en minut och försök igen." in waiting.content.decode()
    assert attempt(browser(), "rektor").status_code == 302


def test_guessing_does_not_lock_out_the_one_who_is_guessed_at() -> None:
    own = browser()
    assert attempt(own, "larare").status_code == 302
    own.post("/konto/logout/")
    guess("larare", 8)  # a colleague at the same school, from the same address
    assert attempt(own, "larare").status_code == 302
    # From home, where they have signed in before, though somebody guesses from all over the world.
    home = browser()
    assert attempt(home, "larare", address=ELSEWHERE).status_code == 302
    for n in range(12):
        guess("larare", 5, address=f"203.0.113.{n}")
    assert attempt(browser(), "larare", address=ELSEWHERE).status_code == 302
    # The nearest miss: a place where they have never been waits.
    assert "För många försök" in attempt(browser(), "larare", address="203.0.113.99").content.decode()


def test_the_right_password_forgets_the_failures() -> None:
    guess("larare", 4)
    assert attempt(browser(), "larare").status_code == 302
    guess("larare", 4)
    assert attempt(browser(), "larare").status_code == 302


def test_the_wait_grows_slowly_and_has_an_end() -> None:
    assert [attempts.wait(n, 5).total_seconds() for n in (4, 5, 6, 7, 8, 9, 10, 100)] == [
        0, 30, 60, 120, 240, 480, 900, 900,
    ]  # fmt: skip


def test_the_wait_ends_by_itself() -> None:
    guess("larare", 5)
    Failures.objects.update(last_at=timezone.now() - dt.timedelta(seconds=31))
    assert attempt(browser(), "larare").status_code == 302


def test_an_account_that_does_not_exist_waits_just_the_same() -> None:
    guess("finns.inte", 6)
    assert "För många försök" in attempt(browser(), "finns.inte").content.decode()


def test_nothing_that_was_typed_and_no_address_is_stored() -> None:
    guess("larare", 1)
    assert all("larare" not in f.key and SCHOOL not in f.key for f in Failures.objects.all())
    (refused,) = [e for e in events("refused") if e.table == "account_login"]
    assert refused.detail == {"reason": "password"}
    assert refused.person is None


def test_signing_in_and_out_are_events() -> None:
    client = browser()
    attempt(client, "larare")
    client.post("/konto/logout/")
    (came,), (went,) = events("signed_in"), events("signed_out")
    person = account("larare").person_id
    assert (came.person, came.detail) == (person, {"how": ["password"], "new": False})
    assert went.person == person


def test_a_new_browser_is_told_of_and_a_known_one_is_not() -> None:
    first = browser()
    attempt(first, "larare")
    assert letters("new_browser") == []  # the very first sign-in is no news
    first.post("/konto/logout/")
    attempt(first, "larare")
    assert letters("new_browser") == []
    attempt(browser(), "larare")
    (letter,) = letters("new_browser")
    assert letter.address == "larare@ekdalen.example"
    assert letter.subject == "Ny inloggning i Främst"
    assert "Jonas" not in letter.body and "Firefox" not in letter.body and SCHOOL not in letter.body


def test_the_own_list_ends_other_sign_ins() -> None:
    here, there, third = browser(), browser(), browser()
    for client in (here, there, third):
        attempt(client, "larare")
    attempt(browser(), "rektor")
    page = here.get("/jag/inloggningar/").content.decode()
    assert page.count("Firefox, Windows") >= 3
    assert page.count("den här webbläsaren") == 1
    assert "192.0.2.x" in page and SCHOOL not in page
    from framst.access.models import Presence

    key = Presence.objects.get(session_key=there.session.session_key).pk
    assert here.post(f"/jag/inloggningar/{key}/avsluta/").status_code == 302
    assert there.get("/").status_code == 302 and third.get("/").status_code == 200
    here.post("/jag/inloggningar/avsluta-andra/")
    assert third.get("/").status_code == 302 and here.get("/").status_code == 200
    assert [e.detail for e in events("signed_out")] == [{"elsewhere": 1}, {"elsewhere": 1}]


def test_nobody_ends_anothers_sign_in() -> None:
    mine, theirs = browser(), browser()
    attempt(mine, "larare")
    attempt(theirs, "rektor")
    from framst.access.models import Presence

    key = Presence.objects.get(account__email="rektor@ekdalen.example").pk
    mine.post(f"/jag/inloggningar/{key}/avsluta/")
    mine.post("/jag/inloggningar/avsluta-andra/")
    assert theirs.get("/").status_code == 200


def test_no_session_lasts_longer_than_ten_hours() -> None:
    client = browser()
    attempt(client, "larare")
    session = client.session
    session["framst_begun"] -= 10 * 3600
    session.save()
    assert client.get("/").status_code == 302


def test_the_door_sends_nobody_to_another_site() -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "http://localhost:1/", "javascript:alert(1)"):
        answer = browser().post(
            f"/konto/login/?next={wanted}", {"login": "larare@ekdalen.example", "password": PASSWORD, "next": wanted}
        )
        assert answer["Location"] == "/", wanted


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "login/code/", "3rdparty/",
     "2fa/trust/", "2fa/webauthn/signup/"],
)  # fmt: skip
def test_pages_that_are_not_used_are_not_there(path: str, client_of: Any) -> None:
    assert client_of("larare").get(f"/konto/{path}").status_code == 404


def test_the_pages_that_are_on_speak_swedish(client_of: Any) -> None:
    without = client_of("larare").get("/konto/reauthenticate/").content.decode()
    assert "Bekräfta att det är du" in without and "Lösenord" in without
    client = client_of("skolskoterska")
    pages = {
        "/konto/2fa/": "Min inloggning",
        "/konto/2fa/webauthn/": "Mina nycklar",
        "/konto/2fa/reauthenticate/": "Sex siffror ur din app, eller en av dina reservkoder.",
        "/konto/password/change/": "Byt lösenord",
        "/konto/logout/": "Logga ut",
        "/konto/stangt/": "Kontot är stängt",
    }
    for path, words in pages.items():
        page = client.get(path).content.decode()
        assert words in page, path
        for english in ("Sign", "Password", "Code", "Please", "Confirm"):
            assert f">{english}" not in page, (path, english)


def test_secrets_of_second_factors_are_not_readable_in_the_database() -> None:
    from allauth.mfa.models import Authenticator
    from django.conf import settings

    from framst.config.demo import codes

    stored = Authenticator.objects.get(user__email="kurator@ekdalen.example").data["secret"]
    assert codes.secret(settings.HOME, "kurator") not in stored


def test_a_password_alone_never_adds_another_factor(client_of: Any) -> None:
    client = client_of("kurator")
    asked = client.get("/konto/2fa/webauthn/add/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/konto/2fa/reauthenticate/")
    assert "Skriv ditt lösenord" not in asked.content.decode()
    assert client.get("/konto/reauthenticate/")["Location"].startswith("/konto/2fa/reauthenticate/")
    assert client.post("/konto/reauthenticate/", {"password": PASSWORD})["Location"].startswith("/konto/2fa/")
    assert client.get("/konto/2fa/webauthn/add/").status_code == 302
