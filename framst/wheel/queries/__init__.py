"""Questions to the year: what awaits whom, what was agreed, what the wheel holds."""

from .awaiting import ERRANDS, awaiting, errands

__all__ = ["ERRANDS", "awaiting", "errands"]
