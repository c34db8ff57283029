"""What figures and reports may know of follow-ups: figures, never who answered what."""

from __future__ import annotations

from framst.access.acting import Actor
from framst.figures.models import Indicator
from framst.figures.terms import Figure, Part
from framst.foundation.periods import Period, spoken

from .models import Followup
from .queries import Count, count


def figures(indicators: list[Indicator], by: Actor) -> dict[str, Figure]:
    """Compute indicators whose spec names a follow-up, a question, a row and the choices in the numerator."""
    slugs = {str(i.spec["followup"]) for i in indicators}
    followups = {f.slug: f for f in Followup.objects.filter(slug__in=slugs).select_related("version__question_set")}
    counted = {slug: count(followup) for slug, followup in followups.items()}
    return {i.code: figure(i, followups[i.spec["followup"]], counted[i.spec["followup"]], by) for i in indicators}


def figure(indicator: Indicator, followup: Followup, counted: Count, by: Actor) -> Figure:
    """Return one indicator's figure from what was counted."""
    spec = indicator.spec
    question = counted.questionnaire.question(spec["question"])
    place = counted.at(question.code, spec.get("row", ""))
    numerator = set(spec["numerator"])
    # "Don't know" is an answer unless the indicator says otherwise; then it leaves the denominator openly.
    left_out = 0 if spec.get("dont_know_counts", True) else place.with_any_of(["dont_know"])
    answered = place.answered - left_out
    each = place.each()
    return Figure(
        code=indicator.code,
        name=indicator.name,
        question=indicator.question,
        definition=indicator.definition,
        source=f"{followup.title}, {spoken(Period(followup.period_from, followup.period_to))}",
        version=f"{followup.version.question_set.code} v{followup.version.number}",
        unit_of_count=indicator.unit_of_count,
        numerator=place.with_any_of(numerator),
        asked=counted.asked,
        answered=answered,
        not_applicable=place.not_applicable + left_out,
        not_shown=place.not_shown,
        no_answer=counted.asked - place.answered - place.not_applicable - place.not_shown,
        late=counted.late,
        parts=tuple(Part(o.code, o.label, each.get(o.code, 0), o.code in numerator) for o in question.options),
        period_from=followup.period_from,
        period_to=followup.period_to,
        computed_at=by.now,
        lineage=(f"followup:{followup.pk}", f"question:{question.code}", f"row:{spec.get('row', '')}"),
    )
