"""Drafting, opening, reminding, extending, closing and reopening; and who may not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from framst.access.acting import acting, link, machine
from framst.audit.models import Event
from framst.followups import facts, queries, tasks
from framst.followups.models import Followup
from framst.followups.services import (
    close_followup,
    extend_followup,
    open_followup,
    remind,
    reopen_followup,
)
from framst.foundation.refusal import NotAllowed, Refused
from framst.notices.models import Message
from framst.organisation.models import Unit
from framst.wheel.models import Awaiting

from ..personas import actor
from .followups import JUNE, answer, draft, later, newcomer, opened, places, principal_changes

pytestmark = pytest.mark.django_db


def letters(followup: Followup, kind: str) -> list[Message]:
    with acting(actor("utredare", JUNE)):
        keys = [str(key) for key in followup.invitations.values_list("pk", flat=True)]
        return list(Message.objects.filter(record__in=keys, kind=kind).order_by("address"))


def test_nineteen_principals_or_twentyone_units(db: None) -> None:
    per_principal, per_unit = opened(), opened(per="unit")
    with acting(actor("utredare", JUNE)):
        assert queries.totals(per_principal)["asked"] == 19
        assert queries.totals(per_unit)["asked"] == 21
    assert len(letters(per_principal, "invitation")) == 19
    assert len(letters(per_unit, "invitation")) == 21
    assert per_principal.slug == "uppfoljning-b2026b"
    assert per_unit.slug == "uppfoljning-b2026b-2"


def test_the_invitation_has_the_sentence_the_link_and_no_answer(db: None) -> None:
    followup = opened(["99990004"])
    (letter,) = letters(followup, "invitation")
    assert letter.address == "rektor@ekdalen.example"
    assert "Dina svar är inte anonyma och kan bli allmän handling. Skriv inget om enskilda." in letter.body
    assert "Svara senast tisdag 30 juni 2026." in letter.body
    assert "/svar/" in letter.body
    assert "Dalskolan" in letter.body
    with acting(actor("rektor", JUNE)):
        (thing,) = Awaiting.objects.filter(about__startswith="invitation:", settled_at__isnull=True)
    assert thing.address in letter.body


def test_a_unit_without_a_principal_has_its_place_and_gets_its_invitation_later(db: None) -> None:
    principal_changes("99990004", None, on=dt.date(2026, 6, 1))
    followup = opened(["99990004", "99990005"])
    assert len(letters(followup, "invitation")) == 1
    with acting(actor("utredare", JUNE)):
        assert queries.totals(followup)["asked"] == 2
    tasks.tick(by=machine("tick", later(1)))
    assert len(letters(followup, "invitation")) == 1
    nora = newcomer()
    principal_changes("99990004", nora)
    tasks.tick(by=machine("tick", later(3)))
    tasks.tick(by=machine("tick", later(3)))
    assert [m.address for m in letters(followup, "invitation")] == [
        "david.sandgren@ekdalen.example",
        "nora@ekdalen.example",
    ]


def test_it_opens_once_and_not_for_nothing(db: None) -> None:
    made = draft([])
    by = actor("utredare", JUNE)
    with acting(by), pytest.raises(Refused, match="Välj minst en skolenhet"):
        open_followup(followup=made, units=Unit.objects.none(), by=by)
    followup = opened(["99990004"])
    with acting(by), pytest.raises(Refused, match="Det går inte nu"):
        open_followup(followup=followup, units=Unit.objects.filter(code="99990005"), by=by)
    assert len(places(followup)) == 1


def test_reminders_go_only_to_those_who_have_not_answered_and_once_a_day(db: None) -> None:
    followup = opened(["99990004", "99990005", "99990006"])
    dal, ek, fjaril = places(followup)
    answer(dal)
    answer(ek, hand_in=False)
    by = actor("utredare", later(2))
    with acting(by):
        assert remind(followup=followup, by=by) == 2
        with pytest.raises(Refused, match="Ingen att påminna"):
            remind(followup=followup, by=by)
    sent = letters(followup, "reminder")
    assert [m.address for m in sent] == ["david.sandgren@ekdalen.example", "elin.akerlund@ekdalen.example"]
    assert "Det du har skrivit är sparat." in sent[0].body
    assert "Det du har skrivit är sparat." not in sent[1].body
    assert fjaril.pk
    tomorrow = actor("utredare", later(3))
    with acting(tomorrow):
        assert remind(followup=followup, by=tomorrow) == 2


def test_reminders_are_off_where_answers_came_without_names(db: None) -> None:
    followup = opened(["99990004"])
    followup.identified = False
    by = actor("utredare", later(2))
    with acting(by), pytest.raises(Refused, match="utan namn"):
        remind(followup=followup, by=by)


def test_an_extension_is_told_to_those_missing_and_moves_the_start_page(db: None) -> None:
    followup = opened(["99990004", "99990005"])
    answer(places(followup)[1])
    by = actor("utredare", later(2))
    with acting(by):
        with pytest.raises(Refused, match="ligga efter"):
            extend_followup(followup=followup, closes_on=dt.date(2026, 6, 30), by=by)
        assert extend_followup(followup=followup, closes_on=dt.date(2026, 7, 3), by=by) == 1
    (letter,) = letters(followup, "extension")
    assert letter.address == "rektor@ekdalen.example"
    assert "Ny sista svarsdag är fredag 3 juli 2026." in letter.body
    with acting(actor("rektor", later(2))):
        assert Awaiting.objects.get(about__startswith="invitation:", settled_at__isnull=True).due_on == dt.date(
            2026, 7, 3
        )


def test_tick_closes_the_day_after_and_not_before(db: None) -> None:
    followup = opened(["99990004"])
    tasks.tick(by=machine("tick", dt.datetime(2026, 6, 30, 21, 0, tzinfo=dt.UTC)))
    with acting(actor("utredare", JUNE)):
        assert Followup.objects.get(pk=followup.pk).state == "open"
    tasks.tick(by=machine("tick", dt.datetime(2026, 6, 30, 22, 1, tzinfo=dt.UTC)))  # 1 July in Sweden
    tasks.tick(by=machine("tick", dt.datetime(2026, 6, 30, 22, 2, tzinfo=dt.UTC)))
    with acting(actor("utredare", JUNE)):
        assert Followup.objects.get(pk=followup.pk).state == "closed"
        events = Event.objects.filter(table="followups_followup", record=str(followup.pk), act="closed")
        assert [(e.actor_kind, e.machine) for e in events] == [("machine", "tick")]
    with acting(actor("rektor", JUNE)):
        assert not Awaiting.objects.filter(about__startswith="invitation:", settled_at__isnull=True).exists()
    with pytest.raises(Refused, match="Svarstiden är slut"):
        answer(places(followup)[0], later(23))


def test_late_answers_are_kept_apart_and_in_no_figure(db: None) -> None:
    followup = opened(["99990004", "99990005", "99990006"])
    dal, ek, fjaril = places(followup)
    answer(dal)
    answer(fjaril, hand_in=False)
    by = actor("utredare", later(30))
    with acting(by):
        close_followup(followup=followup, by=by)
        assert reopen_followup(followup=followup, closes_on=dt.date(2026, 7, 31), as_late=True, by=by) == 2
    dal, ek, fjaril = places(followup)
    answer(ek, later(31))
    with pytest.raises(Refused, match="kom in i tid"):
        answer(dal, later(31), choice="no")
    with acting(by):
        count = queries.count(Followup.objects.get(pk=followup.pk))
        assert (count.asked, count.submitted, count.late) == (3, 1, 1)
        assert count.at("tagit_del").answered == 2  # the one in time, and what was saved in time and not handed in
        standing = facts.standing(followup, by)
        assert (standing.submitted, standing.late, standing.lacking) == (1, 1, 1)


def test_reopened_as_usual_answers_count(db: None) -> None:
    followup = opened(["99990004"])
    by = actor("utredare", later(30))
    with acting(by):
        close_followup(followup=followup, by=by)
        reopen_followup(followup=followup, closes_on=dt.date(2026, 7, 31), as_late=False, by=by)
    answer(places(followup)[0], later(31))
    with acting(by):
        assert queries.totals(followup) == {"asked": 1, "begun": 1, "submitted": 1, "late": 0}


def test_a_receipt_without_answers(db: None) -> None:
    followup = opened(["99990004"])
    answer(places(followup)[0], later(0, minutes=32))
    (letter,) = letters(followup, "receipt")
    assert letter.address == "rektor@ekdalen.example"
    assert "De kom in måndag 8 juni 2026 kl. 11.32." in letter.body
    assert "Ja" not in letter.body
    assert "/svar/" not in letter.body


@pytest.mark.parametrize("login", ["avdelningschef", "kurator", "rektor", "larare", "ledamot", "direktor", "system"])
def test_only_staff_run(login: str, db: None) -> None:
    followup = opened(["99990004"])
    by = actor(login, later(1))
    with acting(by):
        for act in (
            lambda: remind(followup=followup, by=by),
            lambda: close_followup(followup=followup, by=by),
            lambda: extend_followup(followup=followup, closes_on=dt.date(2026, 8, 1), by=by),
            lambda: open_followup(followup=followup, units=Unit.objects.all(), by=by),
        ):
            with pytest.raises(NotAllowed):
                act()
    with acting(link(places(followup)[0].pk, JUNE)) as holder, pytest.raises(NotAllowed):
        remind(followup=followup, by=holder)


def test_a_director_counts_but_sees_nobody(client_of: Any) -> None:
    page = client_of("avdelningschef").get(reverse("followup", args=["elevhalsoplanen-2024"]))
    text = page.content.decode()
    assert "19 av 19 har svarat i tid." in text
    assert "Cecilia Nordin" not in text
    assert client_of("avdelningschef").get(reverse("followup_remind", args=["elevhalsoplanen-2024"])).status_code == 403
    assert (
        client_of("avdelningschef").post(reverse("followup_remind", args=["elevhalsoplanen-2024"])).status_code == 403
    )
    assert client_of("kurator").get(reverse("followup", args=["elevhalsoplanen-2024"])).status_code == 403
