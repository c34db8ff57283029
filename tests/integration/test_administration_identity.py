"""Whose id points at whom, and a lost second factor: by another person, with a reason, recorded, and told to the one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from framst.access.acting import acting, machine
from framst.administration import services
from framst.administration.terms import Loss, Recognised
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed
from framst.notices.models import Message
from framst.organisation.models import Person

from ..personas import account, actor

pytestmark = pytest.mark.django_db
REASON = {"reason": "stolen", "recognised": "document"}


def holder(login: str) -> Person:
    with acting(actor("system")):
        return Person.objects.get(pk=account(login).person_id)


def path(login: str, rest: str) -> str:
    return f"/forvaltning/personer/{account(login).person_id}/{rest}"


def factors(login: str) -> int:
    return Authenticator.objects.filter(user=account(login)).count()


def letters(login: str) -> list[Message]:
    with acting(machine("mail", dt.datetime.now(dt.UTC))):
        return list(Message.objects.filter(kind="sign_in_changed", address=account(login).email))


def events(act: str) -> list[Event]:
    with acting(actor("system")):
        return list(Event.objects.filter(act=act).order_by("id"))


def test_a_lost_factor_is_taken_away_and_the_person_is_out_and_told(client_of: Any) -> None:
    system, theirs, others = client_of("system"), client_of("kurator"), client_of("psykolog")
    assert factors("kurator") >= 1
    page = system.get(path("kurator", "faktor/")).content.decode()
    assert "Ta bort den andra faktorn för" in page and "Det kan inte ångras." in page
    assert factors("kurator") >= 1  # asking for the page does nothing

    answer = system.post(path("kurator", "faktor/"), REASON)
    assert (answer.status_code, answer["Location"]) == (302, path("kurator", ""))
    assert factors("kurator") == 0 and factors("psykolog") >= 1
    assert theirs.get("/").status_code == 302 and others.get("/").status_code == 200
    assert Session.objects.filter(pk=theirs.session.session_key or "").count() == 0

    (event,) = events("factor_reset")
    assert (event.person, event.record) == (account("system").person_id, str(holder("kurator").pk))
    assert event.detail == {"reason": "stolen", "recognised": "document", "sessions": 1}
    told = system.get(path("kurator", "")).content.decode()
    assert "tog bort den andra faktorn: telefonen eller nyckeln är stulen; personen har visat legitimation" in told
    (letter,) = letters("kurator")
    person = holder("kurator")
    assert "du är utloggad överallt" in letter.body
    assert not any(
        word in letter.subject + letter.body for word in (person.given_name, person.family_name, "@", "stulen")
    )


@pytest.mark.parametrize("missing", ["reason", "recognised"])
def test_without_a_reason_nothing_happens(missing: str, client_of: Any) -> None:
    answer = client_of("system").post(path("kurator", "faktor/"), {**REASON, missing: ""})
    assert answer.status_code == 422
    assert factors("kurator") >= 1 and letters("kurator") == [] and events("factor_reset") == []


def test_never_ones_own(client_of: Any) -> None:
    Authenticator.objects.create(user=account("system"), type=Authenticator.Type.TOTP, data={"secret": "x"})
    system = client_of("system")
    sentence = "Du kan inte ta bort din egen andra faktor. Det gör en annan systemförvaltare."
    page = system.get(path("system", "faktor/")).content.decode()
    assert sentence in page and "disabled" in page
    answer = system.post(path("system", "faktor/"), REASON)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert factors("system") == 1


def test_where_there_is_none_the_page_says_so(client_of: Any) -> None:
    system = client_of("system")
    assert "Personen har ingen andra faktor här." in system.get(path("larare", "faktor/")).content.decode()
    assert system.post(path("larare", "faktor/"), REASON).status_code == 422
    assert letters("larare") == []


def test_an_id_is_joined_by_a_person_and_recorded_without_it(client_of: Any) -> None:
    system, theirs = client_of("system"), client_of("direktor")
    assert holder("direktor").external_id == ""
    answer = system.post(path("direktor", "id/"), {"external_id": "  ekd-4711 "})
    assert (answer.status_code, answer["Location"]) == (302, path("direktor", ""))
    assert holder("direktor").external_id == "ekd-4711"
    assert theirs.get("/").status_code == 302
    (event,) = events("identity_joined")
    assert event.detail == {"any": True, "sessions": 1}
    assert "ändrade vilket id som är personens" in system.get(path("direktor", "")).content.decode()
    for rest in ("", "id/"):
        assert "ekd-4711" not in system.get(path("direktor", rest)).content.decode()
    assert len(letters("direktor")) == 1 and "ekd-4711" not in letters("direktor")[0].body

    assert system.post(path("direktor", "id/"), {"external_id": "ekd-4711"}).status_code == 302
    assert len(events("identity_joined")) == 1 and len(letters("direktor")) == 1  # nothing changed, nothing told


def test_an_id_is_one_persons(client_of: Any) -> None:
    system = client_of("system")
    system.post(path("direktor", "id/"), {"external_id": "ekd-4711"})
    answer = system.post(path("rektor", "id/"), {"external_id": "ekd-4711"})
    assert answer.status_code == 422 and "Id:t är redan en annan persons." in answer.content.decode()
    assert holder("rektor").external_id == "" and letters("rektor") == []
    system.post(path("direktor", "id/"), {"external_id": ""})
    assert system.post(path("rektor", "id/"), {"external_id": "ekd-4711"}).status_code == 302
    assert (holder("direktor").external_id, holder("rektor").external_id) == ("", "ekd-4711")


def test_those_without_an_id_are_found(client_of: Any) -> None:
    system = client_of("system")
    system.post(path("direktor", "id/"), {"external_id": "ekd-4711"})
    name = holder("direktor").family_name
    link = f'href="{path("direktor", "")}"'
    assert link in system.get(f"/forvaltning/personer/?q={name}").content.decode()
    assert link not in system.get(f"/forvaltning/personer/?q={name}&id=utan").content.decode()


@pytest.mark.parametrize("login", ["utredare", "rektor", "skolchef", "kurator", "loggranskare"])
def test_only_the_system_administrator(login: str, client_of: Any) -> None:
    client, by, person = client_of(login), actor(login), holder("psykolog")
    assert client.post(path("psykolog", "faktor/"), REASON).status_code == 403
    assert client.post(path("psykolog", "id/"), {"external_id": "mine"}).status_code == 403
    page = client.get(path("psykolog", "")).content.decode()
    assert "Ta bort den andra faktorn" not in page and "Koppla ett id" not in page
    with pytest.raises(NotAllowed), acting(by):
        services.reset_factor(person=person, reason=Loss.LOST, recognised=Recognised.MET, by=by)
    with pytest.raises(NotAllowed), acting(by):
        services.join_identity(person=person, external_id="mine", by=by)
    assert factors("psykolog") >= 1 and holder("psykolog").external_id == ""
