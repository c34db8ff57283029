"""Break-glass: the page of the one who needs it, and the reviewer's follow-up."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.models import Tie
from framst.access.pages import actor, page
from framst.access.terms import OPENING_HOURS
from framst.audit.models import Event
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Unit
from framst.oversight import queries, services
from framst.oversight.rules import is_settled
from framst.oversight.terms import JUDGEMENTS

from .forms import GlassForm, JudgeForm
from .words import professions


@page("pupils.emergency", writes=True)
def emergency(request: HttpRequest) -> HttpResponse:
    """Break the glass: a whole number and a reason; the page says what happens."""
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pupil = services.break_glass(
                number=form.cleaned_data["number"], reason=form.cleaned_data["reason"], by=actor(request)
            )
        except NotAllowed:
            # Not there, protected, has left: one page for all, and the attempt is in the log.
            raise
        except Refused as refused:
            form.add_error(None, _(refused.sentence))
        else:
            messages.success(
                request, _("Du har nödåtkomst i %d timmar. Logggranskaren har fått veta det.") % OPENING_HOURS
            )
            return redirect("pupil", pupil)
    return render(
        request, "oversight/emergency.html", {"form": form, "hours": OPENING_HOURS}, status=422 if form.errors else 200
    )


@page("oversight.read")
def openings(request: HttpRequest) -> HttpResponse:
    """Every break-glass, those that wait for a judgement first."""
    events = list(queries.openings()[:500])
    said = queries.judgements_of_openings()
    names = queries.people(e.person for e in events)
    units = Unit.objects.in_bulk({e.unit for e in events if e.unit})
    for event in events:
        event.reader = names[event.person].name if event.person in names else ""
        event.unit_name = units[event.unit].name if event.unit in units else ""
        event.judgement = said.get(event.pk, "")
        event.words = JUDGEMENTS.get(event.judgement, "")
        event.waits = not is_settled(event.judgement)
    events.sort(key=lambda e: not e.waits)
    return render(request, "oversight/openings.html", {"openings": events, "waiting": sum(e.waits for e in events)})


@page("oversight.read", writes=True)
def opening(request: HttpRequest, event: int) -> HttpResponse:
    """One break-glass: who, when, why, and the reviewer's judgement. Which pupil is shown on demand, and recorded."""
    by = actor(request)
    found = Event.objects.filter(pk=event, act="emergency").first()
    if found is None:
        raise Http404
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.follow_up_opening(
                event=found, judgement=form.cleaned_data["judgement"], reason=form.cleaned_data["reason"], by=by
            )
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, _(refused.sentence))
        else:
            messages.success(request, _("Bedömningen är antecknad."))
            return redirect("openings")
    said = queries.said_of(found)
    for one in said:
        one.words = JUDGEMENTS[one.judgement]
    names = queries.people([found.person])
    tie = Tie.objects.filter(pk=found.record).first()
    waits = not said or not is_settled(said[-1].judgement)
    own = found.person == by.person_id
    return render(
        request,
        "oversight/opening.html",
        {
            "opening": found,
            "reader": names[found.person].name if found.person in names else "",
            "professions": professions(found.profession),
            "unit": Unit.objects.filter(pk=found.unit).first() if found.unit else None,
            "reason": tie.basis if tie else "",
            "until": tie.until_at if tie else None,
            "said": said,
            "waits": waits,
            "own": own,
            "may_judge": by.may("oversight.review") and waits and not own,
            "shown": services.show_pupil(event=found, by=by)
            if request.GET.get("elev") == "visa" and request.method == "GET" and by.may("oversight.review")
            else None,
            "form": form,
        },
        status=422 if form.errors else 200,
    )
