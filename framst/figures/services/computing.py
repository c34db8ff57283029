"""Computing figures from what the capabilities handed down: whole, by group, by row, over the years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from framst.access.acting import Actor, acting, machine, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.models import GroupDecision, Indicator
from framst.figures.rules import TooSmall, group_named, small_groups
from framst.figures.terms import Asked, Breakdown, Earlier, Figure, Grouping, Reply
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.queries import settings_in_force


@dataclass(frozen=True)
class Source:
    """What a capability hands down, so that indicators can be made of its facts.

    `compute` counts several indicators in one go. `asked` names what can be counted, by the capability's own key
    (a follow-up's slug); `questions` names every question, also those that are answered in writing.
    `broken_down` gives a figure by groups, `by_row` one figure for each row of a matrix,
    `earlier` the same question in earlier years, `replies` what each respondent gave, behind the reader's walls.
    `places` lists everything that can be counted in, as (key, title); `key_name` is what an indicator's spec calls it.
    """

    compute: Callable[[list[Indicator], Actor], dict[str, Figure]]
    asked: Callable[[str], Asked | None] = lambda key: None
    questions: Callable[[str], Asked | None] = lambda key: None
    broken_down: Callable[[Indicator, Grouping, Actor], Breakdown | None] = lambda indicator, grouping, by: None
    by_row: Callable[[Indicator, Actor], list[Figure]] = lambda indicator, by: []
    earlier: Callable[[Indicator, Actor], list[Earlier]] = lambda indicator, by: []
    replies: Callable[[Indicator, Actor], list[Reply]] | None = None
    places: Callable[[], list[tuple[str, str]]] = list
    key_name: str = "of"


# capability → what it hands down. Filled by config/registry.py at start.
SOURCES: dict[str, Source] = {}


@contextmanager
def _counting(by: Actor) -> Iterator[Actor]:
    """Count as the machine `statistics`, for one who may read figures.

    A director may know "13 av 19" and not who answered what: counted behind the director's own walls every
    figure would be 0 av 0.
    """
    require(by, "analysis.read")
    with acting(machine("statistics", by.now)) as counter:
        yield counter


def source_of(indicator: Indicator) -> Source:
    """Return what the indicator's capability handed down."""
    return SOURCES[indicator.source]


def compute(codes: Iterable[str], *, by: Actor) -> dict[str, Figure]:
    """Return the figures named, as they stand now: of indicators, or of their groups ("tagit-del.form.gr").

    Left out: unknown codes, and groups so small that a decision is needed and not recorded.
    """
    wanted = set(codes)
    grouped = {code: named for code in wanted if (named := group_named(code))}
    names = wanted | {named[0] for named in grouped.values()}
    indicators = {i.code: i for i in Indicator.objects.filter(code__in=names).order_by("code")}
    by_source: dict[str, list[Indicator]] = {}
    for code, indicator in indicators.items():
        if code in wanted:
            by_source.setdefault(indicator.source, []).append(indicator)
    found: dict[str, Figure] = {}
    with _counting(by) as counter:
        for source, several in by_source.items():
            found.update(SOURCES[source].compute(several, counter))
    for name, grouping in sorted({(named[0], named[1]) for named in grouped.values()}):
        if name in indicators:
            found.update(_shown_groups(indicators[name], grouping, wanted, by))
    return found


def _shown_groups(indicator: Indicator, grouping: Grouping, wanted: set[str], by: Actor) -> dict[str, Figure]:
    parts = breakdown(indicator, grouping, by=by)
    if parts is None:
        return {}
    held = held_back(indicator, parts)
    return {g.figure.code: g.figure for g in parts.groups if g.figure.code in wanted and g.code not in held}


def breakdown(indicator: Indicator, grouping: Grouping, *, by: Actor) -> Breakdown | None:
    """Return a figure by groups, small ones too; None when the source knows no groups. Ask `held_back` before showing."""
    with _counting(by) as counter:
        return source_of(indicator).broken_down(indicator, grouping, counter)


def held_back(indicator: Indicator, parts: Breakdown) -> dict[str, TooSmall]:
    """Return the groups that may not be printed or published, with the reason: none once a decision is recorded."""
    if GroupDecision.objects.filter(indicator=indicator, grouping=parts.grouping).exists():
        return {}
    return small_groups({g.code: g.units for g in parts.groups}, parts.units, settings_in_force()["small_group"])


def decide_group(
    *, indicator: Indicator, grouping: Grouping, basis: str, decided_on: dt.date, by: Actor
) -> GroupDecision:
    """Record the decision that a breakdown may be printed and published though groups are small."""
    require(by, "analysis.write")
    if decided_on > by.today:
        raise Refused(N_("Beslutet kan inte ha fattats i framtiden."))
    if not basis.strip():
        raise Refused(N_("Skriv vad beslutet grundas på."))
    added = GroupDecision.objects.create(
        indicator=indicator,
        grouping=grouping,
        basis=basis,
        decided_on=decided_on,
        made_by_id=by.person_id,
        made_at=by.now,
    )
    record(act=Act.DECIDED, by=by, now=by.now, about=indicator, grouping=str(grouping))
    return added


def trace(indicator: Indicator, *, by: Actor) -> tuple[Figure, list[Figure], list[Earlier]] | None:
    """Return an indicator's figure, one for each row that it counts, and the same in earlier years; counted in one go.

    None when what it counts is no longer there.
    """
    source = source_of(indicator)
    with _counting(by) as counter:
        found = source.compute([indicator], counter).get(indicator.code)
        if found is None:
            return None
        return found, source.by_row(indicator, counter), source.earlier(indicator, counter)
