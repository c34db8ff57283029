"""Real identity providers on loopback: an OpenID Connect provider that is served over HTTP, and pysaml2's SAML IdP."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import secrets
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import RSAKey
from lxml import etree

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
LOA2 = "http://id.elegnamnden.se/loa/1.0/loa2"
EPPN = "urn:oid:1.3.6.1.4.1.5923.1.1.1.6"


@dataclass
class Key:
    """A key and its self-signed certificate, in files."""

    private: Path
    certificate: Path


def make_key(folder: Path, name: str) -> Key:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    one = Key(folder / f"{name}.key", folder / f"{name}.pem")
    one.private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    one.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return one


@dataclass
class Provider:
    """An OpenID Connect provider that demands PKCE and a nonce. `claims` changes what the next token says."""

    issuer: str = ""
    client: str = "framst"
    secret: str = "hemligt"
    claims: dict[str, Any] = field(default_factory=dict)
    sign_with: RSAKey | None = None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, query: dict[str, str]) -> str:
        """What the provider's sign-in page leads to: the address back, with a code."""
        assert query["response_type"] == "code" and query["client_id"] == self.client
        assert query["code_challenge_method"] == "S256" and query["code_challenge"]
        assert query["nonce"], "the provider demands a nonce"
        assert query["redirect_uri"].startswith("http://localhost")
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?code={code}&state={query['state']}"

    def token(self, form: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or basic != f"{self.client}:{self.secret}":
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": self.client, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.sign_with or self.key)
        return 200, {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    """Serve a provider on a free port of loopback."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self.answer(200, {
                    "issuer": provider.issuer, "authorization_endpoint": provider.issuer + "/authorize",
                    "token_endpoint": provider.issuer + "/token", "jwks_uri": provider.issuer + "/jwks",
                    "response_types_supported": ["code"], "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
                })  # fmt: skip
            else:
                self.answer(200, {"keys": [provider.key.as_dict(private=False)]})

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            scheme, _, value = self.headers.get("Authorization", "").partition(" ")
            self.answer(*provider.token(form, base64.b64decode(value).decode() if scheme == "Basic" else ""))

        def answer(self, status: int, body: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def sign(xml: bytes, key: Key, tag: str, *, root: bool = False, method: Any = None) -> bytes:
    """Sign the first element named `tag` (or the root) with an enveloped signature, as xmlsec1 would."""
    document = etree.fromstring(xml)
    node = document if root else next(document.iter("{*}" + tag))
    xmlsec.tree.add_ids(document, ["ID"])
    signature = xmlsec.template.create(
        node, xmlsec.constants.TransformExclC14N, method or xmlsec.constants.TransformRsaSha256, ns="ds"
    )
    issuer = node.find("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer")
    node.insert(0 if issuer is None else list(node).index(issuer) + 1, signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha256, uri=f"#{node.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(str(key.private), xmlsec.constants.KeyDataFormatPem)
    context.sign(signature)
    return etree.tostring(document)


class IdP:
    """pysaml2's identity provider. It signs through the xmlsec library, so no xmlsec1 program is needed."""

    def __init__(self, folder: Path, entity: str, sp_metadata: bytes, scope: str = "") -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pysaml2 imports ciphers that cryptography is about to move
            from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
            from saml2.config import IdPConfig
            from saml2.server import Server
        name = entity.rpartition("/")[2]
        self.entity, self.scope = entity, scope
        self.key = make_key(folder, name)
        sp = folder / f"{name}-sp.xml"
        sp.write_bytes(sp_metadata)
        config = IdPConfig().load({
            "entityid": entity, "xmlsec_binary": "/bin/true", "key_file": str(self.key.private),
            "cert_file": str(self.key.certificate), "metadata": {"local": [str(sp)]},
            "service": {"idp": {
                "endpoints": {"single_sign_on_service": [(entity + "/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {
                    "lifetime": {"minutes": 5}, "attribute_restrictions": None,
                    "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
                }},
            }},
        })  # fmt: skip
        self.server, self.post, self.redirect = Server(config=config), BINDING_HTTP_POST, BINDING_HTTP_REDIRECT

    def metadata(self) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from saml2 import metadata
        with patch.object(metadata, "algorithm_support_in_metadata", lambda xmlsec: []):  # would ask the program
            return str(metadata.entity_descriptor(self.server.config))

    def answer(
        self, address: str, identity: dict[str, Any], *, loa: str = LOA2, signed: bool = True,
        change: Any = None, key: Key | None = None, **overrides: Any,
    ) -> str:  # fmt: skip
        """Answer the request that the browser was sent with: the SAMLResponse that the provider's page posts."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        request = self.server.parse_authn_request(query["SAMLRequest"], self.redirect).message
        given = {
            "in_response_to": request.id,
            "destination": request.assertion_consumer_service_url,
            "sp_entity_id": request.issuer.text,
            "userid": "made-up",
            "authn": {"class_ref": loa, "authn_auth": self.entity},
            "sign_assertion": False,
            "sign_response": False,
            **overrides,
        }
        xml = str(self.server.create_authn_response(identity, **given)).encode()
        if change:
            xml = change(xml)
        if signed:
            xml = sign(xml, key or self.key, "Assertion")
        return base64.b64encode(xml).decode()
