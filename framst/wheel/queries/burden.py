"""How much is asked of each principal: what awaits them, and what the wheel asks of their schools."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

from framst.organisation.models import Assignment
from framst.organisation.queries import on, open_units, principals, settings_in_force
from framst.wheel.models import Activity, Awaiting
from framst.wheel.rules.burden import Asked, Month, heavy
from framst.wheel.terms import Level


def asked(first: dt.date, last: dt.date, today: dt.date) -> list[Asked]:
    """Return what is asked of the principals of today with a last day in a period: three queries.

    What is settled is counted too: it was asked, and it was done. An activity counts once a person, a school's own
    once for each school.
    """
    leads = list(principals(open_units(today), today))
    people = {a.person_id for a in leads}
    waiting = Awaiting.objects.filter(person__in=people, due_on__range=(first, last), minutes__isnull=False)
    found = [Asked(p, d, m) for p, d, m in waiting.values_list("person_id", "due_on", "minutes") if d and m]
    for activity in Activity.objects.filter(due_on__range=(first, last), minutes__isnull=False):
        found += [Asked(person, activity.due_on, float(activity.minutes or 0)) for person in _whom(activity, leads)]
    return found


def _whom(activity: Activity, leads: Iterable[Assignment]) -> set[int]:
    if activity.level == Level.AUTHORITY:
        return {a.person_id for a in leads}
    if activity.level == Level.DIVISION:
        return {a.person_id for a in leads if a.unit is not None and a.unit.division_id == activity.division_id}
    return {a.person_id for a in leads if a.unit_id == activity.unit_id}


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the month of `day`."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def heavy_months(*, person_ids: Iterable[int], due_on: dt.date, minutes: float, today: dt.date) -> dict[int, float]:
    """Return those of `person_ids` who with so many minutes more would pass the authority's limit for the month.

    By person: the minutes that they would come to. To be asked by those who may read what awaits others.
    """
    limit = float(settings_in_force()["heavy_month_minutes"])
    month: Month = (due_on.year, due_on.month)
    return heavy(asked(*month_of(due_on), today), person_ids, month, minutes, limit)


def leaders(today: dt.date) -> list[Assignment]:
    """Return the principals' assignments of today, in the schools' order."""
    return list(
        Assignment.objects.filter(on(today), profession="principal", unit__in=open_units(today))
        .select_related("person", "unit")
        .order_by("unit__sort_key")
    )
