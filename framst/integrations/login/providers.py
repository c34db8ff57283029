"""Where else one may sign in: read from the one file that FRAMST_FEDERATION names (docs/how-to/inloggning.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse

from . import metadata

EPPN = "urn:oid:1.3.6.1.4.1.5923.1.1.1.6"  # eduPersonPrincipalName


@dataclass(frozen=True)
class OIDC:
    """One OpenID Connect provider."""

    code: str
    name: str
    issuer: str
    client: str
    secret: str
    identifier: str = "sub"
    prefix: str = ""
    scopes: str = "openid"
    assurance: tuple[str, ...] = ()

    def external_id(self, value: str) -> str:
        """Return what stands as Person.external_id: a `sub` means nothing without its issuer."""
        if self.identifier == "sub" and not self.prefix:
            return f"{self.issuer}#{value}"
        return self.prefix + value


@dataclass(frozen=True)
class SAML:
    """This service towards SAML's identity providers, and which of the metadata's it lets in."""

    metadata: str
    certificate: str = ""
    idps: tuple[str, ...] = ()
    entity: str = ""
    identifier: str = EPPN
    prefix: str = ""
    key: str = ""
    own_certificate: str = ""
    assurance: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


def oidc() -> dict[str, OIDC]:
    """Return the OpenID Connect providers by their code."""
    return {row["code"]: OIDC(**_frozen(row)) for row in settings.FEDERATION.get("oidc", [])}


def saml() -> SAML | None:
    """Return how SAML is set up here; None where it is not."""
    row = settings.FEDERATION.get("saml")
    return SAML(**_frozen(row)) if row else None


def offered() -> list[dict[str, str]]:
    """Return name and address of each other door, for the sign-in page. One whose metadata cannot be read is not there."""
    doors = [{"name": p.name, "address": reverse("oidc_begin", args=[p.code])} for p in oidc().values()]
    here = saml()
    if here is not None:
        doors += [
            {"name": here.names.get(idp.entity, idp.name), "address": reverse("saml_begin", args=[idp.code])}
            for idp in metadata.idps(here.metadata, here.certificate, here.idps).values()
        ]
    return doors


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
