"""The forms of steering documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from framst.organisation.models import Unit
from framst.plans.terms import DOCUMENT_KINDS, PLACES
from framst.wheel.web.commitment_forms import Day


class DocumentForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Namn"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Slag"),
        choices=[(code.value, gettext_lazy(words)) for code, words in DOCUMENT_KINDS.items()],
    )


class SectionForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Rubrik"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=gettext_lazy("En tom rad ger ett nytt stycke, ett bindestreck först på raden en punkt i en lista."),
    )
    places = forms.MultipleChoiceField(
        label=gettext_lazy("Visa en länk till avsnittet på sidan"),
        required=False,
        choices=[(name, gettext_lazy(words)) for name, words in PLACES.items()],
        widget=forms.CheckboxSelectMultiple,
    )


class DecideForm(forms.Form):
    decided_on = Day(label=gettext_lazy("Beslutad"))
    decided_by = forms.CharField(
        label=gettext_lazy("Vem har beslutat?"),
        max_length=200,
        help_text=gettext_lazy("Till exempel: utbildningsdirektören."),
    )
    paragraph = forms.CharField(label=gettext_lazy("Paragraf"), max_length=40, required=False)
    in_force_from = Day(label=gettext_lazy("Gäller från"))
    for_whom = forms.CharField(label=gettext_lazy("För vem?"), max_length=200, required=False)


class NoteForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Skolenhet"), empty_label=None)
    text = forms.CharField(
        label=gettext_lazy("Hur har ni arbetat med den nya versionen?"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "En rad, om du vill. Alla som arbetar hos huvudmannen kan läsa den. En tom rad tar bort den."
        ),
    )

    def __init__(self, units: QuerySet[Unit], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.queryset = units
