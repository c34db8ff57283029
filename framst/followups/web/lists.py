"""The status list as a file: XLSX or CSV, without any answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import xlsxwriter
from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.access.exporting import attachment
from framst.followups.models import Followup
from framst.followups.queries import Row

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def places(followup: Followup, rows: Sequence[Row], kind: str, by: Actor) -> HttpResponse:
    """Answer with the places of a follow-up as a file of `kind` ("xlsx" or "csv"), and record it."""
    table = [[_("Skolenhetskod"), _("Skolenhet"), _("Rektor"), _("Läge"), _("Inkom"), _("Påmind senast")]]
    for row in rows:
        person, sheet = row.invitation.person, row.invitation.sheet
        table.append(
            [
                ", ".join(unit.code for unit in row.units),
                ", ".join(unit.name for unit in row.units),
                person.name if person else "",
                _(row.words),
                f"{localtime(sheet.submitted_at):%Y-%m-%d %H:%M}" if sheet.submitted_at else "",
                f"{localtime(row.invitation.reminded_at):%Y-%m-%d}" if row.invitation.reminded_at else "",
            ]
        )
    content = _xlsx(table) if kind == "xlsx" else _csv(table)
    return attachment(
        content, name=f"{followup.slug}-platser.{kind}", media=KINDS[kind], by=by, about=followup, rows=len(rows)
    )


def _xlsx(table: list[list[str]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for number, cells in enumerate(table):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text, bold if number == 0 else None)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return file.getvalue()


def _csv(table: list[list[str]]) -> bytes:
    """Semicolons and a byte order mark, as Swedish Excel reads; a cell that looks like a formula is kept as text."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for cells in table:
        writer.writerow([f"'{text}" if text[:1] in tuple("=+-@\t") and text else text for text in cells])
    return file.getvalue().encode("utf-8-sig")
