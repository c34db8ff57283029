"""Units read in from a file, the empty template, and the lists as files."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.exporting import attachment
from framst.access.pages import actor, page
from framst.administration import labels, queries
from framst.administration.web.parts import posted
from framst.foundation.refusal import BadInput, Fault
from framst.integrations.registers.own_list import template_workbook
from framst.integrations.registers.services import import_units
from framst.integrations.registers.summary import REMARKS, Summary
from framst.integrations.spreadsheets.reading import NOT_READ, TOO_LARGE
from framst.integrations.spreadsheets.writing import csv_file, xlsx_file
from framst.organisation.terms import EMPLOYMENTS, UNIT_KINDS, Employment, UnitKind

SHOWN = 100  # faults, and remarks of each kind, that a page shows
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy(
            "Er egen lista enligt mallen, eller registrets fil från Skolverket. Excel (.xlsx) eller CSV i UTF-8."
        ),
        error_messages={"required": gettext_lazy("Välj en fil."), "empty": gettext_lazy("Filen är tom.")},
    )
    provider = forms.RegexField(
        r"^\s*\d{6}-?\d{4}\s*$",
        label=gettext_lazy("Organisationsnummer"),
        required=False,
        help_text=gettext_lazy("Bara för registrets fil: ta med bara den huvudmannens enheter."),
        error_messages={"invalid": gettext_lazy("Ett organisationsnummer har tio siffror.")},
    )
    dry_run = forms.BooleanField(
        label=gettext_lazy("Pröva först: visa vad som skulle hända, utan att spara"), required=False
    )


@page("organisation.manage", writes=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file of units, and read what came of it: all of it was taken in, or nothing."""
    form = UploadForm(posted(request), request.FILES or None)
    faults: tuple[Fault, ...] = ()
    summary: Summary | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > settings.UPLOAD_LIMIT:  # told before it is read
                raise BadInput(NOT_READ, (Fault(None, "", f"{file.name}: {file.size / 2**20:.0f} MB", TOO_LARGE),))
            summary = import_units(
                data=file.read(),
                name=file.name,
                by=actor(request),
                provider=form.cleaned_data["provider"],
                dry_run=form.cleaned_data["dry_run"],
            )
            form = UploadForm()
        except BadInput as bad:
            faults = bad.faults
    remarks = [(REMARKS[kind], n, rows) for kind, n, rows in summary.by_kind(SHOWN)] if summary else []
    return render(
        request,
        "integrations/units_upload.html",
        {
            "form": form,
            "table": faults[:SHOWN],
            "more": max(0, len(faults) - SHOWN),
            "sentence": NOT_READ,
            "summary": summary,
            "remarks": remarks,
        },
        status=422 if request.method == "POST" and summary is None else 200,
    )


@page("organisation.manage")
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook to fill in."""
    return _file(template_workbook(), "xlsx", _("mall-enheter"))


@page()
def units_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of units, as it was filtered and sorted, as a file."""
    day = actor(request).today
    columns = [_("Enhet"), _("Kod"), _("Typ"), _("Skolformer"), _("Avdelning"), _("Område"), _("Rektor"), _("E-post")]
    rows = []
    for unit in queries.units(request.GET, day, request.GET.get("ordning", "")):
        led = unit.led_by[0].person if unit.led_by else None
        rows.append(
            [
                unit.name, unit.code, _(UNIT_KINDS[UnitKind(unit.kind)]), labels.forms_words(unit.forms_now),
                unit.division.name if unit.division else "", unit.area.name if unit.area else "",
                led.name if led else "", led.email if led else "",
            ]
        )  # fmt: skip
    return _list(request, kind, _("Enheter"), columns, rows)


@page()
def people_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of people, as it was filtered, as a file."""
    rows = [
        [p.family_name, p.given_name, "; ".join(labels.assignment_words(a) for a in p.assigned), p.email]
        for p in queries.people(request.GET, actor(request).today)
    ]
    return _list(request, kind, _("Personer"), [_("Efternamn"), _("Förnamn"), _("Uppdrag i dag"), _("E-post")], rows)


@page()
def services_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Who serves which units, as it was filtered, as a file."""
    columns = [_("Vem"), _("Kompetens"), _("Enhet"), _("Kod"), _("Andel av heltid, procent"), _("Hur")]
    rows = [
        [
            s.person.name if s.person else "", s.competence.name, s.unit.name, s.unit.code,
            labels.share_words(s.share), _(EMPLOYMENTS[Employment(s.employment)]),
        ]
        for s in queries.all_services(request.GET, actor(request).today)
    ]  # fmt: skip
    return _list(request, kind, _("Tjänster"), columns, rows)


def _list(request: HttpRequest, kind: str, title: str, columns: list[str], rows: list[list[str]]) -> HttpResponse:
    by = actor(request)
    if kind not in MEDIA:
        raise Http404
    data = csv_file(columns, rows) if kind == "csv" else xlsx_file(title, columns, rows, made_at=by.now)
    name = f"{title.lower()}.{kind}"
    return attachment(data, name=name, media=MEDIA[kind], by=by, table="organisation_unit", rows=len(rows))


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=MEDIA[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
