"""A reviewer's work: judging the document, writing points of feedback, being done."""

from __future__ import annotations

from collections.abc import Mapping

from framst.access.acting import Actor, acting, machine, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.plans.lifecycle import PLAN
from framst.plans.models import FeedbackPoint, Judgement, Plan, Review
from framst.plans.queries import reviews as queries
from framst.plans.terms import PointKind, ReviewState, State, Verdict
from framst.wheel.services import settle


def keep_judgements(*, review: Review, given: Mapping[str, tuple[str, str]], by: Actor) -> None:
    """Keep verdicts and notes, by criterion. Raises Refused when the review is done."""
    _own(review, by)
    _not_done(review)
    known = {c["code"] for c in review.round.version.criteria}
    for criterion, (verdict, note) in given.items():
        if criterion not in known or verdict not in {"", *Verdict}:
            raise Refused(N_("Kriteriet finns inte i formuläret."))
        Judgement.objects.update_or_create(
            review=review,
            criterion=criterion,
            defaults={"verdict": verdict, "note": note.strip(), "unit_id": review.unit_id},
        )
    _begun(review)


def add_point(*, review: Review, section: str, kind: str, theme: str, text: str, by: Actor) -> FeedbackPoint:
    """Write a point of feedback, tied to a section or focus area of the edition that is read."""
    _own(review, by)
    _not_done(review)
    places = [code for code, _ in queries.places(review.edition)]
    if review.edition is None or section not in places:
        raise Refused(N_("Avsnittet finns inte i planen."))
    if kind not in set(PointKind) or not text.strip():
        raise Refused(N_("Skriv vad punkten säger."))
    made = FeedbackPoint.objects.create(
        plan=review.plan, edition=review.edition, review=review, unit_id=review.unit_id, section=section, kind=kind,
        theme=" ".join(theme.split()), text=text.strip(), place=places.index(section), made_at=by.now,
    )  # fmt: skip
    _begun(review)
    return made


def remove_point(*, point: FeedbackPoint, review: Review, by: Actor) -> None:
    """Take away a point while the review goes on."""
    _own(review, by)
    _not_done(review)
    if point.review_id != review.pk or point.given_at is not None:
        raise Refused(N_("Punkten är redan lämnad."))
    point.delete()


def why_not_finish(review: Review) -> str:
    """Return why a review is not done, in Swedish; empty when it can be."""
    if review.state == ReviewState.DONE:
        return N_("Granskningen är klar.")
    given = queries.judgements_of(review)
    if any(c["code"] not in given or not given[c["code"]].verdict for c in review.round.version.criteria):
        return N_("Ta ställning till alla kriterier först.")
    return ""


def finish(*, review: Review, by: Actor) -> bool:
    """Be done. When everybody who reads the plan is, the plan is reviewed; returns whether it became so."""
    _own(review, by)
    if why := why_not_finish(review):
        raise Refused(why)
    plan = Plan.objects.select_for_update().get(pk=review.plan_id)  # two who are done at once: one of them is last
    review.state, review.done_at = ReviewState.DONE, by.now
    review.save(update_fields=["state", "done_at"])
    record(act=Act.REVIEWED, by=by, now=by.now, about=review)
    settle(about=f"review:{review.pk}", by=by)
    # A reviewer does not see who else reads: that it is done is counted by the machine that only counts.
    with acting(machine("statistics", by.now)):
        left = Review.objects.filter(plan=plan).exclude(state=ReviewState.DONE).exists()
    if left or plan.state != State.SUBMITTED:
        return False
    plan.state = PLAN.after(plan.state, "finish_review")
    plan.save(update_fields=["state"])
    record(act=Act.REVIEWED, by=by, now=by.now, about=plan)
    return True


def newer_edition(review: Review) -> bool:
    """Whether the school has handed in another edition than the one that was read."""
    newest = queries.newest_editions([review.plan]).get(review.plan_id)
    return newest is not None and review.edition_id != newest.pk


def read_again(*, review: Review, by: Actor) -> None:
    """Go on with the school's new edition: what was found stands, to be changed."""
    _own(review, by)
    if not newer_edition(review):
        raise Refused(N_("Det finns ingen nyare utgåva att läsa."))
    review.edition = queries.newest_editions([review.plan])[review.plan_id]
    review.state, review.done_at = ReviewState.BEGUN, None
    review.save(update_fields=["edition", "state", "done_at"])
    record(act=Act.REOPENED, by=by, now=by.now, about=review)


def _begun(review: Review) -> None:
    if review.state == ReviewState.ASSIGNED:
        review.state = ReviewState.BEGUN
        review.save(update_fields=["state"])


def _own(review: Review, by: Actor) -> None:
    require(by, "plans.review")
    if review.reviewer_id != by.person_id:
        raise NotAllowed(N_("Granskningen är någon annans."))


def _not_done(review: Review) -> None:
    if review.state == ReviewState.DONE:
        raise Refused(N_("Granskningen är klar och ändras inte."))
