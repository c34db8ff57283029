"""Commitments: made, followed up, given a later day, passed on, opened again. Each act is a step that stands."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from framst.access.acting import Actor, require
from framst.access.professions import SCHOOL_LEADERS
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.organisation.models import Person, Unit
from framst.organisation.queries import assignments_of
from framst.wheel.lifecycle import COMMITMENT
from framst.wheel.models import Commitment, CommitmentStep
from framst.wheel.terms import Origin, Outcome

NOT_YOURS = N_("Det gör den som har åtagandet, skolans rektor eller förvaltningen.")
NOT_THE_OWNER = N_("Det gör skolans rektor eller förvaltningen.")
NOT_YOUR_SCHOOL = N_("Åtaganden för skolan skriver skolans rektor eller förvaltningen.")
ALREADY = N_("Det finns redan ett åtagande om det här.")
NO_LONGER_NEEDS_WORDS = N_("Skriv varför det inte längre är aktuellt.")
NO_WORDS = N_("Skriv vad åtagandet är.")
NO_REASON = N_("Skriv varför. Skälet står kvar i historiken.")
NOT_LATER = N_("Den nya dagen behöver vara senare än den förra, och inte ha passerat.")
ALREADY_PASSED = N_("Sista dagen har redan passerat.")
SAME_OWNER = N_("Personen har redan åtagandet.")
SAY_WHAT_WAS_DONE = N_("Skriv vad som gjordes och vad det ledde till.")


def leads(by: Actor, unit_id: int | None) -> bool:
    """Whether the actor answers for the unit's commitments: as a leader of it, or in the administration."""
    if by.kind == "machine" or by.may("wheel.plan"):
        return True
    return (
        unit_id is not None
        and assignments_of(by.person_id or 0, by.today).filter(unit=unit_id, profession__in=SCHOOL_LEADERS).exists()
    )


def why_not(*, commitment: Commitment, act: str, by: Actor) -> str:
    """Return why the actor may not do `act` now; empty when it may be done. The disabled button says the same."""
    mine = commitment.owner_id == by.person_id and act in ("follow_up", "postpone", "reopen")
    if not mine and not leads(by, commitment.unit_id):
        return NOT_THE_OWNER if act == "pass_on" else NOT_YOURS
    if act not in {step.act for step in COMMITMENT.acts_from(commitment.state)}:
        return N_("Åtagandet är redan uppföljt.") if act != "reopen" else N_("Åtagandet pågår.")
    return ""


def _require(commitment: Commitment, act: str, by: Actor) -> Commitment:
    """The row, held until the act is done, so that two at once cannot both do it."""
    refusal = why_not(commitment=commitment, act=act, by=by)
    if refusal in (
        NOT_YOURS,
        NOT_THE_OWNER,
    ):  # before the row is held: the walls let nobody hold what they may not change
        raise NotAllowed(refusal)
    now = Commitment.objects.select_for_update().get(pk=commitment.pk)
    refusal = why_not(commitment=now, act=act, by=by)
    if refusal:
        raise Refused(refusal)
    return now


def make_commitment(
    *,
    unit: Unit | None,
    text: str,
    owner: Person,
    origin: Origin,
    origin_key: str = "",
    origin_words: str,
    origin_address: str = "",
    due_on: dt.date,
    by: Actor,
) -> Commitment:
    """Note what somebody undertakes, until when, and where it comes from. One origin gives one commitment."""
    require(by, "commitments.make")
    if not leads(by, unit.pk if unit else None):
        raise NotAllowed(NOT_YOUR_SCHOOL)
    if not text.strip():
        raise Refused(NO_WORDS)
    if due_on < by.today:
        raise Refused(ALREADY_PASSED)
    if origin_key and Commitment.objects.filter(origin_key=origin_key).exists():
        raise Refused(ALREADY)
    made = Commitment(
        unit=unit,
        text=text.strip(),
        owner=owner,
        origin=origin,
        origin_key=origin_key,
        origin_words=origin_words,
        origin_address=origin_address,
        agreed_on=by.today,
        due_on=due_on,
        made_by_id=by.person_id,
        made_at=by.now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # one that the actor does not see, or made this very moment
        raise Refused(ALREADY) from None
    record(act=Act.ADDED, by=by, now=by.now, about=made, unit=made.unit_id, origin=str(origin))
    return made


def follow_up(
    *, commitment: Commitment, done: str, became: str, evidence: str = "", outcome: Outcome, by: Actor
) -> None:
    """Say what was done, what came of it and how we know."""
    now = _require(commitment, "follow_up", by)
    if outcome is Outcome.NO_LONGER and not became.strip():
        raise Refused(NO_LONGER_NEEDS_WORDS)
    if not became.strip() or (outcome in (Outcome.DONE, Outcome.PARTLY) and not done.strip()):
        raise Refused(SAY_WHAT_WAS_DONE)
    now.outcome = outcome
    _step(now, "follow_up", by, outcome=outcome, done=done.strip(), became=became.strip(), evidence=evidence.strip())


def postpone(*, commitment: Commitment, due_on: dt.date, reason: str, by: Actor) -> None:
    """Give a later day, and say why."""
    now = _require(commitment, "postpone", by)
    if due_on <= now.due_on or due_on < by.today:
        raise Refused(NOT_LATER)
    former, now.due_on = now.due_on, due_on
    _step(now, "postpone", by, reason=_said(reason), former_due_on=former, due_on=due_on)


def pass_on(*, commitment: Commitment, to: Person, reason: str, by: Actor) -> None:
    """Let another take it over. Done by whoever answers for it: the owner alone cannot give it away."""
    now = _require(commitment, "pass_on", by)
    if to.pk == now.owner_id:
        raise Refused(SAME_OWNER)
    now.owner = to
    _step(now, "pass_on", by, reason=_said(reason), passed_to=to)


def reopen(*, commitment: Commitment, due_on: dt.date, reason: str, by: Actor) -> None:
    """Take up again what was followed up: it was not finished after all. What was said then stands."""
    now = _require(commitment, "reopen", by)
    if due_on < by.today:
        raise Refused(ALREADY_PASSED)
    former, now.due_on, now.outcome = now.due_on, due_on, ""
    _step(now, "reopen", by, reason=_said(reason), former_due_on=former, due_on=due_on)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(NO_REASON)
    return reason.strip()


def _step(commitment: Commitment, act: str, by: Actor, **said: object) -> None:
    commitment.state = COMMITMENT.after(commitment.state, act)
    commitment.save(update_fields=["state", "outcome", "due_on", "owner"])
    CommitmentStep.objects.bulk_create(
        [
            CommitmentStep(
                commitment=commitment, unit_id=commitment.unit_id, act=act, by_id=by.person_id, at=by.now, **said
            )
        ]
    )
    acts = {"reopen": Act.REOPENED, "pass_on": Act.PASSED_ON, "postpone": Act.EXTENDED}
    record(act=acts.get(act, Act.CHANGED), by=by, now=by.now, about=commitment, unit=commitment.unit_id, step=act)
