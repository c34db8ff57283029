"""The verbs of follow-ups: drafting, opening and running, passing on, answering."""

from .answering import as_asked, keep_answers, submit_answers, takes_answers
from .drafting import begin_draft, change_draft, choose_units, keep_draft
from .inviting import invite, pass_on, remind
from .letters import answer_address, send_again
from .running import close_followup, extend_followup, open_followup, reopen_followup

__all__ = [
    "answer_address",
    "as_asked",
    "begin_draft",
    "change_draft",
    "choose_units",
    "close_followup",
    "extend_followup",
    "invite",
    "keep_answers",
    "keep_draft",
    "open_followup",
    "pass_on",
    "remind",
    "reopen_followup",
    "send_again",
    "submit_answers",
    "takes_answers",
]
