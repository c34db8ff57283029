"""Computing the figures of indicators: of a question, a row or all rows, by row and by group."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from framst.access.acting import Actor
from framst.figures.models import Indicator
from framst.figures.rules import group_code
from framst.figures.terms import DONT_KNOW, Breakdown, Figure, Group, Grouping, Part
from framst.followups.models import Followup, Place
from framst.followups.queries import Count, count
from framst.forms.terms import Question, Status
from framst.foundation.periods import Period, spoken

from .asking import followup_of, question_of
from .outcomes import Given, Outcome, outcomes_of


def figures(indicators: list[Indicator], by: Actor) -> dict[str, Figure]:
    """Compute indicators whose spec names a follow-up, a question, a row (or all rows) and the choices in the numerator.

    Left out: an indicator whose follow-up or question is no longer there.
    """
    slugs = {str(i.spec["followup"]) for i in indicators}
    followups = {f.slug: f for f in Followup.objects.filter(slug__in=slugs).select_related("version__question_set")}
    asked = {slug: {i.spec["question"] for i in indicators if i.spec["followup"] == slug} for slug in slugs}
    counted = {slug: count(followup, asked[slug]) for slug, followup in followups.items()}
    found = {}
    for indicator in indicators:
        slug = indicator.spec["followup"]
        if slug in followups and question_of(counted[slug].questionnaire, indicator) is not None:
            found[indicator.code] = figure(indicator, followups[slug], counted[slug], by)
    return found


def figure(indicator: Indicator, followup: Followup, counted: Count, by: Actor) -> Figure:
    """Return one indicator's figure from what was counted."""
    spec = indicator.spec
    question = counted.questionnaire.question(spec["question"])
    if spec.get("all_rows"):
        outcomes = outcomes_of(indicator, followup)
        return _of_outcomes(indicator, followup, question, list(outcomes.values()), counted.asked, counted.late, by)
    place = counted.at(question.code, spec.get("row", ""))
    # "Don't know" is an answer unless the indicator says otherwise; then it leaves the denominator openly.
    left_out = 0 if spec.get("dont_know_counts", True) else place.combinations.get((DONT_KNOW,), 0)
    each = place.each()
    return _figure(
        indicator,
        followup,
        by,
        numerator=place.with_any_of(spec["numerator"]),
        asked=counted.asked,
        answered=place.answered - left_out,
        not_applicable=place.not_applicable + left_out,
        not_shown=place.not_shown,
        no_answer=counted.asked - place.answered - place.not_applicable - place.not_shown,
        late=counted.late,
        parts=tuple(Part(o.code, o.label, each.get(o.code, 0), o.code in spec["numerator"]) for o in question.options),
    )


def _figure(indicator: Indicator, followup: Followup, by: Actor, **counts: Any) -> Figure:
    spec = indicator.spec
    return Figure(
        code=indicator.code,
        name=indicator.name,
        question=indicator.question,
        definition=indicator.definition,
        source=f"{followup.title}, {spoken(Period(followup.period_from, followup.period_to))}",
        version=f"{followup.version.question_set.code} v{followup.version.number}",
        unit_of_count=indicator.unit_of_count,
        period_from=followup.period_from,
        period_to=followup.period_to,
        computed_at=by.now,
        lineage=(f"followup:{followup.pk}", f"question:{spec['question']}", f"row:{spec.get('row', '')}"),
        **counts,
    )


def _of_outcomes(
    indicator: Indicator,
    followup: Followup,
    question: Question,
    outcomes: list[tuple[Outcome, Given]],
    asked: int,
    late: int,
    by: Actor,
) -> Figure:
    """Return the figure of some respondents, from the outcome of each."""
    of = Counter(o for o, _ in outcomes)
    answered = of[Outcome.COUNTS] + of[Outcome.ANSWERED]
    numerator = indicator.spec["numerator"]
    if indicator.spec.get("all_rows"):
        parts: tuple[Part, ...] = (
            Part("all", gettext("På alla rader"), of[Outcome.COUNTS], True),
            Part("not_all", gettext("Inte på alla rader"), of[Outcome.ANSWERED]),
        )
    else:
        each = Counter(c for _, given in outcomes for _, status, cs in given if status == Status.ANSWERED for c in cs)
        parts = tuple(Part(o.code, o.label, each[o.code], o.code in numerator) for o in question.options)
    return _figure(
        indicator,
        followup,
        by,
        numerator=of[Outcome.COUNTS],
        asked=asked,
        answered=answered,
        not_applicable=of[Outcome.NOT_APPLICABLE],
        not_shown=of[Outcome.NOT_SHOWN],
        no_answer=asked - answered - of[Outcome.NOT_APPLICABLE] - of[Outcome.NOT_SHOWN],
        late=late,
        parts=parts,
    )


def by_row(indicator: Indicator, by: Actor) -> list[Figure]:
    """Return the figure of each row of the indicator's matrix; none when it counts no matrix."""
    if not indicator.spec.get("all_rows"):
        return []
    followup = followup_of(indicator)
    question = question_of(followup.version.questionnaire, indicator) if followup else None
    if followup is None or question is None or not question.rows:
        return []
    counted = count(followup, {question.code})
    found = []
    for row in question.rows:
        one = Indicator(
            code=f"{indicator.code}.{row.code}",
            name=row.label,
            question=f"{question.text} {row.label}",
            unit_of_count=indicator.unit_of_count,
            spec={**indicator.spec, "all_rows": False, "row": row.code},
        )
        found.append(figure(one, followup, counted, by))
    return found


def broken_down(indicator: Indicator, grouping: Grouping, by: Actor) -> Breakdown | None:
    """Return an indicator's figure by school form, area or division; None without places for units.

    A respondent with units in several groups stands in each of them, so the groups do not add up to the whole.
    """
    followup = followup_of(indicator)
    question = question_of(followup.version.questionnaire, indicator) if followup else None
    if followup is None or question is None:
        return None
    path = {Grouping.FORM: "forms__form", Grouping.AREA: "area", Grouping.DIVISION: "division"}[grouping]
    key = "code" if grouping == Grouping.FORM else "pk"
    places = list(
        Place.objects.filter(invitation__followup=followup)
        .order_by(f"unit__{path}__sort_key")
        .values_list(
            "unit_id", "invitation__sheet_id", "invitation__sheet__late", f"unit__{path}__{key}", f"unit__{path}__name"
        )
    )
    outcomes = outcomes_of(indicator, followup)
    members: dict[tuple[str, str], dict[UUID, bool]] = {}
    units: dict[str, set[int]] = defaultdict(set)
    for unit, sheet, late, code, name in places:
        if code is not None:
            members.setdefault((str(code).lower(), name), {})[sheet] = late
            units[str(code).lower()].add(unit)
    groups = []
    for (code, name), sheets in members.items():
        whole = _of_outcomes(
            indicator,
            followup,
            question,
            [outcomes[s] for s in sheets if s in outcomes],
            len(sheets),
            sum(sheets.values()),
            by,
        )
        shown = replace(
            whole,
            code=group_code(indicator.code, grouping, code),
            name=f"{whole.name}, {name}",
            source=f"{whole.source}, {name}",
        )
        groups.append(Group(code, name, frozenset(units[code]), shown))
    return Breakdown(grouping, frozenset(unit for unit, *_ in places), tuple(groups)) if places else None
