"""What is kept how long, and what has been disposed of: rules as dated data, with the authority's document plan as source."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from framst.foundation.classification import Zone, fields
from framst.organisation.models import Person

from ..terms import After, DisposalState


class RetentionRule(models.Model):
    """For how long one kind of record is kept, from when to when the rule is valid. Where there is no rule, all is kept.

    `what` is a code of terms.what_is_kept(): the letter and kind of a matter, or the roster of those who have left.
    What it says stands; only its end is written later.
    """

    zone = Zone.RETENTION
    changeable = ("valid_to", "looked_on")
    classes = fields(
        open="what letter years after source valid_from valid_to", personal="set_by", technical="id set_at looked_on"
    )

    what = models.CharField(max_length=24)
    letter = models.CharField(max_length=1, blank=True)  # of the matters it is about; A is school health care's own
    years = models.PositiveSmallIntegerField()
    after = models.CharField(max_length=10, choices=[(a.value, a.value) for a in After])
    source = models.CharField(max_length=300)  # where in the document plan it stands, and when that was decided
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # the first day that it no longer holds
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    looked_on = models.DateField(null=True)  # the last day that what is due was looked for

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="rule_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.years}"


class Disposal(models.Model):
    """One disposal, from proposal to certificate. The keys of what it takes are gone from it when it has been done."""

    zone = Zone.RETENTION
    changeable = (
        "state", "keys", "decided_at", "decided_by_id", "reason", "again_on", "done_at", "taken", "checksum",
    )  # fmt: skip
    classes = fields(
        open="letter state count oldest newest taken checksum again_on",
        free_text="reason",
        personal="decided_by",
        technical="id rule keys proposed_at decided_at done_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="disposals")
    letter = models.CharField(max_length=1, blank=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in DisposalState])
    keys = models.JSONField(default=list)  # of str
    count = models.PositiveIntegerField()  # how many were proposed
    oldest = models.PositiveSmallIntegerField()  # the years in which they were closed, or their pupils left
    newest = models.PositiveSmallIntegerField()
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)  # why it was refused
    again_on = models.DateField(null=True)  # refused: not proposed again before this day
    done_at = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(null=True)  # how many were disposed of
    checksum = models.CharField(max_length=64, blank=True)  # SHA-256 of their keys, sorted, one a line

    class Meta:
        indexes = [models.Index(fields=["state", "-proposed_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state__in=["proposed", "decided"]), name="one_disposal_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Hold(models.Model):
    """That something is not disposed of although a rule would: everything, one kind, or one pupil or matter."""

    zone = Zone.RETENTION
    changeable = ("ended_at", "ended_by_id")
    classes = fields(
        open="letter what until_on",
        free_text="reason",
        personal="about set_by ended_by",
        technical="id set_at ended_at",
    )

    letter = models.CharField(max_length=1, blank=True)
    what = models.CharField(max_length=24, blank=True)  # empty: whatever kind
    about = models.UUIDField(null=True)  # the key of a pupil or a matter; null: all
    reason = models.CharField(max_length=500)
    until_on = models.DateField(null=True)  # the last day; null: until somebody ends it
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)
