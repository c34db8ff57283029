"""Swedish order without the database's help: Å, Ä, Ö last, V before W, capitals and accents aside.

The embedded server has no ICU and machines lack locales (DESIGN §8), so names carry a stored key
that any byte-wise comparison (collation "C") puts in the right order.
"""

from __future__ import annotations

import unicodedata

# Letters after z, in the order of the Swedish alphabet. The characters that stand for them sort
# after "z" byte by byte and do not occur in names.
_LAST = {"å": "{a", "ä": "{b", "æ": "{b", "ö": "{c", "ø": "{c"}


def sort_key(text: str) -> str:
    """Return the key by which `text` sorts in Swedish; equal for texts that differ in case or accent only."""
    out: list[str] = []
    for char in text.casefold():
        if char in _LAST:
            out.append(_LAST[char])
        elif char in "-–/'’.,()":
            out.append(" ")
        else:
            plain = unicodedata.normalize("NFD", char)
            out.append("".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join("".join(out).split())
