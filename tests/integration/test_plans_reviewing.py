"""Review of plans from form to feedback: who may what, blind readings, conflicts of interest, what a school gets."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from docx import Document

from framst.access.acting import acting
from framst.figures import services as figures
from framst.figures.models import Indicator
from framst.figures.terms import Grouping
from framst.foundation.refusal import NotAllowed, Refused
from framst.notices.models import Message
from framst.plans import facts
from framst.plans.models import FeedbackPoint, Plan, Review, ReviewFormVersion
from framst.plans.queries import reviews as queries
from framst.plans.services import feedback, feedback_letter, review_forms, reviewing, rounds
from framst.wheel.models import Awaiting, Commitment

from ..personas import actor
from .reviewed_plans import (
    CRITERIA,
    DAL,
    GRUND,
    HAGA,
    KALL,
    SPRING,
    edition,
    form,
    given_to,
    handed_in,
    read,
    round_of,
    who,
)

pytestmark = pytest.mark.django_db


def state_of(plan: Plan) -> str:
    with acting(actor("utredare", SPRING)):
        return Plan.objects.get(pk=plan.pk).state


def reviewed(codes: tuple[str, ...] = (DAL,)) -> Plan:
    (plan,) = handed_in(codes)
    made = given_to(round_of([plan]), plan, "elevhalsochef")
    assert read(made, "elevhalsochef") is True
    return plan


def test_a_published_form_does_not_change_and_a_new_version_begins_from_it() -> None:
    by = actor("utredare", SPRING)
    with acting(by):
        made = form(by)
        assert [c["code"] for c in made.criteria] == list(CRITERIA)
        assert made.criteria[0]["kind"] == "law" and made.criteria[0]["basis"] == "Skollagen 2 kap. 25 §"
        words = {"text": "Nytt", "help": "", "kind": "research", "basis": "Vår erfarenhet", "section": ""}
        with pytest.raises(Refused, match="ändras inte"):
            review_forms.keep_criterion(version=made, code=CRITERIA[0], by=by, **words)
        second = review_forms.next_version(form=made.form, by=by)
        review_forms.keep_criterion(version=second, code="", by=by, **words)
        with pytest.raises(Refused, match="redan ett utkast"):
            review_forms.next_version(form=made.form, by=by)
        assert [c["code"] for c in second.criteria] == [*CRITERIA, "nytt"]
        assert len(ReviewFormVersion.objects.get(pk=made.pk).criteria) == 2


def test_the_start_names_no_law_that_is_not_checked() -> None:
    by = actor("utredare", SPRING)
    with acting(by):
        start = review_forms.begin_form(title="Start", by=by).criteria
    assert {c["basis"] for c in start if c["kind"] == "law"} == {"Skollagen 2 kap. 25 §"}
    assert all(c["text"] and c["basis"] and c["kind"] in review_forms.KINDS for c in start)


@pytest.mark.parametrize("login", ["avdelningschef", "rektor", "kurator", "registrator"])
def test_only_staff_make_forms_and_rounds(login: str) -> None:
    with acting(actor(login, SPRING)) as by, pytest.raises(NotAllowed):
        review_forms.begin_form(title="x", by=by)


def test_a_conflict_of_interest_is_refused_until_it_is_decided_and_then_kept() -> None:
    dal, haga = handed_in()
    round = round_of([dal, haga])
    with pytest.raises(Refused, match="risk för jäv"):
        given_to(round, dal, "rektor")
    kept = given_to(round, dal, "rektor", in_spite=True)
    assert kept.conflict == "Har ett uppdrag i skolenheten."
    assert given_to(round, haga, "rektor").conflict == ""
    with pytest.raises(Refused, match="redan den granskaren"):
        given_to(round, dal, "elevhalsochef")
    with pytest.raises(Refused, match="granskar planer"):
        given_to(round, haga, "larare", second=True)


def test_a_plan_that_is_taken_back_is_not_assigned() -> None:
    (plan,) = handed_in((DAL,))
    round = round_of([plan])
    by = actor("rektor", SPRING)
    with acting(by):
        Plan.objects.filter(pk=plan.pk).update(state="adopted")
    with pytest.raises(Refused, match="inte inlämnad"):
        given_to(round, plan, "elevhalsochef")


def test_dealing_gives_everybody_alike_and_draws_the_same_sample_again() -> None:
    plans = handed_in(GRUND[:10])
    round = round_of(plans, doubled=20)
    by = actor("utredare", SPRING)
    with acting(by):
        among = [who(login) for login in ("utredare", "elevhalsochef", "avdelningschef")]
        first = [(d.plan.pk, d.second, d.reviewer) for d in rounds.proposal(round=round, among=among)]
        assert first == [(d.plan.pk, d.second, d.reviewer) for d in rounds.proposal(round=round, among=among)]
        made = rounds.deal(round=round, among=among, by=by)
        assert len(made) == 12 and sum(r.second for r in made) == 2
        each = [sum(r.reviewer_id == p.pk for r in made) for p in among]
        assert sum(each) == 12 and max(each) - min(each) <= 2  # nobody reads the same plan twice
        assert rounds.deal(round=round, among=among, by=by) == []
        assert Awaiting.objects.filter(about__in=[f"review:{r.pk}" for r in made]).count() == 12


def test_a_reviewer_reads_and_the_plan_becomes_reviewed() -> None:
    (plan,) = handed_in((DAL,))
    made = given_to(round_of([plan]), plan, "elevhalsochef")
    by = actor("elevhalsochef", SPRING)
    with acting(by):
        mine = queries.review_of(made.pk, by)
        assert mine is not None
        reviewing.keep_judgements(review=mine, given={CRITERIA[0]: ("shows", "Står på sidan 2")}, by=by)
        assert Review.objects.get(pk=made.pk).state == "begun"
        with pytest.raises(Refused, match="alla kriterier"):
            reviewing.finish(review=mine, by=by)
        with pytest.raises(Refused, match="finns inte i planen"):
            reviewing.add_point(review=mine, section="paus", kind="question", theme="", text="Var?", by=by)
    assert read(made, "elevhalsochef") is True
    assert state_of(plan) == "reviewed"
    with acting(by):
        mine = queries.review_of(made.pk, by)
        assert mine is not None
        with pytest.raises(Refused, match="ändras inte"):
            reviewing.keep_judgements(review=mine, given={CRITERIA[0]: ("not", "")}, by=by)
        assert not Awaiting.objects.filter(about=f"review:{made.pk}", settled_at__isnull=True).exists()


def test_nobody_reads_in_anothers_review() -> None:
    (plan,) = handed_in((HAGA,))
    made = given_to(round_of([plan]), plan, "rektor")
    with acting(actor("utredare", SPRING)) as by:
        assert queries.review_of(made.pk, by) is None
        with pytest.raises(NotAllowed):
            reviewing.keep_judgements(review=made, given={CRITERIA[0]: ("not", "")}, by=by)


def test_two_who_read_blind_and_differ_are_settled_and_counted_then() -> None:
    (plan,) = handed_in((HAGA,))
    round = round_of([plan])
    first, second = given_to(round, plan, "rektor"), given_to(round, plan, "elevhalsochef", second=True)
    # A principal who is last to be done moves the plan on, without seeing that another has read it.
    assert read(second, "elevhalsochef", "not") is False
    with acting(actor("utredare", SPRING)) as by, pytest.raises(Refused, match="klara först"):
        rounds.settle_difference(round=round, plan=plan, criterion=CRITERIA[0], verdict="not", reason="x", by=by)
    with acting(actor("rektor", SPRING)):
        assert [r.pk for r in Review.objects.filter(plan=plan)] == [first.pk]
    assert read(first, "rektor", "shows") is True
    with acting(actor("utredare", SPRING)) as by:
        row = facts.picture(round, by).rows[0]
        assert (row.whole.read, row.whole.unsettled, row.read_by_two, row.kappa) == (0, 1, 1, None)
        rounds.settle_difference(
            round=round, plan=plan, criterion=CRITERIA[0], verdict="partly", reason="Vi läste igen.", by=by
        )
        row = facts.picture(round, by).rows[0]
        assert (row.whole.read, row.whole.unsettled, row.whole.verdicts["partly"]) == (1, 0, 1)


@pytest.mark.parametrize("login", ["utredare", "avdelningschef"])
def test_feedback_is_given_and_the_school_sees_it_first_then(login: str) -> None:
    plan = reviewed()
    with acting(actor("rektor", SPRING)):
        assert queries.given(plan) == [] and list(FeedbackPoint.objects.filter(plan=plan)) == []
    with acting(actor(login, SPRING)) as by:
        feedback.change_point(
            point=queries.points_before(plan)[0], kind="strength", theme="möten", text="Mycket tydliga möten.", by=by
        )
        feedback.give_feedback(plan=plan, opening="Tack för planen.", by=by)
    assert state_of(plan) == "feedback"
    with acting(actor("rektor", SPRING)):
        assert [p.text for p in queries.given_points(plan)] == [
            "Mycket tydliga möten.",
            "Skriv vad orsakerna är <script>.",
        ]
        awaits = Awaiting.objects.get(about=f"feedback:{plan.pk}")
        assert awaits.address == f"/planer/{plan.pk}/aterkoppling/"
    with acting(actor("utredare", SPRING)):
        letter = Message.objects.get(kind="plan_feedback", record=str(plan.pk))
        assert "möten" not in letter.body and "Tack" not in letter.body
    with acting(actor("rektor2", SPRING)):
        assert queries.given(plan) == [] and queries.given_points(plan) == []


def test_nothing_is_given_before_everyone_is_done() -> None:
    (plan,) = handed_in((HAGA,))
    round = round_of([plan])
    given_to(round, plan, "rektor")
    made = given_to(round, plan, "elevhalsochef", second=True)
    read(made, "elevhalsochef")
    with acting(actor("utredare", SPRING)) as by, pytest.raises(Refused):
        feedback.give_feedback(plan=plan, opening="", by=by)


def test_completion_is_asked_for_handed_in_again_and_read_again() -> None:
    (plan,) = handed_in((DAL,))
    round = round_of([plan])
    made = given_to(round, plan, "elevhalsochef")
    read(made, "elevhalsochef", "not", points=False)
    with acting(actor("utredare", SPRING)) as by:
        with pytest.raises(Refused, match="kompletteras"):
            feedback.ask_completion(plan=plan, reason=" ", reply_by=by.today, by=by)
        asked = feedback.ask_completion(plan=plan, reason="Nuläget saknas.", reply_by=dt.date(2026, 4, 1), by=by)
        assert (asked.kind, asked.reply_by) == ("completion", dt.date(2026, 4, 1))
        picture = facts.picture(round, by)
        assert (picture.returned, picture.mended) == (1, 0)
    with acting(actor("rektor", SPRING)):
        again = Plan.objects.select_related("unit").get(pk=plan.pk)
        assert (again.state, again.reply_by) == ("completion", dt.date(2026, 4, 1))
        edition(again, 2)
        Plan.objects.filter(pk=plan.pk).update(state="submitted")
    with acting(actor("elevhalsochef", SPRING)) as by:
        mine = queries.review_of(made.pk, by)
        assert mine is not None and reviewing.newer_edition(mine)
        reviewing.read_again(review=mine, by=by)
    assert read(made, "elevhalsochef", "shows") is True
    with acting(actor("utredare", SPRING)) as by:
        picture = facts.picture(round, by)
        assert (picture.returned, picture.mended) == (1, 1)
        assert picture.rows[0].whole.verdicts == {"shows": 1, "partly": 0, "not": 0}


def test_the_principal_answers_and_makes_a_commitment_of_a_development_area_once() -> None:
    plan = reviewed()
    with acting(actor("utredare", SPRING)) as by:
        feedback.give_feedback(plan=plan, opening="", by=by)
    with acting(actor("rektor", SPRING)) as by:
        strength, development = queries.given_points(plan)
        feedback.answer_point(point=strength, answer="Tack!", by=by)
        with pytest.raises(Refused, match="utvecklingsområde"):
            feedback.commit(point=strength, text="x", due_on=by.today, by=by)
        made = feedback.commit(point=development, text="Vi gör en analys.", due_on=dt.date(2026, 5, 1), by=by)
        with pytest.raises(Refused, match="redan ett åtagande"):
            feedback.commit(point=development, text="Igen", due_on=dt.date(2026, 5, 1), by=by)
        kept = Commitment.objects.get(pk=made.pk)
        assert (kept.origin, kept.origin_key) == ("feedback", f"plans_feedbackpoint:{development.pk}")
        assert kept.owner_id == by.person_id and kept.unit_id == plan.unit_id
        assert kept.origin_words == "återkopplingen på elevhälsoplanen 2025–26"
    for login in ("kurator", "utredare", "rektor2"):
        with acting(actor(login, SPRING)) as by, pytest.raises(NotAllowed):
            feedback.answer_point(point=strength, answer="Nej", by=by)


def test_the_letter_is_made_of_the_points_and_the_same_bytes_each_time() -> None:
    plan = reviewed()
    with acting(actor("utredare", SPRING)) as by:
        made = feedback.give_feedback(plan=plan, opening="Tack för planen.", by=by)
        points = queries.given_points(plan)
        word = feedback_letter.letter(made, points, "docx", made.given_at)
        assert word == feedback_letter.letter(made, points, "docx", made.given_at)
        assert feedback_letter.letter(made, points, "pdf", made.given_at).startswith(b"%PDF-")
    text = "\n".join(p.text for p in Document(io.BytesIO(word)).paragraphs)
    for words in ("Tack för planen.", "Tydliga möten.", "Skriv vad orsakerna är <script>.", "inget omdöme om skolan"):
        assert words in text


def test_figures_of_a_round_are_counted_for_those_who_see_no_reviews_by_name() -> None:
    plans = handed_in((DAL, HAGA, KALL), late=[KALL])
    round = round_of(plans)
    for plan, verdict in zip(plans, ("shows", "not", "shows"), strict=True):
        read(given_to(round, plan, "elevhalsochef"), "elevhalsochef", verdict)
    with acting(actor("registrator", SPRING)) as by:
        indicator = Indicator.objects.get(source="plans", spec__round=round.slug, spec__question=CRITERIA[0])
        figure = figures.compute([indicator.code], by=by)[indicator.code]
        assert (figure.numerator, figure.answered, figure.asked, figure.no_answer) == (2, 3, 3, 0)
        assert figure.unit_of_count == "elevhälsoplaner" and figure.holds_together
        assert figure.lineage[0] == f"round:{round.pk}"
        parts = figures.breakdown(indicator, Grouping.DIVISION, by=by)
        assert parts is not None
        # Three schools: fewer than five are not told apart without a decision.
        assert set(figures.held_back(indicator, parts)) == {g.code for g in parts.groups}
        mainly = Indicator.objects.get(source="plans", spec__round=round.slug, spec__question="framst")
        balance = figures.compute([mainly.code], by=by)[mainly.code]
        assert (balance.numerator, balance.answered) == (3, 3)
        access = Indicator.objects.get(source="plans", spec__round=round.slug, spec__row="skolpsykolog")
        assert (figures.compute([access.code], by=by)[access.code].numerator) == 0


def test_a_figure_opens_down_to_the_points_behind_it_for_staff_alone() -> None:
    (plan,) = handed_in((DAL,))
    round = round_of([plan])
    read(given_to(round, plan, "elevhalsochef"), "elevhalsochef")
    with acting(actor("utredare", SPRING)) as by:
        indicator = Indicator.objects.get(source="plans", spec__round=round.slug, spec__question=CRITERIA[1])
        (reply,) = facts.replies(indicator, by)
    assert (reply.who, reply.given, reply.counts) == ("Dalskolan", "framgår", True)
    assert reply.where == "utvecklingsområde: Skriv vad orsakerna är <script>."
    with acting(actor("registrator", SPRING)) as by:
        assert [(r.given, r.counts) for r in facts.replies(indicator, by)] == [("inlämnad och inte läst", False)]


def test_a_plan_taken_back_leaves_the_figure_and_stays_among_the_asked() -> None:
    plans = handed_in((DAL, HAGA))
    round = round_of(plans)
    for plan in plans:
        read(given_to(round, plan, "elevhalsochef"), "elevhalsochef")
    with acting(actor("rektor", SPRING)):
        Plan.objects.filter(pk=plans[0].pk).update(state="adopted")
    with acting(actor("direktor", SPRING)) as by:
        whole = facts.picture(round, by).rows[0].whole
        assert (whole.asked, whole.read, whole.withdrawn, whole.verdicts["shows"]) == (2, 1, 1, 1)


def test_the_picture_tells_themes_levels_access_with_reasons_and_no_school() -> None:
    plans = handed_in((DAL, HAGA))
    round = round_of(plans)
    for plan in plans:
        read(given_to(round, plan, "elevhalsochef"), "elevhalsochef")
    with acting(actor("avdelningschef", SPRING)) as by:
        found = facts.picture(round, by)
    assert [(t.words, t.count, t.of) for t in found.themes] == [
        ("analys (utvecklingsområde)", 2, 2),
        ("möten (styrka)", 2, 2),
    ]
    assert [(s.count, s.of) for s in found.natures] == [(0, 2), (2, 2), (0, 2)]
    assert [(s.count, s.of) for s in found.levels] == [(0, 2), (2, 2), (0, 2)]
    psychologist = next(a for a in found.access if a.reasons)
    assert psychologist.reasons == ("Ingen sökande", "Ingen sökande")
    assert "Dalskolan" not in repr(found)
