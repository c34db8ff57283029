"""Swedish numbers in prose: words up to twelve, "1 234,5" otherwise."""

from __future__ import annotations

_WORDS = ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"]


def in_words(n: int, neuter: bool = False) -> str:
    """Return `n` as a word to twelve (`ett` before neuter words), else in figures: "en", "ett", "1 234"."""
    if n == 1 and neuter:
        return "ett"
    return _WORDS[n] if 0 <= n <= 12 else in_figures(n)


def in_figures(n: float, decimals: int = 0) -> str:
    """Return `n` as written in Swedish: thin groups of three and a decimal comma, "1 234,5"."""
    text = f"{n:,.{decimals}f}"
    return text.replace(",", "\u00a0").replace(".", ",")
