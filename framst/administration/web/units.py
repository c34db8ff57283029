"""Units: the list, one unit, its form, its principal, who serves it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.access.professions import PROFESSIONS
from framst.administration import labels, queries, services
from framst.foundation.words import N_
from framst.organisation.models import Area, Competence, Division, SchoolForm, Service, Unit
from framst.organisation.queries import on, principals_meeting
from framst.organisation.rules import exceeds_full_time, grades_of, is_valid_on, periods_meet
from framst.organisation.terms import EMPLOYMENTS, UNIT_KINDS, Employment
from framst.ui.lists import Column, headings, sorted_by_database

from .forms import EndForm, PrincipalForm, ServiceForm, UnitForm
from .parts import Crumb, edited, history_of, paged, posted

OVER_FULL_TIME = N_("Personens andelar blir tillsammans mer än 100 procent av heltid. Kontrollera att det stämmer.")


def _unit(code: str) -> Unit:
    found = Unit.objects.select_related("division", "area").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def crumbs(unit: Unit | None = None) -> list[Crumb]:
    """The way to the units, and to one of them."""
    way = [(_("Förvaltning"), reverse("administration")), (_("Enheter"), reverse("units"))]
    return [*way, (unit.name, reverse("unit", args=[unit.code]))] if unit else way


UNIT_COLUMNS = [
    Column("namn", N_("Enhet"), sorted_by_database),
    Column("kod", N_("Kod"), sorted_by_database),
    Column("skolformer", N_("Skolformer")),
    Column("avdelning", N_("Avdelning"), sorted_by_database),
    Column("rektor", N_("Rektor")),
]
SERVICE_COLUMNS = [
    Column("vem", N_("Vem"), sorted_by_database),
    Column("kompetens", N_("Kompetens"), sorted_by_database),
    Column("enhet", N_("Enhet"), sorted_by_database),
    Column("andel", N_("Andel av heltid"), sorted_by_database, number=True),
    Column("hur", N_("Hur"), sorted_by_database),
]


@page()
def units(request: HttpRequest) -> HttpResponse:
    """The units in Swedish order, chosen by division, area, form and kind."""
    day = actor(request).today
    found = paged(request, queries.units(request.GET, day, request.GET.get("ordning", "")))
    for unit in found:
        unit.forms_words = labels.forms_words(unit.forms_now)
        unit.kind_words = UNIT_KINDS[unit.kind]
    return render(
        request,
        "administration/units.html",
        {
            "units": found,
            "headings": headings(request.GET, UNIT_COLUMNS, "namn"),
            "divisions": list(Division.objects.order_by("sort_key")),
            "areas": list(Area.objects.order_by("sort_key")),
            "forms": list(SchoolForm.objects.order_by("id")),
            "kinds": {k.value: words for k, words in UNIT_KINDS.items()},
            "filtered": any(request.GET.get(f) for f in ("q", "avdelning", "omrade", "skolform", "typ", "rektor")),
        },
    )


@page()
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: what it is, who leads it and has led it, who serves it in what."""
    found = _unit(code)
    day = actor(request).today
    assigned = queries.assignments(found)
    served = queries.services(found, day)
    for row in assigned:
        row.words = _(PROFESSIONS.get(row.profession, row.profession))
        row.period = labels.period_words(row.from_on, row.until_on)
        row.is_now = is_valid_on(day, row.from_on, row.until_on)
        row.is_open = periods_meet(row.from_on, row.until_on, day, None)
    for service in served:
        service.employment_words = EMPLOYMENTS[Employment(service.employment)]
        service.share_words = labels.share_words(service.share)
        service.period = labels.period_words(service.from_on, service.until_on)
    leaders = [a for a in assigned if a.profession == "principal"]
    return render(
        request,
        "administration/unit.html",
        {
            "unit": found,
            "kind_words": UNIT_KINDS[found.kind],  # type: ignore[index]
            "closed": found.closed_on is not None and found.closed_on < day,
            "forms_words": labels.forms_words(
                list(found.forms.filter(on(day)).select_related("form").order_by("form_id"))
            ),
            "principal": next((a for a in leaders if a.is_now), None),
            "leaders": leaders,
            "others": [a for a in assigned if a.profession != "principal" and a.is_open],
            "services": served,
            "crumbs": crumbs(),
            "history": history_of(found),
        },
    )


@page()
def services_list(request: HttpRequest) -> HttpResponse:
    """Who serves which units in which competence with which share, person by person."""
    day = actor(request).today
    found = paged(request, queries.all_services(request.GET, day))
    totals = queries.total_shares(day)
    for service in found:
        service.employment_words = EMPLOYMENTS[Employment(service.employment)]
        service.share_words = labels.share_words(service.share)
        service.total_words = labels.share_words(totals.get(service.person_id, Decimal(0)))
        service.too_much = exceeds_full_time([totals.get(service.person_id)])
    return render(
        request,
        "administration/services_list.html",
        {
            "services": found,
            "headings": headings(request.GET, SERVICE_COLUMNS, "vem"),
            "competences": list(Competence.objects.order_by("sort_key")),
            "employments": {e.value: words for e, words in EMPLOYMENTS.items()},
            "filtered": any(request.GET.get(f) for f in ("q", "kompetens", "hur")),
        },
    )


@page("organisation.manage", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    return _edit(request, Unit(), title=_("Ny enhet"), back="units")


@page("organisation.manage", writes=True)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a unit is."""
    found = _unit(code)
    return _edit(request, found, title=_("Ändra %s") % found.name, back=reverse("unit", args=[code]))


def _edit(request: HttpRequest, unit: Unit, *, title: str, back: str) -> HttpResponse:
    by = actor(request)
    running = list(unit.forms.filter(on(by.today))) if unit.pk else []
    grades = sorted({g for f in running for g in f.grades})
    initial = {name: getattr(unit, name) for name in ("name", "kind", "code", "division", "area", "opened_on")}
    initial |= {"closed_on": unit.closed_on, "school_forms": [f.form_id for f in running], "grades": grades}
    form = UnitForm(posted(request), initial=initial)

    def save(data: dict[str, Any]) -> None:
        services.save(row=unit, values=form.values(), by=by)
        chosen = {f: grades_of(f.code, data["grades"]) for f in data["school_forms"]}
        services.set_forms(unit=unit, forms=chosen, by=by)

    return edited(
        request, form, save, title=title, back=back, done=_("Enheten är sparad."),
        crumbs=crumbs(unit if unit.pk else None),
    )  # fmt: skip


@page("organisation.manage", writes=True)
def principal(request: HttpRequest, code: str) -> HttpResponse:
    """Let a new principal take over from a day; the page says what becomes of the former."""
    found = _unit(code)
    by = actor(request)
    now = principals_meeting(found, by.today, by.today).first()
    if now is None:
        intro = [_("%s har ingen rektor i dag.") % found.name]
    else:
        said = {"name": now.person.name, "day": date_format(now.from_on, "j F Y")}
        intro = [
            _("Rektor i dag är %(name)s, sedan %(day)s.") % said,
            _(
                "När den nya rektorn tillträder avslutas det uppdraget dagen före. En skolenhet har en rektor åt gången."
            ),
        ]
    form = PrincipalForm(posted(request))
    return edited(
        request,
        form,
        lambda data: services.change_principal(unit=found, by=by, **data) and None,
        title=_("Byt rektor för %s") % found.name,
        back=reverse("unit", args=[code]),
        done=_("Den nya rektorn är inlagd."),
        crumbs=crumbs(found),
        intro=intro,
        submit=_("Byt rektor"),
    )


@page("organisation.manage", writes=True)
def service_new(request: HttpRequest, code: str) -> HttpResponse:
    """Say who serves the unit in a competence, with which share."""
    found = _unit(code)
    by = actor(request)
    form = ServiceForm(posted(request), day=by.today, initial={"from_on": by.today})

    def save(data: dict[str, Any]) -> str | None:
        too_much = services.start_service(unit=found, by=by, **data)
        return _(OVER_FULL_TIME) if too_much else None

    return edited(
        request, form, save, title=_("Ny tjänst på %s") % found.name, back=reverse("unit", args=[code]),
        done=_("Tjänsten är inlagd."), crumbs=crumbs(found),
    )  # fmt: skip


@page("organisation.manage", writes=True)
def service_end(request: HttpRequest, number: int) -> HttpResponse:
    """End a service on a day."""
    found = Service.objects.select_related("unit", "person", "competence").filter(pk=number).first()
    if found is None:
        raise Http404
    by = actor(request)
    what = {"what": found.competence.name, "who": found.person.name if found.person else _("köpt tjänst")}
    return edited(
        request,
        EndForm(posted(request), initial={"until_on": by.today}),
        lambda data: services.end_service(service=found, by=by, **data),
        title=_("Avsluta tjänsten på %s") % found.unit.name,
        back=reverse("unit", args=[found.unit.code]),
        done=_("Tjänsten är avslutad."),
        crumbs=crumbs(found.unit),
        intro=[_("%(what)s: %(who)s. Det som har varit finns kvar.") % what],
        submit=_("Avsluta"),
    )
