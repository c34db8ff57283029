"""A letter that was given up: said in words, sent again after a page that says to whom, and only when it makes sense."""

from __future__ import annotations

import datetime as dt
import smtplib
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from framst.access.acting import acting, machine
from framst.audit.models import Event
from framst.followups.models import Followup, Invitation
from framst.followups.services import close_followup, extend_followup, remind, send_again
from framst.foundation.refusal import NotAllowed, Refused
from framst.notices import services as notices
from framst.notices.models import Message
from framst.organisation.models import Person

from ..personas import actor
from .followups import answer, later, newcomer, opened, places, principal_changes
from .test_followups_pages import opened_today
from .test_notices_sending import Server

pytestmark = pytest.mark.django_db
DAL = "rektor@ekdalen.example"


def give_up(followup: Followup, kind: str = "invitation") -> Message:
    """The newest letter of a kind to Dalskolan, after the fifth refusal."""
    with acting(machine("mail", later())):
        place = Invitation.objects.get(followup=followup, label="Dalskolan")
        letter = Message.objects.filter(record=str(place.pk), kind=kind).latest("queued_at")
        letter.tries, letter.failed = 5, "SMTPRecipientsRefused"
        letter.save(update_fields=["tries", "failed"])
    return letter


def place_of(followup: Followup) -> Invitation:
    return next(p for p in places(followup) if p.label == "Dalskolan")


def again(followup: Followup, letter: Message, days: int = 1, login: str = "utredare") -> Message:
    by = actor(login, later(days))
    with acting(by):
        send_again(letter=letter, invitation=place_of(followup), by=by)
        return Message.objects.filter(record=letter.record, kind=letter.kind).latest("queued_at")


def test_refused_five_times_given_up_and_sent_again(db: None, client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    followup = opened_today(["99990004"])
    server = Server(rektor=smtplib.SMTPRecipientsRefused({}))
    monkeypatch.setattr(notices, "get_connection", lambda: server)
    now = actor("utredare").now
    for day in range(8):
        notices.send_queued(now_from=machine("tick", now + dt.timedelta(days=day)))
    utredare = client_of("utredare")
    log, status = reverse("followup_log", args=[followup.slug]), reverse("followup", args=[followup.slug])
    with acting(actor("utredare")):
        old = Message.objects.get(record=str(place_of(followup).pk))
    page = reverse("followup_send_again", args=[followup.slug, old.pk])
    text = utredare.get(log).content.decode()
    assert "1 brev är uppgivet" in text
    assert "uppgivet efter 5 försök" in text
    assert page in text
    text = utredare.get(status).content.decode()
    assert "Brev som inte kom fram" in text
    assert page in text
    text = utredare.get(page).content.decode()
    assert "Cecilia Nordin, rektor@ekdalen.example" in text
    assert "Det går inte att ta tillbaka." in text
    assert "/svar/" not in text
    assert utredare.post(page)["Location"] == log
    server.failures.clear()
    assert notices.send_queued(now_from=machine("tick", now + dt.timedelta(days=9))) >= 1
    text = utredare.get(log).content.decode()
    assert "Ett nyare brev har gått i stället." in text
    assert page not in text
    text = utredare.get(status).content.decode()
    assert "Brev som inte kom fram" not in text
    assert "sände ett brev igen" in text  # in the history
    assert "Ett nyare brev av samma slag" in utredare.get(page).content.decode()
    assert utredare.post(page).status_code == 409
    assert client_of("avdelningschef").get(page).status_code == 403
    assert page not in client_of("avdelningschef").get(status).content.decode()
    assert utredare.get(reverse("followup_send_again", args=[followup.slug, uuid.uuid4()])).status_code == 404


def test_it_goes_to_the_address_that_was_put_right_with_the_link_and_the_day_of_today(db: None) -> None:
    followup = opened(["99990004"])
    old = give_up(followup)
    with acting(machine("import", later())):
        Person.objects.filter(email=DAL).update(email="cecilia.nordin@ekdalen.example")
    by = actor("utredare", later(1))
    with acting(by):
        extend_followup(followup=followup, closes_on=dt.date(2026, 7, 3), by=by)
    new = again(followup, old, days=2)
    assert (new.address, new.tries, new.sent_at) == ("cecilia.nordin@ekdalen.example", 0, None)
    assert "Svara senast fredag 3 juli 2026." in new.body
    assert [line for line in new.body.splitlines() if "/svar/" in line] == [
        line for line in old.body.splitlines() if "/svar/" in line
    ]
    assert place_of(followup).address == "cecilia.nordin@ekdalen.example"  # where the receipt goes
    with acting(by):
        (event,) = Event.objects.filter(act="sent_again", record=str(followup.pk))
        assert event.detail == {"kind": "invitation", "place": old.record}
        assert (event.person, Message.objects.get(pk=old.pk).tries) == (by.person_id, 5)


def test_only_a_letter_that_was_given_up(db: None) -> None:
    followup = opened(["99990004"])
    with acting(actor("utredare", later())):
        waiting = Message.objects.get(record=str(place_of(followup).pk))
    with pytest.raises(Refused, match="inte uppgivet"):
        again(followup, waiting)


def test_no_reminder_to_one_who_has_answered_but_the_receipt_again(db: None) -> None:
    followup = opened(["99990004"])
    by = actor("utredare", later(1))
    with acting(by):
        remind(followup=followup, by=by)
    reminder = give_up(followup, "reminder")
    answer(place_of(followup), later(1, hours=1))
    with pytest.raises(Refused, match="redan svarat"):
        again(followup, reminder, days=2)
    receipt = again(followup, give_up(followup, "receipt"), days=3)
    assert "De kom in tisdag 9 juni 2026 kl. 12.00." in receipt.body  # when they came, not when the letter went


def test_no_link_that_opens_nothing(db: None) -> None:
    followup = opened(["99990004"])
    old = give_up(followup)
    by = actor("utredare", later(1))
    with acting(by):
        close_followup(followup=followup, by=by)
    with pytest.raises(Refused, match="inte öppen för svar"):
        again(followup, old, days=2)


def test_no_letter_of_a_former_holder(db: None) -> None:
    from framst.followups import tasks

    followup = opened(["99990004"])
    old = give_up(followup)
    principal_changes("99990004", newcomer())
    tasks.tick(by=machine("tick", later(3)))
    with pytest.raises(Refused, match="lämnats över"):
        again(followup, old, days=4)


@pytest.mark.parametrize("login", ["avdelningschef", "rektor", "system", "registrator"])
def test_only_staff_send_again(db: None, login: str) -> None:
    followup = opened(["99990004"])
    old = give_up(followup)
    place, by = place_of(followup), actor(login, later(1))
    with acting(by), pytest.raises(NotAllowed):
        send_again(letter=old, invitation=place, by=by)


def test_the_pages_cost_the_same_for_one_and_many_given_up(db: None, client_of: Any) -> None:
    followup = opened_today(["99990004", "99990005", "99990006"])
    utredare, cost = client_of("utredare"), []
    for all_of_them in (False, False, True):
        with acting(machine("mail", later())):
            found = Message.objects.filter(record__in=[str(p.pk) for p in places(followup)])
            found = found if all_of_them else found.filter(address=DAL)
            found.update(tries=5, failed="SMTPRecipientsRefused")
        with CaptureQueriesContext(connection) as asked:
            for name in ("followup", "followup_log"):
                utredare.get(reverse(name, args=[followup.slug]))
        cost.append(len(asked))
    assert cost[1] == cost[2]
