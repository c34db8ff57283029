"""The empty workbook: a sheet for each list, with its columns and no rows."""

from __future__ import annotations

import io

import xlsxwriter

from .files import LISTS


def template_workbook() -> bytes:
    """Return the workbook. Columns that must have a value on every row are bold."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, plain = book.add_format({"bold": True}), book.add_format()
        text = book.add_format({"num_format": "@"})  # else a spreadsheet program makes a number of an id with zeros
        for name, (columns, needed) in LISTS.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(columns) - 1, 22, text)
            for n, column in enumerate(columns):
                sheet.write_string(0, n, column, bold if column in needed else plain)
            sheet.freeze_panes(1, 0)
    return out.getvalue()
