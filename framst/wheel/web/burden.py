"""The burden: minutes asked of each principal, by month."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS

from framst.access.pages import actor, page
from framst.organisation.queries import settings_in_force
from framst.wheel.queries.burden import asked, leaders
from framst.wheel.rules.burden import by_month, months_of
from framst.wheel.rules.days import period_of, year_of

from .year import year_name


@page("wheel.burden")
def burden(request: HttpRequest) -> HttpResponse:
    """How much is asked of each principal, and when? In the schools' order, whatever the numbers are."""
    by = actor(request)
    this = year_of(by.today)
    text = request.GET.get("lasar", "")
    year = int(text) if text in {str(this - 1), str(this + 1)} else this
    period = period_of(year)
    sums = by_month(asked(period.first, period.last, by.today))
    limit = float(settings_in_force()["heavy_month_minutes"])
    months = months_of(year)
    rows = []
    for lead in leaders(by.today):
        minutes = [sums.get((lead.person_id, month), 0.0) for month in months]
        rows.append((lead.unit, lead.person, [(m, m > limit) for m in minutes]))
    context = {
        "rows": rows,
        "months": [MONTHS[m] for _y, m in months],
        "limit": limit,
        "year": year,
        "year_name": year_name(year),
        "years": [(y, year_name(y)) for y in (this + 1, this, this - 1)],
    }
    return render(request, "wheel/burden.html", context)
