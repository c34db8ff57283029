"""What figures and reports may know of the coding: how many wrote about what, never who, and no text that names."""

from __future__ import annotations

from framst.access.acting import Actor, acting, current, machine
from framst.figures.models import Indicator
from framst.figures.terms import Figure, Part

from .models import CodeBook, Theme
from .queries import Material, materials, questionnaires
from .terms import WROTE, ThemeCount

SOURCE = "coding"


def themes(collection: str) -> list[ThemeCount]:
    """Return the themes of every code book of a collection ("followup:<slug>"), with "n av m som skrev".

    Counted as the machine `statistics` for one who may read figures, as every figure is: a director may know the
    count and not who wrote. Others count behind their own walls, and so nothing.
    """
    reader = current()
    if reader is None or reader.kind != "person" or not reader.may("analysis.read"):
        return _themes(collection)
    with acting(machine("statistics", reader.now)):
        return _themes(collection)


def _themes(collection: str) -> list[ThemeCount]:
    books = list(CodeBook.objects.filter(collection=collection).order_by("number"))
    found = materials(books)
    by_book: dict[int, list[Theme]] = {b.pk: [] for b in books}
    for theme in Theme.objects.filter(book__in=books, merged_into=None).order_by("order", "id"):
        by_book[theme.book_id].append(theme)
    return [count for b in books for count in found[b.pk].counts(by_book[b.pk])]


def figures(indicators: list[Indicator], by: Actor) -> dict[str, Figure]:
    """Compute indicators whose spec names a collection and a theme; those that name neither are left out."""
    collections = {str(i.spec.get("collection")) for i in indicators}
    known = {
        (t.collection, t.code): t
        for t in Theme.objects.filter(collection__in=collections).select_related("book", "merged_into")
    }
    found = materials({t.book_id: t.book for t in known.values()}.values())
    titles = {collection: asked.title for collection, asked in questionnaires(collections).items()}
    made = {}
    for indicator in indicators:
        theme = known.get((str(indicator.spec.get("collection")), str(indicator.spec.get("theme"))))
        if theme is not None:
            made[indicator.code] = _figure(indicator, theme, found[theme.book_id], titles, by)
    return made


def _figure(indicator: Indicator, theme: Theme, found: Material, titles: dict[str, str], by: Actor) -> Figure:
    """Return "n av m som skrev" for one theme: `answered` is those who wrote something in the book's questions."""
    counted = theme.merged_into or theme
    (count,) = found.counts([counted])
    parts = found.denominators
    definition = [
        "Räknat är hur många som skrev om temat, av dem som skrev något på kodbokens frågor.",
        counted.description,
    ]
    if theme.merged_into:
        definition.append(f"Temat ”{theme.name}” har slagits ihop med ”{counted.name}”.")
    return Figure(
        code=indicator.code,
        name=indicator.name,
        question=indicator.question,
        definition=" ".join(filter(None, definition)),
        source=", ".join(filter(None, [titles.get(theme.collection, ""), f"kodboken {theme.book.title}"]))[:300],
        version=f"kodbok {theme.book.number}",
        unit_of_count=indicator.unit_of_count or WROTE,
        numerator=count.wrote,
        asked=parts.asked,
        answered=parts.wrote,
        not_applicable=parts.not_applicable,
        not_shown=parts.not_shown,
        no_answer=parts.no_answer,
        late=found.late,
        parts=(
            Part(counted.code, counted.name, count.wrote, True),
            Part("other", "Skrev om annat", count.wrote_total - count.wrote),
        ),
        computed_at=by.now,
        lineage=(f"codebook:{theme.book_id}", f"theme:{counted.code}"),
    )
