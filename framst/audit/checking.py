"""What is wrong with a chain of events. Pure: it takes the links, in order, and the heads that were written down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from framst.foundation.words import N_

CHANGED = N_("händelsen har ändrats, eller så har kedjan gjort det")
REMOVED = N_("händelsen är borttagen")
UNLINKED = N_("händelsen står utanför kedjan")
MISSING = N_("en länk saknas")
CUT = N_("kedjan är avkortad: den var längre när huvudet skrevs ner")
REWRITTEN = N_("kedjan är omskriven: den stämmer inte med det nedskrivna huvudet")
UNREADABLE = N_("en rad i filen med huvuden går inte att läsa")


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong: the link's number (of an event outside the chain, or a line of the file: its own)."""

    number: int
    what: str  # a sentence to translate


@dataclass(frozen=True)
class Link:
    """One link, with the text of its event as the database has it now; no text: the event is not there."""

    number: int
    hash: str
    text: str | None


@dataclass(frozen=True)
class Heads:
    """What has been written down outside the database: number → every hash that the chain has had there.

    `disposed` is the ends of what has been removed by a decision: number → hash. A chain may begin after one of them.
    """

    seen: dict[int, set[str]] = field(default_factory=dict)
    disposed: dict[int, str] = field(default_factory=dict)
    unreadable: tuple[int, ...] = ()


def broken(links: Iterable[Link], heads: Heads, loose: Iterable[int] = ()) -> Iterator[Flaw]:
    """Yield every flaw of a chain, given in the order of its numbers; none means that the record is whole.

    `loose` is the events that no link holds. Without heads a cut end and a chain made anew are not found.
    """
    former, number = "", 0
    for place, link in enumerate(links):
        if place == 0 and link.number - 1 in heads.disposed:
            former, number = heads.disposed[link.number - 1], link.number - 1
        if link.text is None:
            yield Flaw(link.number, REMOVED)
        elif link.number != number + 1:
            yield Flaw(number + 1, MISSING)  # what this link continued is not known, so it is not judged
        elif hashlib.sha256((former + link.text).encode()).hexdigest() != link.hash:
            yield Flaw(link.number, CHANGED)
        if heads.seen.get(link.number, {link.hash}) != {link.hash}:
            yield Flaw(link.number, REWRITTEN)
        former, number = link.hash, link.number
    for at in sorted(heads.seen):
        if at > number:
            yield Flaw(at, CUT)
    for event in loose:
        yield Flaw(event, UNLINKED)
    for line in heads.unreadable:
        yield Flaw(line, UNREADABLE)
