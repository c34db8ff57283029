"""The rules of question sets and answers: what a sound set is, what is shown, what an answer may be."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from framst.foundation.words import N_

from .terms import CHOOSING, SCALE, Answers, Condition, Given, Kind, Option, Question, Questionnaire, Section

_CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
# The code of a choice or a row: what answers keep (40 characters) and a select_multiple of XLSForm can hold (no space).
_CHOICE_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")
LONGEST_CODE = 40  # characters
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
                bool(s.get("common", True)),
                str(s.get("part", "")),
            )
            for s in content.get("sections", ())
        ),
    )


def faults(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield (where, what is wrong in Swedish) for everything that must be mended before a version is published."""
    if not questionnaire.title.strip():
        yield "", N_("Frågorna saknar rubrik.")
    if not questionnaire.questions and not any(s.part for s in questionnaire.sections):
        yield "", N_("Det finns ingen fråga.")
    codes = [s.code for s in questionnaire.sections]
    seen: dict[str, Question] = {}
    for section in questionnaire.sections:
        if not section.title.strip():
            yield section.code, N_("Avsnittet saknar rubrik.")
        if not section.questions and not section.part:
            yield section.code, N_("Avsnittet har ingen fråga.")
        if codes.count(section.code) > 1:
            yield section.code, N_("Två avsnitt har samma kod.")
        for question in section.questions:
            for _field, fault in question_faults(question, seen):
                yield question.code, fault
            seen[question.code] = question


def question_faults(question: Question, seen: Mapping[str, Question]) -> Iterator[tuple[str, str]]:
    """Yield (field of Question, what is wrong) for one question, given those that stand before it."""
    if not _CODE.match(question.code):
        yield "code", N_("Koden ska börja med en bokstav och bara ha a–z, 0–9 och _.")
    if question.code in seen:
        yield "code", N_("Koden finns två gånger.")
    if not question.text.strip():
        yield "text", N_("Frågan saknar text.")
    if question.kind in CHOOSING and len(question.options) < 2:
        yield "options", N_("Frågan behöver minst två svarsval.")
    if len({o.code for o in question.options}) < len(question.options):
        yield "options", N_("Två svarsval har samma kod.")
    if question.kind is Kind.MATRIX and not question.rows:
        yield "rows", N_("Matrisen saknar rader.")
    if len({r.code for r in question.rows}) < len(question.rows):
        yield "rows", N_("Två rader har samma kod.")
    for field, options in (("options", question.options), ("rows", question.rows)):
        if not all(_CHOICE_CODE.match(o.code) for o in options):
            yield field, N_("Koderna för svarsval och rader får bara ha bokstäverna a–z, siffror, punkt, _ och -.")
        if not all(o.label.strip() for o in options):
            yield field, N_("Ett svarsval eller en rad saknar text.")
    for condition in question.shown_if:
        asked = seen.get(condition.question)
        if asked is None:
            yield "shown_if", N_("Villkoret pekar på en fråga som inte står före den här.")
        elif not condition.any_of or not set(condition.any_of) <= {o.code for o in asked.options}:
            yield "shown_if", N_("Villkoret nämner ett svarsval som inte finns.")
        elif (condition.question, condition.row) not in keys(asked):
            yield "shown_if", N_("Villkoret nämner en rad som inte finns.")


def code_from(text: str, taken: Container[str], otherwise: str = "q") -> str:
    """Return a code made of the first words of `text` (å, ä, ö without their marks) that is not in `taken`."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    code = ""
    for word in words:
        if code and len(code) + 1 + len(word) > 24:
            break
        code = f"{code}_{word}" if code else word[:24]
    if not _CODE.match(code):
        code = f"{otherwise}_{code}" if code else otherwise
    return unused(code, taken)


def unused(code: str, taken: Container[str]) -> str:
    """Return `code`, or `code_2`, `code_3` … when it is taken; never longer than a code may be."""
    tried, number = code[:LONGEST_CODE], 2
    while tried in taken:
        tried = f"{code[: LONGEST_CODE - 1 - len(str(number))]}_{number}"
        number += 1
    return tried


def with_question(questionnaire: Questionnaire, section: str, question: Question, former: str = "") -> Questionnaire:
    """Return the set with `question` in the place of the one with the code `former`, or last in `section`.

    Conditions that asked for `former` ask for the new code.
    """

    def renamed(one: Question) -> Question:
        conditions = tuple(
            replace(c, question=question.code) if former and c.question == former else c for c in one.shown_if
        )
        return replace(one, shown_if=conditions)

    sections = []
    for part in questionnaire.sections:
        questions = tuple(question if former and q.code == former else renamed(q) for q in part.questions)
        if not former and part.code == section:
            questions += (question,)
        sections.append(replace(part, questions=questions))
    return replace(questionnaire, sections=tuple(sections))


def without_question(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Return the set without the question. Conditions that asked for it are left, and are faults."""
    return replace(
        questionnaire,
        sections=tuple(
            replace(s, questions=tuple(q for q in s.questions if q.code != code)) for s in questionnaire.sections
        ),
    )


def moved_question(questionnaire: Questionnaire, code: str, steps: int) -> Questionnaire:
    """Return the set with the question one place up (-1) or down (1); past the edge it goes to the next section."""
    sections = [list(s.questions) for s in questionnaire.sections]
    for number, questions in enumerate(sections):
        for place, question in enumerate(questions):
            if question.code != code:
                continue
            del questions[place]
            if 0 <= place + steps <= len(questions):
                questions.insert(place + steps, question)
            elif 0 <= number + steps < len(sections):
                beside = sections[number + steps]
                beside.insert(len(beside) if steps < 0 else 0, question)
            else:
                return questionnaire
            parts = zip(questionnaire.sections, sections, strict=True)
            return replace(questionnaire, sections=tuple(replace(s, questions=tuple(q)) for s, q in parts))
    return questionnaire


def moved_section(questionnaire: Questionnaire, code: str, steps: int) -> Questionnaire:
    """Return the set with the section one place up (-1) or down (1); at the edge it stays."""
    sections = list(questionnaire.sections)
    here = next((n for n, s in enumerate(sections) if s.code == code), None)
    if here is not None and 0 <= here + steps < len(sections):
        sections.insert(here + steps, sections.pop(here))
    return replace(questionnaire, sections=tuple(sections))


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
