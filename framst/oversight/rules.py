"""Rules of oversight, as the claims they make. Pure: they take what they need and read no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from .terms import BASES, EXTRACT_DAYS, Basis, Judgement

BEGINNING = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - before any record, in whatever zone


def bases(letter: str, day: dt.date) -> list[Basis]:
    """Return the grounds for disclosing from the zone `letter` that are in force on `day`."""
    return [
        b
        for b in BASES
        if letter in b.letters
        and (b.valid_from is None or b.valid_from <= day)
        and (b.valid_to is None or b.valid_to >= day)
    ]


def basis(code: str) -> Basis | None:
    """Return the ground that has `code`, in force or not."""
    return next((b for b in BASES if b.code == code), None)


def is_a_reason(text: str) -> bool:
    """Whether `text` says something: three words at least, of which not all are one and the same.

    It cannot be judged by a machine whether a reason is good; the reviewer does. But "x" and "test test test" are none.
    """
    words = [w.strip(".,;:!?-").casefold() for w in text.split()]
    words = [w for w in words if any(c.isalpha() for c in w)]
    return len(words) >= 3 and len(set(words)) >= 2 and sum(map(len, words)) >= 10


def is_the_beginning(moment: dt.datetime) -> bool:
    """Whether a period that begins then begins with the record itself; the day is said to nobody, as it means nothing."""
    return moment.replace(tzinfo=None) <= BEGINNING


def period_to_draw(last: dt.datetime | None, now: dt.datetime) -> tuple[dt.datetime, dt.datetime] | None:
    """Return the period that a monthly sample is due for, or None.

    Periods follow upon each other without a gap: from where the last one ended (the beginning of the record, when
    there is none) to the first moment of this month in `now`'s own time zone.
    """
    until = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    begin = last or BEGINNING.replace(tzinfo=now.tzinfo)
    return (begin, until) if begin < until else None


def is_settled(judgement: str) -> bool:
    """Whether a judgement is final: one that only says that somebody was asked is not."""
    return judgement in (Judgement.IN_ORDER, Judgement.NOT_IN_ORDER)


def may_be_signed(judgements: Iterable[str], openings: Iterable[str]) -> bool:
    """Whether a review may be signed: every read of the sample and every break-glass of the period is settled."""
    return all(map(is_settled, judgements)) and all(map(is_settled, openings))


def is_over(ordered_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether an extract has waited so long that it is gone."""
    return now >= ordered_at + dt.timedelta(days=EXTRACT_DAYS)


def has_all_guardians(given: Iterable[str], informed: Iterable[str]) -> bool:
    """Whether a consent was given by every guardian: joint custody normally asks for both (FB 6 kap. 13 §, our reading).

    A consent by the pupil alone can be enough when the pupil is mature enough; that is the recorder's judgement.
    """
    return "pupil" in given or set(informed) <= set(given)
