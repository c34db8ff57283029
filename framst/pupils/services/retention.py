"""Verbs on retention: what is kept how long, what is held back, and the decision about each disposal.

A person decides; the machine proposes and carries out (`workflows.retention`). Where there is no rule, all is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.organisation.queries import settings_in_force

from ..models import Disposal, Hold, RetentionRule
from ..rules import can_count_from
from ..terms import CARE_LETTERS, After, DisposalState, what_is_kept

BY_PEOPLE = N_("Om gallring beslutar en person.")
ONLY_REGISTRAR = N_("Det gör registratorn.")
ONLY_CARE = N_("Om skolhälsovårdens handlingar beslutar verksamhetschefen, med tvåfaktor.")
NOT_KEPT = N_("Välj vad regeln gäller.")
SAY_SOURCE = N_("Skriv var i dokumenthanteringsplanen det står, och när den beslutades.")
NOT_YEARS = N_("Ange ett antal år, minst 1 och högst 120.")
NEVER_CLOSED = N_("Elevlistans uppgifter avslutas inte. Räkna från när eleven slutade eller föddes.")
TOO_SOON = N_(
    "Elevhälsans ärenden bevaras minst %(years)s år efter att de avslutats. Det är en inställning som systemförvaltaren har."
)
RULE_STANDS = N_("Det finns redan en regel för det. Avsluta den först.")
HAS_ENDED = N_("Regeln är redan avslutad.")
IS_DECIDED = N_("Det är redan beslutat.")
SAY_WHY = N_("Skriv varför.")
LATER = N_("Välj en dag efter i dag.")
RULE_WAS_ENDED = N_("Regeln avslutades.")
NOT_HELD = N_("Undantaget är redan hävt.")
WHAT_TO_HOLD = N_("Välj vad som ska undantas.")

MOST_YEARS = 120


def one_at_a_time() -> None:
    """Wait until nobody else sets something aside or disposes of something, for the rest of the transaction.

    So that what has been set aside, and acknowledged, is not taken by a disposal that had looked a moment before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('framst retention'))")


def may_decide_about(letter: str, by: Actor) -> bool:
    """Whether somebody decides about what stands under `letter`: school health care's is not the registrar's."""
    if letter == "A":
        return "care_operations_manager" in by.professions and by.second_factor
    return "registrar" in by.professions


def _require(letter: str, by: Actor) -> int:
    require(by, "retention.decide")
    if by.person_id is None:
        raise NotAllowed(BY_PEOPLE)
    if not may_decide_about(letter, by):
        raise NotAllowed(ONLY_CARE if letter == "A" else ONLY_REGISTRAR)
    return by.person_id


def set_rule(*, what: str, years: int, after: After, source: str, valid_from: dt.date, by: Actor) -> RetentionRule:
    """Set for how long one kind of record is kept, from a day on, as the document plan (`source`) says.

    Raises Refused for a rule without a source, one that could dispose of pupil health's records too soon, or one beside
    another that holds; NotAllowed for one who does not decide about that kind.
    """
    letter = dict(what_is_kept()).get(what)
    if letter is None:
        raise Refused(NOT_KEPT)
    set_by = _require(letter, by)
    if not source.strip():
        raise Refused(SAY_SOURCE)
    if not 1 <= years <= MOST_YEARS:
        raise Refused(NOT_YEARS)
    if not can_count_from(what, after):
        raise Refused(NEVER_CLOSED)
    least = int(settings_in_force()["care_record_years"])
    if letter in CARE_LETTERS and after is not After.BIRTH_YEAR and years < least:
        raise Refused(TOO_SOON, years=least)
    one_at_a_time()
    if RetentionRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from), what=what).exists():
        raise Refused(RULE_STANDS)
    rule = RetentionRule.objects.create(
        what=what, letter=letter, years=years, after=after, source=source.strip(), valid_from=valid_from,
        set_at=by.now, set_by_id=set_by,
    )  # fmt: skip
    record(act=Act.ADDED, by=by, now=by.now, about=rule, what=what, years=years, after=after.value)
    return rule


def end_rule(*, rule: RetentionRule, by: Actor) -> None:
    """End a rule now: from today nothing is disposed of by it, also what was proposed or decided and not carried out."""
    ended_by = _require(rule.letter, by)
    one_at_a_time()
    rule = RetentionRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if rule.valid_to is not None:
        raise Refused(HAS_ENDED)
    rule.valid_to = max(rule.valid_from, by.today)
    rule.save(update_fields=["valid_to"])
    rule.disposals.filter(state__in=(DisposalState.PROPOSED, DisposalState.DECIDED)).update(
        state=DisposalState.REFUSED, reason=RULE_WAS_ENDED, keys=[], decided_by_id=ended_by, decided_at=by.now
    )
    record(act=Act.CLOSED, by=by, now=by.now, about=rule)


def hold(*, letter: str, what: str, about: Sequence[UUID] | None, reason: str, until_on: dt.date | None, by: Actor) -> list[Hold]:  # fmt: skip
    """Set something aside from disposal: single pupils or matters (`about`), or, with None, all of a kind or zone.

    Holds from this moment, also against what has been decided and not carried out. Raises Refused without a reason,
    or for a last day that has passed; NotAllowed for one who does not decide about that zone.
    """
    set_by = _require(letter, by)
    if about is not None and not about:
        raise Refused(WHAT_TO_HOLD)
    if not reason.strip():
        raise Refused(SAY_WHY)
    if until_on is not None and until_on <= by.today:
        raise Refused(LATER)
    one_at_a_time()
    made = []
    for key in about if about is not None else (None,):
        one = Hold.objects.create(
            letter=letter, what=what, about=key, reason=reason.strip(), until_on=until_on, set_at=by.now,
            set_by_id=set_by,
        )  # fmt: skip
        record(act=Act.ADDED, by=by, now=by.now, about=one)
        made.append(one)
    return made


def release(*, hold: Hold, by: Actor) -> None:
    """End a hold: what it held may be proposed again. Raises Refused when it has ended already."""
    ended_by = _require(hold.letter, by)
    one_at_a_time()
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if hold.ended_at is not None:
        raise Refused(NOT_HELD)
    hold.ended_at, hold.ended_by_id = by.now, ended_by
    hold.save(update_fields=["ended_at", "ended_by"])
    record(act=Act.CLOSED, by=by, now=by.now, about=hold)


def _waiting(disposal: Disposal, by: Actor) -> tuple[Disposal, int]:
    decided_by = _require(disposal.letter, by)
    one_at_a_time()
    found = Disposal.objects.select_for_update(of=("self",)).get(pk=disposal.pk)
    if found.state != DisposalState.PROPOSED:
        raise Refused(IS_DECIDED)
    return found, decided_by


def decide(*, disposal: Disposal, by: Actor) -> None:
    """Decide that what is proposed is disposed of. The machine carries it out, and looks again at each before it does.

    Raises Refused for one that does not wait any longer, NotAllowed for one who does not decide about that zone.
    """
    found, decided_by = _waiting(disposal, by)
    found.state, found.decided_by_id, found.decided_at = DisposalState.DECIDED, decided_by, by.now
    found.save(update_fields=["state", "decided_by", "decided_at"])
    record(act=Act.RETAINED, by=by, now=by.now, about=found, state=found.state, count=found.count)


def refuse(*, disposal: Disposal, reason: str, again_on: dt.date, by: Actor) -> None:
    """Decide that nothing of what is proposed is disposed of, why, and from when it may be proposed again.

    Raises Refused without a reason, for a day that is not to come, or for one that does not wait any longer.
    """
    if not reason.strip():
        raise Refused(SAY_WHY)
    if again_on <= by.today:
        raise Refused(LATER)
    found, decided_by = _waiting(disposal, by)
    found.state, found.decided_by_id, found.decided_at = DisposalState.REFUSED, decided_by, by.now
    found.reason, found.again_on, found.keys = reason.strip(), again_on, []
    found.save(update_fields=["state", "decided_by", "decided_at", "reason", "again_on", "keys"])
    record(act=Act.RETAINED, by=by, now=by.now, about=found, state=found.state, count=found.count)
