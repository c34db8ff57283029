"""The texts that were written, and marking passages in them. Respondents are numbers here, never names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.audit.services import record
from framst.audit.terms import Act
from framst.coding import queries, rules, services
from framst.coding.models import Passage
from framst.coding.terms import Mark, Place
from framst.forms.models import Sheet
from framst.foundation.refusal import NotAllowed, Refused
from framst.ui.templatetags.framst import said

from .finding import asked, book_at, words

A_PAGE = 25  # texts on a page


@page("followups.code")
def texts(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The texts, question by question; filtered by question, theme and whether they are coded."""
    by = actor(request)
    book = book_at(slug, number)
    labels = words(asked(slug))
    read = queries.material(book)
    marks = read.of(services.is_second(book, by))
    coded = rules.coded(read.texts, marks)
    changed = {m.place for m in rules.changed(read.texts, marks)}
    themes = list(queries.themes_of(book))
    names = {t.code: t.name for t in themes}
    wanted = {name: request.GET.get(name, "") for name in ("fraga", "tema", "visa")}
    of_theme = {m.place for m in marks if wanted["tema"] in m.themes}
    rows = [
        t
        for t in read.in_order()
        if (not wanted["fraga"] or t.place[1] == wanted["fraga"])
        and (not wanted["tema"] or t.place in of_theme)
        and (wanted["visa"] != "okodade" or t.place not in coded)
        and (wanted["visa"] != "andrade" or t.place in changed)
    ]
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("sida"))
    by_place = _by_place(marks)
    record(act=Act.LISTED, by=by, now=by.now, about=book, rows=len(shown))
    return render(
        request,
        "coding/texts.html",
        {
            "slug": slug,
            "book": book,
            "page": shown,
            "rows": [
                {
                    "text": t,
                    "question": labels.get(t.place[1], t.place[1]),
                    "marked": marked_up(t.text, by_place.get(t.place, [])),
                    "themes": [names[c] for c in _themes_at(by_place.get(t.place, []), t.text) if c in names],
                    "coded": t.place in coded,
                    "changed": t.place in changed,
                }
                for t in shown
            ],
            "coded": len(coded),
            "all": len(read.texts),
            "wanted": wanted,
            "questions": [(q, labels.get(q, q)) for q in book.questions],
            "themes": themes,
            "gone": len([m for m in marks if m.place not in read.texts]),
            "blind": services.why_blind(book, by),
        },
    )


def _by_place(marks: list[Mark]) -> dict[Place, list[Mark]]:
    found: dict[Place, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.place, []).append(mark)
    return found


def _themes_at(marks: list[Mark], text: str) -> list[str]:
    return sorted({code for m in marks if rules.stands(m, text) for code in m.themes})


@page("followups.code", writes=True)
def text(request: HttpRequest, slug: str, number: int, sheet: UUID, question: str) -> HttpResponse:
    """One text: read it, mark passages, undo. POST marks."""
    by = actor(request)
    book = book_at(slug, number)
    refused = ""
    if request.method == "POST":
        try:
            _mark(book, (sheet, question), request.POST, by)
        except NotAllowed:
            raise
        except Refused as reason:
            refused = said(reason)
        else:
            messages.success(request, _("Markerat."))
            return redirect("coding_text", slug, number, sheet, question)
    open_record(Sheet.objects.filter(collection=book.collection, late=False), by=by, purpose="coding", pk=sheet)
    read = queries.material(book)
    place = (sheet, question)
    written = read.texts.get(place)
    own = read.of(services.is_second(book, by))
    marks = [m for m in own if m.place == place]
    if written is None and not marks:
        raise Http404
    written = written or ""
    themes = list(queries.themes_of(book))
    names = {t.code: t.name for t in themes}
    coded = rules.coded(read.texts, own)
    order = read.in_order()
    return render(
        request,
        "coding/text.html",
        {
            "slug": slug,
            "book": book,
            "number": read.numbers[sheet],
            "question": words(asked(slug)).get(question, question),
            "marked": marked_up(written, marks),
            "written": written,
            "seen": services.fingerprint(written),
            "sentences": rules.sentences(written),
            "themes": themes,
            "passages": [
                {
                    "number": n,
                    "mark": m,
                    "stands": rules.stands(m, written),
                    "quotable": read.may_be_quoted(m),
                    "themes": sorted(names[c] for c in m.themes if c in names),
                }
                for n, m in enumerate(marks, start=1)
            ],
            "locked": services.why_locked(book, by),
            "coded": len(coded),
            "all": len(read.texts),
            "is_coded": place in coded,
            "refused": refused,
            **_neighbours(order, place, coded),
        },
        status=422 if refused else 200,
    )


def _neighbours(order: list[queries.Text], place: Place, coded: set[Place]) -> dict[str, Any]:
    """Return the text before, the one after, and the next that is not coded (from here, round to the beginning)."""
    places = [t.place for t in order]
    at = places.index(place) if place in places else -1
    waiting = [p for p in places[at + 1 :] + places[: max(at, 0)] if p not in coded]
    return {
        "before": places[at - 1] if at > 0 else None,
        "after": places[at + 1] if 0 <= at < len(places) - 1 else None,
        "uncoded": waiting[0] if waiting else None,
    }


def _mark(book: Any, place: Place, sent: QueryDict, by: Any) -> None:
    """Read what was chosen: a selection (with script), sentences, or nothing, which is the whole text."""
    chosen = set(sent.getlist("themes")) | set(sent.getlist("one"))
    themes = [t for t in queries.themes_of(book) if t.code in chosen]
    services.mark(
        book=book,
        place=place,
        seen=sent.get("seen", ""),
        spans=_spans(sent),
        themes=themes,
        identifies="identifies" in sent,
        no_theme="none" in sent,
        note=sent.get("note", "").strip()[:500],
        by=by,
    )


def _spans(sent: QueryDict) -> list[tuple[int, int]]:
    """Return the spans sent; values that are not numbers are no spans."""
    start, end = sent.get("start", ""), sent.get("end", "")
    if start.isdecimal() and end.isdecimal():
        return [(int(start), int(end))]
    pairs = [value.partition("-") for value in sent.getlist("sentences")]
    return [(int(a), int(b)) for a, _dash, b in pairs if a.isdecimal() and b.isdecimal()]


@page("followups.code", writes=True)
def unmark(request: HttpRequest, slug: str, number: int, passage: UUID) -> HttpResponse:
    """Take a mark away. Without the button (an address typed by hand) there is a page with it."""
    book = book_at(slug, number)
    found = Passage.objects.select_related("book").filter(book=book, pk=passage).first()
    if found is None or found.second is not services.is_second(book, actor(request)):
        raise Http404
    if request.method == "POST":
        services.unmark(passage=found, by=actor(request))
        messages.success(request, _("Markeringen är borttagen."))
        if request.POST.get("next") == "texts":
            return redirect("coding_texts", slug, number)
        return redirect("coding_text", slug, number, found.sheet_id, found.question)
    return render(request, "coding/unmark.html", {"slug": slug, "book": book, "passage": found})


def marked_up(text: str, marks: list[Mark]) -> SafeString:
    """Return a text as HTML with its marks drawn. What a browser reads back from it is the text, to the character.

    A carriage return is written as a reference, else the browser would make it a line feed and offsets would slide.
    """
    parts = []
    for segment in rules.segments(text, marks):
        inner = escape(segment.text).replace("\r", "&#13;")
        if segment.marks:
            identifies = any(marks[n].identifies for n in segment.marks)
            inner = format_html(
                '<mark data-marks="{}"{}>{}</mark>',
                ", ".join(str(n + 1) for n in segment.marks),
                mark_safe(' data-identifies=""') if identifies else "",
                mark_safe(inner),  # noqa: S308 - escaped above
            )
        parts.append(inner)
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above
