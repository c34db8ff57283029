"""What is found while an XLSForm is read: faults, what does not come along, and codes that had to be changed."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from framst.forms.rules import unused
from framst.forms.terms import Option
from framst.foundation.refusal import BadInput, Fault
from framst.foundation.words import N_

from . import types
from .sheets import MOST_FAULTS, NOT_READ, Row

_CODE = re.compile(r"[^a-z0-9_]+")
_SOUND = re.compile(r"^[a-z][a-z0-9_]*$")
_CHOICE = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class LeftOut:
    """Something in the workbook that does not come along: where it stands, what stands there, and why."""

    sheet: str
    row: int | None
    column: str
    value: str
    why: str


@dataclass
class ChoiceList:
    """A list of choices: codes by the workbook's names, in order."""

    options: list[Option] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    not_applicable: bool = False
    used: bool = False
    row: int = 0


class Notes:
    """What is found while reading: faults, which refuse the workbook, and what does not come along."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.left_out: list[LeftOut] = []

    def fault(self, sheet: str, row: int | None, column: str, value: str, expected: str) -> None:
        self.faults.append(Fault(row, f"{sheet}: {column}" if column else sheet, value, expected))

    def leave(self, sheet: str, row: int | None, column: str, value: str, why: str) -> None:
        self.left_out.append(LeftOut(sheet, row, column, value[:200], why))

    def refuse(self) -> None:
        if self.faults:
            raise BadInput(NOT_READ, tuple(self.faults[:MOST_FAULTS]))


def tell_others(row: Row, sheet: str, known: set[str], notes: Notes) -> None:
    """Tell what stands in columns that we do not read."""
    for column, text in row.cells.items():
        if column not in known:
            why = types.COLUMNS.get(column.partition("::")[0], types.NO_COLUMN)
            notes.leave(sheet, row.number, column, text, why)


def code_of(name: str, taken: set[str], row: int, notes: Notes) -> str:
    """Return the code of a question or section with the workbook's `name`, told when it is not the same."""
    plain = name
    if not _SOUND.match(name):
        plain = _CODE.sub("_", name.lower()).strip("_") or "q"
        plain = plain if plain[0].isalpha() else f"q_{plain}"
    code = unused(plain, taken)
    if code != name:
        notes.leave("survey", row, "name", name, N_("Koden skrivs om; den får bara ha a–z, 0–9 och _."))
    return code


def choice_code(name: str, taken: Container[str], otherwise: str) -> str:
    """Return the code of a choice or a matrix row with the workbook's `name`."""
    return unused(_CHOICE.sub("_", name).lstrip("_.-") or otherwise, taken)
