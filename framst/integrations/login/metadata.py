"""SAML metadata of a federation: signed, with several identity providers in one file, of which some are let in."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import logging
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import xmlsec
from django.utils import timezone
from lxml import etree
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

log = logging.getLogger(__name__)

NS = {
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "mdui": "urn:oasis:names:tc:SAML:metadata:ui",
    "shibmd": "urn:mace:shibboleth:metadata:1.0",
}
FRESH = 3600  # seconds for which metadata from an address is used before it is asked for again
LARGEST = 100 * 2**20


class Untrusted(ValueError):
    """Metadata whose signature or time does not hold."""


@dataclass(frozen=True)
class IdP:
    """One identity provider of the metadata."""

    code: str  # in our address
    entity: str
    name: str
    settings: dict[str, Any] = field(hash=False)
    scopes: tuple[str, ...]  # the domains that it may answer for; none stated: any


def idps(source: str, certificate: str, wanted: tuple[str, ...]) -> dict[str, IdP]:
    """Return by code the providers that are `wanted` and stand in the metadata; none when it cannot be trusted.

    `source` is a file or an https address; `certificate` the file with the federation's certificate. The signature
    is always checked where a certificate is given, and metadata from an address is never read without one.
    """
    try:
        if source.startswith("https://"):
            if not certificate:
                raise Untrusted("metadata from an address needs the federation's certificate")
            return _fetched(source, certificate, wanted, int(time.monotonic() / FRESH))
        return _filed(source, certificate, wanted, Path(source).stat().st_mtime_ns, timezone.now().date())
    except (OSError, ValueError, etree.LxmlError, httpx.HTTPError, xmlsec.Error) as problem:
        log.error("saml metadata: %s", type(problem).__name__)
        return {}


@functools.lru_cache(maxsize=4)
def _filed(source: str, certificate: str, wanted: tuple[str, ...], changed: int, day: dt.date) -> dict[str, IdP]:
    return read(Path(source).read_bytes(), certificate, wanted, timezone.now())


@functools.lru_cache(maxsize=4)
def _fetched(source: str, certificate: str, wanted: tuple[str, ...], hour: int) -> dict[str, IdP]:
    answer = httpx.get(source, timeout=30, follow_redirects=False).raise_for_status()
    return read(answer.content, certificate, wanted, timezone.now())


def read(xml: bytes, certificate: str, wanted: tuple[str, ...], now: dt.datetime) -> dict[str, IdP]:
    """Return the wanted providers of a metadata document. Raises Untrusted (ValueError) when it does not hold."""
    if len(xml) > LARGEST:
        raise Untrusted("too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(xml, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Untrusted("a document type")
    if certificate:
        _require_signature(root, Path(certificate).read_bytes())
    _require_time(root, now)
    found: dict[str, IdP] = {}
    for one in root.iter(f"{{{NS['md']}}}EntityDescriptor"):
        entity = one.get("entityID", "")
        if entity not in wanted or one.find("md:IDPSSODescriptor", NS) is None:
            continue
        _require_time(one, now)
        parsed = OneLogin_Saml2_IdPMetadataParser.parse(etree.tostring(one), entity_id=entity)
        code = hashlib.sha256(entity.encode()).hexdigest()[:12]
        name = one.find(".//mdui:DisplayName[@{http://www.w3.org/XML/1998/namespace}lang='sv']", NS)
        if name is None:
            name = one.find(".//mdui:DisplayName", NS)
        if name is None:
            name = one.find(".//md:OrganizationDisplayName", NS)
        found[code] = IdP(
            code=code,
            entity=entity,
            name=(name.text or entity) if name is not None else entity,
            settings=parsed["idp"],
            scopes=tuple(s.text or "" for s in one.iterfind(".//shibmd:Scope", NS) if s.get("regexp") != "true"),
        )
    return found


def _require_signature(root: etree._Element, certificate: bytes) -> None:
    """Raise unless the whole document, and nothing less, is signed with the federation's key."""
    signature = root.find("ds:Signature", NS)
    if signature is None:
        raise Untrusted("not signed")
    references = signature.findall("ds:SignedInfo/ds:Reference", NS)
    key = root.get("ID")
    if len(references) != 1 or references[0].get("URI") not in ("", f"#{key}" if key else ""):
        raise Untrusted("the signature is not the document's")
    if key and len(root.xpath("//*[@ID=$key]", key=key)) != 1:
        raise Untrusted("the same name twice")
    method = signature.find("ds:SignedInfo/ds:SignatureMethod", NS)
    if method is None or not method.get("Algorithm", "").endswith(("sha256", "sha384", "sha512")):
        raise Untrusted("a signature of an old kind")
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
    try:
        context.verify(signature)
    except xmlsec.Error:
        raise Untrusted("the signature does not hold") from None


def _require_time(node: etree._Element, now: dt.datetime) -> None:
    until = node.get("validUntil")
    if until and dt.datetime.fromisoformat(until.replace("Z", "+00:00")) < now:
        raise Untrusted("too old")
