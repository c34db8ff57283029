"""The rules of coding: what counts, what may be quoted, how a text is cut, how far two coders agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from uuid import UUID

from .terms import Agreement, Denominators, Mark, Place, Segment, Span

# A sentence ends at . ! ? … (with a closing quotation mark or bracket) before a space, or at a line break.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[\r\n]+")
# After these a full stop ends nothing, whatever comes next.
_SHORT = re.compile(
    r"(?:^|[\s(])(?:t\.ex|bl\.a|d\.v\.s|dvs|m\.m|m\.fl|o\.s\.v|osv|s\.k|f\.d|p\.g\.a|pga|ca|kap|kl|nr|st|resp|ang|jfr|t\.o\.m"
    r"|fr\.o\.m|ev|inkl|exkl|max|min|tel|åk|f\.n|i\.s\.f|m\.a\.o|e\.d|o\.d)\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[Span]:
    """Cut a text into sentences: spans without the white space around them, in order.

    Together with the white space between them they are the whole text. A full stop before a small letter, or
    after a usual Swedish abbreviation, ends nothing.
    """
    cuts = [0]
    for match in _END.finditer(text):
        after = text[match.end() :].lstrip()
        at_line = match[0][0] in "\r\n"
        if at_line or (not after[:1].islower() and not _SHORT.search(text[cuts[-1] : match.end()])):
            cuts.append(match.end())
    cuts.append(len(text))
    return [span for start, end in pairwise(cuts) if (span := trimmed(text, start, end))]


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return the span from `start` to before `end` without white space at its ends; None when nothing is left.

    Ends outside the text are moved to it.
    """
    start, end = max(start, 0), min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, text[start:end]) if start < end else None


def joined_up(text: str, chosen: Iterable[Span]) -> list[Span]:
    """Return chosen parts as passages: those that follow on each other, or overlap, become one."""
    passages: list[Span] = []
    for span in sorted(chosen, key=lambda s: s.start):
        if passages and not text[passages[-1].end : span.start].strip():
            before = passages.pop()
            end = max(before.end, span.end)
            passages.append(Span(before.start, end, text[before.start : end]))
        else:
            passages.append(span)
    return passages


def segments(text: str, marks: Sequence[Mark]) -> list[Segment]:
    """Cut a text where marks begin and end, so that overlapping ones can be drawn. Joined, it is the text.

    Marks whose text no longer stands where it stood are not drawn.
    """
    standing = [(n, m) for n, m in enumerate(marks) if stands(m, text)]
    cuts = sorted({0, len(text), *(m.start for _, m in standing), *(m.end for _, m in standing)})
    return [
        Segment(text[start:end], tuple(n for n, m in standing if m.start <= start and end <= m.end))
        for start, end in pairwise(cuts)
    ]


def stands(mark: Mark, text: str) -> bool:
    """Whether the marked text still stands where it was marked. If not, a person has to look: it is never moved."""
    return 0 <= mark.start < mark.end <= len(text) and text[mark.start : mark.end] == mark.text


def changed(texts: Mapping[Place, str], marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks that no longer stand: the answer was changed, or is no longer there."""
    return [m for m in marks if not stands(m, texts.get(m.place, ""))]


def coded(texts: Mapping[Place, str], marks: Iterable[Mark]) -> set[Place]:
    """Return the texts that are coded: a standing mark gives them a theme, or says that none fits."""
    return {m.place for m in marks if m.codes and stands(m, texts.get(m.place, ""))}


def wrote_about(texts: Mapping[Place, str], marks: Iterable[Mark]) -> dict[str, int]:
    """Return by theme how many respondents have at least one standing passage in it. One respondent counts once."""
    respondents: dict[str, set[UUID]] = defaultdict(set)
    for mark in marks:
        if stands(mark, texts.get(mark.place, "")):
            for theme in mark.themes:
                respondents[theme].add(mark.place[0])
    return {theme: len(found) for theme, found in respondents.items()}


def denominators(
    sheets: Iterable[UUID], questions: Collection[str], texts: Mapping[Place, str], statuses: Mapping[Place, str]
) -> Denominators:
    """Sort everyone who was asked by what became of the book's questions, taken together.

    Wrote: has a text in at least one. Not shown: was shown none of them. Not applicable: was shown some, and said
    of each that it did not apply. No answer: everyone else. `statuses` are those of `forms.terms.Status`.
    """
    asked = wrote = not_applicable = not_shown = 0
    for sheet in sheets:
        asked += 1
        found = {statuses.get((sheet, question), "") for question in questions}
        if any(texts.get((sheet, question), "").strip() for question in questions):
            wrote += 1
        elif found == {"not_shown"}:
            not_shown += 1
        elif found and found <= {"not_shown", "not_applicable"}:
            not_applicable += 1
    rest = asked - wrote - not_applicable - not_shown
    return Denominators(asked, wrote, not_applicable, not_shown, rest)


def may_be_quoted(mark: Mark, at_the_place: Iterable[Mark], text: str) -> bool:
    """Whether a marked passage may be quoted, in a list, a file or a paper.

    Not when it, or another mark by either coder that touches it, could identify a person; not when the text has
    changed. If a mark that could identify a person no longer stands, nobody knows where that text is now, and
    nothing of the answer is quoted.
    """
    if mark.identifies or not stands(mark, text):
        return False
    return not any(
        other.identifies and (not stands(other, text) or (other.start < mark.end and mark.start < other.end))
        for other in at_the_place
        if other.place == mark.place
    )


def kappa(agreement: Agreement) -> float | None:
    """Return Cohen's kappa: the agreement beyond what chance would give, from −1 to 1.

    J. Cohen, A coefficient of agreement for nominal scales (1960). None where it has no value: there is no
    passage, or both coders said the same of every one, so that chance alone would give full agreement.
    """
    n = agreement.passages
    if n == 0:
        return None
    first, second = agreement.both + agreement.only_first, agreement.both + agreement.only_second
    by_chance = first * second + (n - first) * (n - second)  # times n²
    if by_chance == n * n:
        return None
    observed = (agreement.both + agreement.neither) * n  # times n²
    return (observed - by_chance) / (n * n - by_chance)


def agreement(texts: Mapping[Place, str], marks: Collection[Mark], themes: Iterable[str]) -> dict[str, Agreement]:
    """Compare two coders on each theme.

    The unit is the *double-coded passage*: a sentence (as `sentences` cuts) of a text that both have coded. The
    cut is made before anybody codes and is the same for both. A coder gives a sentence a theme when a passage of
    hers or his in the theme touches it.
    """
    both_coded = coded(texts, (m for m in marks if not m.second)) & coded(texts, (m for m in marks if m.second))
    units: list[tuple[set[str], set[str]]] = []
    for place in sorted(both_coded):
        standing = [m for m in marks if m.place == place and stands(m, texts[place])]
        for sentence in sentences(texts[place]):
            given: tuple[set[str], set[str]] = (set(), set())
            for mark in standing:
                if mark.start < sentence.end and sentence.start < mark.end:
                    given[mark.second].update(mark.themes)
            units.append(given)
    return {
        theme: Agreement(
            both=sum(theme in first and theme in second for first, second in units),
            only_first=sum(theme in first and theme not in second for first, second in units),
            only_second=sum(theme not in first and theme in second for first, second in units),
            neither=sum(theme not in first and theme not in second for first, second in units),
        )
        for theme in themes
    }
