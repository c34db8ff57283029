"""The year: as a wheel with its list, by month, as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

from framst.access.exporting import attachment
from framst.access.pages import actor, page
from framst.foundation.periods import school_year_name
from framst.organisation.models import Unit
from framst.organisation.queries import open_units
from framst.wheel.models import Activity
from framst.wheel.queries import activities as wheel_queries
from framst.wheel.rules.burden import months_of
from framst.wheel.rules.days import period_of, year_of
from framst.wheel.terms import LEVELS, Level

from . import drawing

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass
class Asked:
    """What the address asks for: a year, a level, a unit; and what there is of it."""

    year: int
    level: str
    unit: Unit | None
    own: list[Unit]
    activities: list[Activity] = field(default_factory=list)
    choices: dict[str, Any] = field(default_factory=dict)


def year_name(year: int) -> str:
    return school_year_name(period_of(year))


def _asked(request: HttpRequest) -> Asked:
    """Read the address. Without a school chosen, one's own are shown."""
    by = actor(request)
    this = year_of(by.today)
    text = request.GET.get("lasar", "")
    year = int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) < 2200 else this
    level = request.GET.get("niva", "")
    level = level if level in set(Level) else ""
    units = list(open_units(by.today))
    unit = next((u for u in units if u.code == request.GET.get("skola", "")), None)
    own = wheel_queries.own_units(by)
    found = Asked(year, level, unit, own)
    found.activities = wheel_queries.shown(year, level, [unit] if unit else own)
    years = sorted({this - 1, this, this + 1, year, *wheel_queries.years()}, reverse=True)
    found.choices = {
        "years": [(y, year_name(y)) for y in years],
        "levels": list(LEVELS.items()),
        "units": units,
        "year": year,
        "year_name": year_name(year),
        "level": level,
        "unit": unit,
        "own": own,
        "today": by.today,
        "may_plan": by.may("wheel.plan") or by.may("wheel.school"),
    }
    return found


def with_words(activities: list[Activity]) -> list[Activity]:
    """Put on each activity whose it is, in words."""
    for activity in activities:
        activity.whose = str(activity.unit or activity.division or "")
        activity.level_words = LEVELS[Level(activity.level)]
    return activities


@page()
def wheel(request: HttpRequest) -> HttpResponse:
    """What does the year hold, and where in it are we?"""
    asked = _asked(request)
    with_words(asked.activities)
    needle = drawing.needle(actor(request).today, asked.year)
    spokes = [(spoke, MONTHS_3[spoke.month]) for spoke in drawing.spokes(asked.year)]
    context = asked.choices | {
        "activities": asked.activities,
        "dots": drawing.dots(asked.activities, asked.year),
        "spokes": spokes,
        "needle": needle,
        "rings": [
            (LEVELS[level], inner, outer, drawing.CENTRE - outer + 16)
            for level, (inner, outer) in drawing.RINGS.items()
        ],
        "size": drawing.SIZE,
        "centre": drawing.CENTRE,
        "dot_radius": drawing.DOT,
    }
    return render(request, "wheel/wheel.html", context)


@page()
def months(request: HttpRequest) -> HttpResponse:
    """The year by month."""
    asked = _asked(request)
    with_words(asked.activities)
    board = [
        (MONTHS[month], year, [a for a in asked.activities if (a.due_on.year, a.due_on.month) == (year, month)])
        for year, month in months_of(asked.year)
    ]
    return render(request, "wheel/months.html", asked.choices | {"board": board, "activities": asked.activities})


@page()
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a file."""
    if kind not in KINDS:
        raise Http404
    asked = _asked(request)
    table = [[_("Sista dag"), _("Aktivitet"), _("Nivå"), _("Vems"), _("För vem"), _("Minuter"), _("Lag eller beslut")]]
    for a in with_words(asked.activities):
        minutes = "" if a.minutes is None else str(a.minutes)
        table.append([a.due_on.isoformat(), a.title, _(a.level_words), a.whose, a.for_whom, minutes, a.basis])
    content = _xlsx(table) if kind == "xlsx" else _csv(table)
    return attachment(
        content,
        name=f"arshjul-{asked.year}.{kind}",
        media=KINDS[kind],
        by=actor(request),
        table="wheel_activity",
        rows=len(table) - 1,
    )


def _xlsx(table: list[list[str]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, cells in enumerate(table):
            for column, text in enumerate(cells):
                sheet.write_string(number, column, text, bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return file.getvalue()


def _csv(table: list[list[str]]) -> bytes:
    """Semicolons and a byte order mark, as Swedish Excel reads; a cell that looks like a formula is kept as text."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for cells in table:
        writer.writerow([f"'{text}" if text[:1] in tuple("=+-@\t") and text else text for text in cells])
    return file.getvalue().encode("utf-8-sig")
