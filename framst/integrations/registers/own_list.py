"""The authority's own list of units and principals: the main way in. No database here."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from framst.foundation.refusal import BadInput, Fault
from framst.foundation.words import N_
from framst.integrations.spreadsheets.reading import NOT_READ, Row, Table
from framst.organisation.rules import grades_in, grades_of, name_in_parts
from framst.organisation.terms import UnitKind

from .register import A_NAME

UNIT, CODE, KIND, FORMS, GRADES = "enhet", "enhetskod", "typ", "skolformer", "årskurser"
DIVISION, AREA = "avdelning", "område"
PRINCIPAL, EMAIL, FROM = "rektor", "rektor e-post", "från datum"
COLUMNS = (UNIT, CODE, KIND, FORMS, GRADES, DIVISION, AREA, PRINCIPAL, EMAIL, FROM)
NEEDED = (UNIT, CODE)
KINDS = {
    "skola": UnitKind.SCHOOL,
    "skolenhet": UnitKind.SCHOOL,
    "förskola": UnitKind.PRESCHOOL,
    "förskoleenhet": UnitKind.PRESCHOOL,
    "fritidshem": UnitKind.LEISURE,
}

EIGHT_DIGITS = N_("åtta siffror för en skola (egen kod bara för förskola och fritidshem)")
OWN_CODE = N_("högst 20 bokstäver, siffror och bindestreck")
ONCE = N_("varje enhet en gång")
A_KIND = N_("skola, förskola eller fritidshem")
KNOWN_FORM = N_("skolformer som finns här, till exempel förskoleklass, grundskola")
SOME_GRADES = N_("årskurser, till exempel F–6 eller 7 8 9")
NO_DIVISION = N_("en avdelning på raden, när det finns ett område")
FULL_NAME = N_("förnamn och efternamn")
AN_ADDRESS = N_("rektorns e-postadress")
A_PRINCIPAL = N_("rektorns namn, när det finns e-post eller datum")
A_DATE = N_("ett datum, till exempel 2025-08-01")
A_FROM_DATE = N_("datumet då rektorn tillträder")
TEMPLATE_COLUMN = N_("en rubrik som finns i mallen")
THE_COLUMN = N_("kolumnen finns i filen")
EITHER_FILE = N_("mallens kolumner (enhet, enhetskod …) eller registrets (skolenhetskod, namn …)")

Wrong = Callable[[str, str], None]  # column, what was expected


@dataclass(frozen=True)
class OwnUnit:
    """One row of the list; an empty text or None is not known, and changes nothing."""

    row: int
    code: str
    name: str
    kind: str
    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    division: str = ""
    area: str = ""
    principal: tuple[str, str] | None = None  # given name, family name
    email: str = ""
    from_on: dt.date | None = None


def is_own_list(table: Table) -> bool:
    """Whether a table looks like the authority's list: it has one of the columns that it cannot do without."""
    return bool(set(NEEDED) & {c.casefold() for c in table.columns})


def parse(table: Table, *, forms: Mapping[str, str]) -> list[OwnUnit]:
    """Return the rows of the list. `forms` is a form's code or name, in capitals → code of SchoolForm.

    Raises BadInput with every fault of the file: a list is read whole or not at all.
    """
    heading = {c.casefold(): c for c in table.columns}
    faults = [Fault(1, c, c, TEMPLATE_COLUMN) for c in table.columns if c.casefold() not in COLUMNS]
    faults += [Fault(1, c, "", THE_COLUMN) for c in NEEDED if c not in heading]
    units: list[OwnUnit] = []
    if not faults:
        seen: set[str] = set()
        for row in table.rows:
            cells = {c: " ".join(row.cells.get(heading.get(c, ""), "").split()) for c in COLUMNS}
            if cells[CODE].casefold() in seen:
                faults.append(Fault(row.number, CODE, cells[CODE], ONCE))
            seen.add(cells[CODE].casefold())
            units.append(_unit(row, cells, forms, faults))
    if faults:
        raise BadInput(NOT_READ, tuple(faults))
    return units


def _unit(row: Row, cells: dict[str, str], forms: Mapping[str, str], faults: list[Fault]) -> OwnUnit:
    def wrong(column: str, expected: str) -> None:
        faults.append(Fault(row.number, column, cells[column], expected))

    code, kind = cells[CODE], UnitKind.SCHOOL
    if not cells[UNIT]:
        wrong(UNIT, A_NAME)
    if not cells[KIND] or cells[KIND].casefold() in KINDS:
        kind = KINDS.get(cells[KIND].casefold(), UnitKind.SCHOOL)
        if kind == UnitKind.SCHOOL and not re.fullmatch(r"\d{8}", code):
            wrong(CODE, EIGHT_DIGITS)
        elif not re.fullmatch(r"[\w-]{1,20}", code):
            wrong(CODE, OWN_CODE)
    else:
        wrong(KIND, A_KIND)
    if cells[AREA] and not cells[DIVISION]:
        wrong(AREA, NO_DIVISION)
    return OwnUnit(
        row=row.number,
        code=code,
        name=cells[UNIT][:200],
        kind=kind,
        forms=_forms(cells, forms, wrong),
        division=cells[DIVISION][:200],
        area=cells[AREA][:200],
        **_principal(cells, wrong),
    )


def _forms(cells: dict[str, str], forms: Mapping[str, str], wrong: Wrong) -> dict[str, tuple[str, ...]]:
    found: list[str] = []
    for part in filter(None, re.split(r"\s*[,;+]\s*", cells[FORMS])):
        words = [part] if part.upper() in forms else part.split()
        if any(w.upper() not in forms for w in words):
            wrong(FORMS, KNOWN_FORM)
            break
        found += [forms[w.upper()] for w in words]
    grades = grades_in(cells[GRADES])
    if grades is None:
        wrong(GRADES, SOME_GRADES)
        grades = ()
    return {form: grades_of(form, grades) for form in sorted(set(found))}


def _principal(cells: dict[str, str], wrong: Wrong) -> dict[str, Any]:
    """The principal's name, address and first day, as fields of OwnUnit."""
    if not cells[PRINCIPAL]:
        if cells[EMAIL] or cells[FROM]:
            wrong(PRINCIPAL, A_PRINCIPAL)
        return {}
    name = name_in_parts(cells[PRINCIPAL])
    if not all(name):
        wrong(PRINCIPAL, FULL_NAME)
    try:
        validate_email(cells[EMAIL])
    except ValidationError:
        wrong(EMAIL, AN_ADDRESS)
    from_on = None
    if cells[FROM]:
        try:
            from_on = dt.date.fromisoformat(cells[FROM].removesuffix("T00:00:00").removesuffix(" 00:00:00"))
        except ValueError:
            wrong(FROM, A_DATE)
    return {"principal": (name[0][:100], name[1][:100]), "email": cells[EMAIL].lower(), "from_on": from_on}


def template_workbook() -> bytes:
    """Return the empty workbook: the headings, and a second sheet that says what each column takes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_("Enheter"))
        for n, column in enumerate(COLUMNS):
            sheet.write_string(0, n, column, bold)
        # Codes are text, or a spreadsheet takes away their zeros.
        sheet.set_column(0, len(COLUMNS) - 1, 22, text)
        sheet.freeze_panes(1, 0)
        sheet.data_validation(1, 2, 2000, 2, {"validate": "list", "source": ["skola", "förskola", "fritidshem"]})
        about = book.add_worksheet(_("Så fyller du i"))
        for n, (column, expected) in enumerate(
            (
                (UNIT, A_NAME), (CODE, EIGHT_DIGITS), (KIND, A_KIND), (FORMS, KNOWN_FORM), (GRADES, SOME_GRADES),
                (DIVISION, N_("avdelningens namn; en ny läggs till")), (AREA, NO_DIVISION), (PRINCIPAL, FULL_NAME),
                (EMAIL, AN_ADDRESS), (FROM, A_FROM_DATE),
            )
        ):  # fmt: skip
            about.write_string(n, 0, column, bold)
            about.write_string(n, 1, _(expected))
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 80)
    return out.getvalue()
