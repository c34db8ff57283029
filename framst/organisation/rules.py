"""What follows from how the organisation is described: pure, each for a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from .terms import GRADES, LEISURE_FORM, PRESCHOOL_FORM


class CompetenceLike(Protocol):
    """What the rules need to know of a competence."""

    @property
    def code(self) -> str: ...
    @property
    def requirement(self) -> str: ...
    @property
    def forms(self) -> Sequence[str]: ...
    @property
    def grades(self) -> Sequence[str]: ...
    @property
    def valid_from(self) -> dt.date | None: ...
    @property
    def valid_to(self) -> dt.date | None: ...


# What a protected person on the staff has for an address: nothing is ever sent there (RFC 2606 keeps the name free).
NOWHERE = "@invalid"


def goes_nowhere(address: str) -> bool:
    """Whether `address` is that of a protected person, to whom no letter goes."""
    return address.endswith(NOWHERE)


def is_valid_on(day: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    """Whether `day` is from and including `first` to and including `last`; None is an open end."""
    return (first is None or first <= day) and (last is None or day <= last)


def periods_meet(
    a_first: dt.date | None, a_last: dt.date | None, b_first: dt.date | None, b_last: dt.date | None
) -> bool:
    """Whether two periods have a day in common; both ends are included and None is an open end."""
    return (a_last is None or b_first is None or b_first <= a_last) and (
        b_last is None or a_first is None or a_first <= b_last
    )


def competence_is_asked_of(
    competence: CompetenceLike,
    forms: Collection[str],
    grades: Collection[str],
    day: dt.date,
    ask_preschool: bool,
) -> bool:
    """Whether a unit with these school forms and grades is asked on `day` about its access to a competence.

    Pupil health is for förskoleklass, grundskola, anpassad grundskola, sameskola, specialskola, gymnasieskola and
    anpassad gymnasieskola (SkolL 2 kap. 25 §): a unit that is only a preschool or a leisure-time centre is not
    asked (*ej aktuellt*), but the authority may choose to ask its preschools (`ask_preschool`). A competence may
    be for some forms or grades only, as the study and career counsellor (years 7–9 and upper secondary), and is
    asked of while it is valid. What is not known of a unit, its forms or its grades, is no ground for not asking.
    """
    if not is_valid_on(day, competence.valid_from, competence.valid_to):
        return False
    if forms:
        here = {f for f in forms if f != LEISURE_FORM and (ask_preschool or f != PRESCHOOL_FORM)}
        if competence.forms:
            here &= set(competence.forms)
        if not here:
            return False
        if here == {PRESCHOOL_FORM}:
            return True  # preschools have no grades; that they are asked is the authority's choice
    return not competence.grades or not grades or bool(set(competence.grades) & set(grades))


def requirement_is_met(requirement: str, available: Iterable[CompetenceLike]) -> bool:
    """Whether any of the `available` competences meets a requirement of the law.

    "Specialpedagog or speciallärare" is one requirement that either meets (SkolL 2 kap. 25 §: personal "med sådan
    kompetens att elevernas behov av specialpedagogiska insatser kan tillgodoses"). A competence without a group is
    its own requirement.
    """
    return any((c.requirement or c.code) == requirement for c in available)


def exceeds_full_time(shares: Iterable[Decimal | None]) -> bool:
    """Whether shares of full time, in per cent, add up to more than 100; what is not known counts as nothing."""
    return sum((s for s in shares if s is not None), Decimal(0)) > 100


_RANGE = re.compile(r"^(f|gy\d|10|\d)-(f|gy\d|10|\d)$")


def grades_in(text: str) -> tuple[str, ...] | None:
    """Return the grades that `text` names, in order; None when a word of it is not a grade.

    Reads "F-6", "7–9", "0 1 2 3", "1, 2, 3" and "gy1-3"; "0" is förskoleklass, as the register writes it.
    """
    found: set[str] = set()
    text = re.sub(r"\s*[-–]\s*", "-", text.strip().lower().replace("åk", " "))
    for word in re.split(r"[\s,;]+", text):
        if not word:
            continue
        word = re.sub(r"\b0\b", "f", word)
        word = re.sub(r"^(gy\d)-(\d)$", r"\1-gy\2", word)
        if between := _RANGE.match(word):
            first, last = (_position(g) for g in between.groups())
            if first is None or last is None or last < first:
                return None
            found |= set(GRADES[first : last + 1])
        elif (at := _position(word)) is not None:
            found.add(GRADES[at])
        else:
            return None
    return tuple(g for g in GRADES if g in found)


def _position(word: str) -> int | None:
    word = "F" if word == "f" else word
    return GRADES.index(word) if word in GRADES else None


def grades_spoken(grades: Iterable[str]) -> str:
    """Return grades as people write them: "F–6", "4–6, 9", "gy1–gy3"; empty when there are none."""
    at = sorted({GRADES.index(g) for g in grades if g in GRADES})
    runs: list[list[int]] = []
    for position in at:
        if runs and position == runs[-1][-1] + 1 and GRADES[position] != "gy1":
            runs[-1].append(position)
        else:
            runs.append([position])
    return ", ".join(GRADES[run[0]] if len(run) == 1 else f"{GRADES[run[0]]}–{GRADES[run[-1]]}" for run in runs)


def grades_of(form: str, grades: Sequence[str]) -> tuple[str, ...]:
    """Return those of a unit's grades that belong to a school form."""
    if form in (PRESCHOOL_FORM, LEISURE_FORM):
        return ()
    if form == "FSK":
        return tuple(g for g in grades if g == "F")
    upper = form in ("GY", "GYAN")
    return tuple(g for g in grades if g != "F" and g.startswith("gy") == upper)


def name_in_parts(name: str) -> tuple[str, str]:
    """Return given name and family name from one cell: "Nordin, Cecilia" or "Cecilia Nordin".

    The last word is the family name, with a particle before it: "Carl von Essen" is Carl, von Essen.
    """
    if "," in name:
        family, _, given = (part.strip() for part in name.partition(","))
        return given, family
    words = name.split()
    if len(words) < 2:
        return "", " ".join(words)
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in {"von", "af", "av", "de", "van", "der", "den", "la", "el", "al"}:
        first -= 1
    return " ".join(words[:first]), " ".join(words[first:])
