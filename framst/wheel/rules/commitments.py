"""How a commitment lives over school years: it is made in one, and is carried into each that follows until followed up."""

from __future__ import annotations

import datetime as dt

from framst.foundation.periods import Period, school_year


def lives_in(agreed_on: dt.date, followed_up_on: dt.date | None, year: Period) -> bool:
    """Whether a commitment is to be seen in a school year: made in it, or before it and not followed up before it."""
    return agreed_on <= year.last and (followed_up_on is None or followed_up_on >= year.first)


def is_carried_into(agreed_on: dt.date, followed_up_on: dt.date | None, year: Period) -> bool:
    """Whether a school year got the commitment from the one before it."""
    return agreed_on < year.first and lives_in(agreed_on, followed_up_on, year)


def is_overdue(due_on: dt.date, followed_up: bool, today: dt.date) -> bool:
    """Whether the day has passed and nobody has said what came of it. The due day itself is still in time."""
    return not followed_up and due_on < today


def year_before(day: dt.date) -> Period:
    """Return the school year before the one of `day`: what "last year" means in "what did we say last year?"."""
    return school_year(school_year(day).first - dt.timedelta(days=1))
