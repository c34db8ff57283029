"""Opening, extending, closing and reopening a follow-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.services import propose_indicators
from framst.followups import queries
from framst.followups.lifecycle import FOLLOWUP
from framst.followups.models import Followup, Invitation, Place
from framst.forms.models import Sheet
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.models import Person, Unit
from framst.wheel.services import settle

from .inviting import invite, put_on_start_page
from .letters import send_letter


def open_followup(*, followup: Followup, units: QuerySet[Unit], by: Actor) -> list[Invitation]:
    """Open a draft: make the places, invite whoever is principal today, put it on their start pages.

    One place for each principal, or for each unit, as the follow-up says (`per`). A unit without a principal
    gets a place without a holder, so that the denominator is honest. Rows about competences that concern none of
    a place's units today are not asked of it. The catalogue gets an indicator for each choice question that has
    none yet. Raises Refused for an empty selection, an unpublished version, or a closing day that has passed.
    """
    require(by, "followups.run")
    if why := why_not_open(followup, by, any_units=units.exists()):
        raise Refused(why)
    followup.state = FOLLOWUP.after(followup.state, "open")
    followup.opened_at = by.now
    followup.save(update_fields=["state", "opened_at"])
    planned = queries.plan(followup, units, by.today)
    invitations = [
        _make_place(followup=followup, person=place.person, units=place.units, not_asked=left_out)
        for place, left_out in zip(planned, queries.not_asked(followup, planned, by.today), strict=True)
    ]
    record(act=Act.OPENED, by=by, now=by.now, about=followup, places=len(invitations))
    if by.may("analysis.write"):
        propose_indicators(source="followups", key=followup.slug, by=by)
    for invitation in invitations:
        if invitation.person is not None:
            invite(invitation=invitation, by=by)
    return invitations


def why_not_open(followup: Followup, by: Actor, *, any_units: bool) -> str:
    """Return why a draft cannot be opened now, in Swedish; empty when it can."""
    if followup.version.published_at is None:
        return N_("Frågorna är inte fastställda ännu.")
    if followup.closes_on < by.today:
        return N_("Sista svarsdag har passerat.")
    return "" if any_units else N_("Välj minst en skolenhet.")


def _make_place(
    *, followup: Followup, person: Person | None, units: Iterable[Unit], not_asked: dict[str, list[str]]
) -> Invitation:
    units = list(units)
    label = ", ".join(u.name for u in units)[:300]
    invitation = Invitation(followup=followup, person=person, label=label, not_asked=not_asked)
    invitation.sheet = Sheet.objects.create(
        version=followup.version, collection=f"followup:{followup.slug}", holder=person, link=invitation.pk
    )
    invitation.save()
    Place.objects.bulk_create([Place(invitation=invitation, unit=unit) for unit in units])
    return invitation


def extend_followup(*, followup: Followup, closes_on: dt.date, by: Actor) -> int:
    """Give a later closing day, and tell those who have not answered by mail. Returns how many letters.

    Raises Refused when the follow-up is not open, or the day is not later than the present one.
    """
    require(by, "followups.run")
    if followup.state != "open":
        raise Refused(N_("Bara en öppen uppföljning kan förlängas."))
    if closes_on <= followup.closes_on or closes_on < by.today:
        raise Refused(N_("Den nya sista svarsdagen ska ligga efter den gamla och inte ha passerat."))
    followup.closes_on = closes_on
    followup.save(update_fields=["closes_on"])
    told = _tell_of_new_day(followup, by)
    record(act=Act.EXTENDED, by=by, now=by.now, about=followup, letters=told, closes_on=closes_on.isoformat())
    return told


def _tell_of_new_day(followup: Followup, by: Actor) -> int:
    told = 0
    for invitation in queries.missing(followup):
        if invitation.person is None:
            continue
        invitation.followup = followup
        send_letter(kind="extension", invitation=invitation, address=invitation.person.email, by=by)
        put_on_start_page(invitation=invitation, by=by)
        told += 1
    return told


def close_followup(*, followup: Followup, by: Actor) -> None:
    """Close: no more answers are taken, and it leaves every start page."""
    require(by, "followups.run")
    followup.state = FOLLOWUP.after(followup.state, "close")
    followup.closed_at = by.now
    followup.save(update_fields=["state", "closed_at"])
    for key in followup.invitations.values_list("pk", flat=True):
        settle(about=f"invitation:{key}", by=by)
    record(act=Act.CLOSED, by=by, now=by.now, about=followup)


def reopen_followup(*, followup: Followup, closes_on: dt.date, as_late: bool, by: Actor) -> int:
    """Open a closed follow-up again until `closes_on`, and tell those who have not answered. Returns how many letters.

    `as_late`: what comes now is counted as late and is in no figure, and what came in time cannot be changed.
    Otherwise the answering goes on as if it had not been closed. Raises Refused when the follow-up is not closed,
    when its answers came without names, or the day has passed.
    """
    require(by, "followups.run")
    state = FOLLOWUP.after(followup.state, "reopen")
    if closes_on < by.today:
        raise Refused(N_("Sista svarsdag har passerat."))
    if not followup.identified:
        raise Refused(N_("Svaren samlades in på annat håll och utan namn. Här finns inga länkar att öppna igen."))
    followup.state, followup.closes_on, followup.takes_late, followup.closed_at = state, closes_on, as_late, None
    followup.save(update_fields=["state", "closes_on", "takes_late", "closed_at"])
    told = _tell_of_new_day(followup, by)
    record(act=Act.REOPENED, by=by, now=by.now, about=followup, letters=told, late=as_late)
    return told
