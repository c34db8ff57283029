"""The roster: pupils, their guardians, where they are and have been enrolled, and the groups that they are in.

Only the import writes here (and the few acts of `access.crossings`). Every row about a pupil carries who holds the
pupil now and behind which wall (`holder`, `secrecy`): the database copies both from the pupil and keeps them equal,
so that a move or a protection takes every row with it in the same statement.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from framst.foundation.classification import Zone, fields
from framst.foundation.sort_key import sort_key

from ..terms import GroupKind, MarkKind, NumberKind, Secrecy, Sex
from .authority import Person, SchoolForm, Unit

_SECRECIES = [(s.value, s.value) for s in Secrecy]


class Pupil(models.Model):
    """A pupil or a preschool child. One with protected identity is not here, unless the authority has decided so."""

    zone = Zone.ROSTER
    pupil_column = "id"
    # Whose matter one has, one must also see: the functions are the walls' own (`access.walls`).
    relations = {
        "leaving": "id = ANY ((SELECT framst_leaving())::uuid[])",
        "left_records": "id = ANY ((SELECT framst_left_records())::uuid[])",
    }
    classes = fields(
        personal="given_name family_name birth_date sex",
        open="holder",
        sensitive="secrecy",
        technical="id sort_key source source_id changed_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pupils", db_index=False)
    secrecy = models.CharField(max_length=1, choices=_SECRECIES, default=Secrecy.SCHOOL)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=250, db_collation="C", editable=False)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True, choices=[(s.value, s.value) for s in Sex])
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=100)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["holder", "sort_key"])]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="pupil_once_per_source"),
            # What the rows about a pupil point to, so that they follow (see `OfPupil`).
            models.UniqueConstraint(fields=["id", "holder", "secrecy"], name="pupil_holder_secrecy"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never the name: this text may end up in a log

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(f"{self.family_name} {self.given_name}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class OfPupil(models.Model):
    """A row about a pupil. `holder` and `secrecy` are the pupil's own: a composite reference ON UPDATE CASCADE, made
    with the walls (`access.walls`), refuses anything else and carries every change of them over."""

    pupil_column = "pupil_id"
    follows_pupil = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pupil = models.ForeignKey(
        Pupil, on_delete=models.DO_NOTHING, db_constraint=False, related_name="%(class)ss", db_index=False
    )
    holder = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False)
    secrecy = models.CharField(max_length=1, choices=_SECRECIES)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class IdentityNumber(OfPupil):
    """A pupil's identity number, for exact search only. A pupil without a number has no row."""

    zone = Zone.ROSTER
    classes = fields(personal="number", open="kind holder", sensitive="secrecy", technical="id pupil")

    number = models.CharField(max_length=12)  # ÅÅÅÅMMDDNNNN; the temporary ones as the source has them
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in NumberKind])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="identity_number_once")]
        indexes = [models.Index(fields=["pupil"])]


class Enrolment(OfPupil):
    """That a pupil is enrolled at a unit in a school form and grade, from when to when. Ended ones stay: history."""

    zone = Zone.ROSTER
    classes = fields(
        open="unit form holder", personal="grade programme from_on until_on", sensitive="secrecy", technical="id pupil"
    )

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="enrolments", db_index=False)
    form = models.ForeignKey(SchoolForm, on_delete=models.PROTECT, null=True, db_index=False)
    grade = models.CharField(max_length=4, blank=True)
    programme = models.CharField(max_length=100, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pupil", "from_on"]), models.Index(fields=["unit", "from_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="enrolment_ends_after_start"
            )
        ]


class Guardian(OfPupil):
    """A pupil's guardian or other person with responsibility, as far as the pupil is concerned.

    One row a pupil: the same person may have the right to information about one child and not about another.
    A guardian with protected identity is not here.
    """

    zone = Zone.ROSTER
    classes = fields(
        personal="given_name family_name email phone relation informed",
        open="holder",
        sensitive="secrecy",
        technical="id pupil source_id",
    )

    source_id = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    relation = models.CharField(max_length=40)  # as the source says: Vårdnadshavare, God man …
    informed = models.BooleanField(default=True)  # has the right to information

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pupil", "source_id"], name="guardian_once_per_pupil")]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Former(OfPupil):
    """What a row about a pupil held before it was changed or removed: written by the database alone (`former`).

    It goes when the pupil goes, and follows the pupil behind every wall. Nobody adds, changes or removes.
    """

    zone = Zone.ROSTER
    never = ("add", "change", "remove")
    classes = fields(personal="was", open="holder", sensitive="secrecy", technical="id pupil of_table changed_at")

    of_table = models.CharField(max_length=60)
    was = models.JSONField()  # the row's own values, by column
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pupil", "changed_at"])]


class Group(models.Model):
    """A class, a mentor's group, a teaching group: its name and unit, never who is in it."""

    zone = Zone.ORGANISATION
    classes = fields(open="unit name kind from_on until_on", technical="id sort_key source source_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups", db_index=False)
    name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=250, db_collation="C", editable=False)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in GroupKind])
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["unit", "sort_key"])]
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="group_once_per_source")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Membership(OfPupil):
    """That a pupil is in a group, from when to when."""

    zone = Zone.ROSTER
    classes = fields(personal="group from_on until_on", open="holder", sensitive="secrecy", technical="id pupil")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["group", "pupil"]), models.Index(fields=["pupil"])]


class GroupDuty(models.Model):
    """That somebody teaches or is mentor of a group: what lets a teacher see the pupils in it, for that period.

    As long as the person has an assignment in the group's unit: it opens nothing beyond that.
    """

    zone = Zone.ORGANISATION
    classes = fields(open="group role from_on until_on", personal="person", technical="id source")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="group_duties")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="duties")
    role = models.CharField(max_length=40)  # a code of access.professions: teacher, mentor, leisure_staff …
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    # The roster that gave it; empty: a person here did.
    source = models.CharField(max_length=40, blank=True, db_default="")

    def __str__(self) -> str:
        return f"{self.role} {self.group_id}"


class NameToken(OfPupil):
    """A word of a pupil's name, folded, by which lists are searched with a prefix (DESIGN §4: LIKE loses its index
    behind a wall). A protected pupil has none: such a pupil is never found by searching."""

    zone = Zone.ROSTER
    classes = fields(personal="token", open="holder", sensitive="secrecy", technical="id pupil")

    token = models.CharField(max_length=110, db_collation="C")

    class Meta:
        indexes = [
            models.Index(fields=["holder", "token"]),
            models.Index(fields=["token"]),
            models.Index(fields=["pupil"]),
        ]


class ProtectedMark(models.Model):
    """That a source has once marked somebody as protected: a keyed digest of the source's own id, and nothing else.

    The import needs it to let no later file lower the mark without a person's decision; the chief education officer
    decides, and counts. It tells nobody who: the key is not in the database.
    """

    zone = Zone.MARKS
    classes = fields(
        technical="id digest source by_source seen_at still_marked lowering_asked_at",
        sensitive="kind included",
        personal="lowering_asked_by",
    )

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in MarkKind])
    source = models.CharField(max_length=40, blank=True)
    by_source = models.BooleanField(default=True)  # false: a person here marked first, and the source has not yet
    seen_at = models.DateTimeField()
    still_marked = models.BooleanField(default=True)
    lowering_asked_at = models.DateTimeField(null=True)  # the source has the mark no longer: a person decides
    # The one person who alone has asked, with a list of their own; null: a reading that nobody began, or several have.
    lowering_asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    included = models.BooleanField(default=False)  # the authority has decided that this pupil is in the system

    def __str__(self) -> str:
        return str(self.pk)
