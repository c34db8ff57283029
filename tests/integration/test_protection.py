"""Protected identity: who is kept out, who disappears, who is named, and that no import lowers a mark by itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from framst.access.acting import acting, machine
from framst.access.crossing import cross
from framst.access.models import Tie
from framst.access.walls import walled_models
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed, Refused
from framst.integrations.models import ProtectionDecision
from framst.integrations.roster import deciding
from framst.notices.models import Message
from framst.notices.services import queue
from framst.organisation.models import Account, Assignment, Guardian, NameToken, Person, ProtectedMark, Pupil, Setting
from framst.organisation.terms import MarkKind
from framst.pupils import services
from framst.pupils.models import Matter
from framst.wheel.models import Awaiting

from ..personas import EVERYONE, actor
from ..roster import DALSKOLAN, NOW, given, guardian, pupil, staff

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)
MARKED = {"skyddad": "sekretessmarkering"}
TRACES = ["Kanarie", "Fågelsson", "20140101T077", "kanarieadress"]


def importing(now: dt.datetime = LATER) -> Any:
    return acting(machine("import", now))


def key_of(source_id: str) -> UUID | None:
    with importing():
        return Pupil.objects.filter(source="prov", source_id=source_id).values_list("pk", flat=True).first()


def secrecy_of(source_id: str) -> str | None:
    with importing():
        return Pupil.objects.filter(source="prov", source_id=source_id).values_list("secrecy", flat=True).first()


def with_matter(tmp_path: Path, officer: str = "") -> UUID:
    """A pupil with a matter of the principal's and of the counsellor's; the sealing goes to `officer`."""
    given(tmp_path / "r", elever=[pupil("1", förnamn="Kanarie", efternamn="Fågelsson"), pupil("2")],
          vardnadshavare=[guardian("1", "v1", **{"e-post": "kanarieadress@hem.example"})])  # fmt: skip
    if officer:
        with importing():
            Setting.objects.create(code="protection_officer", value=actor(officer).person_id, set_at=NOW, set_by=None)
    for login, letter, kind in (("rektor", "C", "support"), ("kurator", "B", "talk")):
        one = actor(login, NOW)
        with acting(one):
            found = Pupil.objects.get(source="prov", source_id="1")
            services.open_matter(pupil=found, letter=letter, kind=kind, about="Samtal", by=one)
    key = key_of("1")
    assert key is not None
    return key


def mark(tmp_path: Path) -> None:
    given(tmp_path / "r", now=LATER, elever=[pupil("1", **MARKED), pupil("2")])


def test_a_marked_pupil_is_not_in_the_system_and_is_counted(tmp_path: Path) -> None:
    outcome = given(
        tmp_path / "r",
        elever=[
            pupil("1", personnummer="20140101T077", förnamn="Kanarie", efternamn="Fågelsson", **MARKED),
            pupil("2"),
        ],
        vardnadshavare=[guardian("1", "v1")],
    )
    assert (outcome.changes.pupils_new, outcome.changes.protected_kept_out) == (1, 1)
    assert key_of("1") is None
    assert nowhere_in_the_database(["Kanarie", "Fågelsson", "20140101T077", "Vuxenv1"]) == []


def nowhere_in_the_database(words: list[str]) -> list[str]:
    """The tables in which a word stands, as the machines see them that see most."""
    found = []
    for doer in (machine("import", LATER), machine("mail", LATER), machine("retention", LATER)):
        with acting(doer), connection.cursor() as cursor:
            for model in walled_models():
                table = model._meta.db_table
                cursor.execute(f"SELECT has_table_privilege('{table}', 'SELECT')")
                if not cursor.fetchone()[0]:
                    continue
                for word in words:
                    cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" t WHERE t::text LIKE %s)', [f"%{word}%"])
                    found += [f"{table}: {word}"] if cursor.fetchone()[0] else []
    return found


def test_one_who_becomes_protected_without_matters_is_gone_at_once(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=[pupil("1", förnamn="Kanarie", efternamn="Fågelsson"), pupil("2")],
          vardnadshavare=[guardian("1", "v1", **{"e-post": "kanarieadress@hem.example"})])  # fmt: skip
    given(tmp_path / "r", now=LATER, elever=[pupil("1", förnamn="Kanarie2"), pupil("2")])  # a former name is kept
    mark(tmp_path)
    assert key_of("1") is None
    assert nowhere_in_the_database(TRACES) == []


def test_one_with_matters_is_sealed_and_handed_to_the_officer(tmp_path: Path) -> None:
    key = with_matter(tmp_path, officer="kurator2")
    mark(tmp_path)
    assert secrecy_of("1") == "P"
    for login in EVERYONE:
        with acting(actor(login, LATER)):
            sees = login == "kurator2"
            assert Pupil.objects.filter(pk=key).exists() is sees, login
            assert Matter.objects.filter(pupil=key).exists() is sees, login
            assert Guardian.objects.filter(pupil=key).exists() is sees, login
            if login != "skolchef":
                assert Tie.objects.filter(pupil=key, kind="named").exists() is sees, login
        with acting(actor(login, LATER, second_factor=False)):
            assert not Pupil.objects.filter(pk=key).exists(), f"{login} without a second factor"
            assert not Tie.objects.filter(pupil=key).exists(), f"{login} without a second factor"
    with importing():
        assert not NameToken.objects.filter(pupil=key).exists()
        assert not Tie.objects.filter(pupil=key, ended_at__isnull=True).exclude(kind="named").exists()
    with acting(actor("loggranskare", LATER)):
        events = Event.objects.filter(subject=key, at=LATER)
        assert [(e.act, e.unit, e.letter) for e in events] == [("protected", None, "P")]


def test_the_officer_gets_a_letter_that_names_nobody(tmp_path: Path) -> None:
    with_matter(tmp_path, officer="kurator2")
    mark(tmp_path)
    with acting(machine("mail", LATER)):
        letter = Message.objects.get(kind="sealed")
        assert letter.address == "kurator2@ekdalen.example"
        assert not [word for word in (*TRACES, "Dalskolan", DALSKOLAN) if word in letter.subject + letter.body]


def test_letters_that_wait_and_things_on_start_pages_go_in_the_same_transaction(tmp_path: Path) -> None:
    key = with_matter(tmp_path)
    principal = actor("rektor", NOW)
    with acting(principal):
        matter = Matter.objects.get(pupil=key, letter="C")
        about = Pupil.objects.get(pk=key)
        for thing in (matter, about):
            queue(address="rektor@ekdalen.example", subject="x", body="y", kind="prov", about=thing, by=principal)
            Awaiting.objects.create(
                person_id=principal.person_id, about=f"matter:{thing.pk}", title="x", address="/", asked_at=NOW
            )
        queue(address="rektor@ekdalen.example", subject="x", body="y", kind="prov",
              about=Pupil.objects.get(source="prov", source_id="2"), by=principal)  # fmt: skip
    mark(tmp_path)
    with acting(machine("mail", LATER)):
        assert Message.objects.filter(kind="prov").count() == 1  # nearest miss: the other pupil's letter goes
    with importing():
        assert not Awaiting.objects.filter(title="x").exists()


@pytest.mark.parametrize("unmarked", ["", "nej"])
def test_no_import_lowers_a_mark_by_itself(tmp_path: Path, unmarked: str) -> None:
    with_matter(tmp_path)
    mark(tmp_path)
    outcome = given(tmp_path / "r", now=LATER, elever=[pupil("1", skyddad=unmarked), pupil("2")])
    assert (secrecy_of("1"), outcome.changes.lowering_asked) == ("P", 1)
    given(tmp_path / "r", now=LATER, elever=[pupil("1", efternamn="Helt Annan"), pupil("2")])
    assert secrecy_of("1") == "P"


def test_a_sealed_pupil_stays_sealed_even_if_every_mark_were_lost(tmp_path: Path) -> None:
    with_matter(tmp_path)
    mark(tmp_path)
    with importing():
        ProtectedMark.objects.update(still_marked=False)
    given(tmp_path / "r", now=LATER, elever=[pupil("1"), pupil("2")])
    assert secrecy_of("1") == "P"


def test_a_sealed_pupil_under_a_new_id_is_known_by_the_number(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=[pupil("1", personnummer="20140101T077"), pupil("2")])
    one = actor("rektor", NOW)
    with acting(one):
        services.open_matter(
            pupil=Pupil.objects.get(source="prov", source_id="1"), letter="C", kind="support", about="x", by=one
        )
    mark(tmp_path)
    given(tmp_path / "r", now=LATER, elever=[pupil("9", personnummer="20140101T077"), pupil("2")])
    assert key_of("9") is None


def chief(now: dt.datetime = LATER) -> Any:
    return actor("skolchef", now)


def test_the_chief_education_officer_lowers_what_the_source_has_asked(tmp_path: Path) -> None:
    key = with_matter(tmp_path, officer="kurator2")
    mark(tmp_path)
    given(tmp_path / "r", now=LATER, elever=[pupil("1"), pupil("2")])
    for wrong in ({"source_id": "2"}, {"source": "annan"}, {"kind": MarkKind.STAFF}):
        with acting(chief()), pytest.raises(Refused):
            deciding.lower(
                **{
                    "source": "prov",
                    "source_id": "1",
                    "kind": MarkKind.PUPIL,
                    "basis": "Beslut",
                    "by": chief(),
                    **wrong,
                }
            )
    with acting(chief()):
        deciding.lower(source="prov", source_id=" 1 ", kind=MarkKind.PUPIL, basis="Skatteverkets beslut", by=chief())
        assert [d.kind for d in ProtectionDecision.objects.all() if d.basis == "Skatteverkets beslut"] == ["lower"]
    assert secrecy_of("1") == "C"
    with acting(actor("kurator2", LATER)):
        assert not Pupil.objects.filter(pk=key).exists()
    given(tmp_path / "r", now=LATER + dt.timedelta(hours=1), elever=[pupil("1"), pupil("2")])
    with acting(actor("rektor", LATER)):
        assert NameToken.objects.filter(pupil=key).exists()  # found by searching again


def chief_who_reads_in(login: str = "skolchef") -> Any:
    """The chief education officer, who is system administrator too and may read lists in."""
    with importing():
        person = Person.objects.get(pk=actor(login).person_id)
        for profession in ("system_administrator", "chief_education_officer"):
            Assignment.objects.get_or_create(person=person, profession=profession, defaults={"from_on": NOW.date()})
    return actor(login, LATER)


def lower(by: Any, kind: MarkKind = MarkKind.PUPIL, source_id: str = "1") -> None:
    with acting(by):
        deciding.lower(source="prov", source_id=source_id, kind=kind, basis="Beslut", by=by)


def test_whoever_read_the_list_in_does_not_decide_the_lowering_it_asks_for(tmp_path: Path) -> None:
    key = with_matter(tmp_path, officer="kurator2")
    mark(tmp_path)
    both = chief_who_reads_in()
    given(tmp_path / "r", now=LATER, by=both, elever=[pupil("1"), pupil("2")])
    with pytest.raises(Refused) as refused:
        lower(both)
    assert str(refused.value).startswith("Listan där märkningen saknas har du själv läst in.")
    # The wall holds by itself: nobody's own proposal is let through, a hair's breadth from another's.
    with acting(both), pytest.raises(NotAllowed):
        cross("lower_protection", pupil=key, proposer=both.person_id, secrecy="C")
    # Reading it in once more does not help, nor does the same list under a new day.
    given(tmp_path / "r", now=LATER + dt.timedelta(hours=1), by=both, elever=[pupil("1"), pupil("2")])
    with pytest.raises(Refused):
        lower(both)
    assert secrecy_of("1") == "P"
    lower(chief_who_reads_in("utredare"))  # nearest miss: another chief
    assert secrecy_of("1") == "C"


@pytest.mark.parametrize("first", ["the chief", "somebody else"])
@pytest.mark.parametrize("other", ["system", ""])
def test_when_somebody_else_has_asked_too_the_chief_decides(tmp_path: Path, first: str, other: str) -> None:
    given(tmp_path / "r", elever=[pupil("1", **MARKED), pupil("2")])
    both = chief_who_reads_in()
    readers = [both, actor(other, LATER) if other else None]
    for by in readers if first == "the chief" else reversed(readers):
        given(tmp_path / "r", now=LATER, by=by, elever=[pupil("1"), pupil("2")])
    lower(both)
    given(tmp_path / "r", now=LATER, elever=[pupil("1"), pupil("2")])
    assert secrecy_of("1") == "C"


def test_a_new_mark_forgets_who_asked(tmp_path: Path) -> None:
    both = chief_who_reads_in()
    for by, elever in (
        (None, [pupil("1", **MARKED)]),
        (both, [pupil("1")]),
        (None, [pupil("1", **MARKED)]),
        (None, [pupil("1")]),
    ):
        given(tmp_path / "r", now=LATER, by=by, elever=[*elever, pupil("2")])
    lower(both)


def test_a_guardians_and_a_colleagues_mark_is_not_lowered_by_whoever_read_the_list_in(tmp_path: Path) -> None:
    pupils, both = [pupil("1"), pupil("2")], chief_who_reads_in()
    given(tmp_path / "r", elever=pupils, vardnadshavare=[guardian("1", "v", **MARKED)], personal=[staff("s", **MARKED)])
    given(tmp_path / "r", now=LATER, by=both, elever=pupils, vardnadshavare=[guardian("1", "v")], personal=[staff("s")])
    for kind, source_id in ((MarkKind.GUARDIAN, "v"), (MarkKind.STAFF, "s")):
        with pytest.raises(Refused):
            lower(both, kind, source_id)
    given(tmp_path / "r", now=LATER, elever=pupils, vardnadshavare=[guardian("1", "v")], personal=[staff("s")])
    for kind, source_id in ((MarkKind.GUARDIAN, "v"), (MarkKind.STAFF, "s")):
        lower(both, kind, source_id)


def test_only_those_outside_are_counted_as_kept_out(tmp_path: Path) -> None:
    with acting(chief()):
        before = deciding.kept_out(by=chief())
    with_matter(tmp_path)
    given(tmp_path / "r", now=LATER, elever=[pupil("1", **MARKED), pupil("2"), pupil("3", **MARKED)])
    with acting(chief()):
        assert deciding.kept_out(by=chief()) == before + 1  # the third; the first is sealed, and in the system


def test_one_who_is_not_in_the_system_comes_in_after_the_decision(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=[pupil("1", **MARKED), pupil("2")])
    given(tmp_path / "r", now=LATER, elever=[pupil("1"), pupil("2")])
    assert key_of("1") is None
    with acting(chief()):
        deciding.lower(source="prov", source_id="1", kind=MarkKind.PUPIL, basis="Beslut", by=chief())
    given(tmp_path / "r", now=LATER, elever=[pupil("1"), pupil("2")])
    assert secrecy_of("1") == "C"


def test_what_is_kept_is_not_asked_about_until_the_source_marks_again(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=[pupil("1", **MARKED), pupil("2")])
    unmarked = [pupil("1"), pupil("2")]
    given(tmp_path / "r", now=LATER, elever=unmarked)
    with acting(chief()):
        deciding.keep(source="prov", source_id="1", kind=MarkKind.PUPIL, basis="Hotbilden kvarstår", by=chief())
    assert given(tmp_path / "r", now=LATER, elever=unmarked).changes.lowering_asked == 0
    assert key_of("1") is None
    given(tmp_path / "r", now=LATER, elever=[pupil("1", **MARKED), pupil("2")])
    assert given(tmp_path / "r", now=LATER, elever=unmarked).changes.lowering_asked == 1


@pytest.mark.parametrize("login", [login for login in EVERYONE if login not in ("skolchef", "ingen")])
def test_nobody_else_decides_or_sees_the_marks(login: str, tmp_path: Path) -> None:
    one = actor(login, LATER)
    with acting(one):
        assert not ProtectedMark.objects.exists()
        assert not ProtectionDecision.objects.exists()
        with pytest.raises(NotAllowed):
            deciding.include(source="prov", source_id="1", named=[Person.objects.all()[0]], basis="x", by=one)
        with pytest.raises(NotAllowed):
            cross("find_protected", source="prov", source_id="1")
        with pytest.raises(NotAllowed):
            cross("count_protected", unnamed=False)


def test_the_chief_decides_with_a_second_factor_only() -> None:
    one = actor("skolchef", LATER, second_factor=False)
    with acting(one):
        assert not ProtectedMark.objects.exists()
        with pytest.raises(NotAllowed):
            deciding.include(source="prov", source_id="1", named=list(Person.objects.all()[:1]), basis="x", by=one)
        with pytest.raises(NotAllowed):
            cross("count_protected", unnamed=False)
    with acting(chief()):
        assert ProtectedMark.objects.exists()  # the control: the demo has some


def test_a_decision_takes_the_pupil_in_for_the_named_alone(tmp_path: Path) -> None:
    people = {login: actor(login).person_id for login in ("kurator", "rektor")}
    with acting(chief()):
        deciding.include(
            source="prov", source_id="1", named=[Person.objects.get(pk=people["kurator"])],
            basis="Nämndens beslut 2025-03-01", by=chief(),
        )  # fmt: skip
    given(tmp_path / "r", now=LATER, elever=[pupil("1", **MARKED), pupil("2")], vardnadshavare=[guardian("1", "v1")])
    key = key_of("1")
    assert secrecy_of("1") == "P"
    for login in EVERYONE:
        with acting(actor(login, LATER)):
            assert Pupil.objects.filter(pk=key).exists() is (login == "kurator"), login
    with acting(chief()):
        [tie] = deciding.named_for(key)  # type: ignore[arg-type]
        assert (tie.person_id, tie.basis, tie.decided_by_id) == (
            people["kurator"], "Nämndens beslut 2025-03-01", chief().person_id,
        )  # fmt: skip
        # One more is named, and the first is taken off; the next reading does not let the first in again.
        deciding.name(pupil=key, person=Person.objects.get(pk=people["rektor"]), basis="Vikarie", by=chief())  # type: ignore[arg-type]
        deciding.take_off(tie=tie.pk, pupil=key, by=chief())  # type: ignore[arg-type]
    given(tmp_path / "r", now=LATER, elever=[pupil("1", **MARKED), pupil("2")])
    for login, sees in (("kurator", False), ("rektor", True)):
        with acting(actor(login, LATER)):
            assert Pupil.objects.filter(pk=key).exists() is sees, login
    with importing():
        assert not NameToken.objects.filter(pupil=key).exists()
    with acting(chief()):
        deciding.exclude(source="prov", source_id="1", basis="Flyttat", by=chief())
    with acting(actor("rektor", LATER)):
        assert not Pupil.objects.filter(pk=key).exists()


def test_a_principal_protects_before_the_source_does(tmp_path: Path) -> None:
    given(tmp_path / "r", elever=[pupil("1"), pupil("2")])
    other = actor("rektor2", LATER)
    with acting(machine("import", LATER)):
        found = Pupil.objects.get(source="prov", source_id="1")
    with acting(other), pytest.raises(NotAllowed):
        deciding.protect_pupil(pupil=found, basis="Hot", by=other)
    principal = actor("rektor", LATER)
    with acting(principal):
        assert deciding.protect_pupil(pupil=found, basis="Hot", by=principal) is False
    assert key_of("1") is None
    # The source has not marked the pupil yet: it stays protected, and nobody is asked to lower it.
    outcome = given(tmp_path / "r", now=LATER, elever=[pupil("1"), pupil("2")])
    assert (outcome.changes.lowering_asked, key_of("1")) == (0, None)
    given(tmp_path / "r", now=LATER, elever=[pupil("1", **MARKED), pupil("2")])
    assert given(tmp_path / "r", now=LATER, elever=[pupil("1"), pupil("2")]).changes.lowering_asked == 1


def test_a_marked_guardian_is_taken_out_of_every_childs_page_and_stays_out(tmp_path: Path) -> None:
    pupils = [pupil("1"), pupil("2")]
    both = [guardian("1", "v"), guardian("2", "v"), guardian("2", "w")]
    given(tmp_path / "r", elever=pupils, vardnadshavare=both)
    marked = [guardian("1", "v", **MARKED), guardian("2", "v", **MARKED), guardian("2", "w")]
    given(tmp_path / "r", now=LATER, elever=pupils, vardnadshavare=marked)
    with importing():
        assert list(Guardian.objects.filter(pupil__source="prov").values_list("source_id", flat=True)) == ["w"]
    outcome = given(tmp_path / "r", now=LATER, elever=pupils, vardnadshavare=both)
    assert outcome.changes.lowering_asked == 1
    with importing():
        assert not Guardian.objects.filter(source_id="v").exists()
    with acting(chief()):
        deciding.lower(source="prov", source_id="v", kind=MarkKind.GUARDIAN, basis="Beslut", by=chief())
    given(tmp_path / "r", now=LATER, elever=pupils, vardnadshavare=both)
    with importing():
        assert Guardian.objects.filter(source_id="v").count() == 2


def test_a_protected_member_of_staff_has_no_name_anywhere_and_can_still_sign_in(tmp_path: Path, client_of: Any) -> None:
    login = "larare@ekdalen.example"
    with importing():
        queue(
            address=login, subject="x", body="y", kind="prov", about=Person.objects.get(email=login), by=actor("rektor")
        )
    row = staff("l1", förnamn="Jonas", efternamn="Palm", **{"e-post": login}, **MARKED)
    given(
        tmp_path / "r", now=LATER, source="demo", whole=False, personal=[{**row, "person-id": "larare"}, staff("annan")]
    )
    with importing():
        person = Account.objects.get(email=login).person
        assert person.name == "Skyddad medarbetare"
        assert person.email.endswith("@invalid") and "larare" not in person.email
        assert not Person.objects.filter(family_name="Palm").exists()
        queue(address=person.email, subject="x", body="y", kind="prov", about=person, by=actor("rektor"))
    with acting(machine("mail", LATER)):
        kept = Message.objects.get(kind="prov")  # the one that was queued before is not sent, the later never queued
        assert (kept.failed, kept.address) == ("Protected", person.email)
    assert client_of("larare").get("/").status_code == 200
    for path in ("/forvaltning/personer/", f"/forvaltning/personer/{person.pk}/", "/forvaltning/hamta/personer/csv/"):
        page = client_of("system").get(path).content.decode()
        assert "Palm" not in page and login not in page, path
    again = {**row, "person-id": "larare", "skyddad": ""}
    outcome = given(tmp_path / "r", now=LATER, source="demo", whole=False, personal=[again, staff("annan")])
    assert outcome.changes.lowering_asked == 1
    with importing():
        assert Person.objects.get(pk=person.pk).name == "Skyddad medarbetare"


def test_there_are_two_marks_and_no_third(tmp_path: Path) -> None:
    from framst.foundation.refusal import BadInput

    for word in ("sekretessmarkering", "skyddad folkbokföring"):
        given(tmp_path / "r", elever=[pupil("1", skyddad=word), pupil("2")])
        assert key_of("1") is None
    for word in ("fingerade personuppgifter", "ja", "kvarskrivning"):
        with pytest.raises(BadInput):
            given(tmp_path / "r", elever=[pupil("1", skyddad=word), pupil("2")])
