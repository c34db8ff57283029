"""Units, people and what belongs to them, as the administration's pages show them: constant numbers of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models import Model as Row
from django.db.models.expressions import OrderBy

from framst.audit.models import Event
from framst.audit.queries import history
from framst.foundation.sort_key import sort_key
from framst.organisation.models import (
    Account,
    Area,
    Assignment,
    Competence,
    Division,
    Person,
    SchoolForm,
    Service,
    Setting,
    Unit,
    UnitForm,
)
from framst.organisation.queries import on, open_units

# ?ordning=… → the columns, of each list that is sorted by the database; a "-" before the name turns it around.
PEOPLE_SORTS = {"namn": ("sort_key",), "epost": ("email",)}
SERVICE_SORTS = {
    "vem": ("person__sort_key", "person_id", "unit__sort_key"),
    "kompetens": ("competence__sort_key", "person__sort_key", "unit__sort_key"),
    "enhet": ("unit__sort_key", "person__sort_key"),
    "andel": ("share", "person__sort_key"),
    "hur": ("employment", "person__sort_key"),
}
SORTS = {"namn": ("sort_key",), "kod": ("code",), "avdelning": ("division__sort_key", "sort_key")}


def units(filters: Mapping[str, str], day: dt.date, sort: str = "namn") -> QuerySet[Unit]:
    """Return the units of `day` that the filters choose, each with its forms (`forms_now`) and principal (`led_by`).

    Filters: q (beginning of the name, or the code), avdelning, omrade (keys), skolform (code), typ, rektor ("utan").
    """
    rows = open_units(day) if filters.get("lage") != "alla" else Unit.objects.all()
    if text := filters.get("q", "").strip():
        rows = rows.filter(_begins(text) | Q(code__startswith=text))
    if (key := filters.get("avdelning", "")).isdecimal():
        rows = rows.filter(division_id=key)
    if (key := filters.get("omrade", "")).isdecimal():
        rows = rows.filter(area_id=key)
    if kind := filters.get("typ"):
        rows = rows.filter(kind=kind)
    if form := filters.get("skolform"):
        rows = rows.filter(Exists(UnitForm.objects.filter(on(day), unit=OuterRef("pk"), form__code=form)))
    led = Assignment.objects.filter(on(day), profession="principal")
    if filters.get("rektor") == "utan":
        rows = rows.exclude(Exists(led.filter(unit=OuterRef("pk"))))
    return (
        rows.select_related("division", "area")
        .prefetch_related(
            Prefetch(
                "forms",
                UnitForm.objects.filter(on(day)).select_related("form").order_by("form_id"),
                to_attr="forms_now",
            ),
            Prefetch("assignment_set", led.select_related("person"), to_attr="led_by"),
        )
        .order_by(*_ordered(SORTS, sort, "namn"), "code")
    )


def _ordered(sorts: Mapping[str, tuple[str, ...]], asked: str, first: str) -> list[OrderBy]:
    """Return how the database sorts for ?ordning=`asked`; what is missing comes last, whichever way."""
    name, falling = asked.removeprefix("-"), asked.startswith("-")
    if name not in sorts:
        name, falling = first, False
    leading, *rest = (F(column) for column in sorts[name])
    turned = leading.desc(nulls_last=True) if falling else leading.asc(nulls_last=True)
    return [turned, *(column.asc(nulls_last=True) for column in rest)]


def _begins(text: str, of: str = "") -> Q:
    """That a name, or a word of it, begins with `text`; `of` is the way to the row that has the name."""
    key = sort_key(text)
    return Q(**{f"{of}sort_key__startswith": key}) | Q(**{f"{of}sort_key__contains": " " + key})


def people(filters: Mapping[str, str], day: dt.date) -> QuerySet[Person]:
    """Return people in Swedish order (or as `ordning` says), each with the assignments of `day` (`assigned`).

    Filters: q (beginning of a name), uppdrag (a profession), id ("utan": no id at the source of staff).
    """
    rows = Person.objects.all()
    if text := filters.get("q", "").strip():
        rows = rows.filter(_begins(text))
    now = Assignment.objects.filter(on(day))
    if profession := filters.get("uppdrag"):
        rows = rows.filter(Exists(now.filter(person=OuterRef("pk"), profession=profession)))
    if filters.get("id") == "utan":
        rows = rows.filter(external_id="")
    return rows.prefetch_related(
        Prefetch("assignments", now.select_related("unit", "division").order_by("from_on"), to_attr="assigned")
    ).order_by(*_ordered(PEOPLE_SORTS, filters.get("ordning", ""), "namn"), "id")


def account_of(person: Person, *, lock: bool = False) -> Account | None:
    """Return a person's account, or None; `lock` keeps others from changing it in the meantime."""
    rows = Account.objects.select_for_update() if lock else Account.objects.all()
    return rows.filter(person=person).first()


def has_factor(person: Person) -> bool:
    """Whether a person's account has a second factor here."""
    found: bool = Authenticator.objects.filter(user__person=person).exists()
    return found


@dataclass(frozen=True)
class Counts:
    """How much there is of each, for the first page."""

    units: int
    people: int
    divisions: int
    areas: int
    forms: int
    competences: int
    without_principal: int


def counts(day: dt.date) -> Counts:
    """Count what the administration keeps."""
    open_now = open_units(day)
    led = Assignment.objects.filter(on(day), profession="principal", unit=OuterRef("pk"))
    return Counts(
        units=open_now.count(),
        people=Person.objects.count(),
        divisions=Division.objects.count(),
        areas=Area.objects.count(),
        forms=SchoolForm.objects.count(),
        competences=Competence.objects.count(),
        without_principal=open_now.filter(~Exists(led)).count(),
    )


def divisions(day: dt.date) -> list[Division]:
    """Return the divisions with their directors (`directors`), areas (`areas`) and number of units (`units`)."""
    directors = Assignment.objects.filter(on(day), profession="divisional_director").select_related("person")
    rows = (
        Division.objects.annotate(units=Count("unit", distinct=True))
        .prefetch_related(
            Prefetch("assignment_set", directors, to_attr="directors"),
            Prefetch("area_set", Area.objects.annotate(units=Count("unit")).order_by("sort_key"), to_attr="areas"),
        )
        .order_by("sort_key")
    )
    return list(rows)


def assignments(about: Unit | Person) -> list[Assignment]:
    """Return all assignments in a unit, or of a person, the newest first."""
    rows = Assignment.objects.filter(unit=about) if isinstance(about, Unit) else about.assignments.all()
    return list(rows.select_related("person", "unit", "division").order_by("-from_on", "person__sort_key"))


def services(about: Unit | Person, day: dt.date) -> list[Service]:
    """Return who serves a unit, or which units a person serves, on `day` or later."""
    rows = about.services.filter(Q(until_on__isnull=True) | Q(until_on__gte=day))
    return list(
        rows.select_related("person", "unit", "competence").order_by("competence__sort_key", "unit__sort_key", "id")
    )


def all_services(filters: Mapping[str, str], day: dt.date) -> QuerySet[Service]:
    """Return who serves which units on `day`, person by person (or as `ordning` says).

    Filters: q (beginning of the person's or the unit's name), kompetens (code), hur (employment).
    """
    rows = Service.objects.filter(on(day))
    if text := filters.get("q", "").strip():
        rows = rows.filter(_begins(text, "person__") | _begins(text, "unit__"))
    if code := filters.get("kompetens"):
        rows = rows.filter(competence__code=code)
    if employment := filters.get("hur"):
        rows = rows.filter(employment=employment)
    return rows.select_related("person", "unit", "competence").order_by(
        *_ordered(SERVICE_SORTS, filters.get("ordning", ""), "vem"), "id"
    )


def total_shares(day: dt.date) -> dict[int, Decimal]:
    """Return each person's shares of full time together on `day`, in per cent; one query."""
    sums = Service.objects.filter(on(day), person__isnull=False).values("person_id").annotate(total=Sum("share"))
    return {row["person_id"]: row["total"] or Decimal(0) for row in sums}


def settings_history() -> dict[str, list[Setting]]:
    """Return every value that each setting has had, the newest first."""
    found: dict[str, list[Setting]] = {}
    for row in Setting.objects.select_related("set_by").order_by("-set_at", "-id"):
        found.setdefault(row.code, []).append(row)
    return found


def names_of(keys: Iterable[object]) -> dict[object, str]:
    """Return the names of the persons with `keys`; what is no key is left out."""
    return {p.pk: p.name for p in Person.objects.filter(pk__in=[k for k in keys if isinstance(k, int)])}


def told_history(about: Row) -> list[tuple[Event, str]]:
    """Return the newest events about a record, each with the name of who acted; as far as the reader may see."""
    events = history(about)
    names: dict[Any, str] = {
        p.pk: p.name for p in Person.objects.filter(pk__in={e.person for e in events if e.person is not None})
    }
    return [(e, names.get(e.person, "")) for e in events]
