"""The forms of commitments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.organisation.models import Person, Unit
from framst.wheel.terms import ORIGINS, OUTCOMES, Origin


class Day(forms.DateField):
    """A day, as the browser's own picker writes it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"], **more
        )


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, person: Person) -> str:
        return person.name


class Words(forms.CharField):
    """Several lines."""

    def __init__(self, rows: int = 4, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=4000, **more)


class NewForm(forms.Form):
    """What is undertaken, by whom, until when."""

    text = Words(
        label=gettext_lazy("Vad ska göras?"),
        help_text=gettext_lazy("Skriv inget om enskilda. Texten kan bli allmän handling."),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Skolenhet"),
        required=False,
        empty_label=gettext_lazy("Förvaltningens eget"),
    )
    owner = PersonChoice(
        Person.objects.none(), label=gettext_lazy("Vem har åtagandet?"), empty_label=gettext_lazy("Välj en person")
    )
    due_on = Day(label=gettext_lazy("Klart senast"), help_text=gettext_lazy("Den dagen följs åtagandet upp."))
    origin = forms.ChoiceField(
        label=gettext_lazy("Var kommer det ifrån?"),
        choices=[(code.value, gettext_lazy(words)) for code, words in ORIGINS.items()],
        initial=Origin.OWN.value,
    )
    origin_words = forms.CharField(
        label=gettext_lazy("Vilket?"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Till exempel: dialogen 3 mars, eller nämndens beslut 15 april, § 42. Lämnas tomt för ett eget."
        ),
    )

    def __init__(
        self, units: QuerySet[Unit], people: QuerySet[Person], *args: Any, authority: bool, known: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        unit: Any = self.fields["unit"]
        unit.queryset = units
        owner: Any = self.fields["owner"]
        owner.queryset = people
        if not authority:
            unit.required, unit.empty_label = True, None
        if known:  # the origin says itself what it is
            del self.fields["origin"], self.fields["origin_words"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        origin = found.get("origin")
        if origin and origin != Origin.OWN and not found.get("origin_words"):
            self.add_error("origin_words", _("Skriv vilket, så att andra hittar det."))
        return found


class FollowUpForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Hur blev det?"),
        choices=[(code.value, gettext_lazy(words)) for code, words in OUTCOMES.items()],
        widget=forms.RadioSelect,
    )
    done = Words(label=gettext_lazy("Vad gjordes?"), required=False)
    became = Words(
        label=gettext_lazy("Vad ledde det till?"),
        help_text=gettext_lazy("Blev det inte av, eller är det inte längre aktuellt: skriv varför."),
    )
    evidence = Words(label=gettext_lazy("Hur vet ni det?"), required=False, rows=3)


class PostponeForm(forms.Form):
    due_on = Day(label=gettext_lazy("Ny sista dag"))
    reason = Words(label=gettext_lazy("Varför?"), rows=3, help_text=gettext_lazy("Skälet står kvar i historiken."))


class ReopenForm(forms.Form):
    due_on = Day(label=gettext_lazy("Klart senast"))
    reason = Words(label=gettext_lazy("Varför?"), rows=3, help_text=gettext_lazy("Skälet står kvar i historiken."))


class PassOnForm(forms.Form):
    to = PersonChoice(
        Person.objects.none(), label=gettext_lazy("Vem tar över?"), empty_label=gettext_lazy("Välj en person")
    )
    reason = Words(label=gettext_lazy("Varför?"), rows=3, help_text=gettext_lazy("Skälet står kvar i historiken."))

    def __init__(self, people: QuerySet[Person], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        to: Any = self.fields["to"]
        to.queryset = people
