"""Answers to code, for tests: a small collection of its own, with texts that are hard on everybody."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from framst.access.acting import acting
from framst.coding.models import CodeBook, Passage, Theme
from framst.coding.services import add_theme, begin_book, fingerprint, mark
from framst.forms.models import Answer, QuestionSet, Sheet, Version
from framst.forms.rules import written
from framst.forms.terms import Condition, Kind, Option, Question, Questionnaire, Section

from ..personas import actor

SLUG = "prov"
COLLECTION = "followup:prov"
NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
MANY = "De har många enheter 🙂. Kuratorn Åsa är här för lite.\r\nMer tid behövs."
HOSTILE = '<script>alert("å")</script> & <b>tid</b>. Nästa mening.'
FORMULA = "=1+1"

QUESTIONS = Questionnaire(
    title="Prov <i>av</i> kodning",
    sections=(
        Section(
            "a",
            "A",
            questions=(
                Question("racker", Kind.CHOICE, "Räcker det?", options=(Option("yes", "Ja"), Option("no", "Nej"))),
                Question("varfor", Kind.LONG_TEXT, "Vad beror det på?", shown_if=(Condition("racker", ("no",)),)),
                Question("annat", Kind.TEXT, "Något annat?"),
            ),
        ),
    ),
)


def collection() -> dict[str, UUID]:
    """Five who were asked: `many` and `hostile` wrote, `formula` too; one was not shown the question, one is silent.

    And one who answered too late. Returns their sheets by these names.
    """
    by = actor("utredare", NOW)
    with acting(by):
        version = Version.objects.create(
            question_set=QuestionSet.objects.create(code=SLUG, title="Prov"),
            number=1,
            content=written(QUESTIONS),
            published_at=NOW,
        )
        sheets = {}
        for name in ("many", "hostile", "formula", "unasked", "silent", "late"):
            sheet = Sheet.objects.create(version=version, collection=COLLECTION, late=name == "late")
            sheets[name] = sheet.pk
        for name, text in (("many", MANY), ("hostile", HOSTILE), ("formula", FORMULA), ("late", "För sent.")):
            Answer.objects.create(sheet_id=sheets[name], question="varfor", status="answered", text=text)
        for question in ("varfor", "annat"):
            Answer.objects.create(sheet_id=sheets["unasked"], question=question, status="not_shown")
    return sheets


def book(title: str = "Vad det <b>beror</b> på") -> tuple[CodeBook, Theme, Theme]:
    """A code book over both written questions, with two themes."""
    by = actor("utredare", NOW)
    with acting(by):
        made = begin_book(collection=COLLECTION, title=title, questions=["varfor", "annat"], by=by)
        first = add_theme(book=made, name="För lite tid", description="Tid hos oss <u>räcker</u> inte.", by=by)
        return made, first, add_theme(book=made, name="Många enheter", by=by)


def say(
    made: CodeBook, sheet: UUID, *themes: Theme, part: str = "", login: str = "utredare", **more: bool
) -> list[Passage]:
    """Mark a part of what a respondent wrote (all of it where no part is named), as a persona."""
    by = actor(login, NOW)
    with acting(by):
        text = Answer.objects.get(sheet_id=sheet, question="varfor").text
        at = text.index(part)
        return mark(
            book=CodeBook.objects.get(pk=made.pk),
            place=(sheet, "varfor"),
            seen=fingerprint(text),
            spans=[(at, at + len(part))] if part else [],
            themes=themes,
            by=by,
            **more,
        )
