"""The register's file and the authority's own list: what is read, what is told, what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner

from framst.access.acting import Actor, acting, machine
from framst.audit.models import Event
from framst.config.cli.import_units import units as command
from framst.foundation.refusal import BadInput, Fault, NotAllowed
from framst.integrations.registers.own_list import COLUMNS, template_workbook
from framst.integrations.registers.services import import_units
from framst.integrations.registers.summary import Summary
from framst.integrations.spreadsheets.reading import read_table
from framst.organisation.models import Area, Assignment, Division, Person, Unit, UnitForm

from ..personas import actor

PART = Path(__file__).parents[1] / "data" / "schoolunits" / "school_units_part.csv"
NOW = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)


def importer() -> Actor:
    return machine("import", NOW)


def read(data: bytes, name: str = "lista.csv", **choices: Any) -> Summary:
    by = importer()
    with acting(by):
        return import_units(data=data, name=name, by=by, **choices)


def faults_of(data: bytes, name: str = "lista.csv", **choices: Any) -> list[Fault]:
    with pytest.raises(BadInput) as bad:
        read(data, name, **choices)
    return list(bad.value.faults)


def register(
    *rows: str, heading: str = "skolenhetskod,namn,huvudmannatyp,huvudman,orgnr,skolformer,arskurser"
) -> bytes:
    return "\n".join([heading, *rows, ""]).encode()


def own(*rows: str, heading: str = ";".join(COLUMNS)) -> bytes:
    return "\n".join([heading, *rows, ""]).encode()


def count_units() -> int:
    with acting(importer()):
        return Unit.objects.count()


# ---- the register


def test_the_register_is_read_with_a_summary_and_a_second_time_changes_nothing(db: None) -> None:
    first = read(PART.read_bytes(), PART.name)
    assert (first.rows, first.read, first.added, first.changed) == (60, 60, 60, 0)
    assert first.remark_counts == {"spelling": 4, "synonym": 5, "own_code": 3, "spaces": 3, "gap": 4}
    assert first.unknown == {
        "kommunkod": 14, "kommun": 14, "huvudmannatyp": 16, "huvudman": 16, "orgnr": 16, "skolformer": 29,
        "arskurser": 29,
    }  # fmt: skip
    assert first.left["elever_totalt"] == (47, "cirka 130")
    with acting(importer()):
        assert Unit.objects.get(code="37839488").name == "Kärrtorps gymnasium"
        unit = Unit.objects.get(code="10035236")
        assert (unit.name, unit.municipality, unit.provider_name) == ("Söderbymalmsskolan", "Haninge", "Haninge kommun")
        assert [(f.form.code, f.grades) for f in unit.forms.all()] == [("GR", ["7", "8", "9"])]
        assert Unit.objects.get(code="10017830").provider_name == ""
    second = read(PART.read_bytes(), PART.name)
    assert (second.changes, second.unchanged) == (0, 60)


def test_every_empty_cell_of_the_register_is_accepted_as_unknown_and_counted(db: None) -> None:
    rows = list(csv.DictReader(io.StringIO(PART.read_text())))
    counted = read(PART.read_bytes(), PART.name).unknown
    for column in ("kommunkod", "kommun", "huvudmannatyp", "huvudman", "orgnr", "skolformer", "arskurser"):
        assert counted[column] == sum(not row[column] for row in rows)


def test_a_remark_says_row_column_value_and_what_was_expected(db: None) -> None:
    summary = read(
        register(
            "11111111,Alfa,Enskild,Alfa AB,5560000001,GR,1 2 4",
            "22222222,Beta 22222222,Fristående,ALFA AB,5560000001,FSK GR,1 2",
            "33333333,Gamma,Enskild,Alfa AB,55,GR,1",
        )
    )
    assert [(r.kind, r.row, r.column, r.value, r.expected) for r in summary.remarks] == [
        ("gap", 2, "arskurser", "1 2 4", "årskurser i följd"),
        ("own_code", 3, "namn", "Beta 22222222", "namnet utan kod"),
        ("synonym", 3, "huvudmannatyp", "Fristående", "Kommunal, Enskild, Region eller Statlig"),
        ("mismatch", 3, "arskurser", "1 2", "årskurs 0 tillsammans med förskoleklass (FSK)"),
        ("malformed", 4, "orgnr", "55", "tio siffror"),
        ("spelling", 3, "huvudman", "ALFA AB", "Alfa AB"),
    ]


def test_a_provider_chooses_its_rows(db: None) -> None:
    summary = read(PART.read_bytes(), PART.name, provider="212000-0084")
    assert summary.read == 6
    assert summary.without_orgnr == 16
    assert faults_of(PART.read_bytes(), PART.name, provider="1111111111") == [
        Fault(None, "orgnr", "1111111111", "ett organisationsnummer som någon rad har")
    ]


def test_the_register_fills_in_and_does_not_overwrite_the_authoritys_own(db: None) -> None:
    summary = read(register("99990004,Dalskolan F-9,Kommunal,Ekdalens kommun,2120009999,GR,1 2 3"))
    with acting(importer()):
        unit = Unit.objects.get(code="99990004")
        assert (unit.name, unit.provider_name) == ("Dalskolan", "Ekdalens kommun")
        assert unit.forms.count() == 2
    assert [(r.kind, r.column, r.value) for r in summary.remarks] == [
        ("differs", "namn", "Dalskolan F-9"),
        ("differs", "skolformer", "GR"),
    ]
    assert (summary.added, summary.changed) == (0, 1)


def test_faults_of_the_register_are_all_told_and_nothing_is_saved(db: None) -> None:
    before = count_units()
    assert faults_of(
        register(
            "1234567,Kort kod,,,,,",
            "11111111,Alfa,,,,XYZ GR,1 2",
            "11111111,Igen,,,,,",
            "22222222,,,,,,",
            "33333333,Gamma,,,,GR,ett",
        )
    ) == [
        Fault(2, "skolenhetskod", "1234567", "åtta siffror"),
        Fault(3, "skolformer", "XYZ", "koder för skolformer som finns här, till exempel FSK GR"),
        Fault(4, "skolenhetskod", "11111111", "varje skolenhetskod en gång"),
        Fault(5, "namn", "", "enhetens namn"),
        Fault(6, "arskurser", "ett", "årskurser, till exempel 0 1 2 3"),
    ]
    assert count_units() == before


def test_wrong_encoding_and_a_wrong_workbook_are_refused(db: None) -> None:
    (fault,) = faults_of("skolenhetskod,namn\n11111111,Åsen\n".encode("cp1252"))
    assert fault.row == 2
    (fault,) = faults_of(b"produkt;pris\nbok;12\n")
    assert fault.expected == "mallens kolumner (enhet, enhetskod …) eller registrets (skolenhetskod, namn …)"


def test_a_dry_run_says_the_same_and_saves_nothing(db: None) -> None:
    before = count_units()
    summary = read(PART.read_bytes(), PART.name, dry_run=True)
    assert (summary.added, summary.dry_run, count_units()) == (60, True, before)


def test_script_in_a_name_is_only_text(db: None, client_of: Any) -> None:
    read(register('11111111,"<script>alert(1)</script>",,,,,'))
    page = client_of("utredare").get("/forvaltning/enheter/11111111/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# ---- the authority's own list


def test_the_own_list_makes_units_people_and_assignments(db: None) -> None:
    summary = read(
        own(
            "Nya skolan;88880001;skola;förskoleklass, grundskola;F-6;Avdelning grundskola;Norr;Åsa von Essen;"
            "asa.von.essen@ekdalen.example;2026-08-01",
            "Blåsippan;FS-12;förskola;förskola;;Avdelning förskola;;Nordin, Per;per.nordin@ekdalen.example;2026-08-01",
            "Blåsippans fritids;FTH-3;fritidshem;fritidshem;;;;;;",
        )
    )
    assert (summary.added, summary.people_added, summary.principals_changed) == (3, 2, 2)
    with acting(importer()):
        unit = Unit.objects.get(code="88880001")
        assert {(f.form.code, tuple(f.grades)) for f in unit.forms.all()} == {
            ("FSK", ("F",)),
            ("GR", ("1", "2", "3", "4", "5", "6")),
        }
        assert (unit.division.name, unit.area.name) == ("Avdelning grundskola", "Norr")
        assert Unit.objects.get(code="FS-12").kind == "preschool"
        assert Division.objects.filter(name="Avdelning grundskola").count() == 1
        assert Area.objects.filter(name="Norr").count() == 1
        who = Person.objects.get(email="asa.von.essen@ekdalen.example")
        assert (who.given_name, who.family_name) == ("Åsa", "von Essen")
        assignment = Assignment.objects.get(person=who)
        assert (assignment.unit_id, assignment.from_on, assignment.until_on) == (unit.pk, dt.date(2026, 8, 1), None)


DALSKOLAN = "Dalskolan;99990004;skola;;;;;{name};{email};{day}"


def test_a_new_principal_ends_the_formers_assignment_the_day_before(db: None) -> None:
    list_ = own(DALSKOLAN.format(name="Rut Åberg", email="rut.aberg@ekdalen.example", day="2026-12-01"))
    assert read(list_).principals_changed == 1
    with acting(importer()):
        rows = Assignment.objects.filter(unit__code="99990004", profession="principal").order_by("from_on")
        assert [(a.person.name, a.from_on, a.until_on) for a in rows] == [
            ("Cecilia Nordin", dt.date(2022, 7, 1), dt.date(2026, 11, 30)),
            ("Rut Åberg", dt.date(2026, 12, 1), None),
        ]
    again = read(list_)
    assert (again.changes, again.unchanged) == (0, 1)


def test_the_same_principal_changes_nothing(db: None) -> None:
    summary = read(own(DALSKOLAN.format(name="Cecilia Nordin", email="rektor@ekdalen.example", day="")))
    assert summary.changes == 0
    summary = read(own(DALSKOLAN.format(name="Cissi Nordin", email="rektor@ekdalen.example", day="2020-01-01")))
    assert summary.changes == 0
    assert [(r.kind, r.value, r.expected) for r in summary.remarks] == [
        ("person", "Cissi Nordin", "Cecilia Nordin"),
        ("date", "2020-01-01", "2022-07-01"),
    ]


def test_a_second_principal_is_refused_with_the_rule(db: None) -> None:
    (fault,) = faults_of(own(DALSKOLAN.format(name="Rut Åberg", email="rut@ekdalen.example", day="2020-01-01")))
    assert fault.row == 2
    assert fault.expected == (
        "Dalskolan har redan en rektor under den tiden: Cecilia Nordin, tills vidare. "
        "En skolenhet har en rektor åt gången (2 kap. 9 § skollagen)."
    )
    with acting(importer()):
        assert not Person.objects.filter(email="rut@ekdalen.example").exists()


def test_faults_of_the_own_list_are_all_told_and_nothing_is_saved(db: None) -> None:
    before = count_units()
    assert faults_of(
        own(
            "Alfa;1234;skola;;;;;;;",
            ";88880002;skola;;;;;;;",
            "Beta;88880003;dagis;;;;;;;",
            "Gamma;88880004;skola;realskola;;;;;;",
            "Delta;88880004;skola;;åtta;;Norr;;;",
            "Epsilon;88880005;skola;;;;;Rut;rut;1/8 2026",
            "Zeta;88880006;skola;;;;;;x@y.example;",
            "Eta;har mellanslag;förskola;;;;;;;",
        )
    ) == [
        Fault(2, "enhetskod", "1234", "åtta siffror för en skola (egen kod bara för förskola och fritidshem)"),
        Fault(3, "enhet", "", "enhetens namn"),
        Fault(4, "typ", "dagis", "skola, förskola eller fritidshem"),
        Fault(5, "skolformer", "realskola", "skolformer som finns här, till exempel förskoleklass, grundskola"),
        Fault(6, "enhetskod", "88880004", "varje enhet en gång"),
        Fault(6, "område", "Norr", "en avdelning på raden, när det finns ett område"),
        Fault(6, "årskurser", "åtta", "årskurser, till exempel F–6 eller 7 8 9"),
        Fault(7, "rektor", "Rut", "förnamn och efternamn"),
        Fault(7, "rektor e-post", "rut", "rektorns e-postadress"),
        Fault(7, "från datum", "1/8 2026", "ett datum, till exempel 2025-08-01"),
        Fault(8, "rektor", "", "rektorns namn, när det finns e-post eller datum"),
        Fault(9, "enhetskod", "har mellanslag", "högst 20 bokstäver, siffror och bindestreck"),
    ]
    assert count_units() == before


def test_a_principal_of_a_new_unit_needs_a_date(db: None) -> None:
    (fault,) = faults_of(own("Alfa;88880001;skola;;;;;Rut Åberg;rut@ekdalen.example;"))
    assert fault.expected == "datumet då rektorn tillträder"


def test_an_unknown_heading_is_a_fault_and_not_dropped(db: None) -> None:
    assert faults_of(own("Alfa;88880001;Rut", heading="enhet;enhetskod;rektorn")) == [
        Fault(1, "rektorn", "rektorn", "en rubrik som finns i mallen")
    ]
    assert faults_of(own("88880001", heading="enhetskod")) == [Fault(1, "enhet", "", "kolumnen finns i filen")]
    assert faults_of(own("Alfa;88880001", heading="enhet;enhetskod"), provider="2120000084")[0].value == "2120000084"


def test_the_template_takes_dates_and_codes_as_a_spreadsheet_writes_them(db: None) -> None:
    with pytest.raises(BadInput):  # the template as it is has headings and no rows
        read_table(template_workbook(), "mall.xlsx")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, ["Alfa", 88880001, "Skola", "GR", "7-9", "", "", "Rut Åberg", "Rut@Ekdalen.example"])
        sheet.write_datetime(1, 9, dt.datetime(2026, 8, 1), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    assert read(out.getvalue(), "lista.xlsx").principals_changed == 1
    with acting(importer()):
        assert Assignment.objects.get(person__email="rut@ekdalen.example").from_on == dt.date(2026, 8, 1)
        assert UnitForm.objects.get(unit__code="88880001").grades == ["7", "8", "9"]


# ---- who may, and the record


def test_only_the_administrator_and_the_import_read_files_in(db: None) -> None:
    for login in ("utredare", "rektor", "elevhalsochef"):
        by = actor(login)
        with pytest.raises(NotAllowed), acting(by):
            import_units(data=PART.read_bytes(), name=PART.name, by=by)
    by = actor("system")
    with acting(by):
        assert import_units(data=PART.read_bytes(), name=PART.name, by=by).added == 60


def test_an_import_is_recorded_with_counts(db: None) -> None:
    read(PART.read_bytes(), PART.name)
    with acting(actor("loggranskare")):
        event = Event.objects.filter(act="imported", table="organisation_unit", record="").latest("id")
        assert (event.machine, event.detail["added"], event.detail["rows"]) == ("import", 60, 60)


def test_the_command_shows_the_summary_and_refuses_with_exit_code_one(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framst.config.command.ready", lambda: None)
    shown = CliRunner().invoke(command, [str(PART), "--dry-run"])
    assert shown.exit_code == 0, shown.output
    assert "60 rader, 60 inlästa." in shown.output
    assert "     16  huvudman" in shown.output
    bad = tmp_path / "fel.csv"
    bad.write_bytes(register("1234567,Kort kod,,,,,"))
    refused = CliRunner().invoke(command, [str(bad)])
    assert refused.exit_code == 1
    assert "rad 2, skolenhetskod: ”1234567”. Väntat: åtta siffror." in refused.output
