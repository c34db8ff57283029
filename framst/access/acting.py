"""Who acts: carried into the transaction, where the walls read it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from framst.foundation.refusal import NotAllowed
from framst.organisation.queries import assignments_of

from .matrix import ACTS

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class Actor:
    """One who acts: a person, the holder of a personal link, a named machine, or the public.

    `now` is the moment of the request; rules and services get their time from it.
    """

    kind: str  # person, link, machine, public
    now: dt.datetime
    person_id: int | None = None
    link: uuid.UUID | None = None
    machine: str = ""
    purpose: str = ""
    second_factor: bool = False
    _cache: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def today(self) -> dt.date:
        """The day it is for the actor: Sweden's."""
        return self.now.astimezone(STOCKHOLM).date()

    @cached_property
    def professions(self) -> frozenset[str]:
        """The professions that the person has today, anywhere in the authority."""
        if self.person_id is None:
            return frozenset()
        return frozenset(assignments_of(self.person_id, self.today).values_list("profession", flat=True))

    def may(self, act: str) -> bool:
        """Whether the matrix lets the actor carry out `act`. Machines may what their rows in the walls let them."""
        return self.kind == "machine" or bool(self.professions & ACTS[act][0])

    def why_not(self, act: str) -> str:
        """The sentence for one who may not carry out `act`; empty for one who may."""
        return "" if self.may(act) else ACTS[act][1]


def person(person_id: int, now: dt.datetime, *, second_factor: bool = False) -> Actor:
    """Return the actor for a signed-in person."""
    return Actor(kind="person", now=now, person_id=person_id, second_factor=second_factor)


def link(key: uuid.UUID, now: dt.datetime) -> Actor:
    """Return the actor for the holder of a personal link."""
    return Actor(kind="link", now=now, link=key)


def machine(name: str, now: dt.datetime) -> Actor:
    """Return a machine actor (import, mail, tick)."""
    return Actor(kind="machine", now=now, machine=name)


def public(now: dt.datetime) -> Actor:
    """Return the actor for anyone who has not signed in."""
    return Actor(kind="public", now=now)


_current: ContextVar[Actor | None] = ContextVar("actor", default=None)


def current() -> Actor | None:
    """Return who acts now, or None outside every `acting`."""
    return _current.get()


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Open a transaction in which the database knows the actor; commit on leaving, roll back on an exception.

    Inside another `acting` it is a savepoint, and the former actor is restored on leaving.
    """
    former = _current.get()
    with transaction.atomic():
        _tell(actor)
        token = _current.set(actor)
        try:
            yield actor
        finally:
            _current.reset(token)
        if former is not None and not connection.needs_rollback:
            _tell(former)


def _tell(actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('framst.person', %s, true), set_config('framst.link', %s, true),"
            " set_config('framst.machine', %s, true), set_config('framst.today', %s, true),"
            " set_config('framst.purpose', %s, true), set_config('framst.second_factor', %s, true),"
            " set_config('framst.now', %s, true)",
            [
                "" if actor.person_id is None else str(actor.person_id),
                "" if actor.link is None else str(actor.link),
                actor.machine,
                actor.today.isoformat(),
                actor.purpose,
                "1" if actor.second_factor else "",
                actor.now.isoformat(),
            ],
        )


def require(actor: Actor, act: str) -> None:
    """Return when the matrix lets `actor` carry out `act`; raise NotAllowed with the sentence when not."""
    if not actor.may(act):
        raise NotAllowed(ACTS[act][1])
