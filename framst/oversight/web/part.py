"""What oversight puts on a pupil's page: the mark at a guardian, and the ways to decisions and extracts."""

from __future__ import annotations

from framst.access.acting import Actor
from framst.organisation.models import Pupil
from framst.oversight.queries import marked_guardians
from framst.pupils.web.parts import Part


def part(by: Actor, pupil: Pupil) -> Part:
    """Return the part: links for those who may, the mark for all who see the guardian."""
    may = {"decides": by.may("pupils.decide"), "extracts": by.may("pupils.extract") and pupil.secrecy != "P"}
    return Part("oversight/part.html" if any(may.values()) else "", may, marked_guardians(pupil))
