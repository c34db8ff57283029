"""A Word file that comes back: each way in which a figure can go wrong is pointed out, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from framst.documents.docx import docx
from framst.documents.returned import Difference, Kind, _longest_rise, differences
from framst.foundation.refusal import BadInput

from .papers import AT, paper

CONTENT = "word/document.xml"


@pytest.fixture(scope="module")
def sent() -> bytes:
    return docx(paper(), at=AT)


def changed(sent: bytes, change: Callable[[str], str]) -> bytes:
    """The same file with its text changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sent)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == CONTENT:
                after = change(data.decode())
                assert after != data.decode(), "the test changed nothing"
                data = after.encode()
            new.writestr(name, data)
    return out.getvalue()


def found(sent: bytes, change: Callable[[str], str]) -> list[Difference]:
    return differences(paper(), changed(sent, change))


def test_an_untouched_file_has_no_differences(sent: bytes) -> None:
    assert differences(paper(), sent) == []


def test_a_file_saved_again_by_another_program_has_no_differences(sent: bytes) -> None:
    document = Document(io.BytesIO(sent))
    document.add_paragraph("En mening till, utan siffror.")
    out = io.BytesIO()
    document.save(out)
    assert differences(paper(), out.getvalue()) == []


def test_a_changed_figure_is_told_with_its_sentence(sent: bytes) -> None:
    (one,) = found(sent, lambda xml: xml.replace("13 av 19 rektorer", "14 av 19 rektorer"))
    assert one == Difference(
        Kind.CHANGED,
        1,
        "13 av 19 rektorer",
        "14 av 19 rektorer",
        "Under juni–oktober 2024 har 14 av 19 rektorer tagit del av planen.",
    )
    assert one.words == "Siffran är ändrad."


def test_a_lost_figure_is_told_with_the_sentence_it_stood_in(sent: bytes) -> None:
    def without(xml: str) -> str:
        at = xml.index("<w:sdt>")
        return xml[:at] + xml[xml.index("</w:sdt>") + 8 :]

    (one,) = found(sent, without)
    assert (one.kind, one.was, one.sentence) == (
        Kind.LOST,
        "13 av 19 rektorer",
        "Under juni–oktober 2024 har 13 av 19 rektorer tagit del av planen.",
    )


def test_a_figure_whose_control_was_removed_is_unmarked_and_not_also_typed(sent: bytes) -> None:
    def unmarked(xml: str) -> str:
        at, end = xml.index("<w:sdt>"), xml.index("</w:sdt>") + 8
        inside = xml[at:end].partition("<w:sdtContent>")[2].partition("</w:sdtContent>")[0]
        return xml[:at] + inside + xml[end:]

    (one,) = found(sent, unmarked)
    assert (one.kind, one.was) == (Kind.UNMARKED, "13 av 19 rektorer")


def test_two_figures_that_changed_places_are_moved(sent: bytes) -> None:
    def swapped(xml: str) -> str:
        first, second = xml.index("<w:sdt>"), xml.index("<w:sdt>", xml.index("</w:sdt>"))
        one, two = (xml[n : xml.index("</w:sdt>", n) + 8] for n in (first, second))
        return xml.replace(one, "#").replace(two, one).replace("#", two)

    (one,) = found(sent, swapped)
    assert one.kind is Kind.MOVED


def test_a_copied_figure_is_told(sent: bytes) -> None:
    def copied(xml: str) -> str:
        at, end = xml.index("<w:sdt>"), xml.index("</w:sdt>") + 8
        return xml[:end] + xml[at:]

    assert [d.kind for d in found(sent, copied)] == [Kind.TWICE]


def test_a_figure_of_another_paper_is_told(sent: bytes) -> None:
    (lost, other) = sorted(
        found(sent, lambda xml: xml.replace("framst:1:plan-tagit-del", "framst:1:annan")), key=lambda d: d.kind
    )
    assert (lost.kind, other.kind) == (Kind.LOST, Kind.UNKNOWN)


@pytest.mark.parametrize("typed", ["17 av 19", "en av 12", "68 procent", "68 %", "hälften", "1 234 av 2000"])
def test_a_typed_figure_is_told(sent: bytes, typed: str) -> None:
    (one,) = found(sent, lambda xml: xml.replace("Informationen tas emot.", f"Vi ser att {typed} vill det. Slut."))
    assert (one.kind, one.now, one.sentence) == (Kind.TYPED, typed, f"Vi ser att {typed} vill det.")


@pytest.mark.parametrize("prose", ["år 2025", "§ 25", "2 kap. 25 §", "en av skolorna", "kl. 14.32", "31 mars 2025"])
def test_other_numbers_are_not_figures(sent: bytes, prose: str) -> None:
    assert found(sent, lambda xml: xml.replace("Informationen tas emot.", f"Detta gäller {prose}.")) == []


def test_a_typed_copy_of_a_printed_figure_is_told(sent: bytes) -> None:
    (one,) = found(sent, lambda xml: xml.replace("Informationen tas emot.", "Det är 13 av 19 rektorer."))
    assert one.kind is Kind.TYPED


def test_text_that_was_struck_out_does_not_count(sent: bytes) -> None:
    struck = '<w:p><w:del w:id="9" w:author="x"><w:r><w:delText>1 av 19</w:delText></w:r></w:del></w:p></w:body>'
    sect = "<w:sectPr"
    assert found(sent, lambda xml: xml.replace(sect, struck.removesuffix("</w:body>") + sect, 1)) == []


def in_a_text_box(xml: str, number: str = "13 av 19 rektorer") -> str:
    """The first figure moved into a text box, as Word saves it: once for itself, once for older programs."""
    at, end = xml.index("<w:sdt>"), xml.index("</w:sdt>") + 8
    box = f"<w:txbxContent><w:p>{xml[at:end].replace('13 av 19 rektorer', number)}</w:p></w:txbxContent>"
    drawn = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox>"
        "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    return xml[:at] + drawn + xml[end:]


def test_a_figure_in_a_text_box_is_there_once(sent: bytes) -> None:
    assert found(sent, in_a_text_box) == []


def test_a_figure_changed_in_a_text_box_is_told_once(sent: bytes) -> None:
    (one,) = found(sent, lambda xml: in_a_text_box(xml, "14 av 19 rektorer"))
    assert (one.kind, one.was, one.now) == (Kind.CHANGED, "13 av 19 rektorer", "14 av 19 rektorer")


def word_file(document: bytes | str, **more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONTENT, document)
        for name, text in more.items():
            archive.writestr(name, text)
    return out.getvalue()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n > 1 else "&lol;"}">' * 1 for n in range(1, 9))
    + "]><w:document>&l8;</w:document>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Filen är inte ett Word-dokument (.docx). Spara den som Word-dokument och försök igen."),
        (b"hej", "Filen är inte ett Word-dokument (.docx). Spara den som Word-dokument och försök igen."),
        (b"PK\x03\x04 not really", "Filen är inte ett Word-dokument (.docx). Spara den som Word-dokument och försök igen."),
        (word_file("<w:document>"), "Filen är inte ett Word-dokument (.docx). Spara den som Word-dokument och försök igen."),
        (word_file(b"\xff\xfe\x00"), "Filen är inte ett Word-dokument (.docx). Spara den som Word-dokument och försök igen."),
        (word_file(BOMB), "Filen har en dokumenttyp, vilket Word-dokument inte har. Den öppnas inte."),
        (word_file(OUTSIDE), "Filen har en dokumenttyp, vilket Word-dokument inte har. Den öppnas inte."),
        (word_file(OUTSIDE.encode("utf-16")), "Filen har en dokumenttyp, vilket Word-dokument inte har. Den öppnas inte."),
        (word_file(b"<x>" + b" " * 30_000_000 + b"</x>"),
         "Filen packar upp sig till något mycket större än en skrivelse och öppnas inte."),
        (word_file("<x/>", **{f"n{n}": "" for n in range(3000)}),
         "Filen packar upp sig till något mycket större än en skrivelse och öppnas inte."),
        (b"PK" + b"x" * 20_000_000, "Filen är större än 20 MB. Ta bort bilder som inte hör dit och försök igen."),
    ],
    ids=["empty", "text", "half a zip", "cut off", "not text", "bomb", "outside", "utf-16", "unpacks", "entries", "huge"],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        differences(paper(), data)
    assert refused.value.sentence == sentence


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_compared(data: bytes) -> None:
    with pytest.raises(BadInput):
        differences(paper(), data)


@given(st.lists(st.integers(0, 30), unique=True, max_size=12))
def test_longest_rise_is_rising_and_keeps_what_is_in_order(numbers: list[int]) -> None:
    kept = [numbers[n] for n in sorted(_longest_rise(numbers))]
    assert kept == sorted(kept)
    if numbers == sorted(numbers):
        assert kept == numbers
