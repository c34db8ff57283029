"""The one strict reader of spreadsheets: a heading and rows of text, or a refusal that says where and what.

XLSX is unpacked only after its size, packed and unpacked, and the extent of the sheet are known to be small.
Nothing in the file is calculated, followed or opened: a formula is refused, since the value beside it may be old.

`read_table` holds the whole table: for what people upload. `read_rows` holds one row: for what jobs read.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from framst.foundation.refusal import Fault
from framst.foundation.words import N_
from framst.foundation.workbook_xml import Extent, NotReadable, letters, scan, sheet_paths, unpacked

from .delimited import FEWER_COLUMNS, NOT_READ, PLAIN_TEXT, SHORTER, SOMETHING, cells_of, refused
from .limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, TOO_LARGE, Limits

__all__ = ["MOST_FAULTS", "NOT_READ", "TOO_LARGE", "Row", "Table", "read_rows", "read_table", "refused"]

MOST_FAULTS = 50  # that `read_rows` tells before it gives up

A_WORKBOOK = N_("en arbetsbok (.xlsx) eller en CSV-fil")
WITHOUT_PASSWORD = N_("en arbetsbok sparad som .xlsx, utan lösenord")
A_VALUE = N_("ett värde i stället för en formel (i Excel: Klistra in, Värden)")
NO_ERROR = N_("ett värde i stället för ett felmeddelande")
ONE_HEADING = N_("en rubrik i varje kolumn, utan sammanslagna celler")
ONE_CELL = N_("ett värde i varje cell, utan sammanslagna celler")
HEADING = N_("en rubrik över kolumnen")
OWN_HEADING = N_("en egen rubrik: den här finns redan")
A_SHEET = N_("ett blad som finns i arbetsboken")

# Tabs and line breaks may stand in a cell; other control characters have no business there.
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


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


def read_table(
    data: bytes, name: str, *, sheet: str | None = None, most_rows: int = MOST_ROWS, most_bytes: int | None = None
) -> Table:
    """Return the heading and the rows of an XLSX or CSV file.

    `data` is the file, `name` what it was called, `sheet` the sheet wanted (None: the first). CSV is UTF-8 with
    `;`, `,` or tab between the cells. Every value comes as text: whole numbers without decimals, dates and times
    as ISO 8601, true and false as SANT and FALSKT. Rows without any value are left out; the others keep their
    number. `most_rows` and `most_bytes` are the limits (None: that of an upload); a workbook may unpack to ten
    times `most_bytes`. Raises BadInput with all faults found; nothing of a faulty file is returned.
    """
    rows = list(
        _read(io.BytesIO(data), len(data), name, sheet, Limits.of(most_bytes, most_rows), most_faults=None)
    )  # the last fault comes after the last row
    return Table(tuple(rows[0].cells), rows)


def read_rows(
    source: str | Path | BinaryIO,
    name: str = "",
    *,
    sheet: str | None = None,
    most_rows: int = MOST_ROWS,
    most_bytes: int | None = None,
    most_faults: int = MOST_FAULTS,
) -> Iterator[Row]:
    """Yield the rows of a large XLSX or CSV file, under the same rules as `read_table`, one at a time.

    `source` is a path, or a file opened for bytes that can be sought in; `name` what it was called (empty: the
    path's name). Of a CSV file one row is held in memory; of a workbook the whole sheet, within the limits.

    **Faults come at the end.** A row that was yielded is sound, the file may still not be. So the caller keeps
    nothing until the last row has come: it COPYs the rows into a temporary table while it reads, and only when the
    loop has ended by itself goes on to INSERT … SELECT from there::

        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE incoming (…) ON COMMIT DROP")
            with cursor.copy("COPY incoming FROM STDIN") as copy:
                for row in read_rows(path, most_rows=200_000, most_bytes=100 * 2**20):
                    copy.write_row((row.number, row.cells["Namn"]))
            cursor.execute("INSERT INTO … SELECT … FROM incoming")

    Raises BadInput with the faults of the whole file, at most `most_faults` of them (it stops reading there); from
    the first fault on nothing is yielded. What is no CSV or no workbook at all is told alone, where it shows.
    Nothing is looked at before the first row is asked for. Errors of the file system (OSError) pass through.
    """
    limits = Limits.of(most_bytes, most_rows)
    if isinstance(source, str | Path):
        path = Path(source)
        with path.open("rb") as file:
            yield from _read(file, path.stat().st_size, name or path.name, sheet, limits, most_faults)
    else:
        size = source.seek(0, io.SEEK_END)
        source.seek(0)
        yield from _read(source, size, name, sheet, limits, most_faults)


def _read(
    file: BinaryIO, size: int, name: str, sheet: str | None, limits: Limits, most_faults: int | None
) -> Iterator[Row]:
    if size > limits.bytes:
        raise refused(Fault(None, "", f"{name}: {size / 2**20:.0f} MB", limits.smaller))
    begins = file.read(4)
    file.seek(0)
    if begins.startswith(b"PK\x03\x04"):
        grid: Iterable[list[str]] = _workbook(file.read(), name, sheet, limits)
    elif begins.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused(Fault(None, "", name, WITHOUT_PASSWORD))
    elif name.lower().endswith((".csv", ".txt", ".tsv")) and not begins.startswith(b"%PDF"):
        grid = cells_of(file, name, limits)
    else:
        raise refused(Fault(None, "", name, A_WORKBOOK if file.read().strip() else SOMETHING))
    yield from _rows(iter(grid), name, most_faults)


def _workbook(data: bytes, name: str, sheet: str | None, limits: Limits) -> Iterator[list[str]]:
    """Yield a sheet's cells from row 1, column A; refuse what a reader could misunderstand."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if unpacked(packed) > limits.unpacked:
                raise refused(Fault(None, "", name, limits.smaller_unpacked))
            paths = sheet_paths(packed)
            wanted = sheet if sheet is not None else next(iter(paths), "")
            if wanted not in paths:
                raise refused(Fault(None, "", sheet or name, A_SHEET))
            extent = scan(packed, paths[wanted])
    except (zipfile.BadZipFile, zlib.error, KeyError, NotReadable, RuntimeError, OSError, EOFError):
        raise refused(Fault(None, "", name, A_WORKBOOK)) from None
    _check(extent, name, limits)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            values = workbook.get_sheet_by_name(wanted).to_python(skip_empty_area=False)
    except (CalamineError, OSError):
        raise refused(Fault(None, "", name, A_WORKBOOK)) from None
    for row in values:
        yield [_as_text(value) for value in row]


def _check(extent: Extent, name: str, limits: Limits) -> None:
    """Refuse formulas, error values, merged cells and sheets that are too wide or long, before any value is read."""
    if extent.rows > limits.rows:
        raise refused(Fault(None, "", f"{name}: {extent.rows}", limits.fewer))
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


def _rows(grid: Iterator[list[str]], name: str, most_faults: int | None) -> Iterator[Row]:
    """Yield rows of cells whose first row is the heading, as long as no fault has been found; then tell the faults."""
    headings = [" ".join(cell.split()) for cell in next(grid, [])]
    columns = [(index, heading) for index, heading in enumerate(headings) if heading]
    faults = _heading_faults(headings)
    some = False
    width = len(headings) if len(columns) == len(headings) else 0  # how many cells may stand without a closer look
    names = [heading for _, heading in columns]
    for number, cells in enumerate(grid, start=2):
        if most_faults is not None and len(faults) >= most_faults:
            raise refused(*faults[:most_faults])
        whole = "".join(cells)
        if len(whole) > LONGEST_CELL or len(cells) > width or _HIDDEN.search(whole):
            faults += _cell_faults(number, cells, headings)
        if not whole or whole.isspace():
            continue
        some = True
        if faults:
            continue
        if len(cells) == width:
            yield Row(number, dict(zip(names, [cell.strip() for cell in cells], strict=True)))
        else:
            last = len(cells)
            yield Row(number, {h: cells[i].strip() if i < last else "" for i, h in columns})
    if not columns or not some:
        faults.append(Fault(None, "", name, SOMETHING))
    if faults:
        raise refused(*faults[:most_faults])


def _heading_faults(headings: list[str]) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[str] = set()
    for index, heading in enumerate(headings, start=1):
        if _HIDDEN.search(heading):
            faults.append(Fault(1, letters(index), heading, PLAIN_TEXT))
        if heading and heading.casefold() in seen:
            faults.append(Fault(1, letters(index), heading, OWN_HEADING))
        seen.add(heading.casefold())
    return faults


def _cell_faults(number: int, cells: list[str], headings: list[str]) -> list[Fault]:
    """Return what is wrong with a row, cell by cell."""
    faults = []
    for index, cell in enumerate(cells):
        heading = headings[index] if index < len(headings) else ""
        where = heading or letters(index + 1)
        if cell.strip() and not heading:
            faults.append(Fault(number, where, cell, HEADING))
        if len(cell) > LONGEST_CELL:
            faults.append(Fault(number, where, cell, SHORTER))
        if _HIDDEN.search(cell):
            faults.append(Fault(number, where, _HIDDEN.sub("�", cell), PLAIN_TEXT))
    return faults
