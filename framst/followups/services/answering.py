"""Answering: keeping what is written, and handing it in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from framst.access.acting import Actor
from framst.followups import rules
from framst.followups.models import Followup, Invitation
from framst.forms.services import keep, submit
from framst.forms.terms import Answers, Question, Questionnaire
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.wheel.services import settle

from .letters import send_letter

OVER = N_("Svarstiden är slut.")
IN_TIME = N_("Dina svar kom in i tid och kan inte ändras längre.")


def takes_answers(followup: Followup, today: dt.date) -> bool:
    """Whether answers are taken today: the follow-up is open and its last day has not passed."""
    return rules.takes_answers(followup.state, followup.closes_on, today)


def why_not_answer(invitation: Invitation, today: dt.date) -> str:
    """Return why a place can no longer be answered, in Swedish; empty when it can."""
    if not takes_answers(invitation.followup, today):
        return OVER
    sheet = invitation.sheet
    if invitation.followup.takes_late and sheet.submitted_at is not None and not sheet.late:
        return IN_TIME
    return ""


def as_asked(invitation: Invitation) -> Questionnaire:
    """Return the questions as they are put to a place: without the rows that concern none of its units."""
    return rules.as_asked(invitation.followup.version.questionnaire, invitation.not_asked)


def keep_answers(
    *,
    invitation: Invitation,
    given: Answers,
    questions: Iterable[Question],
    by: Actor,
    opened: dt.datetime | None = None,
) -> Answers:
    """Keep what was given on `questions`, with the time since the last save. Returns all answers on the sheet.

    `opened` is when the holder opened the page: the first save counts its time from there (`rules.seconds_spent`).

    In a follow-up that was opened again for late answers the sheet becomes late, and leaves the figures whole: an
    answer of two times is of neither. Raises Refused when answers are no longer taken, or for an answer that its
    question does not take.
    """
    if why := why_not_answer(invitation, by.today):
        raise Refused(why)
    sheet = invitation.sheet
    seconds = rules.seconds_spent(sheet.saved_at, by.now, opened)
    answers = keep(sheet=sheet, given=given, questions=questions, by=by, seconds=seconds)
    if invitation.followup.takes_late and not sheet.late:
        sheet.late = True
        sheet.save(update_fields=["late"])
    return answers


def submit_answers(*, invitation: Invitation, by: Actor) -> None:
    """Hand in the holder's answers, take the thing off the start page and send a receipt without any answer in it.

    Raises Refused when answers are no longer taken or a required question lacks its answer.
    """
    if why := why_not_answer(invitation, by.today):
        raise Refused(why)
    submit(sheet=invitation.sheet, by=by, asked=as_asked(invitation))
    settle(about=f"invitation:{invitation.pk}", by=by)
    if invitation.address:
        send_letter(kind="receipt", invitation=invitation, address=invitation.address, by=by)
