"""A paper as HTML, PDF and DOCX: what each must hold, and that the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
import warnings
import zipfile
from pathlib import Path

import pikepdf
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image
from weasyprint import HTML

from framst.documents import charts
from framst.documents.chart_form import chart_form
from framst.documents.docx import docx
from framst.documents.html import document, html
from framst.documents.pdf import pdf
from framst.documents.sections import Bar, Counts, read, written

from .. import verapdf
from .papers import AT, SCRIPT, counts, paper

FIGURES = json.dumps([{"code": "a", "numerator": 13, "text": "=1+1"}, {"code": "å", "numerator": 6, "text": "6 av 12"}])


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(paper(), at=AT, figures=FIGURES.encode())


def test_the_pdf_complies_with_both_standards_and_a_plain_one_with_neither(made: bytes, tmp_path: Path) -> None:
    """ISO 19005-3 level A and ISO 14289-1, by veraPDF. The plain file is the control."""
    with pikepdf.open(io.BytesIO(made)) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "sv-SE"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        packet = bytes(file.Root.Metadata.read_bytes()).decode()
    assert "<pdfaid:part>3</pdfaid:part>" in packet
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    if not verapdf.java():
        # Said aloud, and the structure above is checked instead.
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("There is no Java here: veraPDF did not check the PDF.", stacklevel=1)
        return
    (tmp_path / "paper.pdf").write_bytes(made)
    HTML(string="<h1>Hej</h1>").write_pdf(tmp_path / "plain.pdf")
    found = verapdf.broken_rules(tmp_path / "paper.pdf", tmp_path / "plain.pdf")
    assert found["paper.pdf"] == {"PDF/A-3a": [], "PDF/UA-1": []}
    assert found["plain.pdf"]["PDF/A-3a"]
    assert found["plain.pdf"]["PDF/UA-1"]


def test_the_pdf_has_title_bookmarks_head_and_page_numbers(made: bytes) -> None:
    file = pypdf.PdfReader(io.BytesIO(made))
    assert file.metadata is not None
    assert file.metadata.title == "Uppföljning av elevhälsoarbetet och den övergripande elevhälsoplanen"
    titles = [o.title for o in _flat(file.outline)]
    assert titles[:3] == [file.metadata.title, "Förslag till beslut", "Sammanfattning"]
    assert "Bilaga 1. Resultat per fråga" in titles
    first, last = file.pages[0].extract_text(), file.pages[-1].extract_text()
    for words in ("Ekdalens kommun", "Tjänsteskrivelse", "31 mars 2025", "Diarienummer: BUN 2025/123", "1 (4)"):
        assert words in first
    assert "4 (4)" in last
    assert "BUN 2025/123" in last
    assert "Ekdalens kommun · Box 1 · 123 45 Ekdalen" in last


def _flat(outline: list[object]) -> list[pypdf.generic.Destination]:
    out: list[pypdf.generic.Destination] = []
    for one in outline:
        out += _flat(one) if isinstance(one, list) else [one]  # type: ignore[list-item]
    return out


def test_charts_have_words_and_tables_have_heads(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as file:
        tags = _tags(file.Root.StructTreeRoot)
    alts = [str(t.Alt) for t in tags if t.get("/S") == "/Figure"]
    assert alts[0] == (
        "Stapeldiagram. Behövs gemensamma kompetensutvecklingsinsatser inom elevhälsoarbetet?"
        " Behövs: 9, Till viss del: 6, Behövs inte: 3."
    )
    assert len(alts) == 3
    assert {"/TH", "/H1", "/H2", "/L", "/Table"} <= {str(t.get("/S")) for t in tags}
    # Each cell names the heads of its row and its column.
    assert [len(t.A.Headers) for t in tags if t.get("/S") == "/TD" and str(t.A.get("/O")) == "/Table"][-6:] == [2] * 6


def _tags(tag: pikepdf.Object) -> list[pikepdf.Object]:
    out, kids = [], tag.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:  # type: ignore[union-attr]
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            out += [kid, *_tags(kid)]
    return out


def test_the_pdf_carries_its_figures_as_data_that_no_spreadsheet_runs(made: bytes) -> None:
    files = pypdf.PdfReader(io.BytesIO(made)).attachments
    assert files["siffror.json"][0] == FIGURES.encode()
    rows = files["siffror.csv"][0].decode("utf-8-sig").splitlines()
    assert rows == ["code;numerator;text", "a;13;'=1+1", "å;6;6 av 12"]


def test_no_address_of_this_machine_is_in_the_pdf(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as file:
        uris = [
            str(note.A.URI)
            for page in file.pages
            for note in page.get("/Annots", [])  # type: ignore[union-attr]
            if "/A" in note and "/URI" in note.A
        ]
    assert uris == ["https://riksdagen.se/"]


def test_the_same_content_and_moment_give_the_same_bytes(made: bytes) -> None:
    word = docx(paper(), at=AT)
    time.sleep(2.1)  # a ZIP entry's clock ticks every other second
    assert pdf(paper(), at=AT, figures=FIGURES.encode()) == made
    assert docx(paper(), at=AT) == word
    assert document(paper()) == document(paper())
    later = AT + dt.timedelta(days=1)
    assert pdf(paper(), at=later, figures=FIGURES.encode()) != made
    assert docx(paper(), at=later) != word


def test_the_stored_content_gives_the_same_paper() -> None:
    again = read(json.loads(json.dumps(written(paper()))))
    assert again == paper()


def test_the_html_stands_by_itself_and_its_fragment_keeps_the_strict_policy() -> None:
    whole = document(paper()).decode()
    assert whole.startswith('<!DOCTYPE html>\n<html lang="sv">')
    fragment = whole.partition("<!-- paper -->")[2].partition("<!-- /paper -->")[0]
    for forbidden in ("<style", " style=", "<script", "javascript:", " onload="):
        assert forbidden not in fragment
    assert "&lt;script&gt;" in fragment
    assert '<a class="figure" href="siffra/1/">13 av 19 rektorer</a>' in fragment
    assert 'href="https://riksdagen.se/"' in fragment
    assert "<th scope=row>Behövs</th><td class=num>9</td>" in fragment
    assert "https://" not in whole.replace("https://riksdagen.se/", "")
    assert '<a class="figure" href="/spar/plan-tagit-del/">' in html(paper(), trace="/spar/", live=True)


def test_script_in_every_text_is_escaped_in_html_and_word() -> None:
    hostile = paper(SCRIPT)
    whole = document(hostile).decode()
    assert "<script" not in whole
    assert f"<w:t>{SCRIPT}" not in _part(docx(hostile, at=AT))


def _part(data: bytes, name: str = "word/document.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_the_word_file_is_swedish_with_headings_head_foot_and_page_numbers() -> None:
    data = docx(paper(), at=AT)
    file = Document(io.BytesIO(data))
    styles = [(p.style.name, p.text) for p in file.paragraphs if p.style and p.style.name.startswith(("Title", "Head"))]
    assert styles[0] == ("Title", "Uppföljning av elevhälsoarbetet och den övergripande elevhälsoplanen")
    assert ("Heading 1", "Sammanfattning") in styles
    assert ("Heading 2", "Det som tagits om hand") in styles
    assert 'w:val="sv-SE"' in _part(data, "word/styles.xml")
    assert 'w:instr="PAGE"' in _part(data, "word/header1.xml")
    assert "Ekdalens kommun · Box 1" in _part(data, "word/footer1.xml")
    assert file.core_properties.language == "sv-SE"
    assert file.core_properties.created == dt.datetime(2025, 3, 31, 14, 32, tzinfo=dt.UTC)


def test_figures_in_word_are_controls_and_charts_have_words() -> None:
    root = etree.fromstring(_part(docx(paper(), at=AT)).encode())
    tags = [t.get(qn("w:val")) for t in root.iter(qn("w:tag"))]
    assert tags == ["framst:1:plan-tagit-del", "framst:2:stod-mot-malen", "framst:3:behov-kompetens"]
    words = [d.get("descr") for d in root.iter(qn("wp:docPr"))]
    assert len(words) == 3
    assert words[0].startswith("Stapeldiagram. Behövs gemensamma")
    assert len({d.get("id") for d in root.iter(qn("wp:docPr"))}) == 3


def test_each_numbered_list_in_word_begins_at_one() -> None:
    root = etree.fromstring(_part(docx(paper(), at=AT)).encode())
    numbers = [n.get(qn("w:val")) for n in root.iter(qn("w:numId"))]
    assert len(numbers) == 4  # two points, two attachments
    assert len(set(numbers)) == 2


def test_the_authoritys_template_is_filled_in_and_keeps_its_own_words() -> None:
    file = Document()
    file.sections[0].header.paragraphs[0].text = "Ekdalen {{diarienummer}}"
    file.add_paragraph("Till {{ mottagare }}, {{datum}}")
    file.add_paragraph("{{text}}")
    file.add_paragraph("Med vänlig hälsning {{okänt}}")
    out = io.BytesIO()
    file.save(out)
    result = Document(io.BytesIO(docx(paper(), at=AT, template=out.getvalue())))
    texts = [p.text for p in result.paragraphs]
    assert texts[0] == "Till Barn- och utbildningsnämnden, 31 mars 2025"
    assert texts[1] == "Uppföljning av elevhälsoarbetet och den övergripande elevhälsoplanen"
    assert texts[-1] == "Med vänlig hälsning {{okänt}}"
    assert result.sections[0].header.paragraphs[0].text == "Ekdalen BUN 2025/123"


def test_the_kept_form_of_a_chart_is_what_altair_makes() -> None:
    assert json.loads(charts.FORM.read_text()) == chart_form()


def test_a_chart_says_in_words_what_it_shows_and_nothing_in_english() -> None:
    drawing = charts.svg(counts())
    assert re.search(r"<title>Stapeldiagram\. .*Behövs: 9", drawing)
    assert "aria-" not in drawing
    assert "style=" not in drawing
    assert charts.svg(counts()) == drawing
    assert charts.png(counts()) == charts.png(counts())
    assert charts.png(counts())[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_chart_in_word_has_its_words_and_numbers() -> None:
    """Left of the bars stand the choices, right of the longest its number: there is ink in both places."""
    picture = Image.open(io.BytesIO(charts.png(counts()))).convert("RGBA")
    blue = [
        x for x in range(picture.width) if any(picture.getpixel((x, y)) == (0x1D, 0x6F, 0x8C, 255) for y in (30, 34))
    ]
    for left, right in ((0, blue[0] - 4), (blue[-1] + 4, picture.width)):
        part = picture.crop((left, 0, right, picture.height)).getchannel("A")
        assert part.getextrema()[1] == 255


def test_a_chart_escapes_its_words_and_keeps_two_choices_with_the_same_words() -> None:
    odd = Counts("<b>?", (Bar("<script>", 1, True), Bar("<script>", 2), Bar("a|b", 3)), ())
    drawing = charts.svg(odd)
    assert "<script" not in drawing
    assert drawing.count("&lt;script") >= 2
    assert etree.fromstring(drawing.encode()) is not None
