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

from ..personas import account, actor

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


def words(name: str) -> list[str]:
    with acting(machine("mail", NOW)):
        return [m.body for m in Message.objects.filter(address=f"{name}@ekdalen.example", kind="test")]


def test_a_letters_words_are_gone_once_it_has_gone_or_was_given_up(
    monkeypatch: pytest.MonkeyPatch, queued: None
) -> None:
    """They may hold a link that chooses a password. What was sent to whom stays."""
    refusing = Server(first=smtplib.SMTPRecipientsRefused({}))
    send(monkeypatch, refusing)
    assert (words("first"), words("second")) == (["ä"], [""])  # the first is tried again, with its words
    for minutes in (2, 20, 120, 600):
        send(monkeypatch, refusing, minutes)
    assert words("first") == [""]
    with acting(machine("mail", NOW)):
        rows = Message.objects.filter(kind="test").order_by("queued_at")
        assert [(m.address, m.subject, m.tries, m.sent_at is not None) for m in rows] == [
            ("first@ekdalen.example", "Å", 5, False),
            ("second@ekdalen.example", "Å", 1, True),
        ]


def test_the_link_for_a_password_is_not_in_the_database_once_sent(
    monkeypatch: pytest.MonkeyPatch, queued: None, client_of: Any
) -> None:
    client_of("system").post(f"/forvaltning/personer/{account('larare').person_id}/konto/lank/")
    with acting(machine("mail", NOW)):
        letter = Message.objects.get(kind="password")
        assert "/konto/password/reset/key/" in letter.body
        send(monkeypatch, Server())
        letter.refresh_from_db()
        assert (letter.body, letter.sent_at is not None) == ("", True)
