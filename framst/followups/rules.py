"""The rules of follow-ups: what a sound draft is, who speaks for a place, how time spent is measured."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from framst.forms.terms import Kind, Question, Questionnaire
from framst.foundation.words import N_
from framst.organisation.rules import CompetenceLike, competence_is_asked_of
from framst.organisation.terms import LEISURE_FORM, PRESCHOOL_FORM

from .terms import State

# A gap between two saves longer than this was a pause; no more of it than this counts as time spent.
LONGEST_GAP = 300  # seconds
# The median of measured time is shown from this many sheets, so that it says nothing of a single person.
FEWEST_TIMED = 5


def draft_faults(
    *, period_from: dt.date, period_to: dt.date, closes_on: dt.date, today: dt.date
) -> Iterator[tuple[str, str]]:
    """Yield (field, what is wrong in Swedish) for the dates of a draft. The period may span school years."""
    if period_to < period_from:
        yield "period_to", N_("Mätperioden slutar innan den börjar.")
    if closes_on < today:
        yield "closes_on", N_("Sista svarsdag har passerat.")
    if closes_on < period_from:
        yield "closes_on", N_("Sista svarsdag ligger före mätperioden.")


def proposed_dates(today: dt.date) -> dict[str, dt.date]:
    """Return the dates that a new draft begins with: three weeks to answer, and a period that ends with them."""
    last = today + dt.timedelta(weeks=3)
    return {"period_from": today, "period_to": last, "closes_on": last}


def takes_answers(state: str, closes_on: dt.date, today: dt.date) -> bool:
    """Whether answers are taken on `today`: the follow-up is open and its last day has not passed."""
    return state == State.OPEN and today <= closes_on


def successors(holder: int | None, leaders: Collection[int]) -> tuple[int, ...]:
    """Return who may take over a place: nobody, the one successor, or those that a person chooses among.

    `holder` is the person who has the place (None: the unit had no principal), `leaders` the principals that its
    units have today. A place is asked once and stays whole, so it passes on only when its holder leads none of
    its units any longer. One who had two units and keeps one goes on answering for the place: the follow-up asked
    the principals there were when it opened, and a split place would be counted twice. When two units went to two
    different people both are returned, and a person decides.
    """
    if holder is not None and holder in leaders:
        return ()
    return tuple(sorted(set(leaders)))


def grades_known(runs: Iterable[tuple[str, Sequence[str]]]) -> frozenset[str]:
    """Return the grades of a unit, given (form, grades) of each form that it runs; empty when they are not known.

    Grades that are missing for one form make the whole unknown, which is no ground for not asking. Preschools and
    leisure-time centres have no grades, and förskoleklass is one grade.
    """
    found: set[str] = set()
    for form, grades in runs:
        if form in (PRESCHOOL_FORM, LEISURE_FORM):
            continue
        if not grades and form != "FSK":
            return frozenset()
        found |= set(grades or "F")
    return frozenset(found)


def rows_not_asked(
    questionnaire: Questionnaire,
    competences: Iterable[CompetenceLike],
    units: Iterable[tuple[Collection[str], Collection[str]]],
    day: dt.date,
    ask_preschool: bool,
) -> dict[str, list[str]]:
    """Return the matrix rows that a place is not asked on `day`: question code → codes of the rows.

    `units` are the (forms, grades) of the place's units. A row asks about a competence when its code is the
    competence's; it is left out when the competence is asked of none of the units (SkolL 2 kap. 25 §,
    `organisation.rules.competence_is_asked_of`). Other rows are always asked.
    """
    units = list(units)
    left_out = {
        c.code
        for c in competences
        if units and not any(competence_is_asked_of(c, forms, grades, day, ask_preschool) for forms, grades in units)
    }
    found = {q.code: [r.code for r in q.rows if r.code in left_out] for q in questionnaire.questions if _matrix(q)}
    return {question: rows for question, rows in found.items() if rows}


def _matrix(question: Question) -> bool:
    return question.kind is Kind.MATRIX


def as_asked(questionnaire: Questionnaire, not_asked: Mapping[str, Collection[str]]) -> Questionnaire:
    """Return the questionnaire as it is put to a place: without the rows in `not_asked` (see `rows_not_asked`).

    A matrix without rows left is left out, and so is a question whose condition asks for something left out: it
    could never come forth. Sections stay, so that their numbers do.
    """
    if not not_asked:
        return questionnaire
    gone: set[tuple[str, str]] = {(question, row) for question, rows in not_asked.items() for row in rows}
    sections = []
    for section in questionnaire.sections:
        kept = []
        for question in section.questions:
            rows = tuple(r for r in question.rows if (question.code, r.code) not in gone)
            if (question.rows and not rows) or any((c.question, c.row) in gone for c in question.shown_if):
                gone |= {(question.code, r.code) for r in question.rows} or {(question.code, "")}
            else:
                kept.append(replace(question, rows=rows))
        sections.append(replace(section, questions=tuple(kept)))
    return replace(questionnaire, sections=tuple(sections))


def seconds_spent(last_saved: dt.datetime | None, now: dt.datetime, opened: dt.datetime | None = None) -> int:
    """Return the seconds that a save adds to the time spent: since the save before it, at most LONGEST_GAP.

    The first save has none before it: it counts from when its page was `opened`, with the same bound, so that a
    page left open is a pause; it adds nothing where that is not known.
    """
    since = last_saved or opened
    if since is None or now <= since:
        return 0
    return min(LONGEST_GAP, int((now - since).total_seconds()))


def median_minutes(seconds: Iterable[int]) -> float | None:
    """Return the median of measured time in minutes; None when fewer than FEWEST_TIMED sheets were timed.

    What is measured of a sheet runs from when the first section was opened to the last save. It is told of the
    group only, never of a person.
    """
    timed = [s for s in seconds if s > 0]
    return statistics.median(timed) / 60 if len(timed) >= FEWEST_TIMED else None


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """Return `wanted` (at most 60 characters), or with -2, -3 … when it is taken; "uppfoljning" when it is empty."""
    wanted = wanted[:56].strip("-") or "uppfoljning"
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
