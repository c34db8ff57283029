"""Queueing messages, and sending what is queued."""

from __future__ import annotations

import uuid

from django.core.mail import EmailMessage, get_connection
from django.db import models

from framst.access.acting import Actor, acting, machine

from .models import Message

MOST_TRIES = 5


def queue(*, address: str, subject: str, body: str, kind: str, about: models.Model, by: Actor) -> uuid.UUID:
    """Queue one message in the running transaction; the worker sends it after the commit. Returns its key."""
    key = uuid.uuid4()
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

    A message is locked while it is sent, so two workers never send it twice; one that failed is tried again,
    five times at the most.
    """
    mail = machine("mail", now_from.now)
    sent = 0
    with get_connection() as server:
        for _ in range(most):
            with acting(mail):
                message = (
                    Message.objects.select_for_update(skip_locked=True)
                    .filter(sent_at__isnull=True, tries__lt=MOST_TRIES)
                    .order_by("tries", "queued_at")
                    .first()
                )
                if message is None:
                    break
                message.tries += 1
                try:
                    EmailMessage(message.subject, message.body, None, [message.address], connection=server).send()
                    message.sent_at = now_from.now
                    message.failed = ""
                    sent += 1
                except OSError as problem:
                    message.failed = type(problem).__name__
                message.save(update_fields=["tries", "sent_at", "failed"])
                if message.failed:
                    break
    return sent
