"""What a run does, or would do."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID


@dataclass
class Changes:
    """What a run does, or would do, in numbers. `moved` names the pupils by key, for the leaving schools' task."""

    pupils_new: int = 0
    pupils_changed: int = 0
    pupils_left: int = 0
    pupils_protected: int = 0  # became protected in this run
    protected_kept_out: int = 0  # marked by the source, and not in the system
    lowering_asked: int = 0  # no longer marked by the source: waits for a person's decision
    enrolments_new: int = 0
    enrolments_ended: int = 0
    numbers: int = 0
    guardians: int = 0
    guardians_removed: int = 0
    groups: int = 0
    memberships: int = 0
    staff_new: int = 0
    staff_changed: int = 0
    staff_to_join: int = 0  # has the address of somebody here without an id: left out until a person has joined them
    duties: int = 0
    duties_ended: int = 0
    moved: list[tuple[UUID, int, int]] = field(default_factory=list)  # pupil, the leaving unit, the receiving unit

    @property
    def nothing(self) -> bool:
        kept_out = ("protected_kept_out", "lowering_asked", "staff_to_join")
        return not any(value for name, value in asdict(self).items() if name not in kept_out)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "moved": len(self.moved)}
