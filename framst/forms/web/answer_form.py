"""Questions as fields of a page, and a posted page as answers."""

from __future__ import annotations

import math
from typing import Any

from django.http import QueryDict

from framst.forms import rules
from framst.forms.terms import CHOOSING, Answers, Given, Kind, Question, Section


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
                text = post.get(field, "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
                given[key] = Given(number=_number(text)) if text else Given()
            elif question.kind is Kind.DATE:
                given[key] = Given(on=post.get(field, "").strip())
            else:
                given[key] = Given(text=post.get(field, "").replace("\x00", ""))
    return given


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def shown_fields(section: Section, answers: Answers, faults: dict[str, str]) -> list[dict[str, Any]]:
    """Return what the page needs of each question of a section: the words, what was given, whether it is shown."""
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
        fields.append(
            {
                "question": question,
                "name": name(question),
                "places": places,
                "given": places[0]["given"] if places else Given(),
                "shown": rules.is_shown(question, answers),
                "fault": faults.get(question.code, ""),
            }
        )
    return fields
