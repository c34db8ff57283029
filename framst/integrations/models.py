"""What came in from outside, as it came."""

from __future__ import annotations

import uuid

from django.db import models

from framst.foundation.classification import Zone, fields


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
