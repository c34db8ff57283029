"""What was adopted: an official document as it stood that day, and its focus areas and professions as data."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from framst.foundation.classification import Zone, fields


class Edition(models.Model):
    """A plan as the principal adopted it. It is never changed; a new adoption makes the next one."""

    zone = Zone.EDITIONS
    classes = fields(
        open="plan unit year number adopted_on submitted_on audience published_on",
        free_text="content",
        personal="adopted_by",
        technical="id adopted_at",
    )
    never = ("remove",)
    changeable = ("audience", "published_on", "submitted_on")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="editions")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()  # rules.frozen
    adopted_on = models.DateField()
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True)
    submitted_on = models.DateField(null=True)
    audience = models.CharField(max_length=10, blank=True)  # "public" when the school has published it
    published_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_edition_a_number")]
        indexes = [models.Index(fields=["unit", "year"])]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class FocusArea(models.Model):
    """A focus area of an edition, as data. `focus` is the same over the editions of a plan."""

    zone = Zone.EDITIONS
    classes = fields(
        open="unit year place levels natures from_on until_on reached audience",
        free_text="goal measures owner signs evaluation",
        technical="id edition focus carried_from",
    )
    never = ("remove",)
    changeable = ("audience",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="focus_areas")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    year = models.PositiveSmallIntegerField()
    focus = models.UUIDField()
    carried_from = models.UUIDField(null=True)
    place = models.PositiveSmallIntegerField()
    goal = models.TextField()
    levels = ArrayField(models.CharField(max_length=12), default=list)
    natures = ArrayField(models.CharField(max_length=12), default=list)
    measures = models.TextField(blank=True)
    owner = models.TextField(blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    signs = models.TextField(blank=True)  # how we will know
    evaluation = models.TextField(blank=True)
    reached = models.CharField(max_length=10, blank=True)
    audience = models.CharField(max_length=10, blank=True)  # the edition's

    class Meta:
        indexes = [models.Index(fields=["year", "unit"]), models.Index(fields=["edition"])]

    def __str__(self) -> str:
        return str(self.id)


class ProfessionAccess(models.Model):
    """How a school has a profession, as an edition says. No ratio per pupil is kept, shown or offered."""

    zone = Zone.EDITIONS
    classes = fields(
        open="unit year competence holding share vacant audience", free_text="comment", technical="id edition"
    )
    never = ("remove",)
    changeable = ("audience",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="professions")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    year = models.PositiveSmallIntegerField()
    competence = models.CharField(max_length=40)  # organisation.Competence.code
    holding = models.CharField(max_length=10)
    share = models.FloatField(null=True)  # percent of full time
    vacant = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    audience = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "competence"], name="a_profession_once_an_edition")]

    def __str__(self) -> str:
        return str(self.id)
