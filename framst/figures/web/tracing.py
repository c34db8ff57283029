"""The trace of a figure: where it comes from, by group, over the years, and the answers to those who may."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.figures import services
from framst.figures.models import GroupDecision, Indicator
from framst.figures.rules import TooSmall, forms_that_fit, group_named, printed
from framst.figures.terms import GROUPINGS, Breakdown, Grouping
from framst.foundation.words import N_
from framst.organisation.queries import settings_in_force

from .forms import DecisionForm, done, status
from .shared import history_of

CHECKING = N_("kontroll av en siffra")  # why the answers behind a figure are opened


@page("analysis.read")
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Question, version, denominators, and the definition of one figure as it stands now."""
    by = actor(request)
    named = group_named(code)
    indicator = open_record(Indicator.objects.all(), by=by, code=named[0] if named else code)
    found = services.compute([code], by=by).get(code)
    if found is None:
        raise Http404
    whole = named is None
    source = services.source_of(indicator)
    return render(
        request,
        "figures/trace.html",
        {
            "figure": found,
            "indicator": indicator,
            "whole": whole,
            "forms": [(printed(found, form), f"[[{code}|{form}]]") for form in forms_that_fit(found)],
            "rows": services.rows(indicator, by=by) if whole else [],
            "earlier": services.earlier(indicator, by=by) if whole else [],
            "groupings": list(GROUPINGS.items()) if source.replies else [],
            "has_answers": source.replies is not None,
            "why_not_answers": by.why_not("answers.open"),
            "defined": services.asked_of(indicator) is not None,
            "history": history_of(indicator),
        },
    )


@page("answers.open")
def answers(request: HttpRequest, code: str) -> HttpResponse:
    """What each respondent gave, behind the reader's own walls. That it was opened is recorded."""
    by = actor(request)
    indicator = open_record(Indicator.objects.all(), by=by, purpose=CHECKING, code=code)
    replies = services.source_of(indicator).replies
    found = services.compute([code], by=by).get(code)
    if replies is None or found is None:
        raise Http404
    context = {"indicator": indicator, "figure": found, "replies": replies(indicator, by)}
    return render(request, "figures/answers.html", context)


def _indicator(code: str, grouping: str) -> tuple[Indicator, Grouping]:
    found = Indicator.objects.filter(code=code).first()
    if found is None or grouping not in list(Grouping):
        raise Http404
    return found, Grouping(grouping)


def _why(small: TooSmall, parts: Breakdown, limit: int) -> str:
    """Why a group is held back, in words."""
    if not small.other:
        return _("Gruppen har färre än %(limit)d enheter.") % {"limit": limit}
    names = {g.code: g.name for g in parts.groups}
    other = names.get(small.other, _("alla"))
    return _("Skiljer sig från ”%(other)s” med färre än %(limit)d enheter.") % {"other": other, "limit": limit}


@page("analysis.read")
def groups(request: HttpRequest, code: str, grouping: str) -> HttpResponse:
    """A figure by school form, area or division. Small groups are held back until a decision is recorded."""
    by = actor(request)
    indicator, chosen = _indicator(code, grouping)
    parts = services.breakdown(indicator, chosen, by=by)
    limit = settings_in_force()["small_group"]
    held = services.held_back(indicator, parts) if parts else {}
    shown = []
    for group in parts.groups if parts else ():
        why = _why(held[group.code], parts, limit) if parts and group.code in held else ""
        # Who may open the answers sees the figure; nobody can print it before the decision.
        shown.append({"group": group, "why": why, "visible": not why or by.may("answers.open")})
    return render(
        request,
        "figures/groups.html",
        {
            "indicator": indicator,
            "grouping": chosen,
            "grouping_words": GROUPINGS[chosen],
            "groupings": list(GROUPINGS.items()),
            "parts": parts,
            "shown": shown,
            "held": bool(held),
            "limit": limit,
            "whole": services.compute([code], by=by).get(code),
            "decisions": list(
                GroupDecision.objects.filter(indicator=indicator, grouping=chosen).select_related("made_by")
            ),
        },
    )


@page("analysis.write", writes=True)
def decision(request: HttpRequest, code: str, grouping: str) -> HttpResponse:
    """Record that a breakdown may be printed though groups are small: who, when, on what basis."""
    by = actor(request)
    indicator, chosen = _indicator(code, grouping)
    form = DecisionForm(request.POST or None, initial={"decided_on": by.today})
    if done(
        request,
        form,
        lambda data: services.decide_group(indicator=indicator, grouping=chosen, by=by, **data),
    ):
        messages.success(request, _("Beslutet är antecknat. Grupperna kan nu skrivas ut."))
        return redirect("figure_groups", code, grouping)
    context = {"form": form, "indicator": indicator, "grouping": chosen, "grouping_words": GROUPINGS[chosen]}
    return render(request, "figures/group_decision.html", context, status=status(form))
