"""Beginning a paper, its head, and one section at a time side by side with how it prints."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.pages import actor, page
from framst.documents.html import section_html
from framst.foundation.refusal import BadInput
from framst.reports import queries, rules, services
from framst.reports.models import Paper, Section
from framst.reports.starters import material, starter
from framst.reports.terms import SPECS
from framst.ui.templatetags.framst import clock, said

DAY = {"type": "date"}


class BeginForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Rubrik"), max_length=200)
    spec = forms.ChoiceField(
        label=gettext_lazy("Slag av skrivelse"), choices=[(code, spec.name) for code, spec in SPECS.items()]
    )
    collection = forms.ChoiceField(
        label=gettext_lazy("Vad handlar den om?"),
        required=False,
        help_text=gettext_lazy("Förslagen till text och siffrorna överst i listan hämtas härifrån."),
    )

    def __init__(self, *args: Any, collections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collection"].choices = [*collections, ("", _("Inget av dem"))]


@page("papers.write", writes=True)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a paper; its address is made from the title."""
    by = actor(request)
    form = BeginForm(request.POST or None, collections=queries.collections(by=by))
    if request.method == "POST" and form.is_valid():
        made = services.begin_paper(by=by, **form.cleaned_data)
        messages.success(request, _("Skrivelsen är påbörjad. Börja med ett avsnitt."))
        return redirect("paper", made.slug)
    return render(request, "reports/begin.html", {"form": form}, status=422 if form.errors else 200)


class HeadForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Rubrik"), max_length=200)
    registry_number = forms.CharField(label=gettext_lazy("Diarienummer"), max_length=60, required=False)
    dated_on = forms.DateField(
        label=gettext_lazy("Datum"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    officer = forms.CharField(label=gettext_lazy("Handläggare"), max_length=200, required=False)
    office = forms.CharField(
        label=gettext_lazy("Enhet och kontaktuppgifter"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    recipient = forms.CharField(label=gettext_lazy("Mottagare"), max_length=200, required=False)
    signatories = forms.CharField(
        label=gettext_lazy("Undertecknas av"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("En person per rad: namn, komma, titel."),
    )
    sent_to = forms.CharField(
        label=gettext_lazy("Beslutet skickas till"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attachments = forms.CharField(
        label=gettext_lazy("Bilagor"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("En bilaga per rad."),
    )
    with_results = forms.BooleanField(
        label=gettext_lazy("Bifoga Resultat per fråga"),
        required=False,
        help_text=gettext_lazy("Skapas av siffrorna: tillfrågade, svar och varje svarsalternativ."),
    )

    def clean_signatories(self) -> list[dict[str, str]]:
        try:
            return rules.signatories(self.cleaned_data["signatories"])
        except BadInput as bad:
            shown = [_("Rad %(row)s, ”%(value)s”") % {"row": f.row, "value": f.value} for f in bad.faults]
            raise forms.ValidationError([said(bad), *shown]) from None

    def clean_attachments(self) -> list[str]:
        return rules.lines(self.cleaned_data["attachments"])


def _initial(paper: Paper) -> dict[str, Any]:
    return {
        **{name: getattr(paper, name) for name in HeadForm.base_fields if hasattr(paper, name)},
        "version": paper.head_version,
        "signatories": "\n".join(f"{s['name']}, {s['title']}" for s in paper.signatories),
        "attachments": "\n".join(paper.attachments),
    }


@page("papers.write", writes=True)
def head(request: HttpRequest, slug: str) -> HttpResponse:
    """Registry number, date, officer, recipient, signatories, attachments."""
    found = Paper.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    form = HeadForm(request.POST or None, initial=_initial(found))
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = data.pop("version")
        try:
            services.change_head(paper=found, head=services.Head(**data), version=version, by=actor(request))
        except services.Overtaken as refused:
            form = HeadForm({**request.POST.dict(), "version": str(found.head_version)})
            form.add_error(None, said(refused))
        else:
            messages.success(request, _("Uppgifterna är sparade."))
            return redirect("paper", slug)
    if form.errors:
        status = 422
    return render(request, "reports/head.html", {"form": form, "paper": found}, status=status)


class SectionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 16}),
        required=False,
        max_length=50_000,
        strip=False,
    )


def _section(slug: str, code: str) -> Section:
    found = Section.objects.select_related("paper").filter(paper__slug=slug, code=code).first()
    if found is None:
        raise Http404
    return found


@page("papers.write", writes=True)
def section(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Write one section. It saves itself as a draft with script; without, one saves and sees."""
    found = _section(slug, code)
    by = actor(request)
    autosave = "autosave" in request.POST
    overtaken = None
    form = SectionForm(request.POST or None, initial={"body": found.body, "version": found.version})
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["body"]
        try:
            services.write_section(section=found, body=body, by=by, version=form.cleaned_data["version"])
        except services.Overtaken as refused:
            if autosave:
                return HttpResponse(said(refused), status=409, content_type="text/plain; charset=utf-8")
            services.keep_text(section=found, body=body, by=by)
            overtaken = refused
            found = _section(slug, code)
            form = SectionForm(initial={"body": body, "version": found.version})
        else:
            if autosave:
                return _autosaved(request, found)
            messages.success(request, _("Avsnittet är sparat."))
            return redirect(_with_parts(request, reverse("paper_section", args=[slug, code])))
    return _editor(request, found, form, overtaken)


def _with_parts(request: HttpRequest, address: str) -> str:
    """The editor's address with the figure whose groups were asked for, so that the text is saved before they show."""
    chosen = request.POST.get("dela") or request.GET.get("dela")
    return f"{address}?{urlencode({'dela': chosen})}#dela" if chosen else address


def _aside(request: HttpRequest, found: Section) -> dict[str, Any]:
    printed = services.preview(found, by=actor(request))
    trace = reverse("paper_live", args=[found.paper.slug, "-"])[:-2]
    return {
        "preview": SafeString(section_html(printed, trace=trace, live=True)),
        "notices": rules.warnings(found.code, found.body),
    }


def _autosaved(request: HttpRequest, found: Section) -> HttpResponse:
    answer = render(request, "reports/section_aside.html", _aside(request, found))
    answer["X-Version"] = str(found.version)
    answer["X-Saved"] = clock(found.written_at)
    return answer


def _editor(request: HttpRequest, found: Section, form: SectionForm, overtaken: object) -> HttpResponse:
    by = actor(request)
    spec = SPECS[found.paper.spec]
    divided = request.GET.get("dela", "")
    picker = queries.picker(found.paper, by=by)
    context = {
        **_aside(request, found),
        "form": form,
        "section": found,
        "paper": found.paper,
        "sections": list(found.paper.sections.order_by("order").only("code", "heading", "paper")),
        "help": next((h.help for h in spec.headings if h.code == found.code), ""),
        "picker": picker,
        "other_open": divided in {choice.code for choice in picker["other"]} - {""},
        "divided": divided,
        "parts": queries.in_parts(divided, by=by) if divided else [],
        "starter": starter(found.code, found.paper, material(found.paper, by=by)) if not found.body else "",
        "comments": list(found.comments.filter(settled_at=None).select_related("made_by").order_by("made_at")),
        "kept": list(found.kept.select_related("written_by").order_by("-kept_at")[:5]),
        "overtaken": overtaken,
    }
    # Two editors: answered with 200, for an answer of 400 or more would roll back the text that was just kept.
    return render(request, "reports/section.html", context, status=422 if form.errors else 200)
