"""The rules of follow-ups: what a sound draft is, who speaks for a place, how time spent is measured."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Collection, Iterable, Iterator

from framst.foundation.words import N_

# A gap between two saves longer than this was a pause; no more of it than this counts as time spent.
LONGEST_GAP = 300  # seconds
# The median of measured time is shown from this many sheets, so that it says nothing of a single person.
FEWEST_TIMED = 5


def draft_faults(
    *, period_from: dt.date, period_to: dt.date, closes_on: dt.date, today: dt.date
) -> Iterator[tuple[str, str]]:
    """Yield (field, what is wrong in Swedish) for the dates of a draft. The period may span school years."""
    if period_to < period_from:
        yield "period_to", N_("Mätperioden slutar innan den börjar.")
    if closes_on < today:
        yield "closes_on", N_("Sista svarsdag har passerat.")
    if closes_on < period_from:
        yield "closes_on", N_("Sista svarsdag ligger före mätperioden.")


def successors(holder: int | None, leaders: Collection[int]) -> tuple[int, ...]:
    """Return who may take over a place: nobody, the one successor, or those that a person chooses among.

    `holder` is the person who has the place (None: the unit had no principal), `leaders` the principals that its
    units have today. A place is asked once and stays whole, so it passes on only when its holder leads none of
    its units any longer. One who had two units and keeps one goes on answering for the place: the follow-up asked
    the principals there were when it opened, and a split place would be counted twice. When two units went to two
    different people both are returned, and a person decides.
    """
    if holder is not None and holder in leaders:
        return ()
    return tuple(sorted(set(leaders)))


def seconds_spent(last_saved: dt.datetime | None, now: dt.datetime) -> int:
    """Return the seconds that a save adds to the time spent: since the save before it, at most LONGEST_GAP.

    The first save adds nothing, since nothing tells when the reading began.
    """
    if last_saved is None or now <= last_saved:
        return 0
    return min(LONGEST_GAP, int((now - last_saved).total_seconds()))


def median_minutes(seconds: Iterable[int]) -> float | None:
    """Return the median of measured time in minutes; None when fewer than FEWEST_TIMED sheets were timed."""
    timed = [s for s in seconds if s > 0]
    return statistics.median(timed) / 60 if len(timed) >= FEWEST_TIMED else None


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """Return `wanted` (at most 60 characters), or with -2, -3 … when it is taken; "uppfoljning" when it is empty."""
    wanted = wanted[:56].strip("-") or "uppfoljning"
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
