"""Verbs of plans."""

from .asking import ask_for_plans, change_version, make_template
from .steps import adopt, archive, evaluate, publish, submit, why_not_adopt, withdraw, write_on
from .writing import (
    Saved,
    add_focus_area,
    add_own_section,
    begin,
    carry_text,
    comment,
    end_writing,
    invite_writer,
    remove_part,
    save_part,
    settle_comment,
    settle_other_text,
    why_not_write,
)

__all__ = [
    "Saved",
    "add_focus_area",
    "add_own_section",
    "adopt",
    "archive",
    "ask_for_plans",
    "begin",
    "carry_text",
    "change_version",
    "comment",
    "end_writing",
    "evaluate",
    "invite_writer",
    "make_template",
    "publish",
    "remove_part",
    "save_part",
    "settle_comment",
    "settle_other_text",
    "submit",
    "why_not_adopt",
    "why_not_write",
    "withdraw",
    "write_on",
]
