"""The review of the log: what is drawn and what is not, who may judge, and when it is signed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError

from framst.access.acting import acting, machine
from framst.access.open_record import open_record
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Pupil
from framst.oversight import queries, services
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
