"""What stands beside a paper: comments, consultations, errata, and figures that have changed since."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.queries import quotes
from framst.figures.rules import printed, tokens
from framst.figures.services import compute
from framst.figures.terms import Figure, Form
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_

from ..models import Comment, Consultation, Erratum, Paper, PaperFigure, PaperQuote, Section
from ..terms import Consulted, State

NOT_FROZEN = N_("Skrivelsen är inte låst än. Ändra texten i stället.")


def comment_on_section(*, section: Section, body: str, by: Actor) -> Comment:
    """Say something about a section. Raises Refused once the paper is frozen."""
    require(by, "papers.comment")
    if section.paper.state not in (State.DRAFT, State.REVIEWED):
        raise Refused(N_("Skrivelsen är låst. Då kommenteras den inte längre."))
    made = Comment.objects.create(section=section, body=body, made_by_id=by.person_id, made_at=by.now)  # type: ignore[misc]
    record(act=Act.ADDED, by=by, now=by.now, about=section.paper, comment=section.code)
    return made


def settle_comment(*, comment: Comment, by: Actor) -> None:
    """Mark a comment as taken care of: by those who write, or whoever made it. Raises Refused the second time."""
    if comment.made_by_id != by.person_id and not by.may("papers.write"):
        raise NotAllowed(N_("Det gör den som skrev kommentaren, utredaren eller elevhälsochefen."))
    if comment.settled_at is not None:
        raise Refused(N_("Kommentaren är redan åtgärdad."))
    comment.settled_at, comment.settled_by_id = by.now, by.person_id
    comment.save(update_fields=["settled_at", "settled_by"])


def plan_consultation(
    *,
    paper: Paper,
    consulted: Consulted,
    on: dt.date,
    by: Actor,
    name: str = "",
    held: bool = False,
    statement: str = "",
) -> Consultation:
    """Note that somebody is to be heard, or was. Never blocks the paper; before or after freezing."""
    require(by, "papers.consult")
    _has_been(on, held, by)
    made = Consultation.objects.create(
        paper=paper,
        consulted=consulted,
        name=name,
        on=on,
        held=held,
        statement=statement,
        noted_by_id=by.person_id,
        noted_at=by.now,
        audience=paper.audience,
    )
    record(act=Act.ADDED, by=by, now=by.now, about=paper, consultation=str(consulted))
    return made


def hold_consultation(*, consultation: Consultation, on: dt.date, statement: str, by: Actor) -> None:
    """Note that a planned consultation was held, on which day and with which statement."""
    require(by, "papers.consult")
    if consultation.held:
        raise Refused(N_("Samrådet är redan antecknat som hållet."))
    _has_been(on, True, by)
    consultation.on, consultation.statement, consultation.held = on, statement, True
    consultation.save(update_fields=["on", "statement", "held"])
    record(act=Act.CHANGED, by=by, now=by.now, about=consultation.paper, consultation=consultation.consulted)


def _has_been(on: dt.date, held: bool, by: Actor) -> None:
    if held and on > by.today:
        raise Refused(N_("Ett samråd som är hållet kan inte ha en dag som inte har varit."))


def correct_figure(
    *, paper: Paper, order: int, right: str, why: str, decided_by: str, decided_on: dt.date, by: Actor
) -> Erratum:
    """Put an error in a printed figure right beside the frozen paper; text and files stay untouched.

    `order` is the figure's or quote's number in the paper. Raises Refused before freezing, for a number that is
    not there, for a text that is what stands already, and for a day that has not come.
    """
    require(by, "papers.freeze")
    if paper.state in (State.DRAFT, State.REVIEWED, State.FREEZING):
        raise Refused(NOT_FROZEN)
    if decided_on > by.today:
        raise Refused(N_("Rättelsen kan inte ha beslutats i framtiden."))
    row: PaperFigure | PaperQuote | None = (
        PaperFigure.objects.filter(paper=paper, order=order).first()
        or PaperQuote.objects.filter(paper=paper, order=order).first()
    )
    if row is None:
        raise Refused(N_("Den siffran finns inte i skrivelsen."))
    if right.strip() == row.printed:
        raise Refused(N_("Det står redan så i skrivelsen."))
    made = Erratum.objects.create(
        paper=paper,
        order=order,
        stands=row.printed[:500],
        right=right.strip(),
        why=why,
        decided_by=decided_by,
        decided_on=decided_on,
        noted_by_id=by.person_id,
        noted_at=by.now,
        audience=paper.audience,
    )
    record(act=Act.CORRECTED, by=by, now=by.now, about=paper, order=order)
    return made


@dataclass(frozen=True)
class Differs:
    """A figure of a frozen paper that would be printed otherwise today."""

    order: int
    stands: str
    now: str


def differing(paper: Paper, *, by: Actor) -> list[Differs]:
    """Return the frozen figures and quotes that would be printed otherwise today: late data, or what was put right.

    Nothing is rewritten; it is for a person to judge whether what was printed was an error.
    """
    rows: list[PaperFigure | PaperQuote] = [
        *PaperFigure.objects.filter(paper=paper),
        *PaperQuote.objects.filter(paper=paper),
    ]
    named = {row.order: next(tokens(row.token)) for row in rows}
    now = compute({t.code for t in named.values() if t.kind == "figure"}, by=by)
    keys = {(t.kind, t.code) for t in named.values() if t.kind != "figure"}
    said = quotes(keys) if keys else {}
    found = []
    for row in sorted(rows, key=lambda r: r.order):
        token = named[row.order]
        if token.kind == "figure":
            figure = now.get(token.code)
            text = "" if figure is None else _printed(figure, token.form)
        else:
            quote = said.get((token.kind, token.code))
            text = quote.text if quote else ""
        if text != row.printed:
            found.append(Differs(row.order, row.printed, text))
    return found


def _printed(figure: Figure, form: str) -> str:
    """Return the figure as its token would print it today; plainly when the form no longer fits."""
    try:
        return printed(figure, Form.OF_UNIT if form in (Form.CHART, Form.TABLE) else form)
    except Refused:
        return printed(figure)
