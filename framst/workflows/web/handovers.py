"""What a school that a pupil has left hands over: each matter by those who have it, the whole by the principal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.access.second_factor import might_show_more
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import Refused
from framst.organisation.models import Pupil
from framst.organisation.terms import Secrecy
from framst.pupils import services
from framst.pupils.queries import handovers_to_finish, left_behind, matters_left_behind, receivers
from framst.pupils.terms import KINDS, LETTERS
from framst.workflows import school_move

from .forms import FinishForm, HandOverForm, SettleForm


@page("pupils.hand_over", may_hide=True)
def waiting(request: HttpRequest) -> HttpResponse:
    """The pupils who have left, and what of theirs the reader has to hand over."""
    by = actor(request)
    rows = left_behind(by)
    record(
        act=Act.LISTED, by=by, now=by.now, table=Pupil._meta.db_table, shown=[row.pupil.pk for row in rows], letter="C",
        beside=[[m._meta.db_table, str(m.pk), m.letter] for row in rows for m in row.matters],
    )  # fmt: skip
    for row in rows:
        for matter in row.matters:
            matter.words = f"{_(LETTERS[matter.letter])}, {_(KINDS[matter.letter].get(matter.kind, matter.kind))}"
    return render(request, "workflows/handovers.html", {"rows": rows, "may_hide": might_show_more(by)})


@page("pupils.hand_over", writes=True, may_hide=True)
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand one matter over to somebody at the pupil's new school."""
    by = actor(request)
    matter = open_record(matters_left_behind(by), by=by, purpose="överlämning", pk=key)
    form = HandOverForm(matter.letter, receivers(matter, by.today), request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.hand_over(
                matter=matter, person=data["person"], ground=data["ground"], basis=data["basis"], by=by
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, _(str(refusal)))
        else:
            school_move.settle_own(by=by)
            messages.success(request, _("Ärendet är överlämnat."))
            return redirect("handovers")
    return render(
        request, "workflows/hand_over.html", {"form": form, "matter": matter}, status=422 if form.errors else 200
    )


@page("pupils.hand_over", writes=True, may_hide=True)
def settle(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a matter whose pupil has left, and say what became of it."""
    by = actor(request)
    matter = open_record(matters_left_behind(by), by=by, purpose="överlämning", pk=key)
    form = SettleForm(matter.secrecy == Secrecy.LEFT, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.settle_matter(matter=matter, outcome=data["outcome"], basis=data.get("basis", ""), by=by)
        except Refused as refusal:
            form.add_error("basis", _(str(refusal)))
        else:
            school_move.settle_own(by=by)
            messages.success(request, _("Ärendet är avslutat."))
            return redirect("handovers")
    return render(
        request, "workflows/settle.html", {"form": form, "matter": matter}, status=422 if form.errors else 200
    )


@page("pupils.hand_over", writes=True)
def finish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a handover is done."""
    by = actor(request)
    handover = open_record(handovers_to_finish(by), by=by, purpose="överlämning", pk=key)
    form = FinishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.finish_handover(handover=handover, note=form.cleaned_data["note"], by=by)
        except Refused as refusal:
            form.add_error(None, _(str(refusal)))
        else:
            school_move.settle_own(by=by)
            messages.success(request, _("Överlämningen är klar. Eleven syns inte längre för dig."))
            return redirect("handovers")
    return render(
        request, "workflows/finish.html", {"form": form, "handover": handover}, status=422 if form.errors else 200
    )
