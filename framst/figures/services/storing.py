"""Figures and quotes as they stood: stored when a paper is frozen, never computed again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from framst.figures.models import StoredFigure, StoredQuote
from framst.figures.terms import Figure, Part, Quote


def store(figures: Iterable[Figure]) -> dict[str, StoredFigure]:
    """Store figures as they are; return them by code."""
    rows = []
    for figure in figures:
        data = asdict(figure)
        data["parts"] = [asdict(p) for p in figure.parts]
        data["lineage"] = list(figure.lineage)
        rows.append(StoredFigure(**data))
    StoredFigure.objects.bulk_create(rows)
    return {row.code: row for row in rows}


def restored(row: StoredFigure) -> Figure:
    """Return the figure that was stored."""
    return Figure(
        **{name: getattr(row, name) for name in Figure.__dataclass_fields__ if name not in ("parts", "lineage")},
        parts=tuple(Part(**p) for p in row.parts),
        lineage=tuple(row.lineage),
    )


def store_quotes(quotes: Iterable[Quote]) -> dict[tuple[str, str], StoredQuote]:
    """Store observations, findings and activities as they are printed; return them by (kind, code)."""
    rows = [StoredQuote(kind=q.kind, code=q.code, text=q.text, trace=q.trace) for q in quotes]
    StoredQuote.objects.bulk_create(rows)
    return {(row.kind, row.code): row for row in rows}


def restored_quote(row: StoredQuote) -> Quote:
    """Return the quote that was stored."""
    return Quote(row.kind, row.code, row.text, row.trace)
