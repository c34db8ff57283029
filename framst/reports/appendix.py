"""What a paper shows beside its sentences: charts and tables of its figures, and the attachment *Resultat per fråga*."""

from __future__ import annotations

from collections.abc import Iterable

from framst.access.acting import Actor, acting, machine, require
from framst.documents.sections import Bar, Block, Counts, PaperSection, Run
from framst.figures.models import Indicator
from framst.figures.rules import group_named, printed
from framst.figures.services import SOURCES, Source
from framst.figures.terms import Asked, Countable, Figure, Form
from framst.foundation.numerals import in_figures

MOST_BARS = 12  # in a picture; more are only in the table
HEADING = "Resultat per fråga"


def drawn(figure: Figure, form: str, order: int) -> Block:
    """Return the chart (or only the table) of a figure: its question, its counts, and the answer in words."""
    counted = [f"”{p.label}”" for p in figure.parts if p.counts]
    words = " eller ".join([", ".join(counted[:-1]), counted[-1]] if len(counted) > 1 else counted)
    return Block(
        "counts",
        runs=(
            Run(printed(figure, Form.OF_UNIT), figure=figure.code, order=order),
            Run(f" svarade {words}." if words else "."),
        ),
        counts=Counts(
            question=figure.question,
            bars=tuple(Bar(p.label, p.count, p.counts) for p in figure.parts),
            rest=_rest(figure),
            picture=form == Form.CHART and len(figure.parts) <= MOST_BARS,
        ),
    )


def results(codes: Iterable[str], *, by: Actor) -> tuple[PaperSection, ...]:
    """Return *Resultat per fråga*: every question of what the figures named were counted from, one section for each.

    Numbers only, never an answer: asked, answered, not applicable, not shown, no answer, and each choice. Counted
    as the machine `statistics`, so that a director, who sees figures and not answers, gets the same attachment.
    """
    require(by, "analysis.read")
    names = {named[0] if (named := group_named(code)) else code for code in codes}
    keys: dict[tuple[str, str], None] = {}
    for indicator in Indicator.objects.filter(code__in=names).order_by("code"):
        source = SOURCES[indicator.source]
        if key := indicator.spec.get(source.key_name):
            keys[indicator.source, str(key)] = None
    sections = []
    with acting(machine("statistics", by.now)) as counter:
        for name, key in sorted(keys):
            asked = SOURCES[name].questions(key)
            if asked is not None and asked.countables:
                sections.append((asked.title, _questions(SOURCES[name], name, key, asked, counter)))
    return tuple(
        PaperSection(
            f"results-{n}",
            f"Bilaga {n}. {HEADING}" if len(sections) == 1 else f"Bilaga {n}. {HEADING}: {title}",
            found,
        )
        for n, (title, found) in enumerate(sections, start=1)
    )


def _questions(source: Source, name: str, key: str, asked: Asked, by: Actor) -> tuple[Block, ...]:
    indicators = [
        Indicator(
            code=f"{n}",
            source=name,
            name=c.name,
            question=c.text,
            unit_of_count=asked.unit_of_count,
            spec={source.key_name: key, "question": c.question, "row": c.row, "numerator": []},
        )
        for n, c in enumerate(asked.countables)
    ]
    figures = source.compute(indicators, by)
    first = next(iter(figures.values()), None)
    blocks = [Block("p", (Run(f"{first.source}. Antal {asked.unit_of_count}."),))] if first else []
    questions: dict[str, list[tuple[Countable, Figure]]] = {}
    for n, countable in enumerate(asked.countables):
        if str(n) in figures:
            questions.setdefault(countable.question, []).append((countable, figures[str(n)]))
    for n, places in enumerate(questions.values(), start=1):
        countable, figure = places[0]
        text = f"{n}. {countable.text}"
        if countable.row:
            blocks += [Block("h3", (Run(text),)), _matrix(places)]
            continue
        bars = tuple(Bar(p.label, p.count, True) for p in figure.parts)
        picture = 0 < len(bars) <= MOST_BARS
        blocks.append(Block("counts", counts=Counts(text, bars, _rest(figure), picture)))
    return tuple(blocks)


def _matrix(places: list[tuple[Countable, Figure]]) -> Block:
    """Return a matrix as one table: a row for each of its rows, the choices and the denominators beside each other."""
    labels = [label for _, label in places[0][0].options]
    shown = any(figure.not_shown for _, figure in places)
    head: list[str | int] = ["", *labels, "Svarade", "Ej aktuellt", *(["Visades inte"] if shown else []), "Inget svar"]
    rows: list[list[str | int]] = [
        [
            countable.row_text,
            *(p.count for p in figure.parts),
            figure.answered,
            figure.not_applicable,
            *([figure.not_shown] if shown else []),
            figure.no_answer,
        ]
        for countable, figure in places
    ]
    return Block(
        "table",
        rows=tuple(
            tuple((Run(in_figures(cell) if isinstance(cell, int) else str(cell)),) for cell in row)
            for row in (head, *rows)
        ),
    )


def _rest(figure: Figure) -> tuple[tuple[str, int], ...]:
    """Return answered and asked, and between them what there is of the rest, so that the table adds up."""
    between = (
        ("Ej aktuellt", figure.not_applicable),
        ("Frågan visades inte", figure.not_shown),
        ("Inget svar", figure.no_answer),
    )
    return (("Svarade", figure.answered), *((w, n) for w, n in between if n), ("Tillfrågade", figure.asked))
