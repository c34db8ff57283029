"""The room's first page, and what changes seldom: divisions and areas, school forms, competences, settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.administration import labels, queries, services
from framst.foundation.words import N_
from framst.organisation.models import Area, Competence, Division, SchoolForm
from framst.organisation.queries import settings_in_force
from framst.organisation.terms import PERSON_SETTINGS, SETTINGS
from framst.ui.lists import Column, headings

from . import lists
from .forms import AreaForm, CompetenceForm, DivisionForm, OurForm, SchoolFormForm, SettingForm
from .parts import Crumb, edited, posted

Editable = Division | Area | SchoolForm | Competence

# What a setting does where it is more than a text on a paper.
CONSEQUENCES = {
    "public_papers": N_(
        "När den är på kan vem som helst läsa publicerade skrivelser utan inloggning. När den är av visas ingen."
    ),
    "preschool_competences": N_(
        "När den är på frågas även förskolans enheter om elevhälsans kompetenser. Annars är det ej aktuellt för dem."
    ),
    "protection_officer": N_(
        "När en elev skyddas förseglas det som är skrivet, och den här personen blir ensam namngiven för det. "
        "Utan namn ser ingen det förrän skolchefen namnger någon."
    ),
    "import_most_gone": N_("Skulle fler elever försvinna väntar inläsningen tills systemförvaltaren har beslutat."),
    "small_group": N_("En redovisad grupp med färre enheter kräver ett beslut innan den trycks eller publiceras."),
}


def home() -> Crumb:
    """The way to the room's first page."""
    return _("Förvaltning"), reverse("administration")


@page()
def administration(request: HttpRequest) -> HttpResponse:
    """What there is, and where."""
    return render(request, "administration/start.html", {"counts": queries.counts(actor(request).today)})


@page()
def divisions(request: HttpRequest) -> HttpResponse:
    """Divisions with their directors and areas."""
    rows = lists.divisions(request.GET, actor(request).today)
    return _list(request, "divisions", rows, lists.DIVISIONS, "avdelning")


@page()
def school_forms(request: HttpRequest) -> HttpResponse:
    """School forms, as data with validity."""
    rows = lists.school_forms(request.GET, actor(request).today)
    return _list(request, "school_forms", rows, lists.SCHOOL_FORMS, "")


@page()
def competences(request: HttpRequest) -> HttpResponse:
    """Competences of pupil health, for which forms and grades, replaced by which."""
    rows = lists.competences(request.GET, actor(request).today)
    return _list(request, "competences", rows, lists.COMPETENCES, "krav")


def _list(request: HttpRequest, name: str, rows: Sequence[Any], columns: Sequence[Column], first: str) -> HttpResponse:
    return render(
        request,
        f"administration/{name}.html",
        {
            "rows": rows,
            "headings": headings(request.GET, columns, first),
            "filtered": any(request.GET.get(f) for f in ("q", "krav", "lage")),
            "crumbs": [home()],
        },
    )


@page("organisation.manage", writes=True)
def division_edit(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Add or change a division."""
    return _edit(request, Division, number, DivisionForm, ("name",), _("Ny avdelning"), _("Avdelningar"), "divisions")


@page("organisation.manage", writes=True)
def area_edit(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Add or change an area."""
    fields = ("name", "division")
    return _edit(request, Area, number, AreaForm, fields, _("Nytt område"), _("Avdelningar"), "divisions")


@page("organisation.manage", writes=True)
def school_form_edit(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Add or change a school form."""
    fields = ("name", "code", "register_codes", "valid_from", "valid_to")
    return _edit(request, SchoolForm, number, SchoolFormForm, fields, _("Ny skolform"), _("Skolformer"), "school_forms")


@page("organisation.manage", writes=True)
def competence_edit(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Add or change a competence."""
    fields = (
        "name", "code", "statutory", "law", "requirement", "forms", "grades", "replaced_by", "valid_from", "valid_to",
        "note",
    )  # fmt: skip
    return _edit(
        request, Competence, number, CompetenceForm, fields, _("Ny kompetens"), _("Kompetenser"), "competences"
    )


def _edit(
    request: HttpRequest,
    model: type[Editable],
    number: int | None,
    form_class: type[OurForm],
    fields: Sequence[str],
    new: str,
    plural: str,
    back: str,
) -> HttpResponse:
    row = model() if number is None else model.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    by = actor(request)
    initial: dict[str, Any] = {_field(f): getattr(row, f) for f in fields} if number is not None else {}
    if isinstance(row, SchoolForm):
        initial["register_codes"] = " ".join(row.register_codes)

    def save(data: dict[str, Any]) -> None:
        services.save(row=row, values={f: data[_field(f)] for f in fields}, by=by)

    return edited(
        request,
        form_class(posted(request), initial=initial),
        save,
        title=_("Ändra %s") % row.name if number else new,
        back=reverse(back),
        done=_("Sparat: %s") % (request.POST.get("name") or row.name),
        crumbs=[home(), (plural, reverse(back))],
    )


def _field(name: str) -> str:
    return "school_forms" if name == "forms" else name


@page("organisation.manage")
def settings(request: HttpRequest) -> HttpResponse:
    """The authority's settings as they are, and who changed what when."""
    now, before = settings_in_force(), queries.settings_history()
    names = queries.names_of(v for c in PERSON_SETTINGS for v in (now[c], *(s.value for s in before.get(c, []))))

    def words(code: str, value: object) -> str:
        return names.get(value, "") if code in PERSON_SETTINGS else labels.setting_words(value)

    rows = [
        {
            "code": code,
            "label": label,
            "value": words(code, now[code]),
            "consequence": CONSEQUENCES.get(code, ""),
            "history": [
                {"at": s.set_at, "who": s.set_by.name if s.set_by else "", "what": words(code, s.value)}
                for s in before.get(code, [])
            ],
        }
        for code, (label, _default) in SETTINGS.items()
    ]
    return render(request, "administration/settings.html", {"settings": rows, "crumbs": [home()]})


@page("organisation.manage", writes=True)
def setting(request: HttpRequest, code: str) -> HttpResponse:
    """Change one setting; the page says what it means."""
    if code not in SETTINGS:
        raise Http404
    by = actor(request)
    return edited(
        request,
        SettingForm(posted(request), code=code, now=settings_in_force()[code]),
        lambda data: services.set_setting(code=code, value=data["value"], by=by) and None,
        title=_(SETTINGS[code][0]),
        back=reverse("settings"),
        done=_("Inställningen är sparad."),
        crumbs=[home(), (_("Inställningar"), reverse("settings"))],
        intro=[_(CONSEQUENCES[code])] if code in CONSEQUENCES else [],
    )
