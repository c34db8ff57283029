"""Words of the start page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Errand:
    """Something that one has asked others for: how many were asked, and how many have done it."""

    title: str
    address: str
    due_on: dt.date
    asked: int
    done: int

    @property
    def lacking(self) -> int:
        return self.asked - self.done
