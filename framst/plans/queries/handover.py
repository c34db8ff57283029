"""What a new principal is told of the school's plan: where it stands, and the feedback that waits for an answer."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.foundation.periods import school_year, school_year_name
from framst.organisation.models import Unit
from framst.plans.models import Edition, FeedbackPoint, Plan
from framst.plans.terms import STATES, State


def beside(by: Actor, unit: Unit) -> tuple[str, list[tuple[str, str]]]:
    """Return the heading and (words, address) of a unit's plans of the last two school years, as `by` may see them."""
    lines: list[tuple[str, str]] = []
    newest = Plan.objects.filter(unit=unit).order_by("-year").values_list("year", flat=True).first()
    plans = Plan.objects.filter(unit=unit, year__gte=(newest or 0) - 1).order_by("-year")
    editions = {e.plan_id: e for e in Edition.objects.filter(plan__in=plans).order_by("number")}
    waiting: dict[object, int] = {}
    for point in FeedbackPoint.objects.filter(plan__in=plans, given_at__isnull=False, answered_at__isnull=True):
        if point.commitment is None:
            waiting[point.plan_id] = waiting.get(point.plan_id, 0) + 1
    for plan in plans:
        year = school_year_name(school_year(by.today.replace(year=plan.year, month=7, day=1)))
        state = _(STATES[State(plan.state)]) if plan.begun_at else _("inte påbörjad")
        words = _("Elevhälsoplanen %(year)s: %(state)s") % {"year": year, "state": state}
        lines.append((words, reverse("plan", args=[plan.pk])))
        if edition := editions.get(plan.pk):
            told = _("utgåva %(n)d, fastställd %(day)s") % {"n": edition.number, "day": edition.adopted_on.isoformat()}
            lines.append((told, reverse("plan_edition", args=[plan.pk, edition.number])))
        if number := waiting.get(plan.pk):
            told = _("återkoppling: %(n)d punkter är inte besvarade") % {"n": number}
            lines.append((told, reverse("plan_feedback", args=[plan.pk])))
    return _("Elevhälsoplanen"), lines
