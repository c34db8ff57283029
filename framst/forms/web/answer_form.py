"""Questions as fields of a page, and a posted page as answers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from framst.forms import rules
from framst.forms.labels import condition_words
from framst.forms.terms import CHOOSING, Answers, Given, Kind, Question, Questionnaire, Section


def name(question: Question, row: str = "") -> str:
    """The field's name on the page."""
    return f"q-{question.code}-{row}" if row else f"q-{question.code}"


def given_by(post: QueryDict, section: Section) -> Answers:
    """Return what a posted section says. Nothing is judged here: `rules.answer_fault` does."""
    given: Answers = {}
    for question in section.questions:
        for key in rules.keys(question):
            field = name(question, key[1])
            if post.get(f"{field}-na") or (question.not_applicable and post.get(field) == "__na"):
                given[key] = Given(not_applicable=True)
            elif question.kind in CHOOSING:
                given[key] = Given(choices=tuple(v for v in post.getlist(field) if v))
            elif question.kind is Kind.NUMBER:
                given[key] = _number(post.get(field, "").replace("\x00", "").strip())
            elif question.kind is Kind.DATE:
                given[key] = Given(on=post.get(field, "").replace("\x00", "").strip())
            else:
                given[key] = Given(text=post.get(field, "").replace("\x00", "").replace("\r\n", "\n"))
    return given


def _number(written: str) -> Given:
    """Return the number as Swedes write it ("1 234,5"); what is no number is kept as text, for the rule to refuse."""
    plain = written.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    if not plain:
        return Given()
    try:
        value = float(plain)
    except ValueError:
        return Given(text=written[:100])
    return Given(number=value) if math.isfinite(value) else Given(text=written[:100])


def shown_fields(
    section: Section, answers: Answers, faults: dict[str, str], questionnaire: Questionnaire | None = None
) -> list[dict[str, Any]]:
    """Return what the page needs of each question of a section: the words, what was given, whether it is shown.

    A question whose conditions stand in the same section is on the page with its condition in words, since the
    answer that opens it may be given there; one that an earlier section has closed is `hidden`. With
    `questionnaire` the words of conditions on other sections are known too.
    """
    whole = questionnaire or Questionnaire("", sections=(section,))
    here = {q.code for q in section.questions}
    fields = []
    for question in section.questions:
        places = [
            {
                "row": row,
                "label": question.row_label(row),
                "name": name(question, row),
                "given": answers.get((code, row), Given()),
            }
            for code, row in rules.keys(question)
        ]
        given = places[0]["given"] if places else Given()
        field, fault = name(question), faults.get(question.code, "")
        shown = rules.is_shown(question, answers)
        conditions = [c for c in question.shown_if if c.question in here]
        described = [f"{field}-if"] if conditions else []
        described += [f"{field}-help"] if question.help else []
        described += [f"{field}-error"] if fault else []
        fields.append(
            {
                "question": question,
                "name": field,
                "places": places,
                "given": given,
                "value": _as_typed(given),  # type: ignore[arg-type]
                "shown": shown,
                "hidden": not shown and not conditions,
                "conditions": condition_words(replace(question, shown_if=tuple(conditions)), whole),
                "described_by": " ".join(described),
                "fault": fault,
            }
        )
    return fields


def _as_typed(given: Given) -> str:
    """A number as it is typed in Swedish, without grouping; else what was written."""
    return given.text if given.number is None else f"{given.number:.15g}".replace(".", ",")
