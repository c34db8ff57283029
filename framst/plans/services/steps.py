"""A plan's way: adopted, submitted, taken back, revised, evaluated, archived, published."""

from __future__ import annotations

import datetime as dt
import uuid

from framst.access.acting import Actor
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.periods import school_year, school_year_name
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.plans import rules
from framst.plans.lifecycle import PLAN
from framst.plans.models import Edition, FocusArea, Plan, ProfessionAccess
from framst.plans.queries.plans import content_of, editions, latest_edition, leads, open_other_texts, written
from framst.wheel.services import settle

from .writing import ONLY_LEADER, must_lead


def why_not_adopt(plan: Plan, by: Actor) -> str:
    """Return why the plan cannot be adopted now, in Swedish; empty when it can."""
    if not leads(plan, by):
        return ONLY_LEADER
    if plan.begun_at is None or not rules.may_be_written(plan.state, True):
        return N_("Planen skrivs inte nu.")
    if open_other_texts(plan).exists():
        return N_("Två har skrivit på samma ställe. Välj först vilken text som ska gälla.")
    text = written(plan)
    parts = {code: rules.answers_in(part.given) for code, part in text.parts.items()}
    found = rules.lacking(text.questionnaire, parts, [rules.answers_in(p.given) for p in text.focus])
    return found[0][1] if found else ""


def plan_title(plan: Plan) -> str:
    """Return what an edition is called."""
    return f"Elevhälsoplan {school_year_name(school_year(dt.date(plan.year, 7, 1)))}"


def _freeze(plan: Plan, by: Actor) -> Edition:
    """Freeze the text as it stands, with its focus areas and professions as data."""
    text = written(plan)
    unit = plan.unit.name if plan.unit else "Den centrala elevhälsan"
    content = content_of(text, plan_title(plan), unit)
    former = latest_edition(plan)
    made = Edition.objects.create(
        plan=plan, unit_id=plan.unit_id, year=plan.year, number=(former.number if former else 0) + 1, content=content,
        adopted_on=by.today, adopted_at=by.now, adopted_by_id=by.person_id,
    )  # fmt: skip
    FocusArea.objects.bulk_create(
        FocusArea(
            edition=made, unit_id=plan.unit_id, year=plan.year, place=n, focus=uuid.UUID(f["id"]),
            carried_from=uuid.UUID(f["carried_from"]) if f["carried_from"] else None,
            **{name: f[name] or (None if name.endswith("_on") else f[name]) for name in
               ("goal", "levels", "natures", "measures", "owner", "from_on", "until_on", "signs", "evaluation", "reached")},
        )
        for n, f in enumerate(content["focus_areas"])
    )  # fmt: skip
    ProfessionAccess.objects.bulk_create(
        ProfessionAccess(
            edition=made, unit_id=plan.unit_id, year=plan.year,
            **{name: p[name] for name in ("competence", "holding", "share", "vacant", "comment")},
        )
        for p in content["professions"]
    )  # fmt: skip
    return made


def adopt(*, plan: Plan, by: Actor) -> Edition:
    """Adopt the plan: it is frozen as an edition, an official document that all who work here may read.

    From "komplettering önskas" it is submitted again in the same act; after feedback it becomes revised. Raises
    Refused while something that must be there is lacking.
    """
    must_lead(plan, by)
    act = {"draft": "adopt", "completion": "complete", "feedback": "revise", "revised": "revise"}.get(
        plan.state, "adopt"
    )
    state = PLAN.after(plan.state, act)
    if why := why_not_adopt(plan, by):
        raise Refused(why)
    made = _freeze(plan, by)
    plan.state, plan.adopted_at, plan.reply_by = state, by.now, None
    plan.save(update_fields=["state", "adopted_at", "reply_by"])
    if act in ("complete", "revise"):
        made.submitted_on = by.today
        made.save(update_fields=["submitted_on"])
    record(act=Act.FROZEN, by=by, now=by.now, about=plan, edition=made.number)
    return made


def write_on(*, plan: Plan, by: Actor) -> None:
    """Open an adopted plan that is not submitted, to write on. The edition stays."""
    _step(plan, "write_on", by)


def submit(*, plan: Plan, by: Actor) -> None:
    """Hand the adopted plan in to the authority. After its last day it is late, once and for all."""
    must_lead(plan, by)
    state = PLAN.after(plan.state, "submit")
    edition = latest_edition(plan)
    if edition is None:
        raise Refused(N_("Planen är inte fastställd."))
    edition.submitted_on = by.today
    edition.save(update_fields=["submitted_on"])
    if plan.submitted_at is None:
        plan.late = rules.is_late(plan.due_on, by.today)
    plan.state, plan.submitted_at = state, by.now
    plan.save(update_fields=["state", "submitted_at", "late"])
    settle(about=f"plan:{plan.pk}", by=by)
    record(act=Act.SENT, by=by, now=by.now, about=plan, edition=edition.number)


def withdraw(*, plan: Plan, by: Actor) -> None:
    """Take a submitted plan back, before it is reviewed."""
    _step(plan, "withdraw", by)


def evaluate(*, plan: Plan, by: Actor) -> Edition:
    """Close the year's work: each focus area has its evaluation. A last edition is frozen with it."""
    must_lead(plan, by)
    state = PLAN.after(plan.state, "evaluate")
    text = written(plan)
    if any(rules.answers_in(p.given).get(("natt", "")) is None for p in text.focus):
        raise Refused(N_("Skriv först vad varje fokusområde ledde till."))
    made = _freeze(plan, by)
    plan.state, plan.evaluated_at = state, by.now
    plan.save(update_fields=["state", "evaluated_at"])
    record(act=Act.FOLLOWED_UP, by=by, now=by.now, about=plan, edition=made.number)
    return made


def archive(*, plan: Plan, by: Actor) -> None:
    """Put an evaluated plan away. Its editions stay where they are."""
    must_lead(plan, by)
    plan.state, plan.archived_at = PLAN.after(plan.state, "archive"), by.now
    plan.save(update_fields=["state", "archived_at"])
    record(act=Act.CLOSED, by=by, now=by.now, about=plan)


def publish(*, edition: Edition, by: Actor) -> None:
    """Show an edition to everyone, without signing in: the school's choice. Earlier ones of the plan are taken down."""
    must_lead(edition.plan, by)
    for one in editions(edition.plan):
        public = one.pk == edition.pk
        one.audience, one.published_on = ("public", by.today) if public else ("", None)
        one.save(update_fields=["audience", "published_on"])
        one.focus_areas.update(audience=one.audience)
        one.professions.update(audience=one.audience)
    record(act=Act.PUBLISHED, by=by, now=by.now, about=edition)


def _step(plan: Plan, act: str, by: Actor) -> None:
    must_lead(plan, by)
    plan.state = PLAN.after(plan.state, act)
    plan.save(update_fields=["state"])
    record(act=Act.CHANGED, by=by, now=by.now, about=plan)
