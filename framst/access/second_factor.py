"""Whether the second factor holds: it was given in this session, and the session has not been left idle since.

The walls of the zones A, B and P ask for it (DESIGN §4). What is stored is in the session alone: when it was last
used, to the minute, and when a factor lapsed. A factor that has lapsed is given anew; it does not come back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import MutableMapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from . import unsaved
from .acting import Actor
from .professions import HEALTH_CARE, PUPIL_CARE

IDLE = dt.timedelta(minutes=30)
STAMPED_EVERY = dt.timedelta(minutes=1)
LONGEST = dt.timedelta(hours=10)  # a whole session, however busy

# The keys of the session. The first is allauth's, which appends what was given and when.
METHODS = "account_authentication_methods"
BEGUN = "framst_begun"
SEEN = "framst_seen"
LAPSED = "framst_factor_lapsed"

Session = MutableMapping[str, Any]

# Those whose work lies in a zone that asks for the factor, or who name those who see protected pupils.
ASKED = frozenset((*HEALTH_CARE, *PUPIL_CARE, "care_operations_manager", "chief_education_officer"))


def _given(session: Session) -> list[float]:
    return [m.get("at", 0.0) for m in session.get(METHODS, []) if m.get("method") == "mfa"]


def stamp(session: Session, now: dt.datetime) -> None:
    """Note in the session that it is used now, and that the factor lapses when it was left idle before that.

    Written at most once a minute, so a session that is idle for a moment less than IDLE may be asked: never one more.
    """
    at, seen = now.timestamp(), session.get(SEEN)
    if seen is None and not _given(session):
        return
    if seen is not None and at - seen >= IDLE.total_seconds() and _given(session):
        session[LAPSED] = at
    if seen is None or at - seen >= STAMPED_EVERY.total_seconds():
        session[SEEN] = at


def holds(session: Session, now: dt.datetime) -> bool:
    """Return whether a second factor was given in this session, and the session has been used within IDLE."""
    given = _given(session)
    at = now.timestamp()
    idle = at - session.get(SEEN, at)
    return bool(given) and max(given) >= session.get(LAPSED, 0.0) and idle < IDLE.total_seconds()


def is_over(session: Session, now: dt.datetime) -> bool:
    """Return whether the session has lasted as long as any may."""
    at = now.timestamp()
    return bool(at - session.get(BEGUN, at) >= LONGEST.total_seconds())


def might_show_more(actor: Actor) -> bool:
    """Whether to say that there may be more behind the factor: asked of the profession, never of what is there."""
    return actor.kind == "person" and not actor.second_factor and bool(actor.professions & ASKED)


def ask(request: HttpRequest) -> HttpResponse:
    """Answer with the page that asks for the factor; what was posted is kept until it has been given."""
    kept = request.method == "POST" and unsaved.keep(request, request.user.person_id, timezone.now())  # type: ignore[union-attr]
    return render(request, "ui/second_factor.html", {"kept": kept}, status=403)
