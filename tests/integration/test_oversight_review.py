"""The review of the log: what is drawn and what is not, who may judge, and when it is signed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection

from framst.access.acting import acting, machine
from framst.access.open_record import open_record
from framst.audit.models import Event
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Guardian, IdentityNumber, Pupil
from framst.oversight import queries, services, tasks
from framst.oversight.models import Review, SampledRead

from ..personas import account, actor

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 10, 6, 10, tzinfo=dt.UTC)  # a Tuesday at noon, Swedish time
REASON = "Eleven gick i läsarens grupp den dagen"


def read(login: str, source_id: str, at: dt.datetime = NOON) -> Any:
    by = actor(login, now=at)
    with acting(by):
        return open_record(Pupil.objects.all(), by=by, purpose="elev", source_id=source_id).pk


def drawn(seed: str = "frö") -> Review:
    by = machine("tick", dt.datetime(2026, 11, 1, 3, tzinfo=dt.UTC))
    with acting(by):
        return services.draw(
            since=dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
            until=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
            by=by,
            seed=seed,
        )


def why(review: Review) -> dict[int, set[str]]:
    with acting(actor("loggranskare")):
        return {one.person: set(one.why) for one in review.sample.all()}


def key_of(login: str) -> int:
    return int(account(login).person_id)


def test_the_own_group_at_noon_is_drawn_by_lot_only_and_without_a_matter_as_that() -> None:
    read("larare", "99990004-4-1")
    read("rektor", "99990004-4-1")
    assert why(drawn()) == {key_of("larare"): {"random"}, key_of("rektor"): {"no_matter"}}


def test_odd_hours_begin_at_eight_in_the_evening_swedish_time() -> None:
    read("larare", "99990004-4-1", dt.datetime(2026, 10, 6, 17, 59, tzinfo=dt.UTC))
    read("rektor", "99990004-4-1", dt.datetime(2026, 10, 6, 18, 0, tzinfo=dt.UTC))
    found = why(drawn())
    assert "odd_hours" not in found[key_of("larare")] and "odd_hours" in found[key_of("rektor")]


def test_the_same_seed_draws_the_same_sample_and_no_period_is_drawn_twice() -> None:
    read("larare", "99990004-4-1")
    review = drawn()
    assert review.reads == 1
    with pytest.raises(IntegrityError):
        drawn()


def test_the_machine_that_draws_reads_neither_the_log_nor_a_name() -> None:
    by = machine("tick", NOON)
    with acting(by):
        assert not Event.objects.exists() and not Pupil.objects.exists()


def test_a_person_cannot_draw() -> None:
    by = actor("loggranskare")
    with pytest.raises(NotAllowed), acting(by):
        services.draw(since=NOON, until=NOON + dt.timedelta(1), by=by)


def test_judged_with_a_reason_and_then_signed_and_closed() -> None:
    pupil = read("rektor", "99990004-4-1")
    review, by = drawn(), actor("loggranskare")
    with acting(by):
        row = review.sample.get()
        with pytest.raises(Refused):
            services.sign_off(review=review, note="", by=by)
        with pytest.raises(Refused):
            services.judge(read=row, judgement="in_order", reason="", by=by)
        event = Event.objects.get(pk=row.event)
        assert services.show_pupil(event=event, by=by).unit == "Dalskolan"
        assert Event.objects.filter(person=by.person_id, subject=pupil, purpose="logggranskning").count() == 1
        services.judge(read=row, judgement="in_order", reason=REASON, by=by)
        services.sign_off(review=review, note="", by=by)
        with pytest.raises(Refused, match="redan signerad"):
            services.judge(read=row, judgement="not_in_order", reason=REASON, by=by)
    with pytest.raises(NotAllowed), acting(by):
        services.show_pupil(event=event, by=by)
    with acting(by):
        assert [(m.sample, m.in_order, m.waiting) for m in queries.months(2026)] == [(1, 1, 0)]


@pytest.mark.parametrize("login", ["dataskydd", "system", "rektor", "registrator"])
def test_only_the_reviewer_judges_and_sees_whom(login: str) -> None:
    read("rektor", "99990004-4-1")
    review, by = drawn(), actor(login)
    with acting(actor("loggranskare")):
        row = review.sample.get()
        event = Event.objects.get(pk=row.event)
    for act in (
        lambda: services.judge(read=row, judgement="in_order", reason=REASON, by=by),
        lambda: services.show_pupil(event=event, by=by),
    ):
        with pytest.raises(NotAllowed), acting(by):
            act()


def test_nobody_judges_their_own_read_not_even_past_the_service() -> None:
    read("rektor", "99990004-4-1")
    review, by = drawn(), actor("loggranskare")
    with acting(machine("tick", NOON)):
        row = SampledRead(review=review, event=1, person=by.person_id, why=["random"])
        row.save(force_insert=True)
    with pytest.raises(NotAllowed), acting(by):
        services.judge(read=row, judgement="in_order", reason=REASON, by=by)
    with pytest.raises(IntegrityError), acting(by):
        SampledRead.objects.filter(pk=row.pk).update(judged_by=by.person_id, judgement="in_order")


def test_the_pages_of_a_review_show(client_of: Any) -> None:
    read("rektor", "99990004-4-1")
    review = drawn()
    with acting(actor("loggranskare")):
        row = review.sample.get()
    for login in ("loggranskare", "dataskydd"):
        client = client_of(login)
        for path in (f"/tillsyn/logggranskning/{review.pk}/", f"/tillsyn/lasningar/{row.pk}/", "/tillsyn/beslut/"):
            answer = client.get(path)
            assert answer.status_code == 200, path
    shown = client_of("loggranskare").get(f"/tillsyn/lasningar/{row.pk}/?elev=visa").content.decode()
    assert "Dalskolan" in shown and "att du såg namnet" in shown


def owner(statement: str, *values: Any) -> None:
    """Change the roster inside the test's own transaction, as the machine that reads it in may."""
    with acting(machine("import", NOON)), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def named(source_id: str, family: str) -> None:
    owner("UPDATE organisation_pupil SET family_name = %s WHERE source = 'demo' AND source_id = %s", family, source_id)


def parent(source_id: str, **given: str) -> None:
    """Give one guardian of a pupil another name or address."""
    with acting(machine("import", NOON)):
        first = Guardian.objects.filter(pupil__source_id=source_id).order_by("source_id")[0]
        for name, value in given.items():
            setattr(first, name, value)
        first.save(update_fields=list(given))


def codes(login: str) -> set[str]:
    return why(drawn())[key_of(login)]


@pytest.mark.parametrize(("family", "is_drawn"), [("PALM", True), ("Palmér", False)])
def test_the_same_surname(family: str, is_drawn: bool) -> None:
    named("99990004-4-1", family)
    read("larare", "99990004-4-1")
    assert codes("larare") == ({"same_surname"} if is_drawn else {"random"})


@pytest.mark.parametrize(
    ("given", "is_drawn"),
    [
        ({"email": "Larare@Ekdalen.example"}, True),
        ({"given_name": "jonas", "family_name": "palm"}, True),
        ({"given_name": "Jonas", "family_name": "Palmér"}, False),
        ({"email": "larare@ekdalen.example.org"}, False),
    ],
)
def test_the_own_child_by_address_or_whole_name(given: dict[str, str], is_drawn: bool) -> None:
    parent("99990004-4-1", **given)
    read("larare", "99990004-4-1")
    assert ("own_child" in codes("larare")) is is_drawn


@pytest.mark.parametrize(
    ("colleague", "is_drawn"),
    [("kurator@ekdalen.example", True), ("kurator2@ekdalen.example", False), ("larare@ekdalen.example", False)],
    ids=["of the same school", "of another school", "oneself is no colleague"],
)
def test_a_colleagues_child(colleague: str, is_drawn: bool) -> None:
    parent("99990004-4-1", email=colleague)
    read("larare", "99990004-4-1")
    assert ("colleagues_child" in codes("larare")) is is_drawn


@pytest.mark.parametrize(("times", "is_drawn"), [(30, True), (29, False)])
def test_many_reads_are_thirty_and_three_times_the_others(times: int, is_drawn: bool) -> None:
    for login in ("rektor", "kurator"):  # the median of all who read is one
        read(login, "99990004-4-1")
    for _time in range(times):
        read("larare", "99990004-4-1")
    assert ("many_reads" in codes("larare")) is is_drawn


def test_many_reads_are_not_many_where_everybody_reads_as_much() -> None:
    for _time in range(30):
        for login in ("rektor", "larare", "kurator"):
            read(login, "99990004-4-1")
    assert not any("many_reads" in codes for codes in why(drawn()).values())


def test_outside_the_unit_is_a_read_of_one_who_was_never_there() -> None:
    """The pupil goes to Dalskolan. Its own counsellor reads without a matter; so does one who only works at Hagaskolan."""
    read("kurator", "99990004-4-1")
    with acting(actor("loggranskare")):
        event = Event.objects.get(act="read", person=key_of("kurator"), purpose="elev")
    by = actor("kurator2", now=NOON)
    with acting(by):
        record(
            act=Act.READ, by=by, now=NOON, table=event.table, key=event.record, subject=event.subject, unit=event.unit,
            letter="C", purpose="elev",
        )  # fmt: skip
    found = why(drawn())
    assert found[key_of("kurator2")] == {"outside_unit"} and found[key_of("kurator")] == {"no_matter"}


def _number(source_id: str) -> str:
    with acting(machine("import", NOON)):
        return str(IdentityNumber.objects.get(pupil__source_id=source_id).number)


@pytest.mark.parametrize(("minutes", "code"), [(179, "break_glass"), (181, "outside_unit")])
def test_a_read_under_break_glass(minutes: int, code: str) -> None:
    by = actor("kurator2", now=NOON)
    with acting(by):
        pupil = services.break_glass(number=_number("99990004-4-1"), reason="Eleven är borta från skolan", by=by)
        unit = Pupil.objects.get(pk=pupil).holder_id
        record(
            act=Act.READ, by=by, now=NOON + dt.timedelta(minutes=minutes), table="organisation_pupil", key=pupil,
            subject=pupil, unit=unit, letter="C", purpose="elev",
        )  # fmt: skip
    assert codes("kurator2") == {code}


def test_a_file_with_pupils_is_drawn_and_one_without_is_not() -> None:
    for login, pupils in (("larare", [read("rektor", "99990004-4-1")]), ("kurator", [])):
        by = actor(login, now=NOON)
        with acting(by):
            record(act=Act.EXPORTED, by=by, now=NOON, table="x", key="fil", shown=pupils, kind="csv")
    found = why(drawn())
    assert found[key_of("larare")] == {"export"} and key_of("kurator") not in found


def test_the_tick_draws_a_month_once() -> None:
    with acting(actor("loggranskare")):
        assert not Review.objects.exists()
    read("larare", "99990004-4-1")
    for moment in (
        dt.datetime(2026, 11, 1, 0, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 1, 0, 31, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 30, 22, 59, tzinfo=dt.UTC),  # a minute before December begins in Sweden
    ):
        tasks.tick(by=machine("tick", moment))
        with acting(actor("loggranskare")):
            review = Review.objects.get()
    assert review.until_at == dt.datetime(2026, 10, 31, 23, tzinfo=dt.UTC)  # 1 November, 00.00 in Sweden
    assert why(review) == {key_of("larare"): {"random"}}
    tasks.tick(by=machine("tick", dt.datetime(2026, 11, 30, 23, 0, tzinfo=dt.UTC)))
    with acting(actor("loggranskare")):
        assert [r.from_at for r in Review.objects.order_by("until_at")][1:] == [review.until_at]
