"""Who somebody is at a door: the id that points at the person, and a second factor that was lost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from framst.access.pages import actor, page
from framst.administration import queries, rules, services, terms
from framst.administration.terms import AccountAct

from .forms import FactorForm, IdentityForm
from .parts import edited, posted
from .people import crumbs, person_of


@page("organisation.manage", writes=True)
def identity(request: HttpRequest, number: int) -> HttpResponse:
    """Say which id at the source of staff is this person's. The id that holds now is not shown."""
    found, by = person_of(number), actor(request)
    return edited(
        request,
        IdentityForm(posted(request)),
        lambda data: services.join_identity(person=found, by=by, **data) and None,
        title=_("Id för %s") % found.name,
        back=reverse("person", args=[number]),
        done=_("Id:t är sparat."),
        crumbs=crumbs(found),
        intro=[
            _("Id:t avgör vem som loggar in som personen hos er egen inloggning, och vilken rad i personallistan som är personens."),
            _("Kontrollera id:t i källan. Att namn eller e-postadress stämmer räcker inte."),
            _("Det id som gäller nu ersätts. Personen loggas ut överallt och får ett brev om att inloggningen har ändrats."),
        ],
        submit=_("Spara id:t"),
    )  # fmt: skip


@page("organisation.manage", writes=True)
def factor_reset(request: HttpRequest, number: int) -> HttpResponse:
    """Take away a second factor that its owner has lost."""
    found, by = person_of(number), actor(request)
    account = queries.account_of(found)
    why_not = rules.why_not(AccountAct.RESET, rules.standing(account), own=found.pk == by.person_id)
    if not why_not and not queries.has_factor(found):
        why_not = terms.NO_FACTOR
    if why_not and request.method != "POST":
        return render(
            request,
            "administration/account.html",
            {
                "person": found,
                "title": _("Ta bort den andra faktorn för %s") % found.name,
                "submit": _("Ta bort den andra faktorn"),
                "why_not": why_not,
                "crumbs": crumbs(found),
            },
        )
    return edited(
        request,
        FactorForm(posted(request)),
        lambda data: services.reset_factor(person=found, by=by, **data) and None,
        title=_("Ta bort den andra faktorn för %s") % found.name,
        back=reverse("person", args=[number]),
        done=_("Den andra faktorn är borttagen, och personen är utloggad."),
        crumbs=crumbs(found),
        intro=[
            _("Appar, nycklar och reservkoder slutar gälla. Det kan inte ångras."),
            _("Personen loggas ut genast, överallt, loggar in med sitt lösenord och lägger till en ny faktor."),
            _(
                "Innan dess visas inga ärenden i skolhälsovården och elevhälsan, och inga elever med skyddade uppgifter."
            ),
            _("Personen får ett brev om att inloggningen har ändrats. Skälet står i loggen."),
        ],
        submit=_("Ta bort den andra faktorn"),
    )
