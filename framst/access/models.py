"""Who is let in to which pupil beside those of the own unit, and what the door remembers of those who sign in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from framst.foundation.classification import Zone, fields
from framst.organisation.models import Account, OfPupil, Person, Unit

from .terms import TieKind


class Tie(OfPupil):
    """That a person is let in to a pupil, for what, on what ground, from when to when.

    No page and no import writes here: ties are made and ended by the acts in `crossings.py`, each of which checks
    the right of whoever asks. So nobody can let themselves in. A tie that has ended stays, as the record of it.
    """

    zone = Zone.TIES
    unit_column = "kept_by_id"
    classes = fields(
        personal="person decided_by ended_by",
        sensitive="kind opens record secrecy",
        free_text="basis weighing",
        open="holder kept_by",
        technical="id pupil from_at until_at decided_at ended_at",
    )
    relations = {"own": "person_id = (SELECT framst_person())"}

    # Whose matters it opens: those that this unit keeps. A tie does not move with the pupil; one that names has none.
    kept_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties", db_index=False)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in TieKind])
    opens = models.CharField(max_length=4, blank=True)  # letters of the zones whose matters it opens: "C", "BC", "A"
    record = models.UUIDField(null=True)  # the one matter that it is about; null: all of the pupil's in those zones
    basis = models.TextField()  # the legal ground, or what the matter is
    weighing = models.TextField(blank=True)  # how need was weighed against secrecy, where the law asks for it
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["person", "kind"]),
            models.Index(fields=["pupil"]),
            models.Index(fields=["record"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="tie_ends_after_start"
            )
        ]


class Failures(models.Model):
    """How many times in a row somebody has failed to sign in, by a digest of what was tried and from where.

    Neither the address that was typed nor the network address can be read out of it.
    """

    zone = Zone.TECHNICAL
    classes = fields(technical="key count last_at")

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.count} ({self.key[:8]})"


class KnownPlace(models.Model):
    """A browser or a network address from which a person has signed in before, by its digest."""

    zone = Zone.TECHNICAL
    classes = fields(technical="id digest kind account last_at")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)  # browser, address
    digest = models.CharField(max_length=64)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind", "digest"], name="one_known_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"


class Presence(models.Model):
    """A browser in which somebody is signed in: what they see in their own list of sign-ins."""

    zone = Zone.TECHNICAL
    classes = fields(technical="id session_key account begun_at", personal="browser place")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=60)
    place = models.CharField(max_length=45)  # the beginning of the network address, never all of it
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Cached(models.Model):
    """The table of Django's cache: used codes and counters that all workers share. Nothing personal is put there."""

    zone = Zone.TECHNICAL
    classes = fields(technical="cache_key value expires")

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
