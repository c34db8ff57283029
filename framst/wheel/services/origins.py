"""What the year's activities and commitments come from: assignments, the inspectorate's decisions, priorities."""

from __future__ import annotations

import datetime as dt
from typing import Any

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.models import Division
from framst.wheel.models import BoardAssignment, Priority, SupervisoryDecision


def record_assignment(*, title: str, given_by: str, given_on: dt.date, by: Actor, **more: Any) -> BoardAssignment:
    """Write down an assignment from the council or the board."""
    require(by, "wheel.plan")
    made = BoardAssignment.objects.create(title=title, given_by=given_by, given_on=given_on, **more)
    record(act=Act.ADDED, by=by, now=by.now, about=made)
    return made


def why_not_close(assignment: BoardAssignment, by: Actor) -> str:
    """Return why the assignment cannot be closed by the actor now; empty when it can."""
    if not by.may("wheel.plan"):
        return by.why_not("wheel.plan")
    if assignment.closed_at is not None:
        return N_("Uppdraget är redan avslutat.")
    return ""


def close_assignment(
    *, assignment: BoardAssignment, paper: str, registry_number: str, decided_on: dt.date, paragraph: str, by: Actor
) -> None:
    """Close an assignment: by the paper that reports it back, and the decision on it."""
    require(by, "wheel.plan")
    if reason := why_not_close(assignment, by):
        raise Refused(reason)
    if not (paper.strip() or registry_number.strip()):
        raise Refused(N_("Ett uppdrag avslutas av skrivelsen som återrapporterar det. Ange skrivelsen eller dess dnr."))
    if not paragraph.strip():
        raise Refused(N_("Ange paragrafen i protokollet där återrapporteringen beslutades."))
    if decided_on > by.today:
        raise Refused(N_("Beslutsdagen har inte varit ännu."))
    if decided_on < assignment.given_on:
        raise Refused(N_("Beslutet kan inte vara äldre än uppdraget."))
    assignment.paper, assignment.paper_registry_number = paper.strip(), registry_number.strip()
    assignment.decided_on, assignment.paragraph, assignment.closed_at = decided_on, paragraph.strip(), by.now
    assignment.save()
    record(act=Act.CLOSED, by=by, now=by.now, about=assignment)


def record_decision(*, by: Actor, **fields: Any) -> SupervisoryDecision:
    """Write down a decision of the school inspectorate."""
    require(by, "wheel.plan")
    _in_order(fields)
    made = SupervisoryDecision.objects.create(**fields)
    record(act=Act.ADDED, by=by, now=by.now, about=made, unit=made.unit_id)
    return made


def keep_decision(*, decision: SupervisoryDecision, by: Actor, **fields: Any) -> None:
    """Keep what was done about a decision: the measure, when it was replied to, when the inspectorate closed it."""
    require(by, "wheel.plan")
    _in_order(fields)
    for name, value in fields.items():
        setattr(decision, name, value)
    decision.save()
    record(act=Act.CHANGED, by=by, now=by.now, about=decision, unit=decision.unit_id)


def _in_order(fields: dict[str, Any]) -> None:
    days = [fields.get("decided_on"), fields.get("replied_on"), fields.get("closed_on")]
    known = [day for day in days if day is not None]
    if known != sorted(known):
        raise Refused(N_("Dagarna går inte ihop: beslut, svar och avslut kommer i den ordningen."))
    if fields["deadline"] < fields["decided_on"]:
        raise Refused(N_("Sista dag kan inte vara före beslutet."))


def record_priority(
    *, year: int, division: Division | None, text: str, finding_words: str, finding: str = "", by: Actor
) -> Priority:
    """Write down what a division, or the authority, puts first, and the finding that it rests on."""
    require(by, "wheel.plan")
    made = Priority.objects.create(
        year=year, division=division, text=text, finding=finding, finding_words=finding_words
    )
    record(act=Act.ADDED, by=by, now=by.now, about=made, year=year)
    return made


def tell_what_became(*, priority: Priority, became: str, by: Actor) -> None:
    """Write what became of a priority."""
    require(by, "wheel.plan")
    if not became.strip():
        raise Refused(N_("Skriv vad det blev av prioriteringen."))
    priority.became, priority.became_on = became.strip(), by.today
    priority.save()
    record(act=Act.CHANGED, by=by, now=by.now, about=priority, year=priority.year)
