"""The pages of follow-ups: making one, the status page's constant cost, the log, lists, and the answer pages."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook

from framst.access import links
from framst.access.acting import acting
from framst.followups.models import Followup, Invitation
from framst.followups.services import begin_draft, choose_units, open_followup
from framst.forms.models import Answer
from framst.organisation.models import Division, Unit

from ..personas import actor
from .followups import GRUND, published

pytestmark = pytest.mark.django_db


def opened_today(codes: list[str], title: str = "Läget i dag") -> Followup:
    """An open follow-up whose closing day is a month from now: for the test client, whose clock is the real one."""
    by = actor("utredare")
    with acting(by):
        made = begin_draft(
            title=title, about="", version=published(), per="principal", period_from=by.today, period_to=by.today,
            closes_on=by.today + dt.timedelta(days=30), intro="<script>alert(1)</script>", by=by,
        )  # fmt: skip
        choose_units(
            followup=made, shown=[], ticked=Unit.objects.filter(code__in=codes).values_list("pk", flat=True), by=by
        )
        open_followup(followup=made, units=Unit.objects.filter(pk__in=made.chosen), by=by)
    return made


def token(followup: Followup, label: str = "Dalskolan") -> str:
    with acting(actor("utredare")):
        place = Invitation.objects.get(followup=followup, label=label)
    return links.token(place.pk, place.link_number)


def test_made_in_pages_from_draft_to_opened(client_of: Any) -> None:
    utredare = client_of("utredare")
    today = timezone.localdate()
    with acting(actor("utredare")):
        version, division = published(), Division.objects.get(name="Avdelning grundskola")
    form = {
        "version": version.pk, "title": "<b>Planen</b>", "about": "planen", "per": "principal", "intro": "",
        "period_from": "2026-06-01", "period_to": "2026-05-01", "closes_on": today.isoformat(),
    }  # fmt: skip
    answer = utredare.post(reverse("followup_new"), form)
    assert answer.status_code == 422
    assert "Mätperioden slutar innan den börjar." in answer.content.decode()
    form |= {"period_from": today.isoformat(), "period_to": today.isoformat()}
    answer = utredare.post(reverse("followup_new"), form)
    slug = "bplanenb"
    assert answer["Location"] == reverse("followup_units", args=[slug])
    page = utredare.get(reverse("followup_units", args=[slug]), {"division": division.pk})
    assert len(page.context["units"]) == 21
    shown = [u.pk for u in page.context["units"]]
    utredare.post(reverse("followup_units", args=[slug]) + f"?division={division.pk}", {"shown": shown, "all": "1"})
    utredare.post(reverse("followup_units", args=[slug]), {"shown": shown[:1], "on": "1"})  # unticks one, keeps 20
    text = utredare.get(reverse("followup_open", args=[slug])).content.decode()
    assert "18 rektorer" in text
    assert "Dina svar är inte anonyma och kan bli allmän handling. Skriv inget om enskilda." in text
    assert "&lt;b&gt;Planen&lt;/b&gt;" in text
    assert "<b>Planen" not in text
    assert utredare.post(reverse("followup_open", args=[slug])).status_code == 302
    assert "0 av 18 har svarat i tid." in utredare.get(reverse("followup", args=[slug])).content.decode()
    assert utredare.get(reverse("followup_change", args=[slug])).status_code == 302
    assert utredare.post(reverse("followup_change", args=[slug]), form).status_code == 422  # open: nothing changes


def test_the_status_page_costs_the_same_for_three_and_nineteen(client_of: Any) -> None:
    few = opened_today(["99990004", "99990005", "99990006"], "Tre")
    many = opened_today(GRUND, "Nitton")
    utredare = client_of("utredare")
    cost = []
    for followup in (few, few, many):  # once to warm what is cached
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert utredare.get(reverse("followup", args=[followup.slug])).status_code == 200
        cost.append(len(asked))
    assert cost[1] == cost[2]
    assert cost[1] <= 25
    start = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            text = utredare.get(reverse("start")).content.decode()
        start.append(len(asked))
    assert "Det jag har bett andra om" in text
    assert "0 av 19 har svarat" in text
    assert start[0] == start[1]


def test_the_log_tells_what_was_sent_and_never_an_answer_or_a_link(client_of: Any) -> None:
    followup = opened_today(["99990004"])
    text = client_of("utredare").get(reverse("followup_log", args=[followup.slug])).content.decode()
    assert "rektor@ekdalen.example" in text
    assert "inbjudan" in text
    assert "väntar på att skickas" in text
    assert "/svar/" not in text
    assert client_of("avdelningschef").get(reverse("followup_log", args=[followup.slug])).status_code == 403


def test_the_list_as_files(client_of: Any) -> None:
    followup = opened_today(["99990004", "99990005"])
    utredare = client_of("utredare")
    table = utredare.get(reverse("followup_export", args=[followup.slug, "csv"])).content.decode("utf-8-sig")
    assert table.splitlines() == [
        "Skolenhetskod;Skolenhet;Rektor;Läge;Inkom;Påmind senast",
        "99990004;Dalskolan;Cecilia Nordin;har inte börjat;;",
        "99990005;Ekbackens skola;David Sandgren;har inte börjat;;",
    ]
    book = load_workbook(BytesIO(utredare.get(reverse("followup_export", args=[followup.slug, "xlsx"])).content))
    assert book.get_sheet_by_index(0).to_python()[1][:3] == ["99990004", "Dalskolan", "Cecilia Nordin"]
    assert utredare.get(reverse("followup_export", args=[followup.slug, "exe"])).status_code == 404


def test_answered_by_the_link_without_signing_in(client: Client) -> None:
    followup = opened_today(["99990004"])
    text = token(followup)
    page = client.get(reverse("answer", args=[text])).content.decode()
    assert "Dina svar är inte anonyma" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    # A required question stops the sending, not the saving.
    review = client.get(reverse("answer_review", args=[text]))
    assert "Har du tagit del" in review.content.decode()
    assert client.post(reverse("answer_review", args=[text])).status_code == 422
    # Without script: the question that an answer brings forth comes when the page is saved.
    second = reverse("answer_section", args=[text, 2])
    seen = ["kompetenser", "forebyggande", "mot_malen"]
    answer = client.post(second, {"seen": seen, "q-forebyggande": "no"})
    assert answer["Location"] == second + "#q-forebyggande_varfor"
    answer = client.post(
        second,
        {"seen": [*seen, "forebyggande_varfor"], "q-forebyggande": "no", "q-forebyggande_varfor": "<b>Många</b>"},
    )
    assert answer["Location"] == reverse("answer_section", args=[text, 3])
    assert (
        client.post(reverse("answer_section", args=[text, 1]), {"seen": "tagit_del", "q-tagit_del": "yes"}).status_code
        == 302
    )
    assert "&lt;b&gt;Många&lt;/b&gt;" in client.get(reverse("answer_review", args=[text])).content.decode()
    assert client.post(reverse("answer_review", args=[text]))["Location"] == reverse("answer_receipt", args=[text])
    assert "svaren har kommit in" in client.get(reverse("answer_receipt", args=[text])).content.decode()


def test_saving_on_the_way_keeps_what_is_sound(client: Client) -> None:
    followup = opened_today(["99990004"])
    second = reverse("answer_section", args=[token(followup), 2])
    answer = client.post(second, {"q-forebyggande": "made-up", "q-mot_malen": "yes"}, headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    assert answer.content.decode().startswith("Sparat ")
    assert "Inte sparat: Har du tillgång" in answer.content.decode()
    with acting(actor("utredare")):
        assert list(
            Answer.objects.filter(sheet__collection=f"followup:{followup.slug}", status="answered").values_list(
                "question", flat=True
            )
        ) == ["mot_malen"]
    assert client.post(second, {"q-forebyggande": "made-up"}).status_code == 422


def test_a_link_with_an_altered_key_or_number_opens_nothing(client_of: Any) -> None:
    followup = opened_today(["99990004", "99990005"])
    mine, other = token(followup), token(followup, "Ekbackens skola")
    rektor = client_of("rektor")
    assert rektor.get(reverse("answer", args=[mine])).status_code == 200
    key, _, signature = mine.rpartition(".")
    wrong = other.rpartition(".")[0]
    for altered in (f"{wrong}.{signature}", f"{key[:-1]}2.{signature}", key, f"{mine}x"):
        assert rektor.get(reverse("answer", args=[altered])).status_code == 404
    with acting(actor("utredare")):
        Invitation.objects.filter(followup=followup, label="Dalskolan").update(link_number=2)
    assert rektor.get(reverse("answer", args=[mine])).status_code == 404


def test_after_closing_the_link_says_so(client: Client, client_of: Any) -> None:
    followup = opened_today(["99990004"])
    text = token(followup)
    client_of("utredare").post(reverse("followup_close", args=[followup.slug]))
    page = client.get(reverse("answer", args=[text])).content.decode()
    assert "Svarstiden är slut. Sista svarsdag var" in page
    section = reverse("answer_section", args=[text, 1])
    assert client.get(section)["Location"] == reverse("answer", args=[text])
    assert client.post(section, {"q-tagit_del": "yes"})["Location"] == reverse("answer", args=[text])
    late = client.post(section, {"q-tagit_del": "yes"}, headers={"X-Autosave": "1"})
    assert late.status_code == 409
    assert late.content.decode() == "Svarstiden är slut. Det senaste är inte sparat."


def test_a_signed_in_principal_reaches_the_link_from_the_start_page(client_of: Any) -> None:
    followup = opened_today(["99990004"])
    page = client_of("rektor").get(reverse("start")).content.decode()
    assert reverse("answer", args=[token(followup)]) in page
    assert reverse("answer", args=[token(followup)]) not in client_of("rektor2").get(reverse("start")).content.decode()
    assert "Det jag har bett andra om" not in page


def test_the_list_is_filtered_by_state(client_of: Any) -> None:
    opened_today(["99990004"])
    address = reverse("followups")
    director = client_of("avdelningschef")
    assert "0 av 1" in director.get(address).content.decode()
    closed = director.get(address, {"lage": "closed"}).content.decode()
    assert "19 av 19" in closed
    assert "0 av 1<" not in closed
    assert "Ingen uppföljning är i det läget." in director.get(address, {"lage": "draft"}).content.decode()
    assert director.get(address, {"lage": "<script>"}).status_code == 200
    assert "Ny uppföljning" not in closed
    assert "Ny uppföljning" in client_of("utredare").get(address).content.decode()


def test_results_show_each_question_with_its_own_denominator(client_of: Any) -> None:
    page = client_of("avdelningschef").get(reverse("followup_results", args=["elevhalsoplanen-2024"]))
    found = {
        result.question.code: [(p.asked, p.answered, p.not_applicable, p.not_shown, p.no_answer) for p in result.places]
        for result, _ in page.context["results"]
    }
    assert found["tagit_del"] == [(19, 19, 0, 0, 0)]
    assert found["mot_malen"] == [(19, 12, 0, 0, 7)]
    assert found["behov"] == [(19, 18, 0, 0, 1)]
    text = page.content.decode()
    assert "Har tagit del av elevhälsoplanen" in text
    followup = opened_today(["99990004"])  # a follow-up that nobody has made indicators for
    text = client_of("utredare").get(reverse("followup_results", args=[followup.slug])).content.decode()
    assert "Har du tagit del av den uppdaterade elevhälsoplanen?" in text
