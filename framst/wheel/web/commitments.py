"""Commitments: the lists, a commitment with what happened to it, its acts, and a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.acting import Actor
from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.figures.web.shared import EXPORTS, exported
from framst.foundation.periods import Period, school_year, school_year_name
from framst.foundation.refusal import NotAllowed, Refused
from framst.foundation.words import N_
from framst.organisation.models import Unit
from framst.ui.templatetags.framst import said
from framst.wheel import services
from framst.wheel.lifecycle import COMMITMENT
from framst.wheel.models import Commitment
from framst.wheel.queries import commitments as queries
from framst.wheel.rules.commitments import is_carried_into, is_overdue, year_before
from framst.wheel.services.commitments import why_not
from framst.wheel.terms import COMMITMENT_STATES, ORIGINS, OUTCOMES, CommitmentState, Origin, Outcome

from .commitment_forms import FollowUpForm, NewForm, PassOnForm, PostponeForm, ReopenForm

PAGE = 100
OVERDUE = "forsenat"
STATES = {"pagar": N_("pågår"), OVERDUE: N_("dagen har passerat"), "uppfoljt": N_("uppföljt")}
VIEWS = {"": N_("Alla som jag ser"), "mina": N_("Mina"), "forvaltningen": N_("Förvaltningens egna")}


def dressed(rows: list[Commitment], today: dt.date) -> list[Commitment]:
    """Give each row its words: state, origin, outcome, and from which school year it was carried."""
    this_year = school_year(today)
    for row in rows:
        ended = localdate(row.followed_up_at) if row.followed_up_at and row.state != CommitmentState.OPEN else None
        row.overdue = is_overdue(row.due_on, row.state != CommitmentState.OPEN, today)
        row.state_words = COMMITMENT_STATES[CommitmentState(row.state)]
        row.outcome_words = OUTCOMES[Outcome(row.outcome)] if row.outcome else ""
        row.origin_says = ORIGINS[Origin(row.origin)]
        row.followed_up_on = ended
        carried = is_carried_into(row.agreed_on, ended, this_year)
        row.carried_from = school_year_name(school_year(row.agreed_on)) if carried else ""
        row.became_words = row.became if row.state != CommitmentState.OPEN else ""
    return rows


def _years(today: dt.date) -> list[tuple[str, str]]:
    first = school_year(today).first.year
    return [
        (str(y), school_year_name(Period(dt.date(y, 7, 1), dt.date(y + 1, 6, 30)))) for y in range(first, first - 5, -1)
    ]


def _chosen(asked: Any, by: Actor) -> QuerySet[Commitment]:
    rows = queries.commitments()
    if asked.get("vy") == "mina":
        rows = rows.filter(owner_id=by.person_id)
    elif asked.get("vy") == "forvaltningen":
        rows = rows.filter(unit=None)
    if asked.get("enhet"):
        rows = rows.filter(unit__code=asked["enhet"])
    state = asked.get("lage")
    if state in STATES:
        rows = rows.filter(state=CommitmentState.FOLLOWED_UP if state == "uppfoljt" else CommitmentState.OPEN)
    if state == OVERDUE:
        rows = rows.filter(due_on__lt=by.today)
    if asked.get("ursprung") in set(Origin):
        rows = rows.filter(origin=asked["ursprung"])
    year = asked.get("lasar", "")
    if asked.get("sagt") == "forra":
        rows = queries.agreed_in(rows, year_before(by.today))
    elif year in dict(_years(by.today)):
        rows = queries.living_in(rows, school_year(dt.date(int(year), 7, 1)))
    return rows


@page()
def commitments(request: HttpRequest) -> HttpResponse:
    """What was agreed, as far as the reader sees: all, mine, the authority's own, and what was said last year."""
    by = actor(request)
    rows = _chosen(request.GET, by)
    if request.GET.get("fil") in EXPORTS:
        return _file(request, dressed(list(rows), by.today))
    shown = Paginator(rows, PAGE).get_page(request.GET.get("sida"))
    shown.object_list = dressed(list(shown.object_list), by.today)
    return render(
        request,
        "wheel/commitments.html",
        {
            "rows": shown,
            "views": VIEWS.items(),
            "states": STATES.items(),
            "origins": [(code.value, words) for code, words in ORIGINS.items()],
            "years": _years(by.today),
            "units": Unit.objects.filter(pk__in=queries.commitments().order_by().values("unit")).order_by("sort_key"),
            "asked": request.GET,
            "handover": queries.units_led(by).filter(code=request.GET.get("enhet", "")).first(),
            "last_year": school_year_name(year_before(by.today)) if request.GET.get("sagt") == "forra" else "",
            "may_make": by.may("commitments.make"),
        },
    )


def _file(request: HttpRequest, rows: list[Commitment]) -> HttpResponse:
    head = [
        _("Åtagande"), _("Skolenhet"), _("Vem"), _("Ursprung"), _("Vilket"), _("Överenskommet"), _("Klart senast"),
        _("Läge"), _("Utfall"), _("Vad det ledde till"),
    ]  # fmt: skip
    cells = (
        [
            row.text, row.unit.name if row.unit else _("Förvaltningen"), row.owner.name, said(row.origin_says),
            row.origin_words, row.agreed_on, row.due_on,
            said(STATES[OVERDUE]) if row.overdue else said(row.state_words), said(row.outcome_words), row.became_words,
        ]
        for row in rows
    )  # fmt: skip
    return exported(request.GET["fil"], "ataganden", head, cells, of=Commitment, by=actor(request))


STEP_WORDS = {step.act: step.label for step in COMMITMENT.steps}


def _found(request: HttpRequest, key: UUID) -> Commitment:
    found: Commitment = open_record(queries.commitments(), by=actor(request), purpose="åtagande", pk=key)
    return dressed([found], actor(request).today)[0]


@page()
def commitment(request: HttpRequest, key: UUID) -> HttpResponse:
    """One commitment: what, whose, from where, where it stands, and everything that has happened to it."""
    by = actor(request)
    found = _found(request, key)
    steps = list(found.steps.select_related("by", "passed_to").order_by("at"))
    for step in steps:
        step.words = STEP_WORDS[step.act]
        step.outcome_words = OUTCOMES[Outcome(step.outcome)] if step.outcome else ""
    acts = [
        (step.act, step.label, why_not(commitment=found, act=step.act, by=by))
        for step in COMMITMENT.acts_from(found.state)
    ]
    return render(request, "wheel/commitment.html", {"commitment": found, "steps": steps, "acts": acts})


ACTS: dict[str, tuple[Any, Any, Any]] = {
    "follow_up": (
        gettext_lazy("Följ upp åtagandet"),
        gettext_lazy("Åtagandet försvinner från startsidan och står kvar i listan med det du skriver. Det kan öppnas igen."),
        gettext_lazy("Åtagandet är uppföljt."),
    ),
    "postpone": (
        gettext_lazy("Ge en ny dag"),
        gettext_lazy("Den förra dagen och skälet står kvar i historiken."),
        gettext_lazy("Åtagandet har en ny dag."),
    ),
    "pass_on": (
        gettext_lazy("Lämna över åtagandet"),
        gettext_lazy("Det flyttas till den andras startsida. Historiken följer med."),
        gettext_lazy("Åtagandet är överlämnat."),
    ),
    "reopen": (
        gettext_lazy("Öppna åtagandet igen"),
        gettext_lazy("Det som skrevs vid uppföljningen står kvar i historiken."),
        gettext_lazy("Åtagandet är öppet igen."),
    ),
}  # fmt: skip


def _form(act: str, found: Commitment, request: HttpRequest) -> forms.Form:
    by, data = actor(request), request.POST or None
    if act == "pass_on":
        return PassOnForm(queries.owners(by, found.unit, day=by.today).exclude(pk=found.owner_id), data)
    return {"follow_up": FollowUpForm, "postpone": PostponeForm, "reopen": ReopenForm}[act](data)


@page(writes=True)
def commitment_act(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """Follow up, give a later day, pass on or open again: a page that says what it means, and its form."""
    if act not in ACTS:
        raise Http404
    by, found = actor(request), _found(request, key)
    refusal = why_not(commitment=found, act=act, by=by)
    if refusal and act not in {s.act for s in COMMITMENT.acts_from(found.state)}:
        return redirect("commitment", key)
    if refusal:
        raise NotAllowed(refusal)
    form = _form(act, found, request)
    heading, says, done = ACTS[act]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if act == "follow_up":
            data["outcome"] = Outcome(data["outcome"])
        doing: Callable[..., None] = getattr(services, act)
        if _tried(form, lambda: doing(commitment=found, by=by, **data)):
            messages.success(request, str(done))
            return redirect("commitment", key)
    context = {"commitment": found, "form": form, "page_heading": heading, "says": says}
    return render(request, "wheel/commitment_act.html", context, status=422 if form.errors else 200)


def _tried(form: forms.Form, act: Callable[[], object]) -> bool:
    """Carry out the act; a rule's refusal stands on the form, in the rule's own words."""
    try:
        act()
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, said(refused))
        return False
    return True


@page("commitments.make", writes=True)
def commitment_new(request: HttpRequest) -> HttpResponse:
    """A new one: one's own, or from something that the reader sees (?fran=table:key)."""
    by = actor(request)
    key = request.GET.get("fran", "")
    table, _colon, row = key.partition(":")
    known = queries.BEGINNINGS[table](by, row) if table in queries.BEGINNINGS else None
    if key and known is None:
        raise Http404
    units = queries.units_led(by)
    form = NewForm(
        units, queries.owners(by, None, day=by.today), request.POST or None,
        authority=by.may("wheel.plan"), known=known is not None,
        initial={
            "owner": by.person_id, "unit": known.unit if known else None, "text": known.text if known else "",
            "origin": Origin.OWN.value,
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        origin = known.origin if known else Origin(data["origin"])

        def make() -> None:
            services.make_commitment(
                unit=data["unit"], text=data["text"], owner=data["owner"], origin=origin,
                origin_key=key, origin_words=known.words if known else data["origin_words"],
                origin_address=known.address if known else "", due_on=data["due_on"], by=by,
            )  # fmt: skip

        if _tried(form, make):
            messages.success(request, _("Åtagandet är antecknat."))
            return redirect("commitments")
    context = {"form": form, "known": known}
    return render(request, "wheel/commitment_new.html", context, status=422 if form.errors else 200)


@page()
def handover_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """What whoever takes over a school needs: plan, feedback, what was agreed. For those who answer for the unit."""
    by = actor(request)
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Http404
    if not services.commitments.leads(by, unit.pk):
        raise NotAllowed(N_("Överlämningen läses av skolans rektor och förvaltningen."))
    recent = queries.commitments().filter(unit=unit, state=CommitmentState.FOLLOWED_UP)
    last = queries.living_in(recent, year_before(by.today))
    return render(
        request,
        "wheel/handover.html",
        {
            "unit": unit,
            "parts": [source(by, unit) for source in queries.HANDOVER.values()],
            "open": dressed(list(queries.open_of(unit)), by.today),
            "followed_up": dressed(list(last), by.today),
        },
    )
