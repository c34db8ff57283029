"""Opens an XLSForm workbook: its sheets as rows of text under XLSForm's own column names.

A workbook is looked through before its values are read: one that unpacks to too much, reaches too far, or has
formulas or merged cells is refused with the cells named. Nothing in it is calculated, followed or opened.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from framst.foundation.refusal import BadInput, Fault
from framst.foundation.words import N_
from framst.foundation.workbook_xml import NotReadable, letters, scan, sheet_paths, unpacked

NOT_READ = N_("Arbetsboken lästes inte in. Inget har sparats.")
UNPACKED_LIMIT = 100 * 2**20  # bytes in all parts of the workbook
MOST_ROWS = 5_000
MOST_COLUMNS = 200
MOST_FAULTS = 50
A_WORKBOOK = N_("en Excel-arbetsbok i formatet .xlsx, utan lösenord")
A_VALUE = N_("ett värde i stället för en formel")
NOT_MERGED = N_("inga sammanslagna celler")
NOT_SO_FAR = N_("ett blad med högst 5 000 rader och 200 kolumner")
READ_SHEETS = ("survey", "choices", "settings")
PLAIN_FORMULAS = frozenset({"TRUE()", "FALSE()"})  # LibreOffice writes the plain value true as =TRUE()

_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|_x000D_")
# Other names that XLSForm allows for the same column.
_SAME = {
    "relevance": "relevant",
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "read_only": "readonly",
    "set_form_title": "form_title",
    "set_form_id": "form_id",
}


@dataclass(frozen=True)
class Row:
    """One row: its number as the spreadsheet shows it, and its text by column. Empty cells are not there."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """A sheet that we read. A column is `label`, or `label::english` where it is a translation."""

    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    # As the workbook has it, for pyxform: every row, with the columns as written.
    raw: list[dict[str, str]] = field(default_factory=list)
    header: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """The sheets that we read, by name, and the names of the others."""

    sheets: dict[str, Sheet]
    others: tuple[str, ...]

    def sheet(self, name: str) -> Sheet:
        return self.sheets.get(name, Sheet(name))


def opened(data: bytes) -> Book:
    """Return the sheets of the workbook `data`. Raises BadInput with every fault that was found."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if unpacked(packed) > UNPACKED_LIMIT:
                raise BadInput(NOT_READ, (Fault(None, "", "", N_("en arbetsbok som är högst 100 MB uppackad")),))
            faults = _looked_through(packed)
        if faults:
            raise BadInput(NOT_READ, tuple(faults[:MOST_FAULTS]))
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            names = [n for n in workbook.sheet_names if n.strip().lower() in READ_SHEETS]
            sheets = {
                n.strip().lower(): _sheet(n.strip().lower(), workbook.get_sheet_by_name(n).to_python(False))
                for n in names
            }
            others = tuple(n for n in workbook.sheet_names if n not in names)
    except (zipfile.BadZipFile, CalamineError, NotReadable, KeyError, ValueError, RuntimeError, OSError, EOFError):
        raise BadInput(NOT_READ, (Fault(None, "", "", A_WORKBOOK),)) from None
    if "survey" not in sheets:
        raise BadInput(
            NOT_READ,
            (Fault(None, "", ", ".join(others), N_("ett blad som heter survey, med frågorna")),),
        )
    return Book(sheets, others)


def _sheet(name: str, values: list[list[Any]]) -> Sheet:
    """Make a sheet of a grid whose first row is the heading."""
    if not values:
        return Sheet(name)
    written = [" ".join(_text(v).split()) for v in values[0]]
    columns = [_column(heading) for heading in written]
    doubled = {c for c in columns if c and columns.count(c) > 1}
    if doubled:
        faults = [Fault(1, f"{name}: {c}", c, N_("en kolumn av varje namn")) for c in sorted(doubled)]
        raise BadInput(NOT_READ, tuple(faults))
    rows, raw = [], []
    for number, line in enumerate(values[1:], start=2):
        texts = [_text(v) for v in line]
        cells = {c: t for c, t in zip(columns, texts, strict=False) if c and t}
        raw.append({w: t for w, t in zip(written, texts, strict=False) if w and t})
        if cells:
            rows.append(Row(number, cells))
    return Sheet(name, tuple(c for c in columns if c), tuple(rows), raw, tuple(w for w in written if w))


def _column(heading: str) -> str:
    """Return XLSForm's own name of a column: ``bind:relevant`` is relevant, ``label:English`` is label::english."""
    parts = [p.strip().lower() for p in re.split(r"::?", heading)]
    if len(parts) > 1 and parts[0] in ("bind", "control", "body"):
        parts = parts[1:]
    base = parts[0].replace(" ", "_")
    return "::".join([_SAME.get(base, base), *parts[1:]])


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case _:
            return _HIDDEN.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")).strip()


def _looked_through(packed: zipfile.ZipFile) -> list[Fault]:
    """Return what in the sheets that we read is no plain value, or reaches too far. Raises NotReadable."""
    faults: list[Fault] = []
    for name, path in sheet_paths(packed).items():
        if name.strip().lower() not in READ_SHEETS:
            continue
        seen = scan(packed, path, most_told=MOST_FAULTS, plain=PLAIN_FORMULAS, within=(MOST_ROWS, MOST_COLUMNS))
        if seen.beyond is not None:
            row, column, _ = seen.beyond
            faults.append(Fault(row, f"{name}: {letters(column)}{row}", "", NOT_SO_FAR))
        faults += [
            Fault(row, f"{name}: {letters(column)}{row}", f"={text}", A_VALUE) for row, column, text in seen.formulas
        ]
        faults += [Fault(row, f"{name}: {reference}", "", NOT_MERGED) for row, _, reference in seen.merged]
    return faults
