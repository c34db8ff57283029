"""Acts on an open or closed follow-up, each after a page that says what will happen and to whom."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from framst.access.pages import actor, page
from framst.followups import queries, services
from framst.followups.models import Followup
from framst.followups.services.inviting import why_not_remind
from framst.followups.services.letters import address_now, why_not_again
from framst.followups.terms import LETTERS
from framst.foundation.refusal import Refused
from framst.ui.templatetags.framst import said

from .forms import DayForm, ReopenForm, SuccessorForm
from .views import followup_or_404


def _letters(number: int) -> str:
    return ngettext("%(n)d brev är på väg.", "%(n)d brev är på väg.", number) % {"n": number}


@page("followups.run", writes=True)
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Remind those who have not answered."""
    followup = followup_or_404(slug)
    by = actor(request)
    if request.method == "POST":
        messages.success(request, _letters(services.remind(followup=followup, by=by)))
        return redirect("followup", slug)
    return render(
        request,
        "followups/remind.html",
        {
            "followup": followup,
            "to_remind": queries.to_remind(followup, by.today),
            "why_not": why_not_remind(followup, by),
        },
    )


@page("followups.run", writes=True)
def send_again(request: HttpRequest, slug: str, letter: uuid.UUID) -> HttpResponse:
    """Send a letter that was given up once more."""
    followup = followup_or_404(slug)
    given_up = queries.letters(followup).filter(pk=letter).first()
    if given_up is None:
        raise Http404
    by = actor(request)
    invitation = followup.invitations.select_related("person", "sheet").get(pk=given_up.record)
    invitation.followup = followup
    if request.method == "POST":
        services.send_again(letter=given_up, invitation=invitation, by=by)
        messages.success(request, _letters(1))
        return redirect("followup_log", slug)
    context = {
        "followup": followup,
        "invitation": invitation,
        "letter": given_up,
        "words": LETTERS[given_up.kind],
        "address": address_now(invitation),
        "why_not": why_not_again(given_up, invitation, by),
    }
    return render(request, "followups/send_again.html", context)


@page("followups.run", writes=True)
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a later closing day, and tell those who have not answered."""
    followup = followup_or_404(slug)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = services.extend_followup(followup=followup, by=actor(request), **form.cleaned_data)
            messages.success(request, _letters(told))
            return redirect("followup", slug)
        except Refused as refused:
            form.add_error(None, said(refused))
    context = {"followup": followup, "form": form, "told": _told(followup)}
    return render(request, "followups/extend.html", context, status=422 if form.errors else 200)


def _told(followup: Followup) -> int:
    return sum(1 for i in queries.missing(followup) if i.person is not None)


@page("followups.run", writes=True)
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a follow-up, after a page that says what it means."""
    followup = followup_or_404(slug)
    if request.method == "POST":
        services.close_followup(followup=followup, by=actor(request))
        messages.success(request, _("Uppföljningen är stängd."))
        return redirect("followup", slug)
    return render(request, "followups/close.html", {"followup": followup, "lacking": _told(followup)})


@page("followups.run", writes=True)
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a closed follow-up again: as usual, or for answers that are counted as late."""
    followup = followup_or_404(slug)
    form = ReopenForm(request.POST or None, initial={"as_late": ""})
    if request.method == "POST" and form.is_valid():
        try:
            told = services.reopen_followup(
                followup=followup,
                closes_on=form.cleaned_data["closes_on"],
                as_late=form.cleaned_data["as_late"] == "late",
                by=actor(request),
            )
            messages.success(request, _letters(told))
            return redirect("followup", slug)
        except Refused as refused:
            form.add_error(None, said(refused))
    context = {"followup": followup, "form": form, "told": _told(followup)}
    return render(request, "followups/reopen.html", context, status=422 if form.errors else 200)


@page("followups.run", writes=True)
def pass_on(request: HttpRequest, slug: str, place: uuid.UUID) -> HttpResponse:
    """Hand a place over to the principal who leads its units now."""
    followup = followup_or_404(slug)
    invitation = followup.invitations.select_related("person", "sheet").filter(pk=place).first()
    if invitation is None:
        raise Http404
    by = actor(request)
    people = queries.candidates(invitation, by.today)
    form = SuccessorForm(people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.pass_on(place=place, to=form.cleaned_data["to"], by=by)
        messages.success(request, _("Platsen är överlämnad och inbjudan är på väg."))
        return redirect("followup", slug)
    context = {"followup": followup, "invitation": invitation, "people": people, "form": form}
    return render(request, "followups/pass_on.html", context, status=422 if form.errors else 200)
