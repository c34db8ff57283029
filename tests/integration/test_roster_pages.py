"""The pages of the roster's readings and of protected identity: what they say, what they refuse, and to whom."""

from __future__ import annotations

import datetime as dt
import re
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from framst.access.acting import acting, machine
from framst.integrations.models import ProtectionDecision, RosterRun
from framst.integrations.roster.services import Outcome
from framst.organisation.models import Assignment, ProtectedMark, Pupil, Setting
from framst.pupils import services

from ..personas import LOGINS, actor
from ..roster import given, pupil, written

pytestmark = pytest.mark.django_db
MARKED = {"skyddad": "sekretessmarkering"}
UPLOAD = {"source": "prov", "part": "", "dry_run": ""}


def with_factor(client_of: Any, login: str) -> Any:
    """A client that has given a second factor in its session."""
    client = client_of(login)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()
    return client


def many(n: int) -> list[dict[str, str]]:
    return [pupil(str(k)) for k in range(n)]


def waiting(tmp_path: Path) -> RosterRun:
    """A run that would take ten of forty away."""
    given(tmp_path / "r", elever=many(40))
    outcome: Outcome = given(tmp_path / "r", elever=many(30))
    assert outcome.run is not None
    return outcome.run


def state_of(run: RosterRun) -> str:
    with acting(actor("system")):
        return RosterRun.objects.get(pk=run.pk).state


def sealed(tmp_path: Path) -> UUID:
    """A pupil with a matter of the principal's, marked by the source: sealed, and the officer is `kurator2`."""
    now = timezone.now() - dt.timedelta(minutes=1)
    given(tmp_path / "r", now=now, elever=many(2))
    with acting(machine("import", now)):
        Setting.objects.create(code="protection_officer", value=actor("kurator2").person_id, set_at=now, set_by=None)
    principal = actor("rektor", now)
    with acting(principal):
        found = Pupil.objects.get(source="prov", source_id="1")
        services.open_matter(pupil=found, letter="C", kind="support", about="Samtal", by=principal)
    given(tmp_path / "r", now=now + dt.timedelta(seconds=1), elever=[pupil("0"), pupil("1", **MARKED)])
    return found.pk


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_the_queue_shows_what_waits_first_in_numbers(tmp_path: Path, client_of: Any) -> None:
    run = waiting(tmp_path)
    page = text_of(client_of("system").get(reverse("roster_runs")))
    assert page.index("väntar på beslut</") < page.index("genomförd</")
    page = text_of(client_of("system").get(reverse("roster_run", args=[run.pk])))
    assert "Den skulle ta bort 10 elever, fler än inställningen tillåter utan beslut. Inget har ändrats." in page
    assert "Provsson" not in page


def test_a_run_that_is_not_there_is_404_and_one_that_no_longer_waits_says_so(tmp_path: Path, client_of: Any) -> None:
    run, client = waiting(tmp_path), client_of("system")
    for name in ("roster_run", "roster_run_approve", "roster_run_reject"):
        assert client.get(reverse(name, args=["00000000-0000-4000-8000-000000000000"])).status_code == 404
    assert client.post(reverse("roster_run_approve", args=[run.pk])).status_code == 302
    again = client.post(reverse("roster_run_approve", args=[run.pk]))
    assert again.status_code == 409
    assert "Inläsningen väntar inte längre på beslut." in text_of(again)
    assert "Inläsningen väntar inte längre på beslut." in text_of(
        client.get(reverse("roster_run_reject", args=[run.pk]))
    )
    assert state_of(run) == "approved"


def test_a_refusal_needs_a_reason_and_shows_it(tmp_path: Path, client_of: Any) -> None:
    run, client = waiting(tmp_path), client_of("system")
    for reason in ("", "   "):
        answer = client.post(reverse("roster_run_reject", args=[run.pk]), {"reason": reason})
        assert answer.status_code == 422
        assert "Skriv varför, med några ord." in text_of(answer)
    assert state_of(run) == "waiting"
    answer = client.post(reverse("roster_run_reject", args=[run.pk]), {"reason": "<b>Fel</b> lista"}, follow=True)
    assert "Inläsningen är avvisad. Inget har ändrats." in text_of(answer)
    assert "&lt;b&gt;Fel&lt;/b&gt; lista" in text_of(answer)
    assert state_of(run) == "rejected"


def test_only_the_administrator_meets_the_readings(tmp_path: Path, client_of: Any) -> None:
    run = waiting(tmp_path)
    for login in set(LOGINS) - {"system"}:
        client = client_of(login)
        assert client.get(reverse("roster_runs")).status_code == 403, login
        for name in ("roster_run", "roster_run_approve", "roster_run_reject"):
            there = client.get(reverse(name, args=[run.pk])).status_code
            missing = client.get(reverse(name, args=["00000000-0000-4000-8000-000000000000"])).status_code
            assert there == missing == 403, (login, name)
        assert client.post(reverse("roster_run_approve", args=[run.pk])).status_code == 403
    assert state_of(run) == "waiting"


def test_an_upload_without_a_file_or_with_a_faulty_one_says_what_is_wrong(tmp_path: Path, client_of: Any) -> None:
    client = client_of("system")
    answer = client.post(reverse("roster_upload"), UPLOAD)
    assert answer.status_code == 422
    assert "Välj en fil." in text_of(answer)
    file = written(tmp_path / "r", elever=[pupil("1", skolform="XX", förnamn="Hemlig")]) / "elever.csv"
    with file.open("rb") as given_file:
        answer = client.post(reverse("roster_upload"), {**UPLOAD, "files": given_file})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Filen lästes inte in. Inget har sparats." in page
    assert "<td>2</td><td>skolform</td>" in page
    assert "Hemlig" not in page and "Provsson" not in page
    with acting(machine("import", timezone.now())):
        assert not Pupil.objects.filter(source="prov").exists()


def test_the_officer_finds_what_is_sealed_and_others_are_told_of_no_such_room(tmp_path: Path, client_of: Any) -> None:
    key = sealed(tmp_path)
    officer = with_factor(client_of, "kurator2")
    page = text_of(officer.get(reverse("protection_mine")))
    assert "1 elev<" in page and "Provsson" not in page and "Dalskolan" not in page
    assert str(key) in page
    assert "Skyddade uppgifter</a>" in text_of(officer.get("/"))
    assert officer.get(reverse("pupil", args=[key])).status_code == 200
    # Nearest misses: the officer without a second factor, and everyone else with one.
    assert "Skyddade uppgifter" not in text_of(client_of("kurator2").get("/"))
    assert client_of("kurator2").get(reverse("protection_mine")).status_code == 403
    for login in set(LOGINS) - {"kurator2"}:
        client = with_factor(client_of, login)
        assert "Skyddade uppgifter" not in text_of(client.get("/")), login
        assert "Du är inte namngiven för någon." in text_of(client.get(reverse("protection_mine"))), login
        assert client.get(reverse("pupil", args=[key])).status_code in (403, 404), login
    assert with_factor(client_of, "rektor").get(reverse("pupil", args=[key])).status_code == 404


def test_the_chief_decides_in_words_and_is_told_what_is_wrong(tmp_path: Path, client_of: Any) -> None:
    key = sealed(tmp_path)
    given(tmp_path / "r", now=timezone.now(), elever=many(2))
    client = with_factor(client_of, "skolchef")
    page = text_of(client.get(reverse("protection")))
    assert "1 skydd som källan inte längre har" in page and "Provsson" not in page
    form = {"kind": "pupil", "source": "prov", "source_id": "1", "decision": "lower", "basis": "Beslut i källan"}
    for changed, said in (
        ({"source_id": "0"}, "Ingen begäran gäller det id:t. Kontrollera id:t och källan."),
        ({"source_id": ""}, "Detta fält måste fyllas i."),
        ({"basis": " "}, "Detta fält måste fyllas i."),
        ({"decision": ""}, "Detta fält måste fyllas i."),
    ):
        answer = client.post(reverse("protection_lower"), {**form, **changed})
        assert answer.status_code == 422, changed
        assert said in text_of(answer), changed
    with acting(machine("import", timezone.now())):
        assert Pupil.objects.get(pk=key).secrecy == "P"
    answer = client.post(reverse("protection_lower"), form, follow=True)
    assert "Skyddet gäller inte längre." in text_of(answer)
    with acting(machine("import", timezone.now())):
        assert Pupil.objects.get(pk=key).secrecy == "C"
    # Seen again by the school at once: in the list, and by searching.
    for page in (client_of("rektor").get("/elever/"), client_of("rektor").post("/elever/", {"q": "Provsson1"})):
        assert "Provsson1, Mini" in text_of(page)


def test_the_chief_who_read_the_list_in_is_told_that_another_decides(tmp_path: Path, client_of: Any) -> None:
    key, now = sealed(tmp_path), timezone.now()
    me = actor("skolchef", now)
    with acting(machine("import", now)):
        Assignment.objects.create(person_id=me.person_id, profession="system_administrator", from_on=now.date())
        # Those of the demo are not asked for here.
        ProtectedMark.objects.exclude(source="prov").update(lowering_asked_at=None)
    given(tmp_path / "r", now=now, by=actor("skolchef", now), elever=many(2))
    client = with_factor(client_of, "skolchef")
    assert "Du har själv läst in listan." in text_of(client.get(reverse("protection")))
    page = text_of(client.get(reverse("protection_lower")))
    assert re.search(r'<input[^>]*value="lower"[^>]*disabled', page)
    assert not re.search(r'<input[^>]*value="keep"[^>]*disabled', page)
    assert "Listan där märkningen saknas har du själv läst in." in page
    form = {"kind": "pupil", "source": "prov", "source_id": "1", "decision": "lower", "basis": "Beslut i källan"}
    answer = client.post(reverse("protection_lower"), form)
    assert answer.status_code == 422
    with acting(machine("import", timezone.now())):
        assert Pupil.objects.get(pk=key).secrecy == "P"
    # A reading that nobody began asks the same: then the chief is the second.
    given(tmp_path / "r", now=timezone.now(), elever=many(2))
    assert "Du har själv läst in listan." not in text_of(client.get(reverse("protection")))
    assert "Skyddet gäller inte längre." in text_of(client.post(reverse("protection_lower"), form, follow=True))


def test_names_are_put_on_and_taken_off_the_access_list(tmp_path: Path, client_of: Any) -> None:
    key, client = sealed(tmp_path), with_factor(client_of, "skolchef")
    answer = client.post(reverse("protection_find"), {"source": "prov", "source_id": "0"})
    assert answer.status_code == 422
    assert "Ingen skyddad elev i systemet har det id:t i källan." in text_of(answer)
    answer = client.post(reverse("protection_find"), {"source": "prov", "source_id": "1"}, follow=True)
    assert "Maj Törn" in text_of(answer) and "Provsson" not in text_of(answer)
    person = actor("psykolog").person_id
    answer = client.post(reverse("protection_named", args=[key]), {"person": person, "basis": ""})
    assert answer.status_code == 422
    answer = client.post(reverse("protection_named", args=[key]), {"person": person, "basis": "Behövs"}, follow=True)
    assert "Personen är namngiven och ser eleven, med tvåfaktor." in text_of(answer)
    psychologist = with_factor(client_of, "psykolog")
    assert psychologist.get(reverse("pupil", args=[key])).status_code == 200
    tie = next(t for t in answer.context["ties"] if t.person_id == person)
    answer = client.post(reverse("protection_take_off", args=[key, tie.pk]), follow=True)
    assert "Personen är inte längre namngiven." in text_of(answer)
    assert psychologist.get(reverse("pupil", args=[key])).status_code == 404


def test_a_pupil_is_let_in_kept_out_and_marked_by_hand(tmp_path: Path, client_of: Any) -> None:
    given(tmp_path / "r", elever=[pupil("0"), pupil("1", **MARKED)])
    client = with_factor(client_of, "skolchef")
    form = {"source": "prov", "source_id": "1", "basis": "Behövs"}
    answer = client.post(reverse("protection_include"), form)
    assert answer.status_code == 422
    assert "Namnge minst en person." in text_of(answer)
    named = {**form, "named": [actor("psykolog").person_id]}
    for name, data, said in (
        ("protection_include", named, "Beslutet är antecknat. Eleven tas in vid nästa inläsning, för de namngivna."),
        ("protection_exclude", form, "Beslutet är antecknat. Ingen är längre namngiven för eleven."),
        ("protection_protect", {**form, "source_id": "0"}, "Eleven är skyddad. En inläsning tar inte in eleven utan beslut."),
    ):  # fmt: skip
        assert said in text_of(client.post(reverse(name), data, follow=True)), name
    with acting(actor("skolchef")):
        assert set(ProtectionDecision.objects.values_list("kind", flat=True)) >= {"include", "exclude", "protect"}
        assert ProtectedMark.objects.filter(source="prov", still_marked=True).count() == 2
    with acting(machine("import", timezone.now())):
        assert not Pupil.objects.filter(source="prov").exists()


def test_nobody_but_the_chief_meets_the_decisions(tmp_path: Path, client_of: Any) -> None:
    key = sealed(tmp_path)
    for login in set(LOGINS) - {"skolchef"}:
        client = with_factor(client_of, login)
        for name in ("protection", "protection_lower", "protection_find", "protection_include"):
            assert client.get(reverse(name)).status_code == 403, (login, name)
        there = client.get(reverse("protection_named", args=[key])).status_code
        missing = client.get(reverse("protection_named", args=["00000000-0000-4000-8000-000000000000"])).status_code
        assert there == missing == 403, login


def test_the_principal_protects_one_of_the_unit_and_another_schools_gets_404(tmp_path: Path, client_of: Any) -> None:
    given(tmp_path / "r", elever=many(2))
    with acting(machine("import", timezone.now())):
        key = Pupil.objects.get(source="prov", source_id="1").pk
    address = reverse("pupil_protect", args=[key])
    assert client_of("rektor2").post(address, {"basis": "Hot"}).status_code == 404
    assert client_of("larare").post(address, {"basis": "Hot"}).status_code == 403
    answer = client_of("rektor").post(address, {"basis": ""})
    assert answer.status_code == 422
    answer = client_of("rektor").post(address, {"basis": "Hot mot familjen"}, follow=True)
    assert "Eleven är skyddad och finns inte längre i systemet." in text_of(answer)
    assert client_of("rektor").get(reverse("pupil", args=[key])).status_code == 404
