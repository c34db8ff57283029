"""The text of a Word file: body, tables, text boxes, notes, and the headers and footers as furniture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from framst.foundation.refusal import BadInput

from .guarding import BROKEN, guard_zip
from .passages import CELL, Kind, Passage, is_item, looks_like_heading

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"^(?:heading|rubrik)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|titel|rubrik)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|innehåll)\s*\d", re.IGNORECASE)
BOLD_LEVEL = 6  # of a heading that is no heading by its style: a short paragraph in bold


def read_docx(data: bytes) -> list[Passage]:
    """Return what a Word file holds. Raises BadInput when it is none, or is not safe to open."""
    guard_zip(data)
    try:
        file = docx.Document(io.BytesIO(data))
        return list(_Reader(file).read())
    except BadInput:
        raise
    except Exception as fault:  # python-docx meets a damaged file with whatever it trips over
        raise BadInput(BROKEN) from fault


class _Reader:
    def __init__(self, file: Any) -> None:
        self.file = file
        self.styles = {s.style_id: s for s in file.styles}

    def read(self) -> Iterator[Passage]:
        heads, feet = self._margins()
        yield from heads
        body = self.file.element.body
        etree.strip_elements(body, _FALLBACK, with_tail=False)
        yield from self._blocks(body)
        for part in self.file.part.package.parts:
            if str(part.partname) in ("/word/footnotes.xml", "/word/endnotes.xml"):
                root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
                for note in root:
                    yield from self._blocks(note)
        yield from feet

    def _margins(self) -> tuple[list[Passage], list[Passage]]:
        heads: list[Passage] = []
        feet: list[Passage] = []
        for out, kinds in ((heads, ("header",)), (feet, ("footer",))):
            seen = set()
            for relation in self.file.part.rels.values():
                if relation.is_external or not relation.reltype.endswith(kinds) or relation.target_part in seen:
                    continue
                seen.add(relation.target_part)
                root = relation.target_part.element
                etree.strip_elements(root, _FALLBACK, with_tail=False)
                out += [_aside(p) for p in self._blocks(root)]
        return heads, feet

    def _blocks(self, parent: Any) -> Iterator[Passage]:
        for node in parent:
            if node.tag == qn("w:p"):
                yield from self._paragraph(node)
            elif node.tag == qn("w:tbl"):
                yield from self._table(node)
            elif node.tag == qn("w:sdt"):
                contents = node.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
                aside = contents is not None and "Contents" in (contents.get(qn("w:val")) or "")
                inner = self._blocks(node.find(qn("w:sdtContent")) if node.find(qn("w:sdtContent")) is not None else ())
                yield from (_aside(p) if aside else p for p in inner)
            elif isinstance(node.tag, str) and node.tag not in (qn("w:sectPr"),):
                yield from self._blocks(node)

    def _paragraph(self, node: Any) -> Iterator[Passage]:
        text = _text(node)
        if text.strip():
            kind, level, aside = self._kind(node, text)
            yield Passage(kind, text, level, aside=aside)
        for box in node.iter(qn("w:txbxContent")):
            if next(box.iterancestors(qn("w:p"))) is node:
                yield from self._blocks(box)

    def _kind(self, node: Any, text: str) -> tuple[Kind, int, bool]:
        style = self.styles.get(node.pPr.style) if node.pPr is not None and node.pPr.style else None
        outline = None
        listed = node.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        around, name = style, ""
        while around is not None:  # a style of the school's own is based on Word's
            name = name or next((around.name for p in (_HEADING, _TITLE, _CONTENTS) if p.match(around.name or "")), "")
            if outline is None and (found := around.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")) is not None:
                outline = int(found.get(qn("w:val")))
            listed = listed or (around.name or "").lower().startswith(("list", "lista"))
            around = around.base_style if hasattr(around, "base_style") else None
        if (own := node.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")) is not None:
            outline = int(own.get(qn("w:val")))
        if _CONTENTS.match(name):
            return Kind.PARAGRAPH, 0, True
        if match := _HEADING.match(name):
            return Kind.HEADING, int(match[1]), False
        if _TITLE.match(name):
            return Kind.HEADING, 1, False
        if outline is not None and outline < 9:
            return Kind.HEADING, outline + 1, False
        if listed or is_item(text.strip()):
            return Kind.LIST_ITEM, 0, False
        if looks_like_heading(text) and _all_bold(node):
            return Kind.HEADING, BOLD_LEVEL, False
        return Kind.PARAGRAPH, 0, False

    def _table(self, node: Any) -> Iterator[Passage]:
        """Yield rows; a row with text in one cell only is read as what stands in it: tables are used as frames."""
        for row in node.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is not node:
                continue
            cells = [c for c in row.iter(qn("w:tc")) if next(c.iterancestors(qn("w:tr"))) is row]
            held = [list(self._blocks(cell)) for cell in cells]
            texts = ["\n".join(p.text.replace(CELL, " ") for p in cell) for cell in held]
            if sum(bool(t.strip()) for t in texts) <= 1:
                for cell in held:
                    yield from cell
            else:
                yield Passage(Kind.TABLE_ROW, CELL.join(texts))


def _aside(passage: Passage) -> Passage:
    return Passage(passage.kind, passage.text, passage.level, aside=True)


def _own(node: Any, paragraph: Any) -> bool:
    return next(node.iterancestors(qn("w:p")), None) is paragraph


def _text(paragraph: Any) -> str:
    """Return the paragraph's own text: what is inserted and not what is struck out, without its text boxes."""
    out = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if node.getparent().tag != qn("w:r") or not _own(node, paragraph):
            continue
        if next(node.iterancestors(qn("w:moveFrom"), qn("w:del")), None) is not None:
            continue
        if node.tag == qn("w:t"):
            out.append(node.text or "")
        else:
            out.append("-" if node.tag == qn("w:noBreakHyphen") else CELL if node.tag == qn("w:tab") else "\n")
    return "".join(out)


def _all_bold(paragraph: Any) -> bool:
    runs = [
        r
        for r in paragraph.iter(qn("w:r"))
        if _own(r, paragraph) and "".join(t.text or "" for t in r.iter(qn("w:t"))).strip()
    ]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return bold is not None and bold.get(qn("w:val")) not in ("0", "false", "off")
