"""What the system administrator, and the import, do with units, people, assignments, services and settings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction

from framst.access.acting import Actor, require
from framst.access.professions import IN_UNITS
from framst.administration import terms
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.organisation.models import (
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
from framst.organisation.queries import on, principals_meeting, settings_in_force, shares_of
from framst.organisation.rules import exceeds_full_time
from framst.organisation.terms import SETTINGS, UnitKind

from .accounts import follow_address

ACT = "organisation.manage"
ONE_DAY = dt.timedelta(days=1)
_TAKEN: dict[type[models.Model], str] = {Unit: terms.CODE_IS_TAKEN, Person: terms.EMAIL_IS_TAKEN}


def save(*, row: models.Model, values: Mapping[str, Any], by: Actor) -> list[str]:
    """Add or change a unit, person, division, area, school form or competence; return the fields that changed.

    Nothing changed, nothing recorded. Raises Refused for a unit's code or a person's address that is taken.
    """
    require(by, ACT)
    if isinstance(row, Unit):
        _check_code(str(values.get("code", row.code)), str(values.get("kind", row.kind)))
    new = row.pk is None
    changed = [name for name, value in values.items() if new or getattr(row, name) != value]
    if not changed and not new:
        return []
    for name in changed:
        setattr(row, name, values[name])
    try:
        with transaction.atomic():
            row.save()
            if isinstance(row, Person) and "email" in changed:
                follow_address(person=row)
    except IntegrityError:
        raise Refused(_TAKEN.get(type(row), terms.CODE_IS_USED)) from None
    record(act=Act.ADDED if new else Act.CHANGED, by=by, now=by.now, about=row, fields=[] if new else changed)
    return changed


def _check_code(code: str, kind: str) -> None:
    if kind == UnitKind.SCHOOL:
        if not re.fullmatch(r"\d{8}", code):
            raise Refused(terms.EIGHT_DIGITS)
    elif not re.fullmatch(r"[\w-]{1,20}", code):
        raise Refused(terms.OWN_CODE)


def set_forms(*, unit: Unit, forms: Mapping[SchoolForm, Sequence[str]], by: Actor) -> bool:
    """Say which school forms a unit runs, with which grades; return whether anything changed.

    A form that is no longer run keeps its row, ended yesterday: what the unit was is known for a day.
    """
    require(by, ACT)
    now = {f.form_id: f for f in UnitForm.objects.filter(on(by.today), unit=unit)}
    changed = False
    for form, grades in forms.items():
        running = now.pop(form.pk, None)
        if running is None:
            UnitForm.objects.create(unit=unit, form=form, grades=list(grades))
        elif list(running.grades) != list(grades):
            running.grades = list(grades)
            running.save(update_fields=["grades"])
        else:
            continue
        changed = True
    for ended in now.values():
        ended.until_on = by.today - ONE_DAY
        ended.save(update_fields=["until_on"])
        changed = True
    if changed:
        record(act=Act.CHANGED, by=by, now=by.now, about=unit, fields=["forms"])
    return changed


def appoint(
    *,
    person: Person,
    profession: str,
    from_on: dt.date,
    by: Actor,
    unit: Unit | None = None,
    division: Division | None = None,
    until_on: dt.date | None = None,
) -> Assignment:
    """Give a person an assignment for a period; both days are included, `until_on` None is until further notice.

    Raises Refused when the unit has a principal during some of the time (SkolL 2 kap. 9 §); the database holds the
    same rule, so two that appoint at once cannot both succeed.
    """
    require(by, ACT)
    if until_on is not None and until_on < from_on:
        raise Refused(terms.ENDS_BEFORE)
    if profession in IN_UNITS and unit is None:
        raise Refused(terms.NEEDS_UNIT)
    if profession not in IN_UNITS and unit is not None:
        raise Refused(terms.NOT_UNIT)
    if profession == "divisional_director" and division is None:
        raise Refused(terms.NEEDS_DIVISION)
    if profession == "principal" and unit is not None:
        _refuse_second_principal(unit, from_on, until_on)
    try:
        with transaction.atomic():
            made = Assignment.objects.create(
                person=person, profession=profession, unit=unit, division=division, from_on=from_on, until_on=until_on
            )
    except IntegrityError:
        if unit is not None:
            _refuse_second_principal(unit, from_on, until_on)
        raise
    for about in filter(None, (person, unit, division)):
        record(act=Act.APPOINTED, by=by, now=by.now, about=about, profession=profession, from_on=str(from_on))
    return made


def _refuse_second_principal(unit: Unit, from_on: dt.date, until_on: dt.date | None) -> None:
    there = principals_meeting(unit, from_on, until_on).first()
    if there is None:
        return
    if there.until_on is None:
        raise Refused(terms.ONE_PRINCIPAL, unit=unit.name, name=there.person.name)
    raise Refused(terms.ONE_PRINCIPAL_UNTIL, unit=unit.name, name=there.person.name, until=there.until_on.isoformat())


def change_principal(
    *, unit: Unit, person: Person, from_on: dt.date, by: Actor, until_on: dt.date | None = None
) -> Assignment:
    """Let a new principal take over a unit from a day; the former's assignment ends the day before."""
    require(by, ACT)
    former = principals_meeting(unit, from_on, from_on).first()
    if former is not None:
        if former.person_id == person.pk:
            raise Refused(terms.ALREADY_PRINCIPAL, name=person.name, unit=unit.name)
        if former.from_on >= from_on:
            raise Refused(terms.SAME_DAY, name=former.person.name, unit=unit.name)
        end_assignment(assignment=former, until_on=from_on - ONE_DAY, by=by)
    return appoint(person=person, profession="principal", unit=unit, from_on=from_on, until_on=until_on, by=by)


def end_assignment(*, assignment: Assignment, until_on: dt.date, by: Actor) -> None:
    """End an assignment; `until_on` is its last day. The last system administrator's is not ended."""
    require(by, ACT)
    if until_on < assignment.from_on:
        raise Refused(terms.ENDS_BEFORE)
    if assignment.profession == "system_administrator":
        others = Assignment.objects.filter(on(by.today), profession="system_administrator").exclude(pk=assignment.pk)
        if not others.filter(models.Q(until_on__isnull=True) | models.Q(until_on__gt=until_on)).exists():
            raise Refused(terms.LAST_ADMINISTRATOR)
    assignment.until_on = until_on
    assignment.save(update_fields=["until_on"])
    for about in filter(None, (assignment.person, assignment.unit, assignment.division)):
        record(
            act=Act.DISMISSED, by=by, now=by.now, about=about,
            profession=assignment.profession, until_on=str(until_on),
        )  # fmt: skip


def start_service(
    *,
    unit: Unit,
    competence: Competence,
    employment: str,
    from_on: dt.date,
    by: Actor,
    person: Person | None = None,
    share: Decimal | None = None,
    until_on: dt.date | None = None,
) -> bool:
    """Say that a person serves a unit in a competence with a share of full time, in per cent.

    Returns whether the person's shares that day are more than full time together: a warning, not a refusal, since
    a share may be wrong elsewhere.
    """
    require(by, ACT)
    if until_on is not None and until_on < from_on:
        raise Refused(terms.ENDS_BEFORE)
    Service.objects.create(
        person=person, unit=unit, competence=competence, share=share, employment=employment, from_on=from_on,
        until_on=until_on,
    )  # fmt: skip
    for about in filter(None, (unit, person)):
        record(act=Act.STAFFED, by=by, now=by.now, about=about, competence=competence.code, from_on=str(from_on))
    return person is not None and exceeds_full_time(shares_of(person.pk, max(from_on, by.today)))


def end_service(*, service: Service, until_on: dt.date, by: Actor) -> None:
    """End a service; `until_on` is its last day."""
    require(by, ACT)
    if until_on < service.from_on:
        raise Refused(terms.ENDS_BEFORE)
    service.until_on = until_on
    service.save(update_fields=["until_on"])
    for about in filter(None, (service.unit, service.person)):
        record(
            act=Act.UNSTAFFED, by=by, now=by.now, about=about,
            competence=service.competence.code, until_on=str(until_on),
        )  # fmt: skip


def set_setting(*, code: str, value: object, by: Actor) -> bool:
    """Set one of the authority's choices; the former value stays as history. Returns whether it was another value."""
    require(by, ACT)
    if code not in SETTINGS:
        raise ValueError(code)
    if settings_in_force()[code] == value:
        return False
    made = Setting.objects.create(code=code, value=value, set_at=by.now, set_by_id=by.person_id)
    record(act=Act.CHANGED, by=by, now=by.now, about=made, setting=code)
    return True
