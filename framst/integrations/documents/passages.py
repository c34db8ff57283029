"""What a document holds, in order: headings, paragraphs, list items and rows of tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

BULLETS = frozenset("•●▪◦○■□–-*·\uf0b7\uf0a7")
CELL = "\t"  # stands between the cells of a row
_LONGEST_HEADING = 120


class Kind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


@dataclass(frozen=True)
class Passage:
    """One piece of text. `level` is a heading's (1 highest); `place` its number in the file; `page` where it is known.

    `aside`: the file itself says that it is furniture (a header part, a table of contents).
    `edge`: it stands first or last on its page, where headers and footers stand.
    """

    kind: Kind
    text: str
    level: int = 0
    page: int = 0
    place: int = 0
    aside: bool = False
    edge: bool = False


@dataclass(frozen=True)
class Document:
    """A file's text: what is written in it, and the furniture of its pages. Together, by `place`, they are all of it."""

    passages: tuple[Passage, ...]
    furniture: tuple[Passage, ...] = ()
    silent_pages: tuple[int, ...] = ()  # pages without text, which may be pictures of text

    @property
    def whole(self) -> str:
        return whole(self.passages, self.furniture)


def whole(*parts: Iterable[Passage]) -> str:
    """Return the text of all the passages in the order of the file."""
    return "\n\n".join(p.text for p in sorted((p for part in parts for p in part), key=lambda p: p.place))


def words_of(parts: Iterable[Passage]) -> int:
    return sum(len(p.text.split()) for p in parts)


def numbered(found: Iterable[Passage]) -> list[Passage]:
    """Give each passage its place, and drop those without a word."""
    kept = (p for p in found if p.text.split())
    return [replace(p, place=n, text=tidied(p.text)) for n, p in enumerate(kept)]


def tidied(text: str) -> str:
    """Return `text` with single spaces; the lines and the cells of a row stay apart, and no line is empty."""
    lines = (CELL.join(" ".join(cell.split()) for cell in line.split(CELL)) for line in text.splitlines())
    return "\n".join(line.rstrip(" ") for line in lines if line.strip())


def is_item(text: str) -> bool:
    """Whether a line begins with a bullet that stands by itself."""
    return text[:1] in BULLETS and (len(text) == 1 or text[1].isspace() or text[0] in "•●▪◦○■□\uf0b7\uf0a7")


def looks_like_heading(text: str) -> bool:
    """Whether a line of its own may be a heading: short, begins as one, and does not end as a sentence does."""
    text = text.strip()
    first = text[:1]
    return (
        0 < len(text) <= _LONGEST_HEADING
        and (first.isupper() or first.isdigit())
        and any(c.isalpha() for c in text)
        and text[-1] not in ".,;:!-–"
        and not is_item(text)
    )
