"""The actor in the transaction: restored, rolled back, and never without its record."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from framst.access.acting import acting, machine
from framst.audit.models import Event
from framst.figures.models import Indicator
from framst.organisation.models import Unit

from ..personas import actor


def test_the_former_actor_is_restored(db: None) -> None:
    with acting(actor("utredare")):
        assert Indicator.objects.exists()
        with acting(actor("larare")):
            assert not Indicator.objects.exists()
        assert Indicator.objects.exists()
        with pytest.raises(RuntimeError), acting(actor("larare")):
            raise RuntimeError
        assert Indicator.objects.exists()


def test_nobody_acts_after_the_transaction(db: None) -> None:
    with acting(actor("utredare")), transaction.atomic():
        assert Unit.objects.count() == 24
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('framst.person', '', true)")
    assert Unit.objects.count() == 0


def test_an_assignment_opens_and_closes_with_its_days(db: None) -> None:
    from datetime import UTC, datetime, timedelta

    from framst.organisation.models import Assignment

    investigator = actor("utredare")
    with acting(machine("import", investigator.now)):
        Assignment.objects.filter(person_id=investigator.person_id).update(until_on=datetime(2026, 3, 31, tzinfo=UTC))
    last_day = datetime(2026, 3, 31, 21, 59, tzinfo=UTC)  # 23.59 in Sweden
    with acting(actor("utredare", last_day)) as by:
        assert Indicator.objects.exists()
        assert by.professions == {"investigator"}
    with acting(actor("utredare", last_day + timedelta(minutes=1))) as by:
        assert not Indicator.objects.exists()
        assert by.professions == frozenset()


def test_a_refused_read_is_recorded_and_nothing_else(client_of: Any) -> None:
    client = client_of("rektor")
    answer = client.get(reverse("papers"))
    assert answer.status_code == 403
    assert "Skrivelser läses här av förvaltningen och nämnden." in answer.content.decode()
    with acting(actor("loggranskare")):
        event = Event.objects.latest("at")
        assert (event.act, event.table, event.person) == ("refused", "papers", actor("rektor").person_id)


def test_a_read_whose_event_cannot_be_written_is_not_shown(client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from framst.access import open_record

    def broken(**_: object) -> None:
        raise OSError("no room")

    client = client_of("utredare")
    client.raise_request_exception = False
    address = reverse("figure", args=["plan-tagit-del"])
    assert client.get(address).status_code == 200
    monkeypatch.setattr(open_record, "record", broken)
    for _ in range(100):
        answer = client.get(address)
        assert answer.status_code == 500
        assert "13 av 19" not in answer.content.decode()


def test_the_policy_allows_no_script_but_our_files(client_of: Any) -> None:
    header = client_of("ingen").get("/konto/login/")["Content-Security-Policy"]
    assert "script-src 'self'" in header
    assert "unsafe" not in header
    assert "default-src 'none'" in header


def test_nobody_signs_up(client_of: Any) -> None:
    answer = client_of("ingen").post(
        "/konto/signup/", {"email": "x@example.com", "password1": "long-enough-1", "password2": "long-enough-1"}
    )
    assert answer.status_code == 404  # the page is not there
    from framst.organisation.models import Account

    assert not Account.objects.filter(email="x@example.com").exists()
