"""The forms of retention."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.pupils.services.retention import MOST_YEARS
from framst.pupils.terms import AFTERS, KINDS, LEAVERS, LEAVERS_WORDS, LETTERS, what_is_kept


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


def _why(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=500, **more)


def what_words(what: str) -> str:
    """What a rule, a disposal or a hold is about, in the reader's language."""
    if what == LEAVERS:
        return _(LEAVERS_WORDS)
    letter, _dot, kind = what.partition(".")
    return _("ärenden: %(zone)s, %(kind)s") % {"zone": _(LETTERS[letter]), "kind": _(KINDS[letter][kind])}


def kept_by(letters: str) -> list[tuple[str, str]]:
    """Return (code, words) of what one decides about whose zones are `letters` ("" stands for the roster)."""
    return [(code, what_words(code)) for code, letter in what_is_kept() if (letter or "-") in letters]


class RuleForm(forms.Form):
    what = forms.ChoiceField(label=gettext_lazy("Vad gäller regeln?"))
    years = forms.IntegerField(
        label=gettext_lazy("Hur många år bevaras det?"), min_value=1, max_value=MOST_YEARS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    after = forms.ChoiceField(label=gettext_lazy("Åren räknas från"))
    source = forms.CharField(
        label=gettext_lazy("Källa"),
        max_length=300,
        help_text=gettext_lazy("Var i dokumenthanteringsplanen det står, och när nämnden beslutade den."),
    )
    valid_from = _day(gettext_lazy("Regeln gäller från och med"))

    def __init__(self, kinds: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", _("Välj")), *kinds]
        self.fields["after"].choices = [("", _("Välj")), *((code.value, _(words)) for code, words in AFTERS.items())]


class RefuseForm(forms.Form):
    reason = _why(gettext_lazy("Varför"), help_text=gettext_lazy("Skriv inga namn."))
    again_on = _day(gettext_lazy("Föreslå det tidigast igen"))


class HoldForm(forms.Form):
    what = forms.ChoiceField(label=gettext_lazy("Vad ska undantas?"))
    reason = _why(
        gettext_lazy("Varför"), help_text=gettext_lazy("Till exempel en tvist eller en granskning. Inga namn.")
    )
    until_on = _day(
        gettext_lazy("Till och med"), required=False, help_text=gettext_lazy("Tomt: tills någon häver det.")
    )

    def __init__(self, kinds: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", _("Välj")), *kinds]


class HoldSomeForm(forms.Form):
    about = forms.MultipleChoiceField(label=gettext_lazy("Vilka ska undantas?"), widget=forms.CheckboxSelectMultiple)
    reason = _why(gettext_lazy("Varför"), help_text=gettext_lazy("Skriv inga namn."))
    until_on = _day(
        gettext_lazy("Till och med"), required=False, help_text=gettext_lazy("Tomt: tills någon häver det.")
    )

    def __init__(self, rows: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = rows
