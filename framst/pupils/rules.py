"""What follows for a pupil's records: pure, each for a day."""

from __future__ import annotations

import datetime as dt

from .terms import GROUNDS, After


def is_a_ground_for(ground: str, letter: str) -> bool:
    """Whether a matter of the zone `letter` may be handed over on `ground`.

    School health care is a branch of its own with secrecy towards the rest of the school (25 kap. 1 § and 8 kap. 2 §
    OSL, our reading): the need of the transition alone does not open it.
    """
    return ground in GROUNDS and letter in GROUNDS[ground][0]


def last_day_kept(after: After, years: int, *, closed_on: dt.date | None, left_on: dt.date | None, born: dt.date | None) -> dt.date | None:  # fmt: skip
    """Return the last day that a record is kept by a rule; None as long as its years have not begun.

    Counted from a birth year they end with the year. A record of 29 February is kept to 1 March.
    """
    if after is After.BIRTH_YEAR:
        return dt.date(born.year + years, 12, 31) if born else None
    began = closed_on if after is After.CLOSED else left_on
    if began is None:
        return None
    try:
        return began.replace(year=began.year + years)
    except ValueError:
        return dt.date(began.year + years, 3, 1)


def disposal_is_due(kept_to: dt.date | None, today: dt.date) -> bool:
    """Whether what is kept to a day may be disposed of: the day after, and not as long as nobody knows the day."""
    return kept_to is not None and kept_to < today
