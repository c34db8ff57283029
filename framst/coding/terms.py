"""Words of the coding of free text, and a coding as frozen data. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from framst.foundation.words import N_

# Where a text stands: the respondent's sheet and the question's code.
Place = tuple[UUID, str]

WROTE = "som skrev"  # stands after "9 av 11" in papers
DOUBLE_CODED_FROM = 30  # kappa is shown from this many double-coded passages (issue 2)

BLIND = N_("Du är andra kodare. Du ser den första kodningen när du är klar, så att ni inte påverkar varandra.")
LOCKED = N_("Din kodning är klar och låst, så att jämförelsen står sig.")
TEXT_CHANGED = N_("Texten har ändrats sedan du öppnade sidan. Läs den igen och markera på nytt.")


@dataclass(frozen=True)
class Mark:
    """One marked passage: where, the text as it was when it was marked, its themes' codes.

    `start` and `end` count characters (Unicode code points) in the whole answer. No theme and not `identifies`
    means that the coder read the text and found no theme that fits. `second`: made by the second coder.
    """

    place: Place
    start: int
    end: int
    text: str
    themes: frozenset[str] = frozenset()
    identifies: bool = False
    second: bool = False
    id: UUID | None = None
    note: str = ""

    @property
    def codes(self) -> bool:
        """Whether it says something about themes (that none fits is also said)."""
        return bool(self.themes) or not self.identifies


@dataclass(frozen=True)
class Span:
    """Part of a text, from `start` to before `end`, in characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Segment:
    """Part of a text over which the same marks lie: their numbers in the list that was given."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True)
class ThemeCount:
    """How many wrote about a theme: "`wrote` av `wrote_total` som skrev" in `questions` (codes)."""

    code: str
    name: str
    wrote: int
    wrote_total: int
    questions: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True)
class Denominators:
    """What became of a book's questions for everyone who was asked; the four parts make up `asked`."""

    asked: int
    wrote: int
    not_applicable: int
    not_shown: int
    no_answer: int


@dataclass(frozen=True)
class Agreement:
    """Two coders on one theme, over the double-coded passages: how many by what each of them said."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def passages(self) -> int:
        return self.both + self.only_first + self.only_second + self.neither
