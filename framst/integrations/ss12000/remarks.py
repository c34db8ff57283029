"""What a source has otherwise than the standard, or lacks: each once, with how many times. Never about whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

MOST_WORDS = 20  # different words told of one remark
# A word of a table. Whatever else stands in its place may be anything, and is not repeated.
_WORD = re.compile(r"^[A-Za-zÅÄÖåäö_./ -]{1,40}$")


class Remarks:
    """Counts remarks; a sentence may have a place for one word of the source's tables."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._words: Counter[str] = Counter()

    def note(self, sentence: str, what: str = "", times: int = 1) -> None:
        """Count `sentence`; `what` fills its place, and is told only when it looks like a word of a table."""
        if not times:
            return
        if what and not _WORD.match(what):
            what = "…"
        if (sentence, what) not in self._counts:
            self._words[sentence] += 1
            if self._words[sentence] > MOST_WORDS:
                what = "…"
        self._counts[sentence, what] += times

    def count(self, sentence: str, what: str = "") -> int:
        """Return how many times `sentence` was noted with `what`."""
        return self._counts[sentence, what]

    def lines(self, say: Callable[[str], str] = str) -> list[str]:
        """Return the remarks as people read them, each with its number, in the order that they came."""
        lines = []
        for (sentence, what), times in self._counts.items():
            text = say(sentence)
            if "%(what)s" in text:
                text = text % {"what": what}
            lines.append(f"{text.rstrip('.')} ({times})." if times > 1 else f"{text.rstrip('.')}.")
        return lines
