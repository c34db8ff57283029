"""The forms of code books and themes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from framst.coding.models import Theme


class BookForm(forms.Form):
    """A new code book: its title and the questions that it covers."""

    title = forms.CharField(label=_("Kodbokens namn"), max_length=200, help_text=_("Till exempel ”Vad det beror på”."))
    questions = forms.MultipleChoiceField(
        label=_("Frågor"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Teman räknas som ”n av m som skrev”, där m är de som skrev något på minst en av frågorna."
            " Ta med de frågor som handlar om samma sak."
        ),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = choices


class ThemeForm(forms.Form):
    """A theme's name and what belongs in it."""

    name = forms.CharField(label=_("Tema"), max_length=120)
    description = forms.CharField(
        label=_("Vad hör hit?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Det står som definition när någon öppnar siffran."),
    )


class ChangeThemeForm(ThemeForm):
    """A theme that is there, with its place among the others."""

    order = forms.IntegerField(label=_("Plats i listan"), min_value=0, max_value=999)


class MergeForm(forms.Form):
    """Which theme another is merged into."""

    into = forms.ModelChoiceField(Theme.objects.none(), label=_("Slå ihop med"), empty_label=None)

    def __init__(self, *args: Any, themes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = themes
