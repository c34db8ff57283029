"""Verbs of the year: what awaits people, what was agreed, what the wheel holds."""

from framst.wheel.queries.burden import heavy_months

from .activities import add_activity, begin_with_template, change_activity, remove_activity, roll_over
from .awaiting import await_from, settle
from .calendars import end_calendar, make_calendar
from .commitments import follow_up, make_commitment, pass_on, postpone, reopen
from .origins import (
    close_assignment,
    keep_decision,
    record_assignment,
    record_decision,
    record_priority,
    tell_what_became,
)

__all__ = [
    "add_activity",
    "await_from",
    "begin_with_template",
    "change_activity",
    "close_assignment",
    "end_calendar",
    "follow_up",
    "heavy_months",
    "keep_decision",
    "make_calendar",
    "make_commitment",
    "pass_on",
    "postpone",
    "record_assignment",
    "record_decision",
    "record_priority",
    "remove_activity",
    "reopen",
    "roll_over",
    "settle",
    "tell_what_became",
]
