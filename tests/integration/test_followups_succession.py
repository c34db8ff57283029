"""A place whose principal has changed: it passes on, the old link dies, the place counts once."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from framst.access import links
from framst.access.acting import acting, machine
from framst.audit.models import Event
from framst.followups import queries, tasks
from framst.followups.models import Invitation
from framst.followups.services import answer_address, pass_on
from framst.forms.models import Sheet
from framst.foundation.refusal import NotAllowed, Refused
from framst.notices.models import Message
from framst.organisation.models import Person
from framst.wheel.models import Awaiting

from ..personas import actor
from .followups import JUNE, answer, later, newcomer, opened, places, principal_changes

pytestmark = pytest.mark.django_db
TICK = machine("tick", later(5))


def path(invitation: Invitation) -> str:
    return reverse("answer", args=[links.token(invitation.pk, invitation.link_number)])


def test_tick_passes_on_to_the_successor_once(client: Any) -> None:
    followup = opened(["99990004"])
    (before,) = places(followup)
    answer(before, hand_in=False)
    nora = newcomer()
    principal_changes("99990004", nora)
    tasks.tick(by=machine("tick", later(1)))  # 9 June: the old principal's last day
    assert places(followup)[0].link_number == 1
    tasks.tick(by=TICK)
    tasks.tick(by=TICK)
    (after,) = places(followup)
    assert (after.pk, after.person_id, after.link_number, after.sheet.holder_id) == (before.pk, nora.pk, 2, nora.pk)
    assert client.get(path(before)).status_code == 404
    text = client.get(path(after)).content.decode()
    if "Svarstiden är slut" not in text:  # the clock of the test client is today's
        assert "Din företrädare hade börjat svara" in text
    with acting(actor("utredare", later(5))):
        assert queries.totals(followup) == {"asked": 1, "begun": 1, "submitted": 0, "late": 0}  # kept, counted once
        events = Event.objects.filter(record=str(after.pk), act="passed_on")
        assert [(e.machine, e.detail) for e in events] == [("tick", {})]
        (letter,) = Message.objects.filter(record=str(after.pk), kind="passed_on")
        assert letter.address == "nora@ekdalen.example"
        assert answer_address(after) in letter.body
        assert "Länken som din företrädare fick gäller inte längre." in letter.body
        waiting = Awaiting.objects.filter(about=f"invitation:{after.pk}")
        assert {(w.person_id, w.settled_at is None) for w in waiting} == {(before.person_id, False), (nora.pk, True)}
    with acting(actor("rektor", later(5))):
        assert not Sheet.objects.filter(pk=after.sheet_id).exists()  # no longer the former holder's


def test_who_has_answered_keeps_the_place(db: None) -> None:
    followup = opened(["99990004"])
    answer(places(followup)[0])
    nora = newcomer()
    principal_changes("99990004", nora)
    tasks.tick(by=TICK)
    (place,) = places(followup)
    assert place.link_number == 1
    with acting(TICK), pytest.raises(Refused, match="redan svarat"):
        pass_on(place=place.pk, to=nora, by=TICK)


def test_a_principal_of_two_units_who_keeps_one_keeps_the_place(db: None) -> None:
    followup = opened(["99990002", "99990003"])
    assert len(places(followup)) == 1
    principal_changes("99990002", newcomer())
    tasks.tick(by=TICK)
    (place,) = places(followup)
    assert (place.link_number, place.person.email) == (1, "rektor2@ekdalen.example")


def test_two_successors_wait_for_a_person_to_choose(client_of: Any) -> None:
    followup = opened(["99990002", "99990003"])
    nora, olle = newcomer(), newcomer("Olle Olsson")
    principal_changes("99990002", nora)
    principal_changes("99990003", olle)
    tasks.tick(by=TICK)
    (place,) = places(followup)
    assert place.link_number == 1
    by = actor("utredare", later(5))
    with acting(by):
        assert [p.name for p in queries.candidates(place, by.today)] == ["Nora Nykvist", "Olle Olsson"]
        kurator = Person.objects.get(email="kurator@ekdalen.example")
        with pytest.raises(Refused, match="rektor för skolenheten i dag"):
            pass_on(place=place.pk, to=kurator, by=by)
        pass_on(place=place.pk, to=olle, by=by)
    assert places(followup)[0].person_id == olle.pk


def test_two_units_gone_to_one_person_pass_on_together(db: None) -> None:
    followup = opened(["99990002", "99990003"])
    nora = newcomer()
    principal_changes("99990002", nora)
    principal_changes("99990003", nora)
    tasks.tick(by=TICK)
    assert [(p.person_id, p.link_number) for p in places(followup)] == [(nora.pk, 2)]


def test_per_unit_only_the_place_of_the_changed_unit_passes_on(db: None) -> None:
    followup = opened(["99990002", "99990003"], per="unit")
    nora = newcomer()
    principal_changes("99990002", nora)
    tasks.tick(by=TICK)
    assert sorted((p.label, p.link_number) for p in places(followup)) == [
        ("Björkhagens skola", 1),
        ("Björkängens skola", 2),
    ]


@pytest.mark.parametrize("login", ["avdelningschef", "rektor", "kurator", "system"])
def test_only_staff_pass_on(login: str, db: None) -> None:
    followup = opened(["99990004"])
    nora = newcomer()
    principal_changes("99990004", nora)
    by = actor(login, later(5))
    (place,) = places(followup)
    with acting(by), pytest.raises(NotAllowed):
        pass_on(place=place.pk, to=nora, by=by)


def test_the_mark_is_read_only_while_open(db: None) -> None:
    followup = opened(["99990004"])
    nora = newcomer()
    principal_changes("99990004", nora)
    (place,) = places(followup)
    late = actor("utredare", later(40))
    with acting(late), pytest.raises(Refused, match="öppen för svar"):
        pass_on(place=place.pk, to=nora, by=late)
    assert late.now > JUNE
