"""What is being written: the parts of a plan, by whom, and what is said about them. The school's alone until adopted."""

from __future__ import annotations

import uuid

from django.db import models

from framst.foundation.classification import Zone, fields

_WRITER = (
    "plan_id",
    "SELECT w.plan_id FROM plans_writer w WHERE w.person_id = framst_person() AND w.ended_at IS NULL",
)


class Part(models.Model):
    """One section of a plan, or one focus area: what is given there, and the number of its last save.

    `given` is question (or question|row) → what `forms.terms.Given` holds that is not empty.
    """

    zone = Zone.PLAN_TEXTS
    classes = fields(
        open="unit code kind place own", free_text="title given", technical="id plan revision saved_at carried_from",
        personal="saved_by",
    )  # fmt: skip
    relations = {"writer": _WRITER}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)  # the plan's own
    code = models.CharField(
        max_length=40
    )  # the section's code; "fokus-…" for a focus area; "eget-…" for an own section
    kind = models.CharField(max_length=12, blank=True)  # of terms.Part; empty: a section's questions
    title = models.CharField(max_length=200, blank=True)  # of a section of the school's own
    own = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)
    given = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    carried_from = models.UUIDField(null=True)  # the focus area of last year that it goes on with
    saved_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="one_part_a_code")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.code}"


class OtherText(models.Model):
    """What one wrote while another saved something else in the same place. It is kept until somebody has chosen."""

    zone = Zone.PLAN_TEXTS
    classes = fields(
        open="unit question", free_text="text", personal="by", technical="id plan part at settled_at settled_by"
    )
    relations = {"writer": _WRITER}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="other_texts")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="others")
    question = models.CharField(max_length=81)  # question or question|row
    text = models.TextField()
    by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["part", "settled_at"])]

    def __str__(self) -> str:
        return str(self.id)


class Comment(models.Model):
    """What somebody says about a section while it is written."""

    zone = Zone.PLAN_TEXTS
    classes = fields(open="unit section", free_text="text", personal="by", technical="id plan at settled_at settled_by")
    relations = {"writer": _WRITER}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="comments")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    section = models.CharField(max_length=40)
    text = models.TextField()
    by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["plan", "section", "at"])]

    def __str__(self) -> str:
        return str(self.id)


class Writer(models.Model):
    """That the principal has invited somebody to write, beside the school's own pupil health."""

    zone = Zone.PLAN_TEXTS
    classes = fields(open="unit", personal="person invited_by", technical="id plan invited_at ended_at")
    relations = {"writer": _WRITER}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="writers")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    person = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], condition=models.Q(ended_at=None), name="one_invitation_to_write"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id}"
