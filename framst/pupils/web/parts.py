"""What higher rooms put on a pupil's page, handed in through config/registry.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from framst.access.acting import Actor
from framst.organisation.models import Pupil


@dataclass(frozen=True)
class Part:
    """One part: its template ("" for none), what it needs, and the guardians who are marked by it."""

    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    marked_guardians: frozenset[UUID] = frozenset()


# Each gives its part for the reader and the pupil, or None.
PARTS: dict[str, Callable[[Actor, Pupil], Part | None]] = {}


def parts(by: Actor, pupil: Pupil) -> list[Part]:
    """Return the parts of a pupil's page for a reader who sees the pupil."""
    return [part for given in PARTS.values() if (part := given(by, pupil)) is not None]
