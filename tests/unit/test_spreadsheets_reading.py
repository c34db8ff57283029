"""The strict reader of spreadsheets: what it gives, and every file that it refuses, with the sentence."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from framst.foundation.refusal import BadInput, Fault
from framst.integrations.spreadsheets.reading import read_table
from framst.integrations.spreadsheets.sheet_xml import letters, place
from framst.integrations.spreadsheets.writing import csv_cell, csv_file, xlsx_file

MADE = dt.datetime(2024, 11, 1, tzinfo=dt.UTC)


def workbook(fill: Callable[[Any, Any], object], **options: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as made:
        fill(made, made.add_worksheet("Form1"))
    return out.getvalue()


def plain(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Id", "Fråga"])
    sheet.write_row(1, 0, [1, "Ja"])


def part(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


def refused(data: bytes, name: str = "svar.xlsx", sheet: str | None = None) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read_table(data, name, sheet=sheet)
    assert caught.value.sentence == "Filen lästes inte in. Inget har sparats."
    return caught.value.faults


def test_a_workbook_gives_text_with_its_row_numbers() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Id", "När", "Rubrik\nmed  två rader", "Sant", "Tal"])
        sheet.write(2, 0, 99990001)
        sheet.write_datetime(
            2, 1, dt.datetime.fromisoformat("2024-06-03T09:12"), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        )
        sheet.write_string(2, 2, "=1+1")
        sheet.write_boolean(2, 3, True)
        sheet.write(2, 4, 1.5)

    table = read_table(workbook(fill), "svar.xlsx")
    assert table.columns == ("Id", "När", "Rubrik med två rader", "Sant", "Tal")
    (row,) = table.rows
    assert row.number == 3
    assert row.cells == {
        "Id": "99990001",
        "När": "2024-06-03T09:12:00",
        "Rubrik med två rader": "=1+1",
        "Sant": "SANT",
        "Tal": "1.5",
    }


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_whatever_stands_between_the_cells(delimiter: str) -> None:
    text = f'\ufeffId{delimiter}"Vad, eller; hur?"\r\n1{delimiter}"två\nrader"\r\n\r\n2{delimiter}\r\n'
    table = read_table(text.encode(), "svar.csv")
    assert table.columns == ("Id", "Vad, eller; hur?")
    assert [(row.number, row.cells["Vad, eller; hur?"]) for row in table.rows] == [(2, "två\nrader"), (4, "")]


def _sheet(fill: Callable[[Any], object]) -> bytes:
    return workbook(lambda book, sheet: (plain(book, sheet), fill(sheet)))


BOMB = part(workbook(plain), "xl/media/tom.bin", b"\0" * (101 * 2**20))

REFUSED: dict[str, tuple[bytes, str, tuple[Fault, ...]]] = {
    "wrong encoding": (
        "Id;Namn\n1;Åsa\n".encode("cp1252"),
        "svar.csv",
        (Fault(2, "", "1;Åsa", "text i UTF-8 (i Excel: Spara som, CSV UTF-8)"),),
    ),
    "UTF-16": (
        "Id;Namn\n1;Åsa\n".encode("utf-16"),
        "svar.csv",
        (Fault(1, "", "svar.csv", "text i UTF-8 (i Excel: Spara som, CSV UTF-8)"),),
    ),
    "a PDF renamed to xlsx": (
        b"%PDF-1.7\n1 0 obj",
        "svar.xlsx",
        (Fault(None, "", "svar.xlsx", "en arbetsbok (.xlsx) eller en CSV-fil"),),
    ),
    "a PDF renamed to csv": (
        b"%PDF-1.7\n1 0 obj",
        "svar.csv",
        (Fault(None, "", "svar.csv", "en arbetsbok (.xlsx) eller en CSV-fil"),),
    ),
    "half a workbook": (
        workbook(plain)[:2000],
        "svar.xlsx",
        (Fault(None, "", "svar.xlsx", "en arbetsbok (.xlsx) eller en CSV-fil"),),
    ),
    "an old or locked workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "svar.xls",
        (Fault(None, "", "svar.xls", "en arbetsbok sparad som .xlsx, utan lösenord"),),
    ),
    "50 MB": (
        b"x" * (50 * 2**20),
        "svar.csv",
        (Fault(None, "", "svar.csv: 50 MB", "en fil på högst 10 MB"),),
    ),
    "a zip bomb": (
        BOMB,
        "svar.xlsx",
        (Fault(None, "", "svar.xlsx", "en arbetsbok som är högst 100 MB uppackad"),),
    ),
    "a formula cell": (
        _sheet(lambda sheet: sheet.write_formula(1, 1, '=IF(A1=1,"Ja","Nej")')),
        "svar.xlsx",
        (Fault(2, "B", '=IF(A1=1,"Ja","Nej")', "ett värde i stället för en formel (i Excel: Klistra in, Värden)"),),
    ),
    "a merged header": (
        _sheet(lambda sheet: sheet.merge_range("C1:D1", "Kompetenser")),
        "svar.xlsx",
        (Fault(1, "C", "C1:D1", "en rubrik i varje kolumn, utan sammanslagna celler"),),
    ),
    "merged cells below": (
        _sheet(lambda sheet: sheet.merge_range("A3:A4", "2")),
        "svar.xlsx",
        (Fault(3, "A", "A3:A4", "ett värde i varje cell, utan sammanslagna celler"),),
    ),
    "duplicate headers": (
        "Id;Fråga;fråga\n1;Ja;Nej\n".encode(),
        "svar.csv",
        (Fault(1, "C", "fråga", "en egen rubrik: den här finns redan"),),
    ),
    "an empty file": (
        b"  \n",
        "svar.csv",
        (Fault(None, "", "svar.csv", "en rubrikrad och minst en rad under den"),),
    ),
    "a heading alone": (
        b"Id;Namn\n",
        "svar.csv",
        (Fault(None, "", "svar.csv", "en rubrikrad och minst en rad under den"),),
    ),
    "NUL bytes": (
        b"Id;Namn\n1;A\x00sa\n",
        "svar.csv",
        (Fault(2, "", "svar.csv", "vanlig text utan dolda tecken"),),
    ),
    "a hidden character": (
        b"Id;Namn\n1;A\x1bsa\n",
        "svar.csv",
        (Fault(2, "Namn", "A�sa", "vanlig text utan dolda tecken"),),
    ),
    "a huge cell": (
        b"Id;Namn\n1;" + b"x" * 40_000 + b"\n",
        "svar.csv",
        (Fault(2, "Namn", "x" * 80, "högst 32 767 tecken i en cell"),),
    ),
    "a cell that csv itself gives up on": (
        b"Id;Namn\n1;" + b"x" * 200_000 + b"\n",
        "svar.csv",
        (Fault(2, "", "svar.csv", "högst 32 767 tecken i en cell"),),
    ),
    "a quote that is never closed": (
        b'Id;Namn\n1;"Asa\n',
        "svar.csv",
        (Fault(2, "", "svar.csv", "citattecken som öppnas och stängs"),),
    ),
    "a value outside the headings": (
        b"Id;Namn\n1;Asa;mer\n",
        "svar.csv",
        (Fault(2, "C", "mer", "en rubrik över kolumnen"),),
    ),
    "a sheet that reaches to the end of the world": (
        _sheet(lambda sheet: sheet.write(1_048_575, 16_383, "x")),
        "svar.xlsx",
        (Fault(None, "", "svar.xlsx: 1048576", "högst 50 000 rader"),),
    ),
    "a sheet that is too wide": (
        _sheet(lambda sheet: sheet.write(1, 700, "x")),
        "svar.xlsx",
        (Fault(None, "", "svar.xlsx: 701", "högst 500 kolumner"),),
    ),
    "an XML entity": (
        part(
            workbook(plain),
            "xl/worksheets/sheet1.xml",
            b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>',
        ),
        "svar.xlsx",
        (Fault(None, "", "svar.xlsx", "en arbetsbok (.xlsx) eller en CSV-fil"),),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_files_say_where_and_what(what: str) -> None:
    data, name, faults = REFUSED[what]
    assert refused(data, name) == faults


def test_an_error_value_is_refused() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Id</t></is></c></row>'
        b'<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row></sheetData></worksheet>'
    )
    data = part(workbook(plain), "xl/worksheets/sheet1.xml", sheet)
    assert refused(data) == (Fault(2, "A", "#REF!", "ett värde i stället för ett felmeddelande"),)


def test_all_faults_are_told_at_once() -> None:
    faults = refused(b"Id;id;\n1;2;3\n", "svar.csv")
    assert [(f.row, f.column) for f in faults] == [(1, "B"), (2, "C")]


def test_a_sheet_that_is_not_there_is_named() -> None:
    assert refused(workbook(plain), sheet="Blad9") == (Fault(None, "", "Blad9", "ett blad som finns i arbetsboken"),)


def test_a_size_that_the_file_lies_about_does_no_harm() -> None:
    """The unpacked size in the file's own list is made small; the bytes are not what it says."""
    data = bytearray(workbook(plain))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 3)
    try:
        read_table(bytes(data), "svar.xlsx")
    except BadInput as caught:
        assert caught.faults[0].expected == "en arbetsbok (.xlsx) eller en CSV-fil"


def test_columns_have_letters() -> None:
    assert [letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert place("AA3") == (3, 27)


def test_written_cells_are_text_to_a_spreadsheet_program() -> None:
    assert [csv_cell(v) for v in ("=1+1", "+46", "-Ja", "@x", "\tx", "-1,5", 3.5, None)] == [
        "'=1+1", "'+46", "'-Ja", "'@x", "'\tx", "-1,5", "3.5", "",
    ]  # fmt: skip


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40).map(
    lambda text: " ".join(text.split())
)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3).filter(any), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(rows=[["'=1", "''@x", "-1,5"]])
@given(rows=ROWS)
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    columns = ["Ett", "Två", "Tre"]
    for data, name in (
        (csv_file(columns, rows), "a.csv"),
        (xlsx_file("Svar", columns, rows, made_at=MADE), "a.xlsx"),
    ):
        assert [list(row.cells.values()) for row in read_table(data, name).rows] == rows


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        table = read_table(data, name)
    except BadInput as caught:
        assert caught.faults
    else:
        assert table.columns and table.rows
