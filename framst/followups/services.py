"""Opening a follow-up, inviting, answering, closing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from framst.access import links
from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.forms.models import Sheet
from framst.forms.services import submit
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.notices.services import queue
from framst.organisation.models import Person, Unit
from framst.organisation.queries import principals
from framst.wheel.services import await_from, settle

from .lifecycle import FOLLOWUP
from .models import Followup, Invitation, Place
from .terms import NOT_ANONYMOUS, Per


def open_followup(*, followup: Followup, units: QuerySet[Unit], by: Actor) -> list[Invitation]:
    """Open a draft: make the places, invite whoever is principal today, put it on their start pages.

    One place for each principal, or for each unit, as the follow-up says (`per`). A unit without a principal
    gets a place without a holder, so that the denominator is honest. Raises Refused for an empty selection,
    an unpublished version, or a closing day that has passed.
    """
    require(by, "followups.run")
    state = FOLLOWUP.after(followup.state, "open")
    if followup.version.published_at is None:
        raise Refused(N_("Frågorna är inte fastställda ännu."))
    if followup.closes_on < by.today:
        raise Refused(N_("Sista svarsdag har passerat."))
    chosen = list(units)
    if not chosen:
        raise Refused(N_("Välj minst en skolenhet."))
    holder = {a.unit_id: a.person for a in principals(units, by.today)}
    groups: dict[object, list[Unit]] = defaultdict(list)
    for unit in chosen:
        person = holder.get(unit.pk)
        alone = followup.per == Per.UNIT or person is None
        groups[("unit", unit.pk) if alone else ("person", person.pk)].append(unit)
    invitations = [
        _make_place(followup=followup, person=holder.get(members[0].pk), units=members) for members in groups.values()
    ]
    followup.state = state
    followup.opened_at = by.now
    followup.save(update_fields=["state", "opened_at"])
    record(act=Act.OPENED, by=by, now=by.now, about=followup, places=len(invitations))
    for invitation in invitations:
        if invitation.person is not None:
            invite(invitation=invitation, by=by)
    return invitations


def _make_place(*, followup: Followup, person: Person | None, units: Iterable[Unit]) -> Invitation:
    units = list(units)
    invitation = Invitation(followup=followup, person=person, label=", ".join(u.name for u in units)[:300])
    invitation.sheet = Sheet.objects.create(
        version=followup.version, collection=f"followup:{followup.slug}", holder=person, link=invitation.pk
    )
    invitation.save()
    Place.objects.bulk_create([Place(invitation=invitation, unit=unit) for unit in units])
    return invitation


def answer_address(invitation: Invitation) -> str:
    """Return the personal link, whole, as it stands in the invitation."""
    return settings.ADDRESS + reverse("answer", args=[links.token(invitation.pk, invitation.link_number)])


def invite(*, invitation: Invitation, by: Actor) -> None:
    """Send the invitation by e-mail and put the thing on the holder's start page."""
    followup, person = invitation.followup, invitation.person
    if person is None:
        raise Refused(N_("Skolenheten har ingen rektor i dag."))
    minutes = followup.version.questionnaire.minutes
    queue(
        address=person.email,
        subject=followup.title,
        body=_(
            "Hej!\n\nDu är ombedd att svara på frågor: %(title)s.\nDet gäller: %(units)s.\n"
            "Det tar ungefär %(minutes)d minuter. Svara senast %(day)s.\n\n%(link)s\n\n"
            "Länken är personlig. Du kan börja, pausa och fortsätta på en annan enhet.\n%(notice)s\n"
        )
        % {
            "title": followup.title,
            "units": invitation.label,
            "minutes": round(minutes),
            "day": followup.closes_on.isoformat(),
            "link": answer_address(invitation),
            "notice": _(NOT_ANONYMOUS),
        },
        kind="invitation",
        about=invitation,
        by=by,
    )
    await_from(
        person_id=person.pk,
        about=f"invitation:{invitation.pk}",
        title=followup.title,
        address=reverse("answer", args=[links.token(invitation.pk, invitation.link_number)]),
        due_on=followup.closes_on,
        minutes=minutes,
        link=invitation.pk,
        by=by,
    )
    invitation.invited_at = by.now
    invitation.save(update_fields=["invited_at"])
    record(act=Act.INVITED, by=by, now=by.now, about=invitation)


def takes_answers(followup: Followup, today: dt.date) -> bool:
    """Whether answers are taken today: the follow-up is open and its last day has not passed."""
    return followup.state == "open" and today <= followup.closes_on


def submit_answers(*, invitation: Invitation, by: Actor) -> None:
    """Hand in the holder's answers and take the thing off the start page."""
    if not takes_answers(invitation.followup, by.today):
        raise Refused(N_("Svarstiden är slut."))
    submit(sheet=invitation.sheet, by=by)
    settle(about=f"invitation:{invitation.pk}", by=by)


def close_followup(*, followup: Followup, by: Actor) -> None:
    """Close: no more answers are taken, and it leaves every start page."""
    require(by, "followups.run")
    followup.state = FOLLOWUP.after(followup.state, "close")
    followup.closed_at = by.now
    followup.save(update_fields=["state", "closed_at"])
    for key in followup.invitations.values_list("pk", flat=True):
        settle(about=f"invitation:{key}", by=by)
    record(act=Act.CLOSED, by=by, now=by.now, about=followup)
