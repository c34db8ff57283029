"""Reading question sets, and counting answers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from framst.audit.models import Event
from framst.organisation.models import Person

from .models import Answer, QuestionSet, Sheet, Version
from .terms import Answers, Given, Status


def question_sets() -> list[QuestionSet]:
    """Return every set with its `newest_version`, by title, in two queries."""
    found = list(QuestionSet.objects.order_by("title", "code"))
    newest_of = {v.question_set_id: v for v in Version.objects.order_by("number")}
    for one in found:
        one.newest_version = newest_of.get(one.pk)  # type: ignore[attr-defined]
    return found


def newest(question_set: QuestionSet) -> Version:
    """Return the version that is written on: the draft, or the last published. Raises Version.DoesNotExist."""
    return question_set.versions.latest("number")


def published_before(version: Version) -> Version | None:
    """Return the published version that came before `version`; None when it is the first."""
    return (
        Version.objects.filter(
            question_set_id=version.question_set_id, number__lt=version.number, published_at__isnull=False
        )
        .order_by("-number")
        .first()
    )


@dataclass
class Happened:
    """One line of a set's history: who did what to which version (None: to the set), the last of `times` times."""

    at: dt.datetime
    act: str
    person: int | None
    version: int | None
    who: str = ""
    times: int = 1


def history(question_set: QuestionSet, limit: int = 50) -> list[Happened]:
    """Return what happened to a set and its versions, the newest first, as far as the reader may see. Three queries.

    A draft is saved at every change: what one person saved in a row on one day is one line. `audit.queries.history`
    tells of one record; this tells of a set and all its versions together.
    """
    numbers = {str(pk): number for pk, number in question_set.versions.values_list("pk", "number")}
    about = Q(table=QuestionSet._meta.db_table, record=str(question_set.pk))
    about |= Q(table=Version._meta.db_table, record__in=list(numbers))
    events = Event.objects.filter(about).exclude(act__in=["read", "listed"]).order_by("-at", "-id")
    told: list[Happened] = []
    for event in events[: 20 * limit]:
        number = event.detail.get("version") if event.table == QuestionSet._meta.db_table else numbers[event.record]
        last = told[-1] if told else None
        if (
            last is not None
            and event.act == last.act == "changed"
            and (event.person, number) == (last.person, last.version)
            and timezone.localdate(event.at) == timezone.localdate(last.at)
        ):
            last.times += 1
        elif len(told) == limit:
            break
        else:
            told.append(Happened(event.at, event.act, event.person, number, event.machine))
    names = {p.pk: p.name for p in Person.objects.filter(pk__in={h.person for h in told if h.person})}
    for happened in told:
        happened.who = names.get(happened.person, happened.who) if happened.person else happened.who
    return told


def answers_on(sheet: Sheet) -> Answers:
    """Return what has been given on a sheet, by question and row."""
    return {
        (a.question, a.row): Given(
            choices=tuple(a.choices),
            text=a.text,
            number=a.number,
            on=a.on.isoformat() if isinstance(a.on, dt.date) else "",
            not_applicable=a.status == Status.NOT_APPLICABLE,
        )
        for a in Answer.objects.filter(sheet=sheet).exclude(status=Status.NOT_SHOWN)
    }


@dataclass
class Tally:
    """How one question (or row) was answered by those whose answers count."""

    answered: int = 0
    not_applicable: int = 0
    not_shown: int = 0
    combinations: dict[tuple[str, ...], int] = field(default_factory=dict)

    def with_any_of(self, choices: Iterable[str]) -> int:
        """How many answered with at least one of `choices`."""
        wanted = set(choices)
        return sum(n for combination, n in self.combinations.items() if wanted & set(combination))

    def each(self) -> dict[str, int]:
        """How many answered with each choice."""
        counts: dict[str, int] = defaultdict(int)
        for combination, n in self.combinations.items():
            for choice in combination:
                counts[choice] += n
        return dict(counts)


def tally(
    sheets: QuerySet[Sheet] | Iterable[UUID], questions: Collection[str] | None = None
) -> dict[tuple[str, str], Tally]:
    """Count every question and row over `sheets` (those of `questions`, when given) in one query.

    Late sheets must already be left out.
    """
    counted: dict[tuple[str, str], Tally] = defaultdict(Tally)
    asked = Answer.objects.filter(sheet__in=sheets)
    if questions is not None:
        asked = asked.filter(question__in=questions)
    rows = asked.order_by().values_list("question", "row", "status", "choices").annotate(n=Count("pk"))
    for question, row, status, choices, n in rows:
        place = counted[question, row]
        if status == Status.ANSWERED:
            place.answered += n
            if choices:
                place.combinations[tuple(choices)] = place.combinations.get(tuple(choices), 0) + n
        elif status == Status.NOT_APPLICABLE:
            place.not_applicable += n
        else:
            place.not_shown += n
    return counted
