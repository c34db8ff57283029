"""The rules of plans: what is merged when two write in one place, what is frozen, what has changed since last year."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from framst.forms.rules import keys, shown
from framst.forms.terms import Answers, Given, Kind, Option, Question, Questionnaire, Section
from framst.foundation.words import N_

from .terms import HOLDINGS, LEVELS, MOST_FOCUS_AREAS, NATURES, REACHED, WRITABLE, Part, State

Stored = Mapping[str, Mapping[str, Any]]  # "question" or "question|row" → the fields of Given that are not empty


# -- what is stored -----------------------------------------------------------------------------------------------------


def place(question: str, row: str = "") -> str:
    """Return the name under which an answer is stored."""
    return f"{question}|{row}" if row else question


def stored(answers: Answers) -> dict[str, dict[str, Any]]:
    """Return answers as they are stored; `answers_in` gives them back. What is empty is left out."""
    return {
        place(*key): {
            name: value
            for name, value in asdict(given).items()
            if value is not None and value is not False and value not in ("", ())
        }
        for key, given in answers.items()
        if not given.empty
    }


def answers_in(held: Stored) -> Answers:
    """Return what `stored` wrote."""
    found: Answers = {}
    for name, fields in held.items():
        question, _, row = name.partition("|")
        found[question, row] = Given(**{**fields, "choices": tuple(fields.get("choices", ()))})
    return found


def mark(held: Mapping[str, Any] | None) -> str:
    """Return a short mark of an answer as it stood when a page was made, to tell whether it has changed since."""
    if not held:
        return ""
    return hashlib.sha256(json.dumps(held, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Merged:
    """What is to be kept, and what others' words it stands beside: place → the text that lost no word either."""

    held: dict[str, dict[str, Any]]
    beside: dict[str, dict[str, Any]]
    changed: bool


def merged(held: Stored, posted: Stored, seen: Mapping[str, str], places: Iterable[str]) -> Merged:
    """Bring what one writer posted together with what stands now, place by place.

    `seen` is the mark of each place as the writer's page had it. A place that only the writer has changed is the
    writer's; one that only somebody else has changed stays theirs; where both have, what stands is kept and the
    writer's words come beside it. Nobody's words are lost.
    """
    now = {name: dict(fields) for name, fields in held.items()}
    beside: dict[str, dict[str, Any]] = {}
    for name in places:
        mine, theirs = posted.get(name), held.get(name)
        if mark(mine) in (seen.get(name, ""), mark(theirs)):
            continue
        if mark(theirs) == seen.get(name, ""):
            if mine:
                now[name] = dict(mine)
            else:
                now.pop(name, None)
        elif mine:
            beside[name] = dict(mine)
    return Merged(now, beside, now != {name: dict(fields) for name, fields in held.items()})


# -- the parts that are not questions of the template -------------------------------------------------------------------


def _options(words: Mapping[Any, str]) -> tuple[Option, ...]:
    return tuple(Option(str(code), label) for code, label in words.items())


def focus_section(title: str) -> Section:
    """Return the questions of one focus area. The same in every template: they can be counted and compared over years."""
    return Section(
        "fokus",
        title,
        questions=(
            Question("mal", Kind.LONG_TEXT, N_("Vad vill ni uppnå?"), required=True),
            Question("niva", Kind.CHOICES, N_("På vilken nivå?"), options=_options(LEVELS), required=True),
            Question("art", Kind.CHOICES, N_("Vilket slags arbete är det?"), options=_options(NATURES), required=True),
            Question("insatser", Kind.LONG_TEXT, N_("Vad ska ni göra?")),
            Question("ansvar", Kind.TEXT, N_("Vem ansvarar?")),
            Question("fran", Kind.DATE, N_("Från och med")),
            Question("till", Kind.DATE, N_("Till och med")),
            Question("tecken", Kind.LONG_TEXT, N_("Hur märker ni att det har gett resultat?")),
            Question("utvardering", Kind.LONG_TEXT, N_("Utvärdering: vad blev det?")),
            Question("natt", Kind.CHOICE, N_("Är målet nått?"), options=_options(REACHED)),
        ),
    )


def profession_section(title: str, professions: Iterable[tuple[str, str]]) -> Section:
    """Return the questions about each profession (code, words). No number of pupils is asked for or shown."""
    questions: list[Question] = []
    for code, words in professions:
        questions += [
            Question(f"{code}_hur", Kind.CHOICE, words, options=_options(HOLDINGS)),
            Question(f"{code}_andel", Kind.NUMBER, N_("Omfattning"), unit=N_("procent av heltid")),
            Question(f"{code}_vakant", Kind.CHOICE, N_("Är tjänsten vakant?"), options=(Option("yes", N_("Ja")), Option("no", N_("Nej")))),
            Question(f"{code}_not", Kind.TEXT, N_("Kommentar")),
        ]  # fmt: skip
    return Section("professioner", title, questions=tuple(questions))


# -- adopting -----------------------------------------------------------------------------------------------------------


def lacking(template: Questionnaire, parts: Mapping[str, Answers], focus: Iterable[Answers]) -> list[tuple[str, str]]:
    """Return (section code, what lacks in Swedish) for what must be there before a plan is adopted.

    `parts` is section code → answers. The principal may leave the school's own choices empty.
    """
    found = []
    for section in template.sections:
        if section.part == Part.FOCUS_AREAS:
            areas = list(focus)
            if not areas:
                found.append((section.code, N_("Skriv minst ett fokusområde.")))
            elif any(a.get((code, ""), Given()).empty for a in areas for code in ("mal", "niva", "art")):
                found.append((section.code, N_("Ett fokusområde saknar mål, nivå eller slag av arbete.")))
            if len(areas) > MOST_FOCUS_AREAS:
                found.append((section.code, N_("Välj högst tre fokusområden.")))
            continue
        answers = parts.get(section.code, {})
        asked = shown(Questionnaire("", sections=(section,)), answers)
        if section.common and any(
            q.required and any(answers.get(key, Given()).empty for key in keys(q)) for q in asked
        ):
            found.append((section.code, N_("Något som måste fyllas i saknas.")))
    return found


def in_words(question: Question, given: Given) -> str:
    """Return an answer as a reader meets it."""
    if given.not_applicable:
        return "Ej aktuellt"
    if given.choices:
        return ", ".join(question.label(code) for code in given.choices)
    if given.number is not None:
        return f"{given.number:.15g}".replace(".", ",") + (f" {question.unit}" if question.unit else "")
    return given.on or given.text


def frozen_section(section: Section, answers: Answers, *, own: bool = False) -> dict[str, Any]:
    """Return a section as it stands in an edition: the questions' words and the answers' words."""
    told = []
    for question in section.questions:
        for key in keys(question):
            given = answers.get(key, Given())
            if not given.empty:
                label = question.text + (f" ({question.row_label(key[1])})" if key[1] else "")
                told.append({"question": key[0], "row": key[1], "label": label, "text": in_words(question, given)})
    return {
        "code": section.code, "title": section.title, "common": section.common and not own, "own": own,
        "part": section.part, "answers": told,
    }  # fmt: skip


def frozen_focus(key: str, carried_from: str | None, answers: Answers) -> dict[str, Any]:
    """Return a focus area as it stands in an edition."""

    def text(code: str) -> str:
        return answers.get((code, ""), Given()).text.strip()

    def choices(code: str) -> list[str]:
        return list(answers.get((code, ""), Given()).choices)

    return {
        "id": key, "carried_from": carried_from, "goal": text("mal"), "levels": choices("niva"),
        "natures": choices("art"), "measures": text("insatser"), "owner": text("ansvar"),
        "from_on": answers.get(("fran", ""), Given()).on or None, "until_on": answers.get(("till", ""), Given()).on or None,
        "signs": text("tecken"), "evaluation": text("utvardering"), "reached": "".join(choices("natt")),
    }  # fmt: skip


def frozen_professions(professions: Iterable[tuple[str, str]], answers: Answers) -> list[dict[str, Any]]:
    """Return how the school has each profession, as it stands in an edition; those not answered are left out."""
    found = []
    for code, words in professions:
        how = answers.get((f"{code}_hur", ""), Given()).choices
        if how:
            found.append({
                "competence": code, "label": words, "holding": how[0],
                "share": answers.get((f"{code}_andel", ""), Given()).number,
                "vacant": answers.get((f"{code}_vakant", ""), Given()).choices == ("yes",),
                "comment": answers.get((f"{code}_not", ""), Given()).text.strip(),
            })  # fmt: skip
    return found


# -- reading ------------------------------------------------------------------------------------------------------------


def may_be_written(state: str, begun: bool) -> bool:
    """Whether the text may be written on: once begun, and until it is adopted, or again when something came back."""
    return begun and State(state) in WRITABLE


def is_late(due_on: dt.date, submitted_on: dt.date) -> bool:
    """Whether a plan that came in on `submitted_on` came after its last day."""
    return submitted_on > due_on


def all_text(content: Mapping[str, Any]) -> str:
    """Return everything that people have written in a frozen plan, a paragraph a place: for the search before publishing."""
    told = [a["text"] for s in content["sections"] for a in s["answers"]]
    told += [f[name] for f in content["focus_areas"] for name in ("goal", "measures", "owner", "signs", "evaluation")]
    told += [p["comment"] for p in content["professions"]]
    return "\n\n".join(filter(None, told))


@dataclass(frozen=True)
class Change:
    """What became of one section since last year: "new", "gone", "changed" or "same", with the texts of both years."""

    code: str
    title: str
    kind: str
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return section by section what differs between two frozen plans, in the later one's order; what is gone is last."""

    def told(section: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        return tuple((a["label"], a["text"]) for a in section["answers"])

    old = {s["code"]: s for s in before.get("sections", ()) if not s["part"]}
    new = {s["code"]: s for s in after.get("sections", ()) if not s["part"]}
    found = []
    for code, section in new.items():
        former = old.get(code)
        kind = "new" if former is None else "same" if told(former) == told(section) else "changed"
        found.append(Change(code, section["title"], kind, told(former) if former else (), told(section)))
    found += [Change(c, s["title"], "gone", told(s), ()) for c, s in old.items() if c not in new]
    return found
