"""What is quietly warned about in a text, and how points and signatories are written. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from framst.figures.rules import TOKEN
from framst.foundation.refusal import BadInput, Fault
from framst.foundation.words import N_

from .terms import PROPOSING, VALUING

NEAR = 4  # words between a valuing word and the figure that it values

_WORDS = "noll|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv"
_NUMBER = rf"(?:\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+|\d+|{_WORDS})"
# "13 av 19", "två av de tolv", "68 procent", "alla utom en av 19": figures that somebody typed.
_TYPED = re.compile(
    rf"\b{_NUMBER}\s+av\s+(?:de\s+)?{_NUMBER}\b|\b\d+(?:[.,]\d+)?\s*(?:%|procent\b)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_MARKER = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")


@dataclass(frozen=True)
class Notice:
    """A quiet warning beside the text: a Swedish sentence and the words that it is about. It never stops anyone."""

    sentence: str
    words: str


VALUED = N_("Ordet värderar siffran bredvid. Siffran talar själv i en neutral sammanfattning.")
TYPED = N_("Siffran är skriven för hand och går inte att följa till sin källa. Hämta den ur listan i stället.")
PROPOSED = N_("Förslaget hör hemma under Förslag till beslut. Sammanfattningen läses utan det.")
SEVERAL = N_("Punkten har flera meningar. Skriv en åtgärd per rad.")


def warnings(section: str, body: str) -> list[Notice]:
    """Return the quiet warnings for a section's Markdown text, in order of kind."""
    found = [Notice(TYPED, words) for words in typed_figures(body)]
    if section == "summary":
        found += [Notice(VALUED, words) for words in valued_figures(body)]
        found += [Notice(PROPOSED, m[0]) for m in _any_of(PROPOSING).finditer(body)]
    if section == "proposal":
        found += [Notice(SEVERAL, point[:60]) for point in points(body) if re.search(r"[.!?]\s+\S", point)]
    return found


def typed_figures(body: str) -> Iterator[str]:
    """Yield each figure that is typed in the text without a token: "13 av 19", "68 procent"."""
    for match in _TYPED.finditer(TOKEN.sub(" ⟦⟧ ", body)):
        yield match[0]


def valued_figures(body: str) -> Iterator[str]:
    """Yield each valuing word (VALUING) that stands close before a figure, typed or a token, in one sentence."""
    for sentence in _SENTENCE_END.split(TOKEN.sub(" ⟦⟧ ", body)):
        marked = _TYPED.sub(" ⟦⟧ ", sentence)
        for match in _any_of(VALUING).finditer(marked):
            before, found, _ = marked[match.end() :].partition("⟦⟧")
            if found and len(before.split()) < NEAR:
                yield match[0]


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def points(body: str) -> list[str]:
    """Return the proposed decisions of a text: one a line, without list marks and empty lines."""
    return [_MARKER.sub("", line).strip() for line in body.splitlines() if line.strip()]


def as_points(body: str) -> str:
    """Return proposed decisions as Markdown: one point stands as a sentence, several as a numbered list."""
    found = points(body)
    return found[0] if len(found) == 1 else "\n".join(f"{n}. {point}" for n, point in enumerate(found, start=1))


def slug_of(title: str) -> str:
    """Return the address of a title: "Uppföljning av planen" → "uppfoljning-av-planen", at most 70 characters."""
    plain = unicodedata.normalize("NFD", title.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug[:70].rstrip("-") or "skrivelse"


def free_slug(wanted: str, taken: frozenset[str]) -> str:
    """Return `wanted`, or it with the first number that makes it free: "uppfoljning-2"."""
    if wanted not in taken:
        return wanted
    n = 2
    while f"{wanted}-{n}" in taken:
        n += 1
    return f"{wanted}-{n}"


def signatories(text: str) -> list[dict[str, str]]:
    """Return those who sign, one a line as "Namn, titel". Raises BadInput naming the line that is not."""
    found, faults = [], []
    for row, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, comma, title = (part.strip() for part in line.partition(","))
        if not (name and comma and title):
            faults.append(Fault(row, N_("Undertecknas av"), line.strip(), N_("Namn, titel")))
        found.append({"name": name, "title": title})
    if faults:
        raise BadInput(N_("Skriv en person per rad: namn, komma, titel."), tuple(faults))
    return found


def lines(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
