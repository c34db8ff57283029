"""The forms of the analysis, and the one way in which they are answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.figures.rules import TAKEN_BY_ADDRESSES, TOKEN
from framst.figures.terms import CONTROLS, DONT_KNOW, SETTLED, Asked, Countable
from framst.foundation.refusal import NotAllowed, Refused

CODE_HELP = gettext_lazy("Koden skrivs i skrivelser. Lämna tomt, så föreslås den från texten.")


def done(request: HttpRequest, form: forms.Form, do: Callable[[dict[str, Any]], object]) -> bool:
    """Carry out `do` with what the form holds, and tell whether it was done. A refusal becomes the form's error."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, _(refused.sentence) % refused.parts if refused.parts else _(refused.sentence))
        return False
    return True


def status(form: forms.Form) -> int:
    """The answer's status: 422 when what was sent was not taken."""
    return 422 if form.is_bound else 200


class Day(forms.DateInput):
    """A day, as the browser's own picker takes it."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        return str(value.isoformat()) if hasattr(value, "isoformat") else value


class WithCode(forms.Form):
    """A form whose row gets a code: asked for when it is new, and never changed."""

    code = forms.CharField(label=gettext_lazy("Kod"), required=False, max_length=60, help_text=CODE_HELP)

    def __init__(self, *args: Any, new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not new:
            del self.fields["code"]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code and (TOKEN.fullmatch(f"[[{code}]]") is None or "." in code):
            raise forms.ValidationError(_("Bara a–z, siffror och bindestreck."))
        if code in TAKEN_BY_ADDRESSES:
            raise forms.ValidationError(_("Den koden kan inte användas. Välj en annan."))
        return code


class FindingForm(WithCode):
    sentence = forms.CharField(
        label=gettext_lazy("Iakttagelse"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "En mening som kan stå i en skrivelse: ”Specialpedagog saknas vid anpassad grundskola.”"
        ),
    )
    found_on = forms.DateField(label=gettext_lazy("Datum"), widget=Day)
    theme = forms.CharField(label=gettext_lazy("Tema"), required=False, max_length=120)
    scope = forms.CharField(
        label=gettext_lazy("Gäller"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Till exempel en skolform eller en avdelning."),
    )
    sources = forms.MultipleChoiceField(
        label=gettext_lazy("Vad den bygger på"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["sentence", "found_on", "theme", "scope", "sources", "code"]

    def __init__(self, *args: Any, sources: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = list(sources)
        if not self.fields["sources"].choices:
            del self.fields["sources"]


class DispositionForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Läge nu"), widget=forms.RadioSelect)
    on = forms.DateField(label=gettext_lazy("Från och med"), widget=Day)
    who = forms.CharField(
        label=gettext_lazy("Vem som har tagit hand om det"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("En avdelning eller enhet, till exempel ”avdelning grundskola”. Inget namn på någon."),
    )
    what = forms.CharField(
        label=gettext_lazy("Vad som har gjorts, eller kommit i stället"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    within_control = forms.ChoiceField(label=gettext_lazy("Kan vi själva påverka det?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Behövs när det inte kommer att tillgodoses."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.value, _(words)) for k, words in SETTLED.items()]
        self.fields["within_control"].choices = [(c.value, _(words)) for c, words in CONTROLS.items()]


class ObservationForm(WithCode):
    value = forms.CharField(
        label=gettext_lazy("Uppgift"),
        max_length=200,
        help_text=gettext_lazy("Så som den ska stå i texten: ”talpedagog på 20 procent”."),
    )
    unit = forms.CharField(label=gettext_lazy("Enhet, om det är ett tal"), required=False, max_length=60)
    source = forms.CharField(label=gettext_lazy("Källa"), max_length=300)
    observed_on = forms.DateField(label=gettext_lazy("Datum"), widget=Day)
    said_by = forms.CharField(
        label=gettext_lazy("Vem som har sagt det"),
        max_length=200,
        help_text=gettext_lazy("Befattning, till exempel ”elevhälsochefen”."),
    )
    note = forms.CharField(
        label=gettext_lazy("Anteckning"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["value", "unit", "source", "observed_on", "said_by", "note", "code"]


class ActivityForm(WithCode):
    text = forms.CharField(
        label=gettext_lazy("Insats"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Så som den ska stå i texten: ”rektorsnätverket har träffats och arbetat med planen”."),
    )
    on = forms.DateField(label=gettext_lazy("Datum"), widget=Day)
    for_whom = forms.CharField(label=gettext_lazy("För vilka"), required=False, max_length=200)
    content = forms.CharField(
        label=gettext_lazy("Innehåll"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ["text", "on", "for_whom", "content", "code"]


class IndicatorForm(WithCode):
    name = forms.CharField(label=gettext_lazy("Namn"), max_length=200)
    numerator = forms.MultipleChoiceField(label=gettext_lazy("Svar som räknas in"), widget=forms.CheckboxSelectMultiple)
    dont_know_counts = forms.BooleanField(
        label=gettext_lazy("Vet ej räknas som svar"),
        required=False,
        help_text=gettext_lazy("Annars står de som svarat vet ej utanför antalet som har svarat."),
    )
    unit_of_count = forms.CharField(
        label=gettext_lazy("Vad som räknas"),
        max_length=60,
        help_text=gettext_lazy("Ordet efter antalet: ”13 av 19 rektorer”."),
    )
    definition = forms.CharField(
        label=gettext_lazy("Definition"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Lämna tomt, så skrivs den av valen ovan."),
    )
    field_order = ["name", "numerator", "dont_know_counts", "unit_of_count", "definition", "code"]

    def __init__(self, *args: Any, countable: Countable, asked: Asked, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "name": countable.name[:200],
            "numerator": list(countable.proposed),
            "dont_know_counts": True,
            "unit_of_count": asked.unit_of_count,
        } | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["numerator"].choices = list(countable.options)
        if DONT_KNOW not in dict(countable.options):
            del self.fields["dont_know_counts"]


class DecisionForm(forms.Form):
    decided_on = forms.DateField(label=gettext_lazy("Beslutsdatum"), widget=Day)
    basis = forms.CharField(
        label=gettext_lazy("Vad beslutet grundas på"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Till exempel att svaren gäller verksamheten och att rektorerna har tillfrågats."),
    )
