"""The verbs of follow-ups: drafting, opening and running, passing on, answering."""

from .answering import keep_answers, submit_answers, takes_answers
from .drafting import begin_draft, change_draft, choose_units
from .inviting import answer_address, invite, pass_on, remind
from .running import close_followup, extend_followup, open_followup, reopen_followup

__all__ = [
    "answer_address",
    "begin_draft",
    "change_draft",
    "choose_units",
    "close_followup",
    "extend_followup",
    "invite",
    "keep_answers",
    "open_followup",
    "pass_on",
    "remind",
    "reopen_followup",
    "submit_answers",
    "takes_answers",
]
