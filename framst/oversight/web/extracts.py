"""A person's own data: ordered, waited for, fetched once."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.open_record import open_beside
from framst.access.pages import actor, page
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Guardian, Pupil
from framst.oversight import services, tasks
from framst.oversight.models import Extract
from framst.oversight.terms import EXTRACT_DAYS, EXTRACT_KINDS

from .forms import ExtractForm


def _informed(pupil: Pupil) -> list[list[Guardian]]:
    """Return the guardians who may be given an extract."""
    return [list(pupil.guardians.filter(informed=True).order_by("family_name", "given_name"))]


@page("pupils.extract", writes=True)
def extract_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Order what the system holds about a pupil, for the pupil or a guardian who has asked for it."""
    by = actor(request)
    pupil, (informed,) = open_beside(
        Pupil.objects.select_related("holder"), by=by, purpose="registerutdrag", beside=_informed, pk=key
    )
    guardians: list[Any] = list(informed)
    form = ExtractForm(guardians, request.POST or None, initial={"asked_on": by.today})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["recipient"]
        try:
            made = services.order_extract(
                pupil=pupil,
                guardian=next((g for g in guardians if str(g.pk) == chosen), None),
                asked_on=form.cleaned_data["asked_on"],
                identity_checked=form.cleaned_data["identity_checked"],
                by=by,
            )
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, _(refused.sentence))
        else:
            tasks.prepare_extract.enqueue(key=str(made.pk), person_id=by.person_id or 0)
            return redirect("extract", made.pk)
    return render(
        request,
        "oversight/extract_new.html",
        {"form": form, "pupil": pupil, "days": EXTRACT_DAYS},
        status=422 if form.errors else 200,
    )


@page(writes=True)
def own(request: HttpRequest) -> HttpResponse:
    """What the system holds about oneself: order it; and the orders that wait."""
    by = actor(request)
    if request.method == "POST":
        made = services.order_own(by=by)
        tasks.prepare_extract.enqueue(key=str(made.pk), person_id=by.person_id or 0)
        return redirect("extract", made.pk)
    rows = list(Extract.objects.defer("pdf", "json").order_by("-ordered_at")[:50])
    return render(request, "oversight/own.html", {"extracts": rows, "days": EXTRACT_DAYS})


def _extract(request: HttpRequest, key: UUID) -> Extract:
    found = Extract.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@page()
def extract(request: HttpRequest, key: UUID) -> HttpResponse:
    """One order: whether it is made, and its files as long as they wait."""
    found = _extract(request, key)
    files = [(kind, getattr(found, kind) is not None, getattr(found, f"{kind}_fetched_at")) for kind in EXTRACT_KINDS]
    return render(
        request,
        "oversight/extract.html",
        {"extract": found, "files": files, "gone_at": found.ordered_at + dt.timedelta(days=EXTRACT_DAYS)},
    )


@page(writes=True)
def extract_file(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Fetch one of the files: once. It is posted, for it takes the file away."""
    found = _extract(request, key)
    if kind not in EXTRACT_KINDS:
        raise Http404
    if request.method != "POST":
        return redirect("extract", key)
    content = services.fetch(key=found.pk, kind=kind, by=actor(request))
    if content is None:
        messages.error(
            request,
            _(
                "Filen lämnas inte ut: gränsen för hur mycket som får hämtas ut är nådd. Logggranskaren har fått veta det."
            ),
        )
        return redirect("extract", key)
    answer = HttpResponse(content, content_type=EXTRACT_KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="registerutdrag.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer
