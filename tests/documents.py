"""Real texts as Word, PDF, web page and plain text, with running heads and page numbers; and a generic template."""

from __future__ import annotations

import functools
import html
import io
from pathlib import Path

import docx
import weasyprint
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from framst.forms.terms import Kind, Question, Questionnaire, Section

DATA = Path(__file__).parent / "data" / "plans"
REAL = ("000", "001", "002", "003", "004")
KINDS = ("docx", "pdf", "html", "txt")
HEAD = "Ekdalens kommun Elevhälsoplan"  # the running head that the tests add


def _section(code: str, title: str, question: str = "Beskriv med egna ord.") -> Section:
    return Section(code, title, questions=(Question(f"{code}_text", Kind.LONG_TEXT, question),))


# Sections as templates of plans have them; none is made after the texts.
TEMPLATE = Questionnaire(
    "Elevhälsoplan för grundskolan",
    sections=(
        _section("bakgrund", "Bakgrund och syfte"),
        _section("sammanfattning", "Sammanfattning"),
        _section("organisation", "Så är elevhälsan organiserad"),
        Section("professioner", "Elevhälsans professioner", part="professions"),
        _section("utvardering", "Utvärdering av förra årets plan"),
        _section("nulage", "Nulägesanalys"),
        Section("fokus", "Fokusområden", part="focus_areas"),
        _section("delaktighet", "Elevernas delaktighet"),
        _section("vardnadshavare", "Samverkan med vårdnadshavare"),
        _section("moten", "Mötesstruktur"),
        _section("kompetens", "Behov av kompetensutveckling"),
        _section("ovrig_samverkan", "Samverkan med socialtjänst och hälso- och sjukvård"),
    ),
)


def source(number: str) -> str:
    return (DATA / f"{number}.txt").read_text(encoding="utf-8")


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [b for b in blocks if b]


def _parts(text: str) -> list[tuple[str, str]]:
    """h2, li or p, and the words: a person who typed the text in would see the headings that are set apart in it."""
    out = []
    for block in _blocks(text):
        lead = block[0]
        headed = len(lead) < 70 and lead[0].isupper() and lead[-1] not in ".,:;-" and lead[0] not in "•●"
        if headed and (len(block) == 1 or block[1][0].isupper()):
            out.append(("h2", lead))
            block = block[1:]
        if block:
            item = block[0][0] in "•●"
            out.append(("li" if item else "p", " ".join(block)))
    return out


@functools.cache
def rendered(number: str, kind: str) -> bytes:
    text = source(number)
    if kind == "txt":
        return text.encode()
    if kind == "docx":
        return _docx(text)
    page = _html(text)
    if kind == "html":
        return page.encode()
    return pdf(page)


def pdf(page: str) -> bytes:
    return weasyprint.HTML(string=page).write_pdf()  # type: ignore[no-any-return]


def _html(text: str) -> str:
    body = "".join(f"<{tag}>{html.escape(words)}</{tag}>\n" for tag, words in _parts(text))
    style = (
        f"@page {{ size: A4; margin: 30mm 25mm; @top-left {{ content: '{HEAD}'; font-size: 9px }}"
        " @bottom-right { content: 'Sida ' counter(page) ' av ' counter(pages); font-size: 9px } }"
        " body { font: 14px 'Source Sans 3', sans-serif } h2 { font-size: 20px } li { list-style: none }"
    )
    return f"<!doctype html><html lang=sv><head><meta charset=utf-8><style>{style}</style></head><body>{body}</body></html>"


def _docx(text: str) -> bytes:
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = HEAD
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    file.sections[0].footer.paragraphs[0]._p.append(field)
    for tag, words in _parts(text):
        if tag == "h2":
            file.add_heading(words, 2)
        else:
            file.add_paragraph(words, style="List Bullet" if tag == "li" else None)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()
