"""Asking the schools for their plans: by which template, of which school forms, until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.pages import actor, page
from framst.foundation.periods import school_year
from framst.foundation.refusal import Refused
from framst.organisation.models import SchoolForm
from framst.organisation.queries import open_units
from framst.plans import services
from framst.ui.templatetags.framst import said

from .views import newest_templates, year_words


class AskForm(forms.Form):
    version = forms.ChoiceField(label=gettext_lazy("Mall"))
    title = forms.CharField(label=gettext_lazy("Vad ni ber om"), max_length=200)
    year = forms.TypedChoiceField(label=gettext_lazy("Läsår"), coerce=int)
    forms_of = forms.MultipleChoiceField(
        label=gettext_lazy("Skolformer"), widget=forms.CheckboxSelectMultiple, required=False
    )
    central = forms.BooleanField(label=gettext_lazy("Den centrala elevhälsans egen plan"), required=False)
    due_on = forms.DateField(
        label=gettext_lazy("Sista dag"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Skriv en sista dag."), "invalid": gettext_lazy("Skriv datumet som ÅÅÅÅ-MM-DD.")},
    )  # fmt: skip

    def __init__(self, versions: Any, years: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = [(v.pk, v.question_set.title) for v in versions]
        self.fields["year"].choices = years
        self.fields["forms_of"].choices = [(f.code, f.name) for f in SchoolForm.objects.order_by("sort_key")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("central") and not cleaned.get("forms_of"):
            self.add_error("forms_of", _("Välj minst en skolform, eller den centrala elevhälsans plan."))
        return cleaned


@page("plans.ask", writes=True)
def ask(request: HttpRequest) -> HttpResponse:
    """Make the year's template and ask for the plans; the principals get it on their start page."""
    by = actor(request)
    versions = newest_templates()
    first = school_year(by.today).first.year
    form = AskForm(versions, [(y, year_words(y)) for y in (first, first + 1)], request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            template = services.make_template(
                version=next(v for v in versions if str(v.pk) == chosen["version"]),
                title=chosen["title"], year=chosen["year"], due_on=chosen["due_on"], forms=chosen["forms_of"],
                central=chosen["central"], by=by,
            )  # fmt: skip
            units = open_units(by.today).filter(forms__form__code__in=chosen["forms_of"]).distinct()
            made = services.ask_for_plans(template=template, units=units, by=by)
            messages.success(request, _("%(n)d planer är begärda.") % {"n": len(made)})
            return redirect("plans")
        except Refused as refused:
            form.add_error(None, said(refused))
    return render(request, "plans/ask.html", {"form": form}, status=422 if form.errors else 200)
