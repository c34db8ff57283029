"""Where one is signed in: the own list, and ending what is not one's own browser any longer."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.http import HttpRequest

from framst.audit.services import record
from framst.audit.terms import Act
from framst.organisation.models import Account

from .acting import Actor
from .attempts import address_of, roughly
from .models import Presence
from .second_factor import SEEN

# In this order: a browser says the names of those that it is built on, too.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "Chromebook"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One line of the own list."""

    key: uuid.UUID
    browser: str
    place: str
    begun_at: dt.datetime
    seen_at: dt.datetime
    this: bool


def browser_in_words(agent: str) -> str:
    """Return what a browser calls itself in two words: "Firefox, Windows"; empty when it says nothing known."""
    found = [next((words for sign, words in signs if re.search(sign, agent)), "") for signs in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found))


def begin(request: HttpRequest, account: Account, now: dt.datetime) -> None:
    """Note that somebody is signed in in this browser now."""
    if not request.session.session_key:
        request.session.save()
    Presence.objects.filter(account=account).exclude(
        session_key__in=Session.objects.filter(expire_date__gt=now).values("session_key")
    ).delete()
    Presence.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "account": account,
            "browser": browser_in_words(request.headers.get("User-Agent", "")),
            "place": roughly(address_of(request)),
            "begun_at": now,
        },
    )


def of(request: HttpRequest, account: Account, now: dt.datetime) -> list[Place]:
    """Return where `account` is signed in, this browser first and then the latest used."""
    rows = {p.session_key: p for p in Presence.objects.filter(account=account)}
    places = []
    for session in Session.objects.filter(pk__in=rows, expire_date__gt=now):
        row = rows[session.pk]
        seen = session.get_decoded().get(SEEN)
        places.append(
            Place(
                key=row.pk,
                browser=row.browser,
                place=row.place,
                begun_at=row.begun_at,
                seen_at=dt.datetime.fromtimestamp(seen, dt.UTC) if seen else row.begun_at,
                this=session.pk == request.session.session_key,
            )
        )
    return sorted(places, key=lambda p: (not p.this, -p.seen_at.timestamp()))


def end(account: Account, key: uuid.UUID, *, but: str | None, by: Actor) -> bool:
    """End one sign-in of `account`, never the one whose session key is `but`; return whether there was one."""
    return _end(account, [p.session_key for p in Presence.objects.filter(account=account, pk=key)], but, by) == 1


def end_others(account: Account, *, but: str | None, by: Actor) -> int:
    """End every other sign-in of `account`; return how many."""
    return _end(account, [p.session_key for p in Presence.objects.filter(account=account)], but, by)


def gone(request: HttpRequest, account: Account, by: Actor) -> None:
    """Note that whoever was signed in in this browser has signed out."""
    Presence.objects.filter(session_key=request.session.session_key or "").delete()
    record(act=Act.SIGNED_OUT, by=by, now=by.now, table=Account._meta.db_table, key=account.pk)


def _end(account: Account, keys: list[str], but: str | None, by: Actor) -> int:
    keys = [key for key in keys if key != but]
    ended, _ = Session.objects.filter(pk__in=keys).delete()
    Presence.objects.filter(session_key__in=keys).delete()
    if ended:
        record(
            act=Act.SIGNED_OUT, by=by, now=by.now, table=Account._meta.db_table, key=account.pk, elsewhere=ended
        )  # fmt: skip
    return ended
