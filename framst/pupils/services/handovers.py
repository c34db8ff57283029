"""Handing over after a school move: each matter by those who have it, the whole by the leaving school's principal."""

from __future__ import annotations

import uuid

from framst.access.acting import Actor
from framst.access.crossing import cross
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.models import Person

from ..models import Handover, Matter
from ..rules import is_a_ground_for
from ..terms import OUTCOMES

NOT_A_GROUND = N_("Ärendet kan inte lämnas över på den grunden. Skolhälsovårdens kräver samtycke eller ett beslut.")
SAY_WHY = N_("Skriv vad grunden är: vem som samtyckte och när, eller hur det prövades.")
SAY_WHAT = N_("Skriv vad som sändes och till vem.")
STILL_OPEN = N_("Det finns pågående ärenden som skolan har kvar. Lämna över eller avsluta dem först.")


def hand_over(*, matter: Matter, person: Person, ground: str, basis: str, by: Actor) -> None:
    """Hand a matter over to `person` at the pupil's new unit; the leaving school's people no longer have it.

    Raises Refused for a ground that does not hold in the matter's zone or has no basis written, NotAllowed for one who
    does not have the matter, or a person who may not have it there (3 kap. 12 j § SkolL; 25 kap. OSL, our reading).
    """
    if not is_a_ground_for(ground, matter.letter):
        raise Refused(NOT_A_GROUND)
    if not basis.strip():
        raise Refused(SAY_WHY)
    cross("hand_over", key=uuid.uuid4(), matter=matter.pk, person=person.pk, ground=ground, basis=basis)
    record(act=Act.HANDED_OVER, by=by, now=by.now, about=matter, person=person.pk, ground=ground)


def settle_matter(*, matter: Matter, outcome: str, basis: str = "", by: Actor) -> None:
    """Close a matter whose pupil has left the school: `outcome` says what became of it (terms.OUTCOMES).

    Raises Refused when something was sent and it is not said what, NotAllowed for one who does not have the matter.
    """
    if outcome not in OUTCOMES or outcome == "handed_over":
        raise ValueError(outcome)
    if outcome == "sent" and not basis.strip():
        raise Refused(SAY_WHAT)
    cross("settle_matter", key=uuid.uuid4(), matter=matter.pk, outcome=outcome, basis=basis)
    record(act=Act.CLOSED, by=by, now=by.now, about=matter, outcome=outcome)


def finish_handover(*, handover: Handover, note: str = "", by: Actor) -> None:
    """Say that a handover is done; also when there was nothing to hand over. `note`: what was sent on paper, to whom.

    Raises Refused as long as the actor sees open matters that the leaving school keeps, NotAllowed for all but its
    leaders (of one who has left the authority: the registrar). Matters of A and B are not asked about: the principal
    does not learn of them, and those who have them keep the way to them until they have handed over.
    """
    kept = Matter.objects.filter(pupil=handover.pupil_id, kept_by=handover.from_unit_id, closed_on__isnull=True)
    if kept.exclude(letter="A").exists():
        raise Refused(STILL_OPEN)
    cross("finish_handover", key=uuid.uuid4(), handover=handover.pk, basis=note)
    record(act=Act.HANDED_OVER, by=by, now=by.now, about=handover, unit=handover.from_unit_id, done=True)
