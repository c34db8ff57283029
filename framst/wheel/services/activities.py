"""Planning the year: an activity is added, changed, taken away; a year is rolled over to the next."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from framst.access.acting import Actor
from framst.access.matrix import ACTS
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import BadInput, Fault, NotAllowed, Refused
from framst.foundation.words import N_
from framst.organisation.models import Division, Unit
from framst.wheel.models import Activity
from framst.wheel.queries.activities import authority_days_off, own_units, to_roll_over
from framst.wheel.rules.days import year_of
from framst.wheel.rules.template import TEMPLATE, due_in
from framst.wheel.terms import Level


def led_units(by: Actor) -> list[Unit]:
    """Return the schools that the actor leads today, in Swedish order."""
    return own_units(by, ACTS["wheel.school"][0])


def why_not_plan(*, level: str, unit: Unit | None, by: Actor) -> str:
    """Return why the actor may not plan at this level, for this school; empty when they may."""
    if by.may("wheel.plan"):
        return ""
    if level != Level.SCHOOL:
        return by.why_not("wheel.plan")
    if by.may("wheel.school") and (unit is None or unit in led_units(by)):
        return ""
    return ACTS["wheel.school"][1]


def _require(*, level: str, unit: Unit | None, by: Actor) -> None:
    if by.kind != "machine" and (reason := why_not_plan(level=level, unit=unit, by=by)):
        raise NotAllowed(reason)


def _faults(fields: dict[str, Any]) -> Iterator[Fault]:
    level, unit, division = fields["level"], fields["unit"], fields["division"]
    if level == Level.SCHOOL and unit is None:
        yield Fault(None, "unit", "", N_("Välj vilken skola det gäller."))
    if level == Level.DIVISION and division is None:
        yield Fault(None, "division", "", N_("Välj vilken avdelning det gäller."))
    if fields["asked_on"] and fields["asked_on"] > fields["due_on"]:
        yield Fault(None, "asked_on", str(fields["asked_on"]), N_("Ska vara före sista dag."))


def _at_its_level(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, with the unit and the division that the level has, and the year that the day says."""
    kept = {
        "unit": fields["unit"] if fields["level"] == Level.SCHOOL else None,
        "division": fields["division"] if fields["level"] == Level.DIVISION else None,
        "year": year_of(fields["due_on"]),
    }
    return fields | kept


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    faults = tuple(_faults(fields))
    if faults:
        raise BadInput(N_("Aktiviteten är inte sparad. Rätta fälten."), faults)
    return _at_its_level(fields)


def add_activity(
    *,
    title: str,
    level: str,
    due_on: dt.date,
    by: Actor,
    unit: Unit | None = None,
    division: Division | None = None,
    text: str = "",
    for_whom: str = "",
    asked_on: dt.date | None = None,
    **more: Any,
) -> Activity:
    """Add an activity to the year that its last day is in."""
    _require(level=level, unit=unit, by=by)
    fields = _checked(
        {
            "title": title,
            "level": level,
            "due_on": due_on,
            "unit": unit,
            "division": division,
            "text": text,
            "for_whom": for_whom,
            "asked_on": asked_on,
            **more,
        }
    )
    made = Activity.objects.create(**fields, made_at=by.now)
    record(act=Act.ADDED, by=by, now=by.now, about=made, year=made.year)
    return made


def change_activity(*, activity: Activity, by: Actor, **fields: Any) -> None:
    """Change an activity. Whoever moves it to another level or school must be allowed both."""
    _require(level=activity.level, unit=activity.unit, by=by)
    _require(level=fields["level"], unit=fields["unit"], by=by)
    for name, value in _checked(fields).items():
        setattr(activity, name, value)
    activity.save()
    record(act=Act.CHANGED, by=by, now=by.now, about=activity, year=activity.year)


def remove_activity(*, activity: Activity, by: Actor) -> None:
    """Take an activity away from the year. What it was rolled over to stays."""
    _require(level=activity.level, unit=activity.unit, by=by)
    record(act=Act.REMOVED, by=by, now=by.now, about=activity, year=activity.year)
    activity.delete()


def plannable(by: Actor) -> QuerySet[Activity]:
    """Return the activities that the actor may plan: all, or their own schools'."""
    if by.may("wheel.plan"):
        return Activity.objects.all()
    if by.may("wheel.school"):
        return Activity.objects.filter(Q(level=Level.SCHOOL, unit__in=led_units(by)))
    return Activity.objects.none()


def roll_over(*, from_year: int, chosen: Collection[uuid.UUID], by: Actor) -> int:
    """Take the chosen activities over to the next year, with their days moved; return how many. What is there stays."""
    if not (by.may("wheel.plan") or by.may("wheel.school")):
        raise NotAllowed(by.why_not("wheel.plan"))
    proposed = [(a, r) for a, r in to_roll_over(from_year, plannable(by)) if a.pk in chosen]
    if not proposed:
        raise Refused(N_("Ingen aktivitet är vald, eller så finns de redan i det nya läsåret."))
    made = Activity.objects.bulk_create(
        [
            Activity(
                year=from_year + 1,
                level=a.level,
                unit_id=a.unit_id,
                division_id=a.division_id,
                title=a.title,
                text=a.text,
                for_whom=a.for_whom,
                asked_on=r.asked_on,
                due_on=r.due_on,
                minutes=a.minutes,
                follows_up_id=a.follows_up_id,
                basis=a.basis,
                assignment_id=a.assignment_id,
                recurs=True,
                former=a,
                made_at=by.now,
            )
            for a, r in proposed
        ],
        ignore_conflicts=True,  # two who press at once: the constraint keeps the second
    )
    record(act=Act.ADDED, by=by, now=by.now, table="wheel_activity", count=len(made), year=from_year + 1)
    return len(made)


def begin_with_template(*, year: int, words: dict[str, tuple[str, str]], by: Actor) -> int:
    """Fill an empty year at the authority's level from the template; `words`: title and for whom, by code."""
    _require(level=Level.AUTHORITY, unit=None, by=by)
    if Activity.objects.filter(year=year, level=Level.AUTHORITY).exists():
        raise Refused(N_("Läsåret har redan aktiviteter. Mallen är till för ett tomt år."))
    off = authority_days_off()
    made = Activity.objects.bulk_create(
        Activity(
            year=year,
            level=Level.AUTHORITY,
            title=words[usual.code][0],
            for_whom=words[usual.code][1],
            due_on=due_in(usual, year, off),
            made_at=by.now,
        )
        for usual in TEMPLATE
    )
    record(act=Act.ADDED, by=by, now=by.now, table="wheel_activity", count=len(made), year=year)
    return len(made)
