"""The forms of steering documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from framst.organisation.models import Unit
from framst.plans.terms import DOCUMENT_KINDS, PLACES
from framst.wheel.web.commitment_forms import Day

N = gettext_lazy


class DocumentForm(forms.Form):
    title = forms.CharField(label=N("Namn"), max_length=200)
    kind = forms.ChoiceField(
        label=N("Slag"), choices=[(code.value, N(words)) for code, words in DOCUMENT_KINDS.items()]
    )


class SectionForm(forms.Form):
    title = forms.CharField(label=N("Rubrik"), max_length=200)
    text = forms.CharField(
        label=N("Text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=N("En tom rad ger ett nytt stycke, ett bindestreck först på raden en punkt i en lista."),
    )
    places = forms.MultipleChoiceField(
        label=N("Visa en länk till avsnittet på sidan"),
        required=False,
        choices=[(name, N(words)) for name, words in PLACES.items()],
        widget=forms.CheckboxSelectMultiple,
    )


class DecideForm(forms.Form):
    decided_on = Day(label=N("Beslutad"))
    decided_by = forms.CharField(
        label=N("Vem har beslutat?"), max_length=200, help_text=N("Till exempel: utbildningsdirektören.")
    )
    paragraph = forms.CharField(label=N("Paragraf"), max_length=40, required=False)
    in_force_from = Day(label=N("Gäller från"))
    for_whom = forms.CharField(label=N("För vem?"), max_length=200, required=False)


class NoteForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=N("Skolenhet"), empty_label=None)
    text = forms.CharField(
        label=N("Hur har ni arbetat med den nya versionen?"),
        required=False,
        max_length=300,
        help_text=N("En rad, om du vill. Alla som arbetar hos huvudmannen kan läsa den. En tom rad tar bort den."),
    )

    def __init__(self, units: QuerySet[Unit], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.queryset = units
