"""Questions to the year: what awaits whom, and what was agreed."""

from .awaiting import ERRANDS, awaiting, errands

__all__ = ["ERRANDS", "awaiting", "errands"]
