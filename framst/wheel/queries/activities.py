"""Questions to the wheel: a year's activities, what rolls over, what the reader may plan."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from framst.access.acting import Actor
from framst.organisation.models import Unit
from framst.organisation.queries import assignments_of, settings_in_force
from framst.wheel.models import Activity
from framst.wheel.rules import days
from framst.wheel.rules.rolling import Held, Rolled, rolled
from framst.wheel.terms import Level


def activities(year: int) -> QuerySet[Activity]:
    """Return a year's activities, the nearest day first."""
    return (
        Activity.objects.filter(year=year)
        .select_related("unit", "division", "follows_up", "assignment")
        .order_by("due_on", "title", "id")
    )


def shown(year: int, level: str, units: Iterable[Unit]) -> list[Activity]:
    """Return the year's activities at a level (empty: all), as they concern `units` (none: no school's own).

    A division's are shown to all when no unit is chosen, and else to its units.
    """
    chosen = list(units)
    found = activities(year)
    if level:
        found = found.filter(level=level)
    if not chosen:
        return list(found.exclude(level=Level.SCHOOL))
    return list(
        found.filter(
            Q(level=Level.AUTHORITY)
            | Q(level=Level.DIVISION, division__in=[u.division_id for u in chosen if u.division_id])
            | Q(level=Level.SCHOOL, unit__in=chosen)
        )
    )


def own_units(by: Actor, professions: Collection[str] = ()) -> list[Unit]:
    """Return the units that the actor works in today (in one of `professions`, if any), in Swedish order."""
    if by.person_id is None:
        return []
    held = assignments_of(by.person_id, by.today)
    if professions:
        held = held.filter(profession__in=list(professions))
    return list(Unit.objects.filter(assignment__in=held).distinct().order_by("sort_key"))


def years() -> list[int]:
    """Return the years that have any activity, the newest first."""
    return list(Activity.objects.values_list("year", flat=True).distinct().order_by("-year"))


def authority_days_off() -> frozenset[dt.date]:
    """Return the days on which the authority has said that it is off; none when what is set cannot be read."""
    try:
        return days.days_off(str(settings_in_force()["days_off"]))
    except ValueError:
        return frozenset()


def to_roll_over(from_year: int, among: QuerySet[Activity]) -> list[tuple[Activity, Rolled]]:
    """Return what `among` a year's activities would become in the next, but for what is there already."""
    held = {a.pk: a for a in among.filter(year=from_year)}
    already: set[uuid.UUID] = set(
        Activity.objects.filter(former__in=held, year=from_year + 1).values_list("former_id", flat=True)
    )
    facts = [Held(a.pk, a.year, a.asked_on, a.due_on, a.recurs) for a in held.values()]
    return [(held[r.former], r) for r in rolled(facts, from_year + 1, authority_days_off(), already)]
