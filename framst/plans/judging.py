"""The rules of review: which plans count as read, whose verdict stands, who reads what, how far two agree. Pure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from framst.foundation.agreement import weighted_kappa

from .terms import State, Verdict

FEWEST_FOR_KAPPA = 30  # doubly read plans before agreement is told: with fewer it says little
SCALE = (Verdict.NOT, Verdict.PARTLY, Verdict.SHOWS)
_TAKEN_BACK = frozenset({State.DRAFT, State.ADOPTED})
Key = TypeVar("Key")
Who = TypeVar("Who")


class Standing(StrEnum):
    """What became of one plan, by one criterion. Every plan that was asked for stands in exactly one."""

    READ = "read"
    WAITING = "waiting"  # handed in, and not read yet
    UNSETTLED = "unsettled"  # two have read it, and differ
    WITHDRAWN = "withdrawn"  # the school has taken it back: what was found is about a document that no longer stands
    NOT_IN = "not_in"  # never handed in


@dataclass(frozen=True)
class Seen:
    """One plan of a round. `first` and `second` are finished readings: criterion → verdict; None while not finished."""

    state: str
    handed_in: bool = True
    late: bool = False
    first: Mapping[str, str] | None = None
    second: Mapping[str, str] | None = None
    two: bool = False  # two are to read it
    moderated: Mapping[str, str] = field(default_factory=dict)


def standing(plan: Seen, criterion: str) -> tuple[Standing, str]:
    """Return what became of a plan by a criterion, and the verdict that stands when it is read.

    A late plan that is read counts like any other: what is judged is the document. Of two readings the verdict
    stands when they agree, or when it was settled between them.
    """
    if not plan.handed_in:
        return Standing.NOT_IN, ""
    if plan.state in _TAKEN_BACK:
        return Standing.WITHDRAWN, ""
    wanted = (plan.first, plan.second) if plan.two else (plan.first,)
    given = [reading.get(criterion, "") for reading in wanted if reading is not None]
    if len(given) < len(wanted) or not all(given):
        return Standing.WAITING, ""
    if len(set(given)) > 1:
        settled = plan.moderated.get(criterion, "")
        return (Standing.READ, settled) if settled else (Standing.UNSETTLED, "")
    return Standing.READ, given[0]


def all_done(plan: Seen) -> bool:
    """Whether everybody who is to read the plan has: before that nobody sees what another found."""
    return plan.first is not None and (not plan.two or plan.second is not None)


@dataclass(frozen=True)
class Tally:
    """How a criterion came out: asked is the sum of all the others. `late` are among those that are read."""

    asked: int
    read: int
    waiting: int
    unsettled: int
    withdrawn: int
    not_in: int
    late: int
    verdicts: Mapping[str, int]


def tally(plans: Iterable[Seen], criterion: str) -> Tally:
    """Count what became of the plans by one criterion."""
    stood: Counter[Standing] = Counter()
    verdicts: Counter[str] = Counter()
    late = 0
    for plan in plans:
        where, verdict = standing(plan, criterion)
        stood[where] += 1
        if where == Standing.READ:
            verdicts[verdict] += 1
            late += plan.late
    return Tally(
        asked=stood.total(),
        read=stood[Standing.READ],
        waiting=stood[Standing.WAITING],
        unsettled=stood[Standing.UNSETTLED],
        withdrawn=stood[Standing.WITHDRAWN],
        not_in=stood[Standing.NOT_IN],
        late=late,
        verdicts={v.value: verdicts[v.value] for v in Verdict},
    )


def differing(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """Return the criteria on which two readings differ, in the first one's order."""
    return [code for code, verdict in first.items() if code in second and second[code] != verdict]


def agreement(plans: Iterable[Seen], criterion: str) -> tuple[int, float | None]:
    """Return how many plans two have read by a criterion, and their weighted kappa: None with too few to tell."""
    pairs = [
        (plan.first[criterion], plan.second[criterion])
        for plan in plans
        if plan.first is not None and plan.second is not None and criterion in plan.first and criterion in plan.second
    ]
    return len(pairs), weighted_kappa(pairs, SCALE) if len(pairs) >= FEWEST_FOR_KAPPA else None


def sample(plans: Sequence[Key], percent: int, seed: str) -> frozenset[Key]:
    """Return the plans that two read: `percent` of them, rounded up. The same seed and plans give the same sample."""
    number = -(-len(plans) * percent // 100)
    return frozenset(random.Random(seed).sample(list(plans), number))  # noqa: S311 (a sample, not a secret)


def dealt(
    plans: Sequence[Key],
    reviewers: Sequence[Who],
    conflicts: frozenset[tuple[Key, Who]] = frozenset(),
    loads: Mapping[Who, int] | None = None,
    taken: Mapping[Key, Who] | None = None,
) -> dict[Key, Who]:
    """Deal plans evenly: each goes to the one who has fewest, without a conflict, and who does not read it already.

    `taken` is plan → its other reviewer. A plan that nobody can read without a conflict is left out, for a person to
    decide. Those with fewest who may read them are dealt first.
    """
    has = Counter({who: (loads or {}).get(who, 0) for who in reviewers})
    may = {
        plan: [w for w in reviewers if (plan, w) not in conflicts and (taken or {}).get(plan) != w] for plan in plans
    }
    found: dict[Key, Who] = {}
    for plan in sorted(plans, key=lambda p: len(may[p])):
        if may[plan]:
            who = min(may[plan], key=lambda w: has[w])
            found[plan] = who
            has[who] += 1
    return found


class Balance(StrEnum):
    """Whether a plan's focus areas are first of all promoting and preventive (SkolL 2 kap. 25 §)."""

    MAINLY = "mainly"
    EVEN = "even"
    REMEDIAL = "remedial"


def balance(natures: Iterable[Iterable[str]]) -> Balance | None:
    """Return what a plan's focus areas are first of all, from the natures of each; None without focus areas.

    An area may be both: it then stands on both sides.
    """
    each = [set(n) for n in natures if n]
    if not each:
        return None
    before, after = sum(bool(n & {"promoting", "preventive"}) for n in each), sum("remedial" in n for n in each)
    return Balance.MAINLY if before > after else Balance.EVEN if before == after else Balance.REMEDIAL
