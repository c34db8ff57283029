"""The chain as it was played in Ekdalen: questions, answers, figures, themes, paper; 2023 to its end, 2024 to a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from framst.access.acting import Actor, acting, link
from framst.figures.services import SOURCES, define_indicator
from framst.followups.models import Followup
from framst.followups.services import close_followup, keep_answers, open_followup, submit_answers
from framst.forms.models import QuestionSet, Version
from framst.forms.services import draft_version, publish_version
from framst.forms.terms import Answers, Given, Questionnaire
from framst.integrations.spreadsheets.importing import import_answers
from framst.organisation.models import Unit

from . import analysis, papers
from .answers_2024 import WORKBOOK
from .moments import People, actor, at
from .municipality import SELECTED
from .questions import QUESTIONS, QUESTIONS_2023

SLUG = "elevhalsoplanen-2024"
SLUG_2023 = "elevhalsoplanen-2023"

# code, question, all rows of it, choices in the numerator, name
INDICATORS: tuple[tuple[str, str, bool, Sequence[str], str], ...] = (
    ("plan-tagit-del", "tagit_del", False, ["yes"], "Har tagit del av elevhälsoplanen"),
    ("kompetenser-alla", "kompetenser", True, ["yes"], "Tillgång till alla elevhälsans kompetenser"),
    ("forebyggande-tillgang", "forebyggande", False, ["yes"], "Tillgång som möjliggör förebyggande arbete"),
    ("stod-mot-malen", "mot_malen", False, ["yes"], "Elevhälsan stödjer utvecklingen mot målen"),
    ("behov-kompetens", "behov", False, ["needed", "partly"], "Behov av gemensam kompetensutveckling"),
)


def play(people: People) -> None:
    """Play 2023 and 2024: ask in June, answer till October, write in March; last year's memo is published."""
    with acting(actor(people, "utredare", 2023, 5, 22)) as by:
        questions = QuestionSet.objects.create(code="elevhalsoplanen", title=QUESTIONS.title)
    last_year(questions, people)
    this_year(questions, people)
    with acting(actor(people, "utredare", 2025, 3, 31)) as by:
        papers.memo_2024(SLUG, by)


def _version(questions: QuestionSet, content: Questionnaire, by: Actor) -> Version:
    return publish_version(version=draft_version(question_set=questions, content=content, by=by), by=by)


def _followup(year: int, slug: str, version: Version, by: Actor) -> Followup:
    return Followup.objects.create(
        slug=slug,
        title=f"Uppföljning av elevhälsoplanen {year}",
        about=f"den övergripande elevhälsoplanen, version {year}",
        version=version,
        period_from=dt.date(year, 6, 1),
        period_to=dt.date(year, 10, 31),
        closes_on=dt.date(year, 10, 31),
        made_by_id=by.person_id,
    )


def last_year(questions: QuestionSet, people: People) -> None:
    """2023: answered by the personal links; the memo was decided by the board and published."""
    with acting(actor(people, "utredare", 2023, 5, 22)) as by:
        followup = _followup(2023, SLUG_2023, _version(questions, QUESTIONS_2023, by), by)
    with acting(actor(people, "utredare", 2023, 6, 5)) as by:
        indicators(SLUG_2023, "-2023", by)
        invitations = open_followup(followup=followup, units=Unit.objects.filter(code__in=SELECTED), by=by)
    for n, invitation in enumerate(sorted(invitations, key=lambda i: i.person.sort_key)[:17]):  # type: ignore[union-attr]
        holder = link(invitation.pk, at(2023, (6, 6, 8, 9, 10)[n % 5], 6 + n))
        with acting(holder):
            keep_answers(invitation=invitation, given=_given_2023(n), questions=QUESTIONS_2023.questions, by=holder)
            submit_answers(invitation=invitation, by=holder)
    with acting(actor(people, "utredare", 2023, 11, 1)) as by:
        close_followup(followup=followup, by=by)
    papers.publish_2023(SLUG_2023, people)


WHY_2023 = (
    "För lite tid på skolan.",
    "Elevhälsans personal har flera skolor och är sällan här.",
    "Mycket akut, lite förebyggande.",
)


def _given_2023(n: int) -> Answers:
    """The answers of the n:th of the 17 who answered in 2023."""
    preventive = "yes" if n % 4 == 0 else "partly" if n % 2 else "no"
    given: Answers = {
        ("tagit_del", ""): Given(choices=("yes" if n % 5 < 3 else "no",)),
        ("forebyggande", ""): Given(choices=(preventive,)),
    }
    if preventive != "yes":
        given["forebyggande_varfor", ""] = Given(text=WHY_2023[n % 3])
    if n:
        given["behov", ""] = Given(choices=("needed" if n % 2 else "partly" if n % 3 else "not_needed",))
    return given


def this_year(questions: QuestionSet, people: People) -> None:
    """2024: the answers were collected in another web form and are read in from its workbook."""
    with acting(actor(people, "utredare", 2024, 5, 20)) as by:
        followup = _followup(2024, SLUG, _version(questions, QUESTIONS, by), by)
    with acting(actor(people, "utredare", 2024, 6, 3)) as by:
        indicators(SLUG, "", by)
        open_followup(followup=followup, units=Unit.objects.filter(code__in=SELECTED), by=by)
    with acting(actor(people, "utredare", 2024, 11, 1)) as by:
        import_answers(followup=followup, data=WORKBOOK.read_bytes(), name=WORKBOOK.name, by=by)
        close_followup(followup=followup, by=by)
    analysis.code(SLUG, people)
    analysis.note(people)


def indicators(slug: str, suffix: str, by: Actor) -> None:
    """Define the catalogue entries that a year's memo is written from, before opening proposes one a question."""
    asked = SOURCES["followups"].asked(slug)
    if asked is None:
        raise LookupError(slug)
    for code, question, all_rows, numerator, name in INDICATORS:
        for countable in asked.countables:
            if (countable.question, countable.all_rows) == (question, all_rows) and not countable.row:
                define_indicator(
                    source="followups",
                    asked=asked,
                    countable=countable,
                    numerator=numerator,
                    name=name,
                    unit_of_count=asked.unit_of_count,
                    code=code + suffix,
                    by=by,
                )
