"""Follow-ups: what is asked of which principals, and their places in the denominator."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from framst.foundation.classification import Zone, fields

from .terms import Per, State


class Followup(models.Model):
    """One follow-up: a version of a question set put to the principals of chosen units."""

    zone = Zone.INQUIRY
    classes = fields(
        open="slug title about version per state closes_on period_from period_to intro asked_typed takes_late",
        technical="id chosen opened_at closed_at made_by identified column_map",
    )
    relations = {"link": ("id", "SELECT i.followup_id FROM followups_invitation i WHERE i.id = framst_link()")}

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    about = models.CharField(
        max_length=200, blank=True
    )  # what is followed up, with its version: "elevhälsoplanen 2024"
    version = models.ForeignKey("forms.Version", on_delete=models.PROTECT)
    per = models.CharField(max_length=10, choices=[(p.value, p.value) for p in Per], default=Per.PRINCIPAL)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.DRAFT)
    intro = models.TextField(blank=True)
    period_from = models.DateField()  # the measuring period, which belongs to the figures
    period_to = models.DateField()
    closes_on = models.DateField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # The units chosen for a draft (their keys); once it is open, the places say it.
    chosen = ArrayField(models.BigIntegerField(), default=list)
    # Opened again for those who are late: what is handed in now is kept apart and is in no figure.
    takes_late = models.BooleanField(default=False)
    # Answers collected elsewhere without names: how many were asked is then an observation, and nobody is reminded.
    identified = models.BooleanField(default=True)
    asked_typed = models.PositiveIntegerField(null=True)
    column_map = models.JSONField(default=dict)
    made_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="measuring_period_is_not_empty")
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """One place in the denominator: who holds it now, and the sheet. It counts once, whoever comes to hold it."""

    zone = Zone.ANSWERS
    classes = fields(
        technical="id followup sheet link_number invited_at reminded_at reminders passed_on_at not_asked",
        personal="person label address",
    )
    relations = {"holder": "person_id = (SELECT framst_person())", "link": "id = (SELECT framst_link())"}
    never = ("remove",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    followup = models.ForeignKey(Followup, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True)
    label = models.CharField(max_length=300, blank=True)  # the units, as printed when it was made
    sheet = models.OneToOneField("forms.Sheet", on_delete=models.PROTECT)
    address = models.EmailField(blank=True)  # where the link was sent; the receipt goes there too
    link_number = models.PositiveSmallIntegerField(default=1)  # a new number makes older links void
    invited_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    passed_on_at = models.DateTimeField(null=True)  # when the present holder took it over from a former one
    # Matrix rows that do not concern its units, as it was when it was opened: question → rows. They are not shown,
    # and count as not applicable.
    not_asked = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["followup", "person"])]

    def __str__(self) -> str:
        return str(self.id)


class Place(models.Model):
    """That an invitation speaks for a unit."""

    zone = Zone.ANSWERS
    classes = fields(technical="id invitation", open="unit")
    relations = {
        "holder": (
            "invitation_id",
            "SELECT i.id FROM followups_invitation i WHERE i.person_id = framst_person()",
        ),
        "link": "invitation_id = (SELECT framst_link())",
    }
    never = ("remove",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="places")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitation", "unit"], name="a_unit_once_an_invitation")]

    def __str__(self) -> str:
        return f"{self.invitation_id} {self.unit_id}"
