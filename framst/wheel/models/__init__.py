"""What awaits people, what was agreed, and the year's activities."""

from .activities import Activity, BoardAssignment, CalendarAddress, Priority, SupervisoryDecision
from .awaiting import Awaiting
from .commitments import Commitment, CommitmentStep

__all__ = [
    "Activity",
    "Awaiting",
    "BoardAssignment",
    "CalendarAddress",
    "Commitment",
    "CommitmentStep",
    "Priority",
    "SupervisoryDecision",
]
