"""Commitments: made, followed up, given a later day, passed on, opened again; who may, and who does not learn of them."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

from framst.access.acting import Actor, acting
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Person, Unit
from framst.wheel import services
from framst.wheel.models import Commitment, CommitmentStep
from framst.wheel.queries import commitments as queries
from framst.wheel.terms import Origin, Outcome

from ..personas import account, actor

pytestmark = pytest.mark.django_db
MAY = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
SEPTEMBER = dt.datetime(2026, 9, 7, 8, 0, tzinfo=dt.UTC)
DALSKOLAN = "99990004"


def person_of(login: str) -> Person:
    return Person(pk=account(login).person_id)


def unit_of(code: str) -> Unit:
    with acting(actor("utredare")):
        return Unit.objects.get(code=code)


def made(
    by: Actor, *, owner: str = "rektor", unit: str | None = DALSKOLAN, key: str = "", text: str = "Se över"
) -> Commitment:
    with acting(by):
        return services.make_commitment(
            unit=Unit.objects.get(code=unit) if unit else None, text=text, owner=person_of(owner),
            origin=Origin.FEEDBACK, origin_key=key, origin_words="återkopplingen 2025–26",
            due_on=dt.date(2026, 6, 1), by=by,
        )  # fmt: skip


def test_a_principal_makes_one_for_the_counsellor_who_follows_it_up() -> None:
    one = made(actor("rektor", MAY), owner="kurator")
    kurator = actor("kurator", MAY)
    with acting(kurator):
        assert "Se över" in [w.title for w in queries.awaited(kurator)]
        services.follow_up(
            commitment=one, done="Vi gick igenom", became="Två rutiner är nya", outcome=Outcome.DONE, by=kurator
        )
        assert "Se över" not in [w.title for w in queries.awaited(kurator)]
        step = CommitmentStep.objects.get(commitment=one)
        assert (step.act, step.outcome, step.became) == ("follow_up", "done", "Två rutiner är nya")
        with pytest.raises(Refused, match="redan uppföljt"):
            services.follow_up(commitment=one, done="x", became="y", outcome=Outcome.DONE, by=kurator)


def test_one_origin_gives_one_commitment() -> None:
    made(actor("utredare", MAY), key="plans_point:1")
    with pytest.raises(Refused, match="redan ett åtagande"):
        made(actor("utredare", MAY), key="plans_point:1")
    # Nor does one who cannot see the first make another: the refusal is the same, and nothing more is learnt.
    rektor2 = actor("rektor2", MAY)
    with acting(rektor2):
        own = queries.units_led(rektor2).first()
        assert own is not None
    with pytest.raises(Refused, match="redan ett åtagande"):
        made(rektor2, owner="rektor2", unit=own.code, key="plans_point:1")
    made(actor("utredare", MAY))
    made(actor("utredare", MAY))  # without an origin there is nothing to be alike


def test_a_commitment_lives_over_the_summer_and_is_overdue_in_words(client_of: Any) -> None:
    one = made(actor("utredare", MAY))
    with acting(actor("rektor", SEPTEMBER)):
        assert Commitment.objects.get(pk=one.pk).state == "open"
    page = client_of("rektor").get(reverse("commitment", args=[one.pk])).content.decode()
    assert "pågår, dagen har passerat" in page
    assert "följer med från läsåret 2025–26" in page


def test_what_was_said_last_year_is_those_of_that_year(client_of: Any) -> None:
    """The tests' clock is the real one, so the years are counted from it."""
    from django.utils import timezone

    from framst.wheel.rules.commitments import year_before

    last = year_before(timezone.localdate())
    with acting(actor("utredare")) as by:
        for text, day in (
            ("Året före", last.first - dt.timedelta(1)), ("Förra årets första dag", last.first),
            ("Förra årets sista dag", last.last), ("Årets", last.last + dt.timedelta(1)),
        ):  # fmt: skip
            one = services.make_commitment(
                unit=Unit.objects.get(code=DALSKOLAN), text=text, owner=person_of("rektor"), origin=Origin.OWN,
                origin_words="", due_on=by.today, by=by,
            )  # fmt: skip
            Commitment.objects.filter(pk=one.pk).update(agreed_on=day)
    page = client_of("rektor").get(reverse("commitments"), {"sagt": "forra"}).content.decode()
    assert "Förra årets första dag" in page
    assert "Förra årets sista dag" in page
    assert "Året före" not in page
    assert "Årets<" not in page


def test_later_day_passing_on_and_opening_again_stand_with_their_reasons() -> None:
    rektor = actor("rektor", MAY)
    one = made(rektor)
    with acting(rektor):
        with pytest.raises(Refused, match="Skriv varför"):
            services.postpone(commitment=one, due_on=dt.date(2026, 6, 15), reason="  ", by=rektor)
        for day in (dt.date(2026, 6, 1), dt.date(2026, 5, 20)):
            with pytest.raises(Refused, match="senare"):
                services.postpone(commitment=one, due_on=day, reason="för att", by=rektor)
        services.postpone(commitment=one, due_on=dt.date(2026, 6, 15), reason="Sjukdom", by=rektor)
        services.pass_on(commitment=one, to=person_of("kurator"), reason="Hon leder arbetet", by=rektor)
        services.follow_up(commitment=one, done="", became="Det blev inte av", outcome=Outcome.NOT_DONE, by=rektor)
        services.reopen(commitment=one, due_on=dt.date(2026, 10, 1), reason="Behövs ändå", by=rektor)
        now = Commitment.objects.get(pk=one.pk)
        assert (now.state, now.outcome, now.due_on) == ("open", "", dt.date(2026, 10, 1))
        assert now.owner_id == person_of("kurator").pk
        assert sorted(CommitmentStep.objects.filter(commitment=one).values_list("act", "reason")) == [
            ("follow_up", ""), ("pass_on", "Hon leder arbetet"), ("postpone", "Sjukdom"), ("reopen", "Behövs ändå"),
        ]  # fmt: skip


def test_the_owner_alone_does_not_give_it_away_and_a_colleague_does_nothing() -> None:
    one = made(actor("rektor", MAY), owner="kurator")
    kurator, nurse = actor("kurator", MAY), actor("skolskoterska", MAY)
    with acting(kurator), pytest.raises(NotAllowed, match="rektor eller förvaltningen"):
        services.pass_on(commitment=one, to=person_of("skolskoterska"), reason="Tid", by=kurator)
    with acting(nurse), pytest.raises(NotAllowed, match="den som har åtagandet"):
        services.follow_up(commitment=one, done="a", became="b", outcome=Outcome.DONE, by=nurse)


def test_a_principal_makes_none_for_another_school_or_for_the_authority() -> None:
    for unit in (DALSKOLAN, None):
        with pytest.raises(NotAllowed, match="skolans rektor eller förvaltningen"):
            made(actor("rektor2", MAY), owner="rektor2", unit=unit)


def test_another_schools_principal_meets_nothing(client_of: Any) -> None:
    one = made(actor("utredare", MAY), text="Bara Dalskolans")
    client = client_of("rektor2")
    assert client.get(reverse("commitment", args=[one.pk])).status_code == 404
    assert client.post(reverse("commitment_act", args=[one.pk, "follow_up"]), {"outcome": "done"}).status_code == 404
    assert "Bara Dalskolans" not in client.get(reverse("commitments")).content.decode()
    assert "Bara Dalskolans" not in client.get(reverse("commitments"), {"fil": "csv"}).content.decode("utf-8-sig")
    assert client.get(reverse("handover_sheet", args=[DALSKOLAN])).status_code == 403


def test_the_database_itself_lets_nobody_take_one_away_or_change_a_step() -> None:
    utredare = actor("utredare", MAY)
    one = made(utredare)
    with acting(utredare):
        services.postpone(commitment=one, due_on=dt.date(2026, 6, 15), reason="Sjukdom", by=utredare)
        for statement in (
            "DELETE FROM wheel_commitment", "DELETE FROM wheel_commitmentstep",
            "UPDATE wheel_commitmentstep SET reason = ''",
        ):  # fmt: skip
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_made_and_followed_up_in_pages(client_of: Any) -> None:
    client = client_of("rektor")
    due = (actor("rektor").today + dt.timedelta(20)).isoformat()
    given = {
        "text": "Se <b>över</b>", "unit": unit_of(DALSKOLAN).pk, "owner": person_of("kurator").pk,
        "due_on": due, "origin": "agreement", "origin_words": "",
    }  # fmt: skip
    answer = client.post(reverse("commitment_new"), given)
    assert answer.status_code == 422
    assert "Skriv vilket" in answer.content.decode()
    assert client.post(reverse("commitment_new"), {**given, "origin_words": "dialogen i mars"}).status_code == 302
    with acting(actor("rektor")):
        one = Commitment.objects.get(text="Se <b>över</b>")
    kurator = client_of("kurator")
    assert "Se &lt;b&gt;över&lt;/b&gt;" in kurator.get(reverse("start")).content.decode()
    page = kurator.get(reverse("commitment", args=[one.pk])).content.decode()
    assert "Det gör skolans rektor eller förvaltningen." in page  # the reason on the button that is off
    address = reverse("commitment_act", args=[one.pk, "follow_up"])
    answer = kurator.post(address, {"outcome": "done", "done": "", "became": "Bra"})
    assert answer.status_code == 422
    assert "Skriv vad som gjordes" in answer.content.decode()
    answer = kurator.post(address, {"outcome": "partly", "done": "Halva", "became": "Bättre", "evidence": "Enkäten"})
    assert answer.status_code == 302
    page = client.get(reverse("commitment", args=[one.pk])).content.decode()
    assert "genomfört till viss del" in page
    assert "Enkäten" in page
    assert "Se &lt;b&gt;över" not in kurator.get(reverse("start")).content.decode()
    assert client.get(address).status_code == 302  # nothing more to follow up


def test_from_an_origin_that_the_reader_does_not_see(client_of: Any) -> None:
    for key in ("ingen:1", "plans_point", "wheel_commitment:1"):
        assert client_of("rektor").get(reverse("commitment_new"), {"fran": key}).status_code == 404


def test_from_an_origin_the_words_are_the_origins(client_of: Any, monkeypatch: Any) -> None:
    beginning = queries.Beginning(
        Origin.FEEDBACK, "återkopplingen 2025–26", "/planer/x/", unit_of(DALSKOLAN), "Utveckla"
    )
    monkeypatch.setitem(queries.BEGINNINGS, "point", lambda by, key: beginning if key == "7" else None)
    client = client_of("rektor")
    assert "Utveckla" in client.get(reverse("commitment_new"), {"fran": "point:7"}).content.decode()
    assert client.get(reverse("commitment_new"), {"fran": "point:8"}).status_code == 404
    given = {
        "text": "Utveckla", "unit": beginning.unit.pk, "owner": person_of("rektor").pk,  # type: ignore[union-attr]
        "due_on": (actor("rektor").today + dt.timedelta(20)).isoformat(), "origin": "own", "origin_words": "annat",
    }  # fmt: skip
    address = reverse("commitment_new") + "?fran=point:7"
    assert client.post(address, given).status_code == 302
    with acting(actor("rektor")):
        one = Commitment.objects.get(origin_key="point:7")
        assert (one.origin, one.origin_words, one.origin_address) == (
            "feedback",
            "återkopplingen 2025–26",
            "/planer/x/",
        )
    answer = client.post(address, given)
    assert answer.status_code == 422
    assert "redan ett åtagande" in answer.content.decode()


def test_the_list_costs_the_same_whatever_it_holds_and_is_a_file(client_of: Any) -> None:
    client = client_of("utredare")
    client.get(reverse("commitments"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("commitments"))
    for n in range(12):
        made(actor("utredare", MAY), text=f"=Nummer {n}")
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("commitments")).content.decode()
    assert len(many) == len(few)
    assert "=Nummer 11" in page
    answer = client.get(reverse("commitments"), {"fil": "xlsx", "ursprung": "feedback"})
    rows = load_workbook(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Åtagande"
    assert sorted(row[0] for row in rows if row[0].startswith("=")) == sorted(f"=Nummer {n}" for n in range(12))
    assert len(rows) == 14, "the heading, the twelve, and the demo's own from feedback"
    assert "'=Nummer 3" in client.get(reverse("commitments"), {"fil": "csv"}).content.decode("utf-8-sig")


def test_the_handover_sheet_has_what_is_open_and_what_became(client_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(
        queries.HANDOVER, "plans", lambda by, unit: ("Elevhälsoplan", [(f"Planen för {unit.name}", "")])
    )
    address = reverse("handover_sheet", args=[DALSKOLAN])
    listed = {who: client_of(who).get(reverse("commitments"), {"enhet": DALSKOLAN}) for who in ("rektor", "kurator")}
    assert {who: address in page.content.decode() for who, page in listed.items()} == {"rektor": True, "kurator": False}
    page = client_of("rektor").get(address).content.decode()
    assert "Planen för Dalskolan" in page
    assert "Låt elevrådet säga vad trygghetsenkäten betyder" in page
    assert "följer med från läsåret 2024–25" in page
    assert "Ingen dialog är antecknad här ännu." in page
