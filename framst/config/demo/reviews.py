"""Ekdalen's reviews: one round finished with feedback to every school, one under way. The texts are made up."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import Actor, acting
from framst.plans.models import FeedbackPoint, Plan, Review, Round, Template
from framst.plans.models import ReviewFormVersion as Version
from framst.plans.services.feedback import answer_point, ask_completion, commit, give_feedback
from framst.plans.services.review_forms import begin_form, publish_form
from framst.plans.services.reviewing import add_point, finish, keep_judgements
from framst.plans.services.rounds import assign, close_round, make_round
from framst.plans.terms import PointKind, Verdict

from .moments import People, actor

DALSKOLAN, INCOMPLETE = "99990004", "99990012"
_READERS = ("utredare", "elevhalsochef")

_DEVELOPMENT = (
    ("systematik", "uppföljning", "Säg hur ni följer upp insatserna under året, och inte bara i maj."),
    ("elever", "elevers delaktighet", "Låt eleverna vara med innan fokusområdena väljs, och skriv vad det ändrade."),
    ("orsaker", "orsaksanalys", "Analysen beskriver läget väl. Skriv också vad ni tror att det beror på."),
)


def play(people: People) -> None:
    """Read last year's plans and give feedback; begin to read this year's."""
    with acting(actor(people, "utredare", 2025, 10, 1)) as by:
        version = begin_form(title="Granskning av elevhälsoplaner", forms=["FSK", "GR", "GRAN", "GY", "GYAN"], by=by)
        publish_form(version=version, by=by)
    _finished(people, version)
    _running(people, version)


def _round(people: People, version: Version, year: int, day: tuple[int, int, int], due_on: dt.date) -> tuple[Round, list[Review]]:  # fmt: skip
    with acting(actor(people, "utredare", *day)) as by:
        template = Template.objects.get(year=year, central=False)
        made = make_round(
            title=f"Granskning {year}–{(year + 1) % 100:02d}", template=template, version=version, due_on=due_on, by=by
        )
        plans = (
            Plan.objects.filter(template=template, state="submitted").select_related("unit").order_by("unit__sort_key")
        )
        return made, [
            assign(round=made, plan=plan, reviewer=people[_READERS[n % 2]], second=False, by=by)
            for n, plan in enumerate(plans)
        ]


def _finished(people: People, version: Version) -> None:
    made, reviews = _round(people, version, 2025, (2025, 10, 13), dt.date(2025, 11, 14))
    for number, review in enumerate(reviews):
        with acting(actor(people, _READERS[number % 2], 2025, 11, 3 + number % 8)) as by:
            _read(review, number, by)
            finish(review=review, by=by)
    for review in reviews:
        with acting(actor(people, "elevhalsochef", 2025, 11, 20)) as by:
            if review.plan.unit and review.plan.unit.code == INCOMPLETE:
                ask_completion(
                    plan=review.plan, reason="Nulägesanalysen saknar vad ni bygger den på. Skriv vilka underlag ni har.",
                    reply_by=dt.date(2025, 12, 12), by=by,
                )  # fmt: skip
            else:
                give_feedback(plan=review.plan, opening="Tack för en genomarbetad plan.", by=by)
    with acting(actor(people, "utredare", 2025, 12, 1)) as by:
        close_round(round=made, by=by)
    _answered(people)


def _answered(people: People) -> None:
    """The principal of Dalskolan answers, and makes a development area into a commitment."""
    with acting(actor(people, "rektor", 2025, 12, 4)) as by:
        points = list(
            FeedbackPoint.objects.filter(plan__unit__code=DALSKOLAN, given_at__isnull=False).order_by("place")
        )
        for point in points:
            point.plan = Plan.objects.select_related("unit").get(pk=point.plan_id)
            if point.kind == PointKind.DEVELOPMENT:
                commit(point=point, text="Elevhälsoteamet följer upp insatserna i oktober, januari och maj.",
                       due_on=dt.date(2026, 6, 5), by=by)  # fmt: skip
            else:
                answer_point(point=point, answer="Tack. Vi fortsätter så.", by=by)


def _running(people: People, version: Version) -> None:
    _made, reviews = _round(people, version, 2026, (2026, 10, 19), dt.date(2026, 12, 18))
    for number, review in enumerate(reviews[:5]):
        with acting(actor(people, _READERS[number % 2], 2026, 11, 2 + number)) as by:
            _read(review, number + 1, by)
            if number < 3:
                finish(review=review, by=by)


def _read(review: Review, number: int, by: Actor) -> None:
    """One reading: most is shown, something is not, and what can be better is said in a point."""
    codes = [c["code"] for c in review.round.version.criteria]
    verdicts = (Verdict.SHOWS, Verdict.SHOWS, Verdict.PARTLY, Verdict.SHOWS, Verdict.NOT)
    given = {code: (str(verdicts[(number + n) % 5]), "") for n, code in enumerate(codes)}
    keep_judgements(review=review, given=given, by=by)
    _code, theme, text = _DEVELOPMENT[number % 3]
    add_point(review=review, section="nulage", kind=PointKind.STRENGTH, theme="underlag",
              text="Nulägesanalysen bygger på flera underlag och är lätt att följa.", by=by)  # fmt: skip
    add_point(review=review, section="utvardering", kind=PointKind.DEVELOPMENT, theme=theme, text=text, by=by)
