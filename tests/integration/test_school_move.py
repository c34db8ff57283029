"""A pupil changes schools: the roster's rows follow, the matters stay, and the new school learns nothing of them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection

from framst.access.acting import acting, machine
from framst.access.crossing import cross
from framst.access.models import Tie
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Assignment, Division, GroupDuty, Guardian, Person, Pupil, Unit
from framst.pupils import services
from framst.pupils.models import Handover, HandoverStep, Matter, Note
from framst.pupils.queries import receivers
from framst.wheel.models import Awaiting
from framst.workflows import school_move

from ..audit import signed_in
from ..personas import account, actor

NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
LEAVING, RECEIVING = "99990004", "99990008"  # Dalskolan, Hagaskolan
PAPER = "Klass 4 på Hagaskolan, enligt beslut i dag."


def imports(now: dt.datetime = NOW) -> Any:
    return acting(machine("import", now))


def person(login: str) -> Person:
    with imports():
        return Person.objects.get(email=f"{login}@ekdalen.example")


def matter(letter: str) -> Matter:
    """The demo's one matter in each zone, as the machine that disposes sees it."""
    with acting(machine("retention", NOW)):
        return Matter.objects.get(letter=letter, pupil__source_id=f"{LEAVING}-4-0")


@pytest.fixture
def moved(db: None) -> Pupil:
    """A pupil of Dalskolan with a matter in each zone, who has come to Hagaskolan; and another with none."""
    with imports() as by:
        Assignment.objects.create(
            person=Person.objects.create(given_name="Ny", family_name="Rektor", email="ny@ekdalen.example"),
            profession="deputy_principal", unit=Unit.objects.get(code=RECEIVING), from_on=NOW.date(),
        )  # fmt: skip
        pupils = list(Pupil.objects.filter(source_id__in=[f"{LEAVING}-4-0", f"{LEAVING}-4-1"]).order_by("source_id"))
        old, new = Unit.objects.get(code=LEAVING), Unit.objects.get(code=RECEIVING)
        Pupil.objects.filter(pk__in=[p.pk for p in pupils]).update(holder=new)
        school_move.begin(moved=[(p.pk, old.pk, new.pk) for p in pupils], by=by)
        return Pupil.objects.get(pk=pupils[0].pk)


def deputy() -> Any:
    from framst.access.acting import person as one

    with imports():
        key = Person.objects.get(email="ny@ekdalen.example").pk
    return one(key, NOW, second_factor=True)


def test_rows_follow_the_pupil_and_matters_stay(moved: Pupil) -> None:
    for letter in "ABC":
        found = matter(letter)
        assert found.holder_id == moved.holder_id
        assert found.kept_by_id != moved.holder_id


def test_the_new_school_sees_the_pupil_and_nothing_of_the_matters(moved: Pupil) -> None:
    for login in ("skolskoterska2", "kurator2"):
        with acting(actor(login, NOW)):
            assert Pupil.objects.filter(pk=moved.pk).exists()
            assert Guardian.objects.filter(pupil=moved.pk).exists()
            assert not Matter.objects.filter(pupil=moved.pk).exists()
            assert not Note.objects.filter(pupil=moved.pk).exists()
            assert not Tie.objects.filter(pupil=moved.pk).exists()
            assert not HandoverStep.objects.exists()
    with acting(deputy()):
        assert Pupil.objects.filter(pk=moved.pk).exists()
        assert not Matter.objects.filter(pupil=moved.pk).exists()
        assert not Tie.objects.filter(pupil=moved.pk).exists()


def test_a_handover_stands_for_who_has_matters_and_for_who_has_none(moved: Pupil) -> None:
    with acting(actor("kurator2", NOW)):
        rows = Handover.objects.filter(done_at__isnull=True, moved_on=NOW.date())
        assert rows.count() == 2
        assert {(h.due_on, h.from_unit.code) for h in rows} == {(dt.date(2026, 11, 16), LEAVING)}


def test_the_leaving_school_sees_the_pupil_until_it_is_done_and_not_the_guardians(moved: Pupil) -> None:
    with acting(actor("rektor", NOW)):
        # The other pupil has no matter; of this one the principal has opened a matter, and is tied to it.
        other = Handover.objects.filter(moved_on=NOW.date()).exclude(pupil=moved.pk).get().pupil_id
        assert Pupil.objects.filter(pk=other).exists()
        assert not Guardian.objects.filter(pupil=other).exists()
        assert set(Matter.objects.filter(pupil=moved.pk).values_list("letter", flat=True)) == {"C"}
    with acting(actor("skolskoterska", NOW)):
        assert Pupil.objects.filter(pk=moved.pk).exists()
        assert set(Matter.objects.filter(pupil=moved.pk).values_list("letter", flat=True)) == {"A"}
    with acting(actor("skolskoterska", NOW, second_factor=False)):
        assert not Matter.objects.filter(pupil=moved.pk).exists()


def test_each_is_asked_for_their_own_and_no_start_page_names_a_pupil(moved: Pupil) -> None:
    with acting(machine("tick", NOW)):
        asked = {(a.person.email.partition("@")[0], a.about.rpartition(":")[0]) for a in
                 Awaiting.objects.filter(about__startswith="handovers:").select_related("person")}  # fmt: skip
        titles = set(Awaiting.objects.filter(about__startswith="handovers:").values_list("title", flat=True))
    assert asked == {("rektor", "handovers:unit"), ("kurator", "handovers:own"), ("skolskoterska", "handovers:own")}
    assert titles == {"Lämna över efter skolbyte"}


def test_the_same_reading_twice_begins_nothing_more(moved: Pupil) -> None:
    with imports() as by:
        school_move.begin(moved=[], by=by)
        assert Handover.objects.filter(moved_on=NOW.date()).count() == 2


def test_a_matter_is_handed_over_and_the_old_ties_end(moved: Pupil) -> None:
    care, mate = matter("B"), person("kurator2")
    with acting(actor("kurator", NOW)) as by:
        services.hand_over(matter=care, person=mate, ground="transition", basis=PAPER, by=by)
        assert not Matter.objects.filter(pk=care.pk).exists()
        assert not Note.objects.filter(matter=care.pk).exists()
        assert not Pupil.objects.filter(pk=moved.pk).exists()
    with acting(actor("kurator2", NOW)):
        assert set(Matter.objects.filter(pupil=moved.pk).values_list("letter", flat=True)) == {"B"}
        assert Note.objects.filter(matter=care.pk).count() == 1


@pytest.mark.parametrize(
    ("login", "letter", "to", "second_factor"),
    [
        ("rektor", "B", "kurator2", True),  # the principal does not have it
        ("kurator2", "B", "kurator2", True),  # the new school does not take
        ("psykolog", "B", "kurator2", True),  # of the zone and the school, and not assigned
        ("kurator", "B", "skolskoterska2", True),  # may not have it
        ("kurator", "B", "psykolog", True),  # may have it, and is not at the new school
        ("kurator", "B", "kurator2", False),
        ("skolskoterska2", "A", "skolskoterska2", True),
        ("skolskoterska", "A", "kurator2", True),
        ("skolskoterska", "A", "skolskoterska2", False),
    ],
)
def test_nearest_misses_of_handing_over(moved: Pupil, login: str, letter: str, to: str, second_factor: bool) -> None:
    found, mate = matter(letter), person(to)
    with acting(actor(login, NOW, second_factor=second_factor)) as by, pytest.raises(NotAllowed):
        services.hand_over(matter=found, person=mate, ground="consent", basis=PAPER, by=by)


@pytest.mark.parametrize(
    ("profession", "place", "letters"),
    [
        ("school_psychologist", None, {"B", "C"}),  # of the whole authority
        ("school_nurse", None, {"A"}),
        ("school_psychologist", "area", set()),  # nearest misses: of some of the authority's schools
        ("school_psychologist", LEAVING, set()),
        ("investigator", None, set()),  # of the whole authority, and not of its pupil health
    ],
)
def test_the_authoritys_own_pupil_health_receives(
    moved: Pupil, profession: str, place: str | None, letters: set[str]
) -> None:
    with imports():
        mate = Person.objects.create(given_name="Cilla", family_name="Central", email="central@ekdalen.example")
        Assignment.objects.create(
            person=mate, profession=profession, from_on=NOW.date(),
            unit=Unit.objects.get(code=place) if place == LEAVING else None,
            division=Division.objects.first() if place == "area" else None,
        )  # fmt: skip
    for letter, login in (("A", "skolskoterska"), ("B", "kurator"), ("C", "rektor")):
        found = matter(letter)
        with acting(actor(login, NOW)) as by:
            assert (mate in receivers(found, NOW.date())) is (letter in letters), letter
            if letter in letters:
                services.hand_over(matter=found, person=mate, ground="consent", basis=PAPER, by=by)
                assert not Matter.objects.filter(pk=found.pk).exists()
            else:
                with pytest.raises(NotAllowed):
                    services.hand_over(matter=found, person=mate, ground="consent", basis=PAPER, by=by)


def test_the_handovers_stand_in_the_room_of_the_pupils(moved: Pupil) -> None:
    page = signed_in("rektor").get("/overlamningar/").content.decode()
    current = re.findall(r'<a[^>]*aria-current="[^"]*"[^>]*>\s*([^<]+?)\s*<', page)
    assert current == ["Elever"]


def test_school_health_care_hands_over_with_consent_and_not_for_the_transition(moved: Pupil) -> None:
    record, mate = matter("A"), person("skolskoterska2")
    with acting(actor("skolskoterska", NOW)) as by:
        with pytest.raises(Refused, match="Skolhälsovårdens kräver samtycke eller ett beslut"):
            services.hand_over(matter=record, person=mate, ground="transition", basis=PAPER, by=by)
        with pytest.raises(NotAllowed):  # the database holds the same
            cross("hand_over", key=moved.pk, matter=record.pk, person=mate.pk, ground="transition", basis=PAPER)
        services.hand_over(matter=record, person=mate, ground="consent", basis=PAPER, by=by)
    with acting(actor("skolskoterska2", NOW)):
        assert Matter.objects.filter(pk=record.pk).exists()
    with acting(actor("skolskoterska", NOW)):
        assert not Matter.objects.filter(pk=record.pk).exists()


def test_it_is_done_when_the_principal_says_so_and_not_before(moved: Pupil) -> None:
    school = matter("C")
    with acting(actor("rektor", NOW)) as by:
        handover = Handover.objects.get(pupil=moved.pk)
        with pytest.raises(Refused, match="pågående ärenden"):
            services.finish_handover(handover=handover, by=by)
        services.settle_matter(matter=school, outcome="nothing", by=by)
        services.finish_handover(handover=handover, by=by)
        assert not Pupil.objects.filter(pk=moved.pk).exists()
    with acting(actor("kurator2", NOW)):
        assert not Handover.objects.filter(pupil=moved.pk, done_at__isnull=True).exists()
    with acting(actor("larare", NOW)):  # was assigned the matter
        assert not Matter.objects.filter(pk=school.pk).exists()
    with acting(actor("kurator", NOW)):  # the principal has not learnt of it, and it still waits
        assert set(Matter.objects.filter(pupil=moved.pk).values_list("letter", flat=True)) == {"B"}


@pytest.mark.parametrize("login", ["kurator", "skolskoterska", "kurator2", "rektor2", "registrator"])
def test_others_do_not_say_that_it_is_done(moved: Pupil, login: str) -> None:
    with imports():
        handover = Handover.objects.filter(moved_on=NOW.date()).exclude(pupil=moved.pk).get()
    with acting(actor(login, NOW)), pytest.raises(NotAllowed):
        cross("finish_handover", key=moved.pk, handover=handover.pk, basis="")


def test_a_consent_at_the_new_school_opens_nothing_of_the_old(moved: Pupil) -> None:
    mate = person("psykolog")
    with acting(actor("kurator2", NOW)):
        cross("consent", key=moved.pk, pupil=moved.pk, letter="B", person=mate.pk, basis="Ja", end=None)
    with acting(actor("psykolog", NOW)):
        assert Pupil.objects.filter(pk=moved.pk).exists()
        assert not Matter.objects.filter(pupil=moved.pk).exists()


def test_a_disclosure_by_the_old_school_opens_what_it_keeps(moved: Pupil) -> None:
    mate = person("kurator2")
    with acting(actor("kurator", NOW)):
        cross(
            "disclose", key=moved.pk, pupil=moved.pk, letter="B", person=mate.pk, basis="23 kap. 2 § OSL",
            weighing="Behövs.", end=None,
        )  # fmt: skip
    with acting(actor("kurator2", NOW)):
        assert set(Matter.objects.filter(pupil=moved.pk).values_list("letter", flat=True)) == {"B"}


def test_a_protected_pupil_has_no_handover(moved: Pupil) -> None:
    with imports():
        cross("protect", pupil=moved.pk, officer=None, basis="Märkt")
        assert not Handover.objects.filter(pupil=moved.pk).exists()
    for login in ("rektor", "kurator", "skolskoterska", "kurator2"):
        with acting(actor(login, NOW)):
            assert not Pupil.objects.filter(pk=moved.pk).exists()
            assert not Matter.objects.filter(pupil=moved.pk).exists()


def test_one_who_has_left_is_the_registrars_and_school_health_care_the_care_managers(moved: Pupil) -> None:
    with imports(NOW + dt.timedelta(days=3)) as by:
        Pupil.objects.filter(pk=moved.pk).update(secrecy="L", changed_at=by.now)
        school_move.begin(moved=[], by=by)
        assert Handover.objects.get(pupil=moved.pk).left_authority
    school, records = matter("C"), matter("A")
    with acting(actor("registrator", NOW)) as by:
        assert set(Matter.objects.filter(pupil=moved.pk).values_list("letter", flat=True)) == {"B", "C"}
        with pytest.raises(NotAllowed):
            services.settle_matter(matter=records, outcome="sent", basis=PAPER, by=by)
        services.settle_matter(matter=school, outcome="sent", basis=PAPER, by=by)
    with acting(actor("verksamhetschef", NOW)) as by:
        assert Pupil.objects.filter(pk=moved.pk).exists()
        assert set(Matter.objects.filter(pupil=moved.pk).values_list("letter", flat=True)) == {"A"}
        services.settle_matter(matter=records, outcome="sent", basis=PAPER, by=by)
    for login in ("rektor", "kurator", "skolskoterska", "kurator2", "skolchef", "system"):
        with acting(actor(login, NOW)):
            assert not Pupil.objects.filter(pk=moved.pk).exists()
            assert not Matter.objects.filter(pupil=moved.pk).exists()


# ---- substitutes: the walls open on the first day and close after the last


@pytest.mark.parametrize(("day", "sees"), [(1, False), (2, True), (6, True), (7, False)])
def test_a_substitute_sees_the_unit_on_the_days_of_the_assignment(db: None, day: int, sees: bool) -> None:
    from framst.access.acting import person as one

    with imports():
        who = Person.objects.create(given_name="Vik", family_name="Arie", email="vik@ekdalen.example")
        unit = Unit.objects.get(code=LEAVING)
        Assignment.objects.create(
            person=who, profession="counsellor", unit=unit, from_on=dt.date(2026, 11, 2), until_on=dt.date(2026, 11, 6)
        )
    with acting(one(who.pk, dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC))):
        assert Pupil.objects.filter(holder=unit.pk).exists() is sees


@pytest.mark.parametrize(("day", "sees"), [(1, 0), (2, 8), (6, 8), (7, 0)])
def test_a_substitute_teacher_sees_the_group_on_the_days_of_the_duty(db: None, day: int, sees: int) -> None:
    from framst.access.acting import person as one
    from framst.organisation.models import Group

    with imports():
        who = Person.objects.create(given_name="Vik", family_name="Arie", email="vik@ekdalen.example")
        unit, group = Unit.objects.get(code=LEAVING), Group.objects.get(source_id=f"{LEAVING}-5")
        Assignment.objects.create(person=who, profession="teacher", unit=unit, from_on=dt.date(2026, 10, 1))
        GroupDuty.objects.create(
            person=who, group=group, role="teacher", from_on=dt.date(2026, 11, 2), until_on=dt.date(2026, 11, 6)
        )
        there = group.memberships.exclude(secrecy="P").count()
    with acting(one(who.pk, dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC))):
        assert Pupil.objects.count() == (there if sees else 0)


def test_a_duty_that_outlasts_the_assignment_opens_nothing(db: None) -> None:
    late = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
    with imports():
        Assignment.objects.filter(person=account("larare").person_id).update(until_on=dt.date(2026, 11, 9))
    with acting(actor("larare", late - dt.timedelta(days=1))):
        assert Pupil.objects.exists()
    with acting(actor("larare", late)):
        assert not Pupil.objects.filter(ties__isnull=True).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(framst_group_pupils())")
            assert cursor.fetchone()[0] == 0
