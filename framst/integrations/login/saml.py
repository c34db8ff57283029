"""SAML 2.0 as a service provider, by python3-saml: signed assertions, each for one request of one browser.

The answer comes from the provider's page, and a browser sends no cookie of ours with that. It is therefore checked
where it comes in, and handed on, sealed and for a moment, to an address of ours where the session says who had asked.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from . import metadata
from .metadata import IdP
from .providers import SAML

HANDED_ON_WITHIN = 120  # seconds
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
NS = {"saml": "urn:oasis:names:tc:SAML:2.0:assertion"}


class Unreadable(ValueError):
    """What the provider answered cannot be believed."""


@dataclass(frozen=True)
class Answer:
    """What was said, by whom, about which request."""

    request: str
    idp: str
    external_id: str
    assured: bool


def idps(here: SAML) -> dict[str, IdP]:
    return metadata.idps(here.metadata, here.certificate, here.idps)


def _settings(here: SAML, idp: IdP | None) -> dict[str, Any]:
    key = Path(here.key).read_text() if here.key else ""
    return {
        "strict": True,
        "sp": {
            "entityId": here.entity or settings.ADDRESS + reverse("saml_metadata"),
            "assertionConsumerService": {"url": settings.ADDRESS + reverse("saml_receive"), "binding": POST},
            "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
            "x509cert": Path(here.own_certificate).read_text() if here.own_certificate else "",
            "privateKey": key,
        },
        "idp": idp.settings if idp else {},
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": False,
            "wantAttributeStatement": True,
            "requestedAuthnContext": list(here.assurance) or False,
            "requestedAuthnContextComparison": "minimum" if here.assurance else "exact",
            "authnRequestsSigned": bool(key),
            "rejectDeprecatedAlgorithm": True,
            "rejectUnsolicitedResponsesWithInResponseTo": False,
            "allowRepeatAttributeName": True,
            "signMetadata": False,
        },
    }


def _asked(request: HttpRequest) -> dict[str, Any]:
    ours = urlsplit(settings.ADDRESS)
    return {
        "https": "on" if ours.scheme == "https" else "off",
        "http_host": ours.netloc,
        "script_name": request.path,
        "get_data": {},
        "post_data": request.POST.dict(),
    }


def own_metadata(here: SAML) -> bytes:
    """Return what a provider needs to know of us."""
    made = OneLogin_Saml2_Settings(_settings(here, None), sp_validation_only=True)
    text = made.get_sp_metadata()
    return text if isinstance(text, bytes) else text.encode()


def begin(request: HttpRequest, here: SAML, idp: IdP) -> tuple[str, str]:
    """Return the address to send the browser to, and the request's name, which the answer must state."""
    auth = OneLogin_Saml2_Auth(_asked(request), _settings(here, idp))
    return auth.login(return_to=""), auth.get_last_request_id()


def receive(request: HttpRequest, here: SAML) -> str:
    """Check an answer and return it sealed. Raises Unreadable for one that does not hold in every part."""
    try:
        xml = base64.b64decode(request.POST.get("SAMLResponse", ""), validate=False)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(xml, parser)
        issuer = root.findtext("saml:Issuer", namespaces=NS)
        idp = next((one for one in idps(here).values() if one.entity == issuer), None)
        if idp is None:
            raise Unreadable("another provider")
        auth = OneLogin_Saml2_Auth(_asked(request), _settings(here, idp))
        auth.process_response()
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, etree.LxmlError, ValueError, OSError) as problem:
        raise Unreadable(type(problem).__name__) from problem
    if auth.get_errors() or not auth.is_authenticated():
        raise Unreadable(str(auth.get_last_error_reason()))
    asked = _request_of(auth)
    values = auth.get_attribute(here.identifier) or []
    if len(values) != 1 or not isinstance(values[0], str) or not values[0]:
        raise Unreadable("no identifier")
    if idp.scopes and values[0].rpartition("@")[2] not in idp.scopes:
        raise Unreadable("not the provider's to answer for")
    assured = bool(set(auth.get_last_authn_contexts()) & set(here.assurance))
    said = Answer(request=asked, idp=idp.code, external_id=here.prefix + values[0], assured=assured)
    return _lock().encrypt(json.dumps(said.__dict__).encode()).decode()


def _request_of(auth: OneLogin_Saml2_Auth) -> str:
    """Return which request the answer is to. The signed assertion itself must say so, not only what it lies in."""
    asked = auth.get_last_response_in_response_to()
    root = auth.get_last_response_xml()
    document = root if isinstance(root, etree._Element) else etree.fromstring(root)
    stated = {n.get("InResponseTo") for n in document.iter(f"{{{NS['saml']}}}SubjectConfirmationData")}
    if not asked or stated != {asked}:
        raise Unreadable("not an answer to a request")
    return str(asked)


def handed_on(sealed: str) -> Answer:
    """Return an answer that `receive` has sealed. Raises Unreadable for another, or an old one."""
    try:
        return Answer(**json.loads(_lock().decrypt(sealed.encode(), ttl=HANDED_ON_WITHIN)))
    except (InvalidToken, ValueError) as problem:
        raise Unreadable("not sealed here") from problem


def _lock() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac("framst.saml", "answers", algorithm="sha256").digest()))
