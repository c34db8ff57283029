"""The same question in earlier follow-ups, and what one must know to read then and now beside each other."""

from __future__ import annotations

from django.utils.translation import gettext

from framst.access.acting import Actor
from framst.figures.models import Indicator
from framst.figures.terms import Earlier
from framst.followups.models import Followup
from framst.followups.queries import count
from framst.followups.terms import COUNTED, Per, State
from framst.forms.terms import Question

from .asking import followup_of, question_of
from .computing import figure

EARLIER_SHOWN = 3  # follow-ups


def earlier(indicator: Indicator, by: Actor) -> list[Earlier]:
    """Return the same question (by its code, in the same question set) in earlier follow-ups, the newest first."""
    now = followup_of(indicator)
    question = question_of(now.version.questionnaire, indicator) if now else None
    if now is None or question is None:
        return []
    found = []
    before = (
        Followup.objects.filter(version__question_set=now.version.question_set, period_from__lt=now.period_from)
        .exclude(state=State.DRAFT)
        .select_related("version__question_set")
        .order_by("-period_from")[:EARLIER_SHOWN]
    )
    for then in before:
        asked_then = question_of(then.version.questionnaire, indicator)
        if asked_then is None:
            continue
        one = Indicator(
            code=f"{indicator.code}.{then.slug}",
            name=indicator.name,
            question=asked_then.text,
            unit_of_count=COUNTED[Per(then.per)],
            definition=indicator.definition,
            spec={**indicator.spec, "followup": then.slug},
        )
        found.append(
            Earlier(figure(one, then, count(then, {asked_then.code}), by), _differs(asked_then, question, then, now))
        )
    return found


def _differs(then: Question, now: Question, followup_then: Followup, followup_now: Followup) -> tuple[str, ...]:
    """What one must know to read then and now beside each other."""
    found = []
    if then.text != now.text:
        found.append(gettext("Frågans lydelse har ändrats."))
    if then.options != now.options:
        found.append(gettext("Svarsalternativen har ändrats."))
    if then.rows != now.rows:
        found.append(gettext("Raderna har ändrats."))
    if then.shown_if != now.shown_if:
        found.append(gettext("Vilka som får frågan har ändrats."))
    if followup_then.version_id != followup_now.version_id and not found:
        found.append(gettext("Frågan är densamma, men formuläret har en ny version."))
    if followup_then.per != followup_now.per:
        found.append(gettext("Svaren räknas på olika sätt: per rektor eller per skolenhet."))
    return tuple(found)
