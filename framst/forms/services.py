"""Making versions, and keeping answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from . import rules
from .models import Answer, QuestionSet, Sheet, Version
from .queries import answers_on
from .terms import Answers, Given, Question, Questionnaire, Status


def draft_version(*, question_set: QuestionSet, content: Questionnaire, by: Actor) -> Version:
    """Save `content` as the set's draft: the open draft is replaced, or a new version begun after a published one."""
    require(by, "forms.author")
    draft = question_set.versions.filter(published_at__isnull=True).first()
    if draft is None:
        number = (question_set.versions.aggregate(n=Max("number"))["n"] or 0) + 1
        draft = Version(question_set=question_set, number=number)
    draft.content = rules.written(content)
    draft.save()
    return draft


def publish_version(*, version: Version, by: Actor) -> Version:
    """Freeze a draft so that it can be asked. Raises Refused when it has faults or is published already."""
    require(by, "forms.author")
    if version.published_at is not None:
        raise Refused(N_("Versionen är redan fastställd."))
    wrong = list(rules.faults(version.questionnaire))
    if wrong:
        where, what = wrong[0]
        raise Refused(N_("Frågorna kan inte fastställas ännu (%(where)s). %(what)s"), where=where, what=what)
    version.published_at = by.now
    version.save(update_fields=["published_at"])
    record(act=Act.PUBLISHED_VERSION, by=by, now=by.now, about=version)
    return version


def keep(*, sheet: Sheet, given: Answers, questions: Iterable[Question], by: Actor, seconds: int = 0) -> Answers:
    """Replace what the sheet has on `questions` by `given`, and settle which questions are not shown.

    An answer that its question does not take raises Refused; nothing is saved then. Returns all answers.
    """
    questionnaire = sheet.version.questionnaire
    now = by.now
    answers = answers_on(sheet)
    for question in questions:
        for key in rules.keys(question):
            one = given.get(key, Given())
            if fault := rules.answer_fault(question, one):
                raise Refused(fault)
            answers.pop(key, None)
            if not one.empty:
                answers[key] = one
    visible = {q.code for q in rules.shown(questionnaire, answers)}
    answers = {key: one for key, one in answers.items() if key[0] in visible}
    rows = [_row(sheet, key, one) for key, one in answers.items()]
    rows += [
        Answer(sheet=sheet, question=key[0], row=key[1], status=Status.NOT_SHOWN)
        for question in questionnaire.questions
        if question.code not in visible
        for key in rules.keys(question)
    ]
    Answer.objects.filter(sheet=sheet).delete()
    Answer.objects.bulk_create(rows)
    sheet.begun_at = sheet.begun_at or now
    sheet.saved_at = now
    sheet.seconds += seconds
    sheet.save(update_fields=["begun_at", "saved_at", "seconds"])
    return answers


def _row(sheet: Sheet, key: tuple[str, str], one: Given) -> Answer:
    return Answer(
        sheet=sheet,
        question=key[0],
        row=key[1],
        status=Status.NOT_APPLICABLE if one.not_applicable else Status.ANSWERED,
        choices=[] if one.not_applicable else list(one.choices),
        text="" if one.not_applicable else one.text,
        number=one.number,
        on=dt.date.fromisoformat(one.on) if one.on and not one.not_applicable else None,
    )


def submit(*, sheet: Sheet, by: Actor) -> Sheet:
    """Hand the sheet in. Raises Refused when a required question that is shown has no answer."""
    lacking = rules.missing(sheet.version.questionnaire, answers_on(sheet))
    if lacking:
        raise Refused(N_("Svara först på: %(question)s"), question=lacking[0].text)
    sheet.submitted_at = by.now
    sheet.save(update_fields=["submitted_at"])
    record(act=Act.ANSWERED, by=by, now=by.now, about=sheet)
    return sheet
