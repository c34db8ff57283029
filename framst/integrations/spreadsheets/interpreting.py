"""What a row of an exported web form says: whose it is, when it was handed in, what was answered. Knows no database."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from framst.forms.rules import LONGEST_TEXT, answer_fault, missing
from framst.forms.terms import CHOOSING, Answers, Given, Kind, Option, Question, Questionnaire
from framst.foundation.refusal import Fault
from framst.foundation.words import N_

from . import mapping
from .reading import Row, Table

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOT_APPLICABLE = frozenset({"ej aktuellt", "inte aktuellt", "ej aktuell", "ej tillämpligt", "not applicable", "n/a"})
NOBODY = frozenset({"", "anonymous", "anonym"})  # what web forms write when they do not ask who answers

A_TIME = N_("en tid som ÅÅÅÅ-MM-DD TT:MM")
A_DAY = N_("ett datum som ÅÅÅÅ-MM-DD")
A_NUMBER = N_("ett tal, till exempel 12 eller 1,5")
A_SHORTER_TEXT = N_("högst 20 000 tecken")
AN_ADDRESS = N_("e-postadressen till den som svarat, på varje rad eller inte alls")

_DAY_FIRST = re.compile(r"^(\d{4}-\d\d-\d\d)[ T](\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d+)?)?( ?(?:Z|[+-]\d\d:\d\d))?$")


@dataclass(frozen=True)
class Response:
    """One row, understood. `key` names the row in its own file: the response's number, else what it says."""

    number: int
    key: str
    email: str
    unit: str
    started: dt.datetime | None
    completed: dt.datetime | None
    answers: Answers
    complete: bool  # every required question that is shown has an answer
    values: dict[str, str]


def is_identified(table: Table, chosen: Mapping[str, str]) -> bool:
    """Whether the file says who answered: it has a column of addresses with at least one address in it."""
    column = _column(chosen, mapping.EMAIL)
    return column is not None and any(row.cells.get(column, "").casefold() not in NOBODY for row in table.rows)


def responses(
    table: Table, chosen: Mapping[str, str], questionnaire: Questionnaire
) -> tuple[list[Response], list[Fault]]:
    """Return what each row says, and every fault found. Rows with a fault are not among the responses."""
    known = mapping.targets(questionnaire)
    about = {target: _column(chosen, target) for target in mapping.ABOUT_THE_ROW}
    identified = is_identified(table, chosen)
    found: list[Response] = []
    faults: list[Fault] = []
    for row in table.rows:
        wrong: list[Fault] = []
        answers: Answers = {}
        for column, target in chosen.items():
            if target in known and (value := row.cells.get(column, "")):
                question, code = known[target]
                given, expected = answered(question, value)
                if expected:
                    wrong.append(Fault(row.number, column, value, expected))
                else:
                    answers[question.code, code] = given
        email = _cell(row, about[mapping.EMAIL]).casefold() if identified else ""
        if identified and email in NOBODY:
            wrong.append(Fault(row.number, about[mapping.EMAIL] or "", email, AN_ADDRESS))
        times = {}
        for target in (mapping.STARTED, mapping.COMPLETED):
            text = _cell(row, about[target])
            times[target] = moment(text)
            if text and times[target] is None:
                wrong.append(Fault(row.number, about[target] or "", text, A_TIME))
        faults += wrong
        if not wrong:
            found.append(
                Response(
                    number=row.number,
                    key=_cell(row, about[mapping.ID])[:60] or _digest(row),
                    email=email,
                    unit=_cell(row, about[mapping.UNIT]),
                    started=times[mapping.STARTED],
                    completed=times[mapping.COMPLETED],
                    answers=answers,
                    complete=not missing(questionnaire, answers),
                    values=row.cells,
                )
            )
    return found, faults


def _digest(row: Row) -> str:
    return hashlib.sha256("\x1f".join(row.cells.values()).encode()).hexdigest()[:32]


def _column(chosen: Mapping[str, str], target: str) -> str | None:
    return next((column for column, what in chosen.items() if what == target), None)


def _cell(row: Row, column: str | None) -> str:
    return row.cells.get(column, "").strip() if column else ""


def moment(text: str) -> dt.datetime | None:
    """Return the time that a cell says, Sweden's unless it names another; None when it says none.

    "2024-06-03 09:12", "2024-06-03T09:12:30", "2024-06-03 09.12" and a date alone (the day's end) are times.
    """
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(23, 59), STOCKHOLM)
        match = _DAY_FIRST.match(text)
        if match is None:
            return None
        day, hour, minute, second, zone = match.groups()
        written = f"{day}T{int(hour):02d}:{minute}:{second or '00'}{(zone or '').strip().replace('Z', '+00:00')}"
        at = dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)


def answered(question: Question, value: str) -> tuple[Given, str]:
    """Return the answer that a cell gives to a question, or what was expected in it (in the reader's Swedish)."""
    if question.not_applicable and value.casefold().strip(" .;") in NOT_APPLICABLE:
        return Given(not_applicable=True), ""
    if question.kind in CHOOSING:
        codes = choices(question.options, value, several=question.kind is Kind.CHOICES)
        if codes is None:
            listed = ", ".join(option.label for option in question.options)
            if question.not_applicable:
                listed += ", Ej aktuellt"
            return Given(), _("ett av svarsvalen: %s") % listed
        given = Given(choices=codes)
    elif question.kind is Kind.NUMBER:
        plain = re.sub(r"[\s\u00a0]", "", value).replace(",", ".")
        if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?", plain):
            return Given(), A_NUMBER
        given = Given(number=float(plain))
    elif question.kind is Kind.DATE:
        day = re.sub(r"T00:00(:00)?$", "", value)
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", day) or answer_fault(question, Given(on=day)):
            return Given(), A_DAY
        given = Given(on=day)
    else:
        given = Given(text=value)
    if fault := answer_fault(question, given):
        return Given(), A_SHORTER_TEXT if len(given.text) > LONGEST_TEXT else fault
    return given, ""


def choices(options: tuple[Option, ...], value: str, *, several: bool) -> tuple[str, ...] | None:
    """Return the codes of the choices that a cell names by their words, in any case; None when one is unknown.

    Several choices stand in one cell with `;` between and often after them. A choice whose words have a `;` of
    their own is found too: the longest words that fit are taken.
    """
    by_words = {_words(option.label): option.code for option in options}
    if not several:
        code = by_words.get(_words(value.strip().rstrip(";")))
        return None if code is None else (code,)
    pieces = value.split(";")
    codes: list[str] = []
    at = 0
    while at < len(pieces):
        if not pieces[at].strip():
            at += 1
            continue
        for end in range(len(pieces), at, -1):
            code = by_words.get(_words(";".join(pieces[at:end])))
            if code is not None:
                codes.append(code)
                at = end
                break
        else:
            return None
    order = [option.code for option in options]
    return tuple(sorted(set(codes), key=order.index)) or None


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()
