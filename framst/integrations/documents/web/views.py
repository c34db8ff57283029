"""A plan that is written elsewhere, read in: the file, and the passages that a person places."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from framst.access.pages import actor, page
from framst.foundation.refusal import BadInput, Refused
from framst.integrations.documents import into_plan
from framst.integrations.documents.guarding import LARGEST, TOO_LARGE
from framst.integrations.documents.passages import words_of
from framst.integrations.documents.placing import Placing
from framst.integrations.documents.reading import read_document
from framst.plans.models import Plan
from framst.ui.templatetags.framst import said

AT_A_TIME = 50  # passages on a page


def _plan_or_404(request: HttpRequest, key: UUID) -> Plan:
    plan = into_plan.plan_to_write(key, actor(request))
    if plan is None:
        raise Http404
    return plan


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy("Word (.docx), PDF med text, webbsida (.html) eller vanlig text, högst 20 MB."),
        error_messages={"required": gettext_lazy("Välj en fil."), "empty": gettext_lazy("Filen är tom.")},
    )


@page(writes=True)
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose a file. What is recognised is put in its sections; the next page has the rest."""
    plan = _plan_or_404(request, key)
    by = actor(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > LARGEST:  # told before it is read
                raise BadInput(TOO_LARGE)
            document = read_document(file.read(), file.name)
            with transaction.atomic():
                went = into_plan.put_in(plan=plan, document=document, by=by)
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, _told(went))
            if document.silent_pages:
                pages = ", ".join(str(n) for n in document.silent_pages)
                messages.warning(request, _("Sidor utan text, som kan vara bilder av text: %s.") % pages)
            return redirect("plan_import_rest", key)
    context = {
        "plan": plan,
        "form": form,
        "refused": refused,
        "why_not": into_plan.why_not(plan, by),
        "waiting": len(into_plan.rest_of(plan)[0]),
    }
    return render(request, "integrations/plan_upload.html", context, status=422 if request.method == "POST" else 200)


def _told(went: Placing) -> str:
    sections = sum(bool(passages) for passages in went.sections.values())
    told = ngettext(
        "%(placed)d av %(words)d ord är placerade, i %(n)d avsnitt.",
        "%(placed)d av %(words)d ord är placerade, i %(n)d avsnitt.",
        sections,
    ) % {"placed": went.placed_words, "words": went.words, "n": sections}
    if went.furniture:
        told += " " + _("Sidhuvuden, sidfötter och innehållsförteckning, %(n)d ord, ligger för sig.") % {
            "n": words_of(went.furniture)
        }
    return told


class PlacingForm(forms.Form):
    """One choice for each passage: a section, or to leave it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, passages: dict[int, str], sections: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.passages = passages
        for n, text in passages.items():
            self.fields[f"passage_{n}"] = forms.ChoiceField(
                label=_("Stycke %(n)d") % {"n": n + 1},
                help_text=text,
                choices=[("", _("låt ligga kvar")), *sections],
                required=False,
            )

    def chosen(self) -> dict[int, str]:
        return {n: code for n in self.passages if (code := self.cleaned_data[f"passage_{n}"])}


@page(writes=True)
def rest(request: HttpRequest, key: UUID) -> HttpResponse:
    """The passages that are not placed, some at a time: choose a section for each, or leave it."""
    plan = _plan_or_404(request, key)
    by = actor(request)
    passages, furniture, revision = into_plan.rest_of(plan)
    asked = request.GET.get("fran", "")
    start = int(asked) - 1 if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= len(passages) else 0
    why_not = into_plan.why_not(plan, by)
    form = PlacingForm(
        request.POST or None,
        passages=dict(list(enumerate(passages))[start : start + AT_A_TIME]),
        sections=[(s.code, s.title) for s in into_plan.choices(plan)] if plan.version else [],
        initial={"revision": revision},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                moved = into_plan.place_rest(
                    plan=plan, chosen=form.chosen(), revision=form.cleaned_data["revision"], by=by
                )
        except Refused as refused:
            messages.error(request, said(refused))
        else:
            told = ngettext("%(n)d stycke är placerat.", "%(n)d stycken är placerade.", moved)
            messages.success(request, told % {"n": moved})
        return redirect("plan_import_rest", key)
    context = {
        "plan": plan,
        "form": form,
        "passages": passages,
        "furniture": furniture,
        "why_not": why_not,
        "first": start + 1,
        "last": min(start + AT_A_TIME, len(passages)),
        "before": max(1, start + 1 - AT_A_TIME) if start else 0,
        "after": start + AT_A_TIME + 1 if start + AT_A_TIME < len(passages) else 0,
    }
    return render(request, "integrations/plan_rest.html", context, status=422 if request.method == "POST" else 200)
