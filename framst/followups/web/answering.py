"""The answer pages, opened by a personal link: one page a section, review, receipt."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from framst.access.pages import actor, by_link
from framst.followups import services
from framst.followups.models import Invitation
from framst.followups.terms import NOT_ANONYMOUS
from framst.forms import rules
from framst.forms.queries import answers_on
from framst.forms.services import keep
from framst.forms.web.answer_form import given_by, shown_fields
from framst.foundation.refusal import Refused


def _invitation(key: uuid.UUID, number: int) -> Invitation:
    """The place that the link opens; 404 when the link has been replaced by a newer one."""
    found = (
        Invitation.objects.select_related("followup__version", "sheet__version")
        .filter(pk=key, link_number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _context(invitation: Invitation, token: str) -> dict[str, Any]:
    questionnaire = invitation.followup.version.questionnaire
    return {
        "invitation": invitation,
        "followup": invitation.followup,
        "questionnaire": questionnaire,
        "token": token,
        "not_anonymous": NOT_ANONYMOUS,
    }


@by_link
def begin(request: HttpRequest, key: uuid.UUID, number: int, token: str) -> HttpResponse:
    """What is asked, how long it takes, and that answers are not anonymous."""
    invitation = _invitation(key, number)
    context = _context(invitation, token)
    answers = answers_on(invitation.sheet)
    context["minutes"] = rules.minutes_left(context["questionnaire"], answers)
    context["open"] = services.takes_answers(invitation.followup, actor(request).today)
    return render(request, "followups/answer_begin.html", context)


@by_link
def section(request: HttpRequest, key: uuid.UUID, number: int, token: str, number_of_section: int) -> HttpResponse:
    """One section's questions; saved as one writes and when one goes on."""
    invitation = _invitation(key, number)
    by = actor(request)
    context = _context(invitation, token)
    sections = context["questionnaire"].sections
    if not 1 <= number_of_section <= len(sections):
        raise Http404
    if not services.takes_answers(invitation.followup, by.today):
        return redirect("answer", token)
    here = sections[number_of_section - 1]
    faults: dict[str, str] = {}
    answers = answers_on(invitation.sheet)
    if request.method == "POST":
        given = given_by(request.POST, here)
        try:
            answers = keep(sheet=invitation.sheet, given=given, questions=here.questions, by=by)
        except Refused as refused:
            faults = {
                q.code: fault
                for q in here.questions
                for place in rules.keys(q)
                if (fault := rules.answer_fault(q, given.get(place, rules.Given())))
            } or {"": refused.sentence}
            answers = {**answers, **given}
        if request.headers.get("X-Autosave"):
            return HttpResponse(
                _("Sparat %(time)s") % {"time": date_format(localtime(by.now), "H.i")},
                status=422 if faults else 200,
            )
        if not faults:
            if number_of_section == len(sections):
                return redirect("answer_review", token)
            return redirect("answer_section", token, number_of_section + 1)
    context |= {
        "section": here,
        "number": number_of_section,
        "fields": shown_fields(here, answers, faults),
        "faults": faults,
        "minutes": rules.minutes_left(context["questionnaire"], answers),
        "saved_at": invitation.sheet.saved_at,
    }
    return render(request, "followups/answer_section.html", context, status=422 if faults else 200)


@by_link
def review(request: HttpRequest, key: uuid.UUID, number: int, token: str) -> HttpResponse:
    """Everything that was answered, before it is sent."""
    invitation = _invitation(key, number)
    context = _context(invitation, token)
    answers = answers_on(invitation.sheet)
    lacking = rules.missing(context["questionnaire"], answers)
    if request.method == "POST" and not lacking:
        services.submit_answers(invitation=invitation, by=actor(request))
        return redirect("answer_receipt", token)
    context |= {
        "sections": [
            {"section": s, "number": n, "fields": shown_fields(s, answers, {})}
            for n, s in enumerate(context["questionnaire"].sections, start=1)
        ],
        "lacking": lacking,
    }
    return render(request, "followups/answer_review.html", context)


@by_link
def receipt(request: HttpRequest, key: uuid.UUID, number: int, token: str) -> HttpResponse:
    """That the answers have come, and when."""
    invitation = _invitation(key, number)
    if invitation.sheet.submitted_at is None:
        return redirect("answer", token)
    return render(request, "followups/answer_receipt.html", _context(invitation, token))
