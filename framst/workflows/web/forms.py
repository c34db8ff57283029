"""The forms of a handover after a school move."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.organisation.models import Person
from framst.pupils.terms import GROUNDS, OUTCOMES


class HandOverForm(forms.Form):
    person = forms.ModelChoiceField(
        label=gettext_lazy("Till vem"), queryset=Person.objects.none(), empty_label=gettext_lazy("Välj")
    )
    ground = forms.ChoiceField(label=gettext_lazy("På vilken grund"), widget=forms.RadioSelect)
    basis = forms.CharField(
        label=gettext_lazy("Vad grunden är"),
        help_text=gettext_lazy("Vem som samtyckte och när, eller hur du har prövat. Stannar hos er."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, letter: str, people: QuerySet[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["ground"].choices = [
            (code, _(words)) for code, (letters, words) in GROUNDS.items() if letter in letters
        ]


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("Vad som blev av ärendet"), widget=forms.RadioSelect)
    basis = forms.CharField(
        label=gettext_lazy("Vad som sändes, och till vem"),
        help_text=gettext_lazy("Behövs bara när något är sänt."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, gone: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = ("closed", "nothing", "sent") if gone else ("closed", "nothing")
        self.fields["outcome"].choices = [(code, _(OUTCOMES[code])) for code in codes]
        if not gone:
            del self.fields["basis"]


class FinishForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Vad som har sänts på papper, och till vem"),
        help_text=gettext_lazy("Lämna tomt om inget har sänts."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
