"""Rounds of review: made, opened, dealt out, settled where two readers differ."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.text import slugify

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.services import propose_indicators
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.models import Person
from framst.plans import judging
from framst.plans.models import Moderation, Plan, Review, ReviewFormVersion, Round, Template
from framst.plans.queries import reviews as queries
from framst.plans.terms import ReviewState, Verdict
from framst.wheel.services import await_from

RESERVED = frozenset({"formular", "ny", "punkt", "aterkoppling", "komplettering"})
HAS_NOW = N_("Har ett uppdrag i skolenheten.")
HAD_BEFORE = N_("Har haft ett uppdrag i skolenheten.")


def make_round(
    *, title: str, template: Template, version: ReviewFormVersion, due_on: dt.date, doubled: int = 0, by: Actor
) -> Round:
    """Make a round of a template's plans by a published version of a form. `doubled`: percent that two read."""
    require(by, "plans.ask")
    if version.published_at is None:
        raise Refused(N_("Formuläret är inte fastställt ännu."))
    if due_on < by.today:
        raise Refused(N_("Sista dagen har passerat."))
    if not 0 <= doubled <= 100:
        raise Refused(N_("Andelen ska vara mellan 0 och 100 procent."))
    stem = slugify(title)[:50].strip("-") or "granskning"
    slug, number = stem, 2
    while slug in RESERVED or Round.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    made = Round.objects.create(
        slug=slug, title=title, template=template, version=version, due_on=due_on, doubled=doubled,
        opened_at=by.now, made_by_id=by.person_id,
    )  # fmt: skip
    record(act=Act.ADDED, by=by, now=by.now, about=made)
    if by.may("analysis.write"):
        propose_indicators(source="plans", key=made.slug, by=by)
    return made


def conflict_words(tie: str) -> str:
    """Return what speaks against a reviewer, in Swedish; empty when nothing does."""
    return {"now": HAS_NOW, "before": HAD_BEFORE}.get(tie, "")


def assign(*, round: Round, plan: Plan, reviewer: Person, second: bool, in_spite: bool = False, by: Actor) -> Review:
    """Let somebody read a plan in a round. A conflict of interest is refused until it is decided in spite of it.

    The conflict is kept in the review. Raises Refused also for a plan that is not handed in, a place that is taken,
    or one who reads the plan already.
    """
    require(by, "plans.ask")
    _open(round)
    edition = queries.newest_editions([plan]).get(plan.pk)
    if edition is None or plan.pk not in {p.pk for p in queries.in_hand(round)}:
        raise Refused(N_("Planen är inte inlämnad."))
    taken = {r.second: r.reviewer_id for r in Review.objects.filter(round=round, plan=plan)}
    if second in taken or reviewer.pk in taken.values():
        raise Refused(N_("Planen har redan den granskaren, eller någon annan på den platsen."))
    if reviewer.pk not in {p.pk for p in queries.reviewers(by)}:
        raise Refused(N_("Personen har inget uppdrag som granskar planer."))
    conflict = conflict_words(queries.ties([reviewer.pk], [plan.unit_id]).get((reviewer.pk, plan.unit_id or 0), ""))
    if conflict and not in_spite:
        raise Refused(N_("Det finns en risk för jäv. Välj en annan, eller kryssa i att det ska gälla ändå."))
    made = Review.objects.create(
        round=round, plan=plan, edition=edition, unit_id=plan.unit_id, reviewer=reviewer, second=second,
        conflict=conflict, assigned_by_id=by.person_id, assigned_at=by.now,
    )  # fmt: skip
    record(act=Act.APPOINTED, by=by, now=by.now, about=made, in_spite=bool(conflict))
    _on_start_page(made, round, plan, by)
    return made


def _on_start_page(review: Review, round: Round, plan: Plan, by: Actor) -> None:
    await_from(
        person_id=review.reviewer_id,
        about=f"review:{review.pk}",
        title=f"Granska elevhälsoplanen: {plan.unit.name if plan.unit else 'den centrala elevhälsan'}",
        address=reverse("review", args=[review.pk]),
        due_on=round.due_on,
        by=by,
    )


@dataclass(frozen=True)
class Deal:
    """One plan and who is proposed to read it: nobody, when everyone has a conflict of interest."""

    plan: Plan
    second: bool
    reviewer: Person | None


def proposal(*, round: Round, among: list[Person]) -> list[Deal]:
    """Return who might read what, dealt evenly among some people: every place that has no reviewer yet.

    Which plans two read is drawn with the round's own address as seed, so that the draw can be shown again.
    """
    plans = queries.in_hand(round)
    by_key = {p.pk: p for p in plans}
    people = {p.pk: p for p in among}
    there: dict[tuple[UUID, bool], int] = {
        (plan, second): who
        for plan, second, who in Review.objects.filter(round=round).values_list("plan_id", "second", "reviewer_id")
    }
    ties = queries.ties(people, [p.unit_id for p in plans])
    conflicts = frozenset((p.pk, who) for p in plans for who in people if (who, p.unit_id) in ties)
    loads = {who: sum(1 for one in there.values() if one == who) for who in people}
    both = judging.sample(sorted(by_key, key=str), round.doubled, round.slug)
    found = []
    for second in (False, True):
        empty = [p.pk for p in plans if (p.pk, second) not in there and (not second or p.pk in both)]
        taken = {key: who for (key, other), who in there.items() if other != second}
        dealt = judging.dealt(empty, list(people), conflicts, loads, taken)
        for key in empty:
            who = dealt.get(key)
            found.append(Deal(by_key[key], second, people[who] if who is not None else None))
            if who is not None:
                there[key, second] = who
                loads[who] += 1
    return found


def deal(*, round: Round, among: list[Person], by: Actor) -> list[Review]:
    """Deal the round's plans evenly, as `proposal` says. Those that everyone has a conflict with are left."""
    require(by, "plans.ask")
    _open(round)
    wanted = [d for d in proposal(round=round, among=among) if d.reviewer is not None]
    editions = queries.newest_editions(d.plan for d in wanted)
    made = [
        Review(
            round=round, plan=d.plan, edition=editions[d.plan.pk], unit_id=d.plan.unit_id, reviewer=d.reviewer,
            second=d.second, assigned_by_id=by.person_id, assigned_at=by.now,
        )
        for d in wanted
        if d.plan.pk in editions
    ]  # fmt: skip
    Review.objects.bulk_create(made)
    record(act=Act.APPOINTED, by=by, now=by.now, about=round, reviews=len(made))
    for review in made:
        _on_start_page(review, round, review.plan, by)
    return made


def close_round(*, round: Round, by: Actor) -> None:
    """Close a round: no more is assigned. What was found stands."""
    require(by, "plans.ask")
    _open(round)
    round.closed_at = by.now
    round.save(update_fields=["closed_at"])
    record(act=Act.CLOSED, by=by, now=by.now, about=round)


def settle_difference(*, round: Round, plan: Plan, criterion: str, verdict: str, reason: str, by: Actor) -> Moderation:
    """Say which verdict stands where two readers differ, and why. Until then the plan is not counted by the criterion.

    Raises Refused before both are done, or where they agree.
    """
    require(by, "plans.feedback")
    seen = next((r.seen for r in queries.material(round) if r.plan == plan.pk), None)
    if seen is None or seen.first is None or seen.second is None:
        raise Refused(N_("Båda granskarna ska vara klara först."))
    if criterion not in judging.differing(seen.first, seen.second):
        raise Refused(N_("Granskarna är överens om det kriteriet."))
    if by.person_id is None or verdict not in set(Verdict) or not reason.strip():
        raise Refused(N_("Välj en bedömning och skriv varför."))
    made, _ = Moderation.objects.update_or_create(
        round=round,
        plan=plan,
        criterion=criterion,
        defaults={
            "unit_id": plan.unit_id,
            "verdict": verdict,
            "reason": reason.strip(),
            "by_id": by.person_id,
            "at": by.now,
        },
    )
    record(act=Act.DECIDED, by=by, now=by.now, about=made)
    return made


def unfinished(plan: Plan) -> int:
    """Return how many reviews of a plan are not done."""
    return Review.objects.filter(plan=plan).exclude(state=ReviewState.DONE).count()


def _open(round: Round) -> None:
    if round.closed_at is not None:
        raise Refused(N_("Granskningen är avslutad."))
