"""Reads and writes the answers of many sheets at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection

from framst.forms.models import Answer, Sheet
from framst.forms.rules import keys, shown
from framst.forms.terms import Answers, Given, Questionnaire, Status


def answers_of(sheets: Collection[uuid.UUID]) -> dict[uuid.UUID, Answers]:
    """Return what stands on each sheet, in one query."""
    found: dict[uuid.UUID, Answers] = defaultdict(dict)
    for a in Answer.objects.filter(sheet__in=sheets).exclude(status=Status.NOT_SHOWN):
        found[a.sheet_id][a.question, a.row] = Given(
            choices=tuple(a.choices),
            text=a.text,
            number=a.number,
            on=a.on.isoformat() if a.on else "",
            not_applicable=a.status == Status.NOT_APPLICABLE,
        )
    return found


def answer_rows(sheet: Sheet, questionnaire: Questionnaire, answers: Answers) -> list[Answer]:
    """Return the rows that say `answers` on a sheet, and which questions were not shown to one who answered so."""
    visible = {q.code for q in shown(questionnaire, answers)}
    rows = [
        Answer(
            sheet=sheet,
            question=question,
            row=row,
            status=Status.NOT_APPLICABLE if given.not_applicable else Status.ANSWERED,
            choices=list(given.choices),
            text=given.text,
            number=given.number,
            on=dt.date.fromisoformat(given.on) if given.on else None,
        )
        for (question, row), given in answers.items()
    ]
    rows += [
        Answer(sheet=sheet, question=question.code, row=row, status=Status.NOT_SHOWN)
        for question in questionnaire.questions
        if question.code not in visible
        for _, row in keys(question)
    ]
    return rows
