"""The words of a name, folded so that a search with a prefix finds them."""

from __future__ import annotations

from .sort_key import sort_key


def name_tokens(*names: str) -> tuple[str, ...]:
    """Return the words of `names` in folded form, each once: "Åsa Berg-Öhman" gives {asa …} as the sort key folds."""
    return tuple(dict.fromkeys(word for name in names for word in sort_key(name).split() if word))
