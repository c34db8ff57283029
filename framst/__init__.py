"""Främst: a school authority's systematic pupil-health work, from the classroom to the board and back."""

__version__ = "0.1.0"
