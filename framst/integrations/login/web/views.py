"""One's own ways to sign in, where one is signed in, and the text that one had not saved."""

from __future__ import annotations

from uuid import UUID

from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from framst.access import presences
from framst.access import unsaved as keeping
from framst.access.pages import actor, page
from framst.integrations.login import providers


class Login(LoginView):  # type: ignore[misc]
    """The door, with the doors of others beside it."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {**super().get_context_data(**kwargs), "providers": providers.offered(), "next": self.get_next_url()}


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """For those who have one. Whoever signs in at another's door cannot give themselves a way around it."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated or not request.user.has_usable_password():
            return redirect("mfa_index")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")


class Ways(IndexView):  # type: ignore[misc]
    """One's own ways to sign in."""


login = Login.as_view()
change_password = ChangePassword.as_view()
ways = Ways.as_view()


@page()
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    return render(
        request,
        "integrations/sign_ins.html",
        {"places": presences.of(request, request.user, actor(request).now)},  # type: ignore[arg-type]
    )


@page(writes=True)
def session_end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End one sign-in elsewhere; this one is ended by signing out."""
    if request.method == "POST":
        ended = presences.end(request.user, key, but=request.session.session_key, by=actor(request))  # type: ignore[arg-type]
        messages.success(
            request, _("Inloggningen är avslutad.") if ended else _("Den inloggningen var redan avslutad.")
        )
    return redirect("sessions")


@page(writes=True)
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """End every sign-in but this one."""
    if request.method == "POST":
        n = presences.end_others(request.user, but=request.session.session_key, by=actor(request))  # type: ignore[arg-type]
        messages.success(
            request,
            ngettext("En annan inloggning är avslutad.", "%(n)d andra inloggningar är avslutade.", n) % {"n": n}
            if n
            else _("Du var inte inloggad någon annanstans."),
        )
    return redirect("sessions")


@page()
def second_factor(request: HttpRequest) -> HttpResponse:
    """The way to the second factor that one has, or to getting one; and then back to where one was."""
    back = next_of(request) or reverse("start")
    if actor(request).second_factor:
        return redirect(back)
    types = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    if types & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}:
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
    if Authenticator.Type.WEBAUTHN in types:
        return redirect(f"{reverse('mfa_reauthenticate_webauthn')}?{urlencode({'next': back})}")
    return render(request, "integrations/second_factor_none.html")


@page(writes=True)
def unsaved(request: HttpRequest) -> HttpResponse:
    """What one had written when the session or the second factor ended: sent on, or thrown away."""
    kept = keeping.opened(request, request.user.person_id, actor(request).now)  # type: ignore[union-attr]
    if request.method == "POST":
        keeping.forget(request)
        messages.success(request, _("Texten är borttagen."))
        return redirect("start")
    texts = [value for _name, value in kept["fields"] if " " in value.strip() or "\n" in value.strip()] if kept else []
    return render(request, "integrations/unsaved.html", {"kept": kept, "texts": texts})


def next_of(request: HttpRequest) -> str:
    """Return the address here that one was on the way to; empty when there is none, or it is not here."""
    wanted = request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted.startswith("/") and here else ""
