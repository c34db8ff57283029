"""Commitments: what was agreed, by whom, until when, and what came of it. They live over school years."""

from __future__ import annotations

import uuid

from django.db import models

from framst.foundation.classification import Zone, fields
from framst.wheel.terms import CommitmentState, Origin, Outcome


class Commitment(models.Model):
    """One thing that somebody has undertaken, and where it comes from. It stays until it is followed up."""

    zone = Zone.COMMITMENTS
    classes = fields(
        open="unit origin origin_words origin_address agreed_on due_on state outcome",
        personal="owner made_by",
        free_text="text",
        technical="id origin_key made_at",
    )
    relations = {"own": "owner_id = (SELECT framst_person())"}
    never = ("remove",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)  # null: the authority's own
    text = models.TextField()
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="commitments")
    origin = models.CharField(max_length=20, choices=[(o.value, o.value) for o in Origin])
    origin_key = models.CharField(max_length=100, blank=True)  # table:key of what it comes from; one commitment each
    origin_words = models.CharField(max_length=300)  # where it comes from, as people say it: "återkopplingen 2025–26"
    origin_address = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in CommitmentState], default=CommitmentState.OPEN
    )
    outcome = models.CharField(max_length=12, choices=[(o.value, o.value) for o in Outcome], blank=True)
    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "state", "due_on"]), models.Index(fields=["owner", "state", "due_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["origin_key"], condition=~models.Q(origin_key=""), name="one_commitment_an_origin"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class CommitmentStep(models.Model):
    """What happened to a commitment: followed up, given a later day, taken over by another, opened again. It stands."""

    zone = Zone.COMMITMENTS
    classes = fields(
        open="unit act outcome at former_due_on due_on",
        personal="passed_to by",
        free_text="done became evidence reason",
        technical="id commitment",
    )
    relations = {"own": ("commitment_id", "SELECT c.id FROM wheel_commitment c WHERE c.owner_id = framst_person()")}
    never = ("change", "remove")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="steps")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)  # the commitment's own
    act = models.CharField(max_length=20)
    outcome = models.CharField(max_length=12, choices=[(o.value, o.value) for o in Outcome], blank=True)
    done = models.TextField(blank=True)  # what was done
    became = models.TextField(blank=True)  # what came of it
    evidence = models.TextField(blank=True)  # how we know
    reason = models.TextField(blank=True)  # of a later day, another owner, or opening again
    former_due_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    passed_to = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["commitment", "at"])]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.act}"
