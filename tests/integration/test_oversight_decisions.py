"""Disclosures, consents, what a guardian is not shown, and the extract that leaves it out."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import ProgrammingError

from framst.access.acting import acting, machine
from framst.access.open_record import open_record
from framst.administration.services import set_setting
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Assignment, Guardian, Person, Pupil, Unit
from framst.oversight import queries, services, tasks
from framst.oversight.models import Consent, DisclosureDecision, Extract, NotShown
from framst.pupils import services as matters
from framst.pupils.models import Matter
from framst.workflows import protection

from ..personas import account, actor

pytestmark = pytest.mark.django_db
WEIGHED = "Stödet kräver att psykologen ser skolans utredning"


def found(login: str) -> Pupil:
    with acting(actor(login)):
        return Pupil.objects.get(source_id="99990004-4-0")


def one(login: str) -> Person:
    with acting(actor("system")):
        return Person.objects.get(pk=account(login).person_id)


def disclosed(by_login: str, letter: str, to: str) -> DisclosureDecision:
    by = actor(by_login)
    with acting(by):
        return services.disclose(
            pupil=found(by_login), letter=letter, matter=None, person=one(to), authority="", basis="necessary",
            basis_words="", weighing=WEIGHED, what="utredningen", until_on=by.today + dt.timedelta(30), by=by,
        )  # fmt: skip


def seen(login: str) -> set[str]:
    with acting(actor(login)):
        return set(Matter.objects.filter(pupil__source_id="99990004-4-0").values_list("letter", flat=True))


def test_a_disclosure_lets_one_person_in_to_one_zone_until_it_is_ended() -> None:
    assert seen("kurator2") == set()
    made = disclosed("rektor", "C", "kurator2")
    assert seen("kurator2") == {"C"} and seen("skolskoterska2") == set()
    by = actor("rektor")
    with acting(by):
        services.end_decision(decision=DisclosureDecision.objects.get(pk=made.pk), by=by)
    assert seen("kurator2") == set()


def test_a_principal_cannot_disclose_what_is_not_theirs() -> None:
    for letter in "AB":
        with pytest.raises(NotAllowed):
            disclosed("rektor", letter, "kurator2")


def test_each_zone_keeps_its_decisions_to_itself() -> None:
    disclosed("skolskoterska", "A", "kurator2")
    disclosed("kurator", "B", "kurator2")
    for login, letters in (("skolskoterska", {"A"}), ("kurator", {"B"}), ("rektor", set()), ("system", set())):
        with acting(actor(login)):
            assert set(DisclosureDecision.objects.values_list("letter", flat=True)) == letters, login


def test_a_decision_stands_only_its_ending_may_be_written() -> None:
    disclosed("rektor", "C", "kurator2")
    with pytest.raises(ProgrammingError), acting(actor("rektor")):
        DisclosureDecision.objects.update(weighing="något annat")


def test_the_register_has_the_fact_and_neither_pupil_nor_content() -> None:
    disclosed("kurator", "B", "kurator2")
    for login in ("registrator", "dataskydd"):
        by = actor(login)
        with acting(by):
            rows = queries.register(by.today, by.today)
        assert [r["kind"] for r in rows] == ["disclosure"]
        assert WEIGHED not in str(rows) and str(found("kurator").pk) not in str(rows)
    with pytest.raises(NotAllowed), acting(actor("system")):
        queries.register(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


def test_a_withdrawn_consent_ends_at_once() -> None:
    by, pupil = actor("kurator"), found("kurator")
    with acting(by):
        made = services.note_consent(
            pupil=pupil, letter="B", persons=[one("kurator2")], purpose="överlämning", given_by=["pupil"],
            received_on=by.today, until_on=by.today + dt.timedelta(30), by=by,
        )  # fmt: skip
    assert seen("kurator2") == {"B"}
    with acting(by):
        services.end_decision(decision=Consent.objects.get(pk=made.pk), by=by)
    assert seen("kurator2") == set()


def withheld(by_login: str, letter: str) -> Guardian:
    by, pupil = actor(by_login), found(by_login)
    with acting(by):
        guardian = Guardian.objects.filter(pupil=pupil, informed=True).order_by("source_id")[0]
        services.withhold(
            pupil=pupil, letter=letter, matter=None, guardian=guardian, what="samtalen",
            reason="Eleven riskerar att skadas hemma om det visas", until_on=None, by=by,
        )  # fmt: skip
    return guardian


def test_whoever_sees_the_guardian_sees_that_there_is_a_decision_and_not_what(client_of: Any) -> None:
    withheld("kurator", "B")
    page = client_of("larare").get(f"/elever/{found('larare').pk}/").content.decode()
    assert "allt får inte visas" in page and "samtalen" not in page and "skadas hemma" not in page


def extracted(by_login: str, guardian: Guardian | None) -> tuple[Extract, dict[str, Any]]:
    by, pupil = actor(by_login), found(by_login)
    with acting(by):
        made = services.order_extract(
            pupil=pupil, guardian=guardian, asked_on=by.today, identity_checked="visade legitimation", by=by
        )
        services.make_extract(extract=made, by=by)
    return made, json.loads(bytes(made.json or b""))


def test_the_extract_holds_what_the_one_who_orders_may_see() -> None:
    made, data = extracted("rektor", None)
    assert bytes(made.pdf or b"").startswith(b"%PDF-1.7")
    assert [m["gäller"] for m in data["ärenden"]] == ["Stöd i läsning"]
    assert "Samtal om kamrater" not in str(data) and "Hälsobesök genomfört" not in str(data)


def test_a_guardian_gets_neither_what_is_held_back_nor_that_it_is() -> None:
    guardian = withheld("rektor", "C")
    _made, told = extracted("rektor", None)
    _again, data = extracted("rektor", guardian)
    assert data["ärenden"] == [] and told["ärenden"] != []
    assert data["upplysning"] == told["upplysning"]
    assert "visas inte" not in str(data) and "skadas" not in str(data)


def test_a_file_is_fetched_once_by_the_one_who_ordered_and_is_an_event_with_its_checksum() -> None:
    import hashlib

    made, _data = extracted("rektor", None)
    with acting(actor("kurator")):
        assert not Extract.objects.exists()
    by = actor("rektor")
    with acting(by):
        content = services.fetch(key=made.pk, kind="pdf", by=by)
        with pytest.raises(Refused, match="redan hämtad"):
            services.fetch(key=made.pk, kind="pdf", by=by)
    with acting(actor("loggranskare")):
        event = Event.objects.get(act="exported", record=str(made.pk))
    assert event.detail["sha256"] == hashlib.sha256(content or b"").hexdigest()


def test_the_eleventh_file_of_a_day_is_stopped_and_the_reviewer_told() -> None:
    from framst.access.exporting import hand_out
    from framst.notices.models import Message

    by, pupil = actor("rektor"), found("rektor")
    with acting(by):
        said = [hand_out(b"x", by=by, table="oversight_extract", kind="pdf", pupils=[pupil.pk]) for _n in range(11)]
    assert said == [True] * 10 + [False]
    with acting(machine("mail", by.now)):
        assert Message.objects.filter(kind="export_alarm").count() == 1


def test_one_gets_ones_own_data_without_any_pupil() -> None:
    by = actor("kurator")
    with acting(by):
        made = services.order_own(by=by)
        services.make_extract(extract=made, by=by)
    data = json.loads(bytes(made.json or b""))
    assert data["person"]["namn"] == "Amira Nilsson" and "Samtal om kamrater" not in str(data)


def _second_matter() -> Matter:
    """A second matter of the school's about the same pupil, which the principal has read since, as has the teacher."""
    by = actor("rektor")
    with acting(by):
        key = matters.open_matter(pupil=found("rektor"), letter="C", kind="support", about="Läget hemma", by=by)
        made = Matter.objects.get(pk=key)
        matters.assign(matter=made, person=one("larare"), by=by)
    return made


def _opened(login: str, about: str) -> None:
    by = actor(login)
    with acting(by):
        open_record(Matter.objects.all(), by=by, purpose="ärende", pupil__source_id="99990004-4-0", about=about)


def _held_back(matter: Matter, by_login: str = "rektor") -> Guardian:
    by, pupil = actor(by_login), found(by_login)
    with acting(by):
        guardian = Guardian.objects.filter(pupil=pupil, informed=True).order_by("source_id")[0]
        services.withhold(
            pupil=pupil, letter="C", matter=matter, guardian=guardian, what="läget hemma",
            reason="Eleven riskerar att skadas hemma om det visas", until_on=None, by=by,
        )  # fmt: skip
    return guardian


def _reads(data: dict[str, Any]) -> list[str]:
    return [row["yrke"] for row in data["vem som har läst"]]


def test_a_guardian_is_not_told_who_has_read_the_one_matter_that_is_held_back() -> None:
    """Nor who has read what was decided about it; who has read the other matter stands there, and to the pupil all."""
    guardian = _held_back(_second_matter())
    _opened("larare", "Läget hemma")
    by = actor("rektor")
    with acting(by):
        open_record(NotShown.objects.all(), by=by, purpose="beslut")
    _made, data = extracted("rektor", guardian)
    assert _reads(data) == []
    _opened("larare", "Stöd i läsning")
    _made, data = extracted("rektor", guardian)
    # The two reads that the extracts themselves were, of the pupil alone, and the teacher's of the matter that is shown.
    assert [m["gäller"] for m in data["ärenden"]] == ["Stöd i läsning"]
    assert _reads(data) == ["skolans personal", "skolans personal"]
    _made, told = extracted("rektor", None)
    assert sorted(_reads(told)) == ["lärare", "lärare", "rektor", "rektor", "rektor"]


def test_one_who_does_not_see_the_matter_that_is_held_back_does_not_tell_of_it_either() -> None:
    guardian = _held_back(_second_matter())
    _opened("larare", "Läget hemma")
    _made, data = extracted("skolskoterska", guardian)
    assert _reads(data) == []


def test_the_other_guardian_is_told_of_what_is_held_back_from_the_first() -> None:
    guardian = _held_back(_second_matter())
    _opened("larare", "Läget hemma")
    with acting(actor("rektor")):
        other = Guardian.objects.filter(pupil=found("rektor"), informed=True).exclude(pk=guardian.pk).first()
        if other is None:
            first = Guardian.objects.get(pk=guardian.pk)
    if other is None:
        with acting(machine("import", actor("rektor").now)):
            other = Guardian(
                pupil_id=first.pupil_id, holder_id=first.holder_id, secrecy=first.secrecy, source_id="en-till",
                given_name="Alma", family_name="Aho", relation="Vårdnadshavare",
            )  # fmt: skip
            other.save(force_insert=True)
    _made, data = extracted("rektor", other)
    assert {m["gäller"] for m in data["ärenden"]} == {"Stöd i läsning", "Läget hemma"}
    assert _reads(data) == ["skolans personal"]


def ordered(login: str, **more: Any) -> Extract:
    by = actor(login, **more)
    with acting(by):
        return services.order_extract(
            pupil=found(login), guardian=None, asked_on=by.today, identity_checked="visade legitimation", by=by
        )


def _ends(login: str) -> None:
    with acting(actor("system")):
        Assignment.objects.filter(person_id=account(login).person_id, until_on=None).update(
            until_on=actor("system").today - dt.timedelta(1)
        )


def test_the_job_asks_for_the_right_anew() -> None:
    """Ordered while one worked here; made, and fetched, only by one who still does."""
    made, still = ordered("kurator"), ordered("rektor")
    fetched = ordered("kurator")
    by = actor("kurator")
    with acting(by):
        services.make_extract(extract=fetched, by=by)
    _ends("kurator")
    by = actor("kurator")
    with pytest.raises(NotAllowed), acting(by):
        services.make_extract(extract=Extract.objects.get(pk=made.pk), by=by)
    with pytest.raises(NotAllowed), acting(by):
        services.fetch(key=fetched.pk, kind="pdf", by=by)
    with acting(by):
        assert Extract.objects.get(pk=made.pk).pdf is None
    other = actor("rektor")
    with acting(other):
        services.make_extract(extract=Extract.objects.get(pk=still.pk), by=other)


def test_one_who_has_moved_to_another_school_makes_no_extract_there_of_here() -> None:
    made = ordered("kurator")
    with acting(actor("system")):
        elsewhere = Unit.objects.get(code="99990008")
        Assignment.objects.filter(person_id=account("kurator").person_id).update(unit=elsewhere)
    by = actor("kurator")
    with pytest.raises(NotAllowed), acting(by):
        services.make_extract(extract=Extract.objects.get(pk=made.pk), by=by)


def test_what_was_made_with_a_second_factor_is_fetched_with_one() -> None:
    made = ordered("kurator")
    by, without = actor("kurator"), actor("kurator", second_factor=False)
    with acting(by):
        services.make_extract(extract=made, by=by)
    with pytest.raises(NotAllowed, match="tvåfaktor"), acting(without):
        services.fetch(key=made.pk, kind="json", by=without)
    with acting(by):
        assert b"Samtal om kamrater" in (services.fetch(key=made.pk, kind="json", by=by) or b"")


def test_an_extract_that_was_not_fetched_is_gone_after_seven_days_and_of_a_protected_pupil_at_once() -> None:
    now = actor("rektor").now
    made = ordered("rektor")
    for days, left in ((6, 1), (7, 0)):
        tasks.tick(by=machine("tick", now + dt.timedelta(days=days, minutes=1)))
        with acting(actor("rektor")):
            assert Extract.objects.filter(pk=made.pk).count() == left, days

    waits, others = ordered("rektor"), None
    by = actor("rektor")
    with acting(by):
        services.make_extract(extract=waits, by=by)
        other = Pupil.objects.get(source_id="99990004-4-1")
        others = services.order_extract(
            pupil=other, guardian=None, asked_on=by.today, identity_checked="visade legitimation", by=by
        )
    with acting(machine("import", now)):
        assert protection.protect_by_import(pupil=waits.pupil_id, now=now)
    with acting(by):
        assert list(Extract.objects.values_list("pk", flat=True)) == [others.pk]
    with pytest.raises(Extract.DoesNotExist), acting(by):
        services.fetch(key=waits.pk, kind="pdf", by=by)


def _reads_the_pupil(login: str) -> None:
    by = actor(login)
    with acting(by):
        open_record(Pupil.objects.all(), by=by, purpose="elevens sida", source_id="99990004-4-0")


@pytest.mark.parametrize("names", [False, True])
def test_a_guardian_is_not_told_that_the_counsellor_or_the_nurse_has_opened_the_pupils_page(names: bool) -> None:
    """Nor when the authority names readers: it could tell of a contact that the pupil has had in confidence."""
    if names:
        by = actor("system")
        with acting(by):
            set_setting(code="extract_names", value=True, by=by)
    for login in ("kurator", "skolskoterska", "psykolog"):
        _reads_the_pupil(login)
    with acting(actor("rektor")):
        guardian = Guardian.objects.filter(pupil=found("rektor"), informed=True)[0]
    _made, data = extracted("rektor", guardian)
    assert len(data["vem som har läst"]) >= 3
    for row in data["vem som har läst"]:
        assert {key: row[key] for key in row if key != "dag"} == {
            "yrke": "skolans personal", "enhet": "", "vad": "läste",
        }  # fmt: skip
    _made, told = extracted("rektor", None)
    assert {"kurator", "skolsköterska", "skolpsykolog"} <= set(_reads(told))
    assert all(("namn" in row) is names for row in told["vem som har läst"])


def test_a_guardian_is_told_of_reads_in_the_closed_zones_only_with_the_matter_itself() -> None:
    """The nurse's extract has the matter of school health care, and who has read it; the pupil's others' are not told."""
    by = actor("skolskoterska")
    with acting(by):
        matter = open_record(Matter.objects.all(), by=by, purpose="ärende", pupil__source_id="99990004-4-0", letter="A")
        guardian = Guardian.objects.filter(pupil=found("skolskoterska"), informed=True)[0]
    _made, data = extracted("skolskoterska", guardian)
    assert matter.about in [m["gäller"] for m in data["ärenden"]] and _reads(data) == ["skolans personal"]
