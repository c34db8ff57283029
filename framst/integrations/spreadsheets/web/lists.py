"""Lists of lower floors as files, with the rows and the order that their pages show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from framst.access.exporting import attachment
from framst.access.pages import actor, page
from framst.administration.web import lists
from framst.forms.models import QuestionSet
from framst.forms.web.views import question_set_rows
from framst.integrations.spreadsheets.exporting import MEDIA
from framst.integrations.spreadsheets.writing import Cell, csv_file, xlsx_file
from framst.organisation.models import Competence, Division, SchoolForm


@page("forms.author")
def question_sets(request: HttpRequest, kind: str) -> HttpResponse:
    """The question sets, as they were filtered and ordered."""
    rows: list[list[Cell]] = []
    for row in question_set_rows(request.GET):
        version, content = row["version"], row["content"]
        at = version.published_at
        rows.append(
            [
                row["set"].title, row["set"].code, version.number, _("fastställd") if at else _("utkast"),
                date_format(at, "Y-m-d") if at else "", len(content.questions), content.minutes,
            ]
        )  # fmt: skip
    columns = [_("Frågor"), _("Kod"), _("Version"), _("Läge"), _("Fastställd"), _("Antal"), _("Minuter")]
    return _file(request, kind, _("Frågor"), QuestionSet, columns, rows)


@page()
def divisions(request: HttpRequest, kind: str) -> HttpResponse:
    """The divisions: an area on each row, or the division alone when it has none."""
    rows: list[list[Cell]] = []
    for row in lists.divisions(request.GET, actor(request).today):
        rows += [[row.name, row.directors_words, area.name, area.units] for area in row.areas]
        if not row.areas:
            rows.append([row.name, row.directors_words, "", row.units])
    columns = [_("Avdelning"), _("Avdelningschef"), _("Område"), _("Enheter")]
    return _file(request, kind, _("Avdelningar"), Division, columns, rows)


@page()
def school_forms(request: HttpRequest, kind: str) -> HttpResponse:
    """The school forms."""
    rows = [
        [row.name, row.code, ", ".join(row.register_codes), _day(row.valid_from), _day(row.valid_to)]
        for row in lists.school_forms(request.GET, actor(request).today)
    ]
    columns = [_("Skolform"), _("Kod"), _("Koder i registret"), _("Gäller från"), _("Gäller till")]
    return _file(request, kind, _("Skolformer"), SchoolForm, columns, rows)


@page()
def competences(request: HttpRequest, kind: str) -> HttpResponse:
    """The competences."""
    rows = [
        [
            row.name, row.code, _("enligt lag") if row.statutory else _("lokal"), row.law, row.either,
            row.forms_words, row.grades_words, _day(row.valid_from), _day(row.valid_to),
            row.replaced_by.name if row.replaced_by else "", row.note,
        ]
        for row in lists.competences(request.GET, actor(request).today)
    ]  # fmt: skip
    columns = [
        _("Kompetens"), _("Kod"), _("Krav"), _("Lagrum"), _("Uppfylls av"), _("Skolformer"), _("Årskurser"),
        _("Gäller från"), _("Gäller till"), _("Ersätts av"), _("Anmärkning"),
    ]  # fmt: skip
    return _file(request, kind, _("Kompetenser"), Competence, columns, rows)


def _day(value: object) -> str:
    return str(value or "")


def _file(
    request: HttpRequest,
    kind: str,
    title: str,
    of: type[Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> HttpResponse:
    """Answer with the file, and keep in the record that it was taken out."""
    by, table = actor(request), list(rows)
    if kind not in MEDIA:
        raise Http404
    data = csv_file(columns, table) if kind == "csv" else xlsx_file(title, columns, table, made_at=by.now)
    name = f"{title.lower()}.{kind}"
    return attachment(data, name=name, media=MEDIA[kind], by=by, table=of._meta.db_table, rows=len(table))
