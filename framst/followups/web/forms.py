"""The investigator's forms: a draft, a new closing day, who takes a place over, which units are shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.followups.terms import PER, Per
from framst.forms.models import Version
from framst.foundation.refusal import BadInput, Refused
from framst.organisation.models import Area, Division, Person, SchoolForm
from framst.ui.templatetags.framst import said

N = gettext_lazy


class Day(forms.DateField):
    """A day, as the browser's own picker writes it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"], **more
        )


def _askable() -> list[int]:
    """The published versions that a page of answers can put: a plan's template has parts that only a plan fills."""
    published = Version.objects.filter(published_at__isnull=False)
    return [v.pk for v in published if not any(section.part for section in v.questionnaire.sections)]


class VersionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, version: Version) -> str:
        return _("%(title)s, version %(number)d") % {
            "title": version.question_set.title,
            "number": version.number,
        }


class DraftForm(forms.Form):
    """What a follow-up asks, about what, over which period."""

    version = VersionChoice(
        Version.objects.none(),
        label=N("Frågor"),
        help_text=N("Bara frågor som är fastställda kan ställas."),
        empty_label=None,
    )
    title = forms.CharField(label=N("Rubrik"), max_length=200, help_text=N("Står i inbjudan och på svarssidan."))
    about = forms.CharField(
        label=N("Vad som följs upp"),
        max_length=200,
        required=False,
        help_text=N("Med version, till exempel: den övergripande elevhälsoplanen, version 2024."),
    )
    period_from = Day(label=N("Mätperioden börjar"))
    period_to = Day(
        label=N("Mätperioden slutar"), help_text=N("Perioden hör till siffrorna och får gå över två läsår.")
    )
    closes_on = Day(label=N("Sista svarsdag"))
    per = forms.ChoiceField(
        label=N("Den som är rektor för flera skolenheter svarar"),
        choices=[(p.value, N(words)) for p, words in PER.items()],
        widget=forms.RadioSelect,
        initial=Per.PRINCIPAL.value,
        help_text=N("Det avgör vad siffrorna räknar: rektorer eller skolenheter."),
    )
    intro = forms.CharField(
        label=N("Inledning på svarssidan"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["version"]
        field.queryset = (
            Version.objects.filter(pk__in=_askable())
            .select_related("question_set")
            .order_by("question_set__title", "-number")
        )

    def refuse(self, refused: Refused) -> None:
        """Show a service's refusal at the fields that it is about."""
        if isinstance(refused, BadInput) and refused.faults:
            for fault in refused.faults:
                self.add_error(fault.column, said(fault.expected))
        else:
            self.add_error(None, said(refused))


class DayForm(forms.Form):
    """A new closing day."""

    closes_on = Day(label=N("Ny sista svarsdag"))


class ReopenForm(DayForm):
    as_late = forms.ChoiceField(
        label=N("Svar som kommer nu"),
        choices=[
            ("", N("räknas som vanligt, som om uppföljningen inte hade stängts")),
            ("late", N("räknas som sena och är inte med i någon siffra")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


class SuccessorForm(forms.Form):
    """Who takes the place over, among those who lead its units today."""

    to = forms.ModelChoiceField(
        Person.objects.none(), label=N("Lämna över till"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, people: list[Person], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["to"]
        field.queryset = Person.objects.filter(pk__in=[p.pk for p in people]).order_by("sort_key")
        field.label_from_instance = lambda person: person.name
        if len(people) == 1:
            self.initial["to"] = people[0].pk


class UnitFilter(forms.Form):
    """Which units are shown to choose among."""

    division = forms.ModelChoiceField(
        Division.objects.order_by("sort_key"), label=N("Avdelning"), required=False, empty_label=N("alla")
    )
    form = forms.ModelChoiceField(SchoolForm.objects.none(), label=N("Skolform"), required=False, empty_label=N("alla"))
    area = forms.ModelChoiceField(
        Area.objects.order_by("sort_key"), label=N("Område"), required=False, empty_label=N("alla")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["form"]
        field.queryset = SchoolForm.objects.filter(unitform__isnull=False).distinct().order_by("sort_key")
