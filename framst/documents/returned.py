"""Reads a Word file that came back, and says where its figures are no longer those that were printed."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from framst.foundation.refusal import BadInput
from framst.foundation.words import N_

from .docx import TAG
from .sections import Block, PaperContent, Run

LARGEST = 20_000_000  # bytes of the file
TOO_LARGE = N_("Filen är större än 20 MB. Ta bort bilder som inte hör dit och försök igen.")
_UNPACKED = 20_000_000  # bytes of the text in it
_ENTRIES = 2_000
# A figure that somebody typed: "13 av 19", "en av 19", "hälften", "68 procent", "68 %".
_FIGURE = re.compile(
    r"\b(?:\d[\d\s]{0,8}|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv)\s(?:av|utav)\s\d{1,9}\b"
    r"|\bhälften\b|\b\d{1,9}(?:,\d{1,3})?\s?(?:procent\b|%)",
    re.IGNORECASE,
)
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Kind(StrEnum):
    CHANGED = "changed"
    LOST = "lost"
    UNMARKED = "unmarked"
    MOVED = "moved"
    TWICE = "twice"
    UNKNOWN = "unknown"
    TYPED = "typed"


KINDS = {
    Kind.CHANGED: N_("Siffran är ändrad."),
    Kind.LOST: N_("Siffran är borttagen."),
    Kind.UNMARKED: N_("Siffran står kvar som vanlig text och följer inte längre med."),
    Kind.MOVED: N_("Siffran är flyttad till ett annat ställe."),
    Kind.TWICE: N_("Siffran står på fler ställen än i skrivelsen."),
    Kind.UNKNOWN: N_("Siffran hör inte till den här skrivelsen."),
    Kind.TYPED: N_("En siffra är skriven för hand och kan inte spåras."),
}


@dataclass(frozen=True)
class Control:
    """A figure's content control as it was found: the sentence it stands in, and under which heading."""

    order: int
    code: str
    text: str
    sentence: str
    at: int  # its place in the file


@dataclass(frozen=True)
class Difference:
    """One thing to look at. `was` is as printed, `now` as it stands in the file; `sentence` is where."""

    kind: Kind
    order: int
    was: str
    now: str
    sentence: str

    @property
    def words(self) -> str:
        return KINDS[self.kind]


def differences(content: PaperContent, data: bytes) -> list[Difference]:
    """Compare a returned file with the paper: changed, lost, moved, doubled and typed figures, in the paper's order.

    Raises BadInput with a sentence when the file is not a Word file, or is too big to be one.
    """
    printed = {run.order: (run, sentence) for run, sentence in _printed(content)}
    paragraphs = list(_paragraphs(opened(data)))
    controls = sorted((control for _, found in paragraphs for control in found), key=lambda control: control.at)
    loose = [text for text, _ in paragraphs]
    out = list(_marked(printed, controls, loose))
    out += _typed(content, loose, [_same(d.was) for d in out if d.kind is Kind.UNMARKED])
    return sorted(out, key=lambda d: (d.kind is Kind.TYPED, d.order))


def _marked(printed: dict[int, tuple[Run, str]], controls: list[Control], loose: list[str]) -> Iterator[Difference]:
    seen: Counter[int] = Counter()
    for control in controls:
        run, _ = printed.get(control.order, (None, ""))
        if run is None or run.figure != control.code:
            yield Difference(Kind.UNKNOWN, control.order, "", control.text, control.sentence)
            continue
        seen[control.order] += 1
        if seen[control.order] == 2:
            yield Difference(Kind.TWICE, control.order, run.text, control.text, control.sentence)
        if _same(control.text) != _same(run.text):
            yield Difference(Kind.CHANGED, control.order, run.text, control.text, control.sentence)
    for order, (run, sentence) in printed.items():
        if not seen[order]:
            stays = next((s for text in loose for s in _sentences(text) if _same(run.text) in _same(s)), "")
            yield Difference(Kind.UNMARKED if stays else Kind.LOST, order, run.text, "", stays or sentence)
    known = list({c.order: c for c in reversed(controls) if c.order in printed}.values())[::-1]
    in_place = _longest_rise([c.order for c in known])
    for n, control in enumerate(known):
        if n not in in_place and seen[control.order] == 1:
            was = printed[control.order][0].text
            yield Difference(Kind.MOVED, control.order, was, control.text, control.sentence)


def _typed(content: PaperContent, loose: list[str], unmarked: list[str]) -> Iterator[Difference]:
    """Figures outside the controls that were not there when the file was made, and are not told of already."""
    ours = Counter(_same(f) for text in (*_loose_text(content), *unmarked) for f in _FIGURE.findall(text))
    for text in loose:
        for sentence in _sentences(text):
            for found in _FIGURE.findall(sentence):
                if ours[_same(found)] > 0:
                    ours[_same(found)] -= 1
                else:
                    yield Difference(Kind.TYPED, 0, "", found.strip(), sentence)


def _printed(content: PaperContent) -> Iterator[tuple[Run, str]]:
    for section in (*content.sections, *content.appendices):
        for block in section.blocks:
            for runs in _lines(block):
                for run in runs:
                    if run.order:
                        text = "".join(r.text for r in runs)
                        yield run, next((s for s in _sentences(text) if run.text in s), text)


def _loose_text(content: PaperContent) -> Iterator[str]:
    yield from (content.title, content.office, content.officer, content.recipient, content.sent_to, content.foot)
    yield from content.attachments
    for section in (*content.sections, *content.appendices):
        yield section.heading
        for block in section.blocks:
            if block.counts:
                yield block.counts.question
                yield from (bar.label for bar in block.counts.bars)
            for runs in _lines(block):
                yield "".join(r.text if not r.order else "\n" for r in runs)


def _lines(block: Block) -> Iterator[tuple[Run, ...]]:
    yield block.runs
    yield from block.items
    for row in block.rows:
        yield from row


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in _SENTENCE.split(text) if s.strip()]


def _same(text: str) -> str:
    """Return `text` without differences that Word makes by itself: spaces, hyphens and case."""
    return (
        re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u2011", "-").replace("\u00ad", "")).strip().casefold()
    )


def _longest_rise(numbers: list[int]) -> set[int]:
    """Return the places of a longest strictly rising series: what stands outside it has been moved."""
    best: list[list[int]] = []
    for n, number in enumerate(numbers):
        before = [b for b in best if numbers[b[-1]] < number]
        best.append([*_longest(before), n])
    return set(_longest(best))


def _longest(series: list[list[int]]) -> list[int]:
    return max(series, key=lambda one: len(one), default=[])


def opened(data: bytes) -> Any:
    """Return the document's text as XML; raise BadInput when it is not a Word file that we dare to open."""
    if len(data) > LARGEST:
        raise BadInput(TOO_LARGE)
    not_word = N_("Filen är inte ett Word-dokument (.docx). Spara den som Word-dokument och försök igen.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _ENTRIES or sum(e.file_size for e in entries) > 5 * _UNPACKED:
                raise BadInput(N_("Filen packar upp sig till något mycket större än en skrivelse och öppnas inte."))
            with archive.open("word/document.xml") as part:
                xml = part.read(_UNPACKED + 1)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as fault:
        raise BadInput(not_word) from fault
    except Exception as fault:  # zlib has an error of its own
        if isinstance(fault, BadInput):
            raise
        raise BadInput(not_word) from fault
    if len(xml) > _UNPACKED:
        raise BadInput(N_("Filen packar upp sig till något mycket större än en skrivelse och öppnas inte."))
    # No entities, nothing fetched: Word writes no document type, so a file that has one is not from Word.
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml:
        raise BadInput(N_("Filen har en dokumenttyp, vilket Word-dokument inte har. Den öppnas inte."))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as fault:
        raise BadInput(not_word) from fault
    if root.getroottree().docinfo.doctype:
        raise BadInput(N_("Filen har en dokumenttyp, vilket Word-dokument inte har. Den öppnas inte."))
    return root


def _paragraphs(root: Any) -> Iterator[tuple[str, list[Control]]]:
    """Yield each paragraph's text outside the figures' controls, and the controls in it."""
    # Word writes a text box twice, for itself and for older programs: only what it shows itself counts.
    etree.strip_elements(root, f"{{{_COMPATIBILITY}}}Fallback", with_tail=False)
    places = {node: n for n, node in enumerate(root.iter(qn("w:sdt")))}
    for paragraph in root.iter(qn("w:p")):
        loose, whole, found = [], [], []
        inside: dict[Any, tuple[int, str]] = {}
        for node in paragraph.iter(qn("w:sdt")):
            if (tag := _tag(node)) and _stands_in(node, paragraph):
                inside[node] = tag
        texts: dict[Any, str] = dict.fromkeys(inside, "")
        for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")):
            if not _stands_in(node, paragraph):
                continue
            text = (node.text or "") if node.tag == qn("w:t") else " "
            whole.append(text)
            control = next((a for a in node.iterancestors(qn("w:sdt")) if a in inside), None)
            if control is None:
                loose.append(text)
            else:
                loose.append("" if texts[control] else "\n")
                texts[control] += text
        # A control around a whole paragraph stands outside it.
        around = next((a for a in paragraph.iterancestors(qn("w:sdt")) if _tag(a)), None)
        text = "".join(whole)
        for control, (order, code) in inside.items():
            sentence = next((s for s in _sentences(text) if texts[control] and texts[control] in s), text.strip())
            found.append(Control(order, code, texts[control], sentence, places[control]))
        if around is not None and (tag := _tag(around)):
            found.append(Control(*tag, text, text.strip(), places[around]))
        yield ("" if around is not None else "".join(loose)), found


def _stands_in(node: Any, paragraph: Any) -> bool:
    """Whether it is the paragraph's own: neither in the paragraphs of a text box, nor around them."""
    return next(node.iterancestors(qn("w:p"))) is paragraph and next(node.iter(qn("w:p")), None) is None


def _tag(control: Any) -> tuple[int, str] | None:
    """Return order and code from one of our controls; None for others."""
    tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    parts = (tag.get(qn("w:val")) or "").split(":", 2) if tag is not None else []
    if len(parts) != 3 or parts[0] != TAG or not parts[1].isdigit():
        return None
    return int(parts[1][:9]), parts[2]
