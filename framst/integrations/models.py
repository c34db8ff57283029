"""What came in from outside, as it came."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from framst.foundation.classification import Zone, fields

from .roster.terms import DecisionKind, RunState


class ImportedFile(models.Model):
    """A file of answers collected elsewhere: kept whole, with what became of each of its rows.

    Uploaded and not read in yet, it waits for a person to say which column is what; the next upload replaces it.
    """

    zone = Zone.ANSWERS
    classes = fields(
        technical="id followup sha256 rows uploaded_at uploaded_by imported_at", personal="name", free_text="content"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    followup = models.ForeignKey("followups.Followup", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # One for each row of the file: {"number", "key", "state" (counts, late, superseded), "sheet"}.
    rows = models.JSONField(default=list)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["followup", "-imported_at"])]
        constraints = [models.UniqueConstraint(fields=["followup", "sha256"], name="a_file_once_a_followup")]

    def __str__(self) -> str:
        return str(self.id)


class RosterRun(models.Model):
    """One reading of a roster that changed something, or that waits for a person because it would take away much.

    It holds numbers only, and never who.
    """

    zone = Zone.RUNS
    classes = fields(
        open="source state whole changes remarks",
        technical="id gone run_at decided_at",
        personal="run_by decided_by",
        free_text="reason",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in RunState])
    whole = models.BooleanField()
    changes = models.JSONField(default=dict)
    gone = models.CharField(max_length=64, blank=True)  # of a run that waits: a keyed digest of who would be gone
    remarks = models.JSONField(default=list)  # of str: what the source lacked or had otherwise than the standard
    run_at = models.DateTimeField()
    run_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)  # why it was refused

    class Meta:
        indexes = [models.Index(fields=["state", "-run_at"])]

    def __str__(self) -> str:
        return f"{self.source} {self.run_at:%Y-%m-%d %H.%M}"


class ProtectionDecision(models.Model):
    """A person's decision about somebody who is marked as protected: when, by whom, on what ground, who is named.

    About whom it is stands as the mark's digest. What has been decided stands; a new decision comes after it.
    """

    zone = Zone.MARKS
    never = ("change",)
    classes = fields(technical="id digest decided_at", sensitive="kind", free_text="basis", personal="named decided_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in DecisionKind])
    basis = models.TextField()
    named = ArrayField(models.BigIntegerField(), default=list)  # keys of persons
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["digest", "-decided_at"])]

    def __str__(self) -> str:
        return str(self.pk)


class SourceState(models.Model):
    """How far a source of rosters has been read: from when the next question for changes goes, and what it can answer."""

    zone = Zone.RUNS
    classes = fields(open="source capabilities last_complete_at", technical="id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=40, unique=True)
    last_complete_at = models.DateTimeField()  # when the last run began that left no gap
    capabilities = models.JSONField(default=list)  # of str: the endpoints that it has shown that it has

    def __str__(self) -> str:
        return self.source
