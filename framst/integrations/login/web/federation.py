"""Signing in at another's door. Each address takes up what the protocol says, and hands on to `entering`."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from framst.access.pages import page
from framst.integrations.login import oidc, providers, saml
from framst.integrations.login.entering import enter, refused

from .views import next_of

BACK = "framst_login_next"
ASKED = "framst_saml_asked"


def _oidc(code: str) -> providers.OIDC:
    found = providers.oidc().get(code)
    if found is None:
        raise Http404
    return found


def _saml() -> providers.SAML:
    found = providers.saml()
    if found is None:
        raise Http404
    return found


@page(public=True)
def oidc_begin(request: HttpRequest, code: str) -> HttpResponse:
    """To the provider, remembering where one was on the way to."""
    one = _oidc(code)
    request.session[BACK] = next_of(request)
    try:
        return oidc.begin(request, one, settings.ADDRESS + reverse("oidc_done", args=[code]))
    except oidc.Unreadable:
        return refused(request, "oidc")


@page(public=True)
def oidc_done(request: HttpRequest, code: str) -> HttpResponse:
    """Back from the provider."""
    one = _oidc(code)
    try:
        external_id, assured = oidc.done(request, one)
    except oidc.Unreadable:
        return refused(request, "oidc")
    back = request.session.pop(BACK, "")
    return enter(request, external_id=external_id, method="oidc", provider=code, assured=assured, back=back)


@page(public=True)
def saml_metadata(request: HttpRequest) -> HttpResponse:
    """What a provider needs to know of us."""
    return HttpResponse(saml.own_metadata(_saml()), content_type="application/samlmetadata+xml")


@page(public=True)
def saml_begin(request: HttpRequest, code: str) -> HttpResponse:
    """To the provider, remembering in this session what was asked and where one was on the way to."""
    here = _saml()
    idp = saml.idps(here).get(code)
    if idp is None:
        raise Http404
    address, asked = saml.begin(request, here, idp)
    request.session[ASKED] = {"request": asked, "idp": code}
    request.session[BACK] = next_of(request)
    return redirect(address)


@csrf_exempt
@page(public=True, writes=True)
def saml_receive(request: HttpRequest) -> HttpResponse:
    """The provider's answer, posted by its page: checked, and sent on to where our session is known."""
    here = _saml()
    try:
        sealed = saml.receive(request, here)
    except saml.Unreadable:
        return refused(request, "saml")
    return redirect(f"{reverse('saml_done')}?{urlencode({'svar': sealed})}")


@page(public=True)
def saml_done(request: HttpRequest) -> HttpResponse:
    """Sign in, when it was this browser that asked, and this is the answer, and it has not been used."""
    _saml()
    asked = request.session.pop(ASKED, None)
    try:
        answer = saml.handed_on(request.GET.get("svar", ""))
    except saml.Unreadable:
        return refused(request, "saml")
    if asked is None or (asked["request"], asked["idp"]) != (answer.request, answer.idp):
        return refused(request, "saml")
    back = request.session.pop(BACK, "")
    return enter(
        request, external_id=answer.external_id, method="saml", provider=answer.idp, assured=answer.assured, back=back
    )
