"""Retention: the rules, what is proposed and decided, what is set aside, and the certificate of what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.access.open_record import open_record
from framst.access.pages import actor, page
from framst.access.second_factor import might_show_more
from framst.audit.services import record
from framst.audit.terms import Act
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Pupil
from framst.pupils import queries
from framst.pupils.models import Disposal, Hold, Matter, RetentionRule
from framst.pupils.rules import hold_is_on, rule_is_in_force
from framst.pupils.services import retention as services
from framst.pupils.terms import AFTERS, DISPOSAL_STATES, LEAVERS, After, DisposalState, what_is_kept
from framst.ui.templatetags.framst import short_day

from .retention_forms import HoldForm, HoldSomeForm, RefuseForm, RuleForm, kept_by, what_words

# How many of what has been done the first page shows.
SHOWN = 100


def _kinds(by: Actor) -> list[tuple[str, str]]:
    """What one may decide about, by profession; that A asks for the second factor is said when it is given."""
    mine = ("-BC" if "registrar" in by.professions else "") + (
        "A" if "care_operations_manager" in by.professions else ""
    )
    return kept_by(mine)


def _with_words(*rows: Any) -> None:
    for row in rows:
        rule: Any = row if isinstance(row, RetentionRule) else row.rule
        rule.what_words = what_words(rule.what)
        rule.after_words = AFTERS[After(rule.after)]
        if isinstance(row, Disposal):
            row.state_words = DISPOSAL_STATES[DisposalState(row.state)]
            row.from_years = f"{row.oldest}–{row.newest}" if row.oldest != row.newest else str(row.oldest)


@page("retention.decide")
def start(request: HttpRequest) -> HttpResponse:
    """The rules in force, what waits for a decision, what is set aside, and what has been done."""
    by = actor(request)
    rules = list(queries.retention_rules())
    waiting = list(queries.disposals(DisposalState.PROPOSED, DisposalState.DECIDED))
    over = list(queries.disposals(DisposalState.DONE, DisposalState.REFUSED)[:SHOWN])
    _with_words(*rules, *waiting, *over)
    holds = [h for h in queries.retention_holds() if hold_is_on(h.until_on, False, by.today)]
    for one in holds:
        one.what_words = what_words(one.what) if one.what else _("allt")
    for rule in rules:
        rule.in_force = rule_is_in_force(rule.valid_from, rule.valid_to, by.today)
    return render(
        request,
        "pupils/retention.html",
        {"rules": rules, "waiting": waiting, "over": over, "holds": holds, "may_hide": might_show_more(by)},
    )


def _done(
    request: HttpRequest, template: str, form: forms.Form | None, act: Callable[[], object], words: str, to: tuple[Any, ...], **context: Any
) -> HttpResponse:  # fmt: skip
    """One page that does one thing: a rule's refusal stands on it, in the rule's own words."""
    form = form or forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, _(refused.sentence) % refused.parts if refused.parts else _(refused.sentence))
        else:
            messages.success(request, words)
            return redirect(*to)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@page("retention.decide", writes=True, may_hide=True)
def rule_new(request: HttpRequest) -> HttpResponse:
    """Set a rule, as the document plan says."""
    by = actor(request)
    form = RuleForm(_kinds(by), request.POST or None, initial={"valid_from": by.today})

    def act() -> None:
        data = form.cleaned_data
        services.set_rule(
            what=data["what"], years=data["years"], after=After(data["after"]), source=data["source"],
            valid_from=data["valid_from"], by=by,
        )  # fmt: skip

    return _done(
        request, "pupils/retention_rule_new.html", form, act, _("Regeln är sparad. Det den träffar föreslås inom kort."),
        ("retention",), may_hide=might_show_more(by),
    )  # fmt: skip


@page("retention.decide", writes=True, may_hide=True)
def rule_end(request: HttpRequest, key: int) -> HttpResponse:
    """End a rule, after a page that says what it means."""
    by = actor(request)
    rule = open_record(RetentionRule.objects.all(), by=by, purpose="gallring", pk=key)
    _with_words(rule)
    return _done(
        request, "pupils/retention_rule_end.html", None, lambda: services.end_rule(rule=rule, by=by),
        _("Regeln är avslutad. Inget mer gallras enligt den."), ("retention",), rule=rule,
    )  # fmt: skip


@page("retention.decide", writes=True, may_hide=True)
def hold_new(request: HttpRequest) -> HttpResponse:
    """Set a whole kind aside from disposal."""
    by = actor(request)
    form = HoldForm(_kinds(by), request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        services.hold(
            letter=dict(what_is_kept())[data["what"]], what=data["what"], about=None, reason=data["reason"],
            until_on=data["until_on"], by=by,
        )  # fmt: skip

    return _done(
        request, "pupils/retention_hold_new.html", form, act, _("Undantaget gäller från och med nu."), ("retention",)
    )


@page("retention.decide", writes=True, may_hide=True)
def hold_release(request: HttpRequest, key: int) -> HttpResponse:
    """Release what was set aside, after a page that says what it means."""
    by = actor(request)
    found = open_record(Hold.objects.select_related("set_by"), by=by, purpose="gallring", pk=key)
    found.what_words = what_words(found.what) if found.what else _("allt")
    return _done(
        request, "pupils/retention_hold_release.html", None, lambda: services.release(hold=found, by=by),
        _("Undantaget är hävt."), ("retention",), hold=found,
    )  # fmt: skip


def _disposal(request: HttpRequest, key: UUID) -> Disposal:
    found = open_record(
        Disposal.objects.select_related("rule", "decided_by"), by=actor(request), purpose="gallring", pk=key
    )
    _with_words(found)
    return found


def _shown(found: Disposal, by: Actor) -> list[tuple[UUID, Pupil]]:
    """Whose what is proposed is, as far as the reader may see; written as one event, like every list."""
    rows = queries.proposed_pupils(found) if found.state == DisposalState.PROPOSED else []
    if rows:
        table = (Pupil if found.rule.what == LEAVERS else Matter)._meta.db_table
        record(
            act=Act.LISTED, by=by, now=by.now, table=table, key=found.pk, shown=list({p.pk for _key, p in rows}),
            letter=found.letter or "L", purpose="gallring",
        )  # fmt: skip
    return rows


def _named(pupil: Pupil) -> str:
    born = f" ({short_day(pupil.birth_date)})" if pupil.birth_date else ""
    return f"{pupil.name}{born}"


@page("retention.decide", may_hide=True)
def disposal(request: HttpRequest, key: UUID) -> HttpResponse:
    """One disposal: how many, of what, from which years; and whose, as far as the reader may see."""
    by = actor(request)
    found = _disposal(request, key)
    held = {
        h.about: h
        for h in queries.retention_holds().filter(about__isnull=False)
        if hold_is_on(h.until_on, False, by.today)
    }
    rows = [(pupil, held.get(row) or held.get(pupil.pk)) for row, pupil in _shown(found, by)]
    return render(
        request,
        "pupils/disposal.html",
        {
            "disposal": found,
            "rows": rows,
            "not_shown": found.count - len(rows),
            "may_hide": might_show_more(by),
        },
    )


@page("retention.decide", writes=True, may_hide=True)
def disposal_decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Decide that it is disposed of, after a page that says that it cannot be undone."""
    by = actor(request)
    found = _disposal(request, key)
    return _done(
        request, "pupils/disposal_decide.html", None, lambda: services.decide(disposal=found, by=by),
        _("Gallringen är beslutad. Den genomförs inom kort, och då skrivs ett bevis."), ("disposal", key),
        disposal=found,
    )  # fmt: skip


@page("retention.decide", writes=True, may_hide=True)
def disposal_refuse(request: HttpRequest, key: UUID) -> HttpResponse:
    """Decide that nothing of it is disposed of now."""
    by = actor(request)
    found = _disposal(request, key)
    form = RefuseForm(request.POST or None, initial={"again_on": by.today + dt.timedelta(days=365)})
    return _done(
        request, "pupils/disposal_refuse.html", form,
        lambda: services.refuse(
            disposal=found, reason=form.cleaned_data["reason"], again_on=form.cleaned_data["again_on"], by=by
        ),
        _("Förslaget är avslaget. Inget gallras."), ("retention",), disposal=found,
    )  # fmt: skip


@page("retention.decide", writes=True, may_hide=True)
def disposal_hold(request: HttpRequest, key: UUID) -> HttpResponse:
    """Set single ones of a proposal aside."""
    by = actor(request)
    found = _disposal(request, key)
    rows = _shown(found, by)
    form = HoldSomeForm([(str(row), _named(pupil)) for row, pupil in rows], request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        services.hold(
            letter=found.letter, what=found.rule.what, about=[UUID(one) for one in data["about"]],
            reason=data["reason"], until_on=data["until_on"], by=by,
        )  # fmt: skip

    return _done(
        request, "pupils/disposal_hold.html", form, act, _("De du valde gallras inte."), ("disposal", key),
        disposal=found, rows=rows,
    )  # fmt: skip


@page("retention.decide", may_hide=True)
def certificate(request: HttpRequest, key: UUID) -> HttpResponse:
    """The certificate of what was disposed of: for paper and for the archive."""
    found = _disposal(request, key)
    if found.state != DisposalState.DONE:
        raise Http404
    return render(request, "pupils/disposal_certificate.html", {"disposal": found})
