"""Reading large files row by row: the same rules as for uploads, faults at the end, one row in memory."""

from __future__ import annotations

import gc
import io
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framst.foundation.refusal import BadInput, Fault
from framst.integrations.spreadsheets.reading import Row, read_rows, read_table


def faults_of(read: Callable[[], Any]) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read()
    assert caught.value.sentence == "Filen lästes inte in. Inget har sparats."
    return caught.value.faults


def refused(data: bytes, name: str = "elever.csv", **limits: int) -> tuple[Fault, ...]:
    return faults_of(lambda: list(read_rows(io.BytesIO(data), name, **limits)))


def read_until_refused(data: bytes, **limits: int) -> tuple[list[int], tuple[Fault, ...]]:
    """The numbers of the rows that came before the file was refused, and its faults."""
    came: list[int] = []

    def read() -> None:
        for row in read_rows(io.BytesIO(data), "elever.csv", **limits):
            came.append(row.number)

    return came, faults_of(read)


# ---- rows


def test_rows_come_with_their_numbers_and_text(tmp_path: Path) -> None:
    path = tmp_path / "elever.csv"
    path.write_bytes('\ufeffId;"Namn, eller; så"\r\n1;"Åsa\r\nBerg"\r\n\r\n;\r\n 2 ;\r\n'.encode())
    wanted = [
        Row(2, {"Id": "1", "Namn, eller; så": "Åsa\r\nBerg"}),
        Row(5, {"Id": "2", "Namn, eller; så": ""}),
    ]
    assert list(read_rows(path)) == wanted
    assert list(read_rows(str(path))) == wanted
    with path.open("rb") as file:
        assert list(read_rows(file, "elever.csv")) == wanted


def test_rows_of_a_workbook_are_read_too() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Id", "Namn"])
        sheet.write_row(2, 0, [7, "Åsa"])
    assert list(read_rows(out, "elever.xlsx")) == [Row(3, {"Id": "7", "Namn": "Åsa"})]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_machine(line_end: str) -> None:
    data = line_end.join(["Id,Namn", "1,Åsa", "2,Bo", ""]).encode()
    assert [(r.number, r.cells["Namn"]) for r in read_rows(io.BytesIO(data), "a.csv")] == [(2, "Åsa"), (3, "Bo")]


# ---- broken files


BROKEN: dict[str, tuple[bytes, Fault]] = {
    "another encoding": (
        "Id;Namn\n1;Åsa Öberg\n2;Märta\n".encode("cp1252"),
        Fault(2, "", "1;Åsa Öberg", "text i UTF-8 (i Excel: Spara som, CSV UTF-8)"),
    ),
    "another encoding after an Å in UTF-8": (
        "Id;Namn\n1;Åsa\n".encode() + "2;Märta\n".encode("cp1252"),
        Fault(3, "", "2;Märta", "text i UTF-8 (i Excel: Spara som, CSV UTF-8)"),
    ),
    "half a character at the end": (
        b"Id;Namn\n1;Asa \xc3",
        Fault(2, "", "1;Asa Ã", "text i UTF-8 (i Excel: Spara som, CSV UTF-8)"),
    ),
    "UTF-16": (
        "Id;Namn\n1;Åsa\n".encode("utf-16"),
        Fault(1, "", "elever.csv", "text i UTF-8 (i Excel: Spara som, CSV UTF-8)"),
    ),
    "a NUL byte": (b"Id;Namn\n1;Asa\n2;B\x00o\n", Fault(3, "", "elever.csv", "vanlig text utan dolda tecken")),
    "a hidden character": (b"Id;Namn\n1;A\x1bsa\n", Fault(2, "Namn", "A�sa", "vanlig text utan dolda tecken")),
    "a quote that is never closed": (
        b'Id;Namn\n1;Asa\n2;"Bo\n3;Cia\n',
        Fault(3, "", "elever.csv", "citattecken som öppnas och stängs"),
    ),
    "text after a closed quote": (
        b'Id;Namn\n1;"Asa"x\n2;Bo\n',
        Fault(2, "", "elever.csv", "citattecken som öppnas och stängs"),
    ),
    "a huge cell": (b"Id;Namn\n1;" + b"x" * 40_000, Fault(2, "Namn", "x" * 80, "högst 32 767 tecken i en cell")),
    "a cell that never ends": (
        b"Id;Namn\n1;" + b"x" * 400_000,
        Fault(2, "", "elever.csv", "högst 32 767 tecken i en cell"),
    ),
    "a quoted cell that goes on over many lines": (
        b'Id;Namn\n1;"' + b"x\n" * 200_000,
        Fault(2, "", "elever.csv", "högst 32 767 tecken i en cell"),
    ),
    "a doubled heading": (b"Id;Namn;namn\n1;Asa;Bo\n", Fault(1, "C", "namn", "en egen rubrik: den här finns redan")),
    "a value without heading": (b"Id;Namn\n1;Asa;mer\n", Fault(2, "C", "mer", "en rubrik över kolumnen")),
    "a value under an empty heading": (b"Id;;Namn\n1;mer;Asa\n", Fault(2, "B", "mer", "en rubrik över kolumnen")),
    "too many columns": (b"Id\n" + b";" * 500 + b"1\n", Fault(2, "", "elever.csv", "högst 500 kolumner")),
    "a heading alone": (b"Id;Namn\n\n;\n", Fault(None, "", "elever.csv", "en rubrikrad och minst en rad under den")),
    "nothing": (b"", Fault(None, "", "elever.csv", "en rubrikrad och minst en rad under den")),
    "blank lines": (b" \r\n \n", Fault(None, "", "elever.csv", "en rubrikrad och minst en rad under den")),
    "a PDF": (b"%PDF-1.7\n", Fault(None, "", "elever.csv", "en arbetsbok (.xlsx) eller en CSV-fil")),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        Fault(None, "", "elever.csv", "en arbetsbok sparad som .xlsx, utan lösenord"),
    ),
    "half a workbook": (b"PK\x03\x04\0\0", Fault(None, "", "elever.csv", "en arbetsbok (.xlsx) eller en CSV-fil")),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_says_where_and_what(what: str) -> None:
    data, fault = BROKEN[what]
    assert refused(data) == (fault,)
    assert faults_of(lambda: read_table(data, "elever.csv")) == (fault,)


# ---- faults come at the end


def test_sound_rows_come_before_the_first_fault_and_none_after_it() -> None:
    came, faults = read_until_refused(b"Id;Namn\n1;Asa\n2;Bo\n3;C\x1bia;mer\n4;Didrik\n5;E\x1bva\n")
    assert came == [2, 3]
    assert [(f.row, f.column) for f in faults] == [(4, "Namn"), (4, "C"), (6, "Namn")]


def test_no_row_comes_when_the_heading_is_at_fault() -> None:
    came, faults = read_until_refused(b"Id;id\n1;2\n")
    assert came == []
    assert faults == (Fault(1, "B", "id", "en egen rubrik: den här finns redan"),)


def test_at_most_fifty_faults_are_told_and_the_rest_is_not_read() -> None:
    class Counting(io.BytesIO):
        lines = 0

        def readline(self, *most: Any) -> bytes:
            self.lines += 1
            return super().readline(*most)

    file = Counting(b"Id;Namn\n" + b"1;Asa;mer\n" * 10_000)
    faults = faults_of(lambda: list(read_rows(file, "elever.csv")))
    assert len(faults) == 50
    assert faults[-1] == Fault(51, "C", "mer", "en rubrik över kolumnen")
    assert file.lines < 60


def test_a_fault_in_the_very_last_row_is_still_told() -> None:
    came, faults = read_until_refused(b"Id;Namn\n" + b"1;Asa\n" * 1_000 + b"2;B\x1bo")
    assert len(came) == 1_000
    assert faults == (Fault(1_002, "Namn", "B�o", "vanlig text utan dolda tecken"),)


def test_nothing_is_looked_at_before_the_first_row_is_asked_for(tmp_path: Path) -> None:
    rows = read_rows(tmp_path / "saknas.csv")
    with pytest.raises(FileNotFoundError):
        next(rows)


# ---- limits


def test_the_usual_limits_are_those_of_an_upload() -> None:
    assert refused(b"Id\n" + b"1\n" * 50_000) == (Fault(None, "", "elever.csv", "högst 50 000 rader"),)
    large = b"Id\n" + b"x" * (11 * 2**20)
    assert refused(large) == (Fault(None, "", "elever.csv: 11 MB", "en fil på högst 10 MB"),)


def test_a_job_that_reads_a_roster_says_its_own_limits_and_the_sentence_says_them() -> None:
    data = b"Id\n" + b"1\n" * 150_000
    assert sum(1 for _ in read_rows(io.BytesIO(data), "elever.csv", most_rows=150_001)) == 150_000
    assert len(read_table(data, "elever.csv", most_rows=150_001).rows) == 150_000
    with translation.override("sv"):
        assert refused(data, most_rows=150_000) == (Fault(None, "", "elever.csv", "högst 150\u00a0000 rader"),)
        assert refused(data, most_bytes=2**18) == (Fault(None, "", "elever.csv: 0 MB", "en fil på högst 0,2 MB"),)


def test_a_workbook_may_unpack_to_ten_times_its_limit() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Id"])
        for number in range(1, 30_000):
            sheet.write_string(number, 0, "samma text")
    size = len(out.getvalue())
    with translation.override("sv"):
        (fault,) = refused(out.getvalue(), "elever.xlsx", most_bytes=size + 1, most_rows=200_000)
    assert fault.expected.startswith("en arbetsbok som är högst ")
    assert len(list(read_rows(out, "elever.xlsx", most_bytes=2**20))) == 29_999


def test_one_row_is_held_in_memory() -> None:
    """20 MB of rows are read within one megabyte; the control holds them all, and does not fit."""
    line = b";".join(b"v" * 100 for _ in range(10)) + b"\n"
    heading = b";".join(b"K%d" % n for n in range(10)) + b"\n"

    class Endless(io.RawIOBase):
        """A file that makes its lines when they are asked for."""

        def __init__(self, rows: int) -> None:
            self.left, self.size, self.at = rows + 1, len(heading) + rows * len(line), 0

        def seek(self, to: int, whence: int = 0) -> int:
            return self.size if whence else 0

        def read(self, most: int = -1) -> bytes:
            return heading[:most]

        def readline(self, most: Any = -1) -> bytes:
            self.left -= 1
            first, self.at = self.at == 0, 1
            return heading if first else line if self.left >= 0 else b""

    def peak(read: Callable[[Iterator[Row]], object]) -> int:
        gc.collect()
        tracemalloc.start()
        try:
            read(read_rows(Endless(20_000), "elever.csv", most_bytes=2**30))  # type: ignore[arg-type]
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(lambda rows: sum(1 for _ in rows)) < 2**20
    assert peak(list) > 10 * 2**20


# ---- the same as read_table


TEXT = st.text(st.sampled_from(list("ab1;;;,\t\"\n\n\r'=\x0b\x1b\x00 å\u2028\ufeff")), max_size=60)


def outcome(read: Callable[[], list[Row]]) -> object:
    try:
        return read()
    except BadInput as caught:
        return caught.faults


@settings(max_examples=400, deadline=None)
@example(text="a;b\r\n1;2\r\n", junk=b"")
@example(text="a;b\r1;2\r\r3;4", junk=b"")
@example(text='a;"b\nc"\n"1\r\n2";3\n', junk=b"")
@example(text="a\n1\n", junk=b"\xff")
@given(text=TEXT, junk=st.sampled_from([b"", b"", b"", b"\xff", b"\xc3"]))
def test_rows_and_table_agree_on_any_small_text(text: str, junk: bytes) -> None:
    data = text.encode() + junk
    assert outcome(lambda: read_table(data, "a.csv").rows) == outcome(
        lambda: list(read_rows(io.BytesIO(data), "a.csv"))
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.sampled_from(list('ab;,\t"\n å\'=')), min_size=1, max_size=6).filter(str.strip),
                 min_size=2, max_size=2),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_what_the_csv_module_wrote_is_read_as_it_was(rows: list[list[str]]) -> None:
    """Against the library's own writer, so that both readers cannot be wrong together."""
    import csv

    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["Ett", "Två"], *rows])
    found = [list(r.cells.values()) for r in read_rows(io.BytesIO(out.getvalue().encode()), "a.csv")]
    unguarded = [[c[1:] if c.startswith("'") and c.lstrip("'").startswith(("=", "\t")) else c for c in r] for r in rows]
    assert found == [[cell.strip() for cell in row] for row in unguarded]
