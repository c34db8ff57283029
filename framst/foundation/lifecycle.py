"""A transition table: who may move what from which state to which. Rooms keep theirs in ``lifecycle.py``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .refusal import Refused
from .words import N_


@dataclass(frozen=True)
class Step:
    """One arrow: the `act` takes a thing from any state in `origins` to `target`."""

    act: str
    origins: tuple[str, ...]
    target: str
    label: str


class Lifecycle:
    """The steps of one kind of thing, the only way in which its state changes."""

    def __init__(self, name: str, initial: str, states: dict[str, str], steps: Iterable[Step]) -> None:
        self.name = name
        self.initial = initial
        self.states = states
        self.steps = tuple(steps)
        by_act: dict[tuple[str, str], Step] = {}
        for step in self.steps:
            for origin in step.origins:
                if origin not in states or step.target not in states:
                    raise ValueError(f"{name}: {step.act} names an unknown state")
                if (step.act, origin) in by_act:
                    raise ValueError(f"{name}: {step.act} from {origin} is given twice")
                by_act[step.act, origin] = step
        self._by_act = by_act

    def after(self, state: str, act: str) -> str:
        """Return the state after `act`; raise Refused with the user's sentence when it is not a step from `state`."""
        step = self._by_act.get((act, state))
        if step is None:
            raise Refused(N_("Det går inte nu. Läget är: %(state)s."), state=self.states[state])
        return step.target

    def acts_from(self, state: str) -> tuple[Step, ...]:
        """Return the steps that leave `state`."""
        return tuple(s for s in self.steps if state in s.origins)

    def diagram(self) -> str:
        """Return the table as a Mermaid state diagram, for docs/reference."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for step in self.steps:
            lines += [f"    {origin} --> {step.target}: {step.act}" for origin in step.origins]
        return "\n".join(lines)
