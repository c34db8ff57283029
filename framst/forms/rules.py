"""The rules of question sets and answers: what a sound set is, what is shown, what an answer may be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from framst.foundation.words import N_

from .terms import CHOOSING, SCALE, Answers, Condition, Given, Kind, Option, Question, Questionnaire, Section

_CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
LONGEST_TEXT = 20_000  # characters


def written(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the content as JSON data; `read` gives back the same questionnaire."""
    return asdict(questionnaire)


def read(content: Mapping[str, Any]) -> Questionnaire:
    """Return the questionnaire that `content` (from `written`) describes. Raises KeyError or ValueError on other data."""

    def option(data: Mapping[str, Any]) -> Option:
        return Option(str(data["code"]), str(data["label"]))

    def question(data: Mapping[str, Any]) -> Question:
        return Question(
            code=str(data["code"]),
            kind=Kind(data["kind"]),
            text=str(data["text"]),
            help=str(data.get("help", "")),
            required=bool(data.get("required", False)),
            options=tuple(option(o) for o in data.get("options", ())),
            rows=tuple(option(r) for r in data.get("rows", ())),
            unit=str(data.get("unit", "")),
            not_applicable=bool(data.get("not_applicable", False)),
            shown_if=tuple(
                Condition(str(c["question"]), tuple(c["any_of"]), str(c.get("row", "")))
                for c in data.get("shown_if", ())
            ),
            minutes=float(data.get("minutes", 0.5)),
        )

    return Questionnaire(
        title=str(content["title"]),
        intro=str(content.get("intro", "")),
        sections=tuple(
            Section(
                str(s["code"]),
                str(s["title"]),
                str(s.get("help", "")),
                tuple(question(q) for q in s.get("questions", ())),
            )
            for s in content.get("sections", ())
        ),
    )


def faults(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield (where, what is wrong in Swedish) for everything that must be mended before a version is published."""
    if not questionnaire.questions:
        yield "", N_("Det finns ingen fråga.")
    seen: dict[str, Question] = {}
    for section in questionnaire.sections:
        if not section.title.strip():
            yield section.code, N_("Avsnittet saknar rubrik.")
        for question in section.questions:
            if not _CODE.match(question.code):
                yield question.code, N_("Koden ska börja med en bokstav och bara ha a–z, 0–9 och _.")
            if question.code in seen:
                yield question.code, N_("Koden finns två gånger.")
            if not question.text.strip():
                yield question.code, N_("Frågan saknar text.")
            if question.kind in CHOOSING and len(question.options) < 2:
                yield question.code, N_("Frågan behöver minst två svarsval.")
            if len({o.code for o in question.options}) < len(question.options):
                yield question.code, N_("Två svarsval har samma kod.")
            if question.kind is Kind.MATRIX and not question.rows:
                yield question.code, N_("Matrisen saknar rader.")
            if len({r.code for r in question.rows}) < len(question.rows):
                yield question.code, N_("Två rader har samma kod.")
            for condition in question.shown_if:
                asked = seen.get(condition.question)
                if asked is None:
                    yield question.code, N_("Villkoret pekar på en fråga som inte står före den här.")
                elif not set(condition.any_of) <= {o.code for o in asked.options}:
                    yield question.code, N_("Villkoret nämner ett svarsval som inte finns.")
            seen[question.code] = question


def is_shown(question: Question, answers: Mapping[tuple[str, str], Given]) -> bool:
    """Whether `question` is asked of one who has answered `answers`: all its conditions hold.

    An unanswered question meets no condition.
    """
    return all(bool(set(answers.get((c.question, c.row), Given()).choices) & set(c.any_of)) for c in question.shown_if)


def shown(questionnaire: Questionnaire, answers: Mapping[tuple[str, str], Given]) -> list[Question]:
    """Return the questions that are asked, in order. An answer to a question that is not shown counts as none."""
    kept: Answers = {}
    visible = []
    for question in questionnaire.questions:
        if is_shown(question, kept):
            visible.append(question)
            kept.update({key: given for key, given in answers.items() if key[0] == question.code})
    return visible


def keys(question: Question) -> list[tuple[str, str]]:
    """Return the places in which an answer to `question` stands: one, or one for each row of a matrix."""
    if question.kind is Kind.MATRIX:
        return [(question.code, row.code) for row in question.rows]
    return [(question.code, "")]


def answer_fault(question: Question, given: Given) -> str:
    """Return what is wrong with `given` as an answer to `question`, in Swedish; empty when nothing is."""
    if given.empty:
        return ""
    if given.not_applicable:
        return "" if question.not_applicable else N_("Frågan kan inte vara ej aktuell.")
    if question.kind in CHOOSING:
        if not set(given.choices) <= {o.code for o in question.options}:
            return N_("Svaret finns inte bland svarsvalen.")
        if question.kind is not Kind.CHOICES and len(given.choices) > 1:
            return N_("Välj bara ett svar.")
        return ""
    if question.kind is Kind.DATE:
        try:
            dt.date.fromisoformat(given.on)
        except ValueError:
            return N_("Skriv datumet som ÅÅÅÅ-MM-DD.")
        return ""
    if question.kind is Kind.NUMBER:
        return "" if given.number is not None else N_("Skriv ett tal.")
    if len(given.text) > LONGEST_TEXT:
        return N_("Texten är för lång.")
    return ""


def missing(questionnaire: Questionnaire, answers: Mapping[tuple[str, str], Given]) -> list[Question]:
    """Return the shown questions that must be answered and are not (every row of a required matrix)."""
    return [
        q
        for q in shown(questionnaire, answers)
        if q.required and any(answers.get(key, Given()).empty for key in keys(q))
    ]


def minutes_left(questionnaire: Questionnaire, answers: Mapping[tuple[str, str], Given]) -> float:
    """Return the estimate of how many minutes remain: the shown questions that have no answer yet."""
    return sum(q.minutes for q in shown(questionnaire, answers) if all(answers.get(k, Given()).empty for k in keys(q)))


def scale_question(code: str, text: str, **more: Any) -> Question:
    """Return a question on the house's scale: yes, partly, no, don't know."""
    return Question(code=code, kind=Kind.SCALE, text=text, options=SCALE, **more)
