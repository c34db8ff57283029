"""The provider (huvudman), its units and staff, and who does what where and when."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value

from framst.foundation.classification import Zone, fields
from framst.foundation.sort_key import sort_key

from ..terms import Employment, UnitKind


class Sorted(models.Model):
    """A name and the stored key by which it sorts in Swedish."""

    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=250, db_collation="C", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Provider(models.Model):
    """The huvudman: one database holds exactly one."""

    zone = Zone.PUBLISHED
    classes = fields(open="name orgnr municipal is_demo", technical="id only")

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=200)
    orgnr = models.CharField(max_length=10, blank=True)
    municipal = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_provider")]

    def __str__(self) -> str:
        return self.name


class Setting(models.Model):
    """One choice of the authority's, as set at one time. The newest row of a code is in force; older ones are history.

    Open: what a setting holds stands on published papers, and the public page must know whether it is turned on.
    """

    zone = Zone.PUBLISHED
    classes = fields(open="code value", technical="id set_at", personal="set_by")

    code = models.CharField(max_length=60)
    value = models.JSONField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("Person", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["code", "-set_at"])]

    def __str__(self) -> str:
        return self.code


class Person(models.Model):
    """Somebody who works for the authority or sits on its board."""

    zone = Zone.ORGANISATION
    classes = fields(personal="given_name family_name email external_id", technical="id sort_key")

    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=250, db_collation="C", editable=False)
    email = models.EmailField(unique=True)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sort_key"]), models.Index(fields=["external_id"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(f"{self.family_name} {self.given_name}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; nobody signs up by themselves."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> Account:
        account = self.model(email=email, **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """A way to sign in. What its person may see and do comes from assignments, never from the account."""

    zone = Zone.TECHNICAL
    classes = fields(technical="id password last_login is_active person", personal="email")

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = AccountManager()

    # Django's admin is not installed; these two answer what its other parts ask.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False


class Division(Sorted):
    """A part of the administration by school form, with a director (avdelning)."""

    zone = Zone.ORGANISATION
    classes = fields(open="name", technical="id sort_key")


class Area(Sorted):
    """A district of a division (område)."""

    zone = Zone.ORGANISATION
    classes = fields(open="name division", technical="id sort_key")

    division = models.ForeignKey(Division, on_delete=models.PROTECT)


class SchoolForm(Sorted):
    """A type of school, as data with validity dates: statutes change them."""

    zone = Zone.ORGANISATION
    classes = fields(open="code name valid_from valid_to register_codes", technical="id sort_key")

    code = models.CharField(max_length=10, unique=True)
    register_codes = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)


class Unit(Sorted):
    """A school unit (eight digits), or a preschool or leisure-time centre with the authority's own code."""

    zone = Zone.ORGANISATION
    classes = fields(
        open="code kind name division area municipality_code municipality provider_name provider_orgnr opened_on"
        " closed_on source",
        technical="id sort_key",
    )

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in UnitKind], default=UnitKind.SCHOOL)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    municipality = models.CharField(max_length=60, blank=True)
    # Who runs it, as the register says; empty: the authority itself, or not known.
    provider_name = models.CharField(max_length=200, blank=True)
    provider_orgnr = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    source = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sort_key"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="school") | Q(code__regex=r"^\d{8}$"),
                name="school_unit_code_is_eight_digits",
            )
        ]


class UnitForm(models.Model):
    """That a unit runs a school form, with which grades, from when to when."""

    zone = Zone.ORGANISATION
    classes = fields(open="unit form grades from_on until_on", technical="id")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="forms")
    form = models.ForeignKey(SchoolForm, on_delete=models.PROTECT)
    grades = models.JSONField(default=list)  # of str: "F", "1" … "9", "gy1"
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "form"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.form}"


def _day_range(*columns: str) -> Func:
    return Func(*[F(c) for c in columns], Value("[]"), function="daterange")


class Assignment(models.Model):
    """That a person has a profession (a role) in a unit, a division or the whole authority for a period.

    Exactly one principal at a time leads a unit (SkolL 2 kap. 9 §): the database holds it. Deputies and
    acting principals are professions of their own and do not count.
    """

    zone = Zone.ORGANISATION
    classes = fields(open="profession unit division from_on until_on", personal="person", technical="id source")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    profession = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    source = models.CharField(max_length=40, blank=True)  # the roster that gave it; empty: a person here did

    class Meta:
        indexes = [models.Index(fields=["person", "profession"]), models.Index(fields=["unit", "profession"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="assignment_ends_after_start",
            ),
            # int8range holds one unit's number: a plain column would need the extension btree_gist.
            ExclusionConstraint(
                name="one_principal_at_a_time",
                index_type="GIST",
                expressions=[
                    (Func(F("unit_id"), F("unit_id"), Value("[]"), function="int8range"), "&&"),
                    (_day_range("from_on", "until_on"), "&&"),
                ],
                condition=Q(profession="principal", unit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profession} {self.person_id}"


class Competence(Sorted):
    """A competence of pupil health, statutory (SkolL 2 kap. 25 §) or local, as data with validity dates.

    `requirement` joins competences of which any one meets the law: "specialpedagog eller speciallärare".
    """

    zone = Zone.ORGANISATION
    classes = fields(
        open="code name statutory requirement law forms grades valid_from valid_to replaced_by note",
        technical="id sort_key",
    )

    code = models.CharField(max_length=40, unique=True)
    statutory = models.BooleanField(default=False)
    requirement = models.CharField(max_length=40, blank=True)
    law = models.CharField(max_length=100, blank=True)
    forms = models.JSONField(default=list)  # of SchoolForm.code; empty: all forms but preschool
    grades = models.JSONField(default=list)  # empty: all grades
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    note = models.CharField(max_length=300, blank=True)


class Service(models.Model):
    """Who serves which unit in which competence with which share of full time, and how the unit has it."""

    zone = Zone.ORGANISATION
    classes = fields(open="unit competence share employment from_on until_on", personal="person", technical="id")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="services")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="services")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # percent of full time at this unit
    employment = models.CharField(max_length=10, choices=[(e.value, e.value) for e in Employment])
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "competence"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=100), name="share_is_of_full_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence_id} {self.unit_id}"
