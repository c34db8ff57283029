"""A pupil's matters (`matters`), what is handed over when the pupil moves (`handovers`), what is disposed of (`retention`)."""

from .handovers import Handover, HandoverStep
from .matters import ZONES, Matter, Note
from .retention import Disposal, Hold, RetentionRule

__all__ = ["ZONES", "Disposal", "Handover", "HandoverStep", "Hold", "Matter", "Note", "RetentionRule"]
