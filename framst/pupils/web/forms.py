"""The forms of pupils' matters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.organisation.models import Person
from framst.pupils.terms import KINDS, LETTERS


class MatterForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Vad gäller ärendet?"))
    about = forms.CharField(
        label=gettext_lazy("Kort beskrivning"),
        max_length=200,
        help_text=gettext_lazy("Syns bara för den som har ärendet. Skriv det som behövs, inget mer."),
    )

    def __init__(self, letters: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (_(LETTERS[letter]), [(f"{letter}.{code}", _(words)) for code, words in KINDS[letter].items()])
            for letter in letters
        ]


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Anteckning"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        help_text=gettext_lazy("Det du sparar kan inte ändras. Ett fel rättas med en ny anteckning."),
    )


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(
        label=gettext_lazy("Vem"), queryset=Person.objects.none(), empty_label=gettext_lazy("Välj")
    )

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
