"""Fills an empty database with Ekdalen: through the same services that people use, each at its own moment."""

from __future__ import annotations

import datetime as dt
import unicodedata

from framst.access.acting import Actor, acting, machine, person
from framst.organisation.models import (
    Account,
    Assignment,
    Competence,
    Division,
    Person,
    Provider,
    SchoolForm,
    Setting,
    Unit,
    UnitForm,
)

from . import chain
from .logins import PASSWORD
from .municipality import (
    AUTHORITY,
    COMPETENCES,
    DIVISIONS,
    DOMAIN,
    FORMS,
    LAW,
    PERSONAS,
    PRINCIPAL_LOGINS,
    UNITS,
)

BEGAN = dt.date(2022, 7, 1)
UTC = dt.UTC


def at(year: int, month: int, day: int, hour: int = 9) -> dt.datetime:
    """A moment of the demo's."""
    return dt.datetime(year, month, day, hour, tzinfo=UTC)


def load() -> None:
    """Load the demo, or do nothing when there is an authority already."""
    setup = machine("import", at(2022, 7, 1))
    with acting(setup):
        if Provider.objects.exists():
            return
        people = organisation(setup)
        accounts(people)
        chain.play(people)


def organisation(by: Actor) -> dict[str, Person]:
    """Make the authority, its units, forms, competences and people; return the people by login or name."""
    Provider.objects.create(name=AUTHORITY, orgnr="2120009999", municipal=True, is_demo=True)
    divisions = {code: Division.objects.create(name=name) for code, name in DIVISIONS.items()}
    forms = {code: SchoolForm.objects.create(code=code, name=name, register_codes=codes) for code, name, codes in FORMS}
    competences: dict[str, Competence] = {}
    for code, name, statutory, requirement, grades, replaced_by, note in COMPETENCES:
        competences[code] = Competence.objects.create(
            code=code,
            name=name,
            statutory=statutory,
            requirement=requirement,
            law=LAW if statutory else "",
            grades=grades.split(),
            replaced_by=competences.get(replaced_by),
            note=note,
        )
    people: dict[str, Person] = {}

    def known(name: str, login: str = "") -> Person:
        if name not in people:
            people[name] = Person.objects.create(
                given_name=name.split()[0],
                family_name=name.split()[1],
                email=f"{login or _plain(name)}@{DOMAIN}",
            )
        return people[name]

    for login, name in PRINCIPAL_LOGINS.items():
        people[login] = known(name, login)
    units: dict[str, Unit] = {}
    for code, name, division, taught, principal in UNITS:
        unit = units[code] = Unit.objects.create(
            code=code, name=name, division=divisions[division], municipality="Ekdalen", source="demo"
        )
        for form, grades in taught.items():
            UnitForm.objects.create(unit=unit, form=forms[form], grades=grades.split())
        Assignment.objects.create(person=known(principal), profession="principal", unit=unit, from_on=BEGAN)
    for login, name, profession, place in PERSONAS:
        people[login] = known(name, login)
        Assignment.objects.create(
            person=people[login],
            profession=profession,
            unit=units.get(place),
            division=divisions.get(place),
            from_on=BEGAN,
        )
    for setting, value in {
        "paper_recipient": "Barn- och utbildningsnämnden",
        "paper_office": "Utbildningsförvaltningen, Barn- och elevhälsan",
        "paper_foot": "Ekdalens kommun · Storgatan 1, 999 99 Ekdalen · kommun@ekdalen.example",
        "public_papers": True,
        "plan_name": "den övergripande elevhälsoplanen",
    }.items():
        Setting.objects.create(code=setting, value=value, set_at=by.now)
    return people


def accounts(people: dict[str, Person]) -> None:
    """Give every login an account with the demo's password."""
    for login in [*PRINCIPAL_LOGINS, *(p[0] for p in PERSONAS)]:
        Account.objects.create_user(f"{login}@{DOMAIN}", PASSWORD, person=people[login])


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFD", name.lower().replace(" ", "."))
    return "".join(c for c in text if not unicodedata.combining(c))


def actor(people: dict[str, Person], login: str, now: dt.datetime) -> Actor:
    """One of the demo's people at a moment."""
    return person(people[login].pk, now)
