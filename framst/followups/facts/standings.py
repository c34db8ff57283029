"""Where a follow-up stands and how each question was answered, in numbers; what the start page says of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count as CountRows
from django.db.models import Q
from django.urls import reverse

from framst.access.acting import Actor, acting, machine
from framst.followups import rules
from framst.followups.models import Followup
from framst.followups.queries import count, measured, totals
from framst.followups.terms import State
from framst.forms.terms import Option, Question
from framst.wheel.terms import Errand

# Who counts for those who see figures and not answers: it reads rows and gives back numbers only.
COUNTING = "statistics"


@dataclass(frozen=True)
class Standing:
    """Where a follow-up stands, in numbers. Late ones are in none of `begun` and `submitted`."""

    asked: int
    begun: int
    submitted: int
    late: int
    minutes_each: float  # the estimate for all questions
    minutes_median: float | None  # measured; None when too few sheets were timed

    @property
    def lacking(self) -> int:
        """How many have not handed in."""
        return self.asked - self.submitted - self.late

    @property
    def minutes_asked(self) -> float:
        """The estimate for everyone who was asked, in minutes."""
        return self.asked * self.minutes_each


def standing(followup: Followup, by: Actor) -> Standing:
    """Return where a follow-up stands, for all who read follow-ups: also those who do not see the sheets."""
    with acting(machine(COUNTING, by.now)):
        return Standing(
            **totals(followup),
            minutes_each=followup.version.questionnaire.minutes,
            minutes_median=rules.median_minutes(measured(followup)),
        )


def errands(by: Actor) -> list[Errand]:
    """Return what the actor has asked others for and that is still open, the nearest day first. One query."""
    if by.person_id is None or not by.may("followups.run"):
        return []
    handed_in = Q(invitations__sheet__submitted_at__isnull=False)
    asked = (
        Followup.objects.filter(made_by_id=by.person_id, state=State.OPEN)
        .annotate(asked=CountRows("invitations"), done=CountRows("invitations", filter=handed_in))
        .order_by("closes_on", "slug")
    )
    return [Errand(f.title, reverse("followup", args=[f.slug]), f.closes_on, asked=f.asked, done=f.done) for f in asked]


@dataclass(frozen=True)
class Counted:
    """How one question, or one row of a matrix, was answered: asked is the sum of the four kinds."""

    label: str  # the row's words; empty for a question without rows
    asked: int
    answered: int
    not_applicable: int
    not_shown: int
    no_answer: int
    choices: tuple[tuple[str, int], ...]  # words of the choice, how many


@dataclass(frozen=True)
class Result:
    """How one question was answered, each row with its own denominator."""

    question: Question
    places: tuple[Counted, ...]


def results(followup: Followup, by: Actor) -> list[Result]:
    """Return every question of a follow-up with its counts, late sheets left out. Two queries."""
    with acting(machine(COUNTING, by.now)):
        counted = count(followup)
    found = []
    for question in counted.questionnaire.questions:
        places = []
        for row in question.rows or (Option("", ""),):
            tally = counted.at(question.code, row.code)
            each = tally.each()
            places.append(
                Counted(
                    label=row.label,
                    asked=counted.asked,
                    answered=tally.answered,
                    not_applicable=tally.not_applicable,
                    not_shown=tally.not_shown,
                    no_answer=counted.asked - tally.answered - tally.not_applicable - tally.not_shown,
                    choices=tuple((o.label, each.get(o.code, 0)) for o in question.options),
                )
            )
        found.append(Result(question, tuple(places)))
    return found
