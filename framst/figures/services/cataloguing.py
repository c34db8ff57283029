"""The catalogue: defining indicators, and proposing one for each question."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.models import Indicator
from framst.figures.rules import proposed_code
from framst.figures.terms import DONT_KNOW, Asked, Countable
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from .computing import SOURCES


def define_indicator(
    *,
    source: str,
    asked: Asked,
    countable: Countable,
    numerator: Sequence[str],
    name: str,
    unit_of_count: str,
    by: Actor,
    code: str = "",
    dont_know_counts: bool = True,
    definition: str = "",
) -> Indicator:
    """Add an indicator: which choices of a question are counted, of whom, by which definition.

    Raises Refused for a taken code, no choice, or a choice that the question does not have.
    """
    require(by, "analysis.write")
    taken = set(Indicator.objects.values_list("code", flat=True))
    if code in taken:
        raise Refused(N_("Koden %(code)s används redan."), code=code)
    added = Indicator.objects.create(
        code=code or _proposed(countable, asked, taken),
        name=name,
        question=countable.name[:500],
        definition=definition or definition_of(countable, numerator, dont_know_counts),
        source=source,
        spec=_spec(source, asked, countable, numerator, dont_know_counts),
        unit_of_count=unit_of_count,
        valid_from=by.today,
    )
    record(act=Act.ADDED, by=by, now=by.now, about=added)
    return added


def change_indicator(
    *,
    indicator: Indicator,
    asked: Asked,
    countable: Countable,
    numerator: Sequence[str],
    name: str,
    unit_of_count: str,
    by: Actor,
    dont_know_counts: bool = True,
    definition: str = "",
) -> None:
    """Change an indicator: it gets a new version. Frozen papers keep the figure and definition that they printed."""
    require(by, "analysis.write")
    indicator.spec = _spec(indicator.source, asked, countable, numerator, dont_know_counts)
    indicator.name = name
    indicator.unit_of_count = unit_of_count
    indicator.definition = definition or definition_of(countable, numerator, dont_know_counts)
    indicator.version += 1
    indicator.save(update_fields=["spec", "name", "unit_of_count", "definition", "version"])
    record(act=Act.CHANGED, by=by, now=by.now, about=indicator, version=indicator.version)


def propose_indicators(*, source: str, key: str, by: Actor) -> list[Indicator]:
    """Add the proposed indicator of each question of `key` (a follow-up's slug) that has none yet; return the new ones.

    Done twice, it adds nothing the second time.
    """
    require(by, "analysis.write")
    asked = SOURCES[source].asked(key)
    if asked is None:
        return []
    known = {
        (i.spec.get("question"), i.spec.get("row", ""), bool(i.spec.get("all_rows")))
        for i in Indicator.objects.filter(source=source, **{f"spec__{SOURCES[source].key_name}": key})
    }
    return [
        define_indicator(
            source=source,
            asked=asked,
            countable=countable,
            numerator=countable.proposed,
            name=countable.name[:200],
            unit_of_count=asked.unit_of_count,
            by=by,
        )
        for countable in asked.countables
        if countable.proposed and (countable.question, countable.row, countable.all_rows) not in known
    ]


def askable(key: str) -> tuple[str, Asked] | None:
    """Return the capability and what it has asked under `key` (a follow-up's slug); None when nobody knows it."""
    for source, handed in SOURCES.items():
        found = handed.asked(key)
        if found is not None:
            return source, found
    return None


def countable_in() -> list[tuple[str, str]]:
    """Return everything that indicators can be defined in, as (key, title)."""
    return [one for handed in SOURCES.values() for one in handed.places()]


def place_of(indicator: Indicator) -> str:
    """Return the key (a follow-up's slug) of what an indicator counts in, or of what its theme was coded in; or empty."""
    spec = indicator.spec
    return str(spec.get(SOURCES[indicator.source].key_name) or spec.get("collection", "").partition(":")[2])


def asked_of(indicator: Indicator) -> tuple[Asked, Countable] | None:
    """Return what an indicator counts in; None when its source defines its indicators itself, or it is gone."""
    found = SOURCES[indicator.source].asked(place_of(indicator))
    if found is None:
        return None
    place = (indicator.spec.get("question"), indicator.spec.get("row", ""), bool(indicator.spec.get("all_rows")))
    for countable in found.countables:
        if (countable.question, countable.row, countable.all_rows) == place:
            return found, countable
    return None


def definition_of(countable: Countable, numerator: Sequence[str], dont_know_counts: bool) -> str:
    """Return the definition in words: which answers are counted in, and how "don't know" is counted."""
    words = dict(countable.options)
    counted = ", ".join(words[c] for c in numerator if c in words)
    text = (
        _("Räknas in: svarat %(choices)s eller ej aktuellt på alla rader.")
        if countable.all_rows
        else _("Räknas in: %(choices)s.")
    ) % {"choices": counted}
    if DONT_KNOW in words:
        text += " " + (_("Vet ej räknas som svar.") if dont_know_counts else _("Vet ej räknas inte som svar."))
    return text


def _spec(
    source: str, asked: Asked, countable: Countable, numerator: Sequence[str], dont_know_counts: bool
) -> dict[str, object]:
    known = [code for code, _words in countable.options]
    if not numerator:
        raise Refused(N_("Välj minst ett svar som ska räknas in."))
    if set(numerator) - set(known):
        raise Refused(N_("Frågan har inte det svaret."))
    if DONT_KNOW in numerator and not dont_know_counts:
        raise Refused(N_("Vet ej kan inte räknas in när det inte räknas som svar."))
    return {
        SOURCES[source].key_name: asked.key,
        "question": countable.question,
        "row": countable.row,
        "all_rows": countable.all_rows,
        "numerator": [c for c in known if c in numerator],
        "dont_know_counts": dont_know_counts,
    }


def _proposed(countable: Countable, asked: Asked, taken: set[str]) -> str:
    return proposed_code(f"{countable.question} {countable.row} {asked.key}", taken)
