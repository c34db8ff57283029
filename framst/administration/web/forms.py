"""The administration's forms. What a rule forbids is said by the service, in the same form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.professions import IN_UNITS, PROFESSIONS
from framst.administration.terms import LOSSES, RECOGNISED, Loss, Recognised
from framst.foundation.refusal import Refused
from framst.organisation.models import Area, Competence, Division, Person, SchoolForm, Unit
from framst.organisation.rules import grades_in, grades_spoken
from framst.organisation.terms import EMPLOYMENTS, PERSON_SETTINGS, SETTINGS, UNIT_KINDS
from framst.ui.templatetags.framst import said


class Day(forms.DateField):
    """A day, as the browser's own picker writes it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"], **more
        )


class OurForm(forms.Form):
    """A form that shows a service's refusal on top."""

    def refuse(self, refused: Refused) -> None:
        """Add the refusal's sentence to the errors."""
        self.add_error(None, said(refused))


class Grades(forms.CharField):
    """Grades as people write them; cleaned to a list of codes."""

    def prepare_value(self, value: Any) -> Any:
        return grades_spoken(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        found = grades_in(super().clean(value))
        if found is None:
            raise forms.ValidationError(_("Skriv årskurser som F–6, 7 8 9 eller gy1–gy3."))
        return list(found)


GRADES_HELP = gettext_lazy("Till exempel F–6, 7 8 9 eller gy1–gy3. Lämna tomt om det inte är känt.")


class UnitForm(OurForm):
    """A unit, its place in the organisation, and its school forms with grades."""

    name = forms.CharField(label=gettext_lazy("Namn"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Typ"), choices=[(k.value, gettext_lazy(w)) for k, w in UNIT_KINDS.items()]
    )
    code = forms.CharField(
        label=gettext_lazy("Kod"),
        max_length=20,
        help_text=gettext_lazy("Skolenhetskoden har åtta siffror. Förskolor och fritidshem har er egen kod."),
    )
    division = forms.ModelChoiceField(Division.objects.none(), label=gettext_lazy("Avdelning"), required=False)
    area = forms.ModelChoiceField(Area.objects.none(), label=gettext_lazy("Område"), required=False)
    school_forms = forms.ModelMultipleChoiceField(
        SchoolForm.objects.none(), label=gettext_lazy("Skolformer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    grades = Grades(label=gettext_lazy("Årskurser"), required=False, help_text=GRADES_HELP)
    opened_on = Day(label=gettext_lazy("Öppnade"), required=False)
    closed_on = Day(label=gettext_lazy("Sista dag, om enheten har lagts ned"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields
        chosen["division"].queryset = Division.objects.order_by("sort_key")
        chosen["area"].queryset = Area.objects.order_by("sort_key")
        chosen["school_forms"].queryset = SchoolForm.objects.order_by("id")

    def values(self) -> dict[str, Any]:
        """What is saved on the unit itself."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("school_forms", "grades")}


class PersonForm(OurForm):
    given_name = forms.CharField(label=gettext_lazy("Förnamn"), max_length=100)
    family_name = forms.CharField(label=gettext_lazy("Efternamn"), max_length=100)
    email = forms.EmailField(label=gettext_lazy("E-post i tjänsten"))


class IdentityForm(OurForm):
    external_id = forms.CharField(
        label=gettext_lazy("Personens id"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Som det står i personallistan och hos er inloggning. Lämna tomt om personen inte har något."),
    )  # fmt: skip


class FactorForm(OurForm):
    """Why the factor is taken away, and how it is known that it is the person who asks."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Varför"),
        choices=[("", gettext_lazy("Välj")), *((k.value, gettext_lazy(w)) for k, w in LOSSES.items())],
    )
    recognised = forms.ChoiceField(
        label=gettext_lazy("Hur du vet att det är personen som ber om det"),
        choices=[("", gettext_lazy("Välj")), *((k.value, gettext_lazy(w)) for k, w in RECOGNISED.items())],
    )

    def clean_reason(self) -> Loss:
        return Loss(self.cleaned_data["reason"])

    def clean_recognised(self) -> Recognised:
        return Recognised(self.cleaned_data["recognised"])


class DivisionForm(OurForm):
    name = forms.CharField(label=gettext_lazy("Namn"), max_length=200)


class AreaForm(OurForm):
    name = forms.CharField(label=gettext_lazy("Namn"), max_length=200)
    division = forms.ModelChoiceField(Division.objects.none(), label=gettext_lazy("Avdelning"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields
        chosen["division"].queryset = Division.objects.order_by("sort_key")


class SchoolFormForm(OurForm):
    """A school form, as data with validity."""

    name = forms.CharField(label=gettext_lazy("Namn"), max_length=200)
    code = forms.RegexField(
        r"^[A-ZÅÄÖ]{1,10}$", label=gettext_lazy("Kod"), help_text=gettext_lazy("Stora bokstäver, till exempel GR.")
    )
    register_codes = forms.CharField(
        label=gettext_lazy("Koder i registret"),
        required=False,
        help_text=gettext_lazy("Skilj flera åt med mellanslag."),
    )
    valid_from = Day(label=gettext_lazy("Gäller från"), required=False)
    valid_to = Day(label=gettext_lazy("Gäller till och med"), required=False)

    def clean_register_codes(self) -> list[str]:
        return str(self.cleaned_data["register_codes"]).upper().split()


class CompetenceForm(OurForm):
    """A competence of pupil health, as data with validity."""

    name = forms.CharField(label=gettext_lazy("Namn"), max_length=200)
    code = forms.SlugField(
        label=gettext_lazy("Kod"), max_length=40, help_text=gettext_lazy("Små bokstäver utan å, ä och ö.")
    )
    statutory = forms.BooleanField(label=gettext_lazy("Krävs enligt lag"), required=False)
    law = forms.CharField(label=gettext_lazy("Lagrum"), required=False, max_length=100)
    requirement = forms.SlugField(
        label=gettext_lazy("Krav som flera kan uppfylla"),
        required=False,
        max_length=40,
        help_text=gettext_lazy(
            "Kompetenser med samma ord uppfyller samma krav, som specialpedagog eller speciallärare."
        ),
    )
    school_forms = forms.MultipleChoiceField(
        label=gettext_lazy("Skolformer"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Inget valt: alla skolformer utom förskola."),
    )  # fmt: skip
    grades = Grades(
        label=gettext_lazy("Årskurser"),
        required=False,
        help_text=gettext_lazy("Tomt: alla årskurser. Till exempel 7–9."),
    )
    replaced_by = forms.ModelChoiceField(Competence.objects.none(), label=gettext_lazy("Ersätts av"), required=False)
    valid_from = Day(label=gettext_lazy("Gäller från"), required=False)
    valid_to = Day(label=gettext_lazy("Gäller till och med"), required=False)
    note = forms.CharField(label=gettext_lazy("Anmärkning"), required=False, max_length=300)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields
        chosen["school_forms"].choices = [(f.code, f.name) for f in SchoolForm.objects.order_by("id")]
        chosen["replaced_by"].queryset = Competence.objects.order_by("sort_key")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Sista dagen kan inte vara före den första."))
        return data


class PrincipalForm(OurForm):
    """Who takes over a unit, and from when."""

    person = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Ny rektor"))
    from_on = Day(label=gettext_lazy("Från och med"))
    until_on = Day(
        label=gettext_lazy("Till och med"),
        required=False,
        help_text=gettext_lazy("Lämna tomt om det gäller tills vidare."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields
        chosen["person"].queryset = Person.objects.order_by("sort_key")
        chosen["person"].label_from_instance = lambda p: f"{p.family_name}, {p.given_name} ({p.email})"


class AssignmentForm(OurForm):
    """An assignment for a person: which, where, from when."""

    profession = forms.ChoiceField(label=gettext_lazy("Uppdrag"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Enhet"), required=False)
    division = forms.ModelChoiceField(
        Division.objects.none(),
        label=gettext_lazy("Avdelning"),
        required=False,
        help_text=gettext_lazy("För en avdelningschef."),
    )
    from_on = Day(label=gettext_lazy("Från och med"))
    until_on = Day(
        label=gettext_lazy("Till och med"),
        required=False,
        help_text=gettext_lazy("Lämna tomt om det gäller tills vidare."),
    )

    def __init__(self, *args: Any, units: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields
        in_units = [(c, _(w)) for c, w in PROFESSIONS.items() if c in IN_UNITS]
        others = [(c, _(w)) for c, w in PROFESSIONS.items() if c not in IN_UNITS]
        chosen["profession"].choices = [(_("I en enhet"), in_units), (_("I förvaltningen"), others)]
        chosen["unit"].queryset = units
        chosen["division"].queryset = Division.objects.order_by("sort_key")


class EndForm(OurForm):
    until_on = Day(label=gettext_lazy("Sista dag"))


class ServiceForm(OurForm):
    """Who serves a unit in a competence with which share."""

    competence = forms.ModelChoiceField(Competence.objects.none(), label=gettext_lazy("Kompetens"))
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Person"),
        required=False,
        help_text=gettext_lazy("Lämna tomt för en köpt tjänst."),
    )
    share = forms.DecimalField(
        label=gettext_lazy("Andel av heltid på enheten, procent"), required=False, min_value=0, max_value=100, decimal_places=2,
        localize=True,
    )  # fmt: skip
    employment = forms.ChoiceField(label=gettext_lazy("Hur enheten har kompetensen"))
    from_on = Day(label=gettext_lazy("Från och med"))
    until_on = Day(
        label=gettext_lazy("Till och med"),
        required=False,
        help_text=gettext_lazy("Lämna tomt om det gäller tills vidare."),
    )

    def __init__(self, *args: Any, day: dt.date, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields
        chosen["competence"].queryset = Competence.objects.exclude(valid_to__lt=day).order_by("sort_key")
        chosen["person"].queryset = Person.objects.order_by("sort_key")
        chosen["employment"].choices = [(c.value, _(w)) for c, w in EMPLOYMENTS.items()]

    def clean_share(self) -> Any:
        if (share := self.cleaned_data["share"]) == 0:
            raise forms.ValidationError(_("Skriv en andel över 0, eller lämna tomt om den inte är känd."))
        return share


class SettingForm(OurForm):
    """One of the authority's settings: yes or no, a number, or text, as its default is."""

    def __init__(self, *args: Any, code: str, now: object, **more: Any) -> None:
        super().__init__(*args, **more)
        label, default = SETTINGS[code]
        label = _(label)
        if code in PERSON_SETTINGS:
            person: Any = forms.ModelChoiceField(
                Person.objects.order_by("sort_key"), label=label, required=False, initial=now or None
            )
            person.label_from_instance = lambda p: f"{p.family_name}, {p.given_name} ({p.email})"
            self.fields["value"] = person
        elif isinstance(default, bool):
            self.fields["value"] = forms.BooleanField(label=label, required=False, initial=bool(now))
        elif isinstance(default, int):
            self.fields["value"] = forms.IntegerField(label=label, min_value=1, max_value=1000, initial=now)
        else:
            self.fields["value"] = forms.CharField(
                label=label, required=False, max_length=2000, initial=now, widget=forms.Textarea(attrs={"rows": 3})
            )

    def clean_value(self) -> Any:
        """A person is kept as the key: names change."""
        value = self.cleaned_data["value"]
        if isinstance(value, Person):
            return value.pk
        return "" if value is None else value
