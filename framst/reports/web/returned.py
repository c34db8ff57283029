"""The Word round trip: the file to go on in, the file that came back, and the authority's own template."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.exporting import attachment
from framst.access.pages import actor, page
from framst.documents.docx import docx
from framst.documents.returned import TOO_LARGE
from framst.documents.word_style import WORDS
from framst.foundation.refusal import BadInput
from framst.reports import services, word

from .views import MEDIA, found_paper


class WordForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Word-dokument (.docx)"),
        help_text=gettext_lazy("Högst 20 MB."),
        error_messages={"required": gettext_lazy("Välj en fil."), "empty": gettext_lazy("Filen är tom.")},
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )


def _read(file: UploadedFile[bytes]) -> bytes:
    """Return the bytes of an uploaded file; raise BadInput before they are read when there are too many."""
    if file.size is None or file.size > word.LARGEST:
        raise BadInput(TOO_LARGE)
    return bytes(file.read())


@page("papers.write", writes=True)
def returned(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare a Word file that came back with the paper's figures. Nothing is kept of the file."""
    paper = found_paper(slug)
    by = actor(request)
    form = WordForm(request.POST or None, request.FILES or None)
    answer = {"paper": paper, "form": form, "compared": False, "differences": []}
    if request.method == "POST" and form.is_valid():
        try:
            answer["differences"] = word.compare_returned(
                paper=paper,
                content=services.assemble(paper, by=by),
                data=_read(form.cleaned_data["file"]),
                by=by,
            )
            answer |= {"compared": True, "name": form.cleaned_data["file"].name}
        except BadInput as refused:
            form.add_error("file", _(refused.sentence))
    return render(request, "reports/returned.html", answer, status=422 if form.errors else 200)


@page("papers.write")
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper as it stands now, as a Word file to go on in."""
    paper = found_paper(slug)
    by = actor(request)
    if paper.frozen_at is not None:
        return redirect("paper_file", slug, "docx")
    made = docx(services.assemble(paper, by=by), at=by.now, template=word.template_at(by.now))
    return attachment(made, name=f"{paper.slug}-utkast.docx", media=MEDIA["docx"], by=by, about=paper)


@page("papers.write", writes=True)
def template(request: HttpRequest) -> HttpResponse:
    """Upload the authority's own Word template, or go back to the built-in one."""
    by = actor(request)
    built_in = "built_in" in request.POST
    form = WordForm(None if built_in else request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            if built_in:
                word.use_built_in_template(by=by)
            elif form.is_valid():
                file = form.cleaned_data["file"]
                word.upload_template(name=file.name, content=_read(file), by=by)
            if built_in or form.is_valid():
                messages.success(request, _("Mallen gäller för skrivelser som låses från och med nu."))
                return redirect("paper_template")
        except BadInput as refused:
            form.add_error("file", _(refused.sentence))
    chosen = word.template_in_force()
    return render(
        request,
        "reports/template.html",
        {"form": form, "chosen": chosen if chosen and chosen.name else None, "words": [*WORDS, "text"]},
        status=422 if form.errors else 200,
    )
