"""The review of the log: drawn by the machine, judged by a reviewer with a reason, signed off."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from uuid import UUID

from framst.access.acting import STOCKHOLM, Actor, require
from framst.access.crossing import cross
from framst.audit.models import Event
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.organisation.queries import settings_in_force

from ..models import Review, SampledRead
from ..queries import judgements_of_openings, openings
from ..rules import is_a_reason, may_be_signed, period_to_draw
from ..terms import Judgement
from .opening import SAY_WHY
from .telling import DRAWN, tell, told_no_more

OWN_READ = N_("Det är din egen läsning. Den bedöms av en annan logggranskare.")
IS_SIGNED = N_("Granskningen är redan signerad.")
NOT_READY = N_("Varje läsning och varje nödåtkomst i perioden ska vara bedömd innan granskningen signeras.")


def draw_due(*, by: Actor) -> Review | None:
    """Draw the sample of the months that have passed since the last one, when there are any. Twice changes nothing."""
    last = Review.objects.order_by("-until_at").values_list("until_at", flat=True).first()
    period = period_to_draw(last and last.astimezone(STOCKHOLM), by.now.astimezone(STOCKHOLM))
    return draw(since=period[0], until=period[1], by=by) if period else None


def draw(*, since: dt.datetime, until: dt.datetime, by: Actor, seed: str = "") -> Review:
    """Draw the sample of a period, as the machine tick. `seed` is chance unless given; it is kept, so that the same
    sample can be drawn again and compared."""
    seed, each = seed or secrets.token_hex(16), int(settings_in_force()["log_sample_each"])
    found = cross("draw_sample", **{"from": since}, until=until, seed=seed, each=each)
    review = Review(
        from_at=since, until_at=until, drawn_at=by.now, seed=seed, each=each, reads=found["reads"],
        readers=found["readers"],
    )  # fmt: skip
    review.save(force_insert=True)
    SampledRead.objects.bulk_create(
        SampledRead(review=review, event=one["event"], person=one["person"], why=one["why"]) for one in found["sample"]
    )
    record(act=Act.SAMPLED, by=by, now=by.now, about=review, reads=review.reads, sample=len(found["sample"]))
    if found["sample"]:
        tell(
            sentence=DRAWN, address=f"/tillsyn/logggranskning/{review.pk}/", about=f"review:{review.pk}",
            kind="log_review", by=by,
        )  # fmt: skip
    return review


def judge(*, read: SampledRead, judgement: str, reason: str, by: Actor) -> None:
    """Say of a sampled read whether it was in order, with a reason. May be said anew until the review is signed.

    Raises NotAllowed for one's own read, Refused without a reason or after the sign-off.
    """
    require(by, "oversight.review")
    if read.person == by.person_id:
        raise NotAllowed(OWN_READ)
    if Review.objects.select_for_update().get(pk=read.review_id).signed_at is not None:
        raise Refused(IS_SIGNED)
    if judgement not in set(Judgement) or not is_a_reason(reason):
        raise Refused(SAY_WHY)
    read.judgement, read.reason, read.judged_by_id, read.judged_at = judgement, reason, by.person_id, by.now
    read.save(update_fields=["judgement", "reason", "judged_by", "judged_at"])
    record(act=Act.LOG_REVIEWED, by=by, now=by.now, about=read, event=read.event, judgement=judgement)


def sign_off(*, review: Review, note: str, by: Actor) -> None:
    """Close a period's review. Raises Refused while anything in it waits, and when it is signed already."""
    require(by, "oversight.review")
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.signed_at is not None:
        raise Refused(IS_SIGNED)
    said = judgements_of_openings()
    if not may_be_signed(
        review.sample.values_list("judgement", flat=True),
        [said.get(e.pk, "") for e in openings(since=review.from_at, until=review.until_at)],
    ):
        raise Refused(NOT_READY)
    review.signed_at, review.signed_by_id, review.note = by.now, by.person_id, note
    review.save(update_fields=["signed_at", "signed_by", "note"])
    record(act=Act.SIGNED_OFF, by=by, now=by.now, about=review)
    told_no_more(about=f"review:{review.pk}", by=by)


@dataclass(frozen=True)
class Shown:
    """Which pupil a read was about, as the reviewer needs to know."""

    name: str
    unit: str


def show_pupil(*, event: Event, by: Actor) -> Shown:
    """Return which pupil a read that waits for a judgement was about, and record that the reviewer looked.

    The database shows it for open samples and break-glasses only, never of one's own read, never a protected pupil:
    raises NotAllowed.
    """
    require(by, "oversight.review")
    found = cross("reviewed_pupil", event=event.pk)
    record(
        act=Act.READ, by=by, now=by.now, table="audit_event", key=event.pk, subject=UUID(found["pupil"]),
        unit=found["unit_id"], letter=found["secrecy"], purpose="logggranskning",
    )  # fmt: skip
    return Shown(found["name"], found["unit"])
