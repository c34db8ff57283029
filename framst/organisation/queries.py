"""Questions to the organisation, each for a day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from .models import Assignment, Provider, Service, Setting, Unit
from .terms import SETTINGS


def on(day: dt.date, prefix: str = "") -> Q:
    """Return the condition that a row with `from_on` and `until_on` is valid on `day` (both ends included)."""
    begun = Q(**{f"{prefix}from_on__isnull": True}) | Q(**{f"{prefix}from_on__lte": day})
    not_over = Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gte": day})
    return begun & not_over


def provider() -> Provider | None:
    """Return the huvudman, or None in a database that is not set up yet."""
    return Provider.objects.first()


def settings_in_force() -> dict[str, Any]:
    """Return every setting's newest value, by code; what is not set has its default. One query."""
    newest = {s.code: s.value for s in Setting.objects.order_by("set_at", "id")}
    return {code: newest.get(code, default) for code, (_, default) in SETTINGS.items()}


def assignments_of(person_id: int, day: dt.date) -> QuerySet[Assignment]:
    """Return the assignments that a person has on `day`."""
    return Assignment.objects.filter(on(day), person_id=person_id)


def principals(units: QuerySet[Unit], day: dt.date) -> QuerySet[Assignment]:
    """Return the principal's assignment of each of `units` on `day`: at most one a unit."""
    return (
        Assignment.objects.filter(on(day), profession="principal", unit__in=units)
        .select_related("person", "unit")
        .order_by("unit__sort_key")
    )


def open_units(day: dt.date) -> QuerySet[Unit]:
    """Return the units that exist on `day`, in Swedish order."""
    return Unit.objects.filter(
        Q(opened_on__isnull=True) | Q(opened_on__lte=day), Q(closed_on__isnull=True) | Q(closed_on__gte=day)
    ).order_by("sort_key")


def principals_meeting(unit: Unit, first: dt.date, last: dt.date | None) -> QuerySet[Assignment]:
    """Return the principal's assignments of a unit that share a day with a period, the first to begin first."""
    begun = Q() if last is None else Q(from_on__lte=last)
    return (
        Assignment.objects.filter(begun, profession="principal", unit=unit)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=first))
        .select_related("person")
        .order_by("from_on")
    )


def shares_of(person_id: int, day: dt.date) -> list[Decimal | None]:
    """Return the shares of full time, in per cent, that a person's services have on `day`; None where not known."""
    return list(Service.objects.filter(on(day), person_id=person_id).values_list("share", flat=True))
