"""Writes tables as XLSX and CSV that open in a spreadsheet program without running anything."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence

import xlsxwriter

Cell = str | float | dt.datetime | dt.date | None

_NUMBER = re.compile(r"^-?\d+([.,]\d+)?$")
_FORMULA = re.compile(r"^'*[=+\-@\t\r]")


def csv_cell(value: Cell) -> str:
    """Return a cell's text; one that a spreadsheet program would take for a formula gets a ' before it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    text = str(value)
    return "'" + text if _FORMULA.match(text) and not _NUMBER.match(text) else text


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file as Excel in Swedish opens it: UTF-8 with its mark, `;` between the cells."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([csv_cell(column) for column in columns])
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def xlsx_file(sheet: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, made_at: dt.datetime) -> bytes:
    """Return a workbook with one sheet. Text is always text, whatever it begins with; the same rows and moment
    give the same bytes."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd hh:mm:ss",
    }
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"created": made_at.replace(tzinfo=None)})
        page = workbook.add_worksheet(sheet[:31])
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for column, heading in enumerate(columns):
            page.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                match value:
                    case None | "":
                        continue
                    case str():
                        page.write_string(number, column, value)
                    case dt.datetime() | dt.date():
                        page.write_datetime(number, column, value)
                    case _:
                        page.write_number(number, column, value)
        page.freeze_panes(1, 0)
        page.set_column(0, max(0, len(columns) - 1), 22)
    return out.getvalue()
