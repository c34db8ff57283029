"""Pupils and their matters. No address holds a name or a number: a search is posted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.access.open_record import open_beside, open_record
from framst.access.pages import actor, page
from framst.access.professions import HEALTH_CARE, PUPIL_CARE
from framst.access.second_factor import might_show_more
from framst.audit.services import record
from framst.audit.terms import Act
from framst.organisation.models import Person, Pupil, Unit
from framst.organisation.queries import on
from framst.organisation.terms import Secrecy
from framst.pupils import queries, services
from framst.pupils.models import Matter
from framst.pupils.terms import KINDS, LETTERS

from .forms import AssignForm, MatterForm, NoteForm
from .parts import parts

PAGE = 100  # pupils on a page of the list


@page("pupils.read", writes=True)
def pupils(request: HttpRequest) -> HttpResponse:
    """The pupils that the reader works with, by unit, group and grade; or those that a posted search finds."""
    by = actor(request)
    sought = request.POST.get("q", "").strip() if request.method == "POST" else ""
    if sought:
        shown, by_number = queries.sought(sought, by.today)
        _tell(by, Act.SEARCHED, shown, unit=None, number=by_number)
        context = {"sought": sought, "pupils": shown, "count": len(shown)}
    else:
        units = queries.units_with_pupils(by)
        unit = next((u for u in units if u.code == request.GET.get("enhet")), units[0] if len(units) == 1 else None)
        rows = Paginator(queries.pupils(request.GET, by.today), PAGE).get_page(request.GET.get("sida"))
        _tell(by, Act.LISTED, list(rows), unit=unit)
        context = {"pupils": rows, "count": rows.paginator.count, "paged": rows}
        context |= {
            "units": units,
            "groups": queries.groups_of(unit, by.today),
            "grades": queries.grades_of(unit, by.today),
            "filtered": any(request.GET.get(f) for f in ("enhet", "grupp", "arskurs")),
        }
    return render(request, "pupils/list.html", context)


def _tell(by: Actor, act: Act, shown: list[Pupil], *, unit: Unit | None, **detail: Any) -> None:
    """Write the one event of a list or a search: which pupils it showed. One that showed nobody is written too."""
    record(
        act=act, by=by, now=by.now, table=Pupil._meta.db_table, shown=[p.pk for p in shown],
        unit=unit.pk if unit else None, letter="C", **detail,
    )  # fmt: skip


@page("pupils.read", may_hide=True)
def pupil(request: HttpRequest, key: UUID) -> HttpResponse:
    """One pupil: where, in which groups, whose child, and the matters that the reader has part in."""
    by = actor(request)
    found, (matters, guardians) = open_beside(
        Pupil.objects.select_related("holder"), by=by, purpose="elev", beside=queries.beside, pk=key
    )
    for matter in matters:
        matter.kind_words = KINDS[matter.letter].get(matter.kind, matter.kind)
        matter.letter_words = LETTERS[matter.letter]
    added = parts(by, found)
    return render(
        request,
        "pupils/pupil.html",
        {
            "pupil": found,
            "enrolments": list(found.enrolments.select_related("unit", "form").order_by("-from_on")),
            "groups": [
                m.group
                for m in found.memberships.filter(on(by.today)).select_related("group").order_by("group__sort_key")
            ],
            "guardians": guardians,
            "matters": matters,
            "parts": [part for part in added if part.template],
            "marked": frozenset[UUID]().union(*(part.marked_guardians for part in added)),
            "letters": letters_for(by),
            "came_from": queries.came_from(found, by.today),
            "may_hide": might_show_more(by),
        },
    )


def letters_for(by: Actor) -> list[str]:
    """The zones in which one may begin a matter, by profession; the crossing asks about the pupil."""
    letters = ["C"]
    if by.professions & set(PUPIL_CARE):
        letters.insert(0, "B")
    if by.professions & set(HEALTH_CARE):
        letters.insert(0, "A")
    return letters


@page("pupils.read", writes=True, may_hide=True)
def matter_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin a matter."""
    by = actor(request)
    found = open_record(Pupil.objects.select_related("holder"), by=by, purpose="nytt ärende", pk=key)
    form = MatterForm(letters_for(by), request.POST or None)
    if request.method == "POST" and form.is_valid():
        letter, _dot, kind = form.cleaned_data["kind"].partition(".")
        made = services.open_matter(pupil=found, letter=letter, kind=kind, about=form.cleaned_data["about"], by=by)
        messages.success(request, _("Ärendet är öppnat och tilldelat dig."))
        return redirect("matter", made)
    return render(request, "pupils/matter_new.html", {"form": form, "pupil": found}, status=422 if form.errors else 200)


def _matter(request: HttpRequest, key: UUID, purpose: str) -> Matter:
    return open_record(
        Matter.objects.select_related("pupil", "holder", "kept_by"), by=actor(request), purpose=purpose, pk=key
    )


@page("pupils.read", writes=True, may_hide=True)
def matter(request: HttpRequest, key: UUID) -> HttpResponse:
    """One matter: what it is about, who has it, what has been written, and a new note."""
    by = actor(request)
    found = _matter(request, key, "ärende")
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.write_note(matter=found, text=form.cleaned_data["text"], by=by)
        messages.success(request, _("Anteckningen är sparad."))
        return redirect("matter", key)
    return render(
        request,
        "pupils/matter.html",
        {
            "matter": found,
            "kind_words": KINDS[found.letter].get(found.kind, found.kind),
            "letter_words": LETTERS[found.letter],
            "people": queries.people_of(found),
            "notes": list(found.notes.select_related("written_by").order_by("written_at")),
            "form": form,
            "stayed": found.kept_by_id != found.holder_id and found.secrecy in (Secrecy.SCHOOL, Secrecy.PRESCHOOL),
        },
        status=422 if form.errors else 200,
    )


@page("pupils.read", writes=True, may_hide=True)
def matter_assign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Assign somebody to a matter, after a page that says what it opens."""
    by = actor(request)
    found = _matter(request, key, "tilldelning")
    form = AssignForm(
        Person.objects.filter(on(by.today, "assignments__"), assignments__unit=found.kept_by_id)
        .distinct()
        .order_by("sort_key"),
        request.POST or None,
    )
    if request.method == "POST" and form.is_valid():
        services.assign(matter=found, person=form.cleaned_data["person"], by=by)
        messages.success(request, _("Ärendet är tilldelat."))
        return redirect("matter", key)
    return render(
        request, "pupils/matter_assign.html", {"form": form, "matter": found}, status=422 if form.errors else 200
    )


@page("pupils.read", writes=True, may_hide=True)
def matter_close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a matter, after a page that says what it means."""
    found = _matter(request, key, "avslut")
    if request.method == "POST":
        services.close_matter(matter=found, by=actor(request))
        messages.success(request, _("Ärendet är avslutat."))
        return redirect("matter", key)
    return render(request, "pupils/matter_close.html", {"matter": found})
