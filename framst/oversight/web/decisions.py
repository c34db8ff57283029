"""Disclosures, consents and what a guardian is not shown: from the pupil's page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framst.access.acting import Actor
from framst.access.open_record import open_beside, open_record
from framst.access.pages import actor, page
from framst.access.professions import HEALTH_CARE, PUPIL_CARE, SCHOOL_LEADERS
from framst.access.terms import ZONE_WORDS
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Person, Pupil
from framst.oversight import queries, services
from framst.oversight.rules import basis, has_all_guardians
from framst.pupils.queries import matters_of

from .forms import ConsentForm, DisclosureForm, NotShownForm

Beside = Sequence[Sequence[Any]]

DONE = {
    "utlamnande": gettext_lazy("Beslutet är avslutat. Den som fick ta del ser inget mer."),
    "samtycke": gettext_lazy("Samtycket är återkallat. De som fick ta del ser inget mer."),
    "visas-inte": gettext_lazy("Beslutet är avslutat."),
}


def letters_of(by: Actor) -> list[str]:
    """The zones whose matters the reader may decide about: by profession, and A and B with a second factor only."""
    letters = []
    if by.professions & set(HEALTH_CARE) and by.second_factor:
        letters.append("A")
    if by.professions & set(PUPIL_CARE) and by.second_factor:
        letters.append("B")
    if by.professions & {*SCHOOL_LEADERS, *PUPIL_CARE}:
        letters.append("C")
    return letters


def _guardians(pupil: Pupil) -> Beside:
    return [list(pupil.guardians.order_by("family_name"))]


def _matters(by: Actor) -> Callable[[Pupil], Beside]:
    return lambda pupil: [[m for m in matters_of(pupil) if m.letter in letters_of(by)]]


def _both(by: Actor) -> Callable[[Pupil], Beside]:
    return lambda pupil: [*_matters(by)(pupil), *_guardians(pupil)]


def _opened(request: HttpRequest, key: UUID, beside: Callable[[Pupil], Beside]) -> tuple[Pupil, Beside]:
    return open_beside(
        Pupil.objects.select_related("holder"), by=actor(request), purpose="beslut", beside=beside, pk=key
    )


@page("pupils.decide")
def decisions(request: HttpRequest, key: UUID) -> HttpResponse:
    """What has been decided about a pupil's secrecy, in the zones where the reader works."""
    pupil, (disclosures, consents, not_shown, _named) = _opened(request, key, queries.decisions_beside)
    informed = [str(g.pk) for g in pupil.guardians.all() if g.informed]
    for rows in (disclosures, consents, not_shown):
        for row in rows:
            row.zone_words = ZONE_WORDS[row.letter]
            row.is_over = row.ended_at is not None or (row.until_on is not None and row.until_on < actor(request).today)
    for row in disclosures:
        row.ground = basis(row.basis)
    for row in consents:
        row.lacks_guardian = not has_all_guardians(row.given_by, informed)
    return render(
        request,
        "oversight/decisions.html",
        {
            "pupil": pupil,
            "disclosures": disclosures,
            "consents": consents,
            "not_shown": not_shown,
            "may_decide": bool(letters_of(actor(request))),
        },
    )


def _decided(
    request: HttpRequest,
    key: UUID,
    beside: Callable[[Pupil], Beside],
    made: Callable[[Pupil], forms.Form],
    act: Callable[[Pupil, Any], object],
    words: dict[str, Any],
) -> HttpResponse:
    """One form that decides; a rule's refusal stands on the form, in the rule's own words. `beside`: what it offers."""
    pupil, _offered = _opened(request, key, beside)
    form = made(pupil)
    if request.method == "POST" and form.is_valid():
        try:
            act(pupil, form)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, _(refused.sentence))
        else:
            messages.success(request, words["done"])
            return redirect("pupil_decisions", key)
    return render(
        request, "oversight/decide.html", {"form": form, "pupil": pupil, **words}, status=422 if form.errors else 200
    )


@page("pupils.decide", writes=True)
def disclosure_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Decide to disclose."""
    by = actor(request)

    def act(pupil: Pupil, form: DisclosureForm) -> None:
        data = form.cleaned_data
        services.disclose(
            pupil=pupil, letter=form.letter, matter=form.matter,
            person=Person.objects.filter(email__iexact=data["email"]).first() if data["email"] else None,
            authority=data["authority"], basis=data["basis"], basis_words=data["basis_words"],
            weighing=data["weighing"], what=data["what"], until_on=data["until_on"], by=by,
        )  # fmt: skip

    return _decided(
        request, key, _matters(by),
        lambda pupil: DisclosureForm(letters_of(by), matters_of(pupil), by.today, request.POST or None),
        act,
        {
            "title": _("Besluta om utlämnande"),
            "says": _(
                "En person här får från nu se elevens ärenden av det slag du väljer, till och med sista dagen. Du kan"
                " avsluta det när som helst. Beslutet kan inte ändras, bara avslutas, och syns i registret över beslut."
            ),
            "submit": _("Besluta"),
            "done": _("Beslutet är antecknat."),
        },
    )  # fmt: skip


@page("pupils.decide", writes=True)
def consent_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record a consent."""
    by = actor(request)

    def act(pupil: Pupil, form: ConsentForm) -> None:
        data = form.cleaned_data
        services.note_consent(
            pupil=pupil, letter=form.letter, persons=data["emails"], purpose=data["purpose"],
            given_by=data["given_by"], received_on=data["received_on"], until_on=data["until_on"], by=by,
        )  # fmt: skip

    return _decided(
        request, key, _guardians,
        lambda pupil: ConsentForm(letters_of(by), list(pupil.guardians.order_by("family_name")), request.POST or None),
        act,
        {
            "title": _("Anteckna ett samtycke"),
            "says": _(
                "De du anger får från nu se elevens ärenden av det slag du väljer, till och med sista dagen. Återkallas"
                " samtycket upphör det genast."
            ),
            "submit": _("Anteckna samtycket"),
            "done": _("Samtycket är antecknat."),
        },
    )  # fmt: skip


@page("pupils.decide", writes=True)
def not_shown_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Decide that something is not shown to a guardian."""
    by = actor(request)

    def act(pupil: Pupil, form: NotShownForm) -> None:
        data = form.cleaned_data
        services.withhold(
            pupil=pupil, letter=form.letter, matter=form.matter, guardian=data["guardian"], what=data["what"],
            reason=data["reason"], until_on=data["until_on"], by=by,
        )  # fmt: skip

    return _decided(
        request, key, _both(by),
        lambda pupil: NotShownForm(letters_of(by), matters_of(pupil), pupil, request.POST or None),
        act,
        {
            "title": _("Besluta att något inte visas för en vårdnadshavare"),
            "says": _(
                "Alla som ser vårdnadshavaren på elevens sida ser att det finns ett beslut, men inte vad det gäller. Det"
                " utelämnas ur ett utdrag till vårdnadshavaren, utan att utdraget säger det (OSL 12 kap. 3 §)."
            ),
            "submit": _("Besluta"),
            "done": _("Beslutet är antecknat."),
        },
    )  # fmt: skip


@page("pupils.decide", writes=True)
def decision_end(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """End a decision, or withdraw a consent, after a page that says what it means."""
    by = actor(request)
    if kind not in queries.DECISIONS:
        raise Http404
    found = open_record(queries.DECISIONS[kind]._default_manager.all(), by=by, purpose="avslut", pk=key)
    if request.method == "POST":
        services.end_decision(decision=found, by=by)
        messages.success(request, str(DONE[kind]))
        return redirect("pupil_decisions", found.pupil_id)
    return render(request, "oversight/decision_end.html", {"decision": found, "kind": kind})
