"""Answers collected elsewhere: read in whole or not at all, twice the same, corrected, and taken out again."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from framst.access.acting import acting, link, machine
from framst.audit.models import Event
from framst.config.cli.export_answers import export_answers as export_command
from framst.config.cli.import_answers import import_answers as import_command
from framst.config.demo.answers_2024 import WORKBOOK
from framst.config.demo.municipality import SELECTED
from framst.figures.models import Indicator
from framst.followups.models import Followup, Invitation
from framst.followups.queries import count
from framst.followups.services import keep_answers, open_followup
from framst.forms.models import Answer, QuestionSet, Sheet
from framst.forms.queries import answers_on
from framst.forms.terms import Given
from framst.foundation.refusal import BadInput, Fault, NotAllowed, Refused
from framst.integrations.models import ImportedFile
from framst.integrations.spreadsheets.exporting import export_answers
from framst.integrations.spreadsheets.importing import import_answers, keep_file
from framst.integrations.spreadsheets.planning import Plan
from framst.integrations.spreadsheets.reading import read_table
from framst.integrations.spreadsheets.writing import csv_file
from framst.organisation.models import Unit

from ..personas import actor

JUNE = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
NOVEMBER = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
DEMO = "elevhalsoplanen-2024"
COLUMNS = ["Id", "Starttid", "Slutförandetid", "E-post", "Har du tagit del av den uppdaterade elevhälsoplanen?",
           "Har du tillgång till de här kompetenserna?.kurator",
           "Har du tillgång till elevhälsan på ett sätt som möjliggör förebyggande och hälsofrämjande arbete?",
           "Vad beror det på?"]  # fmt: skip
ALMBY, DALSKOLAN, TWO_UNITS = "anna.almgren@ekdalen.example", "rektor@ekdalen.example", "rektor2@ekdalen.example"


def row(number: int, email: str, *, at: str = "2026-06-10 10:00", plan: str = "Ja", kurator: str = "Ja",
        access: str = "Delvis", why: str = "Tid") -> list[str]:  # fmt: skip
    return [str(number), "2026-06-10 09:50", at, email, plan, kurator, access, why]


def file(*rows: list[str], columns: list[str] = COLUMNS) -> bytes:
    return csv_file(columns, rows)


@pytest.fixture
def followup(db: None) -> Followup:
    """An open follow-up of the compulsory schools: 19 places."""
    by = actor("utredare", JUNE)
    with acting(by):
        made = drafted("svar-2026")
        open_followup(followup=made, units=Unit.objects.filter(code__in=SELECTED), by=by)
    return made


def drafted(slug: str) -> Followup:
    return Followup.objects.create(
        slug=slug,
        title="Uppföljning 2026 <b>fet</b>",
        version=QuestionSet.objects.get(code="elevhalsoplanen").versions.latest("number"),
        period_from=dt.date(2026, 6, 1),
        period_to=dt.date(2026, 10, 31),
        closes_on=dt.date(2026, 10, 31),
    )


def read_in(followup: Followup, data: bytes, name: str = "svar.csv", **more: Any) -> Plan:
    by = actor("utredare", NOVEMBER)
    with acting(by):
        return import_answers(followup=followup, data=data, name=name, by=by, **more)


def rows_there() -> tuple[int, ...]:
    """How many rows the tables have that an import writes to, and what one of them says."""
    with acting(machine("import", NOVEMBER)):
        return (
            Sheet.objects.count(),
            Sheet.objects.filter(submitted_at__isnull=False).count(),
            Answer.objects.count(),
            Invitation.objects.count(),
            ImportedFile.objects.count(),
            sum(len(f.column_map) for f in Followup.objects.all()),
        )


def sheet_of(followup: Followup, email: str) -> Sheet:
    return Sheet.objects.get(invitation__followup=followup, holder__email=email)


def refused(followup: Followup, data: bytes, name: str = "svar.csv", **more: Any) -> tuple[Fault, ...]:
    """The faults of a refused file; nothing of it is saved."""
    before = rows_there()
    with pytest.raises(BadInput) as caught:
        read_in(followup, data, name, **more)
    assert rows_there() == before
    return caught.value.faults


def test_answers_land_on_the_holders_sheets(followup: Followup) -> None:
    done = read_in(followup, file(row(1, ALMBY), row(2, DALSKOLAN.upper(), access="Ja", why="")))
    assert (done.counted, done.late, done.superseded, done.changed, done.hidden) == (2, 0, 0, 2, 0)
    with acting(actor("utredare", NOVEMBER)):
        sheet = sheet_of(followup, ALMBY)
        assert answers_on(sheet) == {
            ("tagit_del", ""): Given(choices=("yes",)),
            ("kompetenser", "kurator"): Given(choices=("yes",)),
            ("forebyggande", ""): Given(choices=("partly",)),
            ("forebyggande_varfor", ""): Given(text="Tid"),
        }
        assert sheet.submitted_at == dt.datetime(2026, 6, 10, 8, 0, tzinfo=dt.UTC)
        assert sheet.seconds == 600
        counted = count(followup)
        assert (counted.asked, counted.submitted, counted.late) == (19, 2, 0)
        assert counted.at("forebyggande_varfor").not_shown == 1
        assert Followup.objects.get(pk=followup.pk).column_map["Vad beror det på?"] == "question:forebyggande_varfor"
        event = Event.objects.filter(act="imported").latest("id")
        assert event.detail["counted"] == 2
        assert "Tid" not in json.dumps(event.detail)


def test_the_same_file_twice_changes_nothing(followup: Followup) -> None:
    data = file(row(1, ALMBY), row(2, DALSKOLAN))
    read_in(followup, data)
    with acting(actor("utredare", NOVEMBER)):
        keys = set(Answer.objects.filter(sheet__invitation__followup=followup).values_list("pk", flat=True))
    before = rows_there()
    assert read_in(followup, data).changed == 0
    assert rows_there() == before
    with acting(actor("utredare", NOVEMBER)):
        assert keys == set(Answer.objects.filter(sheet__invitation__followup=followup).values_list("pk", flat=True))


def test_a_corrected_file_takes_the_place_of_the_first(followup: Followup) -> None:
    read_in(followup, file(row(1, ALMBY), row(2, DALSKOLAN)))
    done = read_in(followup, file(row(1, ALMBY, plan="Nej"), row(3, TWO_UNITS)))
    assert (done.counted, done.changed) == (2, 3)
    with acting(actor("utredare", NOVEMBER)):
        assert answers_on(sheet_of(followup, ALMBY))["tagit_del", ""].choices == ("no",)
        emptied = sheet_of(followup, DALSKOLAN)
        assert (answers_on(emptied), emptied.submitted_at) == ({}, None)
        assert count(followup).submitted == 2


def test_two_rows_of_one_person_are_both_kept_and_the_last_complete_counts(followup: Followup) -> None:
    done = read_in(
        followup,
        file(
            row(1, ALMBY, at="2026-06-10 10:00", plan="Ja"),
            row(2, ALMBY, at="2026-06-12 10:00", plan="Nej"),
            row(3, ALMBY, at="2026-06-14 10:00", plan=""),
        ),
    )
    assert (done.counted, done.superseded) == (1, 2)
    with acting(actor("utredare", NOVEMBER)):
        assert answers_on(sheet_of(followup, ALMBY))["tagit_del", ""].choices == ("no",)
        kept = ImportedFile.objects.get(followup=followup)
        assert [(r["number"], r["state"]) for r in kept.rows] == [
            (2, "superseded"), (3, "counts"), (4, "superseded"),
        ]  # fmt: skip
        assert len(read_table(bytes(kept.content), kept.name).rows) == 3


def test_late_rows_are_kept_apart_and_are_in_no_figure(followup: Followup) -> None:
    done = read_in(followup, file(row(1, ALMBY, at="2026-11-01 00:01"), row(2, DALSKOLAN, at="2026-10-31 23:59")))
    assert (done.counted, done.late) == (1, 1)
    with acting(actor("utredare", NOVEMBER)):
        assert sheet_of(followup, ALMBY).late
        counted = count(followup)
        assert (counted.submitted, counted.late, counted.at("tagit_del").answered) == (1, 1, 1)


def test_an_answer_to_a_question_that_was_not_to_be_shown_does_not_count(followup: Followup) -> None:
    done = read_in(followup, file(row(1, ALMBY, access="Ja", why="Skrev ändå")))
    assert done.hidden == 1
    with acting(actor("utredare", NOVEMBER)):
        assert ("forebyggande_varfor", "") not in answers_on(sheet_of(followup, ALMBY))


FAULTY: dict[str, tuple[bytes, Fault]] = {
    "someone who was not asked": (
        file(row(1, ALMBY), row(2, "nagon.annan@ekdalen.example")),
        Fault(
            3,
            "E-post",
            "nagon.annan@ekdalen.example",
            "e-postadressen till en rektor som är tillfrågad i uppföljningen",
        ),
    ),
    "an answer outside the choices": (
        file(row(1, ALMBY, plan="Kanske")),
        Fault(2, COLUMNS[4], "Kanske", "ett av svarsvalen: Ja, Nej"),
    ),
    "a matrix answer outside the choices": (
        file(row(1, ALMBY, kurator="Ibland")),
        Fault(2, COLUMNS[5], "Ibland", "ett av svarsvalen: Ja, Delvis, Nej, Ej aktuellt"),
    ),
    "script in place of a choice": (
        file(row(1, ALMBY, access="<script>alert(1)</script>")),
        Fault(2, COLUMNS[6], "<script>alert(1)</script>", "ett av svarsvalen: Ja, Delvis, Nej, Vet ej"),
    ),
    "a time that is none": (
        file(row(1, ALMBY, at="förra veckan")),
        Fault(2, "Slutförandetid", "förra veckan", "en tid som ÅÅÅÅ-MM-DD TT:MM"),
    ),
    "a row without an address": (
        file(row(1, ALMBY), row(2, "")),
        Fault(3, "E-post", "", "e-postadressen till den som svarat, på varje rad eller inte alls"),
    ),
    "a column that nobody has mapped": (
        csv_file([*COLUMNS, "Kommentar"], [[*row(1, ALMBY), "Hej"]]),
        Fault(1, "Kommentar", "Kommentar", "en kolumn som är kopplad till en fråga, eller som inte ska läsas in"),
    ),
    "a text that is too long": (
        file(row(1, ALMBY, why="x" * 20_001)),
        Fault(2, "Vad beror det på?", "x" * 80, "högst 20 000 tecken"),
    ),
    "wrong encoding": (
        file(row(1, ALMBY, why="För lite tid")).decode().encode("cp1252", "replace"),
        Fault(1, "", "?Id;Starttid;S", "text i UTF-8 (i Excel: Spara som, CSV UTF-8)"),
    ),
    "50 MB": (b"Id;E-post\n" + b"x" * (50 * 2**20), Fault(None, "", "svar.csv: 50 MB", "en fil på högst 10 MB")),
    "an empty file": (b"", Fault(None, "", "svar.csv", "en rubrikrad och minst en rad under den")),
    "duplicate headings": (
        csv_file([*COLUMNS, "Vad beror det på?"], [[*row(1, ALMBY), "Hej"]]),
        Fault(1, "I", "Vad beror det på?", "en egen rubrik: den här finns redan"),
    ),
}


@pytest.mark.parametrize("what", FAULTY)
def test_a_faulty_file_is_refused_whole(followup: Followup, what: str) -> None:
    data, fault = FAULTY[what]
    if what == "wrong encoding":
        assert [(f.column, f.expected) for f in refused(followup, data)] == [("", fault.expected)]
    else:
        assert refused(followup, data) == (fault,)


def _workbook(fill: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, row(1, ALMBY))
        fill(sheet)
    return out.getvalue()


def test_a_formula_and_a_merged_header_are_refused(followup: Followup) -> None:
    assert refused(followup, _workbook(lambda s: s.write_formula(1, 4, '="Ja"')), "svar.xlsx") == (
        Fault(2, "E", '="Ja"', "ett värde i stället för en formel (i Excel: Klistra in, Värden)"),
    )
    assert refused(followup, _workbook(lambda s: s.merge_range("I1:J1", "Två")), "svar.xlsx") == (
        Fault(1, "I", "I1:J1", "en rubrik i varje kolumn, utan sammanslagna celler"),
    )
    assert refused(followup, b"%PDF-1.7", "svar.xlsx") == (
        Fault(None, "", "svar.xlsx", "en arbetsbok (.xlsx) eller en CSV-fil"),
    )


def test_what_someone_has_written_by_the_link_is_not_overwritten(followup: Followup) -> None:
    with acting(actor("utredare", JUNE)):
        invitation = Invitation.objects.select_related("sheet__version", "followup").get(
            followup=followup, person__email=ALMBY
        )
    holder = link(invitation.pk, JUNE)
    with acting(holder):
        questions = invitation.sheet.version.questionnaire.questions
        keep_answers(
            invitation=invitation, given={("tagit_del", ""): Given(choices=("no",))}, questions=questions, by=holder
        )
    assert refused(followup, file(row(1, ALMBY))) == (
        Fault(2, "E-post", ALMBY, "en rektor som inte redan har svarat på ett annat sätt"),
    )


def test_without_addresses_the_number_asked_is_typed(db: None) -> None:
    by = actor("utredare", JUNE)
    with acting(by):
        made = drafted("utan-namn-2026")
    columns, rows = (
        COLUMNS[:3] + COLUMNS[4:],
        [row(n, "")[:3] + row(n, "", plan="Ja" if n < 3 else "Nej")[4:] for n in (1, 2, 3)],
    )
    data = csv_file(columns, rows)
    with pytest.raises(Refused, match="Skriv hur många som tillfrågades"):
        read_in(made, data)
    with pytest.raises(Refused, match="Fler har svarat"):
        read_in(made, data, asked=2)
    assert read_in(made, data, asked=12).counted == 3
    assert read_in(made, data).changed == 0
    with acting(actor("utredare", NOVEMBER)):
        made.refresh_from_db()
        assert (made.identified, made.asked_typed, made.state) == (False, 12, "open")
        # What opens a follow-up proposes its figures, also when it is a file that does.
        assert Indicator.objects.filter(spec__followup=made.slug, spec__question="tagit_del").count() == 1
        counted = count(made)
        assert (counted.asked, counted.submitted, counted.at("tagit_del").with_any_of(["yes"])) == (12, 3, 2)
        assert not made.invitations.filter(person__isnull=False).exists()
    # a corrected file: one row fewer, one changed; the others keep their sheets
    rows[1][3] = "Nej"
    assert read_in(made, csv_file(columns, rows[:2])).changed == 2
    with acting(actor("utredare", NOVEMBER)):
        assert (count(made).submitted, count(made).at("tagit_del").with_any_of(["yes"])) == (2, 1)


def test_a_file_without_addresses_does_not_go_into_a_follow_up_with_invitations(followup: Followup) -> None:
    with pytest.raises(Refused, match="Filen behöver en kolumn med e-post"):
        read_in(followup, csv_file(COLUMNS[:3] + COLUMNS[4:], [row(1, "")[:3] + row(1, "")[4:]]), asked=19)


def test_a_draft_has_no_places_to_read_names_into(db: None) -> None:
    with acting(actor("utredare", JUNE)):
        made = drafted("utkast-2026")
    with pytest.raises(Refused, match="Öppna uppföljningen först"):
        read_in(made, file(row(1, ALMBY)))


def test_one_who_answers_for_several_units_says_which(db: None) -> None:
    by = actor("utredare", JUNE)
    with acting(by):
        made = drafted("per-enhet-2026")
        made.per = "unit"
        made.save()
        open_followup(followup=made, units=Unit.objects.filter(code__in=SELECTED), by=by)
    assert refused(made, file(row(1, TWO_UNITS))) == (
        Fault(2, "", "", "skolenheten som svaret gäller: personen svarar för flera"),
    )
    columns = [*COLUMNS, "Skolenhet"]
    data = csv_file(columns, [[*row(1, TWO_UNITS), "Björkhagens skola"], [*row(2, TWO_UNITS), "99990002"]])
    assert read_in(made, data).counted == 2


@pytest.mark.parametrize("login", ["avdelningschef", "rektor", "registrator", "system", "ledamot"])
def test_others_neither_read_in_nor_take_out(followup: Followup, login: str) -> None:
    by = actor(login, NOVEMBER)
    with acting(by):
        for verb in (import_answers, keep_file):
            with pytest.raises(NotAllowed):
                verb(followup=followup, data=file(row(1, ALMBY)), name="svar.csv", by=by)  # type: ignore[operator]
        with pytest.raises(NotAllowed):
            export_answers(followup=followup, kind="csv", by=by)


def test_the_demos_workbook_changes_nothing_when_it_is_read_in_again(db: None) -> None:
    with acting(machine("import", NOVEMBER)):
        demo = Followup.objects.get(slug=DEMO)
    done = read_in(demo, WORKBOOK.read_bytes(), "answers_2024.xlsx")
    assert (done.counted, done.superseded, done.changed) == (19, 1, 0)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_taken_out_can_be_read_in_again(db: None, kind: str) -> None:
    by = actor("utredare", NOVEMBER)
    with acting(by):
        demo = Followup.objects.select_related("version").get(slug=DEMO)
        data = export_answers(followup=demo, kind=kind, by=by)
        event = Event.objects.filter(act="exported").latest("id")
        assert (event.detail["rows"], len(event.detail["sha256"])) == (19, 64)
        table = read_table(data, f"svar.{kind}")
        assert table.columns[:7] == ("Id", "Starttid", "Sluttid", "E-post", "Namn", "Skolenhet", "Läge")
        assert "Vad beror det på?2" in table.columns
    assert read_in(demo, data, f"svar.{kind}").changed == 0


def test_an_answer_like_a_formula_stays_text(followup: Followup) -> None:
    formula = '=HYPERLINK("http://example.org";"Klicka")'
    read_in(followup, file(row(1, ALMBY, why=formula)))
    by = actor("utredare", NOVEMBER)
    with acting(by):
        assert export_answers(followup=followup, kind="csv", by=by).decode().count(";\"'=HYPERLINK") == 1
        table = read_table(export_answers(followup=followup, kind="xlsx", by=by), "svar.xlsx")
        assert table.rows[0].cells["Vad beror det på?"] == formula


def test_the_pages_read_in_and_take_out(followup: Followup, client_of: Any) -> None:
    client = client_of("utredare")
    upload = reverse("answers_import", args=[followup.slug])
    before = rows_there()
    page = client.post(upload, {"file": SimpleUploadedFile("svar.csv", "Id;Åsa\n1;x".encode("cp1252"))})
    assert page.status_code == 422
    assert "text i UTF-8 (i Excel: Spara som, CSV UTF-8)" in page.content.decode()
    assert client.post(upload, {}).status_code == 422
    assert rows_there() == before

    columns = [*COLUMNS, "<script>alert(1)</script>"]
    data = csv_file(columns, [[*row(1, ALMBY, why="<img src=x onerror=alert(1)>"), "<b>hej</b>"]])
    answer = client.post(upload, {"file": SimpleUploadedFile("<i>svar</i>.csv", data)})
    assert answer.status_code == 302
    page = client.get(answer.url)
    text = page.content.decode()
    assert page.status_code == 200
    assert "<script>alert" not in text and "<img src=x" not in text and "<b>hej" not in text and "<i>svar" not in text
    chosen = {f"column_{n}": page.context["form"].initial[f"column_{n}"] for n in range(len(columns))}
    assert chosen["column_8"] == ""
    assert client.post(answer.url, chosen).status_code == 422
    read = client.post(answer.url, chosen | {"column_8": "ignored"})
    assert read.status_code == 302
    assert "räknas" in client.get(read.url).content.decode()
    # the second time nothing has to be chosen
    again = client.post(
        upload, {"file": SimpleUploadedFile("svar2.csv", csv_file(columns, [[*row(1, ALMBY, plan="Nej"), ""]]))}
    )
    assert client.get(again.url).context["plan"].changed == 1

    wrong = csv_file(COLUMNS, [row(1, ALMBY, plan="<script>alert(2)</script>")])
    answer = client.post(upload, {"file": SimpleUploadedFile("svar3.csv", wrong)})
    text = client.get(answer.url).content.decode()
    assert "ett av svarsvalen: Ja, Nej" in text and "<script>alert" not in text

    assert client.get(reverse("answers_export", args=[followup.slug])).status_code == 200
    out = client.post(reverse("answers_export", args=[followup.slug]), {"kind": "csv"})
    assert out["Content-Disposition"] == 'attachment; filename="svar-svar-2026.csv"'
    assert ALMBY in out.content.decode()


def test_a_principal_does_not_reach_a_file_that_is_there(followup: Followup, client_of: Any) -> None:
    by = actor("utredare", NOVEMBER)
    with acting(by):
        kept = keep_file(followup=followup, data=file(row(1, ALMBY)), name="svar.csv", by=by)
    address = reverse("answers_import_columns", args=[followup.slug, kept.pk])
    assert client_of("utredare").get(address).status_code == 200
    assert client_of("avdelningschef").get(address).status_code == 403
    assert client_of("rektor").get(address).status_code == 403
    with acting(actor("avdelningschef", NOVEMBER)):
        assert not ImportedFile.objects.exists()


def test_the_command_line(followup: Followup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framst.config.command.ready", lambda: None)
    good, bad, out = tmp_path / "svar.csv", tmp_path / "fel.csv", tmp_path / "ut.xlsx"
    good.write_bytes(file(row(1, ALMBY)))
    bad.write_bytes(file(row(1, ALMBY, plan="Kanske")))
    run = CliRunner().invoke

    refusal = run(import_command, ["--followup", followup.slug, str(bad), "--json"])
    assert refusal.exit_code == 1
    assert json.loads(refusal.output) == {
        "refused": "Filen lästes inte in. Inget har sparats.",
        "faults": [{"row": 2, "column": COLUMNS[4], "value": "Kanske", "expected": "ett av svarsvalen: Ja, Nej"}],
    }
    told = run(import_command, ["--followup", followup.slug, str(bad)])
    assert f"rad 2, kolumn {COLUMNS[4]}, ”Kanske”. Väntat: ett av svarsvalen: Ja, Nej." in told.output
    assert run(import_command, ["--followup", "finns-inte", str(good)]).exit_code == 2
    assert run(import_command, [str(good)]).exit_code == 2
    read = run(import_command, ["--followup", followup.slug, str(good), "--json"])
    assert read.exit_code == 0
    assert json.loads(read.output)["counted"] == 1
    assert run(export_command, ["--followup", followup.slug, "--out", str(out)]).exit_code == 0
    assert read_table(out.read_bytes(), out.name).rows[0].cells["E-post"] == ALMBY
    assert run(export_command, ["--followup", followup.slug, "--out", str(tmp_path / "ut.pdf")]).exit_code == 1


@given(cells=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=8, max_size=8))
def test_any_row_is_read_or_refused_with_its_place(cells: list[str]) -> None:
    """Whatever stands in the cells: a table, or faults that name a row or the file."""
    try:
        table = read_table(csv_file(COLUMNS, [cells]), "svar.csv")
    except BadInput as caught:
        assert all(f.row is None or f.row >= 1 for f in caught.faults)
    else:
        assert table.rows[0].number == 2
