"""Making code books and themes, marking passages, coding a second time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.db.models import F, Max, QuerySet

from framst.access.acting import Actor, require
from framst.access.exporting import note_export
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.models import Indicator
from framst.figures.rules import proposed_code
from framst.forms.models import Answer, Sheet
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from . import rules
from .models import CodeBook, Passage, PassageTheme, Theme
from .queries import material
from .terms import BLIND, LOCKED, TEXT_CHANGED, WROTE, Place, Span

ACT = "followups.code"


def begin_book(*, collection: str, title: str, questions: Collection[str], by: Actor) -> CodeBook:
    """Make a code book over some of a collection's written questions (their codes, in the order they are asked)."""
    require(by, ACT)
    if not questions:
        raise Refused(N_("Välj minst en fråga."))
    number = CodeBook.objects.filter(collection=collection).aggregate(n=Max("number"))["n"] or 0
    book = CodeBook.objects.create(
        collection=collection, number=number + 1, title=title.strip(), questions=list(questions)
    )
    record(act=Act.ADDED, by=by, now=by.now, about=book, questions=len(book.questions))
    return book


def add_theme(*, book: CodeBook, name: str, description: str = "", by: Actor) -> Theme:
    """Add a theme last in the book, and its entry in the catalogue of indicators, so that papers can print it."""
    require(by, ACT)
    name = name.strip()
    if book.themes.filter(merged_into=None, name__iexact=name).exists():
        raise Refused(N_("Temat finns redan i kodboken."))
    order = book.themes.aggregate(n=Max("order"))["n"] or 0
    taken = set(Theme.objects.filter(collection=book.collection).values_list("code", flat=True))
    theme = Theme.objects.create(
        book=book,
        collection=book.collection,
        code=proposed_code(name, taken),
        name=name,
        description=description.strip(),
        order=order + 1,
    )
    slug = book.collection.partition(":")[2]
    wanted = f"tema-{theme.code}-{slug}"[:76].rstrip("-")
    code, further = wanted, 2
    while Indicator.objects.filter(code=code).exists():
        code, further = f"{wanted}-{further}", further + 1
    Indicator.objects.create(
        code=code,
        name=theme.name,
        question=_asked(book),
        definition=theme.description,
        source="coding",
        spec={"collection": book.collection, "theme": theme.code},
        unit_of_count=WROTE,
        valid_from=by.today,
    )
    record(act=Act.ADDED, by=by, now=by.now, about=theme)
    return theme


def _asked(book: CodeBook) -> str:
    """Return what an indicator of the book's themes asks, in words."""
    return f"Vad skrev de om? ({book.title})"[:500]


def change_theme(*, theme: Theme, name: str, description: str, order: int, by: Actor) -> Theme:
    """Rename, describe or move a theme. Its code stays, so that papers that name it still find it."""
    require(by, ACT)
    _is_in_use(theme)
    name = name.strip()
    if theme.book.themes.filter(merged_into=None, name__iexact=name).exclude(pk=theme.pk).exists():
        raise Refused(N_("Temat finns redan i kodboken."))
    theme.name, theme.description, theme.order = name, description.strip(), order
    theme.save(update_fields=["name", "description", "order"])
    _indicators(theme).update(name=theme.name, definition=theme.description, version=F("version") + 1)
    record(act=Act.CHANGED, by=by, now=by.now, about=theme)
    return theme


def merge_themes(*, theme: Theme, into: Theme, by: Actor) -> int:
    """Move every passage of `theme` to `into`, in both codings; return how many. It cannot be undone."""
    require(by, ACT)
    _is_in_use(theme)
    _is_in_use(into)
    if theme.pk == into.pk or theme.book_id != into.book_id:
        raise Refused(N_("Välj ett annat tema i samma kodbok."))
    moved = PassageTheme.objects.filter(theme=theme)
    there = PassageTheme.objects.filter(theme=into).values("passage_id")
    count = moved.count()
    moved.filter(passage__in=there).delete()
    moved.update(theme=into)
    Theme.objects.filter(merged_into=theme).update(merged_into=into)
    theme.merged_into = into
    theme.save(update_fields=["merged_into"])
    record(act=Act.CHANGED, by=by, now=by.now, about=theme, merged_into=into.code, passages=count)
    return count


def _is_in_use(theme: Theme) -> None:
    if theme.merged_into_id is not None:
        raise Refused(N_("Temat har slagits ihop med ett annat."))


def _indicators(theme: Theme) -> QuerySet[Indicator]:
    return Indicator.objects.filter(source="coding", spec__collection=theme.collection, spec__theme=theme.code)


def is_second(book: CodeBook, by: Actor) -> bool:
    """Whether the actor is the book's second coder."""
    return book.second_coder_id is not None and book.second_coder_id == by.person_id


def why_blind(book: CodeBook, by: Actor) -> str:
    """Return why the actor may not see the first coding now; empty for one who may."""
    return BLIND if is_second(book, by) and book.second_done_at is None else ""


def why_locked(book: CodeBook, by: Actor) -> str:
    """Return why the actor may not mark anything now; empty for one who may."""
    return LOCKED if is_second(book, by) and book.second_done_at is not None else ""


def fingerprint(text: str) -> str:
    """Return a short name for a text, by which a form knows the text that it was made for."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def mark(
    *,
    book: CodeBook,
    place: Place,
    seen: str,
    spans: Collection[tuple[int, int]],
    themes: Iterable[Theme],
    by: Actor,
    identifies: bool = False,
    no_theme: bool = False,
    note: str = "",
) -> list[Passage]:
    """Mark parts of a text (spans in characters), or the whole text where `spans` is empty.

    `seen` is the `fingerprint` of the text that the coder read. A part that was marked before gets the themes
    added. `no_theme` says of the whole text that no theme fits; a theme given later takes its place.
    Raises Refused when the text has changed since it was read, or when nothing is said of the part.
    """
    require(by, ACT)
    if reason := why_locked(book, by):
        raise Refused(reason)
    text = _text(book, place)
    if fingerprint(text) != seen:
        raise Refused(TEXT_CHANGED)
    themes = [] if no_theme else list(themes)
    if not themes and not identifies and not no_theme:
        raise Refused(N_("Välj minst ett tema, eller säg att texten kan peka ut någon."))
    whole = [(0, len(text))]
    wanted = [rules.trimmed(text, start, end) for start, end in ([] if no_theme else spans) or whole]
    if any(t.book_id != book.pk or t.merged_into_id for t in themes) or None in wanted:
        raise Refused(N_("Det du markerade finns inte längre. Ladda om sidan och försök igen."))
    here = Passage.objects.filter(book=book, sheet_id=place[0], question=place[1], second=is_second(book, by))
    if no_theme and here.filter(given__isnull=False).exists():
        raise Refused(N_("Texten har redan ett tema. Ta bort det först."))
    if themes:
        here.filter(given__isnull=True, identifies=False).delete()
    parts = rules.joined_up(text, [span for span in wanted if span is not None])
    passages = [_keep(book, place, span, themes, identifies, note, by) for span in parts]
    record(
        act=Act.CODED, by=by, now=by.now, about=book,
        sheet=str(place[0]), question=place[1], passages=len(passages), themes=[t.code for t in themes],
        identifies=identifies, second=is_second(book, by),
    )  # fmt: skip
    return passages


def _text(book: CodeBook, place: Place) -> str:
    """Return the answer as it stands, holding the row so that it cannot change before the mark is kept."""
    answers = Answer.objects.filter(
        sheet_id=place[0], sheet__collection=book.collection, sheet__late=False, row="", question=place[1]
    )
    if place[1] not in book.questions:
        return ""
    return answers.select_for_update(of=("self",)).values_list("text", flat=True).first() or ""


def _keep(
    book: CodeBook, place: Place, span: Span, themes: list[Theme], identifies: bool, note: str, by: Actor
) -> Passage:
    second = is_second(book, by)
    passage, made = Passage.objects.get_or_create(
        book=book, sheet_id=place[0], question=place[1], start=span.start, end=span.end, second=second,
        defaults={
            "text": span.text, "identifies": identifies, "note": note, "coder_id": by.person_id, "coded_at": by.now,
        },
    )  # fmt: skip
    if not made:
        if passage.text != span.text:  # was marked in an older text, and is now marked anew in this one
            passage.given.all().delete()
            passage.identifies, passage.text = False, span.text
        passage.identifies = passage.identifies or identifies
        passage.note = note or passage.note
        passage.coder_id, passage.coded_at = by.person_id, by.now
        passage.save(update_fields=["text", "identifies", "note", "coder", "coded_at"])
    PassageTheme.objects.bulk_create(
        [PassageTheme(passage=passage, theme=theme) for theme in themes], ignore_conflicts=True
    )
    return passage


def unmark(*, passage: Passage, by: Actor) -> None:
    """Take a mark away again. Only marks of one's own coding."""
    require(by, ACT)
    book = passage.book
    if reason := why_locked(book, by):
        raise Refused(reason)
    if passage.second is not is_second(book, by):
        raise Refused(N_("Markeringen hör till den andra kodningen."))
    record(
        act=Act.REMOVED, by=by, now=by.now, about=passage,
        sheet=str(passage.sheet_id), question=passage.question, identifies=passage.identifies,
    )  # fmt: skip
    passage.delete()


def begin_second(*, book: CodeBook, by: Actor) -> None:
    """Become the book's second coder. Somebody who has taken part in the first coding cannot be it."""
    require(by, ACT)
    if reason := why_not_second(book, by):
        raise Refused(reason)
    book.second_coder_id, book.second_begun_at = by.person_id, by.now
    book.save(update_fields=["second_coder", "second_begun_at"])
    record(act=Act.OPENED, by=by, now=by.now, about=book, second_coding=True)


def why_not_second(book: CodeBook, by: Actor) -> str:
    """Return why the actor cannot become the book's second coder; empty for one who can."""
    if book.second_coder_id is not None:
        return N_("Kodboken har redan en andra kodare.")
    if Passage.objects.filter(book=book, coder_id=by.person_id).exists():
        return N_("Du har kodat här redan. Den andra kodaren ska vara någon annan.")
    return ""


def finish_second(*, book: CodeBook, by: Actor) -> None:
    """Close the second coding: it is locked, compared once with the first, and the first is shown."""
    require(by, ACT)
    if not is_second(book, by) or book.second_done_at is not None:
        raise Refused(N_("Det gör den andra kodaren, en gång."))
    found = material(book)
    codes = list(book.themes.filter(merged_into=None).order_by("order", "id").values_list("code", flat=True))
    compared = rules.agreement(found.texts, found.marks, codes)
    book.agreement = {code: [a.both, a.only_first, a.only_second, a.neither] for code, a in compared.items()}
    book.second_done_at = by.now
    book.save(update_fields=["agreement", "second_done_at"])
    record(act=Act.CLOSED, by=by, now=by.now, about=book, second_coding=True)


def rows_to_export(*, book: CodeBook, by: Actor) -> list[tuple[int, str, str, str, bool]]:
    """Return the first coding for a file, and record that it was taken out.

    A row a theme a passage: neutral number, question's code, theme's name, the passage's text, whether its text
    was withheld. Text that could identify a person is not in it.
    """
    require(by, ACT)
    if reason := why_blind(book, by):
        raise Refused(reason)
    found = material(book)
    names = {t.code: t.name for t in book.themes.all()}
    order = {question: n for n, question in enumerate(book.questions)}
    rows = []
    for one in found.of(second=False):
        text = found.texts.get(one.place)
        if text is None or not rules.stands(one, text):
            continue
        shown = found.may_be_quoted(one)
        for theme in sorted(names[code] for code in one.themes) or [""]:
            rows.append((found.numbers[one.place[0]], one.place[1], theme, one.text if shown else "", not shown))
    rows.sort(key=lambda r: (order[r[1]], r[0]))
    return rows


def take_out(*, book: CodeBook, made: Callable[[list[tuple[int, str, str, str, bool]]], bytes], by: Actor) -> bytes:
    """Return the coding as the file that `made` makes of `rows_to_export`, recorded with its checksum."""
    rows = rows_to_export(book=book, by=by)
    data = made(rows)
    note_export(data, by=by, kind="xlsx", about=book, rows=len(rows))
    return data


def sheet_exists(book: CodeBook, sheet: UUID) -> bool:
    """Whether the sheet belongs to the book's collection and counts."""
    return Sheet.objects.filter(pk=sheet, collection=book.collection, late=False).exists()
