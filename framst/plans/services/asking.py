"""Asking the schools for their plans of a school year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.text import slugify

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.forms.models import Version
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.models import Unit
from framst.organisation.queries import principals
from framst.plans.models import Plan, Template
from framst.wheel.services import await_from


def make_template(
    *, version: Version, title: str, year: int, due_on: dt.date, forms: Iterable[str], central: bool = False, by: Actor
) -> Template:
    """Make the template of a school year out of a published version of questions. Raises Refused when it is a draft."""
    require(by, "plans.ask")
    if version.published_at is None:
        raise Refused(N_("Frågorna är inte fastställda ännu."))
    stem = slugify(f"{title} {year}")[:50].strip("-") or "plan"
    slug, number = stem, 2
    while Template.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    made = Template.objects.create(
        slug=slug, title=title, version=version, year=year, due_on=due_on, forms=list(forms), central=central,
        made_by_id=by.person_id,
    )  # fmt: skip
    record(act=Act.ADDED, by=by, now=by.now, about=made)
    return made


def change_version(*, template: Template, version: Version, by: Actor) -> None:
    """Change the template in mid-year. Plans that are begun stay on their version."""
    require(by, "plans.ask")
    if version.published_at is None or version.question_set_id != template.version.question_set_id:
        raise Refused(N_("Välj en fastställd version av samma frågor."))
    template.version = version
    template.save(update_fields=["version"])
    record(act=Act.CHANGED, by=by, now=by.now, about=template, version=version.number)


def ask_for_plans(*, template: Template, units: Iterable[Unit], by: Actor) -> list[Plan]:
    """Ask the units (none and a central template: the central team) for their plans, and tell who leads them.

    A unit that is asked already is left as it is. Last year's plan, where there is one, is tied to the new.
    """
    require(by, "plans.ask")
    asked = set(template.plans.values_list("unit_id", flat=True))
    wanted: list[Unit | None] = [None] if template.central else list(units)
    former = {
        p.unit_id: p
        for p in Plan.objects.filter(year=template.year - 1, template__central=template.central).order_by("asked_at")
    }
    made = [
        Plan(
            template=template, unit=unit, year=template.year, due_on=template.due_on, asked_at=by.now,
            former=former.get(unit.pk if unit else None),
        )
        for unit in wanted
        if (unit.pk if unit else None) not in asked
    ]  # fmt: skip
    Plan.objects.bulk_create(made)
    if template.asked_at is None:
        template.asked_at = by.now
        template.save(update_fields=["asked_at"])
    record(act=Act.OPENED, by=by, now=by.now, about=template, plans=len(made))
    by_unit = {p.unit_id: p for p in made}
    minutes = template.version.questionnaire.minutes
    leaders = principals(Unit.objects.filter(pk__in=[k for k in by_unit if k]), by.today)
    for assignment in leaders:
        put_on_start_page(plan=by_unit[assignment.unit_id], person_id=assignment.person_id, minutes=minutes, by=by)
    return made


def put_on_start_page(*, plan: Plan, person_id: int, minutes: float | None, by: Actor) -> None:
    """Put the plan on the start page of the one who leads it."""
    await_from(
        person_id=person_id, about=f"plan:{plan.pk}", title=plan.template.title, due_on=plan.due_on, minutes=minutes,
        address=reverse("plan", args=[plan.pk]), by=by,
    )  # fmt: skip
