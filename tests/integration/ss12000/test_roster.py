"""A roster from the server: what comes in, what is left out and told, whole and as changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from framst.foundation.refusal import Refused
from framst.integrations.models import RosterRun, SourceState
from framst.integrations.roster.terms import RunState
from framst.integrations.ss12000 import terms
from framst.integrations.ss12000.services import NO_FORMER, Result
from framst.organisation.models import (
    Assignment,
    Enrolment,
    Group,
    GroupDuty,
    Guardian,
    IdentityNumber,
    Membership,
    Person,
    ProtectedMark,
    Pupil,
)

from .conftest import SOURCE, as_import
from .provider import Provider
from .world import DALSKOLAN, HAGASKOLAN, NOW, World, ref

LATER = NOW + dt.timedelta(days=1)
Reads = Callable[..., Result]


def mine() -> Any:
    return Pupil.objects.filter(source=SOURCE)


def here(one: dict[str, Any]) -> Pupil:
    return Pupil.objects.get(source=SOURCE, source_id=one["id"])


def test_everything_comes_in(world: World, read_in: Reads) -> None:
    one = world.pupils[0]
    result = read_in()
    assert result.outcome.state is RunState.APPLIED
    changes = result.outcome.changes
    assert (changes.pupils_new, changes.enrolments_new, changes.numbers, changes.guardians) == (30, 30, 30, 60)
    assert (changes.groups, changes.memberships, changes.staff_new) == (2, 30, 2)
    assert result.remarks.lines() == []
    with as_import():
        pupil = here(one)
        assert (pupil.given_name, pupil.family_name) == (one["givenName"], one["familyName"])
        assert pupil.holder.code == DALSKOLAN
        assert pupil.birth_date == dt.date.fromisoformat(one["birthDate"])
        enrolment = Enrolment.objects.get(pupil=pupil)
        assert (enrolment.unit.code, enrolment.form and enrolment.form.code, enrolment.grade) == (DALSKOLAN, "GR", "4")
        assert IdentityNumber.objects.get(pupil=pupil).number == one["civicNo"]["value"]
        guardians = Guardian.objects.filter(pupil=pupil)
        assert {g.relation for g in guardians} == {"Vårdnadshavare"}
        assert all(g.informed and g.email.endswith("@hem.example") and g.phone == "070-174 06 05" for g in guardians)
        teacher = Person.objects.get(external_id=world.teacher["id"])
        assert list(Assignment.objects.filter(person=teacher).values_list("profession", "unit__code")) == [
            ("teacher", DALSKOLAN)
        ]
        assert set(GroupDuty.objects.filter(person=teacher).values_list("group__name", "role")) == {
            ("4A", "mentor"),
            ("5B", "teacher"),
        }
        assert Assignment.objects.get(person__external_id=world.nurse["id"]).profession == "school_nurse"
        assert SourceState.objects.get(source=SOURCE).last_complete_at == NOW


def test_the_same_again_changes_nothing(read_in: Reads) -> None:
    read_in()
    again = read_in(now=LATER)
    assert again.outcome.changes.nothing
    assert again.outcome.run is None


def test_a_dry_run_shows_and_saves_nothing(read_in: Reads) -> None:
    result = read_in(dry_run=True)
    assert result.outcome.state is RunState.TRIED
    assert result.outcome.changes.pupils_new == 30
    with as_import():
        assert not mine().exists()
        assert not SourceState.objects.filter(source=SOURCE).exists()


def test_many_gone_wait_for_a_person(world: World, read_in: Reads) -> None:
    read_in()
    for one in world.pupils[:5]:
        world.delete("persons", one)
    result = read_in(now=LATER)
    assert result.outcome.state is RunState.WAITING
    with as_import():
        assert mine().filter(secrecy="C").count() == 30
        run = RosterRun.objects.get(source=SOURCE, state="waiting")
        assert run.changes["pupils_left"] == 5
        assert SourceState.objects.get(source=SOURCE).last_complete_at == NOW
        RosterRun.objects.filter(pk=run.pk).update(state="approved", decided_at=LATER)
    assert read_in(now=LATER).outcome.state is RunState.APPLIED
    with as_import():
        assert mine().filter(secrecy="C").count() == 25


def test_a_pupil_who_is_no_longer_there_has_left(world: World, read_in: Reads) -> None:
    read_in()
    world.delete("persons", world.pupils[0])
    result = read_in(now=LATER)
    assert result.outcome.changes.pupils_left == 1
    with as_import():
        gone = here(world.pupils[0])
        assert gone.secrecy == "L"
        assert Enrolment.objects.get(pupil=gone).until_on == NOW.date()
    assert read_in(now=LATER).outcome.changes.nothing


def test_a_delta_asks_five_minutes_back_and_touches_what_has_changed(
    world: World, provider: Provider, read_in: Reads
) -> None:
    read_in()
    provider.asked.clear()
    world.now = NOW + dt.timedelta(hours=1)
    world.change("persons", world.pupils[0], givenName="Nytt")
    result = read_in(now=LATER, delta=True)
    asked = provider.paths("/v2.0/persons")
    assert [each.filters["meta.modified.after"] for each in asked] == ["2026-11-02T08:55:00+00:00"]
    assert provider.paths("/v2.0/deletedEntities")[0].filters["after"] == "2026-11-02T08:55:00+00:00"
    assert len(provider.paths("/v2.0/activities")) == 1  # asked for changes, and not read whole
    assert {k: v for k, v in result.outcome.changes.as_json().items() if v} == {"pupils_changed": 1}
    with as_import():
        assert here(world.pupils[0]).given_name == "Nytt"
        assert Guardian.objects.filter(pupil=here(world.pupils[0])).count() == 2
        assert Membership.objects.filter(pupil=here(world.pupils[0]), until_on=None).count() == 1
        assert SourceState.objects.get(source=SOURCE).last_complete_at == LATER
    assert read_in(now=LATER + dt.timedelta(hours=1), delta=True).outcome.changes.nothing


def test_a_delta_needs_a_former_run(read_in: Reads) -> None:
    with pytest.raises(Refused) as refused:
        read_in(delta=True)
    assert refused.value.sentence == NO_FORMER


@pytest.mark.parametrize("shape", ["object", "list", "each", "bare"])
def test_deletions_in_every_shape(shape: str, world: World, provider: Provider, read_in: Reads) -> None:
    read_in()
    provider.deleted_shape = shape
    world.now = NOW + dt.timedelta(hours=1)
    world.delete("persons", world.pupils[0])
    world.delete("groups", world.classes[1])
    world.delete("persons", world.nurse)
    result = read_in(now=LATER, delta=True)
    assert result.outcome.changes.pupils_left == 1
    with as_import():
        assert here(world.pupils[0]).secrecy == "L"
        assert Group.objects.get(source_id=world.classes[1]["id"]).until_on == NOW.date()
        assert not Membership.objects.filter(group__source_id=world.classes[1]["id"], until_on=None).exists()
        assert Assignment.objects.get(person__external_id=world.nurse["id"]).until_on == NOW.date()


@pytest.mark.parametrize("spelling", ["activities", "activitites"])
def test_a_deleted_activity_takes_its_teacher_from_the_group(
    spelling: str, world: World, provider: Provider, read_in: Reads
) -> None:
    read_in()
    provider.deleted_names = {"activities": spelling}
    world.now = NOW + dt.timedelta(hours=1)
    world.delete("activities", world.lesson)
    result = read_in(now=LATER, delta=True)
    assert result.remarks.count(terms.OTHER_SPELLING, "activities") == (2 if spelling == "activities" else 0) // 2
    with as_import():
        open_now = GroupDuty.objects.filter(person__external_id=world.teacher["id"], until_on=None)
        assert list(open_now.values_list("role", flat=True)) == ["mentor"]


def test_a_new_duty_in_a_delta_leaves_the_former_as_they_are(world: World, read_in: Reads) -> None:
    read_in()
    world.now = NOW + dt.timedelta(hours=1)
    new = world.staff("Kurator", world.dal)
    world.duty(world.nurse, "Skolsköterska", world.dal)
    result = read_in(now=LATER, delta=True)
    assert (result.outcome.changes.duties, result.outcome.changes.duties_ended) == (2, 0)
    with as_import():
        assert Assignment.objects.get(person__external_id=new["id"]).profession == "counsellor"
        assert set(
            Assignment.objects.filter(person__external_id=world.nurse["id"]).values_list("unit__code", flat=True)
        ) == {DALSKOLAN, HAGASKOLAN}


def test_a_delta_moves_members_and_pupils(world: World, read_in: Reads) -> None:
    read_in()
    world.now = NOW + dt.timedelta(hours=1)
    one = world.pupils[0]
    world.classes[0]["groupMemberships"] = [
        m for m in world.classes[0]["groupMemberships"] if m["person"]["id"] != one["id"]
    ]
    world.change("groups", world.classes[0])
    world.join(world.classes[1], one)
    result = read_in(now=LATER, delta=True)
    assert result.outcome.changes.memberships == 2
    with as_import():
        assert [m.group.name for m in Membership.objects.filter(pupil=here(one), until_on=None)] == ["5B"]
        assert Membership.objects.filter(group__name="4A", group__source=SOURCE, until_on=None).count() == 14


def test_a_guardian_who_changes_alone_and_one_who_is_new(world: World, read_in: Reads) -> None:
    read_in()
    old = world.has["persons"][world.pupils[0]["responsibles"][0]["person"]["id"]]
    unchanged = world.has["persons"][world.pupils[2]["responsibles"][0]["person"]["id"]]
    stranger = world.guardian("Gammal")  # there since August, and nobody's guardian until now
    world.now = NOW + dt.timedelta(hours=1)
    world.change("persons", old, familyName="Nygift")
    child = world.pupils[1]
    world.change("persons", child, responsibles=[
        {"person": ref(unchanged), "relationType": "God man"},
        {"person": ref(stranger), "relationType": "Vårdnadshavare"},
    ])  # fmt: skip
    read_in(now=LATER, delta=True)
    with as_import():
        assert Guardian.objects.get(source_id=old["id"]).family_name == "Nygift"
        assert set(Guardian.objects.filter(pupil=here(child)).values_list("source_id", "family_name", "relation")) == {
            (unchanged["id"], unchanged["familyName"], "God man"),
            (stranger["id"], "Gammal", "Vårdnadshavare"),
        }


def test_deleted_before_it_was_known_is_nothing(world: World, read_in: Reads) -> None:
    read_in()
    world.now = NOW + dt.timedelta(hours=1)
    late = world.pupil()
    world.delete("persons", late)
    result = read_in(now=LATER, delta=True)
    assert result.outcome.changes.pupils_left == 0
    with as_import():
        assert mine().count() == 30


def test_a_deletion_older_than_the_creation_anew_takes_nobody_away(world: World, read_in: Reads) -> None:
    read_in()
    one = world.pupils[0]
    world.now = NOW + dt.timedelta(hours=1)
    world.delete("persons", one)
    world.now = NOW + dt.timedelta(hours=2)
    world.has["persons"][one["id"]] = one
    world.change("persons", one, familyName="Åter")
    result = read_in(now=LATER, delta=True)
    assert result.remarks.count(terms.BACK_AGAIN) == 1
    assert result.outcome.changes.pupils_left == 0
    with as_import():
        assert (here(one).secrecy, here(one).family_name) == ("C", "Åter")


def test_a_civic_number_of_each_kind(world: World, read_in: Reads) -> None:
    def one(value: str | None, nationality: str = "SE", **given: Any) -> dict[str, Any]:
        made = world.pupil(**given)
        made.pop("civicNo")
        if value is not None:
            made["civicNo"] = {"value": value, "nationality": nationality}
        return made

    personal = one(world.number("Man"))
    coordination = one(world.number("Kvinna", coordination=True))
    temporary = [one("20160102TF01"), one("20160103T001")]
    none = one(None)
    unsound = one("201601012381")
    foreign = one("12345678901", "NO")
    result = read_in()
    assert result.outcome.changes.pupils_new == 37
    assert result.remarks.count(terms.BAD_NUMBER) == 1
    assert result.remarks.count(terms.FOREIGN_NUMBER) == 1
    with as_import():
        kinds = {n.pupil.source_id: n.kind for n in IdentityNumber.objects.filter(pupil__source=SOURCE)}
    assert kinds[personal["id"]] == "personnummer"
    assert kinds[coordination["id"]] == "samordningsnummer"
    assert [kinds[t["id"]] for t in temporary] == ["tillfälligt", "tillfälligt"]
    assert not {none["id"], unsound["id"], foreign["id"]} & set(kinds)


def test_a_number_that_somebody_else_has(world: World, read_in: Reads) -> None:
    shared = world.number("Man")
    for one in (world.pupil(), world.pupil()):
        one["civicNo"] = {"value": shared}
    with as_import():
        taken = IdentityNumber.objects.exclude(pupil__source=SOURCE).values_list("number", flat=True)[0]
    world.pupil()["civicNo"] = {"value": taken}
    result = read_in()
    assert result.remarks.count(terms.NUMBER_TWICE) == 2
    assert result.remarks.count(terms.NUMBER_TAKEN) == 1
    assert (result.outcome.changes.pupils_new, result.outcome.changes.numbers) == (33, 30)


def test_a_person_without_birth_date_has_the_numbers_else_none(world: World, read_in: Reads) -> None:
    with_number = world.pupil(birthDate=None)
    without = world.pupil(birthDate=None)
    without.pop("civicNo")
    result = read_in()
    assert result.remarks.count(terms.NO_BIRTH_DATE) == 1
    value = with_number["civicNo"]["value"]
    with as_import():
        assert here(with_number).birth_date == dt.date(int(value[:4]), int(value[4:6]), int(value[6:8]))
        assert here(without).birth_date is None


def test_a_marked_pupil_is_not_taken_in_and_one_who_becomes_marked_is_gone(world: World, read_in: Reads) -> None:
    read_in()
    world.now = NOW + dt.timedelta(hours=1)
    marked = world.pupil(securityMarking="Skyddad folkbokföring")
    world.change("persons", world.pupils[0], securityMarking="Sekretessmarkering")
    by_reference = world.pupils[2]
    world.change("persons", by_reference)
    world.classes[0]["groupMemberships"][1]["person"]["securityMarking"] = "Sekretessmarkering"
    assert world.classes[0]["groupMemberships"][1]["person"]["id"] == by_reference["id"]
    result = read_in(now=LATER, delta=True)
    assert result.outcome.changes.pupils_protected == 2
    with as_import():
        hidden = (marked["id"], world.pupils[0]["id"], by_reference["id"])
        assert not mine().filter(source_id__in=hidden).exclude(secrecy="P").exists()


def test_no_word_of_protection_is_not_none(world: World, read_in: Reads) -> None:
    read_in()
    world.now = NOW + dt.timedelta(hours=1)
    was = world.pupils[0]
    world.change("persons", was, securityMarking="Sekretessmarkering")
    read_in(now=LATER)
    world.now = LATER + dt.timedelta(hours=1)
    world.change("persons", was, securityMarking=None)
    new = world.pupil(securityMarking=None)
    new.pop("securityMarking")
    with as_import():
        asked_before = ProtectedMark.objects.filter(lowering_asked_at__isnull=False).count()
    result = read_in(now=LATER + dt.timedelta(days=1))
    assert result.remarks.count(terms.NO_MARK) == 2
    assert result.outcome.changes.lowering_asked == 0
    with as_import():
        assert not mine().filter(source_id=was["id"]).exclude(secrecy="P").exists()
        assert here(new).secrecy == "C"
        assert ProtectedMark.objects.filter(lowering_asked_at__isnull=False).count() == asked_before


def test_staff_and_guardians_stay_protected_whatever_the_server_says_next(world: World, read_in: Reads) -> None:
    nurse, child = world.nurse, world.pupils[0]
    parent = world.has["persons"][child["responsibles"][0]["person"]["id"]]
    for one in (nurse, parent):
        one["securityMarking"] = "Sekretessmarkering"
    read_in()

    def still() -> bool:
        with as_import():
            guardians = Guardian.objects.filter(source_id=parent["id"])
            return Person.objects.get(external_id=nurse["id"]).given_name == "Skyddad" and not guardians.exists()

    assert still()
    world.now = NOW + dt.timedelta(hours=1)
    for one in (nurse, parent, child):
        world.change("persons", one, securityMarking=None)
    world.duty(nurse, "Skolsköterska", world.dal)  # all duties are read; the nurse has changed among them
    result = read_in(now=LATER, delta=True)
    assert still()
    assert (result.outcome.changes.lowering_asked, result.remarks.count(terms.NO_MARK_GUARDIAN)) == (0, 2)
    world.now = LATER + dt.timedelta(hours=1)
    for one in (nurse, parent, child):
        world.change("persons", one, securityMarking="Ingen")
    result = read_in(now=LATER + dt.timedelta(days=1), delta=True)
    assert still()
    assert result.outcome.changes.lowering_asked == 2
    # One who has not changed is not asked about: their duties alone tell nothing of protection.
    world.now = LATER + dt.timedelta(days=1, hours=1)
    world.duty(world.teacher, "Lärare", world.haga)
    read_in(now=LATER + dt.timedelta(days=2), delta=True)
    assert still()


def test_an_unknown_word_of_protection_protects(world: World, read_in: Reads) -> None:
    one = world.pupil(securityMarking="Kvarskrivning")
    result = read_in()
    assert result.remarks.count(terms.OTHER_MARK) == 1
    with as_import():
        assert not mine().filter(source_id=one["id"]).exists()


def test_an_enrolment_at_an_unknown_unit(world: World, read_in: Reads) -> None:
    both = world.pupil()
    both["enrolments"].append({**both["enrolments"][0], "enroledAt": ref(world.elsewhere)})
    only = world.pupil()
    only["enrolments"][0]["enroledAt"] = ref(world.elsewhere)
    result = read_in()
    assert result.remarks.count(terms.UNKNOWN_UNIT) == 2
    assert result.remarks.count(terms.NO_KNOWN_UNIT) == 1
    with as_import():
        assert Enrolment.objects.filter(pupil=here(both)).count() == 1
        assert not mine().filter(source_id=only["id"]).exists()


def test_cancelled_ended_and_adult_enrolments(world: World, read_in: Reads) -> None:
    cancelled = world.pupil()
    cancelled["enrolments"][0]["cancelled"] = True
    ended = world.pupil()
    ended["enrolments"][0].update(cancelled=True, endDate="2026-10-01")
    adult = world.pupil()
    adult["enrolments"][0]["schoolType"] = "VUXGY"
    backwards = world.pupil()
    backwards["enrolments"][0]["endDate"] = "2026-01-01"
    result = read_in()
    assert result.remarks.count(terms.CANCELLED) == 1
    assert result.remarks.count(terms.FORM_OUTSIDE) == 1
    assert result.remarks.count(terms.ENDS_BEFORE) == 1
    assert result.outcome.changes.pupils_new == 30  # who had left before we knew of them is not taken in either


def test_the_dead_are_no_longer_pupils_or_guardians(world: World, read_in: Reads) -> None:
    read_in()
    world.now = NOW + dt.timedelta(hours=1)
    parent = world.has["persons"][world.pupils[1]["responsibles"][0]["person"]["id"]]
    for one in (world.pupils[0], parent):
        world.change("persons", one, personStatus="Avliden")
    result = read_in(now=LATER, delta=True)
    assert result.remarks.count(terms.IS_DEAD) == 2
    assert (result.outcome.changes.pupils_left, result.outcome.changes.guardians_removed) == (1, 1)


def test_grades_forms_and_programmes(world: World, read_in: Reads) -> None:
    wanted = {"FKLASS": (0, "FSK", "F"), "GRS": (7, "GRAN", "7"), "GY": (1, "GY", "gy1"), "FTH": (3, "FTH", "")}
    made = {}
    for form, (year, _, _) in wanted.items():
        made[form] = world.pupil()
        made[form]["enrolments"][0].update(schoolType=form, schoolYear=year)
    made["GY"]["enrolments"][0]["programme"] = ref(world.programme)
    odd = world.pupil()
    odd["enrolments"][0]["schoolType"] = "MARS"
    result = read_in()
    assert result.remarks.count(terms.OTHER_WORD, "MARS") == 1
    with as_import():
        for form, (_, code, grade) in wanted.items():
            enrolment = Enrolment.objects.get(pupil=here(made[form]))
            assert (enrolment.form and enrolment.form.code, enrolment.grade) == (code, grade)
        assert Enrolment.objects.get(pupil=here(made["GY"])).programme == "Naturprogrammet"
        assert Enrolment.objects.get(pupil=here(odd)).form is None


def test_the_school_holds_the_pupil_and_not_the_leisure_centre(world: World, read_in: Reads) -> None:
    one = world.pupil(0)
    one["enrolments"].append(
        {"enroledAt": ref(world.haga), "schoolType": "FTH", "startDate": "2026-09-01", "cancelled": False}
    )
    read_in()
    with as_import():
        assert here(one).holder.code == DALSKOLAN


def test_roles(world: World, read_in: Reads) -> None:
    caretaker = world.staff("Annan personal", world.dal)
    strange = world.staff("Trollkarl", world.dal)
    area = world.staff("Skolpsykolog", world.area)
    top = world.staff("Kurator", world.authority)
    principal = world.staff("Rektor", world.dal)  # the demo's Dalskolan has one
    result = read_in()
    assert result.remarks.count(terms.NO_ROLE, "Annan personal") == 1
    assert result.remarks.count(terms.OTHER_WORD, "Trollkarl") == 1
    assert result.remarks.count(terms.DUTY_ABOVE) == 1
    assert result.remarks.count(terms.DUTY_TOO_HIGH) == 1
    assert result.remarks.count(terms.SECOND_PRINCIPAL) == 1
    with as_import():
        assert set(
            Assignment.objects.filter(person__external_id=area["id"]).values_list("profession", "unit__code")
        ) == {("school_psychologist", DALSKOLAN), ("school_psychologist", HAGASKOLAN)}
        without = [one["id"] for one in (caretaker, strange, top, principal)]
        assert not Person.objects.filter(external_id__in=without).exists()


def test_staff_without_an_address_or_with_somebody_elses(world: World, read_in: Reads) -> None:
    none = world.staff("Lärare", world.dal)
    none["emails"] = [{"type": "Privat", "value": "min.egen@hem.example"}]
    same = world.staff("Lärare", world.dal)
    same["emails"] = world.nurse["emails"]
    result = read_in()
    assert result.remarks.count(terms.NO_EMAIL) == 1
    assert result.remarks.count(terms.EMAIL_TAKEN) == 1
    with as_import():
        assert Person.objects.get(external_id=none["id"]).email.endswith("@invalid")
    assert read_in(now=LATER).outcome.changes.nothing


def test_what_real_servers_have_otherwise(world: World, provider: Provider, read_in: Reads) -> None:
    world.duty_of(world.teacher)["assignmentRole"].append(
        {"group": ref(world.classes[1]), "assignmentRoleType": "Lärare"}
    )
    world.lesson["teachers"].append({"grader": True})
    del world.lesson["calendarEventsRequired"]

    def naive(kind: str, one: dict[str, Any]) -> dict[str, Any]:
        one["meta"]["modified"] = one["meta"]["modified"].removesuffix("+00:00")
        for enrolment in one.get("enrolments", ()):
            enrolment["startDate"] = "2026-08-16T22:00:00Z"
        return one

    provider.reshape = naive
    result = read_in()
    assert result.remarks.count(terms.NAIVE) > 90
    assert result.remarks.count(terms.TIME_FOR_DAY) == 30
    assert result.remarks.count(terms.OTHER_WORD, "Lärare") == 1
    assert result.remarks.count(terms.NO_DUTY) == 1
    with as_import():
        assert Enrolment.objects.filter(pupil__source=SOURCE, from_on=dt.date(2026, 8, 17)).count() == 30
        run = RosterRun.objects.get(source=SOURCE)
        assert "Värde utanför standarden: Lärare." in run.remarks
        told = " ".join(run.remarks)
    for one in world.has["persons"].values():
        assert one["id"] not in told
        assert one["familyName"] not in told.split()


@pytest.mark.parametrize("status", [404, 501, 403])
def test_a_missing_endpoint_is_told_and_the_rest_is_read(status: int, provider: Provider, read_in: Reads) -> None:
    provider.lacks = {"activities": status, "programmes": status}
    result = read_in()
    sentence = terms.NO_ACCESS if status == 403 else terms.NO_ENDPOINT
    assert result.remarks.count(sentence, "activities") == 1
    assert result.lacking == ["programmes", "activities"]
    assert result.outcome.changes.pupils_new == 30
    with as_import():
        assert list(GroupDuty.objects.filter(group__source=SOURCE).values_list("role", flat=True)) == ["mentor"]


def test_an_endpoint_that_is_lost_takes_no_teacher_away(provider: Provider, read_in: Reads) -> None:
    read_in()
    provider.lacks = {"activities": 404}
    result = read_in(now=LATER)
    assert result.remarks.count(terms.LOST_ENDPOINT, "activities") == 1
    with as_import():
        assert GroupDuty.objects.filter(group__source=SOURCE, until_on=None).count() == 2


def test_without_duties_or_groups_or_persons(provider: Provider, read_in: Reads) -> None:
    read_in()
    for path in ("duties", "groups", "persons"):
        provider.lacks = {path: 404}
        assert read_in(now=LATER).outcome.changes.nothing


def test_a_person_twice_on_two_pages_is_read_once_and_the_last_holds(
    world: World, provider: Provider, read_in: Reads
) -> None:
    first = world.pupils[0]

    def shifted(kind: str, one: dict[str, Any]) -> dict[str, Any]:
        # The list has moved under the paging: the second page begins with somebody from the first.
        if one["id"] == world.pupils[7]["id"]:
            one = {**first, "familyName": "Senare"}
        return one

    provider.reshape = shifted
    result = read_in()
    assert result.remarks.count(terms.TWICE, "persons") == 1
    with as_import():
        assert here(first).family_name == "Senare"
        assert Enrolment.objects.filter(pupil=here(first)).count() == 1
        assert Guardian.objects.filter(pupil=here(first)).count() == 2


def test_a_server_that_wants_its_filters_again(world: World, provider: Provider, read_in: Reads) -> None:
    read_in()
    provider.keep_filters = True
    world.now = NOW + dt.timedelta(hours=1)
    for one in world.pupils:
        world.change("persons", one, familyName="Bytt")
    with pytest.raises(Refused) as refused:
        read_in(now=LATER, delta=True)
    assert "--keep-filters" in refused.value.sentence
    assert read_in(now=LATER, delta=True, keep_filters=True).outcome.changes.pupils_changed == 30
