"""How the Word file looks: the built-in style, and the authority's own template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from .sections import PaperContent

FONT = "Calibri"
INK = RGBColor(0x11, 0x11, 0x11)
QUIET = RGBColor(0x44, 0x44, 0x44)
# The words of a template, in double braces, and what they stand for. {{text}} is where the paper goes.
WORDS = {
    "rubrik": "title",
    "dokumenttyp": "spec_name",
    "huvudman": "authority",
    "mottagare": "recipient",
    "enhet": "office",
    "handläggare": "officer",
    "diarienummer": "registry_number",
    "datum": "dated",
    "sidfot": "foot",
}
_WORD = re.compile(r"\{\{\s*([a-zåäö]+)\s*\}\}")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return `text` without what XML cannot hold."""
    return _NOT_XML.sub("", text)


def prepared(content: PaperContent) -> Any:
    """Return an empty document in the built-in style: Swedish, with head and foot and numbered pages."""
    document: Any = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Cm(2.4), Cm(2.4), Cm(3), Cm(2.5)
    _speak_swedish(document)
    _letters(document, "Normal", 11, after=6)
    document.styles["Normal"].paragraph_format.line_spacing = 1.12
    _letters(document, "Title", 18, bold=True, before=26, after=12)
    _letters(document, "Heading 1", 13, bold=True, before=16, after=3)
    _letters(document, "Heading 2", 11, bold=True, before=10, after=2)
    for name in ("List Bullet", "List Number"):
        _letters(document, name, 11, after=3)
    border = document.styles["Title"].element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)
    for name, size in (("FramstHead", 10), ("FramstCell", 9.5)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1.5)
        style.paragraph_format.line_spacing = 1.0
    _page_numbers(page, content)
    return document


def _letters(document: Any, name: str, size: float, *, bold: bool = False, before: float = 0, after: float = 0) -> None:
    style = document.styles[name]
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = INK
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _speak_swedish(document: Any) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "sv-SE")
    settings = document.settings.element
    for theme in settings.iter(qn("w:themeFontLang")):
        theme.set(qn("w:val"), "sv-SE")


def _page_numbers(page: Any, content: PaperContent) -> None:
    """The registry number and "2 (4)" in the head of every page, the authority's line in the foot."""
    head, foot = page.header.paragraphs[0], page.footer.paragraphs[0]
    for paragraph in (head, foot):
        # The built-in style has a stop in the middle, where a tab would end.
        paragraph.style.paragraph_format.tab_stops.clear_all()
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(15.5), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.style.font.size, paragraph.style.font.name, paragraph.style.font.color.rgb = Pt(9), FONT, QUIET
    head.add_run(plain(content.registry_number) + "\t")
    _field(head, "PAGE")
    head.add_run(" (")
    _field(head, "NUMPAGES")
    head.add_run(")")
    foot.add_run(plain(content.foot))


def _field(paragraph: Any, code: str) -> None:
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )


def styled(document: Any, name: str) -> Any:
    """Return a style; in a template that lacks it, a plain one made in its place (for lists: None)."""
    try:
        return document.styles[name]
    except KeyError:
        if name.startswith("List"):
            return None
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if "Normal" in document.styles:
        made.base_style = document.styles["Normal"]
    if name != "Normal":
        made.font.bold = True
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "1" if name == "Heading 2" else "0")
        made.element.get_or_add_pPr().append(level)
    return made


@contextmanager
def placed(document: Any, content: PaperContent) -> Iterator[None]:
    """Fill in the template's words; what is written inside goes where {{text}} stands, else at the end."""
    values = {word: plain(str(getattr(content, name))) for word, name in WORDS.items()}
    place = None
    for paragraph in _paragraphs(document):
        found = paragraph.text
        if "{{" not in found:
            continue
        if place is None and _WORD.fullmatch(found.strip()) and "text" in found:
            place = paragraph
            continue
        filled = _WORD.sub(lambda m: values.get(m[1], m[0]), found)
        if filled != found and paragraph.runs:
            first, *rest = paragraph.runs
            first.text = filled
            for run in rest:
                run._r.getparent().remove(run._r)
    body = document.element.body
    before = list(body)
    yield
    if place is not None and place._p.getparent() is body:
        for element in [e for e in body if e not in before]:
            place._p.addprevious(element)
        body.remove(place._p)


def _paragraphs(document: Any) -> Iterator[Any]:
    """Every paragraph of a document: text, tables, heads and feet."""
    yield from document.paragraphs
    for table in document.tables:
        yield from _in_table(table)
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            if part.is_linked_to_previous:
                continue
            yield from part.paragraphs
            for table in part.tables:
                yield from _in_table(table)


def _in_table(table: Any) -> Iterator[Any]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs
            for inner in cell.tables:
                yield from _in_table(inner)
