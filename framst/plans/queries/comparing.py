"""What changed between two versions of a steering document: section by section, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Kind = Literal["same", "ins", "del"]
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Change:
    """A section in two versions. `kind`: same, changed, new or gone; `moved` when it stands in another order."""

    code: str
    title: str
    former_title: str
    kind: str
    pieces: tuple[tuple[Kind, str], ...]


def compared(former: Sequence[dict[str, Any]], later: Sequence[dict[str, Any]]) -> list[Change]:
    """Return every section of either version once: the later's in its order, and then those that are gone."""
    old = {section["code"]: section for section in former}
    found = []
    for section in later:
        before = old.pop(section["code"], None)
        if before is None:
            found.append(Change(section["code"], section["title"], "", "new", (("ins", section["text"]),)))
            continue
        pieces = words(before["text"], section["text"])
        same = before["title"] == section["title"] and all(kind == "same" for kind, _ in pieces)
        title = "" if before["title"] == section["title"] else before["title"]
        found.append(Change(section["code"], section["title"], title, "same" if same else "changed", pieces))
    return found + [Change(s["code"], s["title"], "", "gone", (("del", s["text"]),)) for s in old.values()]


def words(former: str, later: str) -> tuple[tuple[Kind, str], ...]:
    """Return the two texts as pieces: what is in both, what was taken away and what was put in."""
    old, new = _WORDS.findall(former), _WORDS.findall(later)
    pieces: list[tuple[Kind, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(("del", "".join(old[a:b])))
        if d > c:
            pieces.append(("ins", "".join(new[c:d])))
    return tuple(pieces)
