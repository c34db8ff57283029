"""The register of school units (Skolverket): one row a unit, most cells empty, some odd. No database here."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from framst.foundation.refusal import BadInput, Fault
from framst.foundation.words import N_
from framst.integrations.spreadsheets.reading import NOT_READ, Row, Table
from framst.organisation.rules import grades_in, grades_of
from framst.organisation.terms import GRADES

from .summary import Remark, Summary

CODE, NAME = "skolenhetskod", "namn"
MUNICIPALITY_CODE, MUNICIPALITY = "kommunkod", "kommun"
KIND, PROVIDER, ORGNR = "huvudmannatyp", "huvudman", "orgnr"
FORMS, GRADES_COLUMN = "skolformer", "arskurser"
READ = (CODE, NAME, MUNICIPALITY_CODE, MUNICIPALITY, KIND, PROVIDER, ORGNR, FORMS, GRADES_COLUMN)
KINDS = {
    "kommunal": "Kommunal",
    "enskild": "Enskild",
    "fristående": "Enskild",
    "region": "Region",
    "statlig": "Statlig",
}
SOURCE = "Skolverket"

EIGHT_DIGITS = N_("åtta siffror")
A_NAME = N_("enhetens namn")
ONCE = N_("varje skolenhetskod en gång")
KNOWN_FORM = N_("koder för skolformer som finns här, till exempel FSK GR")
SOME_GRADES = N_("årskurser, till exempel 0 1 2 3")
FOUR_DIGITS = N_("fyra siffror")
TEN_DIGITS = N_("tio siffror")
WITHOUT_CODE = N_("namnet utan kod")
SINGLE_SPACES = N_("ett mellanslag mellan orden")
A_KIND = N_("Kommunal, Enskild, Region eller Statlig")
NO_GAP = N_("årskurser i följd")
PRESCHOOL_CLASS = N_("årskurs 0 tillsammans med förskoleklass (FSK)")
NO_ROW = N_("ett organisationsnummer som någon rad har")


@dataclass
class RegisterUnit:
    """One unit as the register has it; an empty text is not known."""

    row: int
    code: str
    name: str
    municipality_code: str = ""
    municipality: str = ""
    provider_name: str = ""
    provider_orgnr: str = ""
    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)  # code of SchoolForm → grades


def is_register(table: Table) -> bool:
    """Whether a table has the register's columns."""
    return {CODE, NAME} <= {c.casefold() for c in table.columns}


def parse(table: Table, *, forms: Mapping[str, str], provider: str = "", summary: Summary) -> list[RegisterUnit]:
    """Return the units of the register's file; what is unknown or odd goes to `summary`.

    `forms` is code in the register → code of SchoolForm; `provider` an organisation number (ten digits, a hyphen
    is allowed) to choose by. Raises BadInput for a code that is not eight digits or comes twice, a name that is
    missing, a school form or a grade that is not known.
    """
    faults: list[Fault] = []
    units: list[RegisterUnit] = []
    seen: dict[str, int] = {}
    unknown: Counter[str] = Counter()
    wanted = re.sub(r"\D", "", provider)
    heading = {c.casefold(): c for c in table.columns}
    summary.rows = len(table.rows)
    for row in table.rows:
        cells = {c: row.cells.get(heading[c], "") for c in READ if c in heading}
        if not re.fullmatch(r"\d{8}", cells[CODE]):
            faults.append(Fault(row.number, CODE, cells[CODE], EIGHT_DIGITS))
        elif cells[CODE] in seen:
            faults.append(Fault(row.number, CODE, cells[CODE], ONCE))
        seen[cells[CODE]] = row.number
        if not cells[NAME]:
            faults.append(Fault(row.number, NAME, "", A_NAME))
        if wanted:
            orgnr = re.sub(r"\D", "", cells.get(ORGNR, ""))
            if orgnr != wanted:
                summary.without_orgnr += not orgnr
                continue
        for column in cells:
            unknown[column] += not cells[column]
        units.append(_unit(row, cells, forms, faults, summary.remarks))
    if wanted and not units:
        faults.append(Fault(None, ORGNR, provider, NO_ROW))
    if faults:
        raise BadInput(NOT_READ, tuple(faults))
    _one_spelling(units, summary.remarks)
    summary.read = len(units)
    summary.unknown = {c: unknown[c] for c in READ if unknown[c]}
    for column in table.columns:
        if column.casefold() not in READ:
            filled = [r.cells[column] for r in table.rows if r.cells.get(column)]
            summary.left[column] = (len(filled), filled[0] if filled else "")
    return units


def _unit(
    row: Row, cells: Mapping[str, str], forms: Mapping[str, str], faults: list[Fault], remarks: list[Remark]
) -> RegisterUnit:
    def odd(kind: str, column: str, expected: str) -> None:
        remarks.append(Remark(kind, row.number, column, cells[column][:80], expected))

    def digits(column: str, n: int, expected: str) -> str:
        text = cells.get(column, "")
        if text and not re.fullmatch(rf"\d{{{n}}}", text):
            odd("malformed", column, expected)
            return ""
        return text

    name = " ".join(cells[NAME].split())
    if name != cells[NAME]:
        odd("spaces", NAME, SINGLE_SPACES)
    if cells[CODE] and name != cells[CODE] and name.endswith(cells[CODE]):
        odd("own_code", NAME, WITHOUT_CODE)
        name = name.removesuffix(cells[CODE]).strip(" ,-")
    kind = cells.get(KIND, "")
    if kind and kind not in KINDS.values():
        odd("synonym" if kind.casefold() in KINDS else "malformed", KIND, A_KIND)
    return RegisterUnit(
        row=row.number,
        code=cells[CODE],
        name=name[:200],
        municipality_code=digits(MUNICIPALITY_CODE, 4, FOUR_DIGITS),
        municipality=cells.get(MUNICIPALITY, "")[:60],
        provider_name=" ".join(cells.get(PROVIDER, "").split())[:200],
        provider_orgnr=digits(ORGNR, 10, TEN_DIGITS),
        forms=_forms(row, cells, forms, faults, odd),
    )


def _forms(
    row: Row,
    cells: Mapping[str, str],
    forms: Mapping[str, str],
    faults: list[Fault],
    odd: Callable[[str, str, str], None],
) -> dict[str, tuple[str, ...]]:
    codes = cells.get(FORMS, "").upper().split()
    if unknown := [c for c in codes if c not in forms]:
        faults.append(Fault(row.number, FORMS, " ".join(unknown), KNOWN_FORM))
    grades = grades_in(cells.get(GRADES_COLUMN, ""))
    if grades is None:
        faults.append(Fault(row.number, GRADES_COLUMN, cells[GRADES_COLUMN], SOME_GRADES))
        return {}
    found = {forms[c] for c in codes if c in forms}
    if found and grades and ("F" in grades) != ("FSK" in found):
        odd("mismatch", GRADES_COLUMN, PRESCHOOL_CLASS)
    at = [GRADES.index(g) for g in grades]
    if at and at[-1] - at[0] + 1 != len(at):
        odd("gap", GRADES_COLUMN, NO_GAP)
    return {form: grades_of(form, grades) for form in sorted(found)}


def _one_spelling(units: list[RegisterUnit], remarks: list[Remark]) -> None:
    """Give each provider one spelling: the most common one, and of equally common the one not in capitals."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for unit in units:
        if unit.provider_orgnr and unit.provider_name:
            spellings[unit.provider_orgnr][unit.provider_name] += 1
    chosen = {orgnr: min(names, key=lambda n: (n.isupper(), -names[n], n)) for orgnr, names in spellings.items()}
    for unit in units:
        right = chosen.get(unit.provider_orgnr, unit.provider_name)
        if unit.provider_name and unit.provider_name != right:
            remarks.append(Remark("spelling", unit.row, PROVIDER, unit.provider_name, right))
            unit.provider_name = right
