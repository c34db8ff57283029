"""The forms of the year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from framst.access.acting import Actor
from framst.foundation.refusal import BadInput, Refused
from framst.organisation.models import Division, Person, Unit
from framst.organisation.queries import on, open_units
from framst.ui.templatetags.framst import said
from framst.wheel.models import BoardAssignment
from framst.wheel.services.activities import led_units
from framst.wheel.terms import LEVELS, Level


class Day(forms.DateField):
    """A day, as the browser's own picker writes it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"], **more
        )


def written(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """A text of some lines."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=5000, widget=area, help_text=help_text)


class YearForm(forms.Form):
    """A form that shows a service's refusal at the fields that it is about."""

    def refuse(self, refused: Refused) -> None:
        if isinstance(refused, BadInput) and refused.faults:
            for fault in refused.faults:
                self.add_error(fault.column, said(fault.expected))
        else:
            self.add_error(None, said(refused))


class ActivityForm(YearForm):
    """An activity of the year."""

    title = forms.CharField(label=gettext_lazy("Vad"), max_length=200)
    text = written(gettext_lazy("Beskrivning"), required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("Vems aktivitet"),
        choices=[(level.value, gettext_lazy(words)) for level, words in LEVELS.items()],
        widget=forms.RadioSelect,
    )
    division = forms.ModelChoiceField(
        Division.objects.order_by("sort_key"),
        label=gettext_lazy("Avdelning"),
        required=False,
        empty_label=gettext_lazy("ingen"),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Skola"), required=False, empty_label=gettext_lazy("ingen")
    )
    for_whom = forms.CharField(
        label=gettext_lazy("För vem"), max_length=200, help_text=gettext_lazy("Till exempel: rektorer.")
    )
    asked_on = Day(label=gettext_lazy("Frågas den"), required=False)
    due_on = Day(
        label=gettext_lazy("Sista dag"), help_text=gettext_lazy("Dagen säger vilket läsår aktiviteten hör till.")
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minuter som den tar för varje rektor"),
        required=False,
        min_value=1,
        max_value=10000,
        help_text=gettext_lazy(
            "Räknas i belastningen. Lämna tomt för det som frågas här i Främst: den tiden räknas ändå."
        ),
    )
    follows_up = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Vem som följer upp"),
        required=False,
        empty_label=gettext_lazy("ingen utsedd"),
    )
    basis = forms.CharField(
        label=gettext_lazy("Lag eller beslut den kommer ur"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Med era egna ord."),
    )
    assignment = forms.ModelChoiceField(
        BoardAssignment.objects.none(), label=gettext_lazy("Uppdrag"), required=False, empty_label=gettext_lazy("inget")
    )
    recurs = forms.BooleanField(label=gettext_lazy("Återkommer varje läsår"), required=False)

    def __init__(self, by: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        found: dict[str, Any] = self.fields
        found["follows_up"].queryset = (
            Person.objects.filter(on(by.today, "assignments__")).distinct().order_by("sort_key")
        )
        found["follows_up"].label_from_instance = lambda person: person.name
        found["assignment"].queryset = BoardAssignment.objects.filter(closed_at__isnull=True).order_by("title")
        found["assignment"].label_from_instance = lambda assignment: assignment.title
        if by.may("wheel.plan"):
            found["unit"].queryset = open_units(by.today)
        else:
            found["unit"].queryset = Unit.objects.filter(pk__in=[u.pk for u in led_units(by)]).order_by("sort_key")
            found["level"].choices = [(Level.SCHOOL.value, gettext_lazy(LEVELS[Level.SCHOOL]))]
            for name in ("division", "assignment"):
                del self.fields[name]

    def chosen(self) -> dict[str, Any]:
        """What was filled in, with nothing for what this reader is not asked."""
        return {"division": None, "assignment": None, **self.cleaned_data}


class AssignmentForm(YearForm):
    """An assignment from politics."""

    title = forms.CharField(label=gettext_lazy("Uppdrag"), max_length=200)
    text = written(gettext_lazy("Beskrivning"), required=False)
    given_by = forms.CharField(
        label=gettext_lazy("Vem som gav det"), max_length=200, help_text=gettext_lazy("Till exempel: fullmäktige.")
    )
    given_on = Day(label=gettext_lazy("Givet den"))
    registry_number = forms.CharField(label=gettext_lazy("Diarienummer"), max_length=60, required=False)


class CloseAssignmentForm(YearForm):
    """What closes an assignment."""

    paper = forms.CharField(label=gettext_lazy("Skrivelsen som återrapporterar det"), max_length=300, required=False)
    registry_number = forms.CharField(label=gettext_lazy("Skrivelsens diarienummer"), max_length=60, required=False)
    decided_on = Day(label=gettext_lazy("Nämndens beslutsdag"))
    paragraph = forms.CharField(
        label=gettext_lazy("Paragraf"), max_length=20, help_text=gettext_lazy("Till exempel: § 42.")
    )


class DecisionForm(YearForm):
    """A decision of the inspectorate, and what was done about it."""

    title = forms.CharField(label=gettext_lazy("Beslut"), max_length=200)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Skola"),
        required=False,
        empty_label=gettext_lazy("huvudmannen som helhet"),
    )
    registry_number = forms.CharField(label=gettext_lazy("Diarienummer"), max_length=60, required=False)
    decided_on = Day(label=gettext_lazy("Beslutat den"))
    deficiency = written(gettext_lazy("Brist"), help_text=gettext_lazy("Skriv inget om enskilda."))
    deadline = Day(label=gettext_lazy("Sista dag att svara"))
    measure = written(gettext_lazy("Åtgärd"), required=False)
    replied_on = Day(label=gettext_lazy("Besvarat den"), required=False)
    closed_on = Day(label=gettext_lazy("Avslutat av Skolinspektionen den"), required=False)

    def __init__(self, by: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.queryset = open_units(by.today)


class PriorityForm(YearForm):
    """What is put first, and why."""

    year = forms.TypedChoiceField(label=gettext_lazy("Läsår"), coerce=int)
    division = forms.ModelChoiceField(
        Division.objects.order_by("sort_key"),
        label=gettext_lazy("Avdelning"),
        required=False,
        empty_label=gettext_lazy("huvudmannen"),
    )
    text = written(gettext_lazy("Prioritering"))
    finding_words = forms.CharField(
        label=gettext_lazy("Iakttagelsen den bygger på"),
        max_length=500,
        help_text=gettext_lazy("Som den står i analysen."),
    )

    def __init__(self, years: list[tuple[int, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["year"]
        field.choices = years


class BecameForm(YearForm):
    """What became of a priority."""

    became = written(gettext_lazy("Vad det blev"))
