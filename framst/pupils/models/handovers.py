"""What a school hands over when a pupil leaves it.

A handover stands for every pupil who has moved, with matters or without: so it tells nobody whether there are any.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from framst.access.professions import SCHOOL_LEADERS
from framst.foundation.classification import Zone, fields
from framst.organisation.models import OfPupil, Person, Unit

from ..terms import LETTERS, OUTCOMES
from .matters import ZONES, Matter

_LEADERS = f"'{{{','.join(SCHOOL_LEADERS)}}}'::text[]"


class Handover(OfPupil):
    """That a pupil has left a unit, and by when that unit must have handed over; done when its principal says so.

    Seen by those who see the pupil at the new school, and by the leaders of the leaving one. Of one who has left the
    authority it is the registrar's. It is begun and finished by `access.crossings`.
    """

    zone = Zone.ROSTER
    never = ("add", "change")
    classes = fields(
        open="holder from_unit",
        personal="left_authority moved_on due_on done_by",
        sensitive="secrecy",
        technical="id pupil done_at",
    )
    relations = {"leaving": f"from_unit_id = ANY ((SELECT framst_units({_LEADERS}))::bigint[])"}

    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    left_authority = models.BooleanField(default=False)  # handed over on paper, to a school that is not ours
    moved_on = models.DateField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["pupil"])]
        constraints = [
            models.UniqueConstraint(
                fields=["from_unit", "pupil"], condition=Q(done_at__isnull=True), name="one_open_handover_a_unit"
            )
        ]


class HandoverStep(OfPupil):
    """What became of one matter when the pupil left: to whom, on what ground, by whom. It stands.

    A step without a matter is a note of what was sent to a school that is not ours.
    """

    zone = Zone.SCHOOL
    letters = ZONES
    matter_column = "matter_id"
    unit_column = "kept_by_id"
    never = ("add", "change")
    classes = fields(
        sensitive="letter secrecy outcome ground", free_text="basis", personal="to_person taken_by taken_at",
        open="holder kept_by", technical="id pupil matter",
    )  # fmt: skip

    kept_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)  # the leaving unit
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, null=True, related_name="steps", db_index=False)
    letter = models.CharField(max_length=1, choices=[(letter, letter) for letter in LETTERS])
    outcome = models.CharField(max_length=12, choices=[(code, code) for code in OUTCOMES])
    ground = models.CharField(max_length=12, blank=True)  # a code of terms.GROUNDS
    basis = models.TextField(blank=True)
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pupil"]), models.Index(fields=["matter"])]
