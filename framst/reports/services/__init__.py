"""Verbs of papers: writing, reviewing, freezing, sending, deciding, publishing, and what stands beside."""

from .acts import follow_up_paper, publish_paper, record_outcome, reopen_paper, review_paper, send_paper
from .assembling import assemble, figures_in, preview, unprintable
from .beside import (
    comment_on_section,
    correct_figure,
    differing,
    hold_consultation,
    plan_consultation,
    settle_comment,
)
from .freezing import figures_json, freeze_paper, note_failed_rendering, rendered, retry_rendering, store_renditions
from .handing_over import registry_export
from .writing import Head, Overtaken, begin_paper, change_head, keep_text, write_section

__all__ = [
    "Head",
    "Overtaken",
    "assemble",
    "begin_paper",
    "change_head",
    "comment_on_section",
    "correct_figure",
    "differing",
    "figures_in",
    "figures_json",
    "follow_up_paper",
    "freeze_paper",
    "hold_consultation",
    "keep_text",
    "note_failed_rendering",
    "plan_consultation",
    "preview",
    "publish_paper",
    "record_outcome",
    "registry_export",
    "rendered",
    "reopen_paper",
    "retry_rendering",
    "review_paper",
    "send_paper",
    "settle_comment",
    "store_renditions",
    "unprintable",
    "write_section",
]
