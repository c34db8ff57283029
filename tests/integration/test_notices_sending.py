"""Sending what is queued: once, in order, again after a refusal, and never lost when the server is away."""

from __future__ import annotations

import datetime as dt
import smtplib
from typing import Any

import pytest

from framst.access.acting import acting, machine
from framst.notices import services
from framst.notices.models import Message
from framst.organisation.models import Provider

from ..personas import actor

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2040, 1, 1, 9, 0, tzinfo=dt.UTC)


class Server:
    """A mail server that fails as it is told."""

    def __init__(self, **failures: Exception) -> None:
        self.failures, self.sent = failures, []  # type: ignore[var-annotated]

    def open(self) -> None:
        if "open" in self.failures:
            raise self.failures["open"]

    def close(self) -> None:
        pass

    def send_messages(self, letters: list[Any]) -> int:
        to = letters[0].to[0].partition("@")[0]
        if to in self.failures:
            raise self.failures[to]
        self.sent.append(to)
        return 1


@pytest.fixture
def queued(db: None) -> None:
    """Two letters, first to `first`, then to `second`; what the demo queued has gone."""
    with acting(machine("mail", NOW)):
        Message.objects.filter(sent_at__isnull=True).update(sent_at=NOW)
    for n, name in enumerate(("first", "second")):
        by = actor("utredare", NOW - dt.timedelta(minutes=2 - n))
        with acting(by):
            about = Provider.objects.get()
            services.queue(address=f"{name}@ekdalen.example", subject="Å", body="ä", kind="test", about=about, by=by)


def send(monkeypatch: pytest.MonkeyPatch, server: Server, minutes: int = 0) -> int:
    monkeypatch.setattr(services, "get_connection", lambda: server)
    return services.send_queued(now_from=machine("tick", NOW + dt.timedelta(minutes=minutes)))


def test_oldest_first_and_once(monkeypatch: pytest.MonkeyPatch, queued: None) -> None:
    server = Server()
    assert send(monkeypatch, server) == 2
    assert send(monkeypatch, server) == 0
    assert server.sent == ["first", "second"]


def test_a_server_that_is_away_loses_nothing(monkeypatch: pytest.MonkeyPatch, queued: None) -> None:
    for minute in range(20):
        assert send(monkeypatch, Server(open=ConnectionRefusedError()), minute) == 0
    assert send(monkeypatch, Server(first=smtplib.SMTPServerDisconnected()), 21) == 0
    server = Server()
    assert send(monkeypatch, server, 22) == 2


def test_a_refused_letter_stops_nobody_and_is_tried_again_later(monkeypatch: pytest.MonkeyPatch, queued: None) -> None:
    refusing = Server(first=smtplib.SMTPRecipientsRefused({}))
    assert send(monkeypatch, refusing) == 1
    assert refusing.sent == ["second"]
    with acting(actor("utredare", NOW)):
        letter = Message.objects.get(address="first@ekdalen.example")
    assert (letter.failed, letter.tries, letter.sent_at) == ("SMTPRecipientsRefused", 1, None)
    server = Server()
    assert send(monkeypatch, server) == 0  # not before a minute has passed
    assert send(monkeypatch, server, 1) == 1
    with acting(actor("utredare", NOW)):
        letter.refresh_from_db()
    assert (letter.failed, letter.tries) == ("", 2)


def test_after_five_refusals_it_is_given_up(monkeypatch: pytest.MonkeyPatch, queued: None) -> None:
    refusing = Server(first=smtplib.SMTPRecipientsRefused({}))
    for day in range(10):
        send(monkeypatch, refusing, day * 24 * 60)
    with acting(actor("utredare", NOW)):
        assert Message.objects.get(address="first@ekdalen.example").tries == 5
