"""What the analysis' and the papers' pages have in common: a record's history, a list as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.db import models
from django.http import HttpResponse

from framst.access.acting import Actor
from framst.access.exporting import attachment
from framst.audit.models import Event
from framst.audit.queries import history
from framst.audit.terms import ACT_NAMES, Act
from framst.organisation.models import Person


def history_of(row: models.Model) -> list[Event]:
    """Return the newest acts on a record with who and what in words, as far as the reader may see them. Two queries."""
    events = history(row)
    names = {p.pk: p.name for p in Person.objects.filter(pk__in={e.person for e in events if e.person})}
    for event in events:
        event.who = names.get(event.person, "") if event.person else "Främst"
        event.what = ACT_NAMES[Act(event.act)]
    return events


EXPORTS = ("csv", "xlsx")


def exported(
    kind: str,
    name: str,
    head: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    of: type[models.Model],
    by: Actor,
) -> HttpResponse:
    """Answer with a list of `of` as a file, `kind` csv or xlsx, and record it. What begins like a formula stays text in both."""
    table = [list(head), *([_cell(value) for value in row] for row in rows)]
    content, media = (_xlsx(table), XLSX) if kind == "xlsx" else (_csv(table), "text/csv; charset=utf-8")
    return attachment(content, name=f"{name}.{kind}", media=media, by=by, table=of._meta.db_table, rows=len(table) - 1)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _xlsx(table: list[list[str]]) -> bytes:
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for n, row in enumerate(table):
            for m, value in enumerate(row):
                sheet.write_string(n, m, value, None if n else bold)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()


def _csv(table: list[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([("'" + v if v[:1] in ("=", "+", "-", "@", "\t", "\r") else v) for v in row] for row in table)
    # The mark at the start tells spreadsheet programs that it is UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)
