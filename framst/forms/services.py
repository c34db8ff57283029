"""Making versions, and keeping answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Max
from django.utils.text import slugify

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from . import rules
from .models import Answer, QuestionSet, Sheet, Version
from .queries import answers_on, newest
from .terms import Answers, Given, Question, Questionnaire, Section, Status


def make_question_set(*, content: Questionnaire, by: Actor) -> QuestionSet:
    """Make a new set with `content` as the draft of its first version; its code is made of the title."""
    require(by, "forms.author")
    taken = set(QuestionSet.objects.values_list("code", flat=True))
    stem = slugify(content.title)[:50].strip("-") or "fragor"
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    made = QuestionSet.objects.create(code=code, title=content.title)
    record(act=Act.ADDED, by=by, now=by.now, about=made)
    draft_version(question_set=made, content=content, by=by)
    return made


def draft_version(*, question_set: QuestionSet, content: Questionnaire, by: Actor) -> Version:
    """Save `content` as the set's draft: the open draft is replaced, or a new version begun after a published one."""
    require(by, "forms.author")
    draft = question_set.versions.filter(published_at__isnull=True).first()
    if draft is None:
        number = (question_set.versions.aggregate(n=Max("number"))["n"] or 0) + 1
        draft = Version(question_set=question_set, number=number)
    draft.content = rules.written(content)
    draft.save()
    if draft.number == 1 and question_set.title != content.title:
        question_set.title = content.title
        question_set.save(update_fields=["title"])
    record(act=Act.CHANGED, by=by, now=by.now, about=draft, questions=len(content.questions))
    return draft


def save_heading(*, question_set: QuestionSet, title: str, intro: str, by: Actor) -> Version:
    """Give the draft its title and introduction."""
    content = replace(newest(question_set).questionnaire, title=title, intro=intro)
    return draft_version(question_set=question_set, content=content, by=by)


def save_section(*, question_set: QuestionSet, code: str, title: str, help: str, by: Actor) -> Section:
    """Change the section `code` of the draft, or add one last when `code` is empty. Raises Refused when it is gone."""
    content = newest(question_set).questionnaire
    if code:
        former = _section(content, code)
        saved = replace(former, title=title, help=help)
        sections = tuple(saved if s.code == code else s for s in content.sections)
    else:
        saved = Section(rules.code_from(title, {s.code for s in content.sections}, "del"), title, help)
        sections = (*content.sections, saved)
    draft_version(question_set=question_set, content=replace(content, sections=sections), by=by)
    return saved


def remove_section(*, question_set: QuestionSet, code: str, by: Actor) -> Version:
    """Take a section and its questions out of the draft."""
    content = newest(question_set).questionnaire
    _section(content, code)
    sections = tuple(s for s in content.sections if s.code != code)
    return draft_version(question_set=question_set, content=replace(content, sections=sections), by=by)


def _section(content: Questionnaire, code: str) -> Section:
    for section in content.sections:
        if section.code == code:
            return section
    raise Refused(N_("Avsnittet finns inte längre."))


def save_question(
    *, question_set: QuestionSet, question: Question, section: str = "", former: str = "", by: Actor
) -> Version:
    """Put `question` in the place of the one with the code `former`, or last in `section`.

    Raises Refused when its code is another question's, or when section or question is gone.
    """
    content = newest(question_set).questionnaire
    codes = {q.code for q in content.questions}
    if question.code in codes - {former}:
        raise Refused(N_("Koden finns två gånger."))
    if former and former not in codes:
        raise Refused(N_("Frågan finns inte längre."))
    if not former:
        _section(content, section)
    content = rules.with_question(content, section, question, former)
    return draft_version(question_set=question_set, content=content, by=by)


def remove_question(*, question_set: QuestionSet, code: str, by: Actor) -> Version:
    """Take a question out of the draft."""
    content = rules.without_question(newest(question_set).questionnaire, code)
    return draft_version(question_set=question_set, content=content, by=by)


def move(*, question_set: QuestionSet, what: str, code: str, steps: int, by: Actor) -> Version:
    """Move a question or a section (`what`) of the draft one place up (-1) or down (1)."""
    moved = rules.moved_section if what == "section" else rules.moved_question
    content = moved(newest(question_set).questionnaire, code, steps)
    return draft_version(question_set=question_set, content=content, by=by)


def discard_draft(*, version: Version, by: Actor) -> None:
    """Throw a draft away. Raises Refused for a published version: it is kept. A set that was only a draft goes too."""
    require(by, "forms.author")
    if version.published_at is not None:
        raise Refused(N_("Versionen är redan fastställd."))
    question_set = version.question_set
    record(act=Act.REMOVED, by=by, now=by.now, about=version)
    version.delete()
    if question_set.versions.exists():
        record(act=Act.REMOVED, by=by, now=by.now, about=question_set, version=version.number)  # for the set's history
    else:
        record(act=Act.REMOVED, by=by, now=by.now, about=question_set)
        question_set.delete()


def publish_version(*, version: Version, by: Actor) -> Version:
    """Freeze a draft so that it can be asked. Raises Refused when it has faults or is published already."""
    require(by, "forms.author")
    if version.published_at is not None:
        raise Refused(N_("Versionen är redan fastställd."))
    content = version.questionnaire
    wrong = list(rules.faults(content))
    if wrong:
        where, what = wrong[0]
        raise Refused(N_("Frågorna kan inte fastställas ännu (%(where)s). %(what)s"), where=where, what=what)
    version.published_at = by.now
    version.save(update_fields=["published_at"])
    if version.question_set.title != content.title:
        version.question_set.title = content.title
        version.question_set.save(update_fields=["title"])
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


def submit(*, sheet: Sheet, by: Actor, asked: Questionnaire | None = None) -> Sheet:
    """Hand the sheet in. `asked` is what was put to this respondent, when that is less than the whole version.

    Raises Refused when a required question that is shown has no answer.
    """
    lacking = rules.missing(asked or sheet.version.questionnaire, answers_on(sheet))
    if lacking:
        raise Refused(N_("Svara först på: %(question)s"), question=lacking[0].text)
    sheet.submitted_at = by.now
    sheet.save(update_fields=["submitted_at"])
    record(act=Act.ANSWERED, by=by, now=by.now, about=sheet)
    return sheet
