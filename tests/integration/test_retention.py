"""Disposal: nothing without a rule, nothing without a person, nothing that is needed, all or nothing, and a certificate."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from framst.access.acting import acting, machine
from framst.access.models import Tie
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Enrolment, Former, Guardian, IdentityNumber, Membership, Pupil, Setting
from framst.pupils import queries
from framst.pupils import services as pupils
from framst.pupils.models import Disposal, Handover, HandoverStep, Hold, Matter, Note, RetentionRule
from framst.pupils.services import retention as services
from framst.pupils.terms import After
from framst.wheel.models import Awaiting
from framst.workflows import retention

from ..personas import account, actor

pytestmark = pytest.mark.django_db
CLOSED = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
LEFT = dt.date(2026, 11, 30)
# The day after ten years from when the matters were closed, and from when the pupils left.
TEN_YEARS = dt.datetime(2036, 11, 3, 9, tzinfo=dt.UTC)
TEN_YEARS_GONE = dt.datetime(2036, 12, 1, 9, tzinfo=dt.UTC)
WITH, WITHOUT = "99990004-4-0", "99990004-4-1"  # the demo's pupil with a matter in each zone, and one with none
KIND = {"A": "A.health", "B": "B.talk", "C": "C.support"}
PLAN = "Dokumenthanteringsplanen 2025, punkt 4.2, beslutad 2025-03-11"


def registrar(now: dt.datetime = CLOSED) -> Any:
    return actor("registrator", now)


def care_manager(now: dt.datetime = CLOSED, **more: Any) -> Any:
    return actor("verksamhetschef", now, **more)


def tick(now: dt.datetime) -> None:
    retention.tick(by=machine("tick", now))


def seen(model: Any, **given: Any) -> Any:
    """What there is, as the machine that disposes sees it."""
    with acting(machine("retention", CLOSED)):
        return list(model.objects.filter(**given))


def pupil(source_id: str = WITH) -> Pupil:
    return seen(Pupil, source_id=source_id)[0]


def matter(letter: str) -> Matter:
    return seen(Matter, letter=letter, pupil__source_id=WITH)[0]


def rule(what: str, years: int = 10, after: After = After.CLOSED, by: Any = None, now: dt.datetime = CLOSED) -> Any:
    by = by or (care_manager(now) if what.startswith("A") else registrar(now))
    with acting(by):
        return services.set_rule(what=what, years=years, after=after, source=PLAN, valid_from=by.today, by=by)


def waiting() -> list[Disposal]:
    return seen(Disposal, state="proposed")


def decide(disposal: Disposal, now: dt.datetime) -> None:
    by = care_manager(now) if disposal.letter == "A" else registrar(now)
    with acting(by):
        services.decide(disposal=disposal, by=by)


def dispose(now: dt.datetime) -> list[Disposal]:
    """Propose, decide all, carry out; return what was done."""
    tick(now)
    for one in waiting():
        decide(one, now)
    tick(now)
    return seen(Disposal, state="done")


@pytest.fixture
def closed() -> None:
    """The pupil's three matters are closed by those who have them."""
    for login, letter in (("skolskoterska", "A"), ("kurator", "B"), ("rektor", "C")):
        with acting(actor(login, CLOSED)) as by:
            pupils.close_matter(matter=Matter.objects.get(letter=letter, pupil__source_id=WITH), by=by)


@pytest.fixture
def left(closed: None) -> None:
    """Two pupils have left the authority, one of them with closed matters."""
    with acting(machine("import", CLOSED)):
        mine = Pupil.objects.filter(source_id__in=(WITH, WITHOUT))
        Enrolment.objects.filter(pupil__in=mine).update(until_on=LEFT)
        mine.update(secrecy="L")


def test_without_a_rule_nothing_is_ever_proposed(left: None) -> None:
    tick(dt.datetime(2126, 1, 1, 9, tzinfo=dt.UTC))
    assert seen(Disposal) == []
    assert len(seen(Matter, pupil=pupil())) == 3


def test_the_kinds_of_the_demo_are_those_of_the_tests() -> None:
    assert {letter: f"{letter}.{matter(letter).kind}" for letter in "ABC"} == KIND


@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_a_matter_is_proposed_the_day_after_its_years_and_not_before(closed: None, letter: str) -> None:
    rule(KIND[letter])
    tick(TEN_YEARS - dt.timedelta(days=1))
    assert waiting() == []
    tick(TEN_YEARS)
    [found] = waiting()
    assert (found.letter, found.count, found.oldest, found.newest) == (letter, 1, 2026, 2026)
    assert found.keys == [str(matter(letter).pk)]
    assert len(seen(Matter, pupil=pupil())) == 3  # proposed: nothing is gone


@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_a_decided_disposal_takes_the_matter_with_all_that_is_its_own_and_is_certified(
    closed: None, letter: str
) -> None:
    key, others = matter(letter).pk, {x: matter(x).pk for x in "ABC" if x != letter}
    assert seen(Note, matter=key) and seen(Tie, record=key)
    rule(KIND[letter])
    [done] = dispose(TEN_YEARS)
    assert not seen(Matter, pk=key) and not seen(Note, matter=key) and not seen(Tie, record=key)
    assert {m.letter: m.pk for m in seen(Matter, pupil=pupil())} == others
    assert all(seen(Note, matter=other) for other in others.values())
    assert (done.count, done.taken, done.keys) == (1, 1, [])
    assert done.checksum == hashlib.sha256(str(key).encode()).hexdigest()
    assert done.decided_by_id == account("verksamhetschef" if letter == "A" else "registrator").person_id
    with acting(actor("loggranskare", TEN_YEARS)):
        [event] = Event.objects.filter(act="removed", table="pupils_disposal")
        assert (event.record, event.machine, event.detail["taken"]) == (str(done.pk), "retention", 1)
        assert event.detail["checksum"] == done.checksum
        # The record of who did what with it stands.
        assert Event.objects.filter(table="pupils_matter", record=str(key), act="closed").count() == 1


def test_the_roster_of_one_who_has_left_goes_with_every_row_about_the_pupil(left: None) -> None:
    gone = pupil(WITHOUT).pk
    assert seen(Guardian, pupil=gone) and seen(Enrolment, pupil=gone) and seen(IdentityNumber, pupil=gone)
    rule("leavers", after=After.LEFT)
    tick(TEN_YEARS_GONE - dt.timedelta(days=1))
    assert waiting() == []
    [done] = dispose(TEN_YEARS_GONE)
    assert done.taken == 1
    for model in (Guardian, Enrolment, IdentityNumber, Membership, Former, Tie):
        assert not seen(model, pupil=gone)
    assert not seen(Pupil, pk=gone)
    assert seen(Pupil, source_id=WITH)  # whose matters are under no rule: kept


def test_who_has_left_goes_when_the_last_matter_has_gone(left: None) -> None:
    rule("leavers", after=After.LEFT)
    for letter in "AB":
        rule(KIND[letter])
    dispose(TEN_YEARS_GONE)
    assert [m.letter for m in seen(Matter, pupil=pupil())] == ["C"]
    rule(KIND["C"], years=12, now=TEN_YEARS_GONE)
    dispose(TEN_YEARS_GONE + dt.timedelta(days=400))
    assert seen(Pupil, source_id=WITH)  # the longer rule holds both
    later = dt.datetime(2038, 12, 1, 9, tzinfo=dt.UTC)
    dispose(later)
    assert not seen(Matter, pupil__source_id=WITH) and seen(Pupil, source_id=WITH)
    dispose(later + dt.timedelta(days=1))
    assert not seen(Pupil, source_id=WITH)


def test_years_from_when_the_pupil_left_do_not_begin_while_the_pupil_is_here(closed: None) -> None:
    rule(KIND["C"], years=1, after=After.LEFT)
    tick(dt.datetime(2060, 1, 1, 9, tzinfo=dt.UTC))
    assert waiting() == []


def test_years_from_when_the_pupil_left_are_counted_from_that_day(left: None) -> None:
    rule(KIND["C"], after=After.LEFT)
    tick(TEN_YEARS_GONE - dt.timedelta(days=1))
    assert waiting() == []
    tick(TEN_YEARS_GONE)
    assert [d.keys for d in waiting()] == [[str(matter("C").pk)]]


def test_a_protected_pupils_matter_goes_by_its_rule_and_nobody_learns_whose_it_was(closed: None) -> None:
    with acting(machine("import", CLOSED)):
        Enrolment.objects.filter(pupil__source_id=WITH).update(until_on=LEFT)
        Pupil.objects.filter(source_id=WITH).update(secrecy="P")
    rule(KIND["C"])
    rule("leavers", years=1, after=After.LEFT)
    tick(TEN_YEARS_GONE)
    [found] = waiting()
    with acting(registrar(TEN_YEARS_GONE)):
        assert queries.proposed_pupils(Disposal.objects.get(pk=found.pk)) == []
    assert pupil().family_name not in page("registrator", f"/gallring/{found.pk}/").content.decode()
    [done] = dispose(TEN_YEARS_GONE)
    assert (done.letter, done.taken) == ("C", 1)
    with acting(actor("loggranskare", TEN_YEARS_GONE)):
        events = Event.objects.filter(table="pupils_disposal")
        assert events.count() >= 3 and not events.exclude(subject=None, shown=[]).exists()
    dispose(TEN_YEARS_GONE + dt.timedelta(days=1))
    assert seen(Pupil, source_id=WITH)


def test_a_matter_is_kept_while_the_pupil_has_another_open(closed: None) -> None:
    with acting(actor("rektor", CLOSED)) as by:
        pupils.open_matter(pupil=pupil(), letter="C", kind="other", about="Nytt", by=by)
    rule(KIND["C"])
    tick(TEN_YEARS)
    assert waiting() == []


def test_an_open_matter_that_has_come_since_it_was_decided_keeps_it(closed: None) -> None:
    rule(KIND["C"])
    tick(TEN_YEARS)
    decide(waiting()[0], TEN_YEARS)
    with acting(actor("rektor", TEN_YEARS)) as by:
        pupils.open_matter(pupil=pupil(), letter="C", kind="other", about="Nytt", by=by)
    tick(TEN_YEARS)
    [done] = seen(Disposal, state="done")
    assert (done.count, done.taken, done.keys) == (1, 0, [])
    assert done.checksum == hashlib.sha256(b"").hexdigest()
    assert matter_closed("C")


def matter_closed(letter: str) -> bool:
    return bool(seen(Matter, letter=letter, pupil__source_id=WITH, closed_on=CLOSED.date()))


def handed_over(source_id: str) -> None:
    one = pupil(source_id)
    with connection.cursor() as cursor, acting(machine("import", CLOSED)):
        cursor.execute(
            "SELECT framst_do_begin_handovers(%s::uuid[], %s::bigint[], %s, %s)",
            [[one.pk], [_other_unit(one)], CLOSED.date(), CLOSED.date()],
        )


def _other_unit(one: Pupil) -> int:
    from framst.organisation.models import Unit

    return Unit.objects.exclude(pk=one.holder_id).filter(kind="school").order_by("pk")[0].pk


def test_what_is_being_handed_over_is_kept(closed: None) -> None:
    handed_over(WITH)
    assert seen(Handover, pupil=pupil().pk, done_at=None)
    rule(KIND["C"])
    tick(TEN_YEARS)
    assert waiting() == []


def test_a_leaver_whose_handover_is_not_finished_is_kept(left: None) -> None:
    with acting(machine("import", CLOSED)):
        Pupil.objects.filter(source_id=WITHOUT).update(secrecy="C")
    handed_over(WITHOUT)
    with acting(machine("import", CLOSED)):
        Pupil.objects.filter(source_id=WITHOUT).update(secrecy="L")
    rule("leavers", after=After.LEFT)
    tick(TEN_YEARS_GONE)
    assert waiting() == []


def test_one_who_is_still_enrolled_somewhere_has_not_left(left: None) -> None:
    with acting(machine("import", CLOSED)):
        Enrolment.objects.filter(pupil__source_id=WITHOUT).update(until_on=None)
    rule("leavers", after=After.LEFT)
    tick(TEN_YEARS_GONE)
    assert waiting() == []


def test_one_who_comes_back_after_the_decision_is_kept(left: None) -> None:
    rule("leavers", after=After.LEFT)
    tick(TEN_YEARS_GONE)
    decide(waiting()[0], TEN_YEARS_GONE)
    with acting(machine("import", TEN_YEARS_GONE)):
        Pupil.objects.filter(source_id=WITHOUT).update(secrecy="C")
    tick(TEN_YEARS_GONE)
    assert seen(Disposal, state="done")[0].taken == 0
    assert seen(Guardian, pupil=pupil(WITHOUT).pk)


@pytest.mark.parametrize("which", ["matter", "pupil", "kind", "zone", "everything"])
@pytest.mark.parametrize("when", ["before the proposal", "after the decision"])
def test_what_is_held_back_is_kept_until_it_is_released(closed: None, which: str, when: str) -> None:
    rule(KIND["B"])
    tick(TEN_YEARS) if when == "after the decision" else None
    for one in waiting():
        decide(one, TEN_YEARS)
    letter, what, about = {
        "matter": ("B", KIND["B"], [matter("B").pk]),
        "pupil": ("", "", [pupil().pk]),
        "kind": ("B", KIND["B"], None),
        "zone": ("B", "", None),
        "everything": ("", "", None),
    }[which]
    with acting(registrar(TEN_YEARS)) as by:
        [held] = services.hold(letter=letter, what=what, about=about, reason="Tvist pågår", until_on=None, by=by)
    tick(TEN_YEARS)
    assert seen(Matter, letter="B", pupil__source_id=WITH) and waiting() == []
    with acting(registrar(TEN_YEARS)) as by:
        services.release(hold=held, by=by)
        with pytest.raises(Refused):
            services.release(hold=held, by=by)
    dispose(TEN_YEARS + dt.timedelta(days=1))
    assert not seen(Matter, letter="B", pupil__source_id=WITH)


@pytest.mark.parametrize(
    ("letter", "what", "about"),
    [("C", "C.support", None), ("B", "B.assessment", None), ("", "", "another pupil"), ("B", "", "another matter")],
)
def test_a_hold_on_something_else_keeps_nothing(closed: None, letter: str, what: str, about: str | None) -> None:
    keys = {"another pupil": [pupil(WITHOUT).pk], "another matter": [matter("C").pk], None: None}[about]
    rule(KIND["B"])
    with acting(registrar()) as by:
        services.hold(letter=letter, what=what, about=keys, reason="Annat", until_on=None, by=by)
    tick(TEN_YEARS)
    assert len(waiting()) == 1


def test_a_hold_ends_the_day_after_its_last(closed: None) -> None:
    rule(KIND["C"])
    with acting(registrar(TEN_YEARS)) as by:
        last = by.today + dt.timedelta(days=2)
        services.hold(letter="C", what="", about=None, reason="Granskning", until_on=last, by=by)
    tick(TEN_YEARS + dt.timedelta(days=2))
    assert waiting() == []
    tick(TEN_YEARS + dt.timedelta(days=3))
    assert len(waiting()) == 1


def test_a_refused_proposal_comes_again_on_its_day_and_not_before(closed: None) -> None:
    rule(KIND["C"])
    tick(TEN_YEARS)
    with acting(registrar(TEN_YEARS)) as by:
        again = by.today + dt.timedelta(days=30)
        services.refuse(disposal=waiting()[0], reason="Arkivet vill se dem först", again_on=again, by=by)
    [refused] = seen(Disposal)
    assert (refused.state, refused.reason, refused.keys) == ("refused", "Arkivet vill se dem först", [])
    tick(TEN_YEARS + dt.timedelta(days=29))
    assert waiting() == [] and matter_closed("C")
    tick(TEN_YEARS + dt.timedelta(days=30))
    assert len(waiting()) == 1


def test_what_has_been_decided_is_not_decided_again(closed: None) -> None:
    rule(KIND["C"])
    tick(TEN_YEARS)
    [one] = waiting()
    with acting(registrar(TEN_YEARS)) as by:
        for reason, day in (("", by.today + dt.timedelta(days=1)), ("Skäl", by.today)):
            with pytest.raises(Refused):
                services.refuse(disposal=one, reason=reason, again_on=day, by=by)
        services.decide(disposal=one, by=by)
        with pytest.raises(Refused):
            services.decide(disposal=one, by=by)
        with pytest.raises(Refused):
            services.refuse(disposal=one, reason="Skäl", again_on=by.today + dt.timedelta(days=1), by=by)


def test_twice_proposes_and_takes_nothing_more(closed: None) -> None:
    rule(KIND["C"])
    tick(TEN_YEARS)
    tick(TEN_YEARS)
    assert len(seen(Disposal)) == 1
    [done] = dispose(TEN_YEARS)
    tick(TEN_YEARS)
    tick(TEN_YEARS + dt.timedelta(days=1))
    [same] = seen(Disposal)
    assert (same.pk, same.taken, same.done_at) == (done.pk, 1, done.done_at)
    with acting(actor("loggranskare", TEN_YEARS)):
        assert Event.objects.filter(act="removed", table="pupils_disposal").count() == 1


def test_when_it_fails_in_the_middle_nothing_has_gone_and_the_next_time_carries_it_out(
    closed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(KIND["C"])
    tick(TEN_YEARS)
    decide(waiting()[0], TEN_YEARS)
    before = (len(seen(Note)), len(seen(Tie)), len(seen(Matter)))
    whole = retention._delete

    def broken(statement: str, keys: Any) -> Any:
        whole(statement, keys)
        assert len(seen(Note)) < before[0]  # it was in the middle
        raise DatabaseError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(retention, "_delete", broken)
        with pytest.raises(DatabaseError, match="disk full"):
            tick(TEN_YEARS)
    assert (len(seen(Note)), len(seen(Tie)), len(seen(Matter))) == before
    assert [d.state for d in seen(Disposal)] == ["decided"]
    tick(TEN_YEARS)
    assert [(d.state, d.taken) for d in seen(Disposal)] == [("done", 1)]


def test_a_rule_that_ends_takes_what_waits_and_what_is_decided_with_it(closed: None) -> None:
    made = {letter: rule(KIND[letter]) for letter in "BC"}
    tick(TEN_YEARS)
    decide(seen(Disposal, letter="B")[0], TEN_YEARS)
    with acting(registrar(TEN_YEARS)) as by:
        for one in made.values():
            services.end_rule(rule=one, by=by)
        with pytest.raises(Refused):
            services.end_rule(rule=made["B"], by=by)
    tick(TEN_YEARS)
    tick(TEN_YEARS + dt.timedelta(days=1))
    assert [d.state for d in seen(Disposal)] == ["refused", "refused"]
    assert len(seen(Matter, pupil=pupil())) == 3
    rule(KIND["B"], now=TEN_YEARS)  # there is room for the next


@pytest.mark.parametrize(
    ("login", "what"), [("registrator", "A.health"), ("verksamhetschef", "B.talk"), ("verksamhetschef", "C.support"),
                        ("verksamhetschef", "leavers"), ("system", "C.support"), ("rektor", "C.support"),
                        ("skolskoterska", "A.health"), ("skolchef", "C.support"), ("dataskydd", "C.support")],
)  # fmt: skip
def test_nobody_decides_about_what_is_not_theirs(closed: None, login: str, what: str) -> None:
    right = None if what == "leavers" else rule(what)
    tick(TEN_YEARS)
    letter = "" if what == "leavers" else what[0]
    by = actor(login, TEN_YEARS)
    with acting(by), pytest.raises(NotAllowed):
        services.set_rule(what=what, years=20, after=After.BIRTH_YEAR, source=PLAN, valid_from=by.today, by=by)
    with acting(by), pytest.raises(NotAllowed):
        services.hold(letter=letter, what=what, about=None, reason="Skäl", until_on=None, by=by)
    with acting(by):
        assert not Disposal.objects.filter(letter=letter).exists()
    for one in waiting():
        with acting(by), pytest.raises(NotAllowed):
            services.decide(disposal=one, by=by)
        with acting(by), pytest.raises(NotAllowed):
            services.end_rule(rule=right, by=by)
        assert Disposal.objects is not None and seen(Disposal)[0].state == "proposed"


def test_school_health_cares_asks_for_the_second_factor_and_a_machine_decides_nothing(closed: None) -> None:
    rule(KIND["A"])
    rule(KIND["C"])
    tick(TEN_YEARS)
    health, school = (seen(Disposal, letter=letter)[0] for letter in "AC")
    by = care_manager(TEN_YEARS, second_factor=False)
    with acting(by):
        assert not Disposal.objects.exists()
        with pytest.raises(NotAllowed):
            services.decide(disposal=health, by=by)
    for name in ("retention", "tick", "import"):
        with acting(machine(name, TEN_YEARS)) as by, pytest.raises(NotAllowed):
            services.decide(disposal=school, by=by)


@pytest.mark.parametrize("letter", ["A", "B"])
def test_pupil_healths_records_have_a_shortest_time_that_no_rule_undercuts(left: None, letter: str) -> None:
    with pytest.raises(Refused):
        rule(KIND[letter], years=9)
    # By birth year the rule alone would have let it go the first year.
    rule(KIND[letter], years=1, after=After.BIRTH_YEAR)
    tick(TEN_YEARS - dt.timedelta(days=1))
    assert waiting() == []
    tick(TEN_YEARS)
    assert len(waiting()) == 1


def test_the_shortest_time_is_the_authoritys_setting_also_when_it_is_carried_out(closed: None) -> None:
    rule(KIND["B"])
    tick(TEN_YEARS)
    decide(waiting()[0], TEN_YEARS)
    with acting(actor("system", TEN_YEARS)) as by:
        Setting.objects.create(code="care_record_years", value=20, set_at=by.now, set_by_id=by.person_id)
    tick(TEN_YEARS)
    assert seen(Disposal)[0].taken == 0 and matter_closed("B")


@pytest.mark.parametrize(
    "wrong",
    [{"source": " "}, {"years": 0}, {"years": 121}, {"what": "C.unknown"}, {"what": "leavers"}],
)
def test_a_rule_that_says_too_little_is_refused(wrong: dict[str, Any]) -> None:
    by = registrar()
    given = {"what": "C.support", "years": 5, "after": After.CLOSED, "source": PLAN, "valid_from": by.today, **wrong}
    with acting(by), pytest.raises(Refused):
        services.set_rule(**given, by=by)
    assert seen(RetentionRule) == []


def test_two_rules_about_the_same_do_not_hold_at_once(closed: None) -> None:
    rule(KIND["C"])
    with pytest.raises(Refused):
        rule(KIND["C"], years=3)


def test_a_rule_and_a_certificate_stand_as_they_were_written(closed: None) -> None:
    rule(KIND["C"])
    dispose(TEN_YEARS)
    for statement in (
        "UPDATE pupils_retentionrule SET years = 1", "UPDATE pupils_retentionrule SET source = ''",
        "UPDATE pupils_disposal SET count = 0", "DELETE FROM pupils_disposal", "DELETE FROM pupils_retentionrule",
        "UPDATE pupils_hold SET reason = ''",
    ):  # fmt: skip
        for by in (registrar(TEN_YEARS), machine("retention", TEN_YEARS)):
            with pytest.raises(DatabaseError), acting(by), connection.cursor() as cursor:
                cursor.execute(statement)


def test_those_who_decide_find_it_on_their_start_page_without_a_name_and_it_goes_when_it_is_decided(left: None) -> None:
    for letter in "AC":
        rule(KIND[letter])
    tick(TEN_YEARS)
    name = pupil().family_name

    def lines() -> dict[str, str]:
        with acting(machine("tick", TEN_YEARS)):
            rows = Awaiting.objects.filter(about__startswith="retention:", settled_at__isnull=True)
            return {a.person.email.partition("@")[0]: f"{a.title} {a.address}" for a in rows.select_related("person")}

    found = lines()
    assert set(found) == {"registrator", "verksamhetschef"}
    assert all(line.startswith("Besluta om gallring /gallring/") and name not in line for line in found.values())
    decide(seen(Disposal, letter="C")[0], TEN_YEARS)
    tick(TEN_YEARS)
    assert set(lines()) == {"verksamhetschef"}


# ── pages: what they show to whom ─────────────────────────────────────────────────────────────────────────────────


def page(login: str, address: str, **posted: Any) -> Any:
    client = Client()
    client.force_login(account(login))
    return client.post(address, posted) if posted else client.get(address)


@pytest.fixture
def proposed() -> Disposal:
    """Proposed today (pages have today's clock): two who left, and school matters, long ago."""
    long_ago = dt.date(2001, 6, 8)
    with acting(machine("import", CLOSED)):
        mine = Pupil.objects.filter(source_id__in=(WITHOUT, "99990004-4-2"))
        Enrolment.objects.filter(pupil__in=mine).update(from_on=long_ago, until_on=long_ago)
        mine.update(secrecy="L")
    from django.utils import timezone

    now = timezone.now()
    rule("leavers", after=After.LEFT, now=now)
    tick(now)
    return waiting()[0]


def test_the_page_of_a_proposal_names_those_who_have_left_in_one_event(proposed: Disposal) -> None:
    names = [pupil(s).family_name for s in (WITHOUT, "99990004-4-2")]
    answer = page("registrator", f"/gallring/{proposed.pk}/")
    text = answer.content.decode()
    assert answer.status_code == 200 and all(name in text for name in names)
    with acting(actor("loggranskare")):
        [event] = Event.objects.filter(act="listed", record=str(proposed.pk))
    assert set(event.shown) == {pupil(s).pk for s in (WITHOUT, "99990004-4-2")}
    listed = page("registrator", "/gallring/").content.decode()
    assert "2001" in listed and not any(name in listed for name in names)
    confirm = page("registrator", f"/gallring/{proposed.pk}/besluta/").content.decode()
    assert not any(name in confirm for name in names)
    assert (
        page("verksamhetschef", f"/gallring/{proposed.pk}/").status_code == 403
    )  # asked for the factor; not there either
    assert page("rektor", f"/gallring/{proposed.pk}/").status_code == 403


def test_one_is_set_aside_the_rest_decided_and_the_certificate_says_how_many(proposed: Disposal) -> None:
    kept = pupil(WITHOUT)
    address = f"/gallring/{proposed.pk}/"
    assert page("registrator", f"{address}undanta/", about=str(kept.pk), reason="").status_code == 422
    answer = page("registrator", f"{address}undanta/", about=str(kept.pk), reason="Tvist om betyg")
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert "Tvist om betyg" in page("registrator", address).content.decode()
    assert page("registrator", f"{address}bevis/").status_code == 404
    assert page("registrator", f"{address}besluta/", sure="1").status_code == 302
    from django.utils import timezone

    tick(timezone.now())
    text = page("registrator", f"{address}bevis/").content.decode()
    [done] = seen(Disposal, state="done")
    assert done.checksum in text and PLAN in text and (done.count, done.taken) == (2, 1)
    assert seen(Pupil, source_id=WITHOUT) and not seen(Pupil, source_id="99990004-4-2")
    again = page("registrator", f"{address}besluta/", sure="1")
    assert again.status_code == 422 and "Det är redan beslutat." in again.content.decode()


def test_the_pages_ask_the_same_number_of_questions_whatever_they_show(proposed: Disposal) -> None:
    def asked(address: str) -> int:
        page("registrator", address)
        with CaptureQueriesContext(connection) as queried:
            assert page("registrator", address).status_code == 200
        return len(queried)

    addresses = [f"/gallring/{proposed.pk}/", "/gallring/"]
    with_two = [asked(address) for address in addresses]
    with acting(registrar()) as by:
        for n in range(3):
            services.hold(letter="C", what="C.other", about=None, reason=f"Skäl {n}", until_on=None, by=by)
    rule(KIND["C"])
    more = [str(pk) for pk in _others_who_left()]
    with acting(machine("retention", CLOSED)):
        Disposal.objects.filter(pk=proposed.pk).update(keys=[*proposed.keys, *more])
    assert len(more) == 4 and [asked(address) for address in addresses] == with_two


def _others_who_left() -> list[uuid.UUID]:
    with acting(machine("import", CLOSED)):
        others = Pupil.objects.filter(source_id__in=[f"99990004-4-{n}" for n in (3, 4, 5, 6)])
        others.update(secrecy="L")
        return list(others.values_list("pk", flat=True))


def test_pupils_who_are_still_here_are_counted_and_not_named(closed: None) -> None:
    rule(KIND["C"])
    tick(TEN_YEARS)
    [found] = waiting()
    text = page("registrator", f"/gallring/{found.pk}/").content.decode()
    assert "1 visas inte för dig" in text and pupil().family_name not in text


def test_a_rule_is_set_and_ended_and_a_proposal_refused_on_the_pages() -> None:
    answer = page(
        "registrator", "/gallring/regel/", what="C.support", years="5", after="closed_on", source=PLAN,
        valid_from="2026-01-01",
    )  # fmt: skip
    assert answer.status_code == 302
    [made] = seen(RetentionRule)
    assert page("registrator", "/gallring/regel/", what="C.support").status_code == 422
    assert page("registrator", f"/gallring/regel/{made.pk}/avsluta/", sure="1").status_code == 302
    assert page("registrator", f"/gallring/regel/{made.pk}/avsluta/", sure="1").status_code == 422
    held = page("registrator", "/gallring/undantag/", what="C.other", reason="Granskning")
    assert held.status_code == 302
    [one] = seen(Hold)
    assert page("registrator", f"/gallring/undantag/{one.pk}/hav/", sure="1").status_code == 302
    assert seen(Hold)[0].ended_by_id == account("registrator").person_id


def test_no_disposal_is_there_that_is_not() -> None:
    assert page("registrator", f"/gallring/{uuid.uuid4()}/").status_code == 404
    assert not seen(HandoverStep)
