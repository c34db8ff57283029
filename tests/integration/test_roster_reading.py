"""The roster from files: everything or nothing, the same file twice changes nothing, and history is kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from framst.access.acting import acting, machine
from framst.audit.models import Event
from framst.foundation.refusal import BadInput, Refused
from framst.integrations.models import RosterRun
from framst.integrations.roster import reviewing
from framst.integrations.roster.terms import RunState
from framst.organisation.models import Enrolment, Former, Guardian, IdentityNumber, NameToken, Person, Pupil, Setting

from ..personas import actor
from ..roster import HAGASKOLAN, NOW, given, guardian, pupil, read_in, staff, written

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=30)


def importing(now: dt.datetime = NOW) -> Any:
    return acting(machine("import", now))


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    lists = {
        "elever": [pupil("1", personnummer="20140101T001"), pupil("2")],
        "vardnadshavare": [guardian("1", "v1")],
        "grupper": [{"grupp-id": "4A", "enhetskod": "99990004", "namn": "4A", "slag": "klass"}],
        "gruppmedlemmar": [{"grupp-id": "4A", "elev-id": "1", "från": "2024-08-19"}],
        "personal": [staff("s1")],
        "uppdrag": [{"person-id": "s1", "roll": "teacher", "enhetskod": "99990004", "från": "2024-08-19"}],
    }
    first = given(tmp_path / "r", **lists)
    assert (first.state, first.changes.pupils_new, first.changes.guardians) == (RunState.APPLIED, 2, 1)
    assert (first.changes.memberships, first.changes.staff_new, first.changes.duties) == (1, 1, 1)
    again = given(tmp_path / "r", now=LATER, **lists)
    assert again.changes.nothing
    assert again.run is None


def test_a_move_ends_the_old_enrolment_and_keeps_it(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=[pupil("1")])
    moved = pupil("1", enhetskod=HAGASKOLAN, från="2025-03-10")
    outcome = given(tmp_path / "r", now=LATER, elever=[moved])
    assert len(outcome.changes.moved) == 1
    with importing(LATER):
        rows = Enrolment.objects.filter(pupil__source_id="1", pupil__source="prov").order_by("from_on")
        assert [(e.unit.code, e.from_on, e.until_on) for e in rows] == [
            ("99990004", dt.date(2024, 8, 19), dt.date(2025, 4, 1)),
            (HAGASKOLAN, dt.date(2025, 3, 10), None),
        ]


def test_former_names_numbers_and_guardians_are_kept_by_the_database(tmp_path: Path) -> None:
    given(
        tmp_path / "r",
        elever=[pupil("1", personnummer="20140101T001", efternamn="Ek"), pupil("2")],
        vardnadshavare=[guardian("1", "v1", telefon="070-1"), guardian("1", "v2")],
    )
    given(
        tmp_path / "r",
        now=LATER,
        elever=[pupil("1", personnummer="20140101T002", efternamn="Ask"), pupil("2")],
        vardnadshavare=[guardian("1", "v1", telefon="070-2")],
    )
    with importing(LATER):
        kept = Former.objects.filter(pupil__source="prov").order_by("of_table", "was")
        assert [(f.of_table.removeprefix("organisation_"), f.pupil.source_id) for f in kept] == [
            ("guardian", "1"), ("guardian", "1"), ("identitynumber", "1"), ("pupil", "1"),
        ]  # fmt: skip
        told = [f.was for f in kept]
        assert {w["source_id"]: w["phone"] for w in told[:2]} == {"v1": "070-1", "v2": ""}
        assert told[2]["number"] == "20140101T001"
        assert told[3]["family_name"] == "Ek"
    with acting(actor("rektor")):
        assert Former.objects.filter(pupil__source="prov").count() == 4
    for other in ("system", "rektor2", "larare", "skolchef", "loggranskare"):
        with acting(actor(other)):
            assert not Former.objects.exists(), other


def test_nobody_writes_history(tmp_path: Path) -> None:
    from django.db import ProgrammingError, connection, transaction

    for statement in (
        "DELETE FROM organisation_former",
        "UPDATE organisation_former SET was = '{}'",
        "INSERT INTO organisation_former SELECT * FROM organisation_former",
    ):
        with pytest.raises(ProgrammingError), importing(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_one_who_comes_back_under_a_new_id_takes_the_number_along(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=[pupil("1", personnummer="20140101T001"), pupil("2")])
    given(tmp_path / "r", now=LATER, elever=[pupil("2")])
    given(tmp_path / "r", now=LATER, elever=[pupil("2"), pupil("3", personnummer="20140101T001")])
    with importing(LATER):
        assert IdentityNumber.objects.get(number="20140101T001").pupil.source_id == "3"


def test_a_number_or_an_address_of_somebody_else_is_refused_and_not_shown(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=[pupil("1", personnummer="20140101T001")], personal=[staff("s1")])
    with pytest.raises(BadInput) as caught:
        given(
            tmp_path / "q", source="annan", elever=[pupil("9", personnummer="20140101T001")],
            personal=[staff("s9", **{"e-post": "s1@ekdalen.example"})],
        )  # fmt: skip
    assert [(f.row, f.column, f.value) for f in caught.value.faults] == [(2, "personnummer", ""), (2, "e-post", "")]


def many(n: int) -> list[dict[str, str]]:
    return [pupil(str(k)) for k in range(n)]


def test_too_many_gone_waits_is_approved_and_is_used_once(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=many(40))
    waiting = given(tmp_path / "r", elever=many(30))
    assert waiting.state is RunState.WAITING
    assert waiting.run is not None and waiting.run.changes["pupils_left"] == 10
    with importing():
        assert Pupil.objects.filter(source="prov", secrecy="C").count() == 40
    system = actor("system")
    with acting(system):
        reviewing.approve(run=RosterRun.objects.get(pk=waiting.run.pk), by=system)
    assert given(tmp_path / "r", elever=many(30)).state is RunState.APPLIED
    with acting(system):
        assert RosterRun.objects.get(pk=waiting.run.pk).state == RunState.USED
    # Nearest miss: the approval is used, so ten more do not go.
    assert given(tmp_path / "r", elever=many(20)).state is RunState.WAITING


def test_an_approval_lets_no_more_go_than_it_said(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=many(40))
    waiting = given(tmp_path / "r", elever=many(30))
    system = actor("system")
    with acting(system):
        reviewing.approve(run=RosterRun.objects.get(pk=waiting.run.pk), by=system)  # type: ignore[union-attr]
    assert given(tmp_path / "r", elever=many(29)).state is RunState.WAITING
    with acting(system):
        assert RosterRun.objects.get(pk=waiting.run.pk).state == RunState.REPLACED  # type: ignore[union-attr]


def test_a_rejected_run_and_one_replaced_cannot_be_approved(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=many(40))
    first, second = given(tmp_path / "r", elever=many(30)), given(tmp_path / "r", elever=many(31))
    system = actor("system")
    with acting(system):
        reviewing.reject(run=RosterRun.objects.get(pk=second.run.pk), by=system)  # type: ignore[union-attr]
        for outcome in (first, second):
            with pytest.raises(Refused):
                reviewing.approve(run=RosterRun.objects.get(pk=outcome.run.pk), by=system)  # type: ignore[union-attr]
    with acting(actor("rektor")), pytest.raises(Refused):
        reviewing.approve(run=second.run, by=actor("rektor"))  # type: ignore[arg-type]


def test_the_limit_is_the_authoritys(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=many(40))
    with acting(actor("system")):
        Setting.objects.create(code="import_most_gone", value=50, set_at=NOW)
    assert given(tmp_path / "r", elever=many(30)).state is RunState.APPLIED


def test_a_dry_run_says_the_same_and_changes_nothing(tmp_path: Path) -> None:
    written(tmp_path / "r", elever=many(5))
    tried = read_in(tmp_path / "r", dry_run=True)
    assert (tried.state, tried.changes.pupils_new) == (RunState.TRIED, 5)
    with importing():
        assert not Pupil.objects.filter(source="prov").exists()
        assert not RosterRun.objects.filter(source="prov").exists()


def test_a_part_takes_nobody_away(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=many(5))
    given(tmp_path / "r", whole=False, elever=[pupil("0", efternamn="Annat")])
    with importing():
        assert Pupil.objects.filter(source="prov", secrecy="C").count() == 5
        assert Pupil.objects.get(source="prov", source_id="0").family_name == "Annat"


def test_long_swedish_names_fit(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=[pupil("1", förnamn="å" * 100, efternamn="ö" * 100)])
    with importing():
        assert NameToken.objects.filter(pupil__source="prov").count() == 2


def test_script_in_a_name_is_text(tmp_path: Path, client_of: Any) -> None:
    given(tmp_path / "r", elever=[pupil("1", förnamn="<script>alert(1)</script>", efternamn="'; DROP TABLE x; --")])
    with importing():
        key = Pupil.objects.get(source="prov").pk
    page = client_of("rektor").get(f"/elever/{key}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_a_person_who_reads_in_sees_no_pupil_and_is_told_of_in_the_record(tmp_path: Path) -> None:
    from framst.access.professions import PROFESSIONS
    from framst.integrations.roster.files import reader
    from framst.integrations.roster.finding import lists_of
    from framst.integrations.roster.services import import_roster

    written(tmp_path / "r", elever=many(3))
    system = actor("system", NOW)
    with acting(system):
        outcome = import_roster(
            source="prov", by=system,
            reader=reader(
                lists_of([tmp_path / "r"]), source="prov", professions={c: c for c in PROFESSIONS}, today=system.today
            ),
        )  # fmt: skip
        assert outcome.changes.pupils_new == 3
        assert not Pupil.objects.exists()
        assert RosterRun.objects.get(pk=outcome.run.pk).run_by_id == system.person_id  # type: ignore[union-attr]
        event = Event.objects.get(act="imported", person=system.person_id)
        assert event.detail["pupils_new"] == 3


def test_a_guardian_is_one_row_a_child(tmp_path: Path) -> None:
    given(
        tmp_path / "r",
        elever=[pupil("1"), pupil("2")],
        vardnadshavare=[guardian("1", "v"), guardian("2", "v", **{"får information": "nej"})],
    )
    with importing():
        rows = Guardian.objects.filter(source_id="v").order_by("pupil__source_id")
        assert [g.informed for g in rows] == [True, False]


def counsellor() -> Person:
    with importing():
        return Person.objects.get(email="kurator@ekdalen.example")


def test_an_address_makes_nobody_somebody_here(tmp_path: Path) -> None:
    """Whoever could write an address into a list would else be signed in as that person at the authority's door."""
    with importing():
        before = Person.objects.count()
    lists = {
        "personal": [staff("k1", **{"e-post": "Kurator@Ekdalen.example"}), staff("k2")],
        "grupper": [{"grupp-id": "4A", "enhetskod": "99990004", "namn": "4A", "slag": "klass"}],
        "uppdrag": [
            {"person-id": key, "roll": "teacher", "enhetskod": "99990004", "från": "2024-08-19"} for key in ("k1", "k2")
        ],
        "gruppansvar": [{"grupp-id": "4A", "person-id": "k1", "roll": "teacher", "från": "2024-08-19"}],
    }
    first = given(tmp_path / "r", **lists)
    assert (first.changes.staff_to_join, first.changes.staff_new, first.changes.duties) == (1, 1, 1)
    assert (counsellor().external_id, counsellor().family_name != "Anställdk1") == ("", True)
    with importing():
        assert Person.objects.count() == before + 1
        assert first.run is not None and first.run.changes["staff_to_join"] == 1
    again = given(tmp_path / "r", now=LATER, **lists)
    assert again.changes.nothing and again.changes.staff_to_join == 1
    assert again.run is not None and again.run.changes["staff_to_join"] == 1  # told of until somebody has joined them

    with acting(actor("system")):
        Person.objects.filter(pk=counsellor().pk).update(external_id="k1")
    joined = given(tmp_path / "r", now=LATER, **lists)
    assert (joined.changes.staff_to_join, joined.changes.staff_new, joined.changes.duties) == (0, 0, 2)
    assert counsellor().family_name == "Anställdk1"


def test_somebody_known_does_not_get_anothers_address(tmp_path: Path) -> None:
    given(tmp_path / "r", personal=[staff("s1")])
    with pytest.raises(BadInput) as refused:
        given(tmp_path / "r", now=LATER, personal=[staff("s1", **{"e-post": "kurator@ekdalen.example"})])
    assert [(f.row, f.column) for f in refused.value.faults] == [(2, "e-post")]
    assert counsellor().external_id == ""


def test_one_marked_as_protected_is_protected_once_joined(tmp_path: Path) -> None:
    marked = [staff("k1", **{"e-post": "kurator@ekdalen.example", "skyddad": "sekretessmarkering"})]
    assert given(tmp_path / "r", personal=marked).changes.staff_to_join == 1
    with acting(actor("system")):
        key = counsellor().pk
        Person.objects.filter(pk=key).update(external_id="k1")
    given(tmp_path / "r", now=LATER, personal=marked)
    with importing():
        assert Person.objects.get(pk=key).given_name == "Skyddad"
