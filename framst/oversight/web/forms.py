"""The forms of oversight."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from framst.access.terms import ZONE_WORDS
from framst.organisation.models import Guardian, Person
from framst.oversight.rules import bases
from framst.oversight.terms import JUDGEMENTS
from framst.pupils.models import Matter


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=5000, **more)


class GlassForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Elevens personnummer"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        help_text=gettext_lazy("Hela numret. Ingen lista visas, och inget annat går att söka på här."),
    )
    reason = _text(
        gettext_lazy("Varför behöver du komma åt uppgifterna nu?"),
        help_text=gettext_lazy("Läses av logggranskaren. Skriv vad som har hänt, så kort det går."),
    )


class JudgeForm(forms.Form):
    judgement = forms.ChoiceField(label=gettext_lazy("Bedömning"), widget=forms.RadioSelect)
    reason = _text(gettext_lazy("Skäl"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["judgement"].choices = [(code, _(words)) for code, words in JUDGEMENTS.items()]


class SignForm(forms.Form):
    note = _text(
        gettext_lazy("Sammanfattning"),
        rows=3,
        required=False,
        help_text=gettext_lazy("Till exempel vad som har åtgärdats. Skriv inga namn."),
    )


class _OfZone(forms.Form):
    """What a decision is about: a whole zone in which the reader works, or one of the matters that the reader sees."""

    what_zone = forms.ChoiceField(label=gettext_lazy("Vilka uppgifter gäller det?"))

    def __init__(self, letters: list[str], matters: list[Matter], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = [(x, _("Alla elevens ärenden: %s") % _(ZONE_WORDS[x])) for x in letters]
        one = [(str(m.pk), _("Ärendet: %s") % m.about) for m in matters if m.letter in letters]
        self.fields["what_zone"].choices = [("", _("Välj")), *whole, *one]
        self._matters = {str(m.pk): m for m in matters}

    @property
    def letter(self) -> str:
        chosen = self.cleaned_data["what_zone"]
        return self._matters[chosen].letter if chosen in self._matters else chosen

    @property
    def matter(self) -> Matter | None:
        return self._matters.get(self.cleaned_data["what_zone"])


class DisclosureForm(_OfZone):
    email = forms.EmailField(
        label=gettext_lazy("Till en person här: e-postadressen"),
        required=False,
        help_text=gettext_lazy("Personen ser elevens ärenden av det valda slaget till och med sista dagen."),
    )
    authority = forms.CharField(
        label=gettext_lazy("Eller till en annan myndighet: vilken, och vem där"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Beslutet antecknas. Inget sänds härifrån."),
    )
    basis = forms.ChoiceField(label=gettext_lazy("Rättslig grund"))
    basis_words = forms.CharField(label=gettext_lazy("Om inget av dem: vilken grund"), required=False, max_length=300)
    weighing = _text(
        gettext_lazy("Hur du har vägt"),
        help_text=gettext_lazy("Varför uppgifterna behövs, vad det kan betyda för eleven, och om samtycke har sökts."),
    )
    what = _text(gettext_lazy("Vad som lämnas ut"), rows=3)
    until_on = _day(gettext_lazy("Gäller till och med"))

    def __init__(self, letters: list[str], matters: list[Matter], day: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(letters, matters, *args, **kwargs)
        known = {b.code: b for x in letters for b in bases(x, day)}
        self.fields["basis"].choices = [
            ("", _("Välj")),
            *((b.code, f"{b.law}: {_(b.words)}" if b.law else _(b.words)) for b in known.values()),
        ]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email and not Person.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Ingen här har den e-postadressen."))
        return email


class ConsentForm(_OfZone):
    emails = forms.CharField(
        label=gettext_lazy("Vem eller vilka får ta del: e-postadresser"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=gettext_lazy("En på varje rad. Bara personer som arbetar här."),
    )
    purpose = _text(gettext_lazy("Vad samtycket gäller"), rows=3, help_text=gettext_lazy("Som det står på papperet."))
    given_by = forms.MultipleChoiceField(
        label=gettext_lazy("Vem har lämnat samtycket?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Vid gemensam vårdnad behövs i regel båda. En mogen elev kan samtycka själv."),
    )
    received_on = _day(gettext_lazy("Dagen på det underskrivna papperet"))
    until_on = _day(gettext_lazy("Gäller till och med"))
    written = forms.BooleanField(label=gettext_lazy("Samtycket är skriftligt och finns i ärendet"))

    def __init__(self, letters: list[str], guardians: list[Guardian], *args: Any, **kwargs: Any) -> None:
        super().__init__(letters, [], *args, **kwargs)
        self.fields["given_by"].choices = [
            ("pupil", _("eleven")),
            *((str(g.pk), f"{g.name} ({g.relation})") for g in guardians),
        ]

    def clean_emails(self) -> list[Person]:
        asked = {line.strip().casefold() for line in self.cleaned_data["emails"].splitlines() if line.strip()}
        found = list(Person.objects.filter(email__in=asked).order_by("sort_key"))
        if lacking := len(asked) - len(found):
            raise ValidationError(
                ngettext("%d adress finns inte här.", "%d adresser finns inte här.", lacking) % lacking
            )
        return found


class NotShownForm(_OfZone):
    guardian = forms.ModelChoiceField(
        label=gettext_lazy("Vårdnadshavare"), queryset=Guardian.objects.none(), empty_label=gettext_lazy("Välj")
    )
    what = _text(gettext_lazy("Vad som inte visas"), rows=2)
    reason = _text(
        gettext_lazy("Skäl"),
        help_text=gettext_lazy("Varför det kan antas att eleven lider betydande men om uppgiften lämnas."),
    )
    until_on = _day(gettext_lazy("Gäller till och med"), required=False, help_text=gettext_lazy("Tomt: tills vidare."))

    def __init__(self, letters: list[str], matters: list[Matter], pupil: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(letters, matters, *args, **kwargs)
        field: Any = self.fields["guardian"]
        field.queryset = Guardian.objects.filter(pupil=pupil).order_by("family_name", "given_name")
        field.label_from_instance = lambda guardian: guardian.name


class ExtractForm(forms.Form):
    recipient = forms.ChoiceField(label=gettext_lazy("Vem har begärt utdraget?"))
    asked_on = _day(gettext_lazy("Begäran kom"))
    identity_checked = forms.CharField(
        label=gettext_lazy("Hur identiteten har kontrollerats"),
        max_length=200,
        help_text=gettext_lazy("Till exempel: visade legitimation på expeditionen."),
    )

    def __init__(self, guardians: list[Guardian], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [
            ("", _("Välj")),
            ("pupil", _("eleven själv")),
            *((str(g.pk), _("vårdnadshavare: %s") % g.name) for g in guardians if g.informed),
        ]
