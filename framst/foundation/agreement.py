"""How far two readers agree beyond chance, on a scale whose steps have an order. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence


def weighted_kappa(pairs: Iterable[tuple[str, str]], scale: Sequence[str]) -> float | None:
    """Return Cohen's weighted kappa with linear weights, from −1 to 1: two steps apart weigh twice one step.

    J. Cohen, Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit (1968).
    None where it has no value: there is no pair, or both gave the same step every time, so that chance alone would
    give full agreement. Raises KeyError for a judgement outside the scale.
    """
    step = {name: n for n, name in enumerate(scale)}
    given = [(step[a], step[b]) for a, b in pairs]
    first, second = Counter(a for a, _ in given), Counter(b for _, b in given)
    # Both times n², so that whole numbers are compared.
    observed = len(given) * sum(abs(a - b) for a, b in given)
    by_chance = sum(n * m * abs(a - b) for a, n in first.items() for b, m in second.items())
    return None if by_chance == 0 else 1 - observed / by_chance
