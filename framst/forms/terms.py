"""The parts of a question set, as frozen data. Pure: a version's content is these, written as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from framst.foundation.words import N_


class Kind(StrEnum):
    """What kind of answer a question takes."""

    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    MATRIX = "matrix"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    LONG_TEXT = "long_text"


KINDS = {
    Kind.CHOICE: N_("ett val"),
    Kind.CHOICES: N_("flera val"),
    Kind.SCALE: N_("skala (ja, delvis, nej, vet ej)"),
    Kind.MATRIX: N_("matris (ett val på varje rad)"),
    Kind.NUMBER: N_("tal"),
    Kind.DATE: N_("datum"),
    Kind.TEXT: N_("kort text"),
    Kind.LONG_TEXT: N_("lång text"),
}

CHOOSING = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.SCALE, Kind.MATRIX})
WRITING = frozenset({Kind.TEXT, Kind.LONG_TEXT})


class Status(StrEnum):
    """What became of a question for one who was asked. No row at all: no answer."""

    ANSWERED = "answered"
    NOT_APPLICABLE = "not_applicable"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True)
class Option:
    """A choice, or a row of a matrix: its code (in answers and figures) and its words."""

    code: str
    label: str


SCALE = (
    Option("yes", "Ja"),
    Option("partly", "Delvis"),
    Option("no", "Nej"),
    Option("dont_know", "Vet ej"),
)
DONT_KNOW = "dont_know"


@dataclass(frozen=True)
class Condition:
    """True when the answer to `question` (in `row` of a matrix) is among `any_of`."""

    question: str
    any_of: tuple[str, ...]
    row: str = ""


@dataclass(frozen=True)
class Question:
    """One question. `shown_if`: all conditions hold; empty means always shown. `minutes` is the estimate."""

    code: str
    kind: Kind
    text: str
    help: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    unit: str = ""
    not_applicable: bool = False
    shown_if: tuple[Condition, ...] = ()
    minutes: float = 0.5

    def label(self, code: str) -> str:
        """The words of a choice; the code itself when the question does not know it."""
        return next((o.label for o in self.options if o.code == code), code)

    def row_label(self, code: str) -> str:
        """The words of a matrix row."""
        return next((r.label for r in self.rows if r.code == code), code)


@dataclass(frozen=True)
class Section:
    """What stands on one page. `common`: all who answer have it; otherwise each chooses whether to.

    `part` names what the room above puts in the section beside its questions (a plan's focus areas); empty: nothing.
    """

    code: str
    title: str
    help: str = ""
    questions: tuple[Question, ...] = ()
    common: bool = True
    part: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """The content of a version of a question set."""

    title: str
    intro: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for s in self.sections for q in s.questions)

    def question(self, code: str) -> Question:
        """Return the question; raise KeyError when there is none."""
        for question in self.questions:
            if question.code == code:
                return question
        raise KeyError(code)

    @property
    def minutes(self) -> float:
        """The estimate of how long it takes to answer everything, in minutes."""
        return sum(q.minutes for q in self.questions)


@dataclass(frozen=True)
class Given:
    """What one answered to one question (or one row of a matrix)."""

    choices: tuple[str, ...] = ()
    text: str = ""
    number: float | None = None
    on: str = ""  # ISO date
    not_applicable: bool = False

    @property
    def empty(self) -> bool:
        return not (self.choices or self.text.strip() or self.number is not None or self.on or self.not_applicable)


# (question code, row code or "") → what was given
Answers = dict[tuple[str, str], Given]
