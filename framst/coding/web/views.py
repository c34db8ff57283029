"""Code books and their themes, the second coder, the file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.access.pages import actor, page
from framst.coding import queries, rules, services
from framst.coding.models import CodeBook
from framst.figures.models import Indicator
from framst.foundation.refusal import Refused
from framst.ui.templatetags.framst import said

from . import export as files
from .finding import asked, book_at, theme_at, words
from .forms import BookForm, ChangeThemeForm, MergeForm, ThemeForm


@page("followups.code")
def books(request: HttpRequest, slug: str) -> HttpResponse:
    """The code books of a follow-up, with how far each has come."""
    by = actor(request)
    questionnaire = asked(slug)
    found = list(CodeBook.objects.filter(collection=queries.collection_of(slug)).order_by("number"))
    read = queries.materials(found)
    rows = [(book, _progress(book, read[book.pk], by)) for book in found]
    return render(
        request,
        "coding/books.html",
        {"slug": slug, "title": questionnaire.title, "rows": rows, "can": queries.written_questions(questionnaire)},
    )


@page("followups.code", writes=True)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a code book."""
    questionnaire = asked(slug)
    labels = words(questionnaire)
    choices = [(q.code, labels[q.code]) for q in queries.written_questions(questionnaire)]
    form = BookForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        made = services.begin_book(
            collection=queries.collection_of(slug),
            title=form.cleaned_data["title"],
            questions=[code for code, _label in choices if code in form.cleaned_data["questions"]],
            by=actor(request),
        )
        messages.success(request, _("Kodboken är gjord. Lägg till teman."))
        return redirect("coding_book", slug, made.number)
    return _form(request, "coding/new.html", form, {"slug": slug, "title": questionnaire.title})


@page("followups.code", writes=True)
def book(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One code book: its themes with counts, progress, quotes, the second coder. POST adds a theme."""
    by = actor(request)
    found = book_at(slug, number)
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_theme(book=found, by=by, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", said(refused))
        else:
            messages.success(request, _("Temat är tillagt."))
            return redirect("coding_book", slug, number)
    questionnaire = asked(slug)
    labels = words(questionnaire)
    themes = list(queries.themes_of(found))
    read = queries.material(found)
    blind = services.why_blind(found, by)
    context = {
        "slug": slug,
        "title": questionnaire.title,
        "book": found,
        "questions": [labels[q] for q in found.questions if q in labels],
        "blind": blind,
        "counts": _with_codes(found, [] if blind else read.counts(themes), themes),
        "progress": _progress(found, read, by),
        "changed": len(rules.changed(read.texts, read.of(services.is_second(found, by)))),
        "denominators": read.denominators,
        "second": services.is_second(found, by),
        "locked": services.why_locked(found, by),
        "why_not_second": services.why_not_second(found, by),
        "comparison": queries.comparison(found, themes),
    }
    return _form(request, "coding/book.html", form, context)


def _progress(book: CodeBook, read: queries.Material, by: Actor) -> tuple[int, int]:
    """Return (coded texts, texts) in the reader's own coding."""
    return len(rules.coded(read.texts, read.of(services.is_second(book, by)))), len(read.texts)


def _with_codes(book: CodeBook, counts: list[Any], themes: list[Any]) -> list[dict[str, Any]]:
    """Return the themes with their counts (None while they are hidden) and the codes by which papers name them."""
    codes = {
        str(i.spec.get("theme")): i.code
        for i in Indicator.objects.filter(source="coding", spec__collection=book.collection)
    }
    by_code = {c.code: c for c in counts}
    return [{"theme": t, "count": by_code.get(t.code), "code": codes.get(t.code, "")} for t in themes]


@page("followups.code", writes=True)
def theme(request: HttpRequest, slug: str, number: int, code: str) -> HttpResponse:
    """One theme: rename, describe, move; and what may be quoted from it."""
    by = actor(request)
    found = book_at(slug, number)
    one = theme_at(found, code)
    form = ChangeThemeForm(
        request.POST or None, initial={"name": one.name, "description": one.description, "order": one.order}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_theme(theme=one, by=by, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", said(refused))
        else:
            messages.success(request, _("Temat är ändrat."))
            return redirect("coding_book", slug, number)
    blind = services.why_blind(found, by)
    read = queries.material(found)
    marks = [m for m in read.of(second=False) if code in m.themes and not blind]
    quotes = [(read.numbers[m.place[0]], m.text) for m in marks if read.may_be_quoted(m)]
    (count,) = read.counts([one])
    context = {
        "slug": slug,
        "book": found,
        "theme": one,
        "blind": blind,
        "count": count,
        "quotes": quotes,
        "withheld": len(marks) - len(quotes),
        "others": found.themes.filter(merged_into=None).exclude(pk=one.pk).exists(),
    }
    return _form(request, "coding/theme.html", form, context)


@page("followups.code", writes=True)
def merge(request: HttpRequest, slug: str, number: int, code: str) -> HttpResponse:
    """Merge a theme into another, after a page that says what it means."""
    found = book_at(slug, number)
    one = theme_at(found, code)
    form = MergeForm(request.POST or None, themes=queries.themes_of(found).exclude(pk=one.pk))
    if request.method == "POST" and form.is_valid():
        services.merge_themes(theme=one, into=form.cleaned_data["into"], by=actor(request))
        messages.success(request, _("Temana är sammanslagna."))
        return redirect("coding_book", slug, number)
    return _form(request, "coding/merge.html", form, {"slug": slug, "book": found, "theme": one})


@page("followups.code", writes=True)
def second(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Become the second coder, after a page that says what it means."""
    by = actor(request)
    found = book_at(slug, number)
    if request.method == "POST":
        services.begin_second(book=found, by=by)
        messages.success(request, _("Du är andra kodare."))
        return redirect("coding_texts", slug, number)
    return render(
        request, "coding/second.html", {"slug": slug, "book": found, "why_not": services.why_not_second(found, by)}
    )


@page("followups.code", writes=True)
def second_done(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Finish the second coding, after a page that says what it means."""
    by = actor(request)
    found = book_at(slug, number)
    if request.method == "POST":
        services.finish_second(book=found, by=by)
        messages.success(request, _("Den andra kodningen är klar."))
        return redirect("coding_book", slug, number)
    coded, texts = _progress(found, queries.material(found), by)
    return render(request, "coding/second_done.html", {"slug": slug, "book": found, "coded": coded, "texts": texts})


@page("followups.code", writes=True)
def export(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take out the coding as a file, after a page that says what is in it."""
    by = actor(request)
    found = book_at(slug, number)
    if request.method == "POST":
        data = services.take_out(book=found, made=lambda rows: files.workbook(rows, words(asked(slug))), by=by)
        return files.file(data, f"kodning-{slug}-{number}")
    return render(request, "coding/export.html", {"slug": slug, "book": found, "blind": services.why_blind(found, by)})


def _form(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    """Answer with a form's page: 422 when what was sent has errors."""
    return render(request, template, {**context, "form": form}, status=422 if form.errors else 200)
