"""Reading units in: from the register, or from the authority's own list. All of a file or nothing of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from framst.access.acting import Actor, require
from framst.administration import services
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import BadInput, Fault, Refused
from framst.foundation.sort_key import sort_key
from framst.foundation.words import N_
from framst.integrations.spreadsheets.reading import NOT_READ, Table, read_table
from framst.organisation.models import Area, Assignment, Division, Person, SchoolForm, Unit, UnitForm
from framst.organisation.queries import on
from framst.organisation.terms import STANDARD_FORMS

from . import own_list, register
from .own_list import OwnUnit
from .register import SOURCE, RegisterUnit
from .summary import Remark, Summary

# What a row of the register fills in, and the column it comes from.
FILLED = {
    "name": register.NAME,
    "municipality_code": register.MUNICIPALITY_CODE,
    "municipality": register.MUNICIPALITY,
    "provider_name": register.PROVIDER,
    "provider_orgnr": register.ORGNR,
}
OWN_VALUE = N_("er egen uppgift")
ONLY_REGISTER = N_("registrets fil, när ett organisationsnummer anges (er egen lista har ingen sådan kolumn)")


def import_units(*, data: bytes, name: str, by: Actor, provider: str = "", dry_run: bool = False) -> Summary:
    """Read a file of units: the register's or the authority's own list, told apart by their columns.

    `provider` chooses the register's rows with that organisation number. With `dry_run` the same is done and
    undone. The same file a second time changes nothing. Raises BadInput with the faults of the file.
    """
    require(by, services.ACT)
    table = read_table(data, name)
    with transaction.atomic():
        if not SchoolForm.objects.exists():
            for code, form, codes in STANDARD_FORMS:
                SchoolForm.objects.create(code=code, name=form, register_codes=list(codes))
        if register.is_register(table):
            summary = _import_register(table, provider, by)
        elif own_list.is_own_list(table):
            if provider:
                raise BadInput(NOT_READ, (Fault(None, "", provider, ONLY_REGISTER),))
            summary = _import_own_list(table, by)
        else:
            raise BadInput(NOT_READ, (Fault(1, "", ", ".join(table.columns), own_list.EITHER_FILE),))
        summary.file, summary.dry_run = name, dry_run
        if dry_run:
            transaction.set_rollback(True)
        else:
            record(
                act=Act.IMPORTED, by=by, now=by.now, table=Unit._meta.db_table, what=summary.what, rows=summary.rows,
                added=summary.added, changed=summary.changed, remarks=summary.remark_counts,
            )  # fmt: skip
    return summary


def _forms_by_word() -> dict[str, str]:
    """Codes (ours and the register's) and names of school forms, in capitals → code. Our own code goes first."""
    forms = list(SchoolForm.objects.order_by("id"))
    words: dict[str, str] = {form.code: form.code for form in forms}
    for form in forms:
        for word in [form.name, *form.register_codes]:
            words.setdefault(word.upper(), form.code)
    return words


# ---- the register


def _import_register(table: Table, provider: str, by: Actor) -> Summary:
    summary = Summary(what="register")
    rows = register.parse(table, forms=_forms_by_word(), provider=provider, summary=summary)
    there = {u.code: u for u in Unit.objects.filter(code__in=[r.code for r in rows])}
    new, changed = [], {}
    for row in rows:
        unit = there.get(row.code)
        if unit is None:
            unit = there[row.code] = Unit(code=row.code, source=SOURCE, sort_key=sort_key(row.name))
            for field in FILLED:
                setattr(unit, field, getattr(row, field))
            new.append(unit)
        elif fields := _fill_in(unit, row, summary):
            changed[unit.code] = fields
    Unit.objects.bulk_create(new, batch_size=500)
    Unit.objects.bulk_update([there[c] for c in changed], [*FILLED, "sort_key"], batch_size=500)
    for code in _fill_in_forms(rows, there, {u.code for u in new}, summary, by):
        changed.setdefault(code, []).append("forms")
    for unit in new:
        record(act=Act.IMPORTED, by=by, now=by.now, about=unit)
    for code, fields in changed.items():
        record(act=Act.CHANGED, by=by, now=by.now, about=there[code], fields=fields)
    summary.added, summary.changed = len(new), len(changed)
    summary.unchanged = len(rows) - len(new) - len(changed)
    return summary


def _fill_in(unit: Unit, row: RegisterUnit, summary: Summary) -> list[str]:
    """Fill in what the register knows. What the authority itself has said stands, and the difference is told."""
    fields = []
    for field, column in FILLED.items():
        has, says = getattr(unit, field), getattr(row, field)
        if not says or has == says:
            continue
        if has and unit.source != SOURCE:
            summary.remarks.append(Remark("differs", row.row, column, says, f"{_(OWN_VALUE)}: {has}"))
            continue
        setattr(unit, field, says)
        fields.append(field)
    if "name" in fields:
        unit.sort_key = sort_key(unit.name)
    return fields


def _fill_in_forms(
    rows: Iterable[RegisterUnit], units: dict[str, Unit], new: set[str], summary: Summary, by: Actor
) -> list[str]:
    """Add the school forms of units that have none, and follow the register where it was the source."""
    forms = {f.code: f for f in SchoolForm.objects.all()}
    running: dict[int, dict[str, tuple[str, ...]]] = {}
    for f in UnitForm.objects.filter(on(by.today), unit__in=[u.pk for u in units.values()]).select_related("form"):
        running.setdefault(f.unit_id, {})[f.form.code] = tuple(f.grades)
    added, changed = [], []
    for row in rows:
        unit = units[row.code]
        has = running.get(unit.pk, {})
        if not row.forms or has == row.forms:
            continue
        if not has:
            added += [UnitForm(unit=unit, form=forms[code], grades=list(g)) for code, g in row.forms.items()]
        elif unit.source == SOURCE:
            services.set_forms(unit=unit, forms={forms[c]: g for c, g in row.forms.items()}, by=by)
        else:
            said = ", ".join(f"{code} {' '.join(g)}".strip() for code, g in sorted(has.items()))
            summary.remarks.append(
                Remark("differs", row.row, register.FORMS, " ".join(row.forms), f"{_(OWN_VALUE)}: {said}")
            )
            continue
        if row.code not in new:
            changed.append(row.code)
    UnitForm.objects.bulk_create(added, batch_size=500)
    return changed


# ---- the authority's own list


def _import_own_list(table: Table, by: Actor) -> Summary:
    summary = Summary(what="own", rows=len(table.rows))
    rows = own_list.parse(table, forms=_forms_by_word())
    summary.read = len(rows)
    units = {u.code: u for u in Unit.objects.filter(code__in=[r.code for r in rows])}
    divisions = {d.name.casefold(): d for d in Division.objects.all()}
    areas = {(a.division_id, a.name.casefold()): a for a in Area.objects.all()}
    forms = {f.code: f for f in SchoolForm.objects.all()}
    emails = {r.email for r in rows if r.email}
    people = {p.email.lower(): p for p in Person.objects.filter(email__in=emails)}
    faults: list[Fault] = []
    for row in rows:
        division = area = None
        if row.division:
            division = divisions.get(row.division.casefold())
            if division is None:
                division = divisions[row.division.casefold()] = Division()
                services.save(row=division, values={"name": row.division}, by=by)
        if row.area and division is not None:
            area = areas.get((division.pk, row.area.casefold()))
            if area is None:
                area = areas[division.pk, row.area.casefold()] = Area()
                services.save(row=area, values={"name": row.area, "division": division}, by=by)
        try:
            _take_in(row, units, division, area, forms, people, summary, by)
        except Refused as refused:
            sentence = _(refused.sentence)
            faults.append(
                Fault(row.row, own_list.PRINCIPAL, "", sentence % refused.parts if refused.parts else sentence)
            )
    if faults:
        raise BadInput(NOT_READ, tuple(faults))
    return summary


def _take_in(
    row: OwnUnit,
    units: dict[str, Unit],
    division: Division | None,
    area: Area | None,
    forms: dict[str, SchoolForm],
    people: dict[str, Person],
    summary: Summary,
    by: Actor,
) -> None:
    values: dict[str, object] = {"name": row.name, "kind": str(row.kind)}
    values |= {k: v for k, v in (("division", division), ("area", area)) if v is not None}
    unit = units.get(row.code)
    new = unit is None
    if unit is None:
        unit = units[row.code] = Unit(code=row.code)
        values["source"] = _("egen lista")
    changed = bool(services.save(row=unit, values=values, by=by))
    if row.forms:
        changed = services.set_forms(unit=unit, forms={forms[c]: g for c, g in row.forms.items()}, by=by) or changed
    if new:
        summary.added += 1
    elif changed:
        summary.changed += 1
    if row.principal is not None:
        person = _person(row, people, summary, by)
        if _principal(row, unit, person, summary, by):
            summary.principals_changed += 1
            changed = True
    summary.unchanged += not new and not changed


def _person(row: OwnUnit, people: dict[str, Person], summary: Summary, by: Actor) -> Person:
    assert row.principal is not None  # noqa: S101
    given, family = row.principal
    person = people.get(row.email)
    if person is None:
        person = people[row.email] = Person()
        services.save(row=person, values={"given_name": given, "family_name": family, "email": row.email}, by=by)
        summary.people_added += 1
    elif (person.given_name, person.family_name) != (given, family):
        summary.remarks.append(Remark("person", row.row, own_list.PRINCIPAL, f"{given} {family}", person.name))
    return person


def _principal(row: OwnUnit, unit: Unit, person: Person, summary: Summary, by: Actor) -> bool:
    """Let the row's principal lead the unit; return whether that was new."""
    day = row.from_on or by.today
    has = Assignment.objects.filter(unit=unit, person=person, profession="principal")
    if has.filter(on(day)).exists():
        return False
    if (now := has.filter(on(by.today)).first()) is not None:
        summary.remarks.append(Remark("date", row.row, own_list.FROM, day.isoformat(), now.from_on.isoformat()))
        return False
    if row.from_on is None:
        raise Refused(own_list.A_FROM_DATE)
    services.change_principal(unit=unit, person=person, from_on=row.from_on, by=by)
    return True
