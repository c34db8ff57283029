"""The administration's pages of review forms: a form's versions, their criteria, publishing."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.pages import actor, page
from framst.foundation.refusal import Refused
from framst.plans.models import ReviewFormVersion
from framst.plans.services import review_forms as services
from framst.ui.templatetags.framst import said


class TitleForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Rubrik"), max_length=200, help_text=gettext_lazy("Till exempel: Granskning, grundskola.")
    )


class CriterionForm(forms.Form):
    """One criterion: what is looked for in the document, and why."""

    text = forms.CharField(
        label=gettext_lazy("Vad som ska framgå"),
        max_length=300,
        help_text=gettext_lazy("Om dokumentet, aldrig om skolan eller rektorn."),
    )
    help = forms.CharField(
        label=gettext_lazy("Stöd till granskaren"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Vad det bygger på"),
        choices=[(code, gettext_lazy(words)) for code, words in services.KINDS.items()],
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(label=gettext_lazy("Lagrum eller källa"), max_length=200)
    section = forms.CharField(
        label=gettext_lazy("Avsnittets kod"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Det avsnitt i mallen som kriteriet läses mot. Tomt: planen som helhet."),
    )


def version_or_404(key: int) -> ReviewFormVersion:
    found = ReviewFormVersion.objects.select_related("form").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@page("plans.ask")
def review_forms(request: HttpRequest) -> HttpResponse:
    """Every version of every form, the newest first."""
    versions = ReviewFormVersion.objects.select_related("form").order_by("form__title", "form_id", "-number")
    return render(request, "plans/review_forms.html", {"versions": versions})


@page("plans.ask", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """A new form, filled with the starting criteria."""
    form = TitleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.begin_form(title=form.cleaned_data["title"], by=actor(request))
        return redirect("review_form", made.pk)
    return render(request, "plans/review_form_new.html", {"form": form}, status=422 if form.errors else 200)


@page("plans.ask")
def version(request: HttpRequest, key: int) -> HttpResponse:
    """One version with its criteria."""
    found = version_or_404(key)
    context = {"version": found, "kinds": services.KINDS, "newest": found.form.versions.latest("number").pk == found.pk}
    return render(request, "plans/review_form.html", context)


@page("plans.ask", writes=True)
def criterion(request: HttpRequest, key: int, code: str = "") -> HttpResponse:
    """A new criterion of a draft, or one to word anew."""
    found = version_or_404(key)
    held = next((c for c in found.criteria if c["code"] == code), None)
    if code and held is None:
        raise Http404
    form = CriterionForm(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_criterion(version=found, code=code, by=actor(request), **form.cleaned_data)
            return redirect("review_form", key)
        except Refused as refused:
            form.add_error(None, said(refused))
    context = {"form": form, "version": found, "held": held}
    return render(request, "plans/criterion.html", context, status=422 if form.errors else 200)


@page("plans.ask", writes=True)
def remove(request: HttpRequest, key: int, code: str) -> HttpResponse:
    """Take a criterion out of a draft."""
    found = version_or_404(key)
    held = next((c for c in found.criteria if c["code"] == code), None)
    if held is None:
        raise Http404
    if request.method == "POST":
        services.remove_criterion(version=found, code=code, by=actor(request))
        return redirect("review_form", key)
    return render(request, "plans/criterion_remove.html", {"version": found, "held": held})


@page("plans.ask", writes=True)
def publish(request: HttpRequest, key: int) -> HttpResponse:
    """Publish a draft, after a page that says what it means."""
    found = version_or_404(key)
    if request.method == "POST":
        services.publish_form(version=found, by=actor(request))
        messages.success(request, _("Versionen är fastställd."))
        return redirect("review_form", key)
    return render(request, "plans/review_form_publish.html", {"version": found})


@page("plans.ask", writes=True)
def next_version(request: HttpRequest, key: int) -> HttpResponse:
    """Begin a new draft from the newest version."""
    found = version_or_404(key)
    if request.method == "POST":
        made = services.next_version(form=found.form, by=actor(request))
        return redirect("review_form", made.pk)
    return render(request, "plans/review_form_next.html", {"version": found})
