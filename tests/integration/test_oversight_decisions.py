"""Disclosures, consents, what a guardian is not shown, and the extract that leaves it out."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import ProgrammingError

from framst.access.acting import acting
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Guardian, Person, Pupil
from framst.oversight import queries, services
from framst.oversight.models import Consent, DisclosureDecision, Extract
from framst.pupils.models import Matter

from ..personas import account, actor

pytestmark = pytest.mark.django_db
WEIGHED = "Stödet kräver att psykologen ser skolans utredning"


def found(login: str) -> Pupil:
    with acting(actor(login)):
        return Pupil.objects.get(source_id="99990004-4-0")


def one(login: str) -> Person:
    with acting(actor("system")):
        return Person.objects.get(pk=account(login).person_id)


def disclosed(by_login: str, letter: str, to: str) -> DisclosureDecision:
    by = actor(by_login)
    with acting(by):
        return services.disclose(
            pupil=found(by_login), letter=letter, matter=None, person=one(to), authority="", basis="necessary",
            basis_words="", weighing=WEIGHED, what="utredningen", until_on=by.today + dt.timedelta(30), by=by,
        )  # fmt: skip


def seen(login: str) -> set[str]:
    with acting(actor(login)):
        return set(Matter.objects.filter(pupil__source_id="99990004-4-0").values_list("letter", flat=True))


def test_a_disclosure_lets_one_person_in_to_one_zone_until_it_is_ended() -> None:
    assert seen("kurator2") == set()
    made = disclosed("rektor", "C", "kurator2")
    assert seen("kurator2") == {"C"} and seen("skolskoterska2") == set()
    by = actor("rektor")
    with acting(by):
        services.end_decision(decision=DisclosureDecision.objects.get(pk=made.pk), by=by)
    assert seen("kurator2") == set()


def test_a_principal_cannot_disclose_what_is_not_theirs() -> None:
    for letter in "AB":
        with pytest.raises(NotAllowed):
            disclosed("rektor", letter, "kurator2")


def test_each_zone_keeps_its_decisions_to_itself() -> None:
    disclosed("skolskoterska", "A", "kurator2")
    disclosed("kurator", "B", "kurator2")
    for login, letters in (("skolskoterska", {"A"}), ("kurator", {"B"}), ("rektor", set()), ("system", set())):
        with acting(actor(login)):
            assert set(DisclosureDecision.objects.values_list("letter", flat=True)) == letters, login


def test_a_decision_stands_only_its_ending_may_be_written() -> None:
    disclosed("rektor", "C", "kurator2")
    with pytest.raises(ProgrammingError), acting(actor("rektor")):
        DisclosureDecision.objects.update(weighing="något annat")


def test_the_register_has_the_fact_and_neither_pupil_nor_content() -> None:
    disclosed("kurator", "B", "kurator2")
    for login in ("registrator", "dataskydd"):
        by = actor(login)
        with acting(by):
            rows = queries.register(by.today, by.today)
        assert [r["kind"] for r in rows] == ["disclosure"]
        assert WEIGHED not in str(rows) and str(found("kurator").pk) not in str(rows)
    with pytest.raises(NotAllowed), acting(actor("system")):
        queries.register(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


def test_a_withdrawn_consent_ends_at_once() -> None:
    by, pupil = actor("kurator"), found("kurator")
    with acting(by):
        made = services.note_consent(
            pupil=pupil, letter="B", persons=[one("kurator2")], purpose="överlämning", given_by=["pupil"],
            received_on=by.today, until_on=by.today + dt.timedelta(30), by=by,
        )  # fmt: skip
    assert seen("kurator2") == {"B"}
    with acting(by):
        services.end_decision(decision=Consent.objects.get(pk=made.pk), by=by)
    assert seen("kurator2") == set()


def withheld(by_login: str, letter: str) -> Guardian:
    by, pupil = actor(by_login), found(by_login)
    with acting(by):
        guardian = Guardian.objects.filter(pupil=pupil, informed=True).order_by("source_id")[0]
        services.withhold(
            pupil=pupil, letter=letter, matter=None, guardian=guardian, what="samtalen",
            reason="Eleven riskerar att skadas hemma om det visas", until_on=None, by=by,
        )  # fmt: skip
    return guardian


def test_whoever_sees_the_guardian_sees_that_there_is_a_decision_and_not_what(client_of: Any) -> None:
    withheld("kurator", "B")
    page = client_of("larare").get(f"/elever/{found('larare').pk}/").content.decode()
    assert "allt får inte visas" in page and "samtalen" not in page and "skadas hemma" not in page


def extracted(by_login: str, guardian: Guardian | None) -> tuple[Extract, dict[str, Any]]:
    by, pupil = actor(by_login), found(by_login)
    with acting(by):
        made = services.order_extract(
            pupil=pupil, guardian=guardian, asked_on=by.today, identity_checked="visade legitimation", by=by
        )
        services.make_extract(extract=made, by=by)
    return made, json.loads(bytes(made.json or b""))


def test_the_extract_holds_what_the_one_who_orders_may_see() -> None:
    made, data = extracted("rektor", None)
    assert bytes(made.pdf or b"").startswith(b"%PDF-1.7")
    assert [m["gäller"] for m in data["ärenden"]] == ["Stöd i läsning"]
    assert "Samtal om kamrater" not in str(data) and "Hälsobesök genomfört" not in str(data)


def test_a_guardian_gets_neither_what_is_held_back_nor_that_it_is() -> None:
    guardian = withheld("rektor", "C")
    _made, told = extracted("rektor", None)
    _again, data = extracted("rektor", guardian)
    assert data["ärenden"] == [] and told["ärenden"] != []
    assert data["upplysning"] == told["upplysning"]
    assert "visas inte" not in str(data) and "skadas" not in str(data)


def test_a_file_is_fetched_once_by_the_one_who_ordered_and_is_an_event_with_its_checksum() -> None:
    import hashlib

    made, _data = extracted("rektor", None)
    with acting(actor("kurator")):
        assert not Extract.objects.exists()
    by = actor("rektor")
    with acting(by):
        content = services.fetch(key=made.pk, kind="pdf", by=by)
        with pytest.raises(Refused, match="redan hämtad"):
            services.fetch(key=made.pk, kind="pdf", by=by)
    with acting(actor("loggranskare")):
        event = Event.objects.get(act="exported", record=str(made.pk))
    assert event.detail["sha256"] == hashlib.sha256(content or b"").hexdigest()


def test_the_eleventh_file_of_a_day_is_stopped_and_the_reviewer_told() -> None:
    from framst.access.acting import machine
    from framst.access.exporting import hand_out
    from framst.notices.models import Message

    by, pupil = actor("rektor"), found("rektor")
    with acting(by):
        said = [hand_out(b"x", by=by, table="oversight_extract", kind="pdf", pupils=[pupil.pk]) for _n in range(11)]
    assert said == [True] * 10 + [False]
    with acting(machine("mail", by.now)):
        assert Message.objects.filter(kind="export_alarm").count() == 1


def test_one_gets_ones_own_data_without_any_pupil() -> None:
    by = actor("kurator")
    with acting(by):
        made = services.order_own(by=by)
        services.make_extract(extract=made, by=by)
    data = json.loads(bytes(made.json or b""))
    assert data["person"]["namn"] == "Amira Nilsson" and "Samtal om kamrater" not in str(data)
