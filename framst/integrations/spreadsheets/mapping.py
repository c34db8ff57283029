"""Which column is what: proposed from the headings, and decided by a person once. Knows no database.

A target is a text, so that it can be kept as it is: "email", "question:tagit_del", "question:kompetenser:kurator".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from framst.forms.rules import keys
from framst.forms.terms import Kind, Question, Questionnaire
from framst.foundation.refusal import Fault
from framst.foundation.words import N_

IGNORED = "ignored"
EMAIL, NAME, ID, UNIT, STARTED, COMPLETED = "email", "name", "id", "unit", "started", "completed"
# What a column can hold beside answers.
ABOUT_THE_ROW = {
    IGNORED: N_("läs inte in kolumnen"),
    EMAIL: N_("e-post till den som svarat"),
    NAME: N_("namn på den som svarat"),
    UNIT: N_("skolenhet"),
    ID: N_("svarets nummer"),
    STARTED: N_("när svaret började"),
    COMPLETED: N_("när svaret lämnades"),
}

# Headings of common web forms (Microsoft Forms and Google Forms, in Swedish and English) and of our own export.
_KNOWN = {
    ID: ("id", "svars-id", "nr", "response id"),
    STARTED: ("start time", "starttid", "starttidpunkt"),
    COMPLETED: ("completion time", "slutförandetid", "sluttid", "tidstämpel", "timestamp"),
    EMAIL: ("email", "e-mail", "e-post", "e-postadress", "email address", "epost"),
    NAME: ("name", "namn"),
    UNIT: ("skolenhet", "skolenheter", "skolenhetskod", "skola"),
    IGNORED: ("last modified time", "senast ändrad", "tid för senaste ändring", "language", "språk", "läge"),
}
_ABOUT = {heading: target for target, headings in _KNOWN.items() for heading in headings}

A_TARGET = N_("en kolumn som är kopplad till en fråga, eller som inte ska läsas in")
ONE_COLUMN = N_("en enda kolumn för samma sak")
A_KNOWN_TARGET = N_("en fråga som finns i uppföljningen")


def target_of(question: str, row: str = "") -> str:
    """Return the target of a question's column, or of a matrix row's."""
    return f"question:{question}:{row}" if row else f"question:{question}"


def targets(questionnaire: Questionnaire) -> dict[str, tuple[Question, str]]:
    """Return every target that is an answer: what it is the answer to."""
    return {target_of(*key): (question, key[1]) for question in questionnaire.questions for key in keys(question)}


def proposed(columns: Iterable[str], questionnaire: Questionnaire, kept: Mapping[str, str]) -> dict[str, str]:
    """Return a target for each column that can be told from its heading; what was kept before comes first.

    Two questions may have the same words: a web form then numbers the later headings ("Vad beror det på?2"),
    and they are taken in the order of the questions.
    """
    known = targets(questionnaire)
    found = {column: kept[column] for column in columns if kept.get(column) in {*known, *ABOUT_THE_ROW}}
    free: dict[str, list[str]] = {}
    for target, (question, row) in known.items():
        if target not in found.values():
            for heading in _headings(question, row):
                free.setdefault(_plain(heading), []).append(target)
    for column in columns:
        if column in found:
            continue
        plain = _plain(column)
        about = _ABOUT.get(plain)
        candidates = free.get(plain) or free.get(_plain(re.sub(r"\s*\(?\d+\)?$", "", column)), [])
        target = about or next((c for c in candidates if c not in found.values()), "")
        if target and (target == IGNORED or target not in found.values()):
            found[column] = target
    return found


def _headings(question: Question, row: str) -> list[str]:
    """The headings under which a web form writes a question or a matrix row."""
    if question.kind is not Kind.MATRIX:
        return [question.text]
    label = question.row_label(row)
    return [f"{question.text}.{label}", f"{question.text} [{label}]", f"{question.text} {label}", f"[{label}]", label]


def _plain(heading: str) -> str:
    """A heading without what differs between programs: capitals, spaces, what it ends with."""
    return " ".join(heading.split()).casefold().rstrip(" .:*?")


def faults(columns: Iterable[str], chosen: Mapping[str, str], questionnaire: Questionnaire) -> list[Fault]:
    """Return what is wrong with a mapping: a column without a target, two columns for one thing, an unknown one."""
    allowed = {*targets(questionnaire), *ABOUT_THE_ROW}
    wrong, taken = [], set()
    for column in columns:
        target = chosen.get(column, "")
        if not target:
            wrong.append(Fault(1, column, column, A_TARGET))
        elif target not in allowed:
            wrong.append(Fault(1, column, target, A_KNOWN_TARGET))
        elif target != IGNORED and target in taken:
            wrong.append(Fault(1, column, column, ONE_COLUMN))
        taken.add(target)
    return wrong
