"""Documents read to passages: the whole text, to the word, in order, with the pages' furniture apart."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile

import docx
import pikepdf
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from framst.foundation.refusal import BadInput
from framst.integrations.documents import guarding
from framst.integrations.documents.passages import Document, Kind, Passage, whole
from framst.integrations.documents.reading import read_document

from ..documents import HEAD, KINDS, REAL, pdf, rendered, source


def texts(document: Document, kind: Kind | None = None) -> list[str]:
    return [p.text for p in document.passages if kind is None or p.kind is kind]


def aside(document: Document) -> list[str]:
    return [p.text for p in document.furniture]


def word(build: object) -> bytes:
    out = io.BytesIO()
    build.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", REAL)
def test_a_real_text_is_whole_to_the_word(number: str, kind: str) -> None:
    document = read_document(rendered(number, kind), f"plan.{kind}")
    added = re.compile(rf"{HEAD}|Sida \d+ av \d+")
    everything = sorted([*document.passages, *document.furniture], key=lambda p: p.place)
    kept = [p for p in everything if not added.fullmatch(p.text)]
    # A line may break after a slash, which is no space in the text that the page was made of.
    assert (
        " ".join(p.text for p in kept).replace("/ ", "/").split()
        == " ".join(source(number).split()).replace("/ ", "/").split()
    )
    # The running head and the page numbers that the tests add are furniture, wherever they stand.
    assert not [p for p in document.passages if added.fullmatch(p.text)]
    if kind == "pdf":
        assert len([p for p in document.furniture if p.text == HEAD]) == max(p.page for p in everything)


def test_the_running_line_of_real_slides_is_furniture() -> None:
    document = read_document(rendered("004", "txt"), "bilder.txt")
    assert aside(document).count("Mångfald / Effektivitet / Nyskapande / Attraktivitet") == 7
    assert "Mångfald / Effektivitet / Nyskapande / Attraktivitet" not in texts(document)


@pytest.mark.parametrize("kind", KINDS)
def test_headings_of_a_real_text(kind: str) -> None:
    headings = texts(read_document(rendered("002", kind), f"plan.{kind}"), Kind.HEADING)
    for heading in ("Redovisning av budgetuppdrag", "Sammanfattning", "Elevhälsoplaner"):
        assert heading in headings


def test_word_with_a_table_of_contents_tables_notes_and_margins() -> None:
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Dalskolan"
    file.sections[0].footer.paragraphs[0].text = "Sida"
    file.add_paragraph("Innehåll")
    for line in ("Organisation\t2", "Nulägesanalys\t3", "Fokusområden\t4"):
        file.add_paragraph(line)
    file.add_heading("Organisation", 1)
    file.add_paragraph("Elevhälsan möts varje vecka.")
    table = file.add_table(2, 2)
    for cell, text in zip(
        (c for r in table.rows for c in r.cells), ("Vem", "När", "Kurator", "Måndag\nTisdag"), strict=True
    ):
        cell.text = text
    frame = file.add_table(1, 1)
    frame.rows[0].cells[0].text = "Text i en ram"
    file.add_paragraph("Punkt ett", style="List Bullet")
    bold = file.add_paragraph()
    bold.add_run("Våra mål").bold = True
    document = read_document(word(file), "plan.docx")
    assert [(p.kind, p.text) for p in document.passages] == [
        (Kind.HEADING, "Organisation"),
        (Kind.PARAGRAPH, "Elevhälsan möts varje vecka."),
        (Kind.TABLE_ROW, "Vem\tNär"),
        (Kind.TABLE_ROW, "Kurator\tMåndag\nTisdag"),
        (Kind.PARAGRAPH, "Text i en ram"),
        (Kind.LIST_ITEM, "Punkt ett"),
        (Kind.HEADING, "Våra mål"),
    ]
    assert aside(document) == [
        "Dalskolan",
        "Innehåll",
        "Organisation\t2",
        "Nulägesanalys\t3",
        "Fokusområden\t4",
        "Sida",
    ]


def test_word_text_boxes_insertions_and_deletions() -> None:
    file = docx.Document()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    file.element.body.insert(0, parse_xml(
        f"<w:p {space}><w:r><w:t>Före</w:t></w:r><w:ins w:id='1'><w:r><w:t xml:space='preserve'> nytt</w:t></w:r></w:ins>"
        "<w:del w:id='2'><w:r><w:delText>struket</w:delText></w:r></w:del>"
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>I en ruta</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    ))  # fmt: skip
    assert texts(read_document(word(file), "plan.docx")) == ["Före nytt", "I en ruta"]


def test_pdf_in_two_columns_is_read_one_column_after_the_other() -> None:
    left = " ".join(f"vänster{n}" for n in range(40))
    right = " ".join(f"höger{n}" for n in range(40))
    page = (
        "<style>.c{columns:2} p{margin:0 0 8px; break-inside:avoid} h1{font-size:30px}</style><h1>Plan</h1>"
        f"<div class=c><p>{left}</p><p>{right}</p></div>"
    )
    document = read_document(pdf(page), "plan.pdf")
    assert " ".join(texts(document)).split() == ["Plan", *left.split(), *right.split()]


def test_pdf_with_a_ruled_table_is_read_row_by_row() -> None:
    rows = [("Insats", "Ansvarig"), ("Rastvärdar som håller i lekar på varje rast hela läsåret igenom", "Kurator"),
            ("Möte om frånvaro", "Rektor")]  # fmt: skip
    body = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows)
    page = (
        f"<style>table{{border-collapse:collapse;width:9cm}}td{{border:1px solid black}}</style><table>{body}</table>"
    )
    document = read_document(pdf(page), "plan.pdf")
    assert texts(document, Kind.TABLE_ROW) == [f"{a}\t{b}" for a, b in rows]


def test_web_page() -> None:
    page = (
        "<!doctype html><title>Skolan</title><nav><a>Meny</a></nav><main><h1>Elevh&auml;lsoplan</h1><p>Vi\nm&ouml;ts <b>ofta</b>.</p>"
        "<ul><li>Ett<li>Två</ul><table><tr><th>Mål<td>Fler i skolan</table>Löst</main><footer>Kontakt</footer>"
        "<script>var x = 'inte text'</script>"
    )
    document = read_document(page.encode(), "plan.html")
    assert [(p.kind, p.text) for p in document.passages] == [
        (Kind.HEADING, "Elevhälsoplan"), (Kind.PARAGRAPH, "Vi möts ofta."), (Kind.LIST_ITEM, "Ett"),
        (Kind.LIST_ITEM, "Två"), (Kind.TABLE_ROW, "Mål\tFler i skolan"), (Kind.PARAGRAPH, "Löst"),
    ]  # fmt: skip
    assert aside(document) == ["Skolan", "Meny", "Kontakt"]


def test_plain_text_of_pages_with_heads_and_numbers() -> None:
    pages = [
        f"Ekdalens kommun\n\nMål {n}\n\nText på sidan som är ett stycke, det {n}:e.\n\nSida {n} av 4"
        for n in range(1, 5)
    ]
    document = read_document("\f".join(pages).encode("cp1252"), "plan.txt")
    assert aside(document) == [t for n in range(1, 5) for t in ("Ekdalens kommun", f"Sida {n} av 4")]
    assert texts(document)[:2] == ["Mål 1", "Text på sidan som är ett stycke, det 1:e."]


@pytest.mark.parametrize("kind", ["txt", "html", "docx"])
def test_headings_that_come_again_beneath_each_goal_are_text(kind: str) -> None:
    parts = [part for n in range(6) for part in [("Mål", f"Målet är nummer {n}."), ("Insatser", f"Vi gör sak {n}.")]]
    if kind == "docx":
        file = docx.Document()
        for heading, text in parts:
            file.add_heading(heading, 2)
            file.add_paragraph(text)
        data = word(file)
    elif kind == "html":
        data = ("<html>" + "".join(f"<h2>{a}</h2><p>{b}</p>" for a, b in parts)).encode()
    else:
        data = "\n\n".join(f"{a}\n\n{b}" for a, b in parts).encode()
    document = read_document(data, f"plan.{kind}")
    assert texts(document, Kind.HEADING) == ["Mål", "Insatser"] * 6
    assert aside(document) == []


def test_a_sentence_that_stands_twice_in_a_text_is_no_furniture() -> None:
    document = read_document("Vi möts på måndagar\n\nVi möts på måndagar\n\n2024".encode(), "plan.txt")
    assert texts(document)[:2] == ["Vi möts på måndagar", "Vi möts på måndagar"]


def _locked(password: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("<p>Elevhälsan möts</p>"))) as file:
        file.save(out, encryption=pikepdf.Encryption(user=password, owner="ägaren"))
    return out.getvalue()


def _picture() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(out)
    return out.getvalue()


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 110_000_000)
    return out.getvalue()


def _lying_bomb() -> bytes:
    """The directory says that the part is small."""
    data = bytearray(_bomb())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def _pdf_bomb() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.pages[0].Contents = pikepdf.Stream(file, b" " * 110_000_000)
        file.save(out, compress_streams=True)
    return out.getvalue()


def _with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "tom.txt", guarding.EMPTY),
        (b" \n ", "tom.txt", guarding.EMPTY),
        (b"x" * 20_000_001, "stor.txt", guarding.TOO_LARGE),
        (b"ord " * 200_001, "lang.txt", guarding.TOO_LONG),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "plan.doc", guarding.OLD_WORD),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "bild.png", guarding.UNKNOWN_KIND),
        (b"PK\x03\x04 trasig", "plan.docx", guarding.BROKEN),
        (b"%PDF-1.7 trasig", "plan.pdf", guarding.BROKEN),
        (_locked("hemligt"), "plan.pdf", guarding.ENCRYPTED),
        (_picture(), "skannad.pdf", guarding.SCANNED),
        (_bomb(), "bomb.docx", guarding.UNPACKS),
        (_pdf_bomb(), "bomb.pdf", guarding.UNPACKS),
        (_with_entities(), "plan.docx", guarding.BROKEN),
        (b"<html><script>var x</script></html>", "plan.html", guarding.NO_TEXT),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 15 else "",
)
def test_a_file_that_is_not_read_says_why(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_document(data, name)
    assert refused.value.sentence == sentence


def test_a_word_file_that_lies_about_its_size_is_not_opened() -> None:
    with pytest.raises(BadInput):
        read_document(_lying_bomb(), "bomb.docx")


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    assert texts(read_document(_locked(""), "plan.pdf")) == ["Elevhälsan möts"]


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30).filter(
    lambda t: t.split() and not t.lstrip().lower().startswith(("<", "%pdf", "pk"))
)


@given(st.lists(WORDS, min_size=1, max_size=15), st.sampled_from(["\n", "\n\n", "\f", "\n\n\n"]))
def test_all_words_of_any_text_are_kept_in_order(lines: list[str], between: str) -> None:
    text = between.join(lines)
    document = read_document(text.encode(), "plan.txt")
    assert document.whole.split() == text.split()
    assert [p.place for p in sorted([*document.passages, *document.furniture], key=lambda p: p.place)] == list(
        range(len(document.passages) + len(document.furniture))
    )


@given(
    st.lists(
        st.tuples(st.sampled_from(["h1", "h3", "p", "li", "td", "div", "span", "nav", "b"]), WORDS),
        min_size=1,
        max_size=12,
    )
)
def test_all_words_of_any_web_page_are_kept_in_order(parts: list[tuple[str, str]]) -> None:
    page = "".join(f"<{tag}>{html.escape(words)} </{tag}>\n" for tag, words in parts)
    document = read_document(f"<html>{page}".encode(), "plan.html")
    assert document.whole.split() == " ".join(words for _, words in parts).split()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Heading 1", "Heading 3", "List Bullet", "Normal", "tabell"]), WORDS),
        min_size=1,
        max_size=10,
    )
)
def test_all_words_of_any_word_file_are_kept_in_order(parts: list[tuple[str, str]]) -> None:
    file = docx.Document()
    for style, words in parts:
        if style == "tabell":
            row = file.add_table(1, 2).rows[0]
            row.cells[0].text = row.cells[1].text = words
        else:
            file.add_paragraph(words, style=style)
    expected = " ".join(f"{words} {words}" if style == "tabell" else words for style, words in parts)
    assert read_document(word(file), "plan.docx").whole.split() == expected.split()


def test_whole_is_in_the_order_of_the_file() -> None:
    first, second = Passage(Kind.PARAGRAPH, "ett", place=0), Passage(Kind.PARAGRAPH, "två", place=1)
    assert whole([second], [first]) == "ett\n\ntvå"


def test_pdf_signs_beyond_the_first_plane_are_kept() -> None:
    text = "Mål \U0001d7cf är nått"
    assert texts(read_document(pdf(f"<p style='font-family:DejaVu Sans'>{text}</p>"), "plan.pdf")) == [text]
