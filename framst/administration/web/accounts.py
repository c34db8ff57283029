"""A person's account: each act on a page of its own that says what will happen, to whom, and what can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from framst.access.acting import Actor
from framst.access.pages import actor, page
from framst.administration import queries, rules, services
from framst.administration.terms import AccountAct
from framst.foundation.words import N_
from framst.organisation.models import Person
from framst.organisation.rules import goes_nowhere

from .people import crumbs, person_of

LETTER = N_("Ett brev går till %(email)s med en länk. Där väljer personen själv sitt lösenord.")
LINK_HOLDS = N_("Länken gäller i 24 timmar och kan användas en gång. Ett brev som har gått kan inte tas tillbaka.")

# act → (title, the button, the consequences, the service, what is said when it is done)
_ACTS: dict[AccountAct, tuple[str, str, tuple[str, ...], Callable[..., Any], str]] = {
    AccountAct.GIVE: (
        N_("Ge %(name)s ett konto"),
        N_("Ge kontot och sänd länken"),
        (
            N_("Personen loggar in med e-postadressen %(email)s."),
            LETTER,
            LINK_HOLDS,
            N_("Vad personen får se och göra följer av uppdragen, inte av kontot. Kontot kan stängas när som helst."),
        ),
        services.give_account,
        N_("Kontot finns, och brevet med länken är på väg."),
    ),
    AccountAct.LINK: (
        N_("Sänd %(name)s en länk för lösenord"),
        N_("Sänd länken"),
        (LETTER, N_("Det lösenord som finns gäller tills ett nytt är valt."), LINK_HOLDS),
        services.send_password_link,
        N_("Brevet med länken är på väg."),
    ),
    AccountAct.CLOSE: (
        N_("Stäng kontot för %(name)s"),
        N_("Stäng kontot"),
        (
            N_("Personen loggas ut genast, överallt, och kan inte logga in."),
            N_("Lösenordet och de länkar som är på väg slutar gälla."),
            N_("Uppdragen finns kvar, och allt som personen har gjort."),
            N_("Kontot kan öppnas igen. Då väljer personen ett nytt lösenord."),
        ),
        services.close_account,
        N_("Kontot är stängt, och personen är utloggad."),
    ),
    AccountAct.OPEN: (
        N_("Öppna kontot för %(name)s"),
        N_("Öppna kontot och sänd länken"),
        (LETTER, LINK_HOLDS, N_("Kontot kan stängas igen.")),
        services.open_account,
        N_("Kontot är öppet, och brevet med länken är på väg."),
    ),
}


def _confirmed(request: HttpRequest, number: int, act: AccountAct) -> HttpResponse:
    found, by = person_of(number), actor(request)
    title, submit, consequences, do, done = _ACTS[act]
    if request.method == "POST":
        do(person=found, by=by)
        messages.success(request, _(done))
        return redirect("person", number)
    account = queries.account_of(found)
    address = account.email if account else found.email.lower()
    # A protected person's own address holds the name; it stands on no page.
    parts = {"name": found.name, "email": _("personens egen adress") if goes_nowhere(found.email) else address}
    return render(
        request,
        "administration/account.html",
        {
            "person": found,
            "title": _(title) % parts,
            "submit": submit,
            "consequences": [_(sentence) % parts for sentence in consequences],
            "why_not": _why_not(act, found, account, by),
            "crumbs": crumbs(found),
        },
    )


def _why_not(act: AccountAct, person: Person, account: Any, by: Actor) -> str:
    return rules.why_not(act, rules.standing(account), own=person.pk == by.person_id)


@page("organisation.manage", writes=True)
def give(request: HttpRequest, number: int) -> HttpResponse:
    """Give a person an account."""
    return _confirmed(request, number, AccountAct.GIVE)


@page("organisation.manage", writes=True)
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Send a person the letter for choosing a password."""
    return _confirmed(request, number, AccountAct.LINK)


@page("organisation.manage", writes=True)
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a person's account and end its sessions."""
    return _confirmed(request, number, AccountAct.CLOSE)


@page("organisation.manage", writes=True)
def open_again(request: HttpRequest, number: int) -> HttpResponse:
    """Open a closed account."""
    return _confirmed(request, number, AccountAct.OPEN)
