"""What follows for a pupil's records: pure, each for a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from .terms import CARE_LETTERS, GROUNDS, LEAVERS, After


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


def last_day_of_record(
    letter: str, after: After, years: int, *, least_years: int, closed_on: dt.date | None, left_on: dt.date | None, born: dt.date | None
) -> dt.date | None:  # fmt: skip
    """As `last_day_kept`, and never sooner than `least_years` after the last word in a record of pupil health.

    3 kap. 17 § patientdatalagen has a shortest time for the records of health care, counted from when the last thing
    was written in them. Nothing is written in a matter after it was closed. How long it is, and whether it is meant for
    all that psychologist, counsellor and special educator write, is the authority's to say (our reading; a setting).
    """
    day = last_day_kept(after, years, closed_on=closed_on, left_on=left_on, born=born)
    if day is None or letter not in CARE_LETTERS:
        return day
    least = last_day_kept(After.CLOSED, least_years, closed_on=closed_on, left_on=None, born=None)
    return max(day, least) if least else None


def rule_is_in_force(valid_from: dt.date, valid_to: dt.date | None, today: dt.date) -> bool:
    """Whether a retention rule holds on a day; `valid_to` is the first day that it does not."""
    return valid_from <= today and (valid_to is None or today < valid_to)


def can_count_from(what: str, after: After) -> bool:
    """Whether the years of a rule about `what` can be counted so: the roster of one who has left is never closed."""
    return what != LEAVERS or after is not After.CLOSED


def holds_back(
    hold_letter: str, hold_what: str, hold_about: object, *, letter: str, what: str, keys: Collection[object]
) -> bool:
    """Whether a hold is about a record: of that kind, in that zone, and one of `keys` (its own and its pupil's).

    A hold that leaves something out is about all of it; one about a pupil holds the pupil's roster rows too, whichever
    zone it was set in.
    """
    if hold_about is not None and hold_about not in keys:
        return False
    of_zone = hold_letter in ("", letter) or (what == LEAVERS and hold_about is not None)
    return of_zone and hold_what in ("", what)


def hold_is_on(until_on: dt.date | None, ended: bool, today: dt.date) -> bool:
    """Whether a hold still holds: not ended by anybody, and its last day is not over."""
    return not ended and (until_on is None or until_on >= today)
