"""The administration's pages: who may change, one principal at a time, settings with history, constant queries."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from framst.access.acting import acting, machine
from framst.administration import services
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import (
    Area,
    Assignment,
    Competence,
    Division,
    Person,
    SchoolForm,
    Service,
    Setting,
    Unit,
)
from framst.organisation.queries import settings_in_force

from ..personas import actor

NOW = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
HTML = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"
DALSKOLAN = "99990004"
RULE = (
    "Dalskolan har redan en rektor under den tiden: Cecilia Nordin, tills vidare. "
    "En skolenhet har en rektor åt gången (2 kap. 9 § skollagen)."
)


def known(model: Any, **key: Any) -> Any:
    with acting(machine("import", NOW)):
        return model.objects.get(**key)


def person(email: str = "larare@ekdalen.example") -> Person:
    return known(Person, email=email)


# ---- who may: the nearest misses


@pytest.mark.parametrize("login", ["utredare", "rektor", "elevhalsochef", "avdelningschef", "registrator"])
def test_others_read_units_but_cannot_change_them(login: str, client_of: Any) -> None:
    client = client_of(login)
    page = client.get(f"/forvaltning/enheter/{DALSKOLAN}/").content.decode()
    assert "Cecilia Nordin" in page
    assert "Byt rektor" not in page
    for path in (f"/forvaltning/enheter/{DALSKOLAN}/andra/", f"/forvaltning/enheter/{DALSKOLAN}/rektor/",
                 "/forvaltning/las-in/", "/forvaltning/installningar/public_papers/"):  # fmt: skip
        answer = client.post(path, {"name": "Kapad", "value": "on"})
        assert answer.status_code == 403
        assert "Det gör systemförvaltaren." in answer.content.decode()
    assert known(Unit, code=DALSKOLAN).name == "Dalskolan"


def test_services_ask_for_the_right_themselves(db: None) -> None:
    by = actor("rektor")
    unit, teacher = known(Unit, code=DALSKOLAN), person()
    for act in (
        lambda: services.save(row=unit, values={"name": "Kapad"}, by=by),
        lambda: services.set_forms(unit=unit, forms={}, by=by),
        lambda: services.appoint(person=teacher, profession="system_administrator", from_on=by.today, by=by),
        lambda: services.change_principal(unit=unit, person=teacher, from_on=by.today, by=by),
        lambda: services.set_setting(code="public_papers", value=False, by=by),
    ):
        with pytest.raises(NotAllowed), acting(by):
            act()


def test_the_database_itself_refuses_a_change_by_others(db: None) -> None:
    by = actor("utredare")
    with acting(by):
        assert Unit.objects.filter(code=DALSKOLAN).update(name="Kapad") == 0
        assert Assignment.objects.filter(profession="principal").delete()[0] == 0


# ---- one principal at a time


def test_a_second_principal_is_refused_on_the_page_in_the_rules_words(client_of: Any) -> None:
    answer = client_of("system").post(
        f"/forvaltning/personer/{person().pk}/uppdrag/",
        {"profession": "principal", "unit": known(Unit, code=DALSKOLAN).pk, "from_on": "2026-12-01"},
    )
    assert answer.status_code == 422
    assert RULE in answer.content.decode()


def test_the_sentence_says_until_when(db: None) -> None:
    by = actor("system", NOW)
    unit = known(Unit, code=DALSKOLAN)
    with acting(by):
        now = Assignment.objects.get(unit=unit, profession="principal")
        services.end_assignment(assignment=now, until_on=dt.date(2027, 6, 30), by=by)
        with pytest.raises(Refused) as refused:
            services.appoint(person=person(), profession="principal", unit=unit, from_on=dt.date(2027, 6, 30), by=by)
        assert refused.value.sentence % refused.value.parts == (
            "Dalskolan har redan en rektor under den tiden: Cecilia Nordin, till och med 2027-06-30. "
            "En skolenhet har en rektor åt gången (2 kap. 9 § skollagen)."
        )
        services.appoint(person=person(), profession="principal", unit=unit, from_on=dt.date(2027, 7, 1), by=by)


def test_the_database_holds_one_principal_at_a_time(db: None) -> None:
    by = actor("system")
    unit, teacher = known(Unit, code=DALSKOLAN), person()
    with acting(by):
        with pytest.raises(IntegrityError, match="one_principal_at_a_time"), transaction.atomic():
            Assignment.objects.create(person=teacher, profession="principal", unit=unit, from_on=by.today)
        for profession in ("deputy_principal", "acting_principal"):
            Assignment.objects.create(person=teacher, profession=profession, unit=unit, from_on=by.today)


def test_what_the_check_did_not_see_is_refused_in_the_same_words(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that appoint at once: the first look sees nobody, the database refuses, the sentence is the rule's."""
    by = actor("system")
    unit = known(Unit, code=DALSKOLAN)
    looked = []
    real = services.organisation._refuse_second_principal

    def blind_once(*args: Any) -> None:
        looked.append(1)
        if len(looked) > 1:
            real(*args)

    monkeypatch.setattr(services.organisation, "_refuse_second_principal", blind_once)
    with acting(by), pytest.raises(Refused) as refused:
        services.appoint(person=person(), profession="principal", unit=unit, from_on=by.today, by=by)
    assert refused.value.sentence % refused.value.parts == RULE


def test_a_change_of_principal_ends_the_former_the_day_before(client_of: Any) -> None:
    client = client_of("system")
    assert "Rektor i dag är Cecilia Nordin" in client.get(f"/forvaltning/enheter/{DALSKOLAN}/rektor/").content.decode()
    answer = client.post(
        f"/forvaltning/enheter/{DALSKOLAN}/rektor/", {"person": person().pk, "from_on": "2027-08-01"}, follow=True
    )
    page = answer.content.decode()
    assert "Jonas Palm" in page
    with acting(machine("import", NOW)):
        rows = Assignment.objects.filter(unit__code=DALSKOLAN, profession="principal").order_by("from_on")
        assert [(a.person.name, a.until_on) for a in rows] == [
            ("Cecilia Nordin", dt.date(2027, 7, 31)),
            ("Jonas Palm", None),
        ]


def test_the_same_person_or_an_earlier_day_is_refused(db: None) -> None:
    by = actor("system", NOW)
    unit, now = known(Unit, code=DALSKOLAN), person("rektor@ekdalen.example")
    with acting(by), pytest.raises(Refused, match="är redan rektor"):
        services.change_principal(unit=unit, person=now, from_on=by.today, by=by)
    with acting(by), pytest.raises(Refused, match="tillträder som rektor"):
        services.change_principal(unit=unit, person=person(), from_on=dt.date(2022, 7, 1), by=by)


def test_the_only_administrator_is_not_ended(client_of: Any) -> None:
    row = known(Assignment, profession="system_administrator")
    answer = client_of("system").post(f"/forvaltning/uppdrag/{row.pk}/avsluta/", {"until_on": "2026-12-31"})
    assert answer.status_code == 422
    assert "den enda systemförvaltaren" in answer.content.decode()


def test_an_assignment_says_where_it_is(db: None) -> None:
    by = actor("system", NOW)
    unit, teacher = known(Unit, code=DALSKOLAN), person()
    with acting(by):
        for wrong in (
            {"profession": "principal"},
            {"profession": "investigator", "unit": unit},
            {"profession": "divisional_director"},
            {"profession": "investigator", "until_on": dt.date(2020, 1, 1)},
        ):
            with pytest.raises(Refused):
                services.appoint(person=teacher, from_on=by.today, by=by, **wrong)  # type: ignore[arg-type]


# ---- units, people, services, reference data


def test_a_unit_is_added_and_its_forms_keep_their_history(client_of: Any) -> None:
    client = client_of("system")
    forms = {f.code: f.pk for f in _all(SchoolForm)}
    fields = {"name": "Nya skolan", "kind": "school", "code": "88880001", "grades": "F-6",
              "school_forms": [forms["FSK"], forms["GR"]]}  # fmt: skip
    assert client.post("/forvaltning/ny-enhet/", {**fields, "code": "888"}).status_code == 422
    assert "En skolenhetskod har åtta siffror." in client.post(
        "/forvaltning/ny-enhet/", {**fields, "code": "888"}
    ).content.decode()  # fmt: skip
    assert client.post("/forvaltning/ny-enhet/", {**fields, "code": DALSKOLAN}).status_code == 422
    assert client.post("/forvaltning/ny-enhet/", fields).status_code == 302
    assert "förskoleklass, grundskola 1–6" in client.get("/forvaltning/enheter/88880001/").content.decode()
    client.post("/forvaltning/enheter/88880001/andra/", {**fields, "school_forms": [forms["GR"]], "grades": "4-6"})
    assert "grundskola 4–6" in client.get("/forvaltning/enheter/88880001/").content.decode()
    with acting(machine("import", NOW)):
        assert Unit.objects.get(code="88880001").forms.count() == 2


def _all(model: Any) -> list[Any]:
    with acting(machine("import", NOW)):
        return list(model.objects.all())


def test_script_in_every_text_field_is_only_text(client_of: Any) -> None:
    client = client_of("system")
    client.post("/forvaltning/ny-enhet/", {"name": HTML, "kind": "preschool", "code": "FS-1"})
    client.post(
        "/forvaltning/personer/ny/", {"given_name": HTML, "family_name": HTML, "email": "x@ekdalen.example"}
    )  # fmt: skip
    client.post("/forvaltning/avdelningar/ny/", {"name": HTML})
    client.post("/forvaltning/omraden/nytt/", {"name": HTML, "division": known(Division, name=HTML).pk})
    client.post("/forvaltning/skolformer/ny/", {"name": HTML, "code": "X", "register_codes": HTML})
    client.post("/forvaltning/kompetenser/ny/", {"name": HTML, "code": "x", "law": HTML, "note": HTML})
    client.post("/forvaltning/installningar/paper_foot/", {"value": HTML})
    assert known(Area, name=HTML)
    for path in ("enheter/", "enheter/FS-1/", "personer/", "avdelningar/", "skolformer/", "kompetenser/",
                 "installningar/", f"personer/{known(Person, email='x@ekdalen.example').pk}/"):  # fmt: skip
        page = client.get("/forvaltning/" + path).content.decode()
        assert HTML not in page, path
        assert ESCAPED in page, path


def test_people_are_found_by_the_beginning_of_a_name(client_of: Any) -> None:
    client = client_of("utredare")
    for text in ("nord", "CEC", "Cecilia"):
        page = client.get("/forvaltning/personer/", {"q": text}).content.decode()
        assert "Nordin, Cecilia" in page
        assert "Almgren" not in page
    assert "Ingen person passar urvalet." in client.get("/forvaltning/personer/", {"q": "ordin"}).content.decode()


def test_a_taken_address_is_refused(client_of: Any) -> None:
    fields = {"given_name": "A", "family_name": "B", "email": "rektor@ekdalen.example"}
    answer = client_of("system").post("/forvaltning/personer/ny/", fields)
    assert answer.status_code == 422
    assert "Det finns redan en person med den e-postadressen." in answer.content.decode()


def test_shares_over_full_time_give_a_warning_and_are_kept(client_of: Any) -> None:
    client = client_of("system")
    who = person("larare@ekdalen.example")
    fields = {"competence": known(Competence, code="kurator").pk, "person": who.pk, "employment": "central",
              "from_on": "2026-01-01"}  # fmt: skip
    first = client.post(f"/forvaltning/enheter/{DALSKOLAN}/tjanst/", {**fields, "share": "60"}, follow=True)
    assert "mer än 100 procent" not in first.content.decode()
    second = client.post("/forvaltning/enheter/99990001/tjanst/", {**fields, "share": "50,5"}, follow=True)
    assert "mer än 100 procent" in second.content.decode()
    assert "110,5 procent av heltid" in client.get(f"/forvaltning/personer/{who.pk}/").content.decode()
    assert "tillsammans 110,5 procent" in client.get("/forvaltning/tjanster/").content.decode()
    text = client.get("/forvaltning/hamta/tjanster/csv/", {"kompetens": "kurator"}).content.decode("utf-8-sig")
    assert "Jonas Palm;kurator;Dalskolan;99990004;60;central elevhälsa" in text.splitlines()
    row = known(Service, person=who, unit__code=DALSKOLAN)
    assert row.share == Decimal(60)
    client.post(f"/forvaltning/tjanster/{row.pk}/avsluta/", {"until_on": "2026-02-01"})
    assert known(Service, pk=row.pk).until_on == dt.date(2026, 2, 1)


def test_a_competence_is_dated_data(client_of: Any) -> None:
    client = client_of("system")
    fields = {"name": "hörselpedagog", "code": "horselpedagog", "school_forms": ["SPEC"], "grades": "1-10",
              "valid_from": "2026-01-01", "valid_to": "2025-01-01"}  # fmt: skip
    assert client.post("/forvaltning/kompetenser/ny/", fields).status_code == 422
    assert client.post("/forvaltning/kompetenser/ny/", {**fields, "valid_to": ""}).status_code == 302
    page = client.get("/forvaltning/kompetenser/").content.decode()
    assert "specialskola, årskurs 1–10" in page
    assert "uppfylls av specialpedagog eller speciallärare" in page
    assert "ersätts av logoped" in page
    assert known(Competence, code="horselpedagog").forms == ["SPEC"]
    again = client.post("/forvaltning/kompetenser/ny/", {**fields, "valid_to": ""})
    assert again.status_code == 422
    assert "Koden används redan." in again.content.decode()


# ---- settings with history, and the record


def test_settings_keep_their_history(client_of: Any) -> None:
    client = client_of("system")
    client.post("/forvaltning/installningar/paper_office/", {"value": "Nya kontoret"})
    client.post("/forvaltning/installningar/paper_office/", {"value": "Nya kontoret"})
    with acting(machine("import", NOW)):
        values = [
            (s.value, s.set_by.name if s.set_by else "")
            for s in Setting.objects.filter(code="paper_office").order_by("set_at", "id")
        ]
        assert settings_in_force()["paper_office"] == "Nya kontoret"
    assert values == [("Utbildningsförvaltningen, Barn- och elevhälsan", ""), ("Nya kontoret", "Sigrid Ahlin")]
    page = client.get("/forvaltning/installningar/").content.decode()
    assert "Ändrad 2 gånger" in page
    assert "Sigrid Ahlin" in page


def test_the_public_page_is_switched_on_and_off(client_of: Any) -> None:
    client = client_of("system")
    assert "utan inloggning" in client.get("/forvaltning/installningar/public_papers/").content.decode()
    client.post("/forvaltning/installningar/public_papers/", {})
    with acting(machine("import", NOW)):
        assert settings_in_force()["public_papers"] is False
    client.post("/forvaltning/installningar/public_papers/", {"value": "on"})
    with acting(machine("import", NOW)):
        assert settings_in_force()["public_papers"] is True


def test_every_change_is_recorded_without_names(client_of: Any) -> None:
    client = client_of("system")
    client.post(f"/forvaltning/personer/{person().pk}/andra/",
                {"given_name": "Jonas", "family_name": "Nyman", "email": "larare@ekdalen.example"})  # fmt: skip
    with acting(actor("loggranskare")):
        event = Event.objects.filter(table="organisation_person").latest("id")
        assert (event.act, event.detail) == ("changed", {"fields": ["family_name"]})
    page = client.get(f"/forvaltning/personer/{person().pk}/").content.decode()
    assert "ändrade: efternamn" in page
    assert "Sigrid Ahlin" in page


# ---- lists


def test_lists_ask_the_same_number_of_questions_whatever_the_rows(client_of: Any) -> None:
    client = client_of("system")
    with acting(machine("import", NOW)):
        few = Unit.objects.filter(code__in=["99990022", "99990023", "99990024"]).first().division_id
    for path, narrow in (("/forvaltning/enheter/", {"avdelning": few}), ("/forvaltning/personer/", {"q": "nord"}),
                         ("/forvaltning/tjanster/", {"kompetens": "kurator"})):  # fmt: skip
        client.get(path)
        counts = []
        for choice in (narrow, {}):
            with CaptureQueriesContext(connection) as asked:
                client.get(path, choice)
            counts.append(len(asked))
        assert counts[0] == counts[1], path


def test_units_are_filtered_and_in_swedish_order(client_of: Any) -> None:
    client = client_of("utredare")
    page = client.get("/forvaltning/enheter/").content.decode()
    assert page.index("Vretaskolan") < page.index("Wallinska") < page.index("Åsens") < page.index("Älvgymnasiet")
    page = client.get("/forvaltning/enheter/", {"skolform": "GYAN"}).content.decode()
    assert "1 enhet<" in page
    assert "Älvgymnasiets anpassade gymnasieskola" in page
    assert "Ingen enhet passar urvalet." in client.get("/forvaltning/enheter/", {"typ": "leisure"}).content.decode()
    assert client.get("/forvaltning/enheter/", {"avdelning": "'; --", "sida": "x"}).status_code == 200


def test_a_list_is_taken_out_as_it_was_filtered(client_of: Any) -> None:
    client = client_of("utredare")
    text = client.get("/forvaltning/hamta/enheter/csv/", {"skolform": "GY"}).content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "Enhet;Kod;Typ;Skolformer;Avdelning;Område;Rektor;E-post"
    assert [line.split(";")[0] for line in lines[1:]] == ["Ekdalsgymnasiet", "Älvgymnasiet"]
    data = client.get("/forvaltning/hamta/personer/xlsx/").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Efternamn", "Förnamn", "Uppdrag i dag", "E-post"]
    assert rows[1][0] == "Ahlin"
    assert client.get("/forvaltning/hamta/enheter/exe/").status_code == 404


# ---- upload


def test_a_faulty_file_is_told_and_a_mended_one_taken_in(client_of: Any) -> None:
    client = client_of("system")
    bad = client.post("/forvaltning/las-in/", {"file": _upload("enhet;enhetskod\nAlfa;123\n")})
    assert bad.status_code == 422
    assert "åtta siffror för en skola" in bad.content.decode()
    good = client.post("/forvaltning/las-in/", {"file": _upload("enhet;enhetskod\nAlfa;88880001\n")})
    assert good.status_code == 200
    assert "Nya enheter: 1." in good.content.decode()
    again = client.post("/forvaltning/las-in/", {"file": _upload("enhet;enhetskod\nAlfa;88880001\n")})
    assert "Filen ändrade ingenting" in again.content.decode()
    assert client.post("/forvaltning/las-in/", {}).status_code == 422


def _upload(text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = "lista.csv"
    return file


def test_the_template_is_a_workbook_with_the_columns(client_of: Any) -> None:
    data = client_of("system").get("/forvaltning/las-in/mall.xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.get_sheet_by_index(0).to_python()[0][:3] == ["enhet", "enhetskod", "typ"]
