"""Letters to those who are asked: invitation, reminder, and passing a place on to a successor."""

from __future__ import annotations

import uuid

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.followups import queries
from framst.followups.models import Followup, Invitation
from framst.followups.terms import State
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.models import Person
from framst.wheel.services import await_from, settle

from .letters import answer_path, send_letter


def put_on_start_page(*, invitation: Invitation, by: Actor) -> None:
    """Put the thing on the holder's start page, or change the day that stands there."""
    followup = invitation.followup
    if invitation.person_id is None:
        return
    await_from(
        person_id=invitation.person_id,
        about=f"invitation:{invitation.pk}",
        title=followup.title,
        address=answer_path(invitation),
        due_on=followup.closes_on,
        minutes=followup.version.questionnaire.minutes,
        link=invitation.pk,
        by=by,
    )


def invite(*, invitation: Invitation, by: Actor, taken_over: bool = False) -> None:
    """Send the invitation by e-mail and put the thing on the holder's start page.

    `taken_over`: the place was another principal's, and the letter says so. Raises Refused for a place without
    a holder.
    """
    person = invitation.person
    if person is None:
        raise Refused(N_("Skolenheten har ingen rektor i dag."))
    kind = "passed_on" if taken_over else "invitation"
    send_letter(kind=kind, invitation=invitation, address=person.email, by=by)
    put_on_start_page(invitation=invitation, by=by)
    invitation.invited_at = by.now
    invitation.address = person.email
    invitation.save(update_fields=["invited_at", "address"])
    record(act=Act.INVITED, by=by, now=by.now, about=invitation)


def remind(*, followup: Followup, by: Actor) -> int:
    """Remind those who have not answered; never those who have, and nobody twice a day. Returns how many letters.

    Raises Refused when the follow-up takes no answers, when its answers came without names, or when nobody is left
    to remind.
    """
    require(by, "followups.run")
    if why := why_not_remind(followup, by):
        raise Refused(why)
    invitations = queries.to_remind(followup, by.today)
    if not invitations:
        raise Refused(N_("Ingen att påminna: alla har svarat, eller har påmints i dag."))
    for invitation in invitations:
        invitation.followup = followup
        address = invitation.person.email  # type: ignore[union-attr]
        send_letter(kind="reminder", invitation=invitation, address=address, by=by)
        invitation.reminded_at = by.now
        invitation.reminders += 1
        invitation.save(update_fields=["reminded_at", "reminders"])
    record(act=Act.REMINDED, by=by, now=by.now, about=followup, letters=len(invitations))
    return len(invitations)


def why_not_remind(followup: Followup, by: Actor) -> str:
    """Return why nobody can be reminded now, in Swedish; empty when reminders can be sent."""
    if followup.state != State.OPEN or by.today > followup.closes_on:
        return N_("Påminnelser skickas bara medan uppföljningen är öppen för svar.")
    if not followup.identified:
        return N_("Svaren samlades in utan namn. Ingen kan påminnas.")
    return ""


def pass_on(*, place: uuid.UUID, to: Person, by: Actor) -> Invitation:
    """Hand an unanswered place to the principal who leads its units now, and invite that person.

    The place counts once, whoever holds it. The link gets a new number, so the former holder's link dies; the
    sheet's holder changes, so the former holder no longer reads it signed in either. What the former holder had
    begun is **kept**, and the page says so to the successor: answers are about the school and not about a person,
    partial answers count for the questions they answer, the letter promised no secrecy, and a machine that passes
    places on at night must not throw anybody's words away. The successor reads it through and hands it in as the
    own answer, or changes it.

    A place of several units passes on only when its holder leads none of them (`rules.successors`). A place whose
    unit had no principal is given its first holder in the same way.

    Raises Refused when the follow-up is not open, the place has answered, or `to` is not among those who may
    take it over today.
    """
    require(by, "followups.run")
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("followup__version", "sheet").get(pk=place)
    )
    followup = invitation.followup
    if followup.state != State.OPEN or by.today > followup.closes_on:
        raise Refused(N_("En plats lämnas bara över medan uppföljningen är öppen för svar."))
    if invitation.sheet.submitted_at is not None:
        raise Refused(N_("Platsen har redan svarat."))
    if to.pk not in {person.pk for person in queries.candidates(invitation, by.today)}:
        raise Refused(N_("Platsen kan bara lämnas till den som är rektor för skolenheten i dag."))
    taken_over = invitation.person_id is not None
    settle(about=f"invitation:{invitation.pk}", by=by)
    invitation.person = to
    invitation.link_number += 1
    invitation.reminded_at, invitation.reminders = None, 0
    if taken_over:
        invitation.passed_on_at = by.now
    invitation.sheet.holder = to
    invitation.sheet.save(update_fields=["holder"])
    invitation.save()
    record(act=Act.PASSED_ON, by=by, now=by.now, about=invitation)
    invite(invitation=invitation, by=by, taken_over=taken_over)
    return invitation
