"""The year's activities, and what they come from: assignments of the board, priorities, decisions of the inspectorate."""

from __future__ import annotations

import uuid

from django.db import models

from framst.foundation.classification import Zone, fields
from framst.wheel.terms import Level


class BoardAssignment(models.Model):
    """An assignment that politics has given (*uppdrag*). It is closed by the paper that reports it back and the decision."""

    zone = Zone.WHEEL
    classes = fields(
        open="unit title given_by given_on registry_number paper paper_registry_number decided_on paragraph",
        free_text="text",
        technical="id closed_at",
    )
    never = ("remove",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)  # null: the authority's
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    given_by = models.CharField(max_length=200)  # the council, the board
    given_on = models.DateField()
    registry_number = models.CharField(max_length=60, blank=True)
    paper = models.CharField(max_length=300, blank=True)  # the paper that reports it back: its title or its address
    paper_registry_number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    paragraph = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["closed_at", "given_on"])]

    def __str__(self) -> str:
        return str(self.id)


class Activity(models.Model):
    """One thing that the year holds: what, for whom, asked and due when, who follows it up, how long it takes."""

    zone = Zone.WHEEL
    classes = fields(
        open="unit division level title for_whom asked_on due_on minutes basis assignment year recurs",
        personal="follows_up",
        free_text="text",
        technical="id former made_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()  # the first of the school year
    level = models.CharField(max_length=10, choices=[(lv.value, lv.value) for lv in Level])
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)
    division = models.ForeignKey("organisation.Division", on_delete=models.PROTECT, null=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    for_whom = models.CharField(max_length=200)
    asked_on = models.DateField(null=True)
    due_on = models.DateField()
    minutes = models.PositiveIntegerField(null=True)  # that it takes each principal who does it
    follows_up = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=300, blank=True)  # the law or decision it comes from, as the authority says it
    assignment = models.ForeignKey(BoardAssignment, on_delete=models.PROTECT, null=True, related_name="activities")
    recurs = models.BooleanField(default=True)
    former = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="following")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["year", "due_on"]), models.Index(fields=["unit", "year"])]
        constraints = [
            # Rolled over once to a year, however many press the button at once.
            models.UniqueConstraint(
                fields=["former", "year"], condition=models.Q(former__isnull=False), name="one_activity_rolled_over"
            ),
            models.CheckConstraint(
                condition=models.Q(level="authority", unit__isnull=True, division__isnull=True)
                | models.Q(level="division", unit__isnull=True, division__isnull=False)
                | models.Q(level="school", unit__isnull=False, division__isnull=True),
                name="activity_stands_at_its_level",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SupervisoryDecision(models.Model):
    """A decision of the school inspectorate: what lacks, until when, what is done, replied and closed when."""

    zone = Zone.WHEEL
    classes = fields(
        open="unit title registry_number decided_on deadline replied_on closed_on",
        free_text="deficiency measure",
        technical="id",
    )
    never = ("remove",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)  # null: the authority itself
    title = models.CharField(max_length=200)
    registry_number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField()
    deficiency = models.TextField()
    deadline = models.DateField()
    measure = models.TextField(blank=True)
    replied_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["closed_on", "deadline"])]

    def __str__(self) -> str:
        return str(self.id)


class Priority(models.Model):
    """What a division, or the authority, puts first in a school year: on what finding, and what became of it."""

    zone = Zone.WHEEL
    classes = fields(open="unit division year finding finding_words", free_text="text became", technical="id became_on")
    never = ("remove",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True)  # always null: no school's own
    division = models.ForeignKey("organisation.Division", on_delete=models.PROTECT, null=True)  # null: the authority
    year = models.PositiveSmallIntegerField()
    text = models.TextField()
    finding = models.CharField(max_length=60, blank=True)  # the finding's key in the analysis
    finding_words = models.CharField(max_length=500)
    became = models.TextField(blank=True)
    became_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["year", "division"])]

    def __str__(self) -> str:
        return str(self.id)


class CalendarAddress(models.Model):
    """A personal address at which a calendar program fetches the year. Made again, the former one stops working."""

    zone = Zone.OWN
    classes = fields(personal="person", technical="id link number made_at ended_at")
    relations = {"own": "person_id = (SELECT framst_person())", "link": "link = (SELECT framst_link())"}

    person = models.OneToOneField("organisation.Person", on_delete=models.CASCADE, related_name="calendar_address")
    link = models.UUIDField(unique=True)
    number = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
