"""Verbs of the year: what awaits people, and what was agreed."""

from .awaiting import await_from, settle
from .commitments import follow_up, make_commitment, pass_on, postpone, reopen

__all__ = ["await_from", "follow_up", "make_commitment", "pass_on", "postpone", "reopen", "settle"]
