"""What an address names: a follow-up's answers, a code book, a theme."""

from __future__ import annotations

from django.http import Http404

from framst.coding.models import CodeBook, Theme
from framst.coding.queries import collection_of, questionnaires
from framst.forms.terms import Questionnaire


def asked(slug: str) -> Questionnaire:
    """Return the questions that a follow-up asks; 404 when the reader sees no answers to them."""
    collection = collection_of(slug)
    found = questionnaires([collection]).get(collection)
    if found is None:
        raise Http404
    return found


def book_at(slug: str, number: int) -> CodeBook:
    """Return the code book with a number in a follow-up; 404 when there is none."""
    found = CodeBook.objects.select_related("second_coder").filter(collection=collection_of(slug), number=number)
    if not found:
        raise Http404
    return found[0]


def theme_at(book: CodeBook, code: str) -> Theme:
    """Return a theme in use; 404 when there is none (merged ones are not in use)."""
    found = Theme.objects.select_related("book").filter(book=book, code=code, merged_into=None).first()
    if found is None:
        raise Http404
    return found


def words(questionnaire: Questionnaire) -> dict[str, str]:
    """Return each question's words, with the question that it follows on: several ask "Vad beror det på?"."""
    texts = {q.code: q.text for q in questionnaire.questions}
    return {
        q.code: f"{q.text} (efter ”{texts.get(q.shown_if[0].question, '')}”)" if q.shown_if else q.text
        for q in questionnaire.questions
    }
