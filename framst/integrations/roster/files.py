"""The roster from files: one workbook with sheets, or a folder of CSV files, one a list. docs/how-to/elevlistan.md.

A file is read whole or not at all. What is personal is never repeated in a fault: it names row and column.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from framst.foundation.identity_numbers import identity_number
from framst.foundation.name_tokens import name_tokens
from framst.foundation.refusal import Fault
from framst.foundation.sort_key import sort_key
from framst.foundation.words import N_
from framst.foundation.workbook_xml import letters
from framst.integrations.spreadsheets.reading import Row, refused
from framst.organisation.terms import GroupKind, NumberKind, Sex

from .digests import digest
from .rows import (
    DutyRow,
    EnrolmentRow,
    GroupDutyRow,
    GroupRow,
    GuardianRow,
    MembershipRow,
    PupilRow,
    RosterRow,
    StaffRow,
)
from .staging import Stage

MOST_FAULTS = 50
_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2}|\d{8})$", re.ASCII)

PUPIL, NUMBER, GIVEN, FAMILY, BORN, SEX, MARK = (
    "elev-id", "personnummer", "förnamn", "efternamn", "födelsedatum", "kön", "skyddad",
)  # fmt: skip
UNIT, FORM, GRADE, PROGRAMME, FROM, UNTIL = "enhetskod", "skolform", "årskurs", "program", "från", "till"
GUARDIAN, EMAIL, PHONE, RELATION, INFORMED = "vårdnadshavare-id", "e-post", "telefon", "relation", "får information"
GROUP, NAME, KIND, PERSON, ROLE = "grupp-id", "namn", "slag", "person-id", "roll"

# Each list: its columns, and those of them that must have a value on every row.
LISTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "elever": (
        (PUPIL, NUMBER, GIVEN, FAMILY, BORN, SEX, MARK, UNIT, FORM, GRADE, PROGRAMME, FROM, UNTIL),
        (PUPIL, UNIT, FROM),
    ),
    "vardnadshavare": (
        (PUPIL, GUARDIAN, GIVEN, FAMILY, EMAIL, PHONE, RELATION, INFORMED, MARK),
        (PUPIL, GUARDIAN),
    ),
    "grupper": ((GROUP, UNIT, NAME, KIND, FROM, UNTIL), (GROUP, UNIT, NAME)),
    "gruppmedlemmar": ((GROUP, PUPIL, FROM, UNTIL), (GROUP, PUPIL, FROM)),
    "personal": ((PERSON, GIVEN, FAMILY, EMAIL, MARK), (PERSON, EMAIL)),
    "uppdrag": ((PERSON, ROLE, UNIT, FROM, UNTIL), (PERSON, ROLE, UNIT, FROM)),
    "gruppansvar": ((GROUP, PERSON, ROLE, FROM, UNTIL), (GROUP, PERSON, ROLE, FROM)),
}
KINDS: dict[str, tuple[type, ...]] = {
    "elever": (PupilRow, EnrolmentRow),
    "vardnadshavare": (GuardianRow,),
    "grupper": (GroupRow,),
    "gruppmedlemmar": (MembershipRow,),
    "personal": (StaffRow,),
    "uppdrag": (DutyRow,),
    "gruppansvar": (GroupDutyRow,),
}
SEX_WORDS = {"f": Sex.FEMALE, "k": Sex.FEMALE, "flicka": Sex.FEMALE, "kvinna": Sex.FEMALE, "m": Sex.MALE,
             "p": Sex.MALE, "pojke": Sex.MALE, "man": Sex.MALE, "": Sex.UNKNOWN, "okänt": Sex.UNKNOWN}  # fmt: skip
KIND_WORDS = {"klass": GroupKind.CLASS, "mentor": GroupKind.MENTOR, "mentorsgrupp": GroupKind.MENTOR,
              "undervisning": GroupKind.TEACHING, "undervisningsgrupp": GroupKind.TEACHING,
              "fritids": GroupKind.LEISURE, "fritidshem": GroupKind.LEISURE, "": GroupKind.OTHER, "annan": GroupKind.OTHER}  # fmt: skip
# The two marks of the population register. There is no third: a person with a new identity looks ordinary.
MARK_WORDS = {"": "", "nej": "", "ingen": "", "sekretessmarkering": "S", "skyddad folkbokföring": "F"}
YES_NO = {"": True, "ja": True, "nej": False}

A_DATE = N_("ett datum, till exempel 2025-08-18")
A_NUMBER = N_("ett personnummer, samordningsnummer eller tillfälligt nummer (T eller TF)")
A_SEX = N_("flicka, pojke eller tomt")
A_MARK = N_("sekretessmarkering, skyddad folkbokföring eller tomt")
A_KIND = N_("klass, mentor, undervisning, fritids eller tomt")
YES_OR_NO = N_("ja eller nej")
A_VALUE = N_("ett värde på varje rad")
A_ROLE = N_("ett yrke som finns i listan över yrken")
A_LIST = N_("en lista som heter elever, vardnadshavare, grupper, gruppmedlemmar, personal, uppdrag eller gruppansvar")
THE_COLUMN = N_("kolumnen finns i listan")
KNOWN_COLUMN = N_("en rubrik som listan har")
SHORT = N_("högst %(most)d tecken")
A_NAME = N_("ett namn, när eleven inte är skyddad")


@dataclass(frozen=True)
class List:
    """One list of a roster: its name, the columns that it has, and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


def reader(
    lists: list[List], *, source: str, professions: Mapping[str, str], today: dt.date
) -> Callable[[Stage], Iterator[RosterRow]]:
    """Return what reads `lists`, in the order that they need each other, and raises BadInput with their faults.

    `professions` is the word or code of a profession → its code.
    """

    def read(stage: Stage) -> Iterator[RosterRow]:
        faults: list[Fault] = []
        for one in lists:
            faults += _heading_faults(one)
            stage.tells_of(*KINDS.get(one.name, ()))
        if faults:
            raise refused(*faults)
        for one in sorted(lists, key=lambda each: list(LISTS).index(each.name)):
            cells = _Cells(one.name, faults, professions, today)
            make = _MAKERS[one.name]
            for row in one.rows:
                cells.begin(row)
                yield from make(cells, source)
                if len(faults) >= MOST_FAULTS:
                    raise refused(*faults)
        if faults:
            raise refused(*faults)

    return read


def _heading_faults(one: List) -> list[Fault]:
    if one.name not in LISTS:
        return [Fault(None, "", one.name, A_LIST)]
    known, needed = LISTS[one.name]
    has = {c.casefold() for c in one.columns}
    # An unknown heading is told by its letter: of a file without a heading it would be the first pupil's name.
    return [
        *(
            Fault(1, f"{one.name}: {letters(n)}", "", KNOWN_COLUMN)
            for n, c in enumerate(one.columns, start=1)
            if c.casefold() not in known
        ),
        *(Fault(1, f"{one.name}: {c}", "", THE_COLUMN) for c in needed if c not in has),
    ]


class _Cells:
    """The cells of one row, read as what they must be; what is wrong is noted with row and column, never the value."""

    def __init__(self, name: str, faults: list[Fault], professions: Mapping[str, str], today: dt.date) -> None:
        self.name, self.faults, self.professions, self.today = name, faults, professions, today
        self.needed = LISTS[name][1]
        self.line = 0
        self._cells: dict[str, str] = {}
        self._columns: dict[str, str] = {}

    def begin(self, row: Row) -> None:
        self.line = row.number
        columns = self._columns
        if not columns:
            columns.update((column, column.casefold()) for column in row.cells)
        # White space within a cell is one space; most cells have none, or one that needs nothing done.
        self._cells = {
            columns[column]: text if text.isascii() and text.isalnum() else " ".join(text.split())
            for column, text in row.cells.items()
        }
        for column in self.needed:
            if not self._cells.get(column):
                self.wrong(column, A_VALUE)

    def wrong(self, column: str, expected: str) -> None:
        self.faults.append(Fault(self.line, f"{self.name}: {column}", "", expected))

    def text(self, column: str, most: int = 100) -> str:
        value = self._cells.get(column, "")
        if len(value) > most:
            self.wrong(column, SHORT % {"most": most})
        return value[:most]

    def day(self, column: str) -> dt.date | None:
        value = self.text(column)
        if not value:
            return None
        day = _day(value)
        if day is None:
            self.wrong(column, A_DATE)
        return day

    def first_day(self) -> dt.date:
        return self.day(FROM) or dt.date.min

    def one_of(self, column: str, words: Mapping[str, str], expected: str) -> str:
        value = words.get(self.text(column).casefold())
        if value is None:
            self.wrong(column, expected)
            return ""
        return str(value)

    def role(self) -> str:
        return self.one_of(ROLE, self.professions, A_ROLE)

    def informed(self) -> bool:
        value = YES_NO.get(self.text(INFORMED).casefold())
        if value is None:
            self.wrong(INFORMED, YES_OR_NO)
        return value is not False


@functools.lru_cache(maxsize=20_000)
def _day(text: str) -> dt.date | None:
    """Return the day that `text` is, as people and spreadsheets write it; None for anything else."""
    text = text.removesuffix("T00:00:00").removesuffix(" 00:00:00")
    if not _DAY.match(text):
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year < 2200 else None


def _pupil(cells: _Cells, source: str) -> Iterator[RosterRow]:
    key, mark = cells.text(PUPIL), cells.one_of(MARK, MARK_WORDS, A_MARK)
    number = identity_number(cells.text(NUMBER), cells.today) if cells.text(NUMBER) else None
    if cells.text(NUMBER) and number is None:
        cells.wrong(NUMBER, A_NUMBER)
    given, family = cells.text(GIVEN), cells.text(FAMILY)
    if not mark:
        for column, name in ((GIVEN, given), (FAMILY, family)):
            if not name:
                cells.wrong(column, A_NAME)
    born = cells.day(BORN) or (number.born if number else None)
    yield PupilRow(
        cells.line, key, given, family, sort_key(f"{family} {given}"), list(name_tokens(given, family)), born,
        cells.one_of(SEX, SEX_WORDS, A_SEX), number.text if number else "",
        str(NumberKind(number.kind)) if number else "", mark, digest(source, key),
    )  # fmt: skip
    yield EnrolmentRow(
        cells.line, key, cells.text(UNIT, 20), cells.text(FORM, 10).upper(), cells.text(GRADE, 4),
        cells.text(PROGRAMME), cells.first_day(), cells.day(UNTIL),
    )  # fmt: skip


def _guardian(cells: _Cells, source: str) -> Iterator[RosterRow]:
    yield GuardianRow(
        cells.line, cells.text(PUPIL), cells.text(GUARDIAN), cells.text(GIVEN), cells.text(FAMILY),
        cells.text(EMAIL, 254).lower(), cells.text(PHONE, 40), cells.text(RELATION, 40) or "Vårdnadshavare",
        cells.informed(), cells.one_of(MARK, MARK_WORDS, A_MARK),
    )  # fmt: skip


def _group(cells: _Cells, source: str) -> Iterator[RosterRow]:
    name = cells.text(NAME)
    yield GroupRow(
        cells.line, cells.text(GROUP), cells.text(UNIT, 20), name, sort_key(name),
        cells.one_of(KIND, KIND_WORDS, A_KIND), cells.day(FROM), cells.day(UNTIL),
    )  # fmt: skip


def _membership(cells: _Cells, source: str) -> Iterator[RosterRow]:
    yield MembershipRow(cells.line, cells.text(GROUP), cells.text(PUPIL), cells.first_day(), cells.day(UNTIL))


def _staff(cells: _Cells, source: str) -> Iterator[RosterRow]:
    given, family = cells.text(GIVEN), cells.text(FAMILY)
    yield StaffRow(
        cells.line, cells.text(PERSON), given, family, sort_key(f"{family} {given}"), cells.text(EMAIL, 254).lower(),
        cells.one_of(MARK, MARK_WORDS, A_MARK),
    )  # fmt: skip


def _duty(cells: _Cells, source: str) -> Iterator[RosterRow]:
    yield DutyRow(
        cells.line, cells.text(PERSON), cells.text(UNIT, 20), cells.role(), cells.first_day(), cells.day(UNTIL)
    )


def _group_duty(cells: _Cells, source: str) -> Iterator[RosterRow]:
    yield GroupDutyRow(
        cells.line, cells.text(GROUP), cells.text(PERSON), cells.role(), cells.first_day(), cells.day(UNTIL)
    )


_MAKERS: dict[str, Callable[[_Cells, str], Iterator[RosterRow]]] = {
    "elever": _pupil,
    "vardnadshavare": _guardian,
    "grupper": _group,
    "gruppmedlemmar": _membership,
    "personal": _staff,
    "uppdrag": _duty,
    "gruppansvar": _group_duty,
}
