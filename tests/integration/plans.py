"""Plans for tests: asked for by the investigator, written at Dalskolan by its own people."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import Actor, acting
from framst.forms.models import QuestionSet
from framst.forms.terms import Answers, Given
from framst.organisation.models import Unit
from framst.plans import rules, services
from framst.plans.models import Part, Plan
from framst.plans.queries.plans import professions

from ..personas import actor

MAY = dt.datetime(2027, 5, 10, 9, 0, tzinfo=dt.UTC)
DAL, HAGA = "99990004", "99990008"


def later(days: int) -> dt.datetime:
    return MAY + dt.timedelta(days=days)


def asked(codes: tuple[str, ...] = (DAL, HAGA), *, due_on: dt.date = dt.date(2027, 9, 30)) -> dict[str, Plan]:
    """The plans of 2027–28, asked for in May 2027, by unit code."""
    by = actor("utredare", MAY)
    with acting(by):
        version = QuestionSet.objects.get(code="elevhalsoplan").versions.latest("number")
        template = services.make_template(
            version=version, title="Elevhälsoplan", year=2027, due_on=due_on, forms=["GR"], by=by
        )
        made = services.ask_for_plans(template=template, units=Unit.objects.filter(code__in=codes), by=by)
        return {p.unit.code: p for p in made if p.unit}


def fresh(plan: Plan, by: Actor) -> Plan:
    with acting(by):
        return Plan.objects.select_related("template", "unit", "version").get(pk=plan.pk)


def write(plan: Plan, code: str, by: Actor, seen: dict[str, str] | None = None, **texts: str) -> services.Saved:
    """Save texts in a section as `by`, whose page showed `seen` (nothing: an empty section)."""
    with acting(by):
        version = plan.version or plan.template.version
        section = next(s for s in version.questionnaire.sections if s.code == code)
        posted: Answers = {(q, ""): Given(text=t) for q, t in texts.items()}
        asked_here = [q for q in section.questions if q.code in texts]
        return services.save_part(plan=plan, code=code, questions=asked_here, posted=posted, seen=seen or {}, by=by)


def whole(plan: Plan, by: Actor) -> Plan:
    """Fill in all that must be there, and one focus area."""
    with acting(by):
        plan = services.begin(plan=plan, by=by)
    for code, texts in (
        ("organisation", {"organisation": "Rektor leder."}),
        ("utvardering", {"utvardering": "Vi lärde oss."}),
        ("nulage", {"nulage": "Så är det.", "orsaker": "Därför."}),
    ):
        write(plan, code, by, **texts)
    with acting(by):
        known = professions()
        section = rules.profession_section("", known)
        posted: Answers = {(f"{code}_hur", ""): Given(choices=("central",)) for code, _ in known}
        services.save_part(plan=plan, code="professioner", questions=section.questions, posted=posted, seen={}, by=by)
        part = services.add_focus_area(plan=plan, by=by)
        services.save_part(plan=plan, code=part.code, questions=rules.focus_section("").questions, seen={}, by=by, posted={
            ("mal", ""): Given(text="Trygga raster"), ("niva", ""): Given(choices=("school",)),
            ("art", ""): Given(choices=("promoting", "preventive")),
        })  # fmt: skip
    return plan


def focus_of(plan: Plan, by: Actor) -> Part:
    with acting(by):
        return Part.objects.get(plan=plan, kind="focus_areas")
