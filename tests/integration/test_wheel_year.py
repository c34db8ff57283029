"""The year: who plans what, the roll-over, what closes an assignment, the calendar's address, the burden."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from framst.access.acting import acting
from framst.foundation.refusal import BadInput, NotAllowed, Refused
from framst.organisation.models import Assignment, Person, Setting, Unit
from framst.wheel.models import Activity, BoardAssignment, CalendarAddress
from framst.wheel.queries.activities import shown
from framst.wheel.services import (
    add_activity,
    await_from,
    begin_with_template,
    change_activity,
    close_assignment,
    heavy_months,
    record_assignment,
    record_decision,
    remove_activity,
    roll_over,
)

from ..personas import actor

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2031, 9, 1, 9, 0, tzinfo=dt.UTC)
DALSKOLAN = "99990004"


def add(login: str = "utredare", **more: Any) -> Activity:
    by = actor(login, NOW)
    fields = {"title": "Enkät", "level": "authority", "for_whom": "rektorer", "due_on": dt.date(2031, 10, 31)} | more
    with acting(by):
        return add_activity(by=by, **fields)


def school(code: str = DALSKOLAN) -> Unit:
    with acting(actor("utredare", NOW)):
        return Unit.objects.get(code=code)


def test_a_principal_plans_the_own_schools_and_nothing_else() -> None:
    own = add("rektor", level="school", unit=school(), title="Uppstart")
    assert own.year == 2031
    with pytest.raises(NotAllowed):
        add("rektor")
    other = next(u for u in _units() if u.code != DALSKOLAN)
    with pytest.raises(NotAllowed):
        add("rektor", level="school", unit=other)
    with pytest.raises(NotAllowed):
        add("kurator", level="school", unit=school())
    theirs = add()
    by = actor("rektor", NOW)
    with acting(by), pytest.raises(NotAllowed):
        remove_activity(activity=theirs, by=by)
    with acting(by), pytest.raises(NotAllowed):  # not lifted to the authority's either
        change_activity(
            activity=own, by=by, level="authority", unit=None, division=None, due_on=own.due_on, asked_on=None
        )


def _units() -> list[Unit]:
    with acting(actor("utredare", NOW)):
        return list(Unit.objects.order_by("code"))


def test_the_database_says_the_same_when_the_service_is_passed_by() -> None:
    theirs = add()
    with acting(actor("rektor", NOW)):
        assert Activity.objects.filter(pk=theirs.pk).update(title="annat") == 0
        assert Activity.objects.filter(pk=theirs.pk).delete()[0] == 0
    with pytest.raises(ProgrammingError), acting(actor("kurator", NOW)):
        Activity.objects.create(
            year=2031, level="school", unit=school(), title="x", for_whom="y", due_on=dt.date(2031, 9, 1), made_at=NOW
        )


def test_what_an_activity_lacks_is_said_at_its_field() -> None:
    with pytest.raises(BadInput) as refused:
        add(level="school", unit=None)
    assert [f.column for f in refused.value.faults] == ["unit"]
    with pytest.raises(BadInput) as refused:
        add(asked_on=dt.date(2031, 11, 1))
    assert [f.column for f in refused.value.faults] == ["asked_on"]


def test_the_year_is_rolled_over_once_with_its_days_moved() -> None:
    kept = add(title="Återkommer", asked_on=dt.date(2031, 10, 1), minutes=30)
    add(title="En gång", recurs=False)
    by = actor("utredare", NOW)
    with acting(by):
        assert roll_over(from_year=2031, chosen=[kept.pk], by=by) == 1
        made = Activity.objects.get(former=kept)
        assert (made.year, made.asked_on, made.due_on) == (2032, dt.date(2032, 10, 1), dt.date(2032, 10, 29))
        assert (made.title, made.minutes, made.recurs) == ("Återkommer", 30, True)
        with pytest.raises(Refused):
            roll_over(from_year=2031, chosen=[kept.pk], by=by)
        assert Activity.objects.filter(year=2032).count() == 1


def test_a_principal_rolls_over_only_the_own_schools() -> None:
    theirs = add()
    own = add("rektor", level="school", unit=school(), title="Uppstart")
    by = actor("rektor", NOW)
    with acting(by):
        assert roll_over(from_year=2031, chosen=[theirs.pk, own.pk], by=by) == 1
        assert list(Activity.objects.filter(year=2032).values_list("former", flat=True)) == [own.pk]


def test_the_authoritys_days_off_are_passed_over() -> None:
    kept = add(due_on=dt.date(2031, 10, 29))
    by = actor("utredare", NOW)
    with acting(actor("system", NOW)) as system:
        Setting.objects.create(code="days_off", value="2032-10-25–2032-10-29", set_at=system.now)
    with acting(by):
        roll_over(from_year=2031, chosen=[kept.pk], by=by)
        assert Activity.objects.get(former=kept).due_on == dt.date(2032, 10, 22)


def test_the_template_fills_an_empty_year_only() -> None:
    from framst.wheel.rules.template import TEMPLATE

    words = {usual.code: (usual.title, usual.for_whom) for usual in TEMPLATE}
    by = actor("utredare", NOW)
    with acting(by):
        assert begin_with_template(year=2035, words=words, by=by) == 15
        with pytest.raises(Refused):
            begin_with_template(year=2035, words=words, by=by)
        assert Activity.objects.filter(year=2035).count() == 15


def test_an_assignment_is_closed_by_its_paper_and_the_decision_only() -> None:
    by = actor("utredare", NOW)
    with acting(by):
        given = record_assignment(title="Kartlägg", given_by="fullmäktige", given_on=dt.date(2031, 1, 7), by=by)
        right = {
            "paper": "Återrapport", "registry_number": "", "decided_on": dt.date(2031, 8, 20), "paragraph": "§ 42",
        }  # fmt: skip
        for wrong in (
            {"paper": " "},
            {"paragraph": ""},
            {"decided_on": dt.date(2031, 9, 2)},
            {"decided_on": dt.date(2031, 1, 6)},
        ):
            with pytest.raises(Refused):
                close_assignment(assignment=given, by=by, **(right | wrong))
            assert BoardAssignment.objects.get(pk=given.pk).closed_at is None
        close_assignment(assignment=given, by=by, **right)
        assert BoardAssignment.objects.get(pk=given.pk).closed_at == NOW
        with pytest.raises(Refused):
            close_assignment(assignment=given, by=by, **right)


def test_the_days_of_a_supervisory_decision_come_in_order() -> None:
    by = actor("utredare", NOW)
    fields: dict[str, Any] = {
        "title": "Tillsyn", "deficiency": "x", "decided_on": dt.date(2031, 5, 1), "deadline": dt.date(2031, 8, 1),
    }  # fmt: skip
    with acting(by):
        with pytest.raises(Refused):
            record_decision(by=by, **fields, replied_on=dt.date(2031, 4, 1))
        with pytest.raises(Refused):
            record_decision(by=by, **(fields | {"deadline": dt.date(2031, 4, 1)}))
        assert record_decision(by=by, **fields).closed_on is None


def feed_of(client: Any) -> str:
    client.post(reverse("calendar_mine"), {"make": "1"})
    with acting(actor("rektor")) as by:
        found = CalendarAddress.objects.get(person_id=by.person_id)
    from framst.access.links import token

    return reverse("calendar_feed", args=[token(found.link, found.number)])


def test_the_calendar_is_read_without_signing_in_until_the_address_is_taken_back(client_of: Any) -> None:
    client, outside = client_of("rektor"), client_of("ingen")
    with acting(actor("utredare")) as by:
        today = by.today
        add_activity(title="Ny rutin", level="authority", for_whom="alla", due_on=today, by=by)
        person = Person.objects.get(email="rektor@ekdalen.example")
        other = Person.objects.get(email="rektor2@ekdalen.example")
        await_from(person_id=person.pk, about="a", title="Mitt", address="/x/", due_on=today, by=by)
        await_from(person_id=other.pk, about="b", title="Annans", address="/x/", due_on=today, by=by)
    first = feed_of(client)
    answer = outside.get(first)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    events = {str(e["summary"]): e for e in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}
    assert {"Ny rutin", "Mitt"} <= set(events)
    assert "Annans" not in events
    assert events["Ny rutin"]["dtstart"].dt == today  # a whole day: no clock moves it
    assert len({str(e["uid"]) for e in events.values()}) == len(events)
    text = answer.content.decode()
    assert person.family_name not in text
    assert "@ekdalen" not in text
    second = feed_of(client)
    assert outside.get(first).status_code == 404
    assert outside.get(second).status_code == 200
    client.post(reverse("calendar_mine"), {"end": "1"})
    assert outside.get(second).status_code == 404


def test_the_calendar_stops_when_its_owner_has_no_assignment_any_more(client_of: Any) -> None:
    address = feed_of(client_of("rektor"))
    from framst.access.acting import machine

    with acting(machine("import", NOW)):
        person = Person.objects.get(email="rektor@ekdalen.example")
        Assignment.objects.filter(person=person).update(until_on=dt.date(2024, 6, 30))
    assert client_of("ingen").get(address).status_code == 404


def test_the_burden_is_summed_over_what_awaits_and_what_the_wheel_asks() -> None:
    by = actor("utredare", NOW)
    unit = school()
    with acting(by):
        principal = Assignment.objects.get(unit=unit, profession="principal", until_on__isnull=True).person_id
        other = (
            Assignment.objects.filter(profession="principal", until_on__isnull=True)
            .exclude(person_id=principal)
            .exclude(unit__division=unit.division)
            .values_list("person_id", flat=True)[0]
        )
        due = dt.date(2031, 11, 14)
        await_from(person_id=principal, about="a", title="A", address="/x/", due_on=due, minutes=100, by=by)
        await_from(
            person_id=principal, about="b", title="B", address="/x/", due_on=dt.date(2031, 12, 1), minutes=500, by=by
        )
        add_activity(title="Alla", level="authority", for_whom="r", due_on=due, minutes=60, by=by)
        add_activity(title="Avd", level="division", division=unit.division, for_whom="r", due_on=due, minutes=40, by=by)
        add_activity(title="Skola", level="school", unit=unit, for_whom="r", due_on=due, minutes=20, by=by)
        asked = {"due_on": dt.date(2031, 11, 30), "today": by.today}
        assert heavy_months(person_ids=[principal, other], minutes=20, **asked) == {}  # 240: at the limit
        assert heavy_months(person_ids=[principal, other], minutes=21, **asked) == {principal: 241}
        assert heavy_months(person_ids=[other], minutes=181, **asked) == {other: 241}


def test_the_wheel_and_its_list_hold_the_same(client_of: Any) -> None:
    with acting(actor("utredare")) as by:
        for n in range(30):  # many on one day: none may hide another
            add_activity(title=f"<b>Sak {n}</b>", level="authority", for_whom="r", due_on=by.today, by=by)
        held = len(shown(by.today.year if by.today.month >= 7 else by.today.year - 1, "", []))
    text = client_of("utredare").get(reverse("wheel")).content.decode()
    assert text.count('class="wheel__activity ') == held
    assert text.count('<th scope="row"><a href="/arshjul/aktiviteter/') == held
    assert "&lt;b&gt;Sak 3&lt;/b&gt;" in text
    assert "<b>Sak" not in text
    assert "wheel__today" in text
    assert "style=" not in text.split("<main", 1)[1]


def test_a_schools_own_stand_in_its_wheel_and_in_no_others(client_of: Any) -> None:
    with acting(actor("rektor")) as by:
        add_activity(
            title="Bara vår",
            level="school",
            unit=Unit.objects.get(code=DALSKOLAN),
            for_whom="r",
            due_on=by.today,
            by=by,
        )
    assert "Bara vår" in client_of("rektor").get(reverse("wheel")).content.decode()
    assert "Bara vår" not in client_of("rektor2").get(reverse("wheel")).content.decode()
    assert "Bara vår" in client_of("utredare").get(reverse("wheel"), {"skola": DALSKOLAN}).content.decode()


@pytest.mark.parametrize("name", ["wheel", "wheel_months", "wheel_burden", "board_assignments"])
def test_as_many_queries_whatever_the_year_holds(client_of: Any, name: str) -> None:
    client = client_of("utredare")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(reverse(name)).status_code == 200
        return len(counted)

    queries()
    before = queries()
    with acting(actor("utredare")) as by:
        for n in range(12):
            given = record_assignment(title=f"U{n}", given_by="f", given_on=by.today, by=by)
            add_activity(
                title=f"S{n}", level="authority", for_whom="r", due_on=by.today, minutes=5, assignment=given, by=by
            )
    assert queries() == before


def test_an_activity_is_added_changed_and_removed_by_the_pages(client_of: Any) -> None:
    client = client_of("utredare")
    given = {"title": "Dialog", "level": "authority", "for_whom": "rektorer", "due_on": "2031-10-31", "recurs": "on"}
    answer = client.post(reverse("wheel_activity_new"), given, follow=True)
    assert "Aktiviteten finns i årshjulet." in answer.content.decode()
    with acting(actor("utredare")):
        made = Activity.objects.get(title="Dialog")
    client.post(reverse("wheel_activity_change", args=[made.pk]), given | {"due_on": "2032-08-30"})
    with acting(actor("utredare")):
        assert Activity.objects.get(pk=made.pk).year == 2032
    wrong = client.post(reverse("wheel_activity_new"), given | {"level": "school"})
    assert wrong.status_code == 422
    assert "Välj vilken skola det gäller." in wrong.content.decode()
    client.post(reverse("wheel_activity_remove", args=[made.pk]))
    with acting(actor("utredare")):
        assert not Activity.objects.filter(pk=made.pk).exists()
    assert client.get(reverse("wheel_activity", args=[uuid.uuid4()])).status_code == 404


def test_the_list_as_a_file(client_of: Any) -> None:
    with acting(actor("utredare")) as by:
        add_activity(title="=1+1", level="authority", for_whom="r", due_on=by.today, by=by)
    answer = client_of("utredare").get(reverse("wheel_export", args=["csv"]))
    assert ";'=1+1;" in answer.content.decode("utf-8-sig")
    assert client_of("utredare").get(reverse("wheel_export", args=["pdf"])).status_code == 404
