"""The one look through a workbook's XML, for question sets and for lists alike."""

from __future__ import annotations

import io
import zipfile

import pytest

from framst.foundation.workbook_xml import NotReadable, scan, sheet_paths, unpacked

CELLS = (
    b'<row r="1"><c r="A1"><f>TRUE()</f><v>1</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    b"<row><c><v>3</v></c><c><v>4</v></c></row>"
    b'<row r="9"><c r="C9" t="e"><v>#N/A</v></c><c r="AB9"><v>5</v></c></row>'
)


def packed(sheet: bytes, after: bytes = b"") -> zipfile.ZipFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(
            "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + sheet + b"</sheetData>" + after + b"</worksheet>"
        )
    return zipfile.ZipFile(out)


def seen(sheet: bytes, after: bytes = b"", **how: object) -> object:
    return scan(packed(sheet, after), "xl/worksheets/sheet1.xml", **how)  # type: ignore[arg-type]


def test_formulas_errors_and_reach_are_told_with_their_places() -> None:
    extent = scan(packed(CELLS), "xl/worksheets/sheet1.xml")
    assert (extent.rows, extent.columns) == (9, 28)
    assert extent.formulas == [(1, 1, "TRUE()"), (1, 2, "1+1")]
    assert extent.errors == [(9, 3, "#N/A")]
    assert extent.beyond is None


def test_a_formula_that_only_says_a_value_may_be_let_through() -> None:
    extent = scan(packed(CELLS), "xl/worksheets/sheet1.xml", plain=frozenset({"TRUE()", "FALSE()"}))
    assert extent.formulas == [(1, 2, "1+1")]


def test_the_first_cell_that_reaches_too_far_is_told() -> None:
    for within, beyond in (
        ((8, 100), (9, 3, "C9")),
        ((9, 27), (9, 28, "AB9")),
        ((1, 1), (1, 2, "B1")),
        ((9, 28), None),
    ):
        assert scan(packed(CELLS), "xl/worksheets/sheet1.xml", within=within).beyond == beyond


def test_no_more_is_told_than_was_asked_for() -> None:
    formulas = b"".join(b"<row><c><f>%d</f></c></row>" % n for n in range(100))
    merged = (
        b"<mergeCells>" + b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, 101)) + b"</mergeCells>"
    )
    extent = scan(packed(formulas, merged), "xl/worksheets/sheet1.xml", most_told=7)
    assert (len(extent.formulas), len(extent.merged)) == (7, 7)
    assert extent.merged[-1] == (7, 1, "A7:B7")


@pytest.mark.parametrize("sheet", [b'<c r="1A"/>', b"<row>", b'<c r="A0"/>'])
def test_what_is_no_sheet_is_not_read(sheet: bytes) -> None:
    with pytest.raises(NotReadable):
        seen(sheet)


def test_a_document_type_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "a">]><workbook/>')
    with pytest.raises(NotReadable):
        sheet_paths(zipfile.ZipFile(out))
    assert unpacked(zipfile.ZipFile(out)) == 41
