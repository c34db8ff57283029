"""The pages of review and feedback, from making a form to a school's answer; and that they cost the same for many."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from framst.access.acting import acting
from framst.plans.models import FeedbackPoint, Plan, Review, ReviewFormVersion, Round
from framst.wheel.models import Commitment

from ..personas import actor
from .reviewed_plans import CRITERIA, DAL, GRUND, HAGA, MOBBNING, given_to, handed_in, read, round_of, who

pytestmark = pytest.mark.django_db


def now_round(plans: list[Plan], **more: Any) -> Round:
    return round_of(plans, when=timezone.now(), **more)


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_from_a_form_to_the_schools_answer(client_of: Any) -> None:
    (plan,) = handed_in((DAL,))
    utredare, chef, rektor = client_of("utredare"), client_of("elevhalsochef"), client_of("rektor")
    today = timezone.localdate().isoformat()
    made = utredare.post(reverse("review_form_new"), {"title": "Granskning <b>GR</b>"})
    key = int(made["Location"].strip("/").split("/")[-1])
    with acting(actor("utredare")):
        codes = [c["code"] for c in ReviewFormVersion.objects.get(pk=key).criteria]
    assert len(codes) == 11
    for code in codes[2:]:
        assert utredare.get(reverse("criterion_remove", args=[key, code])).status_code == 200
        utredare.post(reverse("criterion_remove", args=[key, code]))
    wrong = utredare.post(reverse("criterion_new", args=[key]), {"text": "", "kind": "law", "basis": ""})
    assert wrong.status_code == 422
    words = {"text": "Ändrat kriterium", "kind": "law", "basis": "Skollagen 2 kap. 25 §", "section": "nulage"}
    utredare.post(reverse("criterion", args=[key, codes[1]]), words)
    assert "Granskning &lt;b&gt;GR" in utredare.get(reverse("review_form", args=[key])).content.decode()
    utredare.post(reverse("review_form_publish", args=[key]))
    page = utredare.get(reverse("review_form", args=[key])).content.decode()
    assert "Ändrat kriterium" in page and "Den ändras inte längre" in page
    new = {"title": "Granskning 2025", "template": plan.template_id, "version": key, "due_on": today, "doubled": "0"}
    address = utredare.post(reverse("round_new"), new)["Location"]
    slug = address.strip("/").split("/")[-1]
    warned = utredare.post(reverse("round_assign", args=[slug]), {"plan": plan.pk, "reviewer": who("rektor").pk})
    assert warned.status_code == 422 and "risk för jäv" in warned.content.decode()
    chosen = {"among": [who("elevhalsochef").pk]}
    shown = utredare.get(reverse("round_deal", args=[slug]), chosen).content.decode()
    assert "Karin Solberg" in shown and "Dalskolan" in shown
    assert utredare.post(reverse("round_deal", args=[slug]), chosen).status_code == 302
    with acting(actor("utredare")):
        review = Review.objects.get(plan=plan)
    assert "Dalskolan" in chef.get(reverse("reviews")).content.decode()
    for code in ("organisation", "nulage", "fokusomraden", "professioner", "helheten"):
        step = chef.get(reverse("review_section", args=[review.pk, code]))
        assert step.status_code == 200
        text = step.content.decode()
        assert "kan bli allmän handling" in text
        if code == "organisation":
            assert "Vi träffas &lt;b&gt;varje&lt;/b&gt; tisdag." in text
        if code == "fokusomraden":
            assert MOBBNING in text and "förebyggande" in text
    chef.post(reverse("review_section", args=[review.pk, "helheten"]), {f"{codes[0]}.verdict": "partly"})
    chef.post(reverse("review_section", args=[review.pk, "nulage"]), {f"{codes[1]}.verdict": "shows"})
    point = {"section": "nulage", "kind": "development", "theme": "analys", "text": "Varför är de trötta?"}
    chef.post(reverse("review_point", args=[review.pk]), point)
    assert "Varför är de trötta?" in chef.get(reverse("review", args=[review.pk])).content.decode()
    assert rektor.get(reverse("plan_feedback", args=[plan.pk])).status_code == 404
    assert chef.post(reverse("review_done", args=[review.pk])).status_code == 302
    assert "Varför är de trötta?" in utredare.get(reverse("feedback_give", args=[plan.pk])).content.decode()
    utredare.post(reverse("feedback_give", args=[plan.pk]), {"opening": "Tack!"})
    page = rektor.get(reverse("plan_feedback", args=[plan.pk])).content.decode()
    assert "Varför är de trötta?" in page and "Nuläget" in page and "Gör till åtagande" in page
    assert "Karin Solberg" not in page
    with acting(actor("rektor")):
        given = FeedbackPoint.objects.get(plan=plan)
    rektor.post(reverse("feedback_answer", args=[plan.pk, given.pk]), {"answer": "Vi tar reda på det."})
    commit = {"text": "Fråga eleverna.", "due_on": today}
    rektor.post(reverse("feedback_commit", args=[plan.pk, given.pk]), commit)
    with acting(actor("rektor")):
        assert Commitment.objects.get(origin_key=f"plans_feedbackpoint:{given.pk}").text == "Fråga eleverna."
    letter = rektor.get(reverse("feedback_letter", args=[plan.pk, "pdf"]))
    assert letter.status_code == 200 and letter.content.startswith(b"%PDF-")
    assert client_of("rektor2").get(reverse("feedback_letter", args=[plan.pk, "pdf"])).status_code == 404


def test_two_who_read_blind_see_nothing_of_each_other_until_both_are_done(client_of: Any) -> None:
    (plan,) = handed_in((HAGA,))
    now = timezone.now()
    round = now_round([plan])
    first = given_to(round, plan, "elevhalsochef", when=now)
    second = given_to(round, plan, "avdelningschef", second=True, when=now)
    read(first, "elevhalsochef", "shows", when=now)
    avd = client_of("avdelningschef")
    for address in (
        reverse("review", args=[second.pk]),
        reverse("feedback_give", args=[plan.pk]),
        reverse("round_criterion", args=[round.slug, CRITERIA[1]]),
        reverse("round_picture", args=[round.slug]),
    ):
        page = avd.get(address)
        assert page.status_code == 200
        assert "Skriv vad orsakerna är" not in page.content.decode() and "analys (" not in page.content.decode()
    assert avd.get(reverse("review", args=[first.pk])).status_code == 404
    assert avd.get(reverse("round_settle", args=[round.slug, plan.pk, CRITERIA[0]])).status_code == 404
    read(second, "avdelningschef", "not", when=now)
    page = avd.get(reverse("round_settle", args=[round.slug, plan.pk, CRITERIA[0]]))
    assert "framgår inte" in page.content.decode() and "Karin Solberg" in page.content.decode()
    avd.post(reverse("round_settle", args=[round.slug, plan.pk, CRITERIA[0]]), {"verdict": "partly", "reason": "Läst"})
    assert "1 av 1" in avd.get(reverse("round_picture", args=[round.slug])).content.decode()
    page = avd.get(reverse("round_criterion", args=[round.slug, CRITERIA[1]])).content.decode()
    assert page.count("Skriv vad orsakerna är &lt;script&gt;.") == 2


def test_asking_for_more_on_the_page(client_of: Any) -> None:
    (plan,) = handed_in((DAL,))
    utredare = client_of("utredare")
    assert utredare.post(reverse("feedback_complete", args=[plan.pk]), {"reason": ""}).status_code == 422
    asked = {"reason": "Nuläget saknas.", "reply_by": timezone.localdate().isoformat()}
    assert utredare.post(reverse("feedback_complete", args=[plan.pk]), asked).status_code == 302
    page = client_of("rektor").get(reverse("plan_feedback", args=[plan.pk])).content.decode()
    assert "Nuläget saknas." in page and "Komplettering önskas" in page


def test_pages_cost_the_same_for_few_plans_and_many(client_of: Any) -> None:
    now = timezone.now()
    costs = []
    utredare, chef = client_of("utredare"), client_of("elevhalsochef")
    for codes in (GRUND[3:5], GRUND[3:15]):
        plans = handed_in(codes)
        round = now_round(plans)
        for plan in plans:
            read(given_to(round, plan, "elevhalsochef", when=now), "elevhalsochef", when=now)
        among = f"?among={who('avdelningschef').pk}"
        addresses = [
            reverse("round", args=[round.slug]),
            reverse("round_picture", args=[round.slug]),
            reverse("round_criterion", args=[round.slug, CRITERIA[0]]),
            reverse("round_deal", args=[round.slug]) + among,
            reverse("feedback_give", args=[plans[0].pk]),
        ]
        costs.append([queries_of(utredare, a) for a in addresses] + [queries_of(chef, reverse("reviews"))])
    assert costs[0] == costs[1]


def test_no_school_is_named_in_the_picture(client_of: Any) -> None:
    plans = handed_in(GRUND[:6])
    now = timezone.now()
    round = now_round(plans)
    for plan in plans:
        read(given_to(round, plan, "elevhalsochef", when=now), "elevhalsochef", when=now)
    page = client_of("direktor").get(reverse("round_picture", args=[round.slug])).content.decode()
    assert "6 av 6" in page and "Almby skola" not in page and "Dalskolan" not in page
