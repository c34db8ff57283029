"""What was written, what has been marked in it, and what that adds up to. Under the reader's own walls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from framst.forms.models import Answer, Sheet, Version
from framst.forms.terms import WRITING, Question, Questionnaire, Status

from . import rules
from .models import CodeBook, Passage, PassageTheme, Theme
from .terms import DOUBLE_CODED_FROM, Agreement, Denominators, Mark, Place, ThemeCount


def collection_of(slug: str) -> str:
    """Return the name of a follow-up's collection of answers, as sheets carry it."""
    return f"followup:{slug}"


def questionnaires(collections: Iterable[str]) -> dict[str, Questionnaire]:
    """Return the questions that each collection was asked (the newest version's, if there are several). One query."""
    found: dict[str, Questionnaire] = {}
    rows = (
        Version.objects.filter(sheet__collection__in=list(collections))
        .order_by("number")
        .values_list("sheet__collection", "pk")
        .distinct()
    )
    versions = Version.objects.in_bulk([pk for _, pk in rows])
    for collection, pk in rows:
        found[collection] = versions[pk].questionnaire
    return found


def written_questions(questionnaire: Questionnaire) -> list[Question]:
    """Return the questions that are answered in one's own words."""
    return [q for q in questionnaire.questions if q.kind in WRITING]


def themes_of(book: CodeBook) -> QuerySet[Theme]:
    """Return a book's themes in their order, without those that were merged into others."""
    return book.themes.filter(merged_into=None).order_by("order", "id")


@dataclass(frozen=True)
class Text:
    """What one respondent wrote to one question. `number` is neutral: it tells nothing of who or when."""

    place: Place
    number: int
    text: str


@dataclass
class Material:
    """Everything that coding works on for some questions of a collection. Late answers are not in it."""

    questions: tuple[str, ...]
    numbers: dict[UUID, int]  # every sheet that counts → its neutral number
    texts: dict[Place, str]
    statuses: dict[Place, str]
    marks: list[Mark]  # of this book, both coders'
    identifying: list[Mark]  # of every book of the collection: what could identify a person
    late: int = 0
    _of: dict[bool, list[Mark]] = field(default_factory=dict)

    def of(self, second: bool) -> list[Mark]:
        """Return one coding's marks."""
        return [m for m in self.marks if m.second is second]

    def in_order(self) -> list[Text]:
        """Return the texts question by question, by neutral number."""
        order = {code: n for n, code in enumerate(self.questions)}
        found = [Text(place, self.numbers[place[0]], text) for place, text in self.texts.items()]
        return sorted(found, key=lambda t: (order[t.place[1]], t.number))

    def may_be_quoted(self, mark: Mark) -> bool:
        """Whether a mark's text may be quoted; see the rule."""
        return rules.may_be_quoted(mark, self.identifying, self.texts.get(mark.place, ""))

    @cached_property
    def denominators(self) -> Denominators:
        return rules.denominators(self.numbers, self.questions, self.texts, self.statuses)

    def counts(self, themes: Iterable[Theme]) -> list[ThemeCount]:
        """Count each theme over the first coding: "n av m som skrev"."""
        wrote = rules.wrote_about(self.texts, self.of(second=False))
        return [
            ThemeCount(t.code, t.name, wrote.get(t.code, 0), self.denominators.wrote, self.questions, t.description)
            for t in themes
        ]


def material(book: CodeBook) -> Material:
    """Read everything that coding works on for a book: four queries, whatever the number of answers."""
    return materials([book])[book.pk]


def materials(books: Iterable[CodeBook]) -> dict[int, Material]:
    """Read several books' material in the same four queries."""
    books = list(books)
    collections = {b.collection for b in books}
    sheets: dict[str, dict[UUID, int]] = {c: {} for c in collections}
    home: dict[UUID, str] = {}
    late = dict.fromkeys(collections, 0)
    everyone = Sheet.objects.filter(collection__in=collections).order_by("id")
    number = dict.fromkeys(collections, 0)
    for pk, collection, is_late in everyone.values_list("pk", "collection", "late"):
        number[collection] += 1  # the random key gives the order: neither name nor time
        if is_late:
            late[collection] += 1
        else:
            sheets[collection][pk] = number[collection]
            home[pk] = collection
    questions = {q for b in books for q in b.questions}
    texts: dict[str, dict[Place, str]] = {c: {} for c in collections}
    statuses: dict[str, dict[Place, str]] = {c: {} for c in collections}
    answers = Answer.objects.filter(
        sheet__collection__in=collections, sheet__late=False, question__in=questions, row=""
    ).values_list("sheet_id", "question", "status", "text")
    for sheet, question, status, text in answers:
        place = (sheet, question)
        statuses[home[sheet]][place] = status
        if status == Status.ANSWERED and text.strip():
            texts[home[sheet]][place] = text
    marks: dict[int, list[Mark]] = {b.pk: [] for b in books}
    identifying: dict[str, list[Mark]] = {c: [] for c in collections}
    given = Prefetch("given", PassageTheme.objects.select_related("theme"))
    passages = Passage.objects.filter(book__collection__in=collections).select_related("book").prefetch_related(given)
    for passage in passages.order_by("start", "end", "coded_at", "id"):
        mark = as_mark(passage)
        if passage.book_id in marks:
            marks[passage.book_id].append(mark)
        if mark.identifies:
            identifying[passage.book.collection].append(mark)
    return {
        b.pk: Material(
            questions=tuple(b.questions),
            numbers=sheets[b.collection],
            texts={p: t for p, t in texts[b.collection].items() if p[1] in b.questions},
            statuses={p: s for p, s in statuses[b.collection].items() if p[1] in b.questions},
            marks=marks[b.pk],
            identifying=identifying[b.collection],
            late=late[b.collection],
        )
        for b in books
    }


def as_mark(passage: Passage) -> Mark:
    """Return a passage as the rules know it."""
    return Mark(
        place=(passage.sheet_id, passage.question),
        start=passage.start,
        end=passage.end,
        text=passage.text,
        themes=frozenset(g.theme.code for g in passage.given.all()),
        identifies=passage.identifies,
        second=passage.second,
        id=passage.pk,
        note=passage.note,
    )


@dataclass(frozen=True)
class Compared:
    """Two coders on one theme. `kappa` is None where it has no value."""

    theme: str
    agreement: Agreement
    kappa: float | None


@dataclass(frozen=True)
class Comparison:
    """What came of a second coding. Below `DOUBLE_CODED_FROM` passages no kappa is shown: `lacks` says how many."""

    passages: int
    rows: tuple[Compared, ...]

    @property
    def lacks(self) -> int:
        return max(DOUBLE_CODED_FROM - self.passages, 0)


def comparison(book: CodeBook, themes: Iterable[Theme]) -> Comparison | None:
    """Return how far the two coders agreed when the second was done; None before that."""
    if book.second_done_at is None:
        return None
    names = {t.code: t.name for t in themes}
    rows = [(code, Agreement(*book.agreement[code])) for code in names if code in book.agreement]
    return Comparison(
        passages=max((a.passages for _, a in rows), default=0),
        rows=tuple(Compared(names[code], a, rules.kappa(a)) for code, a in rows),
    )
