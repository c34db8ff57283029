"""Puts a document that was read into a plan: below what is written, section by section; the rest waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from framst.access.acting import Actor
from framst.audit.services import record
from framst.audit.terms import Act
from framst.forms.rules import LONGEST_TEXT
from framst.forms.terms import Questionnaire, Section
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.plans.models import Part, Plan
from framst.plans.queries.plans import may_write
from framst.plans.terms import WRITABLE

from .passages import Document, Passage
from .placing import Placing, free_question, placed

REST = "oplacerat"  # the part that holds what is not placed
BETWEEN = "\n\n"  # passages; none has an empty line in it

NOT_A_WRITER = N_("Planen skrivs av skolans rektor, dess elevhälsa och dem som rektorn har bjudit in.")
NOT_BEGUN = N_("Börja skriva planen först. Sedan kan du läsa in en fil i den.")
NOT_NOW = N_("Planen är fastställd. Rektorn kan öppna den för att skriva vidare.")
CHANGED_SINCE = N_("Någon annan har placerat text under tiden. Sidan visar hur det står nu.")
TOO_LONG = N_("Texten får inte plats: ett svar kan ha högst 20 000 tecken. Inget är flyttat.")


def plan_to_write(key: UUID, by: Actor) -> Plan | None:
    """Return the plan when the actor writes in it; None otherwise, as when there is none."""
    plan = Plan.objects.select_related("unit", "version").filter(pk=key).first()
    return plan if plan is not None and writes_in(plan, by) else None


def writes_in(plan: Plan, by: Actor) -> bool:
    """Whether the actor is among those who write: the school's own pupil health, or invited. The walls say the same."""
    return may_write(plan, by)


def why_not(plan: Plan, by: Actor) -> str:
    """Return why nothing can be read into the plan now; empty when it can."""
    if plan.begun_at is None or plan.version is None:
        return NOT_BEGUN
    return "" if plan.state in WRITABLE else NOT_NOW


def choices(plan: Plan) -> list[Section]:
    """Return the sections that take text."""
    return [s for s in _questionnaire(plan).sections if free_question(s) is not None]


def put_in(*, plan: Plan, document: Document, by: Actor) -> Placing:
    """Put what stands beneath the template's headings in their sections, below what is written there.

    The rest, and what a section has no room for, is kept in a part of its own until somebody has placed it; the
    pages' furniture is kept beside it. A text that stands in its place already is not put there twice.
    """
    _must_write(plan, by)
    went = placed(document, _questionnaire(plan))
    left: list[Passage] = list(went.not_placed)
    for code, passages in went.sections.items():
        fitted = _add(plan, code, [p.text for p in passages], by)
        left += passages[fitted:]
    rest = _rest(plan)
    left.sort(key=lambda p: p.place)
    _save(rest, by, text=_below(rest.given.get("text", ""), [p.text for p in left]),
          furniture=_below(rest.given.get("furniture", ""), [p.text for p in went.furniture]))  # fmt: skip
    record(act=Act.IMPORTED, by=by, now=by.now, about=plan, words=went.words, placed=went.placed_words)
    kept = {p.place for p in left}
    return Placing(
        {code: tuple(p for p in passages if p.place not in kept) for code, passages in went.sections.items()},
        tuple(left),
        went.furniture,
    )


def rest_of(plan: Plan) -> tuple[list[str], str, int]:
    """Return the passages that wait for their place, the furniture, and the number of the last save."""
    part = Part.objects.filter(plan=plan, code=REST).first()
    if part is None:
        return [], "", 0
    return _passages(part.given.get("text", "")), part.given.get("furniture", ""), part.revision


def place_rest(*, plan: Plan, chosen: Mapping[int, str], revision: int, by: Actor) -> int:
    """Move passages (by number) to the sections chosen for them; return how many. Those not named stay.

    Raises Refused when somebody else has placed text since the page was made, and when a section has no room: then
    nothing is moved.
    """
    _must_write(plan, by)
    rest = _rest(plan)
    if rest.revision != revision:
        raise Refused(CHANGED_SINCE)
    passages = _passages(rest.given.get("text", ""))
    known = {s.code for s in choices(plan)}
    moved = {n: code for n, code in sorted(chosen.items()) if code in known and 0 <= n < len(passages)}
    for code in dict.fromkeys(moved.values()):
        texts = [passages[n] for n, where in moved.items() if where == code]
        if _add(plan, code, texts, by) < len(texts):
            raise Refused(TOO_LONG)
    if moved:
        left = [text for n, text in enumerate(passages) if n not in moved]
        _save(rest, by, text=BETWEEN.join(left), furniture=rest.given.get("furniture", ""))
        record(act=Act.CHANGED, by=by, now=by.now, about=rest, moved=len(moved))
    return len(moved)


def _must_write(plan: Plan, by: Actor) -> None:
    if not writes_in(plan, by):
        raise NotAllowed(NOT_A_WRITER)
    if reason := why_not(plan, by):
        raise Refused(reason)


def _questionnaire(plan: Plan) -> Questionnaire:
    if plan.version is None:
        raise Refused(NOT_BEGUN)
    return plan.version.questionnaire


def _add(plan: Plan, code: str, texts: list[str], by: Actor) -> int:
    """Put texts below what stands in a section's first free answer; return how many had room."""
    question = next(q for s in choices(plan) if s.code == code and (q := free_question(s)))
    part = _part(plan, code)
    held = part.given.get(question.code, {})
    old = held.get("text", "")
    fitted = len(texts)
    while fitted and len(_below(old, texts[:fitted])) > LONGEST_TEXT:
        fitted -= 1
    new = _below(old, texts[:fitted])
    if new != old:
        _save(part, by, **{**part.given, question.code: {**held, "text": new}})
    return fitted


def _below(old: str, texts: Iterable[str]) -> str:
    """Return `old` with the texts below; what stands there already, as a whole, is not put there again."""
    new = BETWEEN.join(texts)
    if not new or f"{BETWEEN}{new}{BETWEEN}" in f"{BETWEEN}{old}{BETWEEN}":
        return old
    return f"{old.rstrip()}{BETWEEN}{new}" if old.strip() else new


def _passages(text: str) -> list[str]:
    return text.split(BETWEEN) if text else []


def _part(plan: Plan, code: str, kind: str = "") -> Part:
    part, _made = Part.objects.select_for_update().get_or_create(
        plan=plan, code=code, defaults={"unit_id": plan.unit_id, "kind": kind}
    )
    return part


def _rest(plan: Plan) -> Part:
    return _part(plan, REST, "unplaced")


def _save(part: Part, by: Actor, **given: Any) -> None:
    part.given, part.revision = given, part.revision + 1
    part.saved_by_id, part.saved_at = by.person_id, by.now
    part.save(update_fields=["given", "revision", "saved_by", "saved_at"])
