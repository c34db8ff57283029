"""The legal record: who did what to which record, when, for what purpose. Append-only."""

from django.db import models

from framst.foundation.classification import Zone, fields

from .terms import Act


class Event(models.Model):
    """One act. It has no foreign keys, so it never hinders, and survives, what it tells about.

    The application's role may insert and, by the matrix, read; nobody may change or remove.
    """

    zone = Zone.AUDIT
    classes = fields(
        technical="id at act table record unit actor_kind machine detail", personal="person", open="purpose"
    )

    at = models.DateTimeField()
    act = models.CharField(max_length=30, choices=[(a.value, a.value) for a in Act])
    actor_kind = models.CharField(max_length=10)
    person = models.BigIntegerField(null=True)
    machine = models.CharField(max_length=30, blank=True)
    table = models.CharField(max_length=60, blank=True)
    record = models.CharField(max_length=60, blank=True)
    unit = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["table", "record", "at"]),
            models.Index(fields=["person", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.table} {self.record}"
