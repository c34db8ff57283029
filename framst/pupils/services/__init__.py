"""Verbs on a pupil's matters (`matters`), and on what is handed over when the pupil moves (`handovers`)."""

from .handovers import finish_handover, hand_over, settle_matter
from .matters import assign, close_matter, open_matter, write_note

__all__ = ["assign", "close_matter", "finish_handover", "hand_over", "open_matter", "settle_matter", "write_note"]
