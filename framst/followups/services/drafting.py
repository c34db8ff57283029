"""Drafting a follow-up: what is asked, about what, over which period, of which units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import slugify

from framst.access.acting import Actor, require
from framst.audit.queries import history
from framst.audit.services import record
from framst.audit.terms import Act
from framst.followups import queries, rules
from framst.followups.models import Followup
from framst.followups.terms import RESERVED, Per, State
from framst.forms.models import Version
from framst.foundation.refusal import BadInput, Fault, Refused
from framst.foundation.words import N_
from framst.organisation.models import Unit

DATES = frozenset({"period_from", "period_to", "closes_on"})
# Saves by the same person within this time of what the record last tells are one change.
SITTING = dt.timedelta(minutes=10)


def begin_draft(
    *,
    title: str,
    about: str,
    version: Version,
    per: str,
    period_from: dt.date,
    period_to: dt.date,
    closes_on: dt.date,
    intro: str,
    by: Actor,
) -> Followup:
    """Save a new draft; its address is made of the title and stays when the title is changed.

    `per` is a value of `terms.Per`. Raises BadInput with a fault for each field, or Refused for a version
    that is not published.
    """
    require(by, "followups.run")
    followup = Followup(made_by_id=by.person_id)
    _fill(followup, title, about, version, per, period_from, period_to, closes_on, intro, by)
    wanted = slugify(title)[:56].strip("-")
    followup.slug = rules.free_slug(wanted, queries.taken_slugs(wanted) | RESERVED)
    followup.save()
    record(act=Act.ADDED, by=by, now=by.now, about=followup)
    return followup


def change_draft(
    *,
    followup: Followup,
    title: str,
    about: str,
    version: Version,
    per: str,
    period_from: dt.date,
    period_to: dt.date,
    closes_on: dt.date,
    intro: str,
    by: Actor,
) -> Followup:
    """Change a draft. Raises Refused when the follow-up is open, else as `begin_draft`."""
    require(by, "followups.run")
    _only_draft(followup)
    _fill(followup, title, about, version, per, period_from, period_to, closes_on, intro, by)
    followup.save()
    record(act=Act.CHANGED, by=by, now=by.now, about=followup)
    return followup


def keep_draft(*, followup: Followup, sound: Mapping[str, Any], by: Actor) -> tuple[Fault, ...]:
    """Keep what is `sound` (field → value) of a draft while it is written; return what could not be kept.

    Dates that do not go together stay as they were, all three, until they do. The record tells once of a sitting.
    Raises Refused when the follow-up is open.
    """
    require(by, "followups.run")
    _only_draft(followup)
    kept = {name: value for name, value in sound.items() if getattr(followup, name) != value}
    faults: tuple[Fault, ...] = ()
    if kept.keys() & DATES:
        dates = {name: kept.get(name, getattr(followup, name)) for name in DATES}
        wrong = rules.draft_faults(**dates, today=by.today)
        faults = tuple(Fault(None, field, "", sentence) for field, sentence in wrong)
        if faults:
            kept = {name: value for name, value in kept.items() if name not in DATES}
    if kept:
        for name, value in kept.items():
            setattr(followup, name, value)
        followup.save(update_fields=list(kept))
        last = next(iter(history(followup, 1)), None)
        if last is None or last.person != by.person_id or by.now - last.at > SITTING:
            record(act=Act.CHANGED, by=by, now=by.now, about=followup)
    return faults


def choose_units(*, followup: Followup, shown: Iterable[int], ticked: Iterable[int], by: Actor) -> int:
    """Keep which units a draft is put to: of the units `shown` on a page those that were `ticked`, others untouched.

    Both are units' keys; one that is no unit is left out. Returns how many are chosen. Raises Refused when the
    follow-up is open.
    """
    require(by, "followups.run")
    _only_draft(followup)
    wanted = (set(followup.chosen) - set(shown)) | set(ticked)
    followup.chosen = sorted(Unit.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    followup.save(update_fields=["chosen"])
    record(act=Act.CHANGED, by=by, now=by.now, about=followup, units=len(followup.chosen))
    return len(followup.chosen)


def _only_draft(followup: Followup) -> None:
    if followup.state != State.DRAFT:
        raise Refused(N_("Uppföljningen är öppnad. Frågor, period och skolenheter ändras inte längre."))


def _fill(
    followup: Followup,
    title: str,
    about: str,
    version: Version,
    per: str,
    period_from: dt.date,
    period_to: dt.date,
    closes_on: dt.date,
    intro: str,
    by: Actor,
) -> None:
    if version.published_at is None:
        raise Refused(N_("Frågorna är inte fastställda ännu."))
    wrong = list(rules.draft_faults(period_from=period_from, period_to=period_to, closes_on=closes_on, today=by.today))
    if wrong:
        raise BadInput(wrong[0][1], tuple(Fault(None, field, "", sentence) for field, sentence in wrong))
    followup.title, followup.about, followup.intro = title, about, intro
    followup.version, followup.per = version, Per(per)
    followup.period_from, followup.period_to, followup.closes_on = period_from, period_to, closes_on
