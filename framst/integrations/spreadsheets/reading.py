"""The one strict reader of spreadsheets: a heading and rows of text, or a refusal that says where and what.

XLSX is unpacked only after its size, packed and unpacked, and the extent of the sheet are known to be small.
Nothing in the file is calculated, followed or opened: a formula is refused, since the value beside it may be old.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass

from django.conf import settings
from python_calamine import CalamineError, CalamineWorkbook

from framst.foundation.refusal import BadInput, Fault
from framst.foundation.words import N_

from .sheet_xml import Extent, NotReadable, letters, scan, sheet_paths

UNPACKED_LIMIT = 100 * 2**20  # bytes in all parts of a workbook
LONGEST_CELL = 32_767  # characters: Excel's own limit
MOST_ROWS = 50_000
MOST_COLUMNS = 500

NOT_READ = N_("Filen lästes inte in. Inget har sparats.")
TOO_LARGE = N_("en fil på högst 10 MB")
UNPACKED_TOO_LARGE = N_("en arbetsbok som är högst 100 MB uppackad")
A_WORKBOOK = N_("en arbetsbok (.xlsx) eller en CSV-fil")
WITHOUT_PASSWORD = N_("en arbetsbok sparad som .xlsx, utan lösenord")
UTF8 = N_("text i UTF-8 (i Excel: Spara som, CSV UTF-8)")
A_VALUE = N_("ett värde i stället för en formel (i Excel: Klistra in, Värden)")
NO_ERROR = N_("ett värde i stället för ett felmeddelande")
ONE_HEADING = N_("en rubrik i varje kolumn, utan sammanslagna celler")
ONE_CELL = N_("ett värde i varje cell, utan sammanslagna celler")
HEADING = N_("en rubrik över kolumnen")
OWN_HEADING = N_("en egen rubrik: den här finns redan")
SOMETHING = N_("en rubrikrad och minst en rad under den")
PLAIN_TEXT = N_("vanlig text utan dolda tecken")
SHORTER = N_("högst 32 767 tecken i en cell")
FEWER_ROWS = N_("högst 50 000 rader")
FEWER_COLUMNS = N_("högst 500 kolumner")
QUOTES = N_("citattecken som öppnas och stängs")
A_SHEET = N_("ett blad som finns i arbetsboken")

# Tabs and line breaks may stand in a cell; other control characters have no business there.
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What `writing.csv_cell` put before a text that Excel would have taken for a formula.
_GUARDED = re.compile(r"^'(?='*[=+\-@\t\r])")


@dataclass(frozen=True)
class Row:
    """One row: its number as the spreadsheet shows it (the heading is 1), and its text by heading."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A sheet that was read whole: every row has every column; an empty cell is an empty text."""

    columns: tuple[str, ...]
    rows: list[Row]


def refused(*faults: Fault) -> BadInput:
    """Return the refusal of a file for `faults`."""
    return BadInput(NOT_READ, tuple(faults))


def read_table(data: bytes, name: str, *, sheet: str | None = None) -> Table:
    """Return the heading and the rows of an XLSX or CSV file.

    `data` is the file, `name` what it was called, `sheet` the sheet wanted (None: the first). CSV is UTF-8 with
    `;`, `,` or tab between the cells. Every value comes as text: whole numbers without decimals, dates and times
    as ISO 8601, true and false as SANT and FALSKT. Rows without any value are left out; the others keep their
    number. Raises BadInput with all faults found; nothing of a faulty file is returned.
    """
    if len(data) > settings.UPLOAD_LIMIT:
        raise refused(Fault(None, "", f"{name}: {len(data) / 2**20:.0f} MB", TOO_LARGE))
    if not data.strip():
        raise refused(Fault(None, "", name, SOMETHING))
    if data.startswith(b"PK\x03\x04"):
        grid = _workbook(data, name, sheet)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused(Fault(None, "", name, WITHOUT_PASSWORD))
    elif name.lower().endswith((".csv", ".txt", ".tsv")) and not data.startswith(b"%PDF"):
        grid = _text(data, name)
    else:
        raise refused(Fault(None, "", name, A_WORKBOOK))
    return _table(grid, name)


def _workbook(data: bytes, name: str, sheet: str | None) -> list[list[str]]:
    """Return a sheet's cells from row 1, column A; refuse what a reader could misunderstand."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_LIMIT:
                raise refused(Fault(None, "", name, UNPACKED_TOO_LARGE))
            paths = sheet_paths(packed)
            wanted = sheet if sheet is not None else next(iter(paths), "")
            if wanted not in paths:
                raise refused(Fault(None, "", sheet or name, A_SHEET))
            extent = scan(packed, paths[wanted])
    except (zipfile.BadZipFile, KeyError, NotReadable, NotImplementedError, RuntimeError, OSError, EOFError):
        raise refused(Fault(None, "", name, A_WORKBOOK)) from None
    _check(extent, name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            values = workbook.get_sheet_by_name(wanted).to_python(skip_empty_area=False)
    except (CalamineError, OSError):
        raise refused(Fault(None, "", name, A_WORKBOOK)) from None
    return [[_as_text(value) for value in row] for row in values]


def _check(extent: Extent, name: str) -> None:
    """Refuse formulas, error values, merged cells and sheets that are too wide or long, before any value is read."""
    if extent.rows > MOST_ROWS:
        raise refused(Fault(None, "", f"{name}: {extent.rows}", FEWER_ROWS))
    if extent.columns > MOST_COLUMNS:
        raise refused(Fault(None, "", f"{name}: {extent.columns}", FEWER_COLUMNS))
    faults = [Fault(row, letters(column), f"={text}", A_VALUE) for row, column, text in extent.formulas]
    faults += [Fault(row, letters(column), text, NO_ERROR) for row, column, text in extent.errors]
    faults += [
        Fault(row, letters(column), text, ONE_HEADING if row == 1 else ONE_CELL) for row, column, text in extent.merged
    ]
    if faults:
        raise refused(*sorted(faults, key=lambda f: (f.row or 0, f.column)))


def _as_text(value: object) -> str:
    match value:
        case bool():
            return "SANT" if value else "FALSKT"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)


def _text(data: bytes, name: str) -> list[list[str]]:
    """Return the cells of a CSV file; refuse another encoding with the row where it shows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused(Fault(1, "", name, UTF8))
    if b"\x00" in data:
        raise refused(Fault(data[: data.index(b"\x00")].count(b"\n") + 1, "", name, PLAIN_TEXT))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        row = data[: wrong.start].count(b"\n") + 1
        around = data[max(0, wrong.start - 15) : wrong.start + 15].splitlines()
        shown = next((part for part in around if any(byte > 127 for byte in part)), b"")
        raise refused(Fault(row, "", shown.decode("cp1252", "replace"), UTF8)) from None
    heading = re.sub(r'"[^"]*"', "", text.splitlines()[0] if text.splitlines() else "")
    delimiter = max(";,\t", key=heading.count)
    grid: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            grid.append([_GUARDED.sub("", cell) for cell in cells])
            if len(grid) > MOST_ROWS:
                raise refused(Fault(None, "", name, FEWER_ROWS))
            if len(cells) > MOST_COLUMNS:
                raise refused(Fault(len(grid), "", name, FEWER_COLUMNS))
    except csv.Error as wrong:
        expected = SHORTER if "limit" in str(wrong) else QUOTES
        raise refused(Fault(len(grid) + 1, "", name, expected)) from None
    return grid


def _table(grid: list[list[str]], name: str) -> Table:
    """Make a table of cells whose first row is the heading; refuse what is ambiguous, all faults at once."""
    headings = [" ".join(cell.split()) for cell in grid[0]] if grid else []
    faults: list[Fault] = []
    seen: set[str] = set()
    for index, heading in enumerate(headings):
        if _HIDDEN.search(heading):
            faults.append(Fault(1, letters(index + 1), heading, PLAIN_TEXT))
        if heading and heading.casefold() in seen:
            faults.append(Fault(1, letters(index + 1), heading, OWN_HEADING))
        seen.add(heading.casefold())
    rows = []
    for number, cells in enumerate(grid[1:], start=2):
        for index, cell in enumerate(cells):
            heading = headings[index] if index < len(headings) else ""
            where = heading or letters(index + 1)
            if cell.strip() and not heading:
                faults.append(Fault(number, where, cell, HEADING))
            if len(cell) > LONGEST_CELL:
                faults.append(Fault(number, where, cell, SHORTER))
            if _HIDDEN.search(cell):
                faults.append(Fault(number, where, _HIDDEN.sub("�", cell), PLAIN_TEXT))
        if any(cell.strip() for cell in cells):
            padded = cells + [""] * (len(headings) - len(cells))
            rows.append(Row(number, {h: padded[i].strip() for i, h in enumerate(headings) if h}))
    if not any(headings) or not rows:
        faults.append(Fault(None, "", name, SOMETHING))
    if faults:
        raise refused(*faults)
    return Table(tuple(h for h in headings if h), rows)
