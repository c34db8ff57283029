"""What every list does: it is narrowed and ordered as its address says, and its headings say which way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from framst.foundation.sort_key import sort_key

Row = TypeVar("Row")


@dataclass(frozen=True)
class Column:
    """A column: how the address names it, its heading, and what of a row it is ordered by (None: by nothing)."""

    name: str
    words: str
    of: Callable[[Any], object] | None = None
    number: bool = False


@dataclass(frozen=True)
class Heading:
    """A column's heading as it stands: which way the list is ordered by it, and what choosing it asks for."""

    words: str
    way: str = ""  # "ascending", "descending" or empty, as aria-sort says it
    next: str = ""  # empty: the list is not ordered by this column
    number: bool = False


def sorted_by_database(row: object) -> None:
    """What a column is ordered by when the rows come from the database in order: nothing of the row."""


def headings(asked: Mapping[str, str], columns: Sequence[Column], first: str) -> list[Heading]:
    """Return the headings of a list that is ordered as the address asks (?ordning=kod, ?ordning=-kod)."""
    name, falling = _order(asked, columns, first)
    found = []
    for column in columns:
        way = ("descending" if falling else "ascending") if column.name == name else ""
        following = f"-{column.name}" if way == "ascending" else column.name
        found.append(Heading(column.words, way, following if column.of else "", column.number))
    return found


def in_order(asked: Mapping[str, str], rows: Iterable[Row], columns: Sequence[Column], first: str) -> list[Row]:
    """Return the rows in the order that the address asks for; `first` when it asks for none. Equal rows stay put."""
    name, falling = _order(asked, columns, first)
    of = next(column.of for column in columns if column.name == name)
    return sorted(rows, key=lambda row: _place(of(row)) if of else (0, 0), reverse=falling)


def holding(asked: Mapping[str, str], rows: Iterable[Row], texts: Callable[[Row], Iterable[str]]) -> list[Row]:
    """Return the rows in which what is searched for (?q=) stands, in whatever case; all of them when nothing is."""
    sought = asked.get("q", "").strip().casefold()
    return [row for row in rows if any(sought in text.casefold() for text in texts(row))]


def _order(asked: Mapping[str, str], columns: Sequence[Column], first: str) -> tuple[str, bool]:
    wanted = asked.get("ordning", "")
    if wanted.removeprefix("-") not in {column.name for column in columns if column.of}:
        wanted = first
    return wanted.removeprefix("-"), wanted.startswith("-")


def _place(value: object) -> tuple[int, Any]:
    """What is missing comes first; text stands in Swedish order."""
    if value is None:
        return (0, 0)
    return (1, sort_key(value) if isinstance(value, str) else value)
