"""A pupil's matters and what is written in them."""

from __future__ import annotations

from django.db import models

from framst.foundation.classification import Zone, fields
from framst.organisation.models import OfPupil, Person

from .terms import LETTERS

# The zone of each letter: which wall a matter stands behind is a column of its own.
ZONES = {"A": Zone.HEALTH, "B": Zone.CARE, "C": Zone.SCHOOL}
_LETTERS = [(letter, letter) for letter in LETTERS]


class Matter(OfPupil):
    """One matter of a pupil, in one zone. That it exists is as secret as what is in it.

    It is opened, and people assigned to it, by `access.crossings`; it is closed by those who have it.
    """

    zone = Zone.SCHOOL
    letters = ZONES
    matter_column = "id"
    never = ("add",)
    classes = fields(
        sensitive="letter kind secrecy",
        free_text="about",
        personal="opened_by opened_on closed_on",
        open="holder",
        technical="id pupil",
    )

    letter = models.CharField(max_length=1, choices=_LETTERS)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=200)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pupil"]), models.Index(fields=["holder", "opened_on"])]


class Note(OfPupil):
    """One note in a matter. What has been written stands; a mistake is corrected by another note."""

    zone = Zone.SCHOOL
    letters = ZONES
    matter_column = "matter_id"
    never = ("change",)
    classes = fields(
        sensitive="letter secrecy", free_text="text", personal="written_by written_at", open="holder",
        technical="id pupil matter",
    )  # fmt: skip

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notes")
    letter = models.CharField(max_length=1, choices=_LETTERS)
    text = models.TextField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pupil"])]
