"""What a follow-up asks that can be counted, and what it asks at all."""

from __future__ import annotations

from framst.figures.models import Indicator
from framst.figures.terms import Asked, Countable
from framst.followups.models import Followup
from framst.followups.terms import COUNTED, Per
from framst.forms.terms import CHOOSING, Option, Question, Questionnaire


def asked(slug: str) -> Asked | None:
    """Return what can be counted in a follow-up: each choice question, each row of a matrix, and all its rows."""
    followup = Followup.objects.filter(slug=slug).select_related("version").first()
    if followup is None:
        return None
    countables: list[Countable] = []
    for question in followup.version.questionnaire.questions:
        if question.kind not in CHOOSING:
            continue
        options = tuple((o.code, o.label) for o in question.options)
        # The first choice is what one hopes for in the sets that we know; the investigator changes it where it is not.
        first = tuple(code for code, _ in options[:1])
        if question.rows:
            countables.append(Countable(question.code, question.text, options, all_rows=True, proposed=first))
            countables += [
                Countable(question.code, question.text, options, row=r.code, row_text=r.label, proposed=first)
                for r in question.rows
            ]
        else:
            countables.append(Countable(question.code, question.text, options, proposed=first))
    return Asked(slug, followup.title, COUNTED[Per(followup.per)], tuple(countables))


def questions(slug: str) -> Asked | None:
    """Return every question of a follow-up in its order, also those that are answered in writing: for attachments."""
    followup = Followup.objects.filter(slug=slug).select_related("version").first()
    if followup is None:
        return None
    countables = [
        Countable(q.code, q.text, tuple((o.code, o.label) for o in q.options), row=r.code, row_text=r.label)
        for q in followup.version.questionnaire.questions
        for r in q.rows or (Option("", ""),)
    ]
    return Asked(slug, followup.title, COUNTED[Per(followup.per)], tuple(countables))


def places() -> list[tuple[str, str]]:
    """Return every follow-up that can be counted in, the newest first."""
    return list(Followup.objects.order_by("-period_from", "slug").values_list("slug", "title"))


def followup_of(indicator: Indicator) -> Followup | None:
    """Return the follow-up that an indicator counts in; None when it is gone."""
    return Followup.objects.filter(slug=indicator.spec["followup"]).select_related("version__question_set").first()


def question_of(questionnaire: Questionnaire, indicator: Indicator) -> Question | None:
    """Return the question that an indicator counts; None when the questionnaire does not have it."""
    return next((q for q in questionnaire.questions if q.code == indicator.spec["question"]), None)
