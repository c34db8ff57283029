"""The people of the demo, by login: who they are is in framst/config/demo/municipality.py."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from framst.access.acting import Actor, person, public
from framst.organisation.models import Account

LOGINS = [
    "system",
    "utredare",
    "avdelningschef",
    "elevhalsochef",
    "registrator",
    "rektor",
    "rektor2",
    "kurator",
    "larare",
    "ledamot",
    "direktor",
    "loggranskare",
    "skolchef",
    "dataskydd",
    "verksamhetschef",
    "skolskoterska",
    "skolskoterska2",
    "psykolog",
    "kurator2",
    "strateg",
    "handlaggare",
]
NOBODY = "ingen"  # not signed in
EVERYONE = (*LOGINS, NOBODY)


def account(login: str) -> Account:
    return Account.objects.select_related(None).get(email=f"{login}@ekdalen.example")


def actor(login: str, now: dt.datetime | None = None, *, second_factor: bool = True) -> Actor:
    """The actor for a login at a moment (now, when the test does not care), who has given a second factor or not."""
    now = now or timezone.now()
    return public(now) if login == NOBODY else person(account(login).person_id, now, second_factor=second_factor)
