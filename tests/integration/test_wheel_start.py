"""The start page: what awaits me, the nearest first, and nobody else's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from framst.access.acting import acting
from framst.organisation.models import Person
from framst.wheel import queries
from framst.wheel.services import await_from, settle
from framst.wheel.terms import Errand

from ..personas import actor

pytestmark = pytest.mark.django_db


def ask(login: str, about: str, due_on: dt.date | None, title: str = "Sak") -> None:
    by = actor("utredare")
    with acting(by):
        person = Person.objects.get(email=f"{login}@ekdalen.example")
        await_from(person_id=person.pk, about=about, title=title, address="/x/", due_on=due_on, minutes=7.6, by=by)


def test_the_nearest_day_first_and_the_same_thing_once(db: None) -> None:
    ask("kurator", "b", None)
    ask("kurator", "c", dt.date(2030, 5, 2))
    ask("kurator", "a", dt.date(2030, 5, 1))
    ask("kurator", "a", dt.date(2030, 5, 3), "Ny dag")
    mine = actor("kurator")
    with acting(mine):
        assert [(t.about, t.title) for t in queries.awaiting(mine)] == [("c", "Sak"), ("a", "Ny dag"), ("b", "Sak")]
    staff = actor("utredare")
    with acting(staff):
        settle(about="c", by=staff)
    with acting(mine):
        assert [t.about for t in queries.awaiting(mine)] == ["a", "b"]


def test_one_sees_only_the_own_and_script_is_text(client_of: Any) -> None:
    ask("kurator", "a", dt.date(2030, 5, 1), "<script>alert(1)</script>")
    text = client_of("kurator").get(reverse("start")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "Senast onsdag 1 maj 2030" in text
    assert "ungefär 8 minuter" in text
    other = client_of("larare").get(reverse("start")).content.decode()
    assert "alert(1)" not in other
    assert "Inget väntar på dig just nu." in other


def test_errands_are_those_that_capabilities_hand_in(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    first = Errand("B", "/b/", dt.date(2030, 1, 1), asked=19, done=13)
    second = Errand("A", "/a/", dt.date(2030, 2, 1), asked=3, done=3)
    for name in list(queries.ERRANDS):
        monkeypatch.delitem(queries.ERRANDS, name)
    monkeypatch.setitem(queries.ERRANDS, "x", lambda by: [second])
    monkeypatch.setitem(queries.ERRANDS, "y", lambda by: [first])
    found = queries.errands(actor("utredare"))
    assert [(e.title, e.lacking) for e in found] == [("B", 6), ("A", 0)]
