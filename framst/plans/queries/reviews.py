"""Reading rounds, reviews and points of feedback. Each function costs the same whatever the number of plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from framst.access.acting import Actor
from framst.organisation.models import Assignment, Person
from framst.organisation.queries import on
from framst.plans.judging import Seen
from framst.plans.models import Edition, Feedback, FeedbackPoint, Judgement, Moderation, Plan, Review, Round
from framst.plans.terms import ReviewState, State

WHOLE = "helheten"  # where criteria and points stand that are about no section of the plan
_IN = frozenset(State) - {State.DRAFT, State.ADOPTED}


def rounds() -> QuerySet[Round]:
    """Return every round, the newest first."""
    return Round.objects.select_related("template", "version__form").order_by("-template__year", "slug")


def plans_of(round: Round) -> QuerySet[Plan]:
    """Return the plans that are asked for by the round's template, in the schools' own order."""
    return Plan.objects.filter(template=round.template_id).select_related("unit").order_by("unit__sort_key", "id")


def in_hand(round: Round) -> list[Plan]:
    """Return the plans that are handed in and not taken back."""
    return [p for p in plans_of(round) if p.state in _IN and p.submitted_at is not None]


def newest_editions(plans: Iterable[Plan]) -> dict[UUID, Edition]:
    """Return the newest handed-in edition of each plan, by the plan's key."""
    found = (
        Edition.objects.filter(plan__in=[p.pk for p in plans], submitted_on__isnull=False)
        .order_by("plan_id", "-number")
        .distinct("plan_id")
    )
    return {e.plan_id: e for e in found}


def reviewers(by: Actor) -> list[Person]:
    """Return those who may review plans today, in Swedish order."""
    from framst.access.matrix import ACTS

    able = Assignment.objects.filter(on(by.today), profession__in=ACTS["plans.review"][0]).values("person_id")
    return list(Person.objects.filter(pk__in=able).order_by("sort_key"))


def ties(people: Iterable[int], units: Iterable[int | None]) -> dict[tuple[int, int], str]:
    """Return (person, unit) → "now" or "before" for those who have, or have had, an assignment in a unit."""
    found: dict[tuple[int, int], str] = {}
    rows = Assignment.objects.filter(person__in=list(people), unit__in=[u for u in units if u is not None])
    for person, unit, until in rows.values_list("person_id", "unit_id", "until_on"):
        if unit is not None and (until is None or (person, unit) not in found):
            found[person, unit] = "now" if until is None else "before"
    return found


def mine(by: Actor) -> list[Review]:
    """Return what the actor is to review, what is not done first."""
    found = Review.objects.filter(reviewer_id=by.person_id).select_related("round", "plan", "unit", "edition")
    return sorted(found.order_by("round__due_on", "unit__sort_key"), key=lambda r: r.state == ReviewState.DONE)


def review_of(key: UUID, by: Actor) -> Review | None:
    """Return a review that is the actor's own; None for all others: who reads the same does not see it."""
    return (
        Review.objects.filter(pk=key, reviewer_id=by.person_id)
        .select_related("round__version", "plan", "unit", "edition")
        .first()
    )


def judgements_of(review: Review) -> dict[str, Judgement]:
    return {j.criterion: j for j in Judgement.objects.filter(review=review)}


def points_of(review: Review) -> list[FeedbackPoint]:
    return list(FeedbackPoint.objects.filter(review=review).order_by("place", "made_at"))


def places(edition: Edition | None) -> list[tuple[str, str]]:
    """Return (code, words) of the places in an edition that a point can be about: sections, focus areas, the whole."""
    content: Mapping[str, Any] = edition.content if edition else {}
    found = [(s["code"], s["title"]) for s in content.get("sections", ())]
    found += [(f["id"], f["goal"][:80]) for f in content.get("focus_areas", ())]
    return [*found, (WHOLE, "Planen som helhet")]


def criteria_by_section(round: Round, edition: Edition | None) -> dict[str, list[dict[str, Any]]]:
    """Return the round's criteria by the section that they look at; those whose section is not there, under the whole."""
    known = {s["code"] for s in (edition.content if edition else {}).get("sections", ())}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for criterion in round.version.criteria:
        found[criterion["section"] if criterion["section"] in known else WHOLE].append(criterion)
    return found


@dataclass(frozen=True)
class Read:
    """A plan of a round as it is counted: what became of it, and whose it is."""

    plan: UUID
    unit: int | None
    seen: Seen


def material(round: Round) -> list[Read]:
    """Return every plan of a round with its finished readings. Four queries, behind the reader's walls."""
    verdicts: dict[UUID, dict[str, str]] = defaultdict(dict)
    for review, criterion, verdict in (
        Judgement.objects.filter(review__round=round, review__state=ReviewState.DONE)
        .order_by("review_id", "criterion")
        .values_list("review_id", "criterion", "verdict")
    ):
        verdicts[review][criterion] = verdict
    reviews: dict[UUID, dict[bool, tuple[UUID, str]]] = defaultdict(dict)
    for key, plan, second, state in Review.objects.filter(round=round).values_list("id", "plan_id", "second", "state"):
        reviews[plan][second] = (key, state)
    moderated: dict[UUID, dict[str, str]] = defaultdict(dict)
    for plan, criterion, verdict in Moderation.objects.filter(round=round).values_list(
        "plan_id", "criterion", "verdict"
    ):
        moderated[plan][criterion] = verdict

    def reading(plan: UUID, second: bool) -> dict[str, str] | None:
        key, state = reviews[plan].get(second, (None, ""))
        return verdicts[key] if key is not None and state == ReviewState.DONE else None

    return [
        Read(
            p.pk,
            p.unit_id,
            Seen(
                state=p.state,
                handed_in=p.submitted_at is not None,
                late=p.late,
                first=reading(p.pk, False),
                second=reading(p.pk, True),
                two=True in reviews[p.pk],
                moderated=moderated[p.pk],
            ),
        )
        for p in plans_of(round)
    ]


def given(plan: Plan) -> list[Feedback]:
    """Return what the school has got back on a plan, the newest first; nothing for those who may not see it."""
    return list(Feedback.objects.filter(plan=plan).select_related("edition").order_by("-given_at"))


def given_points(plan: Plan) -> list[FeedbackPoint]:
    """Return the points that a school has got, in the order of the plan."""
    found = FeedbackPoint.objects.filter(plan=plan, given_at__isnull=False).select_related("edition")
    return list(found.order_by("given_at", "place", "made_at"))


def points_before(plan: Plan) -> list[FeedbackPoint]:
    """Return the points of finished reviews that the school has not got yet."""
    done = Q(review__isnull=True) | Q(review__state=ReviewState.DONE)
    return list(FeedbackPoint.objects.filter(done, plan=plan, given_at__isnull=True).order_by("place", "made_at"))
