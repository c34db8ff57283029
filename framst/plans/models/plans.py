"""What is asked of which schools for a school year, and where each school's plan stands."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from framst.foundation.classification import Zone, fields
from framst.plans.terms import State


class Template(models.Model):
    """The template of a school year for some school forms: a version of a question set, and the day it is due.

    The version may be changed in mid-year: plans that are begun stay on theirs.
    """

    zone = Zone.INQUIRY
    classes = fields(open="slug title version year forms central due_on", technical="id asked_at made_by")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    version = models.ForeignKey("forms.Version", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()  # the one that the school year begins in
    forms = ArrayField(models.CharField(max_length=10), default=list)  # SchoolForm.code; empty: all
    central = models.BooleanField(default=False)  # the central team's own plan
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["year"])]

    def __str__(self) -> str:
        return self.title


class Plan(models.Model):
    """One school's plan for a school year (no unit: the central team's): that it is asked for, and where it stands."""

    zone = Zone.PLANS
    classes = fields(
        open="template unit year state due_on late reply_by begun_at adopted_at submitted_at evaluated_at archived_at",
        technical="id version former asked_at",
    )
    relations = {
        "writer": (
            "id",
            "SELECT w.plan_id FROM plans_writer w WHERE w.person_id = framst_person() AND w.ended_at IS NULL",
        ),
        "reviewer": ("id", "SELECT r.plan_id FROM plans_review r WHERE r.reviewer_id = framst_person()"),
    }
    never = ("remove",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="plans")
    version = models.ForeignKey("forms.Version", on_delete=models.PROTECT, null=True)  # the template's when begun
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.DRAFT)
    former = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")  # last year's
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    adopted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)  # handed in for the first time after its last day
    reply_by = models.DateField(null=True)  # when what was asked for is to be in
    evaluated_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "unit"], name="one_plan_a_unit", nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["unit", "year"]), models.Index(fields=["year", "state"])]

    def __str__(self) -> str:
        return str(self.id)
