"""Decisions about a pupil's secrecy: to disclose, a consent, and that something is not shown to a guardian.

Each is written behind the wall of its zone and recorded; a tie lets a person in only by a crossing. Nothing here is
ever done by itself: a person weighs, decides, and stands for it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from framst.access.acting import STOCKHOLM, Actor, require
from framst.access.crossing import cross
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.organisation.models import Guardian, Person, Pupil
from framst.organisation.queries import assignments_of
from framst.organisation.terms import Secrecy
from framst.pupils.models import Matter

from ..models import Consent, Decided, DisclosureDecision, NotShown
from ..rules import bases, is_a_reason

TO_ONE = N_("Ange en person här eller en annan myndighet, inte båda.")
SAY_BASIS = N_("Välj en grund som gäller i dag. Är det ingen av dem, skriv vilken.")
WEIGH = N_("Skriv hur du har vägt, med några ord.")
SAY_WHAT = N_("Skriv vad det gäller, med några ord.")
UNTIL_LATER = N_("Sista dagen ska vara i dag eller senare, och högst ett år bort.")
WHO_GAVE = N_("Ange vem som har lämnat samtycket: eleven eller minst en vårdnadshavare.")
TO_WHOM = N_("Ange minst en person som samtycket gäller.")
WRITTEN = N_("Samtycket ska vara skriftligt och inte daterat i framtiden.")
ONE_MATTER = N_(
    "En person släpps in i alla elevens ärenden i zonen. Ska hen se bara ett ärende, tilldela ärendet i stället."
)
HAS_ENDED = N_("Det är redan avslutat.")
NO_PROTECTED = N_("För en elev med skyddade uppgifter beslutar skolchefen vem som får se.")
MOST = dt.timedelta(days=366)


def disclose(
    *,
    pupil: Pupil,
    letter: str,
    matter: Matter | None,
    person: Person | None,
    authority: str,
    basis: str,
    basis_words: str,
    weighing: str,
    what: str,
    until_on: dt.date,
    by: Actor,
) -> DisclosureDecision:
    """Decide to disclose from the zone `letter`, to a person here until a day, or once to an outside authority.

    A person here is let in to the pupil's matters in that zone, by a tie that ends by itself. For an outside authority
    the decision is recorded; what is sent is sent in its own way. Raises Refused for what is not weighed or grounded,
    NotAllowed for one who does not work in the zone with the pupil.
    """
    require(by, "pupils.decide")
    _is_decided_here(pupil)
    authority = authority.strip()
    if (person is None) == (not authority):
        raise Refused(TO_ONE)
    if person is not None and matter is not None:
        raise Refused(ONE_MATTER)
    if basis not in {b.code for b in bases(letter, by.today)} or (basis == "none" and not basis_words.strip()):
        raise Refused(SAY_BASIS)
    if not is_a_reason(weighing):
        raise Refused(WEIGH)
    if not what.strip():
        raise Refused(SAY_WHAT)
    _is_limited(until_on, by)
    tie = uuid.uuid4() if person else None
    if person is not None:
        cross(
            "disclose", key=tie, pupil=pupil.pk, letter=letter, person=person.pk, basis=basis, weighing=weighing,
            end=_end_of(until_on),
        )  # fmt: skip
    made = DisclosureDecision(
        **_whole(pupil, letter, matter, by), person=person, authority=authority, basis=basis, basis_words=basis_words,
        weighing=weighing, what=what, until_on=until_on, tie=tie,
    )  # fmt: skip
    made.save(force_insert=True)
    record(act=Act.DISCLOSED, by=by, now=by.now, about=made, person=person.pk if person else None, basis=basis)
    return made


def note_consent(
    *,
    pupil: Pupil,
    letter: str,
    persons: Sequence[Person],
    purpose: str,
    given_by: Sequence[str],
    received_on: dt.date,
    until_on: dt.date,
    by: Actor,
) -> Consent:
    """Record a written consent and let the persons in until its last day.

    `given_by` holds keys of guardians, or "pupil". Raises Refused when it is not written, scoped and given by somebody
    who may, NotAllowed for one who does not work in the zone with the pupil.
    """
    require(by, "pupils.decide")
    _is_decided_here(pupil)
    guardians = {str(g) for g in Guardian.objects.filter(pupil=pupil).values_list("pk", flat=True)}
    if not given_by or not set(given_by) <= guardians | {"pupil"}:
        raise Refused(WHO_GAVE)
    if not persons:
        raise Refused(TO_WHOM)
    if not purpose.strip():
        raise Refused(SAY_WHAT)
    if received_on > by.today:
        raise Refused(WRITTEN)
    _is_limited(until_on, by)
    ties = [uuid.uuid4() for _person in persons]
    for tie, person in zip(ties, persons, strict=True):
        cross(
            "consent", key=tie, pupil=pupil.pk, letter=letter, person=person.pk, basis=purpose[:200],
            end=_end_of(until_on),
        )  # fmt: skip
    made = Consent(
        **_whole(pupil, letter, None, by), persons=[p.pk for p in persons], ties=ties, purpose=purpose,
        given_by=list(given_by), received_on=received_on, until_on=until_on,
    )  # fmt: skip
    made.save(force_insert=True)
    record(act=Act.CONSENTED, by=by, now=by.now, about=made, persons=[p.pk for p in persons])
    return made


def withhold(
    *,
    pupil: Pupil,
    letter: str,
    matter: Matter | None,
    guardian: Guardian,
    what: str,
    reason: str,
    until_on: dt.date | None,
    by: Actor,
) -> NotShown:
    """Decide that something is not shown to a guardian (OSL 12 kap. 3 §), with its reason. Raises Refused without one."""
    require(by, "pupils.decide")
    if guardian.pupil_id != pupil.pk or not is_a_reason(reason):
        raise Refused(WEIGH)
    if not what.strip():
        raise Refused(SAY_WHAT)
    made = NotShown(
        **_whole(pupil, letter, matter, by), guardian=guardian.pk, basis="12_3", what=what, reason=reason,
        until_on=until_on,
    )  # fmt: skip
    made.save(force_insert=True)
    record(act=Act.WITHHELD, by=by, now=by.now, about=made)
    return made


def end_decision(*, decision: Decided, by: Actor) -> None:
    """End a decision or withdraw a consent: whom it let in sees nothing more from this moment.

    Raises Refused when it has ended already.
    """
    require(by, "pupils.decide")
    if decision.ended_at is not None:
        raise Refused(HAS_ENDED)
    ties = decision.ties if isinstance(decision, Consent) else [getattr(decision, "tie", None)]
    for tie in ties:
        if tie is not None:
            cross("end_tie", tie=tie)
    decision.ended_at, decision.ended_by_id = by.now, by.person_id
    decision.save(update_fields=["ended_at", "ended_by"])
    act = Act.WITHDREW if isinstance(decision, Consent) else Act.LET_OUT
    record(act=act, by=by, now=by.now, about=decision)


def _whole(pupil: Pupil, letter: str, matter: Matter | None, by: Actor) -> dict[str, object]:
    return {
        "pupil_id": pupil.pk, "holder_id": pupil.holder_id, "secrecy": pupil.secrecy, "letter": letter,
        "kept_by_id": _whose(pupil, letter, matter, by), "matter": matter.pk if matter else None, "decided_by_id": by.person_id, "decided_at": by.now,
    }  # fmt: skip


def _whose(pupil: Pupil, letter: str, matter: Matter | None, by: Actor) -> int:
    """Return the unit whose matters are decided about: the actor's own one that keeps any, else the pupil's."""
    if matter is not None:
        return matter.kept_by_id
    kept = set(Matter.objects.filter(pupil=pupil, letter=letter).values_list("kept_by", flat=True))
    mine = {a.unit_id for a in assignments_of(by.person_id, by.today) if a.unit_id} if by.person_id else set()
    return min(kept & mine, key=lambda unit: (unit != pupil.holder_id, unit), default=pupil.holder_id)


def _is_decided_here(pupil: Pupil) -> None:
    if pupil.secrecy == Secrecy.PROTECTED:
        raise Refused(NO_PROTECTED)


def _is_limited(until_on: dt.date, by: Actor) -> None:
    if not by.today <= until_on <= by.today + MOST:
        raise Refused(UNTIL_LATER)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), STOCKHOLM)
