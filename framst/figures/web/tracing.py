"""The trace of a figure: where it comes from, by group, over the years, and the answers to those who may."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.figures import services
from framst.figures.labels import why_held
from framst.figures.models import GroupDecision, Indicator
from framst.figures.rules import forms_that_fit, group_named, printed
from framst.figures.terms import GROUPINGS, Earlier, Figure, Grouping
from framst.foundation.words import N_
from framst.organisation.queries import settings_in_force
from framst.ui.lists import Column, headings, holding, in_order

from .forms import DecisionForm, done, status
from .shared import EXPORTS, exported, history_of

CHECKING = N_("kontroll av en siffra")  # why the answers behind a figure are opened


@page("analysis.read")
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Question, version, denominators, and the definition of one figure as it stands now."""
    by = actor(request)
    named = group_named(code)
    indicator = open_record(Indicator.objects.all(), by=by, code=named[0] if named else code)
    whole = named is None
    found: Figure | None
    rows: list[Figure] = []
    earlier: list[Earlier] = []
    if named:
        found = services.compute([code], by=by).get(code)
    else:
        found, rows, earlier = services.trace(indicator, by=by) or (None, [], [])
    if found is None:
        raise Http404
    source = services.source_of(indicator)
    return render(
        request,
        "figures/trace.html",
        {
            "figure": found,
            "indicator": indicator,
            "whole": whole,
            "forms": [(printed(found, form), f"[[{code}|{form}]]") for form in forms_that_fit(found)],
            "rows": rows,
            "earlier": earlier,
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


GROUPS = (
    Column("grupp", N_("Grupp"), lambda row: row["group"].name),
    Column("enheter", N_("Enheter"), lambda row: len(row["group"].units), number=True),
    Column("siffra", N_("Räknas in"), lambda row: row["group"].figure.numerator if row["visible"] else None),
    Column(
        "tillfragade",
        N_("Tillfrågade"),
        lambda row: row["group"].figure.asked if row["visible"] else None,
        number=True,
    ),
    Column("utskrift", N_("Utskrift"), lambda row: row["why"]),
)


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
        why = why_held(held[group.code], parts, limit) if parts and group.code in held else ""
        # Who may open the answers sees the figure; nobody can print it before the decision.
        shown.append({"group": group, "why": why, "visible": not why or by.may("answers.open")})
    if request.GET.get("ordning"):  # otherwise in the order of the house
        shown = in_order(request.GET, shown, GROUPS, "grupp")
        heads = headings(request.GET, GROUPS, "grupp")
    else:
        heads = headings({}, GROUPS, "")
    if request.GET.get("fil") in EXPORTS:
        return _groups_file(request.GET["fil"], f"{code}-{chosen}", shown, by)
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
            "headings": heads,
            "held": bool(held),
            "limit": limit,
            "whole": services.compute([code], by=by).get(code),
            "decisions": list(
                GroupDecision.objects.filter(indicator=indicator, grouping=chosen).select_related("made_by")
            ),
        },
    )


def _groups_file(kind: str, name: str, shown: list[dict[str, Any]], by: Actor) -> HttpResponse:
    """The groups as a file. A file travels: what is held back goes without its numbers, whoever asks."""
    head = [_("Grupp"), _("Enheter"), _("Räknas in"), _("Har svarat"), _("Tillfrågade"), _("Utskrift"), _("Kod")]
    rows = []
    for row in shown:
        figure, why = row["group"].figure, row["why"]
        counts = ("", "", "") if why else (figure.numerator, figure.answered, figure.asked)
        rows.append((row["group"].name, len(row["group"].units), *counts, why, figure.code))
    return exported(kind, name, head, rows, of=Indicator, by=by)


DECISIONS = (
    Column("siffra", N_("Siffra"), lambda row: row.indicator.name),
    Column("efter", N_("Uppdelat efter"), lambda row: _(row.grouping_words)),
    Column("datum", N_("Datum"), lambda row: row.decided_on),
    Column("vem", N_("Antecknat av"), lambda row: row.made_by.name if row.made_by else ""),
    Column("grund", N_("Grund"), lambda row: row.basis),
)


@page("analysis.read")
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision that small groups may be printed, the newest first."""
    chosen = request.GET.get("efter", "")
    rows = list(GroupDecision.objects.select_related("indicator", "made_by").order_by("-made_at"))
    rows = [row for row in rows if chosen not in GROUPINGS or row.grouping == chosen]
    rows = holding(
        request.GET, rows, lambda row: (row.indicator.name, row.basis, row.made_by.name if row.made_by else "")
    )
    for row in rows:
        row.grouping_words = GROUPINGS[Grouping(row.grouping)]
    rows = in_order(request.GET, rows, DECISIONS, "-datum")
    heads = headings(request.GET, DECISIONS, "-datum")
    if request.GET.get("fil") in EXPORTS:
        cells = (
            (r.indicator.name, _(r.grouping_words), r.decided_on, r.made_by.name if r.made_by else "", r.basis)
            for r in rows
        )
        return exported(
            request.GET["fil"],
            "beslut-om-sma-grupper",
            [_(c.words) for c in DECISIONS],
            cells,
            of=GroupDecision,
            by=actor(request),
        )
    context = {"rows": rows, "headings": heads, "chosen": chosen, "groupings": list(GROUPINGS.items())}
    return render(request, "figures/group_decisions.html", context)


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
