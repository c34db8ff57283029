"""How figures are printed, and how tokens in a text name them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from framst.foundation.numerals import in_figures, in_words
from framst.foundation.periods import MONTHS
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from .terms import WROTE, Figure, Form, Grouping

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
    fewer than ten, "alla utom" of many, parts that do not add up; ValueError for a form that there is not.
    """
    x, n = figure.numerator, figure.answered
    of = f"{in_figures(x)} av {in_figures(n)}"
    match Form(form):
        case Form.OF:
            return of
        case Form.OF_UNIT:
            return f"{of} {figure.unit_of_count}"
        case Form.ALL_BUT:
            return _all_but(x, n)
        case Form.HALF:
            if n == 0 or 2 * x != n:
                raise Refused(N_("Siffran är inte hälften."))
            return f"hälften, {of}"
        case Form.PARTS:
            return f"{of} ({_parts(figure)})"
        case Form.SHARE:
            return f"{_percent(x, n)}, {of}"
        case Form.NAME:
            if figure.unit_of_count != WROTE:
                raise Refused(N_("Bara teman i fritexten kan nämnas utan sitt antal."))
            return f"{figure.name[:1].lower()}{figure.name[1:]}"
        case Form.CHART | Form.TABLE:
            raise Refused(N_("Ett diagram eller en tabell står i ett eget stycke."))


def _all_but(x: int, n: int) -> str:
    """Say "alla" of two or more; "alla utom" when at most a quarter is left out, and no more than words go to."""
    if x == n and n > 1:
        return f"alla {in_figures(n)}"
    if n == 0 or x == n or 4 * (n - x) > n or n - x > 12:
        raise Refused(N_("”Alla utom” passar bara när nästan alla räknas in."))
    return f"alla utom {in_words(n - x)} av {in_figures(n)}"


def _parts(figure: Figure) -> str:
    """The choices that are counted in. They must add up: of several choices one respondent may have given two."""
    counted = [p for p in figure.parts if p.counts]
    if len(counted) < 2 or sum(p.count for p in counted) != figure.numerator:
        raise Refused(N_("Delarna går inte att lägga ihop till siffran."))
    return ", ".join(f"{in_figures(p.count)} {p.label[:1].lower()}{p.label[1:]}" for p in counted)


def _percent(x: int, n: int) -> str:
    """Whole percent, halves upwards. Neither 0 nor 100 stands for what is only near it."""
    if n < PERCENT_FROM:
        raise Refused(N_("Procent visas inte när färre än 10 har svarat."))
    percent = (200 * x + n) // (2 * n)
    if percent == 100 and x < n:
        return "över 99 procent"
    if percent == 0 and x > 0:
        return "under 1 procent"
    return f"{in_figures(percent)} procent"


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
TAKEN_BY_ADDRESSES = frozenset({"ny"})  # /analys/siffror/ny/ is a page of its own


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
    while free in taken or free in TAKEN_BY_ADDRESSES:
        free = f"{code}-{number}"
        number += 1
    return free


def day_in_words(day: dt.date) -> str:
    """Return "3 december 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def as_sentence(text: str) -> str:
    """Return `text` with one full stop at its end."""
    return text.strip().rstrip(".") + "."


# A group's figure is named by the indicator's code, what it is grouped by, and the group's code: "tagit-del.form.gr".
GROUP_CODE = re.compile(
    r"^(?P<indicator>[a-z0-9][a-z0-9_-]*)\.(?P<grouping>form|area|division)\.(?P<group>[a-z0-9_-]+)$"
)


def group_code(indicator: str, grouping: Grouping, group: str) -> str:
    """Return the code of a group's figure, as tokens write it."""
    return f"{indicator}.{grouping}.{group}"


def group_named(code: str) -> tuple[str, Grouping, str] | None:
    """Return the indicator, grouping and group that a code names; None when it is no group's code."""
    match = GROUP_CODE.match(code)
    return (match["indicator"], Grouping(match["grouping"]), match["group"]) if match else None


@dataclass(frozen=True)
class TooSmall:
    """Why a group is not shown without a decision. `other` is the group from which it differs too little, or empty."""

    units: int
    other: str = ""


def small_groups(groups: Mapping[str, frozenset[int]], everything: frozenset[int], limit: int) -> dict[str, TooSmall]:
    """Return the groups that need a recorded decision before they are printed or published, with the reason.

    A group of fewer than `limit` units; or a group that differs from another shown group, or from the whole, by
    fewer than `limit` units (those who stand in one of the two and not in the other): the few would show when one
    figure is taken from the other. Two groups of the same units show nothing by it. The whole is never held back.
    Source: issue 2, "the rule is on the group"; DESIGN §5.
    """
    found: dict[str, TooSmall] = {}
    for name, units in groups.items():
        if len(units) < limit:
            found[name] = TooSmall(len(units))
            continue
        rest = len(everything ^ units)
        if 0 < rest < limit:
            found[name] = TooSmall(rest, "*")
            continue
        for other, others in groups.items():
            apart = len(units ^ others)
            if other != name and len(others) >= limit and 0 < apart < limit:
                found[name] = TooSmall(apart, other)
                break
    return found
