"""What awaits people, and what was agreed. (The year's activities stand in `activities`.)"""

from .awaiting import Awaiting
from .commitments import Commitment, CommitmentStep

__all__ = ["Awaiting", "Commitment", "CommitmentStep"]
