"""What is decided by persons about protected identity. Whom it is about is told by the source's own id, looked up there.

The chief education officer sees no pupil and no list of the protected. So whoever decides has found the person in the
source, and writes the id that the person has there; it is digested and compared, and not kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from framst.access.acting import Actor, acting, machine, require
from framst.access.crossing import cross
from framst.access.models import Tie
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.name_tokens import name_tokens
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.integrations.models import ProtectionDecision
from framst.organisation.models import NameToken, Person, ProtectedMark, Pupil
from framst.organisation.terms import MarkKind, Secrecy
from framst.workflows import protection

from .digests import digest
from .terms import DecisionKind

DECIDE = "protection.decide"
PROTECT = "pupils.protect"
NO_REQUEST = N_("Ingen begäran gäller det id:t. Kontrollera id:t och källan.")
OWN_REQUEST = N_(
    "Listan där märkningen saknas har du själv läst in. En annan skolchef får ta bort skyddet,"
    " eller du när källan har lästs in av någon annan."
)
NOBODY_NAMED = N_("Namnge minst en person.")
A_BASIS = N_("Skriv grunden för beslutet.")
SECOND_FACTOR = N_("Det kräver tvåfaktor.")


def include(*, source: str, source_id: str, named: Sequence[Person], basis: str, by: Actor) -> None:
    """Decide that one protected pupil is in the system, for those named only; the next reading takes the pupil in.

    A new decision about the same pupil names anew: who is named by it is let in at the next reading, who was named
    before is taken off by hand. Raises NotAllowed, or Refused when nobody is named or no ground is given.
    """
    _may_decide(by, basis)
    if not named:
        raise Refused(NOBODY_NAMED)
    mark = _mark(source, source_id, MarkKind.PUPIL, by)
    mark.included = True
    mark.save(update_fields=["included"])
    _decided(mark, DecisionKind.INCLUDE, basis, by, named=[person.pk for person in named])


def exclude(*, source: str, source_id: str, basis: str, by: Actor) -> None:
    """Decide that a protected pupil is in the system no longer: nobody is named, and what is written stays sealed."""
    _may_decide(by, basis)
    mark = _mark(source, source_id, MarkKind.PUPIL, by)
    mark.included = False
    mark.save(update_fields=["included"])
    _decided(mark, DecisionKind.EXCLUDE, basis, by)
    key = find(source=source, source_id=source_id, by=by)
    if key is not None:
        for tie in named_for(key):
            cross("end_tie", tie=tie.pk)
        record(act=Act.LET_OUT, by=by, now=by.now, subject=key, letter="P")


def lower(*, source: str, source_id: str, kind: MarkKind, basis: str, by: Actor) -> None:
    """Decide that a mark which the source has no longer does not hold here either; the next reading takes the person in.

    A sealed pupil is lowered at once, and those who were named are no longer. Raises Refused when no request is about
    that id: nobody lowers what no source has asked to lower; nor what the reader's own list alone has asked.
    """
    _may_decide(by, basis)
    mark = _requested(source, source_id, kind)
    if mark.lowering_asked_by_id == by.person_id:
        raise Refused(OWN_REQUEST)
    key = find(source=source, source_id=source_id, by=by) if kind is MarkKind.PUPIL else None
    if key is not None:
        cross("lower_protection", pupil=key, proposer=mark.lowering_asked_by_id, secrecy=Secrecy.SCHOOL.value)
        _searchable_again(key, by)
        record(act=Act.LOWERED, by=by, now=by.now, subject=key)
    mark.still_marked, mark.included, mark.lowering_asked_at, mark.lowering_asked_by = False, False, None, None
    mark.save(update_fields=["still_marked", "included", "lowering_asked_at", "lowering_asked_by"])
    _decided(mark, DecisionKind.LOWER, basis, by)


def kept_out(*, by: Actor) -> int:
    """Return how many marked pupils are not in the system, nor decided to be. One who is sealed here is in it."""
    require(by, DECIDE)
    with acting(machine("import", by.now)):
        inside = Pupil.objects.filter(secrecy=Secrecy.PROTECTED).values_list("source", "source_id")
        here = [digest(source, source_id) for source, source_id in inside]
    marks = ProtectedMark.objects.filter(kind=MarkKind.PUPIL, still_marked=True, included=False)
    return marks.exclude(digest__in=here).count()


def all_my_own(by: Actor) -> bool:
    """Return whether everything that waits has been asked by the reader's own lists alone: nothing to lower for them."""
    waits = ProtectedMark.objects.filter(still_marked=True, lowering_asked_at__isnull=False)
    return waits.exists() and not waits.exclude(lowering_asked_by=by.person_id).exists()


def _searchable_again(key: UUID, by: Actor) -> None:
    """Give a pupil who is protected no longer the words to be found by; the protection took them away."""
    with acting(machine("import", by.now)):
        pupil = Pupil.objects.get(pk=key)
        NameToken.objects.bulk_create(
            NameToken(pupil=pupil, holder_id=pupil.holder_id, secrecy=pupil.secrecy, token=word[:110])
            for word in name_tokens(pupil.given_name, pupil.family_name)
        )


def keep(*, source: str, source_id: str, kind: MarkKind, basis: str, by: Actor) -> None:
    """Decide that a mark holds here although the source has it no longer. Raises as `lower`.

    It is asked about again when the source has marked the person once more and then taken that mark away.
    """
    _may_decide(by, basis)
    mark = _requested(source, source_id, kind)
    mark.by_source, mark.lowering_asked_at, mark.lowering_asked_by = False, None, None
    mark.save(update_fields=["by_source", "lowering_asked_at", "lowering_asked_by"])
    _decided(mark, DecisionKind.KEEP, basis, by)


def protect_pupil(*, pupil: Pupil, basis: str, by: Actor) -> bool:
    """Protect a pupil at once, before the source does; return whether anything was sealed (else the pupil is gone).

    Raises NotAllowed for one who does not lead the pupil's unit, Refused without a ground.
    """
    require(by, PROTECT)
    if not basis.strip():
        raise Refused(A_BASIS)
    source, source_id = pupil.source, pupil.source_id
    sealed = protection.protect_by_hand(pupil=pupil.pk, basis=basis, by=by)
    _mark_by_hand(source, source_id, basis, by)
    return sealed


def protect_id(*, source: str, source_id: str, basis: str, by: Actor) -> bool:
    """Protect whoever has an id in a source, whether or not the pupil is in the system; return whether one was.

    For the chief education officer and the command. Raises NotAllowed and Refused.
    """
    if by.kind != "machine":
        _may_decide(by, basis)
    elif not basis.strip():
        raise Refused(A_BASIS)
    with acting(machine("import", by.now)):
        found = Pupil.objects.filter(source=source, source_id=source_id).exclude(secrecy=Secrecy.PROTECTED).first()
        if found is not None:
            protection.protect_by_import(pupil=found.pk, now=by.now)
    _mark_by_hand(source, source_id, basis, by)
    return found is not None


def find(*, source: str, source_id: str, by: Actor) -> UUID | None:
    """Return the key of the protected pupil with that id in the source; None when there is none in the system."""
    require(by, DECIDE)
    try:
        return UUID(str(cross("find_protected", source=source, source_id=source_id.strip())))
    except NotAllowed:
        return None


def name(*, pupil: UUID, person: Person, basis: str, by: Actor) -> None:
    """Name one more person for a protected pupil. Raises NotAllowed, or Refused without a ground."""
    _may_decide(by, basis)
    cross("name_for", key=uuid.uuid4(), pupil=pupil, person=person.pk, basis=basis)
    record(act=Act.LET_IN, by=by, now=by.now, subject=pupil, letter="P", person=person.pk)


def take_off(*, tie: UUID, pupil: UUID, by: Actor) -> None:
    """Take somebody off a protected pupil's access list. Raises NotAllowed."""
    require(by, DECIDE)
    cross("end_tie", tie=tie)
    record(act=Act.LET_OUT, by=by, now=by.now, subject=pupil, letter="P")


def is_named(by: Actor) -> bool:
    """Return whether somebody is named for a protected pupil now; without the second factor nobody is told."""
    return by.second_factor and _named(by).exists()


def ties_of(by: Actor) -> list[Tie]:
    """Return for which protected pupils somebody is named now, and on what ground."""
    return list(_named(by).order_by("from_at"))


def _named(by: Actor) -> QuerySet[Tie]:
    return Tie.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=by.now),
        person=by.person_id,
        kind="named",
        secrecy=Secrecy.PROTECTED,
        from_at__lte=by.now,
        ended_at__isnull=True,
    )


def named_for(pupil: UUID) -> list[Tie]:
    """Return who is named for a protected pupil now."""
    return list(
        Tie.objects.filter(pupil=pupil, kind="named", ended_at__isnull=True)
        .select_related("person")
        .order_by("from_at")
    )


def _may_decide(by: Actor, basis: str) -> None:
    require(by, DECIDE)
    if not by.second_factor:
        raise NotAllowed(SECOND_FACTOR)
    if not basis.strip():
        raise Refused(A_BASIS)


def _mark(source: str, source_id: str, kind: MarkKind, by: Actor) -> ProtectedMark:
    found, _made = ProtectedMark.objects.get_or_create(
        digest=digest(source, source_id.strip(), kind),
        defaults={"kind": kind.value, "source": source, "by_source": False, "seen_at": by.now},
    )
    if not found.still_marked:
        found.still_marked = True
        found.save(update_fields=["still_marked"])
    return found


def _requested(source: str, source_id: str, kind: MarkKind) -> ProtectedMark:
    found = ProtectedMark.objects.filter(
        digest=digest(source, source_id.strip(), kind), still_marked=True, lowering_asked_at__isnull=False
    ).first()
    if found is None:
        raise Refused(NO_REQUEST)
    return found


def _mark_by_hand(source: str, source_id: str, basis: str, by: Actor) -> None:
    with acting(machine("import", by.now)):
        mark = _mark(source, source_id, MarkKind.PUPIL, by)
        _decided(mark, DecisionKind.PROTECT, basis, by)


def _decided(
    mark: ProtectedMark, kind: DecisionKind, basis: str, by: Actor, named: Sequence[int] = ()
) -> ProtectionDecision:
    decision = ProtectionDecision(
        digest=mark.digest, kind=kind, basis=basis.strip(), named=list(named), decided_at=by.now,
        decided_by_id=by.person_id,
    )  # fmt: skip
    decision.save(force_insert=True)
    record(act=Act.DECIDED, by=by, now=by.now, about=decision, kind=str(kind), named=len(named))
    return decision
