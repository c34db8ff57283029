"""Answers collected elsewhere: the file, which column is what, what became of the rows; and taking answers out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.followups.models import Followup
from framst.forms.terms import Questionnaire
from framst.foundation.refusal import BadInput, Fault, Refused
from framst.integrations.models import ImportedFile
from framst.integrations.spreadsheets import exporting, importing, mapping, planning
from framst.integrations.spreadsheets.interpreting import is_identified
from framst.integrations.spreadsheets.reading import NOT_READ, TOO_LARGE, Table, read_table


def _followup(slug: str) -> Followup:
    found = Followup.objects.select_related("version").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy(
            "Excel (.xlsx) eller CSV i UTF-8, högst 10 MB. En rubrikrad, sedan en rad för varje svar."
        ),
        error_messages={
            "required": gettext_lazy("Välj en fil."),
            "empty": gettext_lazy("Filen är tom."),
        },
    )


@page("followups.run", writes=True)
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a file. It is read strictly before anything is kept; what came in before is listed below."""
    followup = _followup(slug)
    form = UploadForm(request.POST or None, request.FILES or None)
    faults: tuple[Fault, ...] = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                if file.size > settings.UPLOAD_LIMIT:  # told before it is read
                    raise BadInput(NOT_READ, (Fault(None, "", f"{file.name}: {file.size / 2**20:.0f} MB", TOO_LARGE),))
                kept = importing.keep_file(followup=followup, data=file.read(), name=file.name, by=actor(request))
                return redirect("answers_import_columns", slug, kept.pk)
            except BadInput as refused:
                faults = refused.faults
    imported = ImportedFile.objects.filter(followup=followup, imported_at__isnull=False).order_by("-imported_at")
    context = {
        "followup": followup,
        "form": form,
        "table": faults,
        "sentence": NOT_READ,
        "imported": list(imported.select_related("uploaded_by").defer("content", "rows")),
    }
    return render(request, "integrations/answers_upload.html", context, status=status)


class ColumnsForm(forms.Form):
    """One choice for each column of the file, and how many were asked when the file does not say who answered."""

    def __init__(
        self, *args: Any, table: Table, questionnaire: Questionnaire, anonymous: bool, asked: int | None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.columns = table.columns
        choices = [
            ("", _("välj")),
            (_("Om svaret"), [(target, _(words)) for target, words in mapping.ABOUT_THE_ROW.items()]),
            (_("Frågor"), [*_questions(questionnaire)]),
        ]
        if anonymous:
            self.fields["asked"] = forms.IntegerField(
                label=_("Antal tillfrågade"),
                min_value=1,
                initial=asked,
                help_text=_(
                    "Filen säger inte vem som har svarat. Antalet blir en iakttagelse, och ingen kan påminnas."
                ),
            )
        for number, column in enumerate(table.columns):
            samples = [row.cells[column] for row in table.rows if row.cells[column]][:2]
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                help_text=_("Till exempel: %s")
                % " · ".join(
                    s[:60].replace("T", " ", 1) if s[4:5] == "-" and s[10:11] == "T" else s[:60] for s in samples
                )
                if samples
                else _("Tom kolumn."),
                error_messages={"required": _("Välj vad kolumnen är.")},
            )

    def chosen(self) -> dict[str, str]:
        return {column: self.cleaned_data[f"column_{number}"] for number, column in enumerate(self.columns)}


def _questions(questionnaire: Questionnaire) -> Iterable[tuple[str, str]]:
    """Every question by its number, since two may have the same words."""
    numbers = {question.code: n for n, question in enumerate(questionnaire.questions, start=1)}
    for target, (question, row) in mapping.targets(questionnaire).items():
        words = f"{question.text} [{question.row_label(row)}]" if row else question.text
        yield target, f"{numbers[question.code]}. {words}"


@page("followups.run", writes=True)
def columns(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Say which column is what, see what reading in would do, and read in."""
    followup = _followup(slug)
    file = open_record(ImportedFile.objects.all(), by=actor(request), pk=key, followup=followup)
    by = actor(request)
    data = bytes(file.content)
    table = read_table(data, file.name)
    questionnaire = followup.version.questionnaire
    chosen = mapping.proposed(table.columns, questionnaire, followup.column_map)
    form = ColumnsForm(
        request.POST or None,
        table=table,
        questionnaire=questionnaire,
        anonymous=not is_identified(table, chosen),
        asked=followup.asked_typed,
        initial={f"column_{n}": chosen.get(c, "") for n, c in enumerate(table.columns)},
    )
    refused: Refused | None = None
    made: planning.Plan | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    done = importing.import_answers(
                        followup=followup,
                        data=data,
                        name=file.name,
                        chosen=form.chosen(),
                        asked=form.cleaned_data.get("asked"),
                        by=by,
                    )
            except Refused as caught:
                refused = caught
            else:
                messages.success(request, _told(done))
                return redirect("answers_import_rows", slug, key)
    else:
        try:
            made = planning.plan(followup, table, chosen, followup.asked_typed)
        except Refused as caught:
            refused = caught if not isinstance(caught, BadInput) else None
    faults = refused.faults if isinstance(refused, BadInput) else made.faults if made else ()
    context = {
        "followup": followup,
        "file": file,
        "form": form,
        "refused": refused,
        "sentence": refused or NOT_READ,
        "table": faults,
        "plan": made if made and not made.faults else None,
        "rows": len(table.rows),
    }
    return render(request, "integrations/answers_columns.html", context, status=status)


def _told(done: planning.Plan) -> str:
    said = ngettext("%(n)d svar räknas.", "%(n)d svar räknas.", done.counted) % {"n": done.counted}
    if done.late:
        said += " " + ngettext("%(n)d kom för sent.", "%(n)d kom för sent.", done.late) % {"n": done.late}
    if done.superseded:
        said += " " + ngettext("%(n)d är ersatt.", "%(n)d är ersatta.", done.superseded) % {"n": done.superseded}
    return said


@page("followups.run")
def rows(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """What became of each row of a file that was read in."""
    followup = _followup(slug)
    file = open_record(ImportedFile.objects.all(), by=actor(request), pk=key, followup=followup)
    if file.imported_at is None:
        return redirect("answers_import_columns", slug, key)
    cells = {row.number: row.cells for row in read_table(bytes(file.content), file.name).rows}
    about = [
        next((c for c, target in followup.column_map.items() if target == wanted), "")
        for wanted in (mapping.EMAIL, mapping.COMPLETED)
    ]
    told = [
        {
            "number": fate["number"],
            "email": cells.get(fate["number"], {}).get(about[0], ""),
            "completed": cells.get(fate["number"], {}).get(about[1], "").replace("T", " "),
            "state": fate["state"],
            "words": planning.ROW_STATES[fate["state"]],
        }
        for fate in file.rows
    ]
    context = {"followup": followup, "file": file, "rows": told, "identified": bool(about[0])}
    return render(request, "integrations/answers_rows.html", context)


class ExportForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Filformat"),
        widget=forms.RadioSelect,
        initial="xlsx",
        error_messages={"required": gettext_lazy("Välj ett filformat.")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(kind, _(words)) for kind, words in exporting.KINDS.items()]


@page("followups.run", writes=True)
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the answers out as a file, after a page that says what is in it."""
    followup = _followup(slug)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        file = exporting.export_answers(followup=followup, kind=kind, by=actor(request))
        answer = HttpResponse(file, content_type=exporting.MEDIA[kind])
        answer["Content-Disposition"] = f'attachment; filename="svar-{followup.slug}.{kind}"'
        return answer
    answered = followup.invitations.filter(sheet__begun_at__isnull=False).count()
    context = {"followup": followup, "form": form, "answered": answered}
    return render(request, "integrations/answers_export.html", context, status=422 if request.method == "POST" else 200)
