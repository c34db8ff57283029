"""OpenID Connect: authorization code with PKCE, state and nonce, by Authlib."""

from __future__ import annotations

from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError

from .providers import OIDC

# What a token may be signed with. A provider that advertises "none" or a shared secret is not believed.
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class Unreadable(ValueError):
    """What the provider answered cannot be believed."""


def _client(one: OIDC) -> Any:
    oauth = OAuth()
    oauth.register(
        name=one.code,
        client_id=one.client,
        client_secret=one.secret,
        server_metadata_url=one.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": one.scopes, "code_challenge_method": "S256", "timeout": 15},
    )
    client = oauth.create_client(one.code)
    told = client.load_server_metadata()
    if told.get("issuer") != one.issuer:
        raise Unreadable("another issuer")
    signed = [a for a in told.get("id_token_signing_alg_values_supported", ["RS256"]) if a in SIGNED_BY]
    client.server_metadata["id_token_signing_alg_values_supported"] = signed
    return client


def begin(request: HttpRequest, one: OIDC, address: str) -> HttpResponse:
    """Send the browser to the provider. Raises Unreadable when the provider does not answer for itself."""
    try:
        answer: HttpResponse = _client(one).authorize_redirect(request, address)
    except (requests.RequestException, AuthlibBaseError, ValueError, RuntimeError, KeyError) as problem:
        raise Unreadable(type(problem).__name__) from problem
    return answer


def done(request: HttpRequest, one: OIDC) -> tuple[str, bool]:
    """Return the person's external id and whether the level of assurance counts as a second factor.

    Raises Unreadable for an answer that was not asked for in this browser (state), that is meant for another (aud),
    is old (exp), is used again (nonce), is not signed by the provider, or lacks the identifier.
    """
    try:
        token = _client(one).authorize_access_token(
            request,
            claims_options={
                "iss": {"essential": True, "value": one.issuer},
                "aud": {"essential": True, "value": one.client},
                "nonce": {"essential": True},
                "exp": {"essential": True},
            },
            leeway=60,
        )
        claims = token["userinfo"]
    except (
        requests.RequestException, AuthlibBaseError, JoseError, ValueError, RuntimeError, KeyError, TypeError,
    ) as problem:  # fmt: skip
        raise Unreadable(type(problem).__name__) from problem
    value = claims.get(one.identifier)
    if not isinstance(value, str) or not value:
        raise Unreadable("no identifier")
    return one.external_id(value), claims.get("acr") in one.assurance
