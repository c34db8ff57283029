"""What each respondent is in the denominators of an indicator, and what they gave in words."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from framst.access.acting import Actor
from framst.figures.models import Indicator
from framst.figures.terms import DONT_KNOW, Reply
from framst.followups.models import Followup
from framst.followups.queries import counting_sheets, rows_left_out
from framst.forms.models import Answer
from framst.forms.terms import Question, Status
from framst.foundation.words import N_

from .asking import followup_of, question_of

# One respondent's answers to a question: (row, status, choices) of each place that was come to.
Given = list[tuple[str, str, list[str]]]


class Outcome(StrEnum):
    """What one respondent is in a figure's denominators."""

    COUNTS = "counts"
    ANSWERED = "answered"
    NOT_APPLICABLE = "not_applicable"
    NOT_SHOWN = "not_shown"
    NO_ANSWER = "no_answer"


def outcome(given: Given, spec: dict[str, Any]) -> Outcome:
    """Return what one respondent is in the figure of an indicator.

    Of one question or row: as it was answered. Of all rows: counted when no row has an answer outside the numerator
    (not applicable counts as fulfilled), answered when at least one row is answered or not applicable.
    """
    numerator = set(spec["numerator"])
    passed = set() if spec.get("dont_know_counts", True) else {DONT_KNOW}
    answered = [set(choices) for _, status, choices in given if status == Status.ANSWERED]
    applicable = [choices for choices in answered if choices != passed or not passed]
    statuses = {status for _, status, _ in given}
    if spec.get("all_rows"):
        if any(not choices & numerator for choices in applicable):
            return Outcome.ANSWERED
        if len(applicable) < len(answered):
            return Outcome.NOT_APPLICABLE
        if answered or Status.NOT_APPLICABLE in statuses:
            return Outcome.COUNTS
    else:
        if applicable:
            return Outcome.COUNTS if applicable[0] & numerator else Outcome.ANSWERED
        if answered or Status.NOT_APPLICABLE in statuses:
            return Outcome.NOT_APPLICABLE
    return Outcome.NOT_SHOWN if Status.NOT_SHOWN in statuses else Outcome.NO_ANSWER


def _given(indicator: Indicator, followup: Followup) -> dict[UUID, Given]:
    """Each sheet's answers to the indicator's question, in one query."""
    spec = indicator.spec
    answers = Answer.objects.filter(sheet__in=counting_sheets(followup).values("pk"), question=spec["question"])
    if not spec.get("all_rows"):
        answers = answers.filter(row=spec.get("row", ""))
    given: dict[UUID, Given] = defaultdict(list)
    for sheet, row, status, choices in answers.order_by().values_list("sheet_id", "row", "status", "choices"):
        given[sheet].append((row, status, choices))
    return given


def outcomes_of(indicator: Indicator, followup: Followup) -> dict[UUID, tuple[Outcome, Given]]:
    """Each sheet's outcome; a sheet with no answer at all is not there, and counts as no answer.

    Rows that a sheet is not asked leave the others to speak: it is not applicable when all of them are.
    """
    spec = indicator.spec
    found = {sheet: (outcome(given, spec), given) for sheet, given in _given(indicator, followup).items()}
    question = question_of(followup.version.questionnaire, indicator)
    rows = {spec.get("row", "")} if not spec.get("all_rows") or question is None else {r.code for r in question.rows}
    for sheet, places in rows_left_out(followup).items():
        left_out = {row for code, row in places if code == spec["question"]} & rows
        silent: Given = [(row, Status.NOT_APPLICABLE, []) for row in left_out]
        if left_out == rows:
            found[sheet] = (Outcome.NOT_APPLICABLE, silent)
        elif sheet in found:
            found[sheet] = (found[sheet][0], [*found[sheet][1], *silent])
    return found


BECAME = {
    Status.NOT_APPLICABLE: N_("Ej aktuellt"),
    Status.NOT_SHOWN: N_("Fick inte frågan"),
}


def replies(indicator: Indicator, by: Actor) -> list[Reply]:
    """Return what each respondent gave, in Swedish order of their names: only what the reader's own walls let through."""
    followup = followup_of(indicator)
    question = question_of(followup.version.questionnaire, indicator) if followup else None
    if followup is None or question is None:
        return []
    outcomes = outcomes_of(indicator, followup)
    found = []
    for place in followup.invitations.select_related("person", "sheet").order_by("person__sort_key", "label"):
        became, given = outcomes.get(place.sheet_id, (Outcome.NO_ANSWER, []))
        found.append(
            Reply(
                who=place.person.name if place.person else gettext("Ingen rektor"),
                where=place.label,
                given="; ".join(_in_words(question, one) for one in _in_order(question, given))
                or gettext("Inget svar"),
                counts=became == Outcome.COUNTS,
                late=place.sheet.late,
            )
        )
    return found


def _in_order(question: Question, given: Given) -> Given:
    order = {row.code: n for n, row in enumerate(question.rows)}
    return sorted(given, key=lambda one: order.get(one[0], 0))


def _in_words(question: Question, one: tuple[str, str, list[str]]) -> str:
    row, status, choices = one
    words = (
        ", ".join(question.label(c) for c in choices) if status == Status.ANSWERED else gettext(BECAME[Status(status)])
    )
    return f"{question.row_label(row)}: {words}" if row else words
