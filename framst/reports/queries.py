"""Finding papers, and what is shown about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from framst.access.acting import Actor
from framst.audit import queries as audit
from framst.audit.terms import ACT_NAMES, Act
from framst.figures.labels import why_held
from framst.figures.models import Indicator
from framst.figures.queries import catalogue, quotable
from framst.figures.rules import forms_that_fit, printed
from framst.figures.services import breakdown, compute, held_back, source_of
from framst.figures.terms import FORMS, GROUPINGS, Audience, Figure, Form, Group, Grouping
from framst.organisation.models import Person
from framst.organisation.queries import settings_in_force

from .models import Paper, PaperFigure, PaperQuote, Rendition


def papers() -> QuerySet[Paper]:
    """Return the papers that the reader may see, the newest first, without what is printed in them."""
    return Paper.objects.defer("content").order_by("-dated_on", "-id")


def public_papers() -> QuerySet[Paper]:
    """Return the published papers, or none while the authority has not turned the public page on."""
    if not settings_in_force()["public_papers"]:
        return Paper.objects.none()
    return Paper.objects.filter(audience=Audience.PUBLIC).defer("content").order_by("-decided_on", "-id")


def stored_body(paper: Paper, *, trace: str) -> str | None:
    """Return the body of a frozen paper's stored HTML, its figures leading to `trace` + number; None before that."""
    stored = Rendition.objects.filter(paper=paper, kind="html").first()
    if stored is None:
        return None
    document = bytes(stored.content).decode()
    body = document.partition("<!-- paper -->")[2].partition("<!-- /paper -->")[0]
    return body.replace('href="siffra/', f'href="{trace}')


@dataclass(frozen=True)
class Happened:
    """One line of a paper's history."""

    at: Any
    who: str
    what: str


def history(paper: Paper) -> list[Happened]:
    """Return who did what to the paper, the newest first, as far as the reader may see it. Two queries."""
    events = audit.history(paper)
    people = Person.objects.in_bulk({e.person for e in events if e.person}) if events else {}
    return [
        Happened(e.at, people[e.person].name if e.person in people else e.machine, ACT_NAMES[Act(e.act)])
        for e in events
    ]


def printed_in(paper: Paper) -> list[PaperFigure | PaperQuote]:
    """Return the figures and quotes of a frozen paper in the order in which they stand."""
    figures = PaperFigure.objects.filter(paper=paper).select_related("figure")
    quotes = PaperQuote.objects.filter(paper=paper).select_related("quote")
    return sorted([*figures, *quotes], key=lambda row: row.order)


@dataclass(frozen=True)
class Choice:
    """One thing of the picker: what it is called, and each token with the text that it prints.

    `code` names a figure that can be broken down by groups. `why_not` says why a group cannot be inserted.
    """

    name: str
    tokens: tuple[tuple[str, str], ...] = ()
    code: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Parts:
    """A figure of the picker by groups: by what, and each group, to insert or with why it cannot be."""

    grouping: Grouping
    groups: tuple[Choice, ...]

    @property
    def words(self) -> str:
        return GROUPINGS[self.grouping]

    @property
    def held(self) -> bool:
        return any(group.why_not for group in self.groups)


def picker(paper: Paper, *, by: Actor) -> dict[str, list[Choice]]:
    """Return what can be inserted: the figures that the paper is about, the other figures, and the quotes."""
    indicators = catalogue()
    figures = compute([i.code for i in indicators], by=by)
    slug = paper.collection.partition(":")[2]
    near: list[Any] = []
    other: list[Any] = []
    for indicator in indicators:
        if indicator.code in figures:
            choice = _choice(figures[indicator.code], divisible=source_of(indicator).replies is not None)
            (near if slug and indicator.spec.get("followup") == slug else other).append(choice)
    quotes = [Choice(q.text, ((f"[[{q.kind}:{q.code}]]", q.text),)) for q in quotable()]
    return {"near": near, "other": other, "quotes": quotes}


def _choice(figure: Figure, *, divisible: bool) -> Choice:
    said = [(f"[[{figure.code}|{form.value}]]", printed(figure, form)) for form in forms_that_fit(figure)]
    drawings = [(f"[[{figure.code}|{form.value}]]", gettext(FORMS[form])) for form in (Form.CHART, Form.TABLE)]
    return Choice(figure.name, (*said, *(drawings if figure.parts else ())), figure.code if divisible else "")


def in_parts(code: str, *, by: Actor) -> list[Parts]:
    """Return one figure of the picker by school form, area and division, as far as its units are known.

    One figure at a time: all of them would be a long page, and a question to the database for each.
    """
    indicator = Indicator.objects.filter(code=code).first()
    if indicator is None:
        return []
    limit = settings_in_force()["small_group"]
    found = []
    for grouping in Grouping:
        parts = breakdown(indicator, grouping, by=by)
        if parts is None or not parts.groups:
            continue
        held = held_back(indicator, parts)
        groups = (_group(g, why_held(held[g.code], parts, limit) if g.code in held else "") for g in parts.groups)
        found.append(Parts(grouping, tuple(groups)))
    return found


def _group(group: Group, why_not: str) -> Choice:
    """The shortest tokens of a group's figure; none, and so no number, when the group is held back."""
    if why_not:
        return Choice(group.name, why_not=why_not)
    code, figure = group.figure.code, group.figure
    return Choice(
        group.name,
        (
            (f"[[{code}]]", printed(figure)),
            (f"[[{code}|{Form.OF_UNIT}]]", printed(figure, Form.OF_UNIT)),
            (f"[[{code}|{Form.CHART}]]", gettext(FORMS[Form.CHART])),
        ),
    )


def collections(*, by: Actor) -> list[tuple[str, str]]:
    """Return what a paper can be about, as (collection, words): each follow-up that has an indicator."""
    first: dict[str, str] = {}
    for slug, code in Indicator.objects.order_by("pk").values_list("spec__followup", "code"):
        if slug:
            first.setdefault(slug, code)
    found = compute(first.values(), by=by)
    return [(f"followup:{slug}", found[code].source) for slug, code in reversed(first.items()) if code in found]
