"""The one way in which rules and services say no."""

from __future__ import annotations


class Refused(Exception):
    """An act that a rule forbids now. `sentence` is Swedish and is shown as it stands to the user.

    The same sentence stands as the reason on the disabled button, so it says why and, where it can,
    who may or when. It never holds personal data.
    """

    def __init__(self, sentence: str, **parts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.parts = parts


class NotAllowed(Refused):
    """A refusal because of who asks (answered with 403), not because of when or what."""


class BadInput(Refused):
    """A refused file or form: nothing of it was saved. `faults` says what is wrong, and where."""

    def __init__(self, sentence: str, faults: tuple[Fault, ...] = (), **parts: object) -> None:
        super().__init__(sentence, **parts)
        self.faults = faults


class Fault:
    """One thing wrong with an input: where (row, column), what stood there, what was expected.

    `row` counts as the spreadsheet does (the heading is row 1); None means the whole file.
    """

    __slots__ = ("column", "expected", "row", "value")

    def __init__(self, row: int | None, column: str, value: str, expected: str) -> None:
        self.row = row
        self.column = column
        self.value = value[:80]
        self.expected = expected

    def __repr__(self) -> str:
        return f"Fault(row={self.row!r}, column={self.column!r}, value={self.value!r}, expected={self.expected!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))
