"""Telling the log reviewers: a letter without personal data, and a line on their start page."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from framst.access.acting import Actor, acting, machine
from framst.foundation.words import N_
from framst.notices.services import queue
from framst.organisation.models import Person
from framst.organisation.queries import on
from framst.wheel.services import await_from, settle

OPENED = N_("En nödåtkomst har använts")
STOPPED = N_("Gränsen för hur mycket som får hämtas ut är nådd")
DRAWN = N_("Ett nytt stickprov ur loggen väntar på granskning")


def reviewers(by: Actor) -> list[Person]:
    """Return who reviews the log today."""
    return list(Person.objects.filter(on(by.today, "assignments__"), assignments__profession="log_reviewer").distinct())


def tell(*, sentence: str, address: str, about: str, kind: str, by: Actor, awaits: bool = True) -> int:
    """Queue a letter to every log reviewer and put the thing on their start pages; return how many were told.

    The letter says that it has happened and where to look: not who, not whom, not why. The start page is another
    person's, so the line is put there by the machine `tick`, in the same transaction.
    """
    told = reviewers(by)
    with translation.override("sv"):
        subject = _(sentence)
        body = _(
            "%(what)s.\n\nLogga in och läs mer: %(address)s\n\nBrevet innehåller inga uppgifter om vem det gäller."
        ) % {
            "what": subject,
            "address": settings.ADDRESS + address,
        }
        for reviewer in told:
            queue(address=reviewer.email, subject=subject, body=body, kind=kind, about=reviewer, by=by)
        if awaits:
            with acting(machine("tick", by.now)) as tick:
                for reviewer in told:
                    await_from(
                        person_id=reviewer.pk, about=about, title=subject, address=address, by=tick, due_on=by.today,
                        minutes=10,
                    )  # fmt: skip
    return len(told)


def told_no_more(*, about: str, by: Actor) -> None:
    """Take the thing off every reviewer's start page: it is done."""
    with acting(machine("tick", by.now)) as tick:
        settle(about=about, by=tick)


def alarm(by: Actor) -> None:
    """Tell the reviewers that somebody has reached the limit of what may be taken out."""
    tell(
        sentence=STOPPED, address="/tillsyn/uthamtningar/", about=f"export:{by.person_id}:{by.today}",
        kind="export_alarm", by=by,
    )  # fmt: skip
