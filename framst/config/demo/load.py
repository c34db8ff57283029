"""Fills an empty database with Ekdalen: through the same services that people use, each at its own moment."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import Actor, acting, machine
from framst.organisation.models import (
    Account,
    Assignment,
    Competence,
    Division,
    Person,
    Provider,
    SchoolForm,
    Service,
    Setting,
    Unit,
    UnitForm,
)
from framst.organisation.terms import Employment

from . import agreed, chain, codes, plans, pupils, reviews, steering, year
from .logins import PASSWORD
from .moments import People, at
from .municipality import (
    AUTHORITY,
    BOUGHT,
    CENTRAL,
    COMPETENCES,
    DIVISIONS,
    DOMAIN,
    EMPLOYED,
    FORMS,
    LAW,
    PERSONAS,
    PRINCIPAL_LOGINS,
    SECOND_FACTOR,
    UNITS,
    plain,
)

BEGAN = dt.date(2022, 7, 1)


def load() -> None:
    """Load the demo, or do nothing when there is an authority already."""
    setup = machine("import", at(2022, 7, 1))
    with acting(setup):
        if Provider.objects.exists():
            return
        people = organisation(setup)
        accounts(people)
        chain.play(people)
    plans.play(people)
    reviews.play(people)
    agreed.load(people)
    steering.load(people)
    pupils.load(people)
    year.load(people)


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
                email=f"{login or plain(name)}@{DOMAIN}",
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
    services(people, units, competences)
    for setting, value in {
        "paper_recipient": "Barn- och utbildningsnämnden",
        "paper_office": "Utbildningsförvaltningen, Barn- och elevhälsan",
        "paper_foot": "Ekdalens kommun · Storgatan 1, 999 99 Ekdalen · kommun@ekdalen.example",
        "public_papers": True,
        "plan_name": "den övergripande elevhälsoplanen",
        "plan_scope": "gäller från förskola till gymnasieskola och ska stödja skolledning och personal och säkerställa "
        "elevernas rätt till en likvärdig utbildning",
    }.items():
        Setting.objects.create(code=setting, value=value, set_at=by.now)
    return people


def services(people: People, units: dict[str, Unit], competences: dict[str, Competence]) -> None:
    """Say who serves which units in which competence with which share of full time."""
    for name, *_ in CENTRAL:
        people[name] = Person.objects.create(
            given_name=name.split()[0], family_name=name.split()[1], email=f"{plain(name)}@{DOMAIN}"
        )
    by_name = {person.name: person for person in people.values()}
    rows: list[tuple[str, str, int, list[str], Employment]] = [(*one, Employment.CENTRAL) for one in CENTRAL]
    rows.append(("", *BOUGHT, Employment.BOUGHT))
    rows += [(*one, Employment.EMPLOYED) for one in EMPLOYED]
    Service.objects.bulk_create(
        Service(
            person=by_name.get(name),
            unit=units[code],
            competence=competences[competence],
            share=share,
            employment=employment,
            from_on=BEGAN,
        )
        for name, competence, share, codes, employment in rows
        for code in codes
    )
    # The adapted compulsory school found its special educator in January 2025: what the memo of 2024 says.
    Service.objects.create(
        unit=units["99990021"],
        competence=competences["specialpedagog"],
        share=100,
        employment=Employment.EMPLOYED,
        from_on=dt.date(2025, 1, 13),
    )


def accounts(people: dict[str, Person]) -> None:
    """Give every login an account with the demo's password, and those who need it a second factor."""
    for login in [*PRINCIPAL_LOGINS, *(p[0] for p in PERSONAS)]:
        account = Account.objects.create_user(f"{login}@{DOMAIN}", PASSWORD, person=people[login])
        if login in SECOND_FACTOR:
            codes.give(account, login)
