"""Accounts from the pages: given, the letter, the password that the person chooses, closed, opened again."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from framst.access.acting import acting, machine
from framst.administration import services
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed, Refused
from framst.notices.models import Message
from framst.organisation.models import Account, Person

from ..personas import account, actor

pytestmark = pytest.mark.django_db
PASSWORD = "en blå häst på taket"
DONE = "/konto/password/reset/key/done/"


@pytest.fixture
def newcomer() -> Person:
    """Somebody without an account; the address is written with a capital letter, as people do."""
    by = actor("system")
    with acting(by):
        made = Person(given_name="Nils", family_name="Ny", email="Nils.Ny@ekdalen.example")
        services.save(row=made, values={"email": made.email}, by=by)
    return made


def holder(login: str) -> Person:
    with acting(actor("system")):
        return Person.objects.get(pk=account(login).person_id)


def page_of(client: Client, person: Person, rest: str = "") -> str:
    return client.get(f"/forvaltning/personer/{person.pk}/{rest}").content.decode()


def post(client: Client, person: Person, rest: str) -> Any:
    return client.post(f"/forvaltning/personer/{person.pk}/{rest}")


def letters() -> list[Message]:
    with acting(machine("mail", dt.datetime.now(dt.UTC))):
        return list(Message.objects.filter(kind="password").order_by("queued_at"))


def link_in(letter: Message) -> str:
    found = re.search(r"http://localhost:\d+(/konto/\S+)", letter.body)
    assert found is not None, letter.body
    return found[1]


def choose(path: str, password: str = PASSWORD, again: str | None = None) -> Any:
    """Open the link in a browser that has not signed in, and choose."""
    client = Client(headers={"accept-language": "sv"})
    form = client.get(path, follow=True)
    if "Länken gäller inte längre" in form.content.decode():
        return form
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": again or password}, follow=True)


def signed_in(email: str, password: str = PASSWORD) -> Client:
    client = Client(headers={"accept-language": "sv"})
    answer = client.post("/konto/login/", {"login": email, "password": password})
    assert answer.status_code == 302 and answer["Location"] == "/", answer.content.decode()
    return client


def acts_about(person: Person) -> list[str]:
    with acting(actor("system")):
        rows = Event.objects.filter(table="organisation_person", record=str(person.pk)).order_by("id")
        return [e.act for e in rows]


def test_the_whole_round(client_of: Any, newcomer: Person) -> None:
    system = client_of("system")
    assert "Personen har inget konto och kan inte logga in." in page_of(system, newcomer)

    confirmation = page_of(system, newcomer, "konto/")
    assert "Ge Nils Ny ett konto" in confirmation
    assert "Ett brev går till nils.ny@ekdalen.example med en länk." in confirmation
    assert letters() == []  # asking for the page does nothing
    assert post(system, newcomer, "konto/")["Location"] == f"/forvaltning/personer/{newcomer.pk}/"

    (letter,) = letters()
    assert letter.address == "nils.ny@ekdalen.example"
    assert letter.subject == "Välj lösenord till Främst"
    assert "Nils" not in letter.body and "@" not in letter.body
    assert "Länken gäller i 24 timmar och kan användas en gång." in letter.body
    page = page_of(system, newcomer)
    assert "nils.ny@ekdalen.example" in page and "inte valt" in page and "aldrig" in page

    done = choose(link_in(letter))
    assert done.redirect_chain[-1][0] == DONE
    assert "Lösenordet är valt" in done.content.decode()
    theirs = signed_in("nils.ny@ekdalen.example")
    assert theirs.get("/").status_code == 200
    assert "inte valt" not in page_of(system, newcomer)

    sessions = Session.objects.count()
    assert post(system, newcomer, "konto/stang/").status_code == 302
    assert Session.objects.count() == sessions - 1
    answer = theirs.get("/")
    assert answer.status_code == 302 and answer["Location"].startswith("/konto/login/")
    refused = Client().post("/konto/login/", {"login": "nils.ny@ekdalen.example", "password": PASSWORD})
    assert "_auth_user_id" not in refused.client.session
    assert "stängt" in page_of(system, newcomer)

    assert acts_about(newcomer) == [
        "added", "account_given", "password_link_sent", "password_chosen", "account_closed",
    ]  # fmt: skip
    history = page_of(system, newcomer)
    for words in ("gav ett konto", "sände en länk för lösenord", "valde ett lösenord", "stängde kontot"):
        assert words in history
    assert mail.outbox == []  # all letters go through the queue


def test_a_closed_account_is_opened_with_a_new_password(client_of: Any) -> None:
    system, person = client_of("system"), holder("larare")
    theirs = client_of("larare")
    post(system, person, "konto/stang/")
    post(system, person, "konto/oppna/")
    assert theirs.get("/").status_code == 302  # the session does not come to life again
    answer = Client().post("/konto/login/", {"login": "larare@ekdalen.example", "password": "ekdalen-demo-lösenord"})
    assert "_auth_user_id" not in answer.client.session
    choose(link_in(letters()[-1]))
    assert signed_in("larare@ekdalen.example").get("/").status_code == 200
    assert acts_about(person)[-4:] == ["account_closed", "account_opened", "password_link_sent", "password_chosen"]


def test_others_sessions_are_left_alone(client_of: Any) -> None:
    other = client_of("utredare")
    post(client_of("system"), holder("larare"), "konto/stang/")
    assert other.get("/").status_code == 200


# ---- the link


def test_a_link_works_once(client_of: Any, newcomer: Person) -> None:
    post(client_of("system"), newcomer, "konto/")
    path = link_in(letters()[0])
    choose(path)
    again = choose(path, "någon annans lösenord")
    assert "Länken gäller inte längre" in again.content.decode()
    signed_in("nils.ny@ekdalen.example")


def test_a_link_holds_for_a_day(client_of: Any, newcomer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from allauth.account.forms import default_token_generator

    post(client_of("system"), newcomer, "konto/")
    path = link_in(letters()[0])
    now = default_token_generator._now()
    for hours, holds in ((23, True), (25, False)):
        monkeypatch.setattr(default_token_generator, "_now", lambda hours=hours: now + dt.timedelta(hours=hours))
        assert ("Välj lösenord" in Client().get(path, follow=True).content.decode()) is holds


@pytest.mark.parametrize("then", ["close", "close and open", "another address"])
def test_a_link_under_way_dies(then: str, client_of: Any, newcomer: Person) -> None:
    system = client_of("system")
    post(system, newcomer, "konto/")
    path = link_in(letters()[0])
    if then == "another address":
        system.post(
            f"/forvaltning/personer/{newcomer.pk}/andra/",
            {"given_name": "Nils", "family_name": "Ny", "email": "nils.berg@ekdalen.example"},
        )
    else:
        post(system, newcomer, "konto/stang/")
    if then == "close and open":
        post(system, newcomer, "konto/oppna/")
    assert "Länken gäller inte längre" in choose(path).content.decode()


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [
        ("elva tecken", None, "12 tecken"),
        (PASSWORD, PASSWORD + "!", "samma lösenord"),
    ],
)
def test_a_poor_password_is_refused_with_a_sentence(
    password: str, again: str | None, why: str, client_of: Any, newcomer: Person
) -> None:
    post(client_of("system"), newcomer, "konto/")
    answer = choose(link_in(letters()[0]), password, again)
    assert answer.redirect_chain[-1][0] != DONE if answer.redirect_chain else True
    assert why in answer.content.decode()
    assert "password_chosen" not in acts_about(newcomer)


def test_a_new_address_is_the_login(client_of: Any) -> None:
    system, person = client_of("system"), holder("larare")
    post(system, person, "konto/lank/")
    choose(link_in(letters()[-1]))
    signed_in("larare@ekdalen.example")
    system.post(
        f"/forvaltning/personer/{person.pk}/andra/",
        {"given_name": person.given_name, "family_name": "Nyberg", "email": "Nyberg@ekdalen.example"},
    )
    signed_in("nyberg@ekdalen.example")
    old = Client().post("/konto/login/", {"login": "larare@ekdalen.example", "password": PASSWORD})
    assert "_auth_user_id" not in old.client.session


# ---- what is refused


@pytest.mark.parametrize(
    ("login", "rest", "sentence"),
    [
        ("larare", "konto/", "Personen har redan ett konto."),
        ("larare", "konto/oppna/", "Kontot är redan öppet."),
        ("system", "konto/stang/", "Du kan inte stänga ditt eget konto. Det gör en annan systemförvaltare."),
    ],
)
def test_the_rule_stands_at_the_button_and_in_the_answer(login: str, rest: str, sentence: str, client_of: Any) -> None:
    system, person = client_of("system"), holder(login)
    page = page_of(system, person, rest)
    assert sentence in page and "disabled" in page
    answer = post(system, person, rest)
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert Account.objects.get(person=person).is_active
    assert letters() == []


def test_without_an_account_there_is_nothing_to_close_open_or_send(client_of: Any, newcomer: Person) -> None:
    system = client_of("system")
    for rest in ("konto/lank/", "konto/stang/", "konto/oppna/"):
        assert "Personen har inget konto." in page_of(system, newcomer, rest)
        assert post(system, newcomer, rest).status_code == 409


def test_a_closed_account_gets_no_link(client_of: Any) -> None:
    system, person = client_of("system"), holder("larare")
    post(system, person, "konto/stang/")
    for rest in ("konto/", "konto/lank/"):
        answer = post(system, person, rest)
        assert answer.status_code == 409
        assert "Personen har ett konto som är stängt. Öppna det först." in answer.content.decode()
    assert "Kontot är redan stängt." in post(system, person, "konto/stang/").content.decode()


def test_a_login_that_is_anothers_is_refused(client_of: Any) -> None:
    by = actor("system")
    with acting(by):
        twin = Person(given_name="Lars", family_name="Larsson", email="Larare@ekdalen.example")
        services.save(row=twin, values={"email": twin.email}, by=by)
    answer = post(client_of("system"), twin, "konto/")
    assert answer.status_code == 409
    assert "E-postadressen är redan inloggning för någon annan." in answer.content.decode()


@pytest.mark.parametrize("login", ["utredare", "elevhalsochef", "rektor", "registrator", "larare"])
def test_only_the_system_administrator(login: str, client_of: Any) -> None:
    client, person = client_of(login), holder("rektor2")
    page = page_of(client, person)
    assert "Senast inloggad" not in page and "Stäng kontot" not in page
    assert post(client, person, "konto/stang/").status_code == 403
    by = actor(login)
    for act in (
        services.give_account,
        services.send_password_link,
        services.close_account,
        services.open_account,
    ):
        with pytest.raises(NotAllowed), acting(by):
            act(person=person, by=by)
    assert Account.objects.get(person=person).is_active


def test_a_refusal_is_not_a_half_account(newcomer: Person) -> None:
    by = actor("system")
    with acting(by):
        services.give_account(person=newcomer, by=by)
    with pytest.raises(Refused), acting(by):
        services.give_account(person=newcomer, by=by)
    assert Account.objects.filter(person=newcomer).count() == 1
    assert len(letters()) == 1
