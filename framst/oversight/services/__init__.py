"""What oversight does: decides about secrecy, breaks the glass, reviews the log, makes a person's own extract."""

from .deciding import disclose, end_decision, note_consent, withhold
from .extracting import MAKERS, fetch, make_extract, note_failure, order_extract, order_own
from .opening import break_glass, follow_up_opening
from .reviewing import Shown, draw, draw_due, judge, show_pupil, sign_off
from .telling import alarm

__all__ = [
    "MAKERS",
    "Shown",
    "alarm",
    "break_glass",
    "disclose",
    "draw",
    "draw_due",
    "end_decision",
    "fetch",
    "follow_up_opening",
    "judge",
    "make_extract",
    "note_consent",
    "note_failure",
    "order_extract",
    "order_own",
    "show_pupil",
    "sign_off",
    "withhold",
]
