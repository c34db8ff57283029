"""Break-glass, and what the reviewer says of it afterwards."""

from __future__ import annotations

import uuid

from framst.access.acting import Actor, require
from framst.access.crossing import cross
from framst.audit.models import Event
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.identity_numbers import identity_number
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.organisation.models import Pupil

from ..models import FollowUp
from ..rules import is_a_reason, is_settled
from ..terms import Judgement
from .telling import OPENED, tell, told_no_more

SAY_WHY = N_("Skriv varför, med några ord.")
WHOLE_NUMBER = N_("Skriv hela personnumret, samordningsnumret eller det tillfälliga numret.")
OWN_OPENING = N_("Det är din egen nödåtkomst. Den bedöms av en annan logggranskare.")
IS_SETTLED = N_("Nödåtkomsten är redan bedömd.")


def break_glass(*, number: str, reason: str, by: Actor) -> uuid.UUID:
    """Open a pupil for the actor for three hours: the matters of zones B and C, never school health care's.

    The reviewers are told in the same transaction. Returns the pupil's key. Raises Refused for a number that is none
    or a reason that says nothing, NotAllowed, always alike, for a pupil that is not there, is protected or has left.
    """
    require(by, "pupils.emergency")
    if not is_a_reason(reason):
        raise Refused(SAY_WHY)
    sound = identity_number(number, by.today)
    if sound is None:
        raise Refused(WHOLE_NUMBER)
    key = uuid.uuid4()
    pupil = uuid.UUID(str(cross("break_glass", key=key, number=sound.text, basis=reason.strip()[:1000])))
    found = Pupil.objects.get(pk=pupil)
    record(act=Act.EMERGENCY, by=by, now=by.now, table="access_tie", key=key, subject=pupil, unit=found.holder_id,
           letter=found.secrecy)  # fmt: skip
    tell(sentence=OPENED, address="/tillsyn/nodatkomst/", about=f"opening:{key}", kind="break_glass", by=by)
    return pupil


def follow_up_opening(*, event: Event, judgement: str, reason: str, by: Actor) -> None:
    """Say of one break-glass whether it was in order, with a reason. It stays open until that is settled.

    Raises Refused for one's own, for one that is settled already, and for a judgement without a reason.
    """
    require(by, "oversight.review")
    if event.person == by.person_id:
        raise NotAllowed(OWN_OPENING)
    if judgement not in set(Judgement) or not is_a_reason(reason):
        raise Refused(SAY_WHY)
    newest = FollowUp.objects.filter(event=event.pk).order_by("-judged_at", "-pk").first()
    if newest is not None and is_settled(newest.judgement):
        raise Refused(IS_SETTLED)
    FollowUp(
        event=event.pk, person=event.person or 0, judgement=judgement, reason=reason, judged_by_id=by.person_id or 0,
        judged_at=by.now,
    ).save(force_insert=True)  # fmt: skip
    record(act=Act.FOLLOWED_UP, by=by, now=by.now, table="audit_event", key=event.pk, judgement=judgement)
    if is_settled(judgement):
        told_no_more(about=f"opening:{event.record}", by=by)
