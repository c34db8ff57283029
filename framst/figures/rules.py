"""How figures are printed, and how tokens in a text name them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from framst.foundation.numerals import in_figures, in_words
from framst.foundation.periods import MONTHS
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from .terms import Figure, Form

# [[code]] or [[code|form]]; obs:, finding: and activity: name other things that stand in a paper.
TOKEN = re.compile(r"\[\[\s*(?P<kind>[a-z]+:)?(?P<code>[a-z0-9][a-z0-9._-]*)\s*(?:\|\s*(?P<form>[^\]|]+?)\s*)?\]\]")
PERCENT_FROM = 10  # a percentage is shown from this many answers (DESIGN §1.2)


@dataclass(frozen=True)
class Token:
    """One place in a text where a figure (or another traceable thing) stands."""

    text: str
    kind: str  # "figure", "obs", "finding", "activity"
    code: str
    form: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a Markdown text, in order."""
    for match in TOKEN.finditer(text):
        kind = (match["kind"] or "figure:").rstrip(":")
        yield Token(match[0], kind, match["code"], match["form"] or Form.OF, match.start(), match.end())


def printed(figure: Figure, form: str = Form.OF) -> str:
    """Return the figure as it stands in a Swedish sentence.

    Raises Refused when the form would not be true: "hälften" of a figure that is not half, a percentage of
    fewer than ten, "alla utom" of a minority.
    """
    x, n = figure.numerator, figure.answered
    of = f"{in_figures(x)} av {in_figures(n)}"
    match Form(form):
        case Form.OF:
            return of
        case Form.OF_UNIT:
            return f"{of} {figure.unit_of_count}"
        case Form.ALL_BUT:
            if x == n:
                return f"alla {in_figures(n)}"
            if n - x > n // 2 or n - x > 12:
                raise Refused(N_("”Alla utom” passar bara när nästan alla räknas in."))
            return f"alla utom {in_words(n - x)} av {in_figures(n)}"
        case Form.HALF:
            if n == 0 or 2 * x != n:
                raise Refused(N_("Siffran är inte hälften."))
            return f"hälften, {of}"
        case Form.PARTS:
            counted = [p for p in figure.parts if p.counts]
            inner = ", ".join(f"{in_figures(p.count)} {p.label[:1].lower()}{p.label[1:]}" for p in counted)
            return f"{of} ({inner})"
        case Form.SHARE:
            if n < PERCENT_FROM:
                raise Refused(N_("Procent visas inte när färre än 10 har svarat."))
            return f"{in_figures(round(100 * x / n))} procent, {of}"


def forms_that_fit(figure: Figure) -> list[Form]:
    """Return the forms in which `figure` may be printed."""
    fitting = []
    for form in Form:
        try:
            printed(figure, form)
        except Refused:
            continue
        fitting.append(form)
    return fitting


LONGEST_CODE = 40


def proposed_code(text: str, taken: Collection[str] = ()) -> str:
    """Return a code made from a text's first words, as tokens write it: "Specialpedagog saknas" → "specialpedagog-saknas".

    Whole words as long as they fit; a number is added when the code is among `taken`.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", plain.replace("æ", "ae").replace("ø", "o"))
    code = ""
    for word in words:
        longer = f"{code}-{word}" if code else word[:LONGEST_CODE]
        if len(longer) > LONGEST_CODE:
            break
        code = longer
    code = code or "utan-namn"
    number, free = 2, code
    while free in taken:
        free = f"{code}-{number}"
        number += 1
    return free


def day_in_words(day: dt.date) -> str:
    """Return "3 december 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def as_sentence(text: str) -> str:
    """Return `text` with one full stop at its end."""
    return text.strip().rstrip(".") + "."
