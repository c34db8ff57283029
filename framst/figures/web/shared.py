"""What the analysis' pages have in common: the history of a record, a list as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.db import models
from django.http import HttpResponse

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


def exported(kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a list as a file, `kind` csv or xlsx. What begins like a formula stays text in both."""
    cells = [[_cell(value) for value in row] for row in rows]
    if kind == "xlsx":
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for n, row in enumerate([list(head), *cells]):
                for m, value in enumerate(row):
                    sheet.write_string(n, m, value)
        answer = HttpResponse(
            out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    else:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";")
        writer.writerow(head)
        writer.writerows([("'" + v if v[:1] in ("=", "+", "-", "@", "\t") else v) for v in row] for row in cells)
        # The mark at the start tells spreadsheet programs that it is UTF-8.
        answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _cell(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


EXPORTS = ("csv", "xlsx")
