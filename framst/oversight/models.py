"""Oversight: what has been decided about a pupil's secrecy, the review of the log, and a person's own data on its way.

A decision stands as it was written; only its ending is written later (`changeable`: the database refuses the rest).
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from framst.foundation.classification import Zone, fields
from framst.organisation.models import OfPupil, Person, Unit

from .rules import is_the_beginning
from .terms import Judgement

# Which wall a decision stands behind goes by the letter of what it opens or holds back.
ZONES = {"A": Zone.DECIDED_HEALTH, "B": Zone.DECIDED_CARE, "C": Zone.DECIDED_SCHOOL}
_JUDGEMENTS = [(j.value, j.value) for j in Judgement]


class Decided(OfPupil):
    """What every decision about a pupil's secrecy has: its zone, who, when, until when, and when and by whom it ended."""

    zone = Zone.DECIDED_SCHOOL
    letters = ZONES
    matter_column = "matter"
    unit_column = "kept_by_id"
    changeable = ("ended_at", "ended_by_id")

    # Whose matters it is about: those of the unit that decided. It does not move with the pupil.
    kept_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    letter = models.CharField(max_length=1, choices=[(x, x) for x in ZONES])
    matter = models.UUIDField(null=True)  # the one matter that it is about; null: all of the pupil's in the zone
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()
    until_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        abstract = True


class DisclosureDecision(Decided):
    """A decision to disclose: to a person here (who is let in by a tie) or to an outside authority (recorded only)."""

    classes = fields(
        personal="person decided_by ended_by decided_at until_on ended_at", sensitive="secrecy letter basis",
        free_text="authority basis_words weighing what", open="holder kept_by", technical="id pupil matter tie",
    )  # fmt: skip

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    authority = models.CharField(max_length=200, blank=True)  # and who there
    basis = models.CharField(max_length=20)  # a code of terms.BASES
    basis_words = models.CharField(max_length=300, blank=True)  # the ground in words, where it is none of them
    weighing = models.TextField()
    what = models.TextField()
    tie = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pupil"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, authority="") | (Q(person__isnull=True) & ~Q(authority="")),
                name="disclosed_to_one",
            )
        ]


class Consent(Decided):
    """A written consent: to whom, for what, by whom given, until when. Withdrawn, it ends at once."""

    classes = fields(
        personal="persons given_by decided_by ended_by decided_at until_on ended_at received_on",
        sensitive="secrecy letter", free_text="purpose", open="holder kept_by", technical="id pupil matter ties",
    )  # fmt: skip

    persons = ArrayField(models.BigIntegerField())  # organisation.Person
    ties = ArrayField(models.UUIDField())
    purpose = models.TextField()
    given_by = ArrayField(models.CharField(max_length=36))  # keys of guardians, or "pupil"
    received_on = models.DateField()  # the day on the signed paper

    class Meta:
        indexes = [models.Index(fields=["pupil"])]


class NotShown(Decided):
    """A decision that something is not shown to a guardian (OSL 12 kap. 3 §), with its reason."""

    classes = fields(
        personal="guardian decided_by ended_by decided_at until_on ended_at", sensitive="secrecy letter basis",
        free_text="reason what", open="holder kept_by", technical="id pupil matter",
    )  # fmt: skip

    guardian = models.UUIDField()  # the roster's row; it may go and come again, the decision stands
    basis = models.CharField(max_length=20)
    what = models.TextField()
    reason = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["pupil"])]


class Review(models.Model):
    """One period's review of the log: what was drawn from, by which seed, and who signed it off."""

    zone = Zone.OVERSIGHT
    classes = fields(
        technical="id from_at until_at drawn_at seed each reads readers signed_at",
        personal="signed_by",
        free_text="note",
    )
    changeable = ("signed_at", "signed_by_id", "note")

    from_at = models.DateTimeField()
    until_at = models.DateTimeField(unique=True)
    drawn_at = models.DateTimeField()
    seed = models.CharField(max_length=64)
    each = models.PositiveSmallIntegerField()
    reads = models.PositiveIntegerField()  # how many reads there were to draw from
    readers = models.PositiveIntegerField()
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_the_first(self) -> bool:
        return is_the_beginning(self.from_at)


class SampledRead(models.Model):
    """One read that was drawn, why, and what the reviewer said of it. Nobody judges their own read."""

    zone = Zone.OVERSIGHT
    classes = fields(
        technical="id review event why judged_at", personal="person judged_by judgement", free_text="reason"
    )
    changeable = ("judgement", "reason", "judged_by_id", "judged_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="sample")
    event = models.BigIntegerField()
    person = models.BigIntegerField()  # who read
    why = ArrayField(models.CharField(max_length=20))
    judgement = models.CharField(max_length=12, blank=True, choices=_JUDGEMENTS)
    reason = models.TextField(blank=True)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "event"], name="event_once_a_sample"),
            models.CheckConstraint(condition=~Q(judged_by=F("person")), name="nobody_judges_the_own_read"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FollowUp(models.Model):
    """What the reviewer said of one break-glass. The newest row counts; none is changed."""

    zone = Zone.OVERSIGHT
    classes = fields(technical="id event judged_at", personal="person judged_by judgement", free_text="reason")
    never = ("change",)

    event = models.BigIntegerField(db_index=True)
    person = models.BigIntegerField()  # who broke the glass
    judgement = models.CharField(max_length=12, choices=_JUDGEMENTS)
    reason = models.TextField()
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(judged_by=F("person")), name="nobody_judges_the_own_opening")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Extract(models.Model):
    """A person's own data, ordered, made by a job, and waiting to be fetched once by the one who ordered it.

    Of a pupil it follows the pupil's walls; a pupil who becomes protected takes it away in the same transaction. Of
    one who works here it has no pupil. The row stays as the fact that there was an order; the content does not.
    """

    zone = Zone.EXTRACTS
    pupil_column = "pupil_id"
    follows_pupil = True
    classes = fields(
        personal="ordered_by recipient guardian asked_on", sensitive="secrecy pdf json", open="holder",
        free_text="identity_checked",
        technical="id pupil ordered_at second_factor made_at failed_at pdf_fetched_at json_fetched_at",
    )  # fmt: skip
    relations = {"own": "(ordered_by_id = (SELECT framst_person()) AND secrecy <> 'P')"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pupil = models.ForeignKey(
        "organisation.Pupil", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    holder = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    secrecy = models.CharField(max_length=1, blank=True)
    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    second_factor = models.BooleanField(default=False)  # whether the one who ordered had given it: the job has no more
    recipient = models.CharField(max_length=10)  # pupil, guardian, self
    guardian = models.UUIDField(null=True)
    asked_on = models.DateField(null=True)  # when the person asked for it
    identity_checked = models.CharField(max_length=200, blank=True)  # how, outside the system
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    pdf = models.BinaryField(null=True)
    json = models.BinaryField(null=True)
    pdf_fetched_at = models.DateTimeField(null=True)
    json_fetched_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
