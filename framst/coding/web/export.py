"""The coding as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(rows: Iterable[tuple[int, str, str, str, bool]], questions: Mapping[str, str]) -> bytes:
    """Return the rows of `services.rows_to_export` as XLSX. Everything written is text: no cell is a formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Kodning"))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, (heading, width) in enumerate(((_("Svar"), 8), (_("Fråga"), 40), (_("Tema"), 30), (_("Stycke"), 80))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for at, (number, question, theme, text, withheld) in enumerate(rows, start=1):
        sheet.write_number(at, 0, number, wrapped)
        sheet.write_string(at, 1, questions.get(question, question), wrapped)
        sheet.write_string(at, 2, theme or _("inget tema"), wrapped)
        sheet.write_string(at, 3, _("(citeras inte: kan peka ut någon)") if withheld else text, wrapped)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def file(content: bytes, name: str) -> HttpResponse:
    """Return a workbook to be saved."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
