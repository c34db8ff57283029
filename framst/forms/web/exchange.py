"""Question sets in and out as XLSForm workbooks. Nothing is saved before the author has seen what does not come along."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.exporting import attachment
from framst.access.pages import actor, page
from framst.forms import queries, rules, services
from framst.forms.xlsform.exporting import exported
from framst.forms.xlsform.importing import imported
from framst.foundation.refusal import BadInput, Refused
from framst.foundation.words import N_

from .views import fault_rows, question_set_of, version_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "framst.forms.xlsform"
GOOD_FOR = 24 * 3600  # seconds between reading a workbook and saving it


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Arbetsbok"),
        help_text=gettext_lazy("En XLSForm sparad som .xlsx, högst 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


@page("forms.author", writes=True)
def upload(request: HttpRequest, code: str = "") -> HttpResponse:
    """Read a workbook, as a new set or as the draft of one; then show what comes along and what does not."""
    question_set = question_set_of(code) if code else None
    form = UploadForm(request.POST or None, request.FILES or None)
    context = {"form": form, "question_set": question_set}
    if request.method != "POST":
        return render(request, "forms/import.html", context)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > settings.UPLOAD_LIMIT:
                raise BadInput(N_("Filen är för stor: högst 10 MB. Inget har sparats."))
            found = imported(file.read())
        except BadInput as refused:
            return render(request, "forms/import.html", {**context, "refused": refused}, status=422)
        content = found.questionnaire
        signed = signing.dumps(
            {"content": rules.written(content), "set": code, "person": actor(request).person_id},
            salt=SALT,
            compress=True,
        )
        return render(
            request,
            "forms/import_accept.html",
            {
                "question_set": question_set,
                "newest": queries.newest(question_set) if question_set else None,
                "content": content,
                "left_out": found.left_out,
                "wrong": fault_rows(content),
                "signed": signed,
            },
        )
    return render(request, "forms/import.html", context, status=422)


@page("forms.author", writes=True)
def accept(request: HttpRequest, code: str = "") -> HttpResponse:
    """Save what was read, as the author has accepted it."""
    question_set = question_set_of(code) if code else None
    if request.method != "POST":
        return redirect("question_set_replace", code) if code else redirect("question_set_import")
    by = actor(request)
    try:
        accepted = signing.loads(request.POST.get("signed", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise Refused(N_("Det inlästa är för gammalt. Läs in arbetsboken igen.")) from None
    if accepted["set"] != code or accepted["person"] != by.person_id:
        raise Refused(N_("Det inlästa är för gammalt. Läs in arbetsboken igen."))
    content = rules.read(accepted["content"])
    if question_set is None:
        question_set = services.make_question_set(content=content, by=by)
    else:
        services.draft_version(question_set=question_set, content=content, by=by)
    messages.success(request, _("Frågorna är inlästa som ett utkast."))
    return redirect("question_set_edit", question_set.code)


@page("forms.author")
def download(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A version as an XLSForm workbook."""
    found = version_of(code, number)
    by = actor(request)
    data = exported(found.questionnaire, form_id=code)
    return attachment(data, name=f"{code}-v{number}.xlsx", media=XLSX, by=by, about=found)
