"""Queueing messages, and sending what is queued."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import smtplib
import uuid

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models

from framst.access.acting import Actor, acting, machine
from framst.organisation.rules import goes_nowhere

from .models import Message

MOST_TRIES = 5
# How long after each refusal the next try comes.
WAITS = tuple(dt.timedelta(minutes=m) for m in (1, 10, 60, 360))
log = logging.getLogger(__name__)


def queue(*, address: str, subject: str, body: str, kind: str, about: models.Model, by: Actor) -> uuid.UUID:
    """Queue one message in the running transaction; the worker sends it after the commit. Returns its key.

    To a protected person no letter goes: what awaits such a person stands on the start page alone.
    """
    key = uuid.uuid4()
    if goes_nowhere(address):
        return key
    Message.objects.bulk_create(
        [
            Message(
                id=key,
                address=address,
                subject=subject,
                body=body,
                kind=kind,
                table=about._meta.db_table,
                record=str(about.pk),
                queued_at=by.now,
            )
        ]
    )
    return key


def send_queued(*, now_from: Actor, most: int = 200) -> int:
    """Send what is queued, oldest first, each in a transaction of its own; return how many went.

    A message is locked while it is sent, so two workers never send it twice. One that the server refused is tried
    again after a while, MOST_TRIES times in all. A server that does not answer is nobody's failure: everything
    stays queued, and the next call begins again.
    """
    mail = machine("mail", now_from.now)
    with acting(mail):
        if not _waiting(now_from.now).exists():
            return 0
    server = get_connection()
    sent = 0
    try:
        server.open()
        while sent < most and (went := _send_one(server, mail)) is not None:
            sent += went
    except (ConnectionError, TimeoutError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError) as problem:
        log.warning("mail server: %s", type(problem).__name__)
    finally:
        with contextlib.suppress(OSError):
            server.close()
    return sent


def is_given_up(message: Message) -> bool:
    """Whether no more tries are made: the server has refused the message MOST_TRIES times."""
    return message.sent_at is None and message.tries >= MOST_TRIES


def given_up(messages: models.QuerySet[Message]) -> models.QuerySet[Message]:
    """Return those of `messages` that were given up."""
    return messages.filter(sent_at__isnull=True, tries__gte=MOST_TRIES)


def _waiting(now: dt.datetime) -> models.QuerySet[Message]:
    due = models.Q(next_try_at__isnull=True) | models.Q(next_try_at__lte=now)
    return Message.objects.filter(due, sent_at__isnull=True, tries__lt=MOST_TRIES)


def _send_one(server: BaseEmailBackend, mail: Actor) -> int | None:
    """Send the oldest that is due: 1 when it went, 0 when it was refused, None when there is none."""
    with acting(mail):
        message = _waiting(mail.now).select_for_update(skip_locked=True).order_by("queued_at", "pk").first()
        if message is None:
            return None
        try:
            EmailMessage(message.subject, message.body, None, [message.address], connection=server).send()
        except (ConnectionError, TimeoutError, smtplib.SMTPServerDisconnected):
            raise
        except OSError as problem:  # smtplib's refusals are OSError too
            message.tries += 1
            message.failed = type(problem).__name__
            message.next_try_at = mail.now + WAITS[min(message.tries, len(WAITS)) - 1]
            if is_given_up(message):
                message.body = ""
            message.save(update_fields=["tries", "failed", "next_try_at", "body"])
            return 0
        message.tries += 1
        # A link that chooses a password, or answers as somebody, is for the one it went to, and for nobody's database.
        message.sent_at, message.failed, message.body = mail.now, "", ""
        message.save(update_fields=["tries", "sent_at", "failed", "body"])
        return 1
