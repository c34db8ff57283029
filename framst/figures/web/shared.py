"""What the analysis' and the papers' pages have in common: a record's history, a list chosen, in order, as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import xlsxwriter
from django.db import models
from django.http import HttpRequest, HttpResponse

from framst.audit.models import Event
from framst.audit.queries import history
from framst.audit.terms import ACT_NAMES, Act
from framst.foundation.sort_key import sort_key
from framst.organisation.models import Person

Row = TypeVar("Row")


def history_of(row: models.Model) -> list[Event]:
    """Return the newest acts on a record with who and what in words, as far as the reader may see them. Two queries."""
    events = history(row)
    names = {p.pk: p.name for p in Person.objects.filter(pk__in={e.person for e in events if e.person})}
    for event in events:
        event.who = names.get(event.person, "") if event.person else "Främst"
        event.what = ACT_NAMES[Act(event.act)]
    return events


@dataclass(frozen=True)
class Column:
    """A column of a list: how the address names it, its heading, and what of a row it is ordered by."""

    name: str
    words: str
    of: Callable[[Any], object]


@dataclass(frozen=True)
class Heading:
    """A column's heading as it stands: which way the list is ordered by it, and what choosing it asks for."""

    words: str
    way: str  # "ascending", "descending" or empty, as aria-sort says it
    next: str


def in_order(
    request: HttpRequest, rows: Iterable[Row], columns: Sequence[Column], first: str
) -> tuple[list[Row], list[Heading]]:
    """Return the rows in the order that the address asks for (?ordning=datum, ?ordning=-datum), and the headings.

    `first` is the order when none is asked for. Equal rows keep the order in which they came.
    """
    named = {column.name: column for column in columns}
    asked = request.GET.get("ordning", "")
    asked = asked if asked.removeprefix("-") in named else first
    name, falling = asked.removeprefix("-"), asked.startswith("-")
    ordered = sorted(rows, key=lambda row: _place(named[name].of(row)), reverse=falling)
    ways = {name: "descending" if falling else "ascending"}
    return ordered, [
        Heading(c.words, ways.get(c.name, ""), f"-{c.name}" if ways.get(c.name) == "ascending" else c.name)
        for c in columns
    ]


def _place(value: object) -> tuple[int, Any]:
    """What is missing comes first; text stands in Swedish order."""
    if value is None:
        return (0, 0)
    return (1, sort_key(value) if isinstance(value, str) else value)


def holding(request: HttpRequest, rows: Iterable[Row], texts: Callable[[Row], Iterable[str]]) -> list[Row]:
    """Return the rows in which what is searched for (?q=) stands, in whatever case; all of them when nothing is."""
    sought = request.GET.get("q", "").strip().casefold()
    return [row for row in rows if any(sought in text.casefold() for text in texts(row))]


EXPORTS = ("csv", "xlsx")


def exported(kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a list as a file, `kind` csv or xlsx. What begins like a formula stays text in both."""
    table = [list(head), *([_cell(value) for value in row] for row in rows)]
    content, media = (_xlsx(table), XLSX) if kind == "xlsx" else (_csv(table), "text/csv; charset=utf-8")
    return HttpResponse(
        content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )


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
