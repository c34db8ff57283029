"""Measures of speed. Each row is a ratio to the nearest limit in the same run; milliseconds are only beside it."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One measure: `value` in `unit`; `ratio` is value / `against`; `goal` is the highest ratio that holds."""

    measure: str
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None
    goal: float | None = None
    holds: bool | None = None

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def row(
    measure: str, value: float, unit: str, *, against: str = "", base: float | None = None, goal: float | None = None
) -> Row:
    """Return a row; with `base` its ratio, and with `goal` whether it holds."""
    ratio = None if base is None else round(value / base, 3) if base else None
    holds = None if goal is None or ratio is None else ratio <= goal
    return Row(measure, round(value, 4), unit, against, ratio, goal, holds)


def machine() -> str:
    """Return what this machine is, in a line."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    import os

    return f"{cpu}, {os.cpu_count()} kärnor, Python {platform.python_version()}"


def median_seconds(do: Callable[[], object], runs: int = 5) -> float:
    """Return the median time of `do` over `runs`, in seconds, after one run that does not count."""
    import time

    do()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        do()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)
