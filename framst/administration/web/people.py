"""People: the list, one person with assignments and services, and their assignments' forms."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.access.professions import PROFESSIONS
from framst.administration import labels, queries, services
from framst.foundation.words import N_
from framst.organisation.models import Assignment, Person
from framst.organisation.queries import open_units
from framst.organisation.rules import exceeds_full_time, goes_nowhere, is_valid_on, periods_meet
from framst.organisation.terms import EMPLOYMENTS, Employment
from framst.ui.lists import Column, headings, sorted_by_database

from .forms import AssignmentForm, EndForm, PersonForm
from .parts import Crumb, edited, history_of, paged, posted


def person_of(number: int) -> Person:
    """Return the person that the address names; 404 when there is none."""
    found = Person.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def crumbs(person: Person | None = None) -> list[Crumb]:
    """The way to the people, and to one of them."""
    way = [(_("Förvaltning"), reverse("administration")), (_("Personer"), reverse("people"))]
    return [*way, (person.name, reverse("person", args=[person.pk]))] if person else way


COLUMNS = [
    Column("namn", N_("Namn"), sorted_by_database),
    Column("uppdrag", N_("Uppdrag i dag")),
    Column("epost", N_("E-post"), sorted_by_database),
]


@page()
def people(request: HttpRequest) -> HttpResponse:
    """People in Swedish order of their family names, with what they do today."""
    found = paged(request, queries.people(request.GET, actor(request).today))
    for person in found:
        person.words = "; ".join(labels.assignment_words(a) for a in person.assigned)
    return render(
        request,
        "administration/people.html",
        {
            "people": found,
            "headings": headings(request.GET, COLUMNS, "namn"),
            "professions": PROFESSIONS,
            "filtered": any(request.GET.get(name) for name in ("q", "uppdrag", "id")),
        },
    )


@page()
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person: assignments by period, and which units they serve with which share."""
    found = person_of(number)
    day = actor(request).today
    assigned = queries.assignments(found)
    for row in assigned:
        row.words = labels.assignment_words(row)
        row.period = labels.period_words(row.from_on, row.until_on)
        row.is_now = is_valid_on(day, row.from_on, row.until_on)
        row.can_end = periods_meet(row.from_on, row.until_on, day, None)
    served = queries.services(found, day)
    for service in served:
        service.employment_words = EMPLOYMENTS[Employment(service.employment)]
        service.share_words = labels.share_words(service.share)
        service.period = labels.period_words(service.from_on, service.until_on)
    shares = [s.share for s in served if is_valid_on(day, s.from_on, s.until_on)]
    return render(
        request,
        "administration/person.html",
        {
            "person": found,
            "account": queries.account_of(found) if actor(request).may("organisation.manage") else None,
            "factor": queries.has_factor(found) if actor(request).may("organisation.manage") else None,
            "hidden": goes_nowhere(found.email),
            "assignments": assigned,
            "services": served,
            "total_share": labels.share_words(sum((s for s in shares if s is not None), Decimal(0))),
            "too_much": exceeds_full_time(shares),
            "crumbs": crumbs(),
            "history": history_of(found),
        },
    )


@page("organisation.manage", writes=True)
def new(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    return _edit(request, Person(), title=_("Ny person"), back="people")


@page("organisation.manage", writes=True)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a person's name or address."""
    found = person_of(number)
    return _edit(request, found, title=_("Ändra %s") % found.name, back=reverse("person", args=[number]))


def _edit(request: HttpRequest, person: Person, *, title: str, back: str) -> HttpResponse:
    by = actor(request)
    initial = {name: getattr(person, name) for name in ("given_name", "family_name", "email")}
    return edited(
        request,
        PersonForm(posted(request), initial=initial),
        lambda data: services.save(row=person, values=data, by=by) and None,
        title=title,
        back=back,
        done=_("Personen är sparad."),
        crumbs=crumbs(person if person.pk else None),
    )


@page("organisation.manage", writes=True)
def assignment_new(request: HttpRequest, number: int) -> HttpResponse:
    """Give a person an assignment: also as deputy or acting principal."""
    found = person_of(number)
    by = actor(request)
    form = AssignmentForm(posted(request), units=open_units(by.today), initial={"from_on": by.today})
    return edited(
        request,
        form,
        lambda data: services.appoint(person=found, by=by, **data) and None,
        title=_("Nytt uppdrag för %s") % found.name,
        back=reverse("person", args=[number]),
        done=_("Uppdraget är inlagt."),
        crumbs=crumbs(found),
        intro=[
            _(
                "Uppdraget avgör vad personen får se och göra. Ska en rektor efterträda en annan: byt rektor på enhetens sida."
            )
        ],
    )


@page("organisation.manage", writes=True)
def assignment_end(request: HttpRequest, number: int) -> HttpResponse:
    """End an assignment on a day."""
    found = Assignment.objects.select_related("person", "unit", "division").filter(pk=number).first()
    if found is None:
        raise Http404
    by = actor(request)
    return edited(
        request,
        EndForm(posted(request), initial={"until_on": by.today}),
        lambda data: services.end_assignment(assignment=found, by=by, **data),
        title=_("Avsluta uppdraget för %s") % found.person.name,
        back=reverse("person", args=[found.person_id]),
        done=_("Uppdraget är avslutat."),
        crumbs=crumbs(found.person),
        intro=[
            labels.assignment_words(found) + ", " + labels.period_words(found.from_on, found.until_on) + ".",
            _("Efter den sista dagen har personen inte längre de rättigheter som följer av uppdraget. Uppdraget finns kvar i historiken."),
        ],
        submit=_("Avsluta"),
    )  # fmt: skip
