"""Indicators, and figures as they stood when they were used."""

from __future__ import annotations

import uuid

from django.db import models

from framst.foundation.classification import Zone, fields

from .terms import Audience


class Indicator(models.Model):
    """A catalogue entry: what is counted, of whom, by which definition. `spec` is read by the source capability."""

    zone = Zone.ANALYSIS
    classes = fields(
        open="code name question definition law source spec unit_of_count valid_from valid_to",
        technical="id version",
    )

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    question = models.CharField(max_length=500)
    definition = models.TextField(blank=True)
    law = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=30)  # the capability that knows how to compute it
    spec = models.JSONField(default=dict)
    unit_of_count = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    def __str__(self) -> str:
        return self.code


class StoredFigure(models.Model):
    """A figure as it stood when a paper was frozen: never computed again, never changed."""

    zone = Zone.ANALYSIS
    classes = fields(
        open="code name question definition source unit_of_count numerator asked answered not_applicable not_shown"
        " no_answer late parts period_from period_to version",
        technical="id computed_at lineage audience",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    question = models.CharField(max_length=500)
    definition = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    unit_of_count = models.CharField(max_length=30)
    numerator = models.IntegerField()
    asked = models.IntegerField()
    answered = models.IntegerField()
    not_applicable = models.IntegerField(default=0)
    not_shown = models.IntegerField(default=0)
    no_answer = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    parts = models.JSONField(default=list)
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    version = models.CharField(max_length=60, blank=True)
    computed_at = models.DateTimeField()
    lineage = models.JSONField(default=list)
    audience = models.CharField(
        max_length=10, choices=[(a.value, a.value) for a in Audience], default=Audience.INTERNAL
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    asked=models.F("answered")
                    + models.F("not_applicable")
                    + models.F("not_shown")
                    + models.F("no_answer")
                ),
                name="figure_holds_together",
            )
        ]

    def __str__(self) -> str:
        return self.code
