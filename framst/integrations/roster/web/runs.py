"""Readings of the roster: the list, one of them, the decision about one that waits, and an upload from the browser.

The system administrator sees numbers, rows and columns, and no pupil.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.acting import Actor
from framst.access.pages import actor, page
from framst.access.professions import PROFESSIONS
from framst.foundation.refusal import BadInput, Fault
from framst.foundation.words import N_
from framst.integrations.models import RosterRun
from framst.integrations.roster import reviewing
from framst.integrations.roster.files import reader
from framst.integrations.roster.finding import Given, lists_in
from framst.integrations.roster.labels import changed
from framst.integrations.roster.services import Outcome, import_roster
from framst.integrations.roster.template import template_workbook
from framst.integrations.roster.terms import RUN_STATES, RunState
from framst.integrations.spreadsheets.exporting import MEDIA
from framst.integrations.spreadsheets.limits import MOST_ROWS
from framst.integrations.spreadsheets.reading import NOT_READ

PAGE = 50
FIRST = 3  # kinds of changes in the list; the run's own page has all
ONE_WORKBOOK = N_("en arbetsbok, eller CSV-filer")


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in files or [None]]


class UploadForm(forms.Form):
    files = FilesField(  # type: ignore[assignment]
        label=gettext_lazy("Filer"),
        widget=Files(attrs={"multiple": True}),
        help_text=gettext_lazy(
            "En arbetsbok enligt mallen (högst 10 MB), eller CSV-filer i UTF-8 som heter som bladen. Större listor läses "
            "in på servern med kommandot framst import roster."
        ),
        error_messages={"required": gettext_lazy("Välj en fil."), "empty": gettext_lazy("Filen är tom.")},
    )
    source = forms.SlugField(
        label=gettext_lazy("Källa"),
        max_length=40,
        initial="filer",
        help_text=gettext_lazy("Vad systemet som listan kommer ifrån heter här. Varje källa har sina egna elever."),
    )
    part = forms.BooleanField(
        label=gettext_lazy("Filen är bara en del: den som inte står i den är kvar"),
        required=False,
    )
    dry_run = forms.BooleanField(
        label=gettext_lazy("Pröva först: visa vad som skulle hända, utan att spara"), required=False, initial=True
    )


class RejectForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Skriv inga namn. Den som läser in listan nästa gång ser skälet."),
        error_messages={"required": gettext_lazy("Skriv varför, med några ord.")},
    )


@page("organisation.manage")
def runs(request: HttpRequest) -> HttpResponse:
    """The readings, those that wait first, then the newest."""
    rows = list(RosterRun.objects.order_by("-run_at"))
    rows.sort(key=lambda row: row.state != RunState.WAITING)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("sida"))
    for row in shown:
        row.words = RUN_STATES[RunState(row.state)]
        row.told = changed(row.changes)
        row.more = max(0, len(row.told) - FIRST)
    return render(request, "integrations/roster_runs.html", {"runs": shown, "first": f":{FIRST}"})


def _run(key: UUID) -> RosterRun:
    found = RosterRun.objects.select_related("run_by", "decided_by").filter(pk=key).first()
    if found is None:
        raise Http404
    found.words = RUN_STATES[RunState(found.state)]
    found.told = changed(found.changes)
    return found


@page("organisation.manage")
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """One reading: what it did, or would do, in numbers."""
    return render(request, "integrations/roster_run.html", {"run": _run(key)})


def _why_not(found: RosterRun) -> str:
    return "" if found.state == RunState.WAITING else reviewing.WAITS_NOT


@page("organisation.manage", writes=True)
def approve(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let the next reading take away the very pupils that this one would have."""
    found = _run(key)
    if request.method == "POST":
        reviewing.approve(run=found, by=actor(request))
        messages.success(request, _("Inläsningen är godkänd. Läs in listan igen."))
        return redirect("roster_run", key)
    return render(request, "integrations/roster_run_approve.html", {"run": found, "why_not": _why_not(found)})


@page("organisation.manage", writes=True)
def reject(request: HttpRequest, key: UUID) -> HttpResponse:
    """Refuse what a reading would have done, with a reason."""
    found = _run(key)
    form = RejectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reviewing.reject(run=found, reason=form.cleaned_data["reason"], by=actor(request))
        messages.success(request, _("Inläsningen är avvisad. Inget har ändrats."))
        return redirect("roster_run", key)
    return render(
        request, "integrations/roster_run_reject.html", {"run": found, "why_not": _why_not(found), "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


@page("organisation.manage", writes=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose files, and read what came of them: everything was taken in, or nothing."""
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    faults: tuple[Fault, ...] = ()
    outcome: Outcome | None = None
    if posted and form.is_valid():
        try:
            outcome = _read(form.cleaned_data, actor(request))
        except BadInput as bad:
            faults = bad.faults
    if outcome is not None and outcome.run is not None and outcome.state is RunState.WAITING:
        messages.warning(
            request, _("Inläsningen skulle ta bort många elever. Inget har ändrats; den väntar på beslut.")
        )
        return redirect("roster_run", outcome.run.pk)
    return render(
        request,
        "integrations/roster_upload.html",
        {
            "form": _next(form, outcome) if outcome else form,
            "table": faults,
            "values_hidden": True,
            "sentence": NOT_READ,
            "outcome": outcome,
            "told": changed(outcome.changes.as_json()) if outcome else [],
            "tried": outcome is not None and outcome.state is RunState.TRIED,
        },
        status=422 if posted and outcome is None else 200,
    )


def _next(form: UploadForm, outcome: Outcome) -> UploadForm:
    """The form for the next upload: of the same source, and what was a trial is next in earnest."""
    kept = {name: form.cleaned_data[name] for name in ("source", "part")}
    return UploadForm(initial={**kept, "dry_run": outcome.state is not RunState.TRIED})


def _read(data: dict[str, Any], by: Actor) -> Outcome:
    given = [Given(Path(file.name).name, file.file, file.size) for file in data["files"]]
    return import_roster(
        source=data["source"],
        reader=reader(
            lists_in(given, most_rows=MOST_ROWS), source=data["source"], professions=professions(), today=by.today
        ),
        by=by,
        whole=not data["part"],
        dry_run=data["dry_run"],
    )


def professions() -> dict[str, str]:
    """Return what a profession may be called in a file: its code, or its Swedish word."""
    return {word.casefold(): code for code, words in PROFESSIONS.items() for word in (code, words)}


@page("organisation.manage")
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook to fill in."""
    answer = HttpResponse(template_workbook(), content_type=MEDIA["xlsx"])
    answer["Content-Disposition"] = 'attachment; filename="mall-elevlista.xlsx"'
    return answer
