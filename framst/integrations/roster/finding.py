"""Finds the lists of a roster in what somebody gives: a workbook with a sheet for each, or CSV files named as they are.

Whoever reads a roster in sees no pupil: a fault says list, row, column and rule, and never what stood in the cell.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from python_calamine import CalamineWorkbook

from framst.foundation.refusal import BadInput, Fault
from framst.foundation.words import N_
from framst.foundation.workbook_xml import NotReadable, sheet_paths
from framst.integrations.spreadsheets.delimited import SOMETHING
from framst.integrations.spreadsheets.reading import Row, read_rows, refused

from .files import A_LIST, LISTS, List

# Of a CSV file one row is held at a time, so the command takes files as large as any authority's.
MOST_ROWS = 3_000_000
MOST_BYTES = 2 * 2**30
MOST_SHEETS = 30

ONE_OF_EACH = N_("en lista av varje slag")
PUPILS_OR_STAFF = N_("minst en av listorna, med rader")
A_FOLDER = N_("en mapp med minst en CSV-fil")
FEWER_SHEETS = N_("högst 30 blad")
_LETTERS = re.compile(r"^[A-Z]{1,3}$")


@dataclass(frozen=True)
class Given:
    """One file as it was given: what it is called, and where it is (a path, or an opened file)."""

    name: str
    source: Path | BinaryIO
    size: int

    @property
    def is_workbook(self) -> bool:
        return self.name.lower().endswith((".xlsx", ".xlsm"))


def lists_of(paths: Iterable[Path]) -> list[List]:
    """Return the lists in `paths` (a workbook, CSV files, folders of them), read row by row as they are asked for.

    Raises BadInput for what is no list. The rows themselves are read later, and raise theirs then.
    """
    files: list[Given] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv")
            if not inside:
                raise refused(Fault(None, "", path.name, A_FOLDER))
            files += [Given(p.name, p, p.stat().st_size) for p in inside]
        else:
            files.append(Given(path.name, path, path.stat().st_size))
    return lists_in(files, most_bytes=MOST_BYTES, most_rows=MOST_ROWS)


def lists_in(files: Iterable[Given], *, most_bytes: int | None = None, most_rows: int = MOST_ROWS) -> list[List]:
    """Return the lists in `files`. `most_bytes` and `most_rows` are the limits of a CSV file (None: an upload's);
    a workbook is held whole and has an upload's limits. Raises BadInput."""
    found: list[List] = []
    for file in files:
        if file.is_workbook:
            found += _sheets(file)
        else:
            name = _list_name(Path(file.name).stem)
            if name not in LISTS:
                raise refused(Fault(None, "", file.name, A_LIST))
            rows = read_rows(file.source, file.name, most_bytes=most_bytes, most_rows=most_rows)
            found.append(_opened(name, rows))
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        raise refused(*(Fault(None, "", name, ONE_OF_EACH) for name in LISTS if names.count(name) > 1))
    if not found:
        raise refused(Fault(None, "", "", PUPILS_OR_STAFF))
    return found


def _list_name(text: str) -> str:
    return text.strip().casefold().replace("å", "a")


def _sheets(file: Given) -> Iterator[List]:
    """Yield the sheets that have rows. One with a heading only, as in the template, tells of nothing."""
    for sheet in _sheet_names(file):
        name = _list_name(sheet)
        if name not in LISTS:
            raise refused(Fault(None, "", sheet, A_LIST))
        try:
            yield _opened(name, read_rows(file.source, file.name, sheet=sheet))
        except BadInput as bad:
            if [f.expected for f in bad.faults] != [SOMETHING] or not _is_template(file, sheet, name):
                raise


def _is_template(file: Given, sheet: str, name: str) -> bool:
    """Whether a sheet without rows has the list's own heading, or nothing at all: one row of data is no heading."""
    if isinstance(file.source, Path):
        data = file.source.read_bytes()
    else:
        file.source.seek(0)
        data = file.source.read()
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        heading = [str(cell).strip() for row in workbook.get_sheet_by_name(sheet).to_python(nrows=1) for cell in row]
    return all(cell.casefold() in LISTS[name][0] for cell in heading if cell)


def _sheet_names(file: Given) -> list[str]:
    """Return the names of a workbook's sheets; those of what is none, or too large to open, are left to the reader."""
    if file.size > settings.UPLOAD_LIMIT:
        return ["elever"]
    try:
        with zipfile.ZipFile(file.source) as packed:
            if (info := packed.getinfo("xl/workbook.xml")).file_size > 2**20 or info.flag_bits & 1:
                return ["elever"]
            names = list(sheet_paths(packed))
    except (zipfile.BadZipFile, zlib.error, KeyError, NotReadable, RuntimeError, OSError, EOFError):
        return ["elever"]
    if len(names) > MOST_SHEETS:
        raise refused(Fault(None, "", file.name, FEWER_SHEETS))
    return names


def _opened(name: str, rows: Iterator[Row]) -> List:
    """Return a list with its heading known and its rows still to come."""
    told = _telling(name, rows)
    first = next(told)
    return List(name, tuple(first.cells), chain([first], told))


def _telling(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    """Yield `rows`; of their faults say list, row, column and rule, and never the value."""
    try:
        yield from rows
    except BadInput as bad:
        raise refused(*(_without_value(name, fault) for fault in bad.faults)) from None


def _without_value(name: str, fault: Fault) -> Fault:
    if fault.row is None:
        return fault  # about the file: its name and size
    # Of a file without a heading the first pupil would be the heading.
    known = fault.column.casefold() in LISTS[name][0] or _LETTERS.match(fault.column)
    return Fault(fault.row, f"{name}: {fault.column}" if known else name, "", fault.expected)
