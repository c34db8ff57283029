"""Indicators, and figures as they stood when they were used."""

from __future__ import annotations

import uuid

from django.db import models

from framst.foundation.classification import Zone, fields

from .terms import Audience, Control, Kind, Settled


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
    unit_of_count = models.CharField(max_length=60)
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
    unit_of_count = models.CharField(max_length=60)
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


class Noted(models.Model):
    """Who wrote something down, and when."""

    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class Observation(Noted):
    """A value that was not measured here: it stands in a paper as what it is, with its source, its date and who said it."""

    zone = Zone.ANALYSIS
    classes = fields(open="code value unit source observed_on note", personal="said_by made_by", technical="id made_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=80, unique=True)
    value = models.CharField(max_length=200)  # as it is printed: "talpedagog på 20 procent"
    unit = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=300)
    observed_on = models.DateField()
    said_by = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.code


class Finding(Noted):
    """A sentence about figures or observations, with its date. What became of it stands in its dispositions."""

    zone = Zone.ANALYSIS
    classes = fields(open="code sentence theme scope found_on sources", personal="made_by", technical="id made_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=80, unique=True)
    sentence = models.CharField(max_length=500)
    theme = models.CharField(max_length=120, blank=True)
    scope = models.CharField(max_length=200, blank=True)  # what it is about: "anpassad grundskola"
    found_on = models.DateField()
    sources = models.JSONField(default=list)  # of {"kind": "figure" | "obs", "code": …}

    def __str__(self) -> str:
        return self.code


class Disposition(Noted):
    """What became of a finding, from a day on. Dispositions are added after one another and never rewritten."""

    zone = Zone.ANALYSIS
    classes = fields(open="finding kind who what on within_control reason", personal="made_by", technical="id made_at")
    never = ("change", "remove")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="dispositions")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in Settled])
    who = models.CharField(max_length=200, blank=True)  # the division, or who else: "avdelning grundskola"
    what = models.CharField(max_length=500, blank=True)  # what was done, or what came in its place
    on = models.DateField()
    within_control = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Control])
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["on", "made_at"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.kind}"


class Activity(Noted):
    """What was done after the measuring: "since then the principals' network has met and worked with the plan"."""

    zone = Zone.ANALYSIS
    # `for_whom` and not `audience`: that word is the walls' own, for who may see a row.
    classes = fields(open="code text on for_whom content", personal="made_by", technical="id made_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=80, unique=True)
    text = models.CharField(max_length=500)  # as it is printed
    on = models.DateField()
    for_whom = models.CharField(max_length=200, blank=True)
    content = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.code


class StoredQuote(models.Model):
    """An observation, finding or activity as it stood when a paper was frozen."""

    zone = Zone.ANALYSIS
    classes = fields(open="kind code text trace", technical="id audience")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind])
    code = models.CharField(max_length=80)
    text = models.CharField(max_length=1500)
    trace = models.JSONField(default=dict)
    audience = models.CharField(
        max_length=10, choices=[(a.value, a.value) for a in Audience], default=Audience.INTERNAL
    )

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


class GroupDecision(Noted):
    """That a breakdown by small groups may be printed and published: who decided, when, on what basis."""

    zone = Zone.ANALYSIS
    classes = fields(open="indicator grouping basis decided_on", personal="made_by", technical="id made_at")
    never = ("change", "remove")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="group_decisions")
    grouping = models.CharField(max_length=10)
    basis = models.TextField()
    decided_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.grouping}"
