"""What a figure is, as frozen data. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from framst.foundation.words import N_

WROTE = "som skrev"  # a theme's unit of count: "9 av 11 som skrev"


class Form(StrEnum):
    """How a figure is printed, as the word after the bar in a token: ``[[code|form]]``."""

    OF = "av"
    OF_UNIT = "av enhet"
    ALL_BUT = "alla utom"
    HALF = "hälften"
    PARTS = "delar"
    SHARE = "andel"
    NAME = "namn"  # a theme of the coded free text: its name, and the count in the trace
    CHART = "diagram"  # not within a sentence: in a paragraph of its own
    TABLE = "tabell"


FORMS = {
    Form.OF: N_("13 av 19"),
    Form.OF_UNIT: N_("13 av 19 rektorer"),
    Form.ALL_BUT: N_("alla utom en av 19"),
    Form.HALF: N_("hälften, 6 av 12"),
    Form.PARTS: N_("15 av 18 (9 behövs, 6 till viss del)"),
    Form.SHARE: N_("68 procent, 13 av 19"),
    Form.NAME: N_("temats namn, antalet när man öppnar siffran"),
    Form.CHART: N_("diagram med tabell, i ett eget stycke"),
    Form.TABLE: N_("tabell, i ett eget stycke"),
}


class Kind(StrEnum):
    """What a token can name beside a figure, as the word before the colon: ``[[obs:code]]``."""

    OBSERVATION = "obs"
    FINDING = "finding"
    ACTIVITY = "activity"


KINDS = {
    Kind.OBSERVATION: N_("uppgift"),
    Kind.FINDING: N_("iakttagelse"),
    Kind.ACTIVITY: N_("insats"),
}


class Settled(StrEnum):
    """What became of a finding."""

    TAKEN_CARE_OF = "taken_care_of"
    RESOLVED = "resolved"
    REPLACED = "replaced"
    WILL_NOT_BE_MET = "will_not_be_met"
    REMAINS = "remains"


SETTLED = {
    Settled.TAKEN_CARE_OF: N_("omhändertagen"),
    Settled.RESOLVED: N_("löst"),
    Settled.REPLACED: N_("ersatt av annat"),
    Settled.WILL_NOT_BE_MET: N_("kommer inte att tillgodoses"),
    Settled.REMAINS: N_("kvarstår"),
}
NO_DISPOSITION = N_("ingen har tagit ställning ännu")


class Control(StrEnum):
    """Whether what a finding asks for lies within the authority's own control."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


CONTROLS = {Control.YES: N_("ja"), Control.PARTLY: N_("delvis"), Control.NO: N_("nej")}


class Audience(StrEnum):
    """Who may see a paper or figure: the administration, the board, everyone."""

    INTERNAL = "internal"
    BOARD = "board"
    PUBLIC = "public"


@dataclass(frozen=True)
class Part:
    """One choice and how many gave it; `counts` when it is in the numerator."""

    code: str
    label: str
    count: int
    counts: bool = False


@dataclass(frozen=True)
class Figure:
    """One indicator at one scope, period and moment. `answered` is the printed n.

    asked = answered + not_applicable + not_shown + no_answer, always (`holds_together`).
    `lineage` names the rows behind it (by id), for those who may open them.
    """

    code: str
    name: str
    question: str
    source: str  # where it comes from, in words: follow-up, version, period
    unit_of_count: str  # "rektorer", "skolenheter"
    numerator: int
    asked: int
    answered: int
    not_applicable: int = 0
    not_shown: int = 0
    no_answer: int = 0
    late: int = 0
    parts: tuple[Part, ...] = ()
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    definition: str = ""
    version: str = ""
    computed_at: dt.datetime | None = None
    lineage: tuple[str, ...] = field(default=(), repr=False)

    @property
    def holds_together(self) -> bool:
        return (
            self.asked == self.answered + self.not_applicable + self.not_shown + self.no_answer
            and 0 <= self.numerator <= self.answered
        )


@dataclass(frozen=True)
class Quote:
    """An observation, a finding or an activity as it stands in a paper.

    `text` is what is printed. `trace` is what the trace page shows, as plain data: always `value`, `source`, `on`
    (ISO date), `day` (in words), `who`, `note`; of a finding also `theme`, `scope`, `sources`, `then` and `now` and every dated
    state (`states`).
    """

    kind: str
    code: str
    text: str
    trace: dict[str, Any] = field(default_factory=dict)


DONT_KNOW = "dont_know"  # the choice that an indicator may leave out of the answered


class Grouping(StrEnum):
    """By what a figure can be broken down."""

    FORM = "form"
    AREA = "area"
    DIVISION = "division"


GROUPINGS = {
    Grouping.FORM: N_("skolform"),
    Grouping.AREA: N_("område"),
    Grouping.DIVISION: N_("avdelning"),
}


@dataclass(frozen=True)
class Group:
    """A figure for some of the units: those of a school form, an area or a division."""

    code: str
    name: str
    units: frozenset[int]
    figure: Figure


@dataclass(frozen=True)
class Breakdown:
    """A figure by groups, in the order of the house. `units` are all the units behind the whole figure."""

    grouping: Grouping
    units: frozenset[int]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Countable:
    """Something that an indicator can count: a question, or one row of a matrix (`row`), or all its rows (`all_rows`)."""

    question: str
    text: str
    options: tuple[tuple[str, str], ...]  # (code, words)
    row: str = ""
    row_text: str = ""
    all_rows: bool = False
    proposed: tuple[str, ...] = ()  # the numerator that is proposed

    @property
    def key(self) -> str:
        """How an address names it: "tagit_del", "kompetenser.logoped", "kompetenser.*"."""
        return f"{self.question}.{'*' if self.all_rows else self.row}".rstrip(".")

    @property
    def name(self) -> str:
        return f"{self.text} {self.row_text}".strip()


@dataclass(frozen=True)
class Asked:
    """What a capability has asked that can be counted: its title, the unit of count, the questions."""

    key: str
    title: str
    unit_of_count: str
    countables: tuple[Countable, ...]


@dataclass(frozen=True)
class Earlier:
    """The same question in an earlier year: its figure, and what differs (sentences; empty when nothing does)."""

    figure: Figure
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """What one respondent gave, for those who may see it."""

    who: str
    where: str
    given: str  # the choices in words, or what became of the question
    counts: bool
    late: bool = False
