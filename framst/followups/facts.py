"""What figures and reports may know of follow-ups: figures, never who answered what."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count as CountRows
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from framst.access.acting import Actor, acting, machine
from framst.figures.models import Indicator
from framst.figures.rules import group_code
from framst.figures.services import Source
from framst.figures.terms import DONT_KNOW, Asked, Breakdown, Countable, Earlier, Figure, Group, Grouping, Part, Reply
from framst.forms.models import Answer
from framst.forms.terms import CHOOSING, Option, Question, Questionnaire, Status
from framst.foundation.periods import Period, spoken
from framst.foundation.words import N_
from framst.wheel.terms import Errand

from . import rules
from .models import Followup, Place
from .queries import Count, count, counting_sheets, measured, totals
from .terms import COUNTED, Per, State

# Who counts for those who see figures and not answers: it reads rows and gives back numbers only.
COUNTING = "statistics"


def figures(indicators: list[Indicator], by: Actor) -> dict[str, Figure]:
    """Compute indicators whose spec names a follow-up, a question, a row (or all rows) and the choices in the numerator.

    Left out: an indicator whose follow-up or question is no longer there.
    """
    slugs = {str(i.spec["followup"]) for i in indicators}
    followups = {f.slug: f for f in Followup.objects.filter(slug__in=slugs).select_related("version__question_set")}
    counted = {slug: count(followup) for slug, followup in followups.items()}
    found = {}
    for indicator in indicators:
        slug = indicator.spec["followup"]
        if slug in followups and _question(counted[slug].questionnaire, indicator) is not None:
            found[indicator.code] = figure(indicator, followups[slug], counted[slug], by)
    return found


def _question(questionnaire: Questionnaire, indicator: Indicator) -> Question | None:
    return next((q for q in questionnaire.questions if q.code == indicator.spec["question"]), None)


def figure(indicator: Indicator, followup: Followup, counted: Count, by: Actor) -> Figure:
    """Return one indicator's figure from what was counted."""
    spec = indicator.spec
    question = counted.questionnaire.question(spec["question"])
    if spec.get("all_rows"):
        outcomes = _outcomes(indicator, followup)
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


# One respondent's answers to a question: (row, status, choices) of each place that was come to.
Given = list[tuple[str, str, list[str]]]


class Outcome(StrEnum):
    """What one respondent is in a figure's denominators."""

    COUNTS = "counts"
    ANSWERED = "answered"
    NOT_APPLICABLE = "not_applicable"
    NOT_SHOWN = "not_shown"
    NO_ANSWER = "no_answer"


def outcome(given: Given, spec: dict[str, Any]) -> Outcome:
    """Return what one respondent is in the figure of an indicator.

    Of one question or row: as it was answered. Of all rows: counted when no row has an answer outside the numerator
    (not applicable counts as fulfilled), answered when at least one row is answered or not applicable.
    """
    numerator = set(spec["numerator"])
    passed = set() if spec.get("dont_know_counts", True) else {DONT_KNOW}
    answered = [set(choices) for _, status, choices in given if status == Status.ANSWERED]
    applicable = [choices for choices in answered if choices != passed or not passed]
    statuses = {status for _, status, _ in given}
    if spec.get("all_rows"):
        if any(not choices & numerator for choices in applicable):
            return Outcome.ANSWERED
        if len(applicable) < len(answered):
            return Outcome.NOT_APPLICABLE
        if answered or Status.NOT_APPLICABLE in statuses:
            return Outcome.COUNTS
    else:
        if applicable:
            return Outcome.COUNTS if applicable[0] & numerator else Outcome.ANSWERED
        if answered or Status.NOT_APPLICABLE in statuses:
            return Outcome.NOT_APPLICABLE
    return Outcome.NOT_SHOWN if Status.NOT_SHOWN in statuses else Outcome.NO_ANSWER


def _given(indicator: Indicator, followup: Followup) -> dict[UUID, Given]:
    """Each sheet's answers to the indicator's question, in one query."""
    spec = indicator.spec
    answers = Answer.objects.filter(sheet__in=counting_sheets(followup).values("pk"), question=spec["question"])
    if not spec.get("all_rows"):
        answers = answers.filter(row=spec.get("row", ""))
    given: dict[UUID, Given] = defaultdict(list)
    for sheet, row, status, choices in answers.order_by().values_list("sheet_id", "row", "status", "choices"):
        given[sheet].append((row, status, choices))
    return given


def _outcomes(indicator: Indicator, followup: Followup) -> dict[UUID, tuple[Outcome, Given]]:
    """Each sheet's outcome; a sheet with no answer at all is not there, and counts as no answer."""
    return {sheet: (outcome(given, indicator.spec), given) for sheet, given in _given(indicator, followup).items()}


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


def asked(slug: str) -> Asked | None:
    """Return what can be counted in a follow-up: each choice question, each row of a matrix, and all its rows."""
    followup = Followup.objects.filter(slug=slug).select_related("version").first()
    if followup is None:
        return None
    countables: list[Countable] = []
    for question in followup.version.questionnaire.questions:
        if question.kind not in CHOOSING:
            continue
        options = tuple((o.code, o.label) for o in question.options)
        # The first choice is what one hopes for in the sets that we know; the investigator changes it where it is not.
        first = tuple(code for code, _ in options[:1])
        if question.rows:
            countables.append(Countable(question.code, question.text, options, all_rows=True, proposed=first))
            countables += [
                Countable(question.code, question.text, options, row=r.code, row_text=r.label, proposed=first)
                for r in question.rows
            ]
        else:
            countables.append(Countable(question.code, question.text, options, proposed=first))
    return Asked(slug, followup.title, COUNTED[Per(followup.per)], tuple(countables))


def questions(slug: str) -> Asked | None:
    """Return every question of a follow-up in its order, also those that are answered in writing: for attachments."""
    followup = Followup.objects.filter(slug=slug).select_related("version").first()
    if followup is None:
        return None
    countables = [
        Countable(q.code, q.text, tuple((o.code, o.label) for o in q.options), row=r.code, row_text=r.label)
        for q in followup.version.questionnaire.questions
        for r in q.rows or (Option("", ""),)
    ]
    return Asked(slug, followup.title, COUNTED[Per(followup.per)], tuple(countables))


def by_row(indicator: Indicator, by: Actor) -> list[Figure]:
    """Return the figure of each row of the indicator's matrix; none when it counts no matrix."""
    followup = _followup(indicator)
    question = _question(followup.version.questionnaire, indicator) if followup else None
    if followup is None or question is None or not (indicator.spec.get("all_rows") and question.rows):
        return []
    counted = count(followup)
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


def _followup(indicator: Indicator) -> Followup | None:
    return Followup.objects.filter(slug=indicator.spec["followup"]).select_related("version__question_set").first()


def broken_down(indicator: Indicator, grouping: Grouping, by: Actor) -> Breakdown | None:
    """Return an indicator's figure by school form, area or division; None without places for units.

    A respondent with units in several groups stands in each of them, so the groups do not add up to the whole.
    """
    followup = _followup(indicator)
    question = _question(followup.version.questionnaire, indicator) if followup else None
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
    outcomes = _outcomes(indicator, followup)
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


EARLIER_SHOWN = 3  # follow-ups


def earlier(indicator: Indicator, by: Actor) -> list[Earlier]:
    """Return the same question (by its code, in the same question set) in earlier follow-ups, the newest first."""
    now = _followup(indicator)
    question = _question(now.version.questionnaire, indicator) if now else None
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
        asked_then = _question(then.version.questionnaire, indicator)
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
        found.append(Earlier(figure(one, then, count(then), by), _differs(asked_then, question, then, now)))
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


BECAME = {
    Status.NOT_APPLICABLE: N_("Ej aktuellt"),
    Status.NOT_SHOWN: N_("Fick inte frågan"),
}


def replies(indicator: Indicator, by: Actor) -> list[Reply]:
    """Return what each respondent gave, in Swedish order of their names: only what the reader's own walls let through."""
    followup = _followup(indicator)
    question = _question(followup.version.questionnaire, indicator) if followup else None
    if followup is None or question is None:
        return []
    outcomes = _outcomes(indicator, followup)
    found = []
    for place in followup.invitations.select_related("person", "sheet").order_by("person__sort_key", "label"):
        became, given = outcomes.get(place.sheet_id, (Outcome.NO_ANSWER, []))
        found.append(
            Reply(
                who=place.person.name if place.person else gettext("Ingen rektor"),
                where=place.label,
                given="; ".join(_in_words(question, one) for one in _in_order(question, given))
                or gettext("Inget svar"),
                counts=became == Outcome.COUNTS,
                late=place.sheet.late,
            )
        )
    return found


def _in_order(question: Question, given: Given) -> Given:
    order = {row.code: n for n, row in enumerate(question.rows)}
    return sorted(given, key=lambda one: order.get(one[0], 0))


def _in_words(question: Question, one: tuple[str, str, list[str]]) -> str:
    row, status, choices = one
    words = (
        ", ".join(question.label(c) for c in choices) if status == Status.ANSWERED else gettext(BECAME[Status(status)])
    )
    return f"{question.row_label(row)}: {words}" if row else words


def places() -> list[tuple[str, str]]:
    """Return every follow-up that can be counted in, the newest first."""
    return list(Followup.objects.order_by("-period_from", "slug").values_list("slug", "title"))


SOURCE = Source(
    compute=figures,
    asked=asked,
    questions=questions,
    broken_down=broken_down,
    by_row=by_row,
    earlier=earlier,
    replies=replies,
    places=places,
    key_name="followup",
)


@dataclass(frozen=True)
class Standing:
    """Where a follow-up stands, in numbers. Late ones are in none of `begun` and `submitted`."""

    asked: int
    begun: int
    submitted: int
    late: int
    minutes_each: float  # the estimate for all questions
    minutes_median: float | None  # measured; None when too few sheets were timed

    @property
    def lacking(self) -> int:
        """How many have not handed in."""
        return self.asked - self.submitted - self.late

    @property
    def minutes_asked(self) -> float:
        """The estimate for everyone who was asked, in minutes."""
        return self.asked * self.minutes_each


def standing(followup: Followup, by: Actor) -> Standing:
    """Return where a follow-up stands, for all who read follow-ups: also those who do not see the sheets."""
    with acting(machine(COUNTING, by.now)):
        return Standing(
            **totals(followup),
            minutes_each=followup.version.questionnaire.minutes,
            minutes_median=rules.median_minutes(measured(followup)),
        )


def errands(by: Actor) -> list[Errand]:
    """Return what the actor has asked others for and that is still open, the nearest day first. One query."""
    if by.person_id is None or not by.may("followups.run"):
        return []
    handed_in = Q(invitations__sheet__submitted_at__isnull=False)
    asked = (
        Followup.objects.filter(made_by_id=by.person_id, state=State.OPEN)
        .annotate(asked=CountRows("invitations"), done=CountRows("invitations", filter=handed_in))
        .order_by("closes_on", "slug")
    )
    return [Errand(f.title, reverse("followup", args=[f.slug]), f.closes_on, asked=f.asked, done=f.done) for f in asked]


@dataclass(frozen=True)
class Counted:
    """How one question, or one row of a matrix, was answered: asked is the sum of the four kinds."""

    label: str  # the row's words; empty for a question without rows
    asked: int
    answered: int
    not_applicable: int
    not_shown: int
    no_answer: int
    choices: tuple[tuple[str, int], ...]  # words of the choice, how many


@dataclass(frozen=True)
class Result:
    """How one question was answered, each row with its own denominator."""

    question: Question
    places: tuple[Counted, ...]


def results(followup: Followup, by: Actor) -> list[Result]:
    """Return every question of a follow-up with its counts, late sheets left out. Two queries."""
    with acting(machine(COUNTING, by.now)):
        counted = count(followup)
    found = []
    for question in counted.questionnaire.questions:
        places = []
        for row in question.rows or (Option("", ""),):
            tally = counted.at(question.code, row.code)
            each = tally.each()
            places.append(
                Counted(
                    label=row.label,
                    asked=counted.asked,
                    answered=tally.answered,
                    not_applicable=tally.not_applicable,
                    not_shown=tally.not_shown,
                    no_answer=counted.asked - tally.answered - tally.not_applicable - tally.not_shown,
                    choices=tuple((o.label, each.get(o.code, 0)) for o in question.options),
                )
            )
        found.append(Result(question, tuple(places)))
    return found
