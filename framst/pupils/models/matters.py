"""A pupil's matters and what is written in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from framst.foundation.classification import Zone, fields
from framst.organisation.models import OfPupil, Person, Unit

from ..terms import LETTERS

# The zone of each letter: which wall a matter stands behind is a column of its own.
ZONES = {"A": Zone.HEALTH, "B": Zone.CARE, "C": Zone.SCHOOL}
_LETTERS = [(letter, letter) for letter in LETTERS]


class Matter(OfPupil):
    """One matter of a pupil, in one zone. That it exists is as secret as what is in it.

    It is opened, and people assigned to it, by `access.crossings`; it is closed by those who have it. The unit that
    keeps it (`kept_by`) is the one whose walls it stands behind: when the pupil moves, the matter stays, until it is
    handed over.
    """

    zone = Zone.SCHOOL
    letters = ZONES
    matter_column = "id"
    unit_column = "kept_by_id"
    never = ("add",)
    classes = fields(
        sensitive="letter kind secrecy",
        free_text="about",
        personal="opened_by opened_on closed_on",
        open="holder kept_by",
        technical="id pupil",
    )

    kept_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    letter = models.CharField(max_length=1, choices=_LETTERS)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=200)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["pupil"]),
            models.Index(fields=["kept_by", "opened_on"]),
            # What waits to be handed over: asked for in every look at the roster, and few.
            models.Index(
                fields=["kept_by"],
                condition=Q(closed_on__isnull=True) & ~Q(kept_by=F("holder")),
                name="matter_left_behind",
            ),
        ]
        constraints = [
            # What the notes point to, so that they follow when the matter is handed over.
            models.UniqueConstraint(fields=["id", "kept_by"], name="matter_kept_by"),
        ]


class Note(OfPupil):
    """One note in a matter. What has been written stands; a mistake is corrected by another note."""

    zone = Zone.SCHOOL
    letters = ZONES
    matter_column = "matter_id"
    unit_column = "kept_by_id"
    follows_matter = True
    never = ("change",)
    classes = fields(
        sensitive="letter secrecy", free_text="text", personal="written_by written_at", open="holder kept_by",
        technical="id pupil matter",
    )  # fmt: skip

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notes")
    kept_by = models.ForeignKey(
        Unit, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    letter = models.CharField(max_length=1, choices=_LETTERS)
    text = models.TextField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pupil"])]
