"""What a school gets back: points gathered and given, a completion asked for, answered, made into commitments."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from framst.access.acting import Actor, acting, machine, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.periods import school_year, school_year_name
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.notices.services import queue
from framst.organisation.models import Assignment, Person
from framst.organisation.queries import assignments_of, on
from framst.plans.lifecycle import PLAN
from framst.plans.models import Edition, Feedback, FeedbackPoint, Plan
from framst.plans.queries import reviews as queries
from framst.plans.terms import PointKind
from framst.wheel.models import Commitment
from framst.wheel.services import await_from, make_commitment, settle
from framst.wheel.terms import Origin

from .rounds import unfinished


def why_not_give(plan: Plan) -> str:
    """Return why feedback cannot be given now, in Swedish; empty when it can."""
    if unfinished(plan):
        return N_("Alla som granskar planen ska vara klara först.")
    if "give_feedback" not in {s.act for s in PLAN.acts_from(plan.state)}:
        return N_("Planen är inte granskad.")
    return "" if queries.points_before(plan) else N_("Skriv minst en punkt att lämna.")


def change_point(*, point: FeedbackPoint, kind: str, theme: str, text: str, by: Actor) -> None:
    """Word a point anew before it is given."""
    require(by, "plans.feedback")
    if point.given_at is not None:
        raise Refused(N_("Punkten är redan lämnad."))
    if kind not in set(PointKind) or not text.strip():
        raise Refused(N_("Skriv vad punkten säger."))
    point.kind, point.theme, point.text = kind, " ".join(theme.split()), text.strip()
    point.save(update_fields=["kind", "theme", "text"])
    record(act=Act.CHANGED, by=by, now=by.now, about=point)


def give_feedback(*, plan: Plan, opening: str, by: Actor) -> Feedback:
    """Give a school its points. The principal is told by a letter without content, and on the start page."""
    require(by, "plans.feedback")
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
    state = PLAN.after(plan.state, "give_feedback")
    if why := why_not_give(plan):
        raise Refused(why)
    points = queries.points_before(plan)
    FeedbackPoint.objects.filter(pk__in=[p.pk for p in points]).update(given_at=by.now)
    made = Feedback.objects.create(
        plan=plan, edition=_read(plan), unit_id=plan.unit_id, kind="feedback", opening=opening.strip(),
        given_at=by.now, given_by_id=by.person_id,
    )  # fmt: skip
    plan.state = state
    plan.save(update_fields=["state"])
    record(act=Act.SENT, by=by, now=by.now, about=made, points=len(points))
    _tell(plan, "Läs återkopplingen på elevhälsoplanen", None, by)
    return made


def ask_completion(*, plan: Plan, reason: str, reply_by: dt.date, by: Actor) -> Feedback:
    """Ask a school for more, with a reason and a day."""
    require(by, "plans.feedback")
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
    state = PLAN.after(plan.state, "ask_completion")
    if not reason.strip():
        raise Refused(N_("Skriv vad som behöver kompletteras."))
    if reply_by < by.today:
        raise Refused(N_("Dagen har passerat."))
    made = Feedback.objects.create(
        plan=plan, edition=_read(plan), unit_id=plan.unit_id, kind="completion", reason=reason.strip(),
        reply_by=reply_by, given_at=by.now, given_by_id=by.person_id,
    )  # fmt: skip
    plan.state, plan.reply_by = state, reply_by
    plan.save(update_fields=["state", "reply_by"])
    record(act=Act.SENT, by=by, now=by.now, about=made)
    _tell(plan, "Elevhälsoplanen behöver kompletteras", reply_by, by)
    return made


def _read(plan: Plan) -> Edition:
    edition = queries.newest_editions([plan]).get(plan.pk)
    if edition is None:
        raise Refused(N_("Planen är inte inlämnad."))
    return edition


def _tell(plan: Plan, title: str, due_on: dt.date | None, by: Actor) -> None:
    """Put it on the start page of who leads the school, and send a letter that says only that there is something."""
    address = reverse("plan_feedback", args=[plan.pk])
    leads = leader(plan, by.today)
    if leads is None:
        return
    # A director may give feedback, and not write on others' start pages: the machine that keeps them does.
    with acting(machine("tick", by.now)):
        await_from(person_id=leads.pk, about=f"feedback:{plan.pk}", title=title, address=address, due_on=due_on, by=by)
    queue(
        address=leads.email,
        subject=title,
        body=f"Hej!\n\nDet finns något att läsa om elevhälsoplanen. Logga in och läs det här:\n{settings.ADDRESS}{address}\n",
        kind="plan_feedback",
        about=plan,
        by=by,
    )


def leader(plan: Plan, today: dt.date) -> Person | None:
    """Return who leads what the plan is about today: the principal, or the head of pupil health for the central plan."""
    profession = "pupil_health_head" if plan.unit_id is None else "principal"
    found = Assignment.objects.filter(on(today), profession=profession).select_related("person")
    if plan.unit_id is not None:
        found = found.filter(unit_id=plan.unit_id)
    first = found.order_by("from_on", "id").first()
    return first.person if first else None


def leads(plan: Plan, by: Actor) -> bool:
    """Whether the actor leads what the plan is about."""
    if by.person_id is None:
        return False
    held = assignments_of(by.person_id, by.today)
    if plan.unit_id is None:
        return held.filter(profession="pupil_health_head").exists()
    from framst.access.professions import SCHOOL_LEADERS

    return held.filter(profession__in=SCHOOL_LEADERS, unit_id=plan.unit_id).exists()


def answer_point(*, point: FeedbackPoint, answer: str, by: Actor) -> None:
    """Answer a point, as the school. When every point is answered, it leaves the start page."""
    _must_lead(point, by)
    if not answer.strip():
        raise Refused(N_("Skriv ett svar."))
    point.answer, point.answered_by_id, point.answered_at = answer.strip(), by.person_id, by.now
    point.save(update_fields=["answer", "answered_by", "answered_at"])
    record(act=Act.ANSWERED, by=by, now=by.now, about=point)
    if all(p.answered_at or p.commitment for p in queries.given_points(point.plan)):
        settle(about=f"feedback:{point.plan_id}", by=by)


def commit(*, point: FeedbackPoint, text: str, due_on: dt.date, by: Actor) -> Commitment:
    """Make a development area into a commitment of who leads the school. Each point becomes one at most."""
    _must_lead(point, by)
    if point.kind != PointKind.DEVELOPMENT:
        raise Refused(N_("Bara ett utvecklingsområde kan bli ett åtagande."))
    if point.commitment is not None:
        raise Refused(N_("Punkten är redan ett åtagande."))
    if not text.strip() or due_on < by.today:
        raise Refused(N_("Skriv vad ni ska göra, och en dag som inte har passerat."))
    made = make_commitment(
        unit=point.plan.unit,
        text=text.strip(),
        owner=Person.objects.get(pk=by.person_id or 0),
        origin=Origin.FEEDBACK,
        origin_key=f"plans_feedbackpoint:{point.pk}",
        origin_words=f"återkopplingen på elevhälsoplanen {school_year_name(school_year(dt.date(point.plan.year, 7, 1)))}",
        origin_address=reverse("plan_feedback", args=[point.plan_id]),
        due_on=due_on,
        by=by,
    )
    point.commitment = made.pk
    point.save(update_fields=["commitment"])
    return made


def _must_lead(point: FeedbackPoint, by: Actor) -> None:
    require(by, "plans.lead")
    if not leads(point.plan, by):
        raise NotAllowed(N_("Det gör skolans rektor."))
    if point.given_at is None:
        raise Refused(N_("Punkten är inte lämnad ännu."))
