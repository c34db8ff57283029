"""The authority's overall plan, its programmes and routines: versions that are decided, and stand as they were."""

from __future__ import annotations

import uuid

from django.db import models

from framst.foundation.classification import Zone, fields
from framst.plans.terms import DocumentKind


class SteeringDocument(models.Model):
    """A steering document: that it exists. What it says is in its versions."""

    zone = Zone.WHEEL
    classes = fields(open="slug title kind", technical="id made_at", personal="made_by")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in DocumentKind])
    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class SteeringVersion(models.Model):
    """One version: a draft until it is decided, and after that never changed (the service holds it)."""

    zone = Zone.STEERING
    classes = fields(
        open="document number sections for_whom decided_on decided_by paragraph in_force_from",
        technical="id made_at",
        personal="made_by",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(SteeringDocument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # [{"code", "title", "text" (Markdown), "places": [names of pages that it is linked from]}], in the order read
    sections = models.JSONField(default=list)
    for_whom = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)  # as people say it: the board, the director
    paragraph = models.CharField(max_length=40, blank=True)
    in_force_from = models.DateField(null=True)
    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_steering_version_a_number"),
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(decided_on__isnull=True), name="one_steering_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"


class SteeringNote(models.Model):
    """One line, if the principal wishes: how the school has worked with a new version."""

    zone = Zone.WHEEL
    classes = fields(open="unit version text at", technical="id", personal="by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT)
    version = models.ForeignKey(SteeringVersion, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=300)
    by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "version"], name="one_steering_note_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.version_id}"
