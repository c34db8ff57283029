"""The legal record: who did what to which record, when, for what purpose. Append-only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from framst.foundation.classification import Zone, fields

from .terms import Act


class Event(models.Model):
    """One act. It has no foreign keys, so it never hinders, and survives, what it tells about.

    The application's role may insert and, by the matrix, read; nobody may change or remove.
    """

    zone = Zone.AUDIT
    classes = fields(
        technical="id at act table record unit actor_kind machine detail letter",
        personal="person profession subject shown",
        open="purpose",
    )

    at = models.DateTimeField()
    act = models.CharField(max_length=30, choices=[(a.value, a.value) for a in Act])
    actor_kind = models.CharField(max_length=10)
    person = models.BigIntegerField(null=True)
    profession = models.CharField(max_length=200, blank=True)  # the codes that the person had then
    machine = models.CharField(max_length=30, blank=True)
    table = models.CharField(max_length=60, blank=True)
    record = models.CharField(max_length=60, blank=True)
    # HSLF-FS 2016:40 4 kap. 9 §: what was done, at which unit, when, by whom, about whom.
    subject = models.UUIDField(null=True)  # the pupil that it is about
    shown = ArrayField(models.UUIDField(), default=list)  # the pupils that a list showed
    unit = models.BigIntegerField(null=True)
    letter = models.CharField(max_length=1, blank=True)  # the zone of what was read
    purpose = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["table", "record", "at"]),
            models.Index(fields=["person", "at"]),
            models.Index(fields=["subject", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.table} {self.record}"


class Link(models.Model):
    """One link of the chain over the record (`chain`). The database alone writes it; nobody else reads it."""

    zone = Zone.CHAIN
    classes = fields(technical="number event_id hash")

    number = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.number)
