"""Writing a plan together: beginning, saving part by part, focus areas, own sections, comments, writers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max

from framst.access.acting import Actor
from framst.audit.services import record
from framst.audit.terms import Act
from framst.forms.rules import answer_fault, keys
from framst.forms.terms import Answers, Given, Question
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.plans import rules
from framst.plans.models import Comment, Edition, FocusArea, OtherText, Plan, Writer
from framst.plans.models import Part as PartRow
from framst.plans.queries.plans import leads, may_write
from framst.plans.terms import MOST_FOCUS_AREAS, STATES, Part, State

NOT_A_WRITER = N_("Planen skrivs av skolans rektor, dess elevhälsa och dem som rektorn har bjudit in.")
ONLY_LEADER = N_("Planen är rektorns: det gör skolans rektor.")


def why_not_write(plan: Plan, by: Actor) -> str:
    """Return why the actor cannot write in the plan now, in Swedish; empty when they can."""
    if not may_write(plan, by):
        return NOT_A_WRITER
    if plan.begun_at is not None and not rules.may_be_written(plan.state, True):
        return N_("Planen är fastställd. Rektorn kan öppna den för att skriva vidare.")
    return ""


def _must_write(plan: Plan, by: Actor) -> None:
    if not may_write(plan, by):
        raise NotAllowed(NOT_A_WRITER)
    if not rules.may_be_written(plan.state, plan.begun_at is not None):
        raise Refused(N_("Det går inte att skriva i planen nu. Läget är: %(state)s."), state=STATES[State(plan.state)])


def must_lead(plan: Plan, by: Actor) -> None:
    """Raise NotAllowed for everyone but the one whose plan it is."""
    if not leads(plan, by):
        raise NotAllowed(ONLY_LEADER)


def begin(*, plan: Plan, by: Actor) -> Plan:
    """Begin to write: the plan takes the template's version as it is today. Begun already, nothing happens."""
    if not may_write(plan, by):
        raise NotAllowed(NOT_A_WRITER)
    if plan.begun_at is None:
        plan.begun_at, plan.version_id = by.now, plan.template.version_id
        plan.save(update_fields=["begun_at", "version"])
        record(act=Act.OPENED, by=by, now=by.now, about=plan)
    return plan


@dataclass(frozen=True)
class Saved:
    """What a save came to: the part as it stands, and the places where two had written at once."""

    part: PartRow
    beside: tuple[str, ...]


def save_part(
    *, plan: Plan, code: str, questions: Iterable[Question], posted: Answers, seen: Mapping[str, str], by: Actor
) -> Saved:
    """Keep what was written on `questions` in one part, beside what others have saved since the page was made.

    `seen` is place → mark of what the writer's page showed (`rules.merged`). Raises Refused for an answer that its
    question does not take; nothing is saved then.
    """
    _must_write(plan, by)
    asked = list(questions)
    for question in asked:
        for key in keys(question):
            if fault := answer_fault(question, posted.get(key, Given())):
                raise Refused(fault)
    part, _made = PartRow.objects.select_for_update().get_or_create(
        plan=plan, code=code, defaults={"unit_id": plan.unit_id}
    )
    places = [rules.place(*key) for question in asked for key in keys(question)]
    result = rules.merged(part.given, rules.stored(posted), seen, places)
    if result.changed:
        part.given, part.revision = result.held, part.revision + 1
    part.saved_by_id, part.saved_at = by.person_id, by.now
    part.save(update_fields=["given", "revision", "saved_by", "saved_at"])
    for name, fields in result.beside.items():
        _keep_beside(part, name, fields, by)
    record(act=Act.CHANGED, by=by, now=by.now, about=part)
    return Saved(part, tuple(result.beside))


def _keep_beside(part: PartRow, name: str, fields: Mapping[str, object], by: Actor) -> None:
    """Keep the words of one who saved after another: one row a writer and place, however often the page saves."""
    text = str(fields.get("text") or ", ".join(map(str, fields.get("choices", ()))) or fields.get("number") or fields.get("on") or "")  # type: ignore[call-overload]  # fmt: skip
    OtherText.objects.update_or_create(
        part=part, question=name, by_id=by.person_id, settled_at=None,
        defaults={"plan_id": part.plan_id, "unit_id": part.unit_id, "text": text, "at": by.now},
    )  # fmt: skip


def settle_other_text(*, other: OtherText, take: bool, by: Actor) -> None:
    """Choose between two texts in one place: put the other's words below what stands (`take`), or leave them."""
    _must_write(other.plan, by)
    if take:
        part = PartRow.objects.select_for_update().get(pk=other.part_id)
        held = dict(part.given.get(other.question, {}))
        held["text"] = f"{held.get('text', '')}\n\n{other.text}".strip()
        part.given = {**part.given, other.question: held}
        part.revision, part.saved_by_id, part.saved_at = part.revision + 1, by.person_id, by.now
        part.save(update_fields=["given", "revision", "saved_by", "saved_at"])
    other.settled_at, other.settled_by_id = by.now, by.person_id
    other.save(update_fields=["settled_at", "settled_by"])
    record(act=Act.CHANGED, by=by, now=by.now, about=other.plan)


def add_focus_area(*, plan: Plan, by: Actor, carried: FocusArea | None = None) -> PartRow:
    """Add an empty focus area, or one that goes on from last year's. At most three."""
    _must_write(plan, by)
    rows = PartRow.objects.filter(plan=plan, kind=Part.FOCUS_AREAS)
    if rows.count() >= MOST_FOCUS_AREAS:
        raise Refused(N_("Välj högst tre fokusområden."))
    if carried is not None and rows.filter(carried_from=carried.focus).exists():
        raise Refused(N_("Fokusområdet är redan taget med."))
    given: Answers = {}
    if carried is not None:
        given = {
            ("mal", ""): Given(text=carried.goal), ("niva", ""): Given(choices=tuple(carried.levels)),
            ("art", ""): Given(choices=tuple(carried.natures)), ("insatser", ""): Given(text=carried.measures),
            ("ansvar", ""): Given(text=carried.owner), ("tecken", ""): Given(text=carried.signs),
        }  # fmt: skip
    made = PartRow.objects.create(
        plan=plan, unit_id=plan.unit_id, code=f"fokus-{uuid.uuid4().hex[:8]}", kind=Part.FOCUS_AREAS,
        place=(rows.aggregate(n=Max("place"))["n"] if rows.exists() else -1) + 1,
        given=rules.stored(given), carried_from=carried.focus if carried else None,
        saved_by_id=by.person_id, saved_at=by.now,
    )  # fmt: skip
    record(act=Act.ADDED, by=by, now=by.now, about=made)
    return made


def remove_part(*, part: PartRow, by: Actor) -> None:
    """Take a focus area or a section of the school's own out of the draft. What was adopted stands in its edition."""
    _must_write(part.plan, by)
    if not (part.own or part.kind == Part.FOCUS_AREAS):
        raise Refused(N_("Avsnittet hör till mallen och kan inte tas bort."))
    record(act=Act.REMOVED, by=by, now=by.now, about=part)
    part.delete()


def add_own_section(*, plan: Plan, title: str, by: Actor) -> PartRow:
    """Add a section of the school's own: what must be alike is the template's, so that all else may differ."""
    _must_write(plan, by)
    made = PartRow.objects.create(
        plan=plan, unit_id=plan.unit_id, code=f"eget-{uuid.uuid4().hex[:8]}", title=title.strip(), own=True,
        place=100 + PartRow.objects.filter(plan=plan, own=True).count(), saved_by_id=by.person_id, saved_at=by.now,
    )  # fmt: skip
    record(act=Act.ADDED, by=by, now=by.now, about=made)
    return made


def carry_text(*, plan: Plan, edition: Edition, code: str, by: Actor) -> PartRow:
    """Take one section's texts from last year's edition into this year's, below what is written: by choice, one by one."""
    _must_write(plan, by)
    section = next((s for s in edition.content["sections"] if s["code"] == code), None)
    if section is None or plan.former_id != edition.plan_id:
        raise Refused(N_("Avsnittet finns inte i förra årets plan."))
    part, _made = PartRow.objects.select_for_update().get_or_create(
        plan=plan, code=code, defaults={"unit_id": plan.unit_id}
    )
    version = plan.version
    known = {
        q.code: q for s in (version.questionnaire.sections if version else ()) if s.code == code for q in s.questions
    }
    given = {name: dict(fields) for name, fields in part.given.items()}
    for answer in section["answers"]:
        question = known.get(answer["question"])
        if question is None or question.options or answer["row"]:
            continue  # a choice is made anew each year
        held = given.get(question.code, {})
        if answer["text"] not in held.get("text", ""):
            given[question.code] = {"text": f"{held.get('text', '')}\n\n{answer['text']}".strip()}
    part.given, part.revision = given, part.revision + 1
    part.saved_by_id, part.saved_at = by.person_id, by.now
    part.save(update_fields=["given", "revision", "saved_by", "saved_at"])
    record(act=Act.CHANGED, by=by, now=by.now, about=part)
    return part


def comment(*, plan: Plan, section: str, text: str, by: Actor) -> Comment:
    """Say something about a section. Raises Refused for an empty text."""
    if not may_write(plan, by):
        raise NotAllowed(NOT_A_WRITER)
    if not text.strip():
        raise Refused(N_("Skriv något."))
    made = Comment.objects.create(  # type: ignore[misc]
        plan=plan, unit_id=plan.unit_id, section=section, text=text.strip(), by_id=by.person_id, at=by.now
    )
    record(act=Act.ADDED, by=by, now=by.now, about=made)
    return made


def settle_comment(*, said: Comment, by: Actor) -> None:
    """Mark a comment as dealt with."""
    if not may_write(said.plan, by):
        raise NotAllowed(NOT_A_WRITER)
    said.settled_at, said.settled_by_id = by.now, by.person_id
    said.save(update_fields=["settled_at", "settled_by"])
    record(act=Act.CHANGED, by=by, now=by.now, about=said)


def invite_writer(*, plan: Plan, person_id: int, by: Actor) -> Writer:
    """Let somebody else at the authority write in the plan: the principal's choice. Invited already, nothing happens."""
    must_lead(plan, by)
    writer, made = Writer.objects.get_or_create(  # type: ignore[misc]
        plan=plan, person_id=person_id, ended_at=None,
        defaults={"unit_id": plan.unit_id, "invited_by_id": by.person_id, "invited_at": by.now},
    )  # fmt: skip
    if made:
        record(act=Act.INVITED, by=by, now=by.now, about=writer)
    return writer


def end_writing(*, writer: Writer, by: Actor) -> None:
    """Take back an invitation to write. What was written stays."""
    must_lead(writer.plan, by)
    writer.ended_at = by.now
    writer.save(update_fields=["ended_at"])
    record(act=Act.CHANGED, by=by, now=by.now, about=writer)
