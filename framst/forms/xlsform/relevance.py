"""The conditions of XLSForm's column `relevant`, as far as ours express them. Pure.

Ours are: all of these questions, each answered with one of these choices. So an expression is taken when it is
`and` between parts, each part `or` between choices of one question: ``(${a} = 'x' or ${a} = 'y') and
selected(${b}, 'z')``. `not`, comparisons, functions and numbers are said not to be expressible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class OneOf:
    """The question (by its name in the workbook) is answered with one of `choices`."""

    name: str
    choices: tuple[str, ...]


class NotExpressible(Exception):
    """The expression says something that our conditions cannot say, or cannot be read."""


_TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*(?P<name>[^}\s]+)\s*\})|(?P<text>'[^']*'|\"[^\"]*\"|[‘’][^‘’]*[‘’])"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z][\w-]*)|(?P<mark>[()=,]))"
)
# An expression of the file's own making must not nest without end.
_DEEPEST = 50


def referred(expression: str) -> list[str]:
    """Return the names that an expression asks for, whether or not it can be expressed."""
    return re.findall(r"\$\{\s*([^}\s]+)\s*\}", expression)


def parse(expression: str) -> tuple[OneOf, ...]:
    """Return the conditions that `expression` sets, all of which must hold. Raises NotExpressible."""
    reader = _Reader(expression)
    found = reader.whole()
    reader.end()
    return found


class _Reader:
    """Recursive descent: or → and → part. Each level gives a tuple of conditions that all must hold."""

    def __init__(self, expression: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.depth = 0
        self.at = 0
        place = 0
        text = expression.strip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise NotExpressible(expression)
            kind = next(k for k in ("ref", "text", "number", "word", "mark") if match[k] is not None)
            value = match["name"] if kind == "ref" else match[kind]
            self.tokens.append((kind, value[1:-1] if kind == "text" else value))
            place = match.end()

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self, kind: str, value: str | None = None) -> str:
        token = self.peek()
        if token[0] != kind or (value is not None and token[1] != value):
            raise NotExpressible(token[1])
        self.at += 1
        return token[1]

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise NotExpressible(self.peek()[1])

    def whole(self) -> tuple[OneOf, ...]:
        parts = [self.all_of()]
        while self.peek() == ("word", "or"):
            self.at += 1
            parts.append(self.all_of())
        if len(parts) == 1:
            return parts[0]
        # `or` is ours only between choices of one and the same question.
        if any(len(part) != 1 for part in parts) or len({part[0].name for part in parts}) > 1:
            raise NotExpressible("or")
        choices = tuple(dict.fromkeys(choice for part in parts for choice in part[0].choices))
        return (OneOf(parts[0][0].name, choices),)

    def all_of(self) -> tuple[OneOf, ...]:
        found = self.part()
        while self.peek() == ("word", "and"):
            self.at += 1
            found += self.part()
        return found

    def part(self) -> tuple[OneOf, ...]:
        if self.peek() == ("mark", "("):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise NotExpressible("(")
            self.at += 1
            inner = self.whole()
            self.take("mark", ")")
            self.depth -= 1
            return inner
        if self.peek() == ("word", "selected"):
            self.at += 1
            self.take("mark", "(")
            name = self.take("ref")
            self.take("mark", ",")
            choice = self.choice()
            self.take("mark", ")")
            return (OneOf(name, (choice,)),)
        if self.peek()[0] == "ref":
            name = self.take("ref")
            self.take("mark", "=")
            return (OneOf(name, (self.choice(),)),)
        choice = self.choice()
        self.take("mark", "=")
        return (OneOf(self.take("ref"), (choice,)),)

    def choice(self) -> str:
        kind, value = self.peek()
        if kind not in ("text", "number") or not value:
            raise NotExpressible(value)
        self.at += 1
        return value


def write(conditions: Iterable[tuple[OneOf, bool]]) -> str:
    """Return the expression for conditions, each with whether its question takes several choices."""
    parts = []
    for one, several in conditions:
        tests = [f"selected(${{{one.name}}}, '{c}')" if several else f"${{{one.name}}} = '{c}'" for c in one.choices]
        joined = " or ".join(tests)
        parts.append(f"({joined})" if len(tests) > 1 else joined)
    return " and ".join(parts)
