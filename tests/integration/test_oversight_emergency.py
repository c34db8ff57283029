"""Break-glass as it meets people: what opens, what never does, and that the reviewer is told and must answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from framst.access.acting import Actor, acting, machine
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed, Refused
from framst.notices.models import Message
from framst.organisation.models import IdentityNumber, Pupil
from framst.oversight import services
from framst.pupils.models import Matter
from framst.wheel.models import Awaiting

from ..personas import actor

pytestmark = pytest.mark.django_db
WHY = "Eleven är försvunnen från skolgården och polisen frågar"


def pupil_and_number() -> tuple[Any, str]:
    """The pupil of Dalskolan about whom the demo has a matter in each zone."""
    with acting(machine("import", dt.datetime.now(dt.UTC))):
        pupil = Pupil.objects.get(source_id="99990004-4-0")
        return pupil.pk, IdentityNumber.objects.get(pupil=pupil).number


def opened(login: str = "kurator2", **more: Any) -> tuple[Any, Actor]:
    key, number = pupil_and_number()
    by = actor(login, **more)
    with acting(by):
        assert services.break_glass(number=number, reason=WHY, by=by) == key
    return key, by


def test_it_opens_b_and_c_for_three_hours_and_never_school_health_care() -> None:
    now = dt.datetime(2026, 10, 6, 9, tzinfo=dt.UTC)
    key, by = opened(now=now)
    with acting(by):
        assert set(Matter.objects.filter(pupil=key).values_list("letter", flat=True)) == {"B", "C"}
    for minutes, seen in ((179, {"B", "C"}), (181, set())):
        later = actor("kurator2", now=now + dt.timedelta(minutes=minutes))
        with acting(later):
            assert set(Matter.objects.filter(pupil=key).values_list("letter", flat=True)) == seen


def test_a_nurse_elsewhere_does_not_get_school_health_care_by_it() -> None:
    key, by = opened("skolskoterska2")
    with acting(by):
        assert not Matter.objects.filter(pupil=key, letter="A").exists()


def test_the_reviewer_is_told_at_once_without_personal_data() -> None:
    key, by = opened()
    _key, number = pupil_and_number()
    with acting(machine("mail", by.now)):
        letter = Message.objects.get(kind="break_glass")
    assert letter.address == "loggranskare@ekdalen.example"
    assert "/tillsyn/nodatkomst/" in letter.body
    with acting(machine("import", by.now)):
        pupil = Pupil.objects.get(pk=key)
    for secret in (number, pupil.given_name, pupil.family_name, "Maj Törn", "försvunnen", str(key)):
        assert secret not in letter.subject + letter.body
    with acting(actor("loggranskare")):
        assert Awaiting.objects.filter(title="En nödåtkomst har använts", settled_at=None).count() == 1
        event = Event.objects.get(act="emergency")
    assert (event.subject, event.person) == (key, by.person_id)


@pytest.mark.parametrize("state", ["unknown", "P", "L"])
def test_not_there_protected_and_left_are_answered_alike(state: str) -> None:
    key, number = pupil_and_number()
    if state == "unknown":
        number = "191212121212"
    else:
        import os

        import psycopg
        from django.db import connection

        from .. import databases

        name = connection.settings_dict["NAME"]
        with psycopg.connect(databases.urls(name)["DATABASE_OWNER_URL"], autocommit=True) as owner:
            assert os.environ["FRAMST_TEST"]
            owner.execute("UPDATE organisation_pupil SET secrecy = %s WHERE id = %s", [state, key])
    by = actor("kurator2")
    try:
        with pytest.raises(NotAllowed) as said, acting(by):
            services.break_glass(number=number, reason=WHY, by=by)
        assert (
            said.value.sentence == "Det går inte: eleven eller ärendet finns inte, eller så har du inte rätt till det."
        )
    finally:
        if state != "unknown":
            with psycopg.connect(databases.urls(name)["DATABASE_OWNER_URL"], autocommit=True) as owner:
                owner.execute("UPDATE organisation_pupil SET secrecy = 'C' WHERE id = %s", [key])


@pytest.mark.parametrize("reason", ["", "x", "test test test"])
def test_a_reason_that_says_nothing_opens_nothing(reason: str) -> None:
    _key, number = pupil_and_number()
    by = actor("kurator2")
    with pytest.raises(Refused, match="Skriv varför"), acting(by):
        services.break_glass(number=number, reason=reason, by=by)


@pytest.mark.parametrize("login", ["system", "utredare", "skolchef", "registrator", "strateg", "loggranskare"])
def test_who_does_not_work_with_pupils_cannot(login: str) -> None:
    _key, number = pupil_and_number()
    by = actor(login)
    with pytest.raises(NotAllowed), acting(by):
        services.break_glass(number=number, reason=WHY, by=by)


def test_the_page_takes_the_number_by_post_and_sends_on_to_the_pupil(client_of: Any) -> None:
    key, number = pupil_and_number()
    answer = client_of("kurator2").post("/elever/nodatkomst/", {"number": number, "reason": WHY})
    assert (answer.status_code, answer["Location"]) == (302, f"/elever/{key}/")


def test_the_page_tells_a_wrong_number_from_no_number_only_by_its_form(client_of: Any) -> None:
    client = client_of("kurator2")
    assert client.post("/elever/nodatkomst/", {"number": "123", "reason": WHY}).status_code == 422
    assert client.post("/elever/nodatkomst/", {"number": "191212121212", "reason": WHY}).status_code == 403


def test_it_is_open_until_a_reviewer_has_judged_it_with_a_reason() -> None:
    opened()
    by = actor("loggranskare")
    with acting(by):
        event = Event.objects.get(act="emergency")
        with pytest.raises(Refused):
            services.follow_up_opening(event=event, judgement="in_order", reason="ok", by=by)
        services.follow_up_opening(event=event, judgement="asked", reason="Frågat rektorn om händelsen", by=by)
        assert Awaiting.objects.filter(settled_at=None, about=f"opening:{event.record}").exists()
        services.follow_up_opening(event=event, judgement="in_order", reason="Rektorn bekräftar händelsen", by=by)
        assert not Awaiting.objects.filter(settled_at=None, about=f"opening:{event.record}").exists()
        with pytest.raises(Refused, match="redan bedömd"):
            services.follow_up_opening(event=event, judgement="asked", reason="Frågat rektorn om händelsen", by=by)
    officer = actor("dataskydd")
    with pytest.raises(NotAllowed), acting(officer):
        services.follow_up_opening(event=event, judgement="in_order", reason="Rektorn bekräftar händelsen", by=officer)
