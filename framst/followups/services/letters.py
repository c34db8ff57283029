"""The letters about a place: queueing one of a kind, and once more when it was given up."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from framst.access import links
from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.followups import labels, queries, rules
from framst.followups.models import Invitation
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.notices.models import Message
from framst.notices.services import is_given_up, queue

NOT_GIVEN_UP = N_("Brevet är inte uppgivet: det är skickat eller väntar på nästa försök.")
SENT_SINCE = N_("Ett nyare brev av samma slag har redan lagts i kö.")
PASSED_ON = N_("Platsen har lämnats över sedan dess. Länken i brevet gäller inte längre.")
LINK_IS_OVER = N_("Uppföljningen är inte öppen för svar. Länken i brevet skulle inte gå att använda.")
HAS_ANSWERED = N_("Den som har platsen har redan svarat och ska inte få brevet.")
NOBODY = N_("Det finns ingen att skicka till.")


def answer_path(invitation: Invitation) -> str:
    """Return the personal link's path on this site."""
    return reverse("answer", args=[links.token(invitation.pk, invitation.link_number)])


def answer_address(invitation: Invitation) -> str:
    """Return the personal link, whole, as it stands in the invitation."""
    return f"{settings.ADDRESS}{answer_path(invitation)}"


def send_letter(*, kind: str, invitation: Invitation, address: str, by: Actor) -> None:
    """Queue a letter of a kind (a key of `terms.LETTERS`) about a place, worded for how it stands now."""
    queue(
        address=address,
        subject=invitation.followup.title,
        body=_body(kind, invitation),
        kind=kind,
        about=invitation,
        by=by,
    )


def _body(kind: str, invitation: Invitation) -> str:
    followup, sheet = invitation.followup, invitation.sheet
    title, units, closes_on = followup.title, invitation.label, followup.closes_on
    match kind:
        case "receipt":
            at = timezone.localtime(sheet.submitted_at)
            return labels.receipt(title=title, units=units, at=at, closes_on=closes_on)
        case "reminder":
            begun, link = sheet.begun_at is not None, answer_address(invitation)
            return labels.reminder(title=title, units=units, closes_on=closes_on, link=link, begun=begun)
        case "extension":
            return labels.extension(title=title, units=units, closes_on=closes_on, link=answer_address(invitation))
    return labels.invitation(
        title=title,
        units=units,
        minutes=followup.version.questionnaire.minutes,
        closes_on=closes_on,
        link=answer_address(invitation),
        taken_over=kind == "passed_on",
    )


def address_now(invitation: Invitation) -> str:
    """Return where a letter to a place goes now: the holder's address today, which may have been put right since."""
    return invitation.person.email if invitation.person is not None else invitation.address


def send_again(*, letter: Message, invitation: Invitation, by: Actor) -> None:
    """Queue a given-up letter once more, worded for how its place stands now, to the holder's address today.

    The old letter stays in the log as it was. Raises Refused for a letter that is not given up, that a newer one of
    its kind has taken the place of, or that would open or ask for nothing any longer.
    """
    require(by, "followups.run")
    Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)  # two who send at once send one letter
    if why := why_not_again(letter, invitation, by):
        raise Refused(why)
    address = address_now(invitation)
    send_letter(kind=letter.kind, invitation=invitation, address=address, by=by)
    if address != invitation.address:
        invitation.address = address
        invitation.save(update_fields=["address"])
    record(act=Act.SENT_AGAIN, by=by, now=by.now, about=invitation.followup, kind=letter.kind, place=str(invitation.pk))


def why_not_again(letter: Message, invitation: Invitation, by: Actor) -> str:
    """Return why a letter cannot be sent again, in Swedish; empty when it can."""
    if not is_given_up(letter):
        return NOT_GIVEN_UP
    if queries.has_newer(letter):
        return SENT_SINCE
    if invitation.passed_on_at is not None and letter.queued_at < invitation.passed_on_at:
        return PASSED_ON
    if not address_now(invitation):
        return NOBODY
    if letter.kind == "receipt":
        return ""
    if not rules.takes_answers(invitation.followup.state, invitation.followup.closes_on, by.today):
        return LINK_IS_OVER
    return HAS_ANSWERED if invitation.sheet.submitted_at is not None else ""
