"""Retention's machine: proposes what is due by each rule, and carries out what a person has decided.

Both may be cut off anywhere and run again: each proposal and each disposal is one transaction. Nothing is taken that an
open matter of the pupil's may need, that is held back, or whose pupil is being handed over; that is asked when it is
proposed and again when it is carried out. The roster rows of one who has left go last, when no matter of theirs is left:
so each matter goes by its own rule, decided by those who decide about its zone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from framst.access.acting import Actor, acting, machine
from framst.access.models import Tie
from framst.audit.services import record
from framst.audit.terms import Act
from framst.organisation.models import Assignment, Enrolment, Pupil
from framst.organisation.queries import on, settings_in_force
from framst.organisation.terms import Secrecy
from framst.oversight.models import Consent, DisclosureDecision, NotShown
from framst.pupils.models import Disposal, Handover, HandoverStep, Hold, Matter, Note, RetentionRule
from framst.pupils.rules import disposal_is_due, hold_is_on, holds_back, last_day_of_record, rule_is_in_force
from framst.pupils.services.retention import one_at_a_time
from framst.pupils.terms import LEAVERS, After, DisposalState
from framst.wheel.models import Awaiting
from framst.wheel.services import await_from

# How many one proposal holds at most: what a person can look through. The rest is proposed when it has been done.
MOST = 1000
ADDRESS = "/gallring/"
_WAITING = (DisposalState.PROPOSED, DisposalState.DECIDED)


@dataclass(frozen=True)
class Due:
    """One record that may be disposed of: its key, and the year in which it was closed or its pupil left."""

    key: UUID
    year: int


def tick(*, by: Actor) -> None:
    """Carry out what is decided, propose what is due, and ask those who decide. Twice changes nothing."""
    with acting(machine("tick", by.now)):
        least = int(settings_in_force()["care_record_years"])
    retention = machine("retention", by.now)
    while carry_out_next(least=least, by=retention):
        pass
    propose(least=least, by=retention)
    ask(by=retention)


def propose(*, least: int, by: Actor) -> None:
    """Propose what each rule in force makes due, once a day; one transaction a rule."""
    with acting(by):
        rules = [r.pk for r in RetentionRule.objects.order_by("pk") if _is_to_be_looked_at(r, by.today)]
    for key in rules:
        with acting(by):
            one_at_a_time()
            rule = RetentionRule.objects.select_for_update(of=("self",)).get(pk=key)
            if _is_to_be_looked_at(rule, by.today):
                _propose(rule, least, by)


def _is_to_be_looked_at(rule: RetentionRule, today: dt.date) -> bool:
    looked = rule.looked_on is not None and rule.looked_on >= today
    return not looked and rule_is_in_force(rule.valid_from, rule.valid_to, today)


def _propose(rule: RetentionRule, least: int, by: Actor) -> None:
    rule.looked_on = by.today
    rule.save(update_fields=["looked_on"])
    refused = Q(state=DisposalState.REFUSED, again_on__gt=by.today)
    if rule.disposals.filter(Q(state__in=_WAITING) | refused).exists():
        return
    found = due(rule, today=by.today, least=least)[:MOST]
    if not found:
        return
    years = [one.year for one in found]
    made = Disposal(
        rule=rule, letter=rule.letter, state=DisposalState.PROPOSED, keys=sorted(str(one.key) for one in found),
        count=len(found), oldest=min(years), newest=max(years), proposed_at=by.now,
    )  # fmt: skip
    made.save(force_insert=True)
    record(act=Act.ADDED, by=by, now=by.now, about=made, count=made.count)


def due(rule: RetentionRule, *, today: dt.date, least: int, among: Sequence[str] | None = None) -> list[Due]:
    """Return what may be disposed of by a rule today, the oldest first; of `among` alone, when given."""
    if not rule_is_in_force(rule.valid_from, rule.valid_to, today):
        return []
    after = After(rule.after)
    held = [
        h for h in Hold.objects.filter(ended_at__isnull=True) if hold_is_on(h.until_on, h.ended_at is not None, today)
    ]
    found = []
    for key, pupil, closed_on, left_on, born in _candidates(rule, among):
        until = last_day_of_record(
            rule.letter, after, rule.years, least_years=least, closed_on=closed_on, left_on=left_on, born=born
        )
        year = closed_on or left_on
        if year is None or not disposal_is_due(until, today):
            continue
        if any(
            holds_back(h.letter, h.what, h.about, letter=rule.letter, what=rule.what, keys={key, pupil}) for h in held
        ):
            continue
        found.append(Due(key, year.year))
    return sorted(found, key=lambda one: (one.year, str(one.key)))


_Row = tuple[UUID, UUID, dt.date | None, dt.date | None, dt.date | None]


def _candidates(rule: RetentionRule, among: Sequence[str] | None) -> list[_Row]:
    """Return (key, pupil, closed, left, born) of what a rule is about and nothing needs: closed matters of pupils
    without an open one, or those who have left and have no matter at all; nobody who is being handed over."""
    if rule.what == LEAVERS:
        rows = _who_have_left().filter(~Exists(Matter.objects.filter(pupil=OuterRef("pk"))))
        rows = rows if among is None else rows.filter(pk__in=among)
        return [(pk, pk, None, left, born) for pk, left, born in rows.values_list("pk", "left_on", "birth_date")]
    letter, _dot, kind = rule.what.partition(".")
    matters = Matter.objects.filter(letter=letter, kind=kind, closed_on__isnull=False).filter(
        ~Exists(Matter.objects.filter(pupil=OuterRef("pupil"), closed_on__isnull=True)),
        ~Exists(Handover.objects.filter(pupil=OuterRef("pupil"), done_at__isnull=True)),
    )
    matters = matters if among is None else matters.filter(pk__in=among)
    if rule.after == After.LEFT:
        matters = matters.filter(pupil__secrecy=Secrecy.LEFT)
    left_on = Subquery(_who_have_left().filter(pk=OuterRef("pupil")).values("left_on"))
    return list(
        matters.annotate(left_on=left_on, born=F("pupil__birth_date")).values_list(
            "pk", "pupil", "closed_on", "left_on", "born"
        )
    )


def _who_have_left() -> QuerySet[Any]:
    """Those who have left the authority, and when: the last day of their last enrolment, none of which goes on."""
    enrolments = Enrolment.objects.filter(pupil=OuterRef("pk"))
    last = enrolments.order_by().values("pupil").annotate(last=Max("until_on")).values("last")
    return Pupil.objects.filter(
        ~Exists(enrolments.filter(until_on__isnull=True)),
        ~Exists(Handover.objects.filter(pupil=OuterRef("pk"), done_at__isnull=True)),
        secrecy=Secrecy.LEFT,
    ).annotate(left_on=Subquery(last))


def carry_out_next(*, least: int, by: Actor) -> bool:
    """Carry out the disposal that was decided first, in one transaction; return whether there was one."""
    with acting(by):
        one_at_a_time()
        disposal = (
            Disposal.objects.select_for_update(of=("self",))
            .filter(state=DisposalState.DECIDED)
            .order_by("decided_at", "pk")
            .first()
        )
        if disposal is None:
            return False
        rule = disposal.rule
        still = [one.key for one in due(rule, today=by.today, least=least, among=disposal.keys)]
        gone = sorted(str(key) for key in (_take_leavers(still) if rule.what == LEAVERS else _take_matters(still)))
        disposal.state, disposal.done_at, disposal.keys = DisposalState.DONE, by.now, []
        disposal.taken = len(gone)
        disposal.checksum = hashlib.sha256("\n".join(gone).encode()).hexdigest()
        disposal.save(update_fields=["state", "done_at", "keys", "taken", "checksum"])
        record(
            act=Act.REMOVED, by=by, now=by.now, about=disposal, taken=disposal.taken, checksum=disposal.checksum,
            decided_by=disposal.decided_by_id,
        )  # fmt: skip
        return True


def _take_matters(keys: list[UUID]) -> list[UUID]:
    """Take matters with all that is theirs: notes, ties, decisions, steps of handovers. The pupil stays."""
    pupils = set(Matter.objects.filter(pk__in=keys).values_list("pupil", "letter", "kept_by"))
    HandoverStep.objects.filter(matter__in=keys).delete()
    Note.objects.filter(matter__in=keys).delete()
    Tie.objects.filter(record__in=keys).delete()
    for decided in (DisclosureDecision, Consent, NotShown):
        decided.objects.filter(matter__in=keys).delete()
    gone = _delete("DELETE FROM pupils_matter WHERE id = ANY (%s) AND closed_on IS NOT NULL RETURNING id", keys)
    # That somebody was let in to the zone tells that there was something there: what has ended goes with the last of it.
    for pupil, letter, kept_by in pupils:
        if not Matter.objects.filter(pupil=pupil, letter=letter, kept_by=kept_by).exists():
            Tie.objects.filter(
                pupil=pupil, opens=letter, kept_by=kept_by, record__isnull=True, ended_at__isnull=False
            ).delete()
    return gone


def _take_leavers(keys: list[UUID]) -> list[UUID]:
    """Take the roster's rows of those who have left, with every row about them: they follow the pupil."""
    return _delete(
        "DELETE FROM organisation_pupil p WHERE id = ANY (%s) AND secrecy = 'L'"
        " AND NOT EXISTS (SELECT 1 FROM pupils_matter m WHERE m.pupil_id = p.id) RETURNING id",
        keys,
    )


def _delete(statement: str, keys: list[UUID]) -> list[UUID]:
    # Asked once more in the statement itself: what somebody has changed meanwhile is not taken.
    with connection.cursor() as cursor:
        cursor.execute(statement, [keys])
        return [key for (key,) in cursor.fetchall()]


def ask(*, by: Actor) -> None:
    """Put each proposal that waits on the start page of those who decide, and take away what no longer waits.

    The line says that something waits, and not about whom.
    """
    with acting(by):
        waiting = dict(Disposal.objects.filter(state=DisposalState.PROPOSED).values_list("pk", "letter"))
    with acting(machine("tick", by.now)) as clock:
        there = Awaiting.objects.filter(about__startswith="retention:", settled_at__isnull=True)
        known = set(there.values_list("person", "about"))
        if not waiting and not known:
            return
        deciders: dict[str, list[int]] = {"registrar": [], "care_operations_manager": []}
        for profession, person in Assignment.objects.filter(on(by.today), profession__in=deciders).values_list(
            "profession", "person"
        ):
            deciders[profession].append(person)
        wanted = {
            (person, f"retention:{key}"): key
            for key, letter in waiting.items()
            for person in deciders["care_operations_manager" if letter == "A" else "registrar"]
        }
        with translation.override("sv"):
            title = _("Besluta om gallring")
        for (person, about), key in wanted.items():
            if (person, about) not in known:
                await_from(person_id=person, about=about, title=title, address=f"{ADDRESS}{key}/", by=clock, minutes=15)
        for person, about in known - wanted.keys():
            there.filter(person=person, about=about).update(settled_at=by.now)
