"""The answer pages, opened by a personal link: one page a section, review, receipt."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.access.pages import actor, by_link
from framst.followups import services
from framst.followups.models import Invitation
from framst.followups.services.answering import IN_TIME, as_asked, why_not_answer
from framst.followups.terms import NOT_ANONYMOUS
from framst.forms import rules
from framst.forms.queries import answers_on
from framst.forms.terms import Answers, Given, Questionnaire, Section
from framst.forms.web.answer_form import given_by, name, shown_fields
from framst.foundation.refusal import Refused
from framst.ui.templatetags.framst import said

from .opened import opened_at
from .opened import stamp as opened_stamp


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
    sheet = invitation.sheet
    return {
        "invitation": invitation,
        "followup": invitation.followup,
        "questionnaire": as_asked(invitation),
        "token": token,
        "not_anonymous": NOT_ANONYMOUS,
        # The former holder had begun, and the present one has not handed in since.
        "begun_by_former": bool(
            invitation.passed_on_at
            and sheet.begun_at
            and sheet.begun_at < invitation.passed_on_at
            and (sheet.submitted_at is None or sheet.submitted_at < invitation.passed_on_at)
        ),
    }


@by_link
def begin(request: HttpRequest, key: uuid.UUID, number: int, token: str) -> HttpResponse:
    """What is asked, how long it takes, and that answers are not anonymous; or that the time is over."""
    invitation = _invitation(key, number)
    context = _context(invitation, token)
    sections = context["questionnaire"].sections
    answers = answers_on(invitation.sheet)
    context |= {
        "minutes": rules.minutes_left(context["questionnaire"], answers),
        "why_not": why_not_answer(invitation, actor(request).today),
        "in_time": IN_TIME,
        "next": _first_unanswered(sections, answers),
        "sections": [{"title": s.title, "number": n} for n, s in enumerate(sections, start=1)],
    }
    return render(request, "followups/answer_begin.html", context)


def _first_unanswered(sections: tuple[Section, ...], answers: Answers) -> int:
    """The section to go on with: the first that has a shown question without an answer, or the first of all."""
    for n, section in enumerate(sections, start=1):
        for question in section.questions:
            if rules.is_shown(question, answers) and all(
                answers.get(place, Given()).empty for place in rules.keys(question)
            ):
                return n
    return 1


@by_link
def section(request: HttpRequest, key: uuid.UUID, number: int, token: str, number_of_section: int) -> HttpResponse:
    """One section's questions; saved as one writes and when one goes on."""
    invitation = _invitation(key, number)
    by = actor(request)
    context = _context(invitation, token)
    sections = context["questionnaire"].sections
    if not 1 <= number_of_section <= len(sections):
        raise Http404
    here = sections[number_of_section - 1]
    autosave = "X-Autosave" in request.headers
    if why := why_not_answer(invitation, by.today):
        if autosave:
            return _told(said(why) + " " + _("Det senaste är inte sparat."), 409)
        return redirect("answer", token)
    faults: dict[str, str] = {}
    answers = answers_on(invitation.sheet)
    if request.method == "POST":
        given = given_by(request.POST, here)
        opened = opened_at(invitation, request.POST.get("opened", ""))
        faults = _faults(here, given)
        if autosave:
            return _save_on_the_way(invitation, here, given, faults, by, opened)
        if not faults:
            answers = services.keep_answers(
                invitation=invitation, given=given, questions=here.questions, by=by, opened=opened
            )
            came_forth = [
                q for q in here.questions if rules.is_shown(q, answers) and q.code not in request.POST.getlist("seen")
            ]
            if came_forth:
                messages.info(request, _("Det du svarade ger en följdfråga. Den står nu på sidan."))
                return redirect(_section(token, number_of_section) + f"#{name(came_forth[0])}")
            if number_of_section == len(sections):
                return redirect("answer_review", token)
            return redirect("answer_section", token, number_of_section + 1)
        answers = {**answers, **given}
    context |= {
        "section": here,
        "left_out": _left_out(invitation, number_of_section),
        "number": number_of_section,
        "fields": _with_conditions(here, answers, faults, context["questionnaire"]),
        "faults": {name(here_question): faults[here_question.code] for here_question in here.questions
                   if here_question.code in faults},
        "minutes": rules.minutes_left(context["questionnaire"], answers),
        "saved_at": invitation.sheet.saved_at,
        "opened": opened_stamp(invitation, by.now) if request.method != "POST" else request.POST.get("opened", ""),
    }  # fmt: skip
    return render(request, "followups/answer_section.html", context, status=422 if faults else 200)


def _left_out(invitation: Invitation, number: int) -> list[str]:
    """The rows of a section that are not asked, in words: they concern none of the place's units."""
    whole = invitation.followup.version.questionnaire.sections[number - 1]
    left_out = [q.row_label(row) for q in whole.questions for row in invitation.not_asked.get(q.code, ())]
    return list(dict.fromkeys(left_out))


def _section(token: str, number: int) -> str:
    return reverse("answer_section", args=[token, number])


def _faults(section: Section, given: Answers) -> dict[str, str]:
    return {
        q.code: fault
        for q in section.questions
        for place in rules.keys(q)
        if (fault := rules.answer_fault(q, given.get(place, Given())))
    }


def _save_on_the_way(
    invitation: Invitation,
    here: Section,
    given: Answers,
    faults: dict[str, str],
    by: Actor,
    opened: dt.datetime | None,
) -> HttpResponse:
    """Save the sound answers while one writes; one that is not is named, and what was saved of it before stays."""
    sound = [q for q in here.questions if q.code not in faults]
    try:
        services.keep_answers(invitation=invitation, given=given, questions=sound, by=by, opened=opened)
    except Refused as refused:
        return _told(said(refused), 409)
    saved = _("Sparat %(time)s") % {"time": date_format(localtime(by.now), "H.i")}
    if faults:
        wrong = next(q for q in here.questions if q.code in faults)
        saved += ". " + _("Inte sparat: %(question)s %(fault)s") % {
            "question": wrong.text,
            "fault": said(faults[wrong.code]),
        }
    return _told(saved, 200)


def _told(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _with_conditions(
    here: Section, answers: Answers, faults: dict[str, str], questionnaire: Questionnaire
) -> list[dict[str, Any]]:
    """The fields of a page, each with the conditions that the page's own script can follow while one answers.

    A question whose condition is in another section and is not met is left out: nothing here can bring it forth.
    """
    on_page = {q.code: q for q in here.questions}
    found = []
    for field in shown_fields(here, answers, faults, questionnaire):
        conditions = field["question"].shown_if
        elsewhere = [c for c in conditions if c.question not in on_page]
        if not all(set(answers.get((c.question, c.row), Given()).choices) & set(c.any_of) for c in elsewhere):
            continue
        inside = [
            {"name": name(on_page[c.question], c.row), "any": list(c.any_of)}
            for c in conditions
            if c.question in on_page
        ]
        found.append({**field, "when": json.dumps(inside) if inside else ""})
    return found


@by_link
def review(request: HttpRequest, key: uuid.UUID, number: int, token: str) -> HttpResponse:
    """Everything that was answered, before it is sent."""
    invitation = _invitation(key, number)
    if why_not_answer(invitation, actor(request).today):
        return redirect("answer", token)
    context = _context(invitation, token)
    answers = answers_on(invitation.sheet)
    lacking = rules.missing(context["questionnaire"], answers)
    if request.method == "POST" and not lacking:
        services.submit_answers(invitation=invitation, by=actor(request))
        return redirect("answer_receipt", token)
    parts = [
        {"section": s, "number": n, "fields": shown_fields(s, answers, {})}
        for n, s in enumerate(context["questionnaire"].sections, start=1)
    ]
    context |= {
        "sections": parts,
        "lacking": [
            {"question": q, "address": _section(token, part["number"]) + f"#{name(q)}"}
            for part in parts
            for q in part["section"].questions
            if q in lacking
        ],
    }
    return render(request, "followups/answer_review.html", context, status=422 if request.method == "POST" else 200)


@by_link
def receipt(request: HttpRequest, key: uuid.UUID, number: int, token: str) -> HttpResponse:
    """That the answers have come, and when."""
    invitation = _invitation(key, number)
    if invitation.sheet.submitted_at is None:
        return redirect("answer", token)
    context = _context(invitation, token)
    context["open"] = not why_not_answer(invitation, actor(request).today)
    return render(request, "followups/answer_receipt.html", context)
