"""Swedish order without the database's help: Å, Ä, Ö last, V before W, capitals and accents aside.

The embedded server has no ICU and machines lack locales (DESIGN §8), so names carry a stored key
that any byte-wise comparison (collation "C") puts in the right order.
"""

from __future__ import annotations

import unicodedata

# Letters after z, in the order of the Swedish alphabet. The characters that stand for them sort
# after "z" byte by byte and do not occur in names.
_LAST = {"å": "{a", "ä": "{b", "æ": "{b", "ö": "{c", "ø": "{c"}


class _Folded(dict[int, str]):
    """What stands for a character, worked out once for each that comes."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _LAST:
            folded = _LAST[char]
        elif char in "-–/'’.,()":
            folded = " "
        else:
            folded = "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))
        return self.setdefault(code, folded)


_FOLDED = _Folded()


def sort_key(text: str) -> str:
    """Return the key by which `text` sorts in Swedish; equal for texts that differ in case or accent only."""
    return " ".join(text.casefold().translate(_FOLDED).split())
