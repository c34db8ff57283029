"""Signing in at others, against real providers: who gets in, and every way in which an answer is refused."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import xmlsec
from django.test import Client
from django.utils import timezone
from joserfc.jwk import RSAKey

from framst.access.acting import acting, machine
from framst.audit.models import Event
from framst.integrations.login import metadata
from framst.organisation.models import Account, Person

from ..personas import account, actor
from .identity_providers import EPPN, LOA2, LOA3, IdP, Key, Provider, make_key, oidc_provider, sign

KNOWN = "amira.nilsson@ekdalen.example"  # the counsellor's identifier at the provider
OURS = "http://localhost:8000"


@pytest.fixture(autouse=True)
def database(db: None, settings: Any) -> None:
    settings.ADDRESS = OURS


def identified(login: str, external_id: str) -> None:
    with acting(machine("import", timezone.now())):
        Person.objects.filter(pk=account(login).person_id).update(external_id=external_id)


def browser() -> Client:
    return Client(headers={"accept-language": "sv"}, SERVER_NAME="localhost", SERVER_PORT="8000")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refusals() -> list[str]:
    with acting(actor("loggranskare")):
        found = Event.objects.filter(act="refused", detail__has_key="reason").order_by("id")
        return [e.detail["reason"] for e in found]


# OpenID Connect


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with oidc_provider() as one:
        settings.FEDERATION = {
            "oidc": [
                {"code": "ekdalen", "name": "Ekdalens kommun", "issuer": one.issuer, "client": one.client,
                 "secret": one.secret, "assurance": [LOA3]}
            ]
        }  # fmt: skip
        identified("utredare", f"{one.issuer}#u-1")
        one.claims = {"sub": "u-1"}
        yield one


def there_and_back(client: Client, provider: Provider, query: str = "") -> Any:
    sent = client.get("/konto/oidc/ekdalen/" + query)
    assert sent.status_code == 302, sent.content.decode()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent["Location"]).query).items()}
    back = urlsplit(provider.authorize(asked))
    return client.get(f"{back.path}?{back.query}")


def test_oidc_lets_in_a_known_person(provider: Provider) -> None:
    client = browser()
    assert "Logga in hos Ekdalens kommun" in client.get("/konto/login/").content.decode()
    answer = there_and_back(client, provider, "?next=/skrivelser/")
    assert answer["Location"] == "/skrivelser/"
    assert client.get("/skrivelser/").status_code == 200
    with acting(actor("loggranskare")):
        assert Event.objects.get(act="signed_in").detail == {"how": ["oidc"], "new": False}


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"}, {"exp": 1_700_000_000}, {"nonce": "another"}, {"nonce": None}, {"iss": "https://other.example"},
        {"sub": None}, {"sub": ""}, {"exp": None}, {"aud": None},
    ],
)  # fmt: skip
def test_oidc_refuses_a_token_that_does_not_hold(provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims |= claims
    client = browser()
    answer = there_and_back(client, provider)
    assert answer.status_code == 403 and not is_in(client)
    assert "Svaret från inloggningen hos din huvudman gick inte att lita på." in answer.content.decode()
    assert refusals() == ["oidc"]


def test_oidc_refuses_a_token_that_another_has_signed(provider: Provider) -> None:
    provider.sign_with = RSAKey.generate_key(2048, {"kid": "one"})
    client = browser()
    assert there_and_back(client, provider).status_code == 403 and not is_in(client)


def test_oidc_refuses_an_answer_in_another_browser_and_a_second_time(provider: Provider) -> None:
    client, other = browser(), browser()
    sent = client.get("/konto/oidc/ekdalen/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent["Location"]).query).items()}
    back = urlsplit(provider.authorize(asked))
    assert other.get(f"{back.path}?{back.query}").status_code == 403 and not is_in(other)
    other.get("/konto/oidc/ekdalen/")  # also when that browser has asked on its own account
    assert other.get(f"{back.path}?{back.query}").status_code == 403 and not is_in(other)
    assert client.get(f"{back.path}?{back.query}").status_code == 302 and is_in(client)
    client.post("/konto/logout/")
    assert client.get(f"{back.path}?{back.query}").status_code == 403 and not is_in(client)


def test_oidc_refuses_an_unknown_person_whatever_the_e_mail_says(provider: Provider) -> None:
    provider.claims = {"sub": "stranger", "email": "utredare@ekdalen.example", "email_verified": True}
    client = browser()
    answer = there_and_back(client, provider)
    assert answer.status_code == 403 and not is_in(client)
    assert "Be systemförvaltaren ge dig ett konto" in answer.content.decode()
    assert refusals() == ["unknown"]
    assert not Account.objects.filter(email__contains="stranger").exists()


def test_the_same_sub_at_another_issuer_is_another_person(provider: Provider) -> None:
    identified("utredare", "https://other.example#u-1")
    client = browser()
    assert there_and_back(client, provider).status_code == 403 and not is_in(client)


def test_oidc_does_not_open_a_closed_account(provider: Provider) -> None:
    Account.objects.filter(email="utredare@ekdalen.example").update(is_active=False)
    client = browser()
    assert there_and_back(client, provider)["Location"] == "/konto/stangt/"
    assert not is_in(client)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_oidc_sends_nobody_to_another_site(provider: Provider, wanted: str) -> None:
    answer = there_and_back(browser(), provider, "?" + urlencode({"next": wanted}))
    assert answer["Location"] == "/"


def test_the_level_of_assurance_counts_as_the_second_factor(provider: Provider) -> None:
    identified("kurator", f"{provider.issuer}#k-1")
    provider.claims = {"sub": "k-1", "acr": LOA3}
    client = browser()
    assert there_and_back(client, provider)["Location"] == "/"
    assert client.get("/jag/bekrafta/?next=/elever/")["Location"] == "/elever/"


@pytest.mark.parametrize("claims", [{"acr": LOA2}, {}])
def test_a_lower_level_asks_for_the_local_factor(provider: Provider, claims: dict[str, str]) -> None:
    identified("kurator", f"{provider.issuer}#k-1")
    provider.claims = {"sub": "k-1", **claims}
    client = browser()
    assert there_and_back(client, provider)["Location"] == "/konto/2fa/authenticate/"
    assert not is_in(client)


def test_a_provider_that_does_not_answer_for_itself_is_refused(provider: Provider, settings: Any) -> None:
    settings.FEDERATION["oidc"][0]["issuer"] = "http://127.0.0.1:9"
    assert browser().get("/konto/oidc/ekdalen/").status_code == 403


# SAML


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Two providers in signed metadata, and the federation's key."""
    from django.conf import settings

    from framst.integrations.login import providers, saml

    folder = tmp_path_factory.mktemp("saml")
    was, settings.ADDRESS = settings.ADDRESS, OURS
    sp = saml.own_metadata(providers.SAML(metadata=""))
    settings.ADDRESS = was
    one = IdP(folder, "https://idp.ekdalen.example/saml", sp)
    other = IdP(folder, "https://idp.other.example/saml2", sp)
    federation = make_key(folder, "federation")
    (folder / "skolfederation.xml").write_bytes(aggregate(federation, one, other))
    return {"folder": folder, "one": one, "other": other, "federation": federation}


def aggregate(key: Key, *idps: IdP, days: int = 1, scope: str = "", signed: bool = True) -> bytes:
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = [re.sub(r"<\?xml[^>]*\?>", "", idp.metadata()) for idp in idps]
    if scope:
        extension = (
            '<md:Extensions xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><shibmd:Scope'
            f' xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" regexp="false">{scope}</shibmd:Scope></md:Extensions>'
        )
        parts = [re.sub(r"(<(?:\w+:)?IDPSSODescriptor[^>]*>)", rf"\1{extension}", p) for p in parts]
    xml = (
        f'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="all" validUntil="{until}">'
        + "".join(parts) + "</md:EntitiesDescriptor>"
    ).encode()  # fmt: skip
    return sign(xml, key, "", root=True) if signed else xml


@pytest.fixture
def idp(made: dict[str, Any], settings: Any) -> IdP:
    settings.FEDERATION = {
        "saml": {
            "metadata": str(made["folder"] / "skolfederation.xml"),
            "certificate": str(made["federation"].certificate),
            "idps": [made["one"].entity, made["other"].entity],
            "assurance": [LOA3],
            "names": {made["one"].entity: "Ekdalens kommun"},
        }
    }
    identified("utredare", KNOWN)
    return made["one"]


def code_of(idp: IdP) -> str:
    import hashlib

    return hashlib.sha256(idp.entity.encode()).hexdigest()[:12]


def asked(client: Client, idp: IdP, query: str = "") -> str:
    sent = client.get(f"/konto/saml/{code_of(idp)}/{query}")
    assert sent.status_code == 302 and sent["Location"].startswith(idp.entity + "/sso")
    return str(sent["Location"])


def posted(answer: str) -> Any:
    """The provider's page posts the answer: a browser sends none of our cookies with that."""
    return browser().post("/konto/saml/svar/", {"SAMLResponse": answer})


def through(client: Client, idp: IdP, identity: dict[str, Any] | None = None, query: str = "", **how: Any) -> Any:
    received = posted(idp.answer(asked(client, idp, query), identity or {"eduPersonPrincipalName": KNOWN}, **how))
    return client.get(received["Location"]) if received.status_code == 302 else received


def test_saml_lets_in_a_known_person(idp: IdP) -> None:
    client = browser()
    door = client.get("/konto/login/").content.decode()
    assert "Logga in hos Ekdalens kommun" in door and f"Logga in hos {'https://idp.other.example/saml2'}" in door
    assert through(client, idp, query="?next=/skrivelser/")["Location"] == "/skrivelser/"
    assert client.get("/skrivelser/").status_code == 200


def test_several_providers_let_in_their_own(idp: IdP, made: dict[str, Any]) -> None:
    identified("registrator", "lena.ek@other.example")
    client = browser()
    through(client, made["other"], {"eduPersonPrincipalName": "lena.ek@other.example"})
    assert is_in(client)


def tampered(xml: bytes) -> bytes:
    return xml.replace(KNOWN.encode(), b"helena.brandt@ekdalen.example")


def test_saml_refuses_what_was_changed_after_it_was_signed(idp: IdP) -> None:
    identified("rektor", "helena.brandt@ekdalen.example")
    client = browser()
    answer = base64.b64decode(idp.answer(asked(client, idp), {"eduPersonPrincipalName": KNOWN}))
    assert tampered(answer) != answer
    received = posted(base64.b64encode(tampered(answer)).decode())
    assert received.status_code == 403 and not is_in(client)
    assert refusals() == ["saml"]


def test_saml_refuses_what_is_not_signed(idp: IdP) -> None:
    client = browser()
    assert through(client, idp, signed=False).status_code == 403 and not is_in(client)


def test_saml_refuses_what_another_provider_has_signed(idp: IdP, made: dict[str, Any]) -> None:
    client = browser()
    assert through(client, idp, key=made["other"].key).status_code == 403 and not is_in(client)


def test_saml_refuses_an_answer_for_another_service(idp: IdP) -> None:
    def other(xml: bytes) -> bytes:
        return re.sub(rb"(Audience>)[^<]+", rb"\1https://other.example/", xml)

    client = browser()
    assert through(client, idp, change=other).status_code == 403 and not is_in(client)


def test_saml_refuses_an_old_answer(idp: IdP) -> None:
    def old(xml: bytes) -> bytes:
        return re.sub(rb'NotOnOrAfter="[^"]+"', b'NotOnOrAfter="2024-01-01T00:00:00Z"', xml)

    client = browser()
    assert through(client, idp, change=old).status_code == 403 and not is_in(client)


def test_saml_refuses_an_answer_that_nobody_asked_for(idp: IdP) -> None:
    def unasked(xml: bytes) -> bytes:
        return re.sub(rb' InResponseTo="[^"]+"', b"", xml)

    client = browser()
    assert through(client, idp, change=unasked).status_code == 403 and not is_in(client)


def test_saml_refuses_an_answer_whose_envelope_names_another_request(idp: IdP) -> None:
    client, thief = browser(), browser()
    answer = base64.b64decode(idp.answer(asked(client, idp), {"eduPersonPrincipalName": KNOWN}))
    asked(thief, idp)
    wanted = thief.session["framst_saml_asked"]["request"].encode()
    moved = re.sub(rb'InResponseTo="[^"]+"', b'InResponseTo="' + wanted + b'"', answer, count=1)
    assert posted(base64.b64encode(moved).decode()).status_code == 403


def test_saml_refuses_an_answer_in_another_browser_and_a_second_time(idp: IdP) -> None:
    client, other = browser(), browser()
    sealed = posted(idp.answer(asked(client, idp), {"eduPersonPrincipalName": KNOWN}))["Location"]
    assert other.get(sealed).status_code == 403 and not is_in(other)
    asked(other, idp)  # also when that browser has asked on its own account
    assert other.get(sealed).status_code == 403 and not is_in(other)
    assert client.get(sealed).status_code == 302 and is_in(client)
    client.post("/konto/logout/")
    assert client.get(sealed).status_code == 403 and not is_in(client)


def test_saml_knows_a_person_by_the_identifier_and_never_by_e_mail(idp: IdP) -> None:
    client = browser()
    identity = {"eduPersonPrincipalName": "stranger@ekdalen.example", "mail": "utredare@ekdalen.example"}
    answer = through(client, idp, identity)
    assert answer.status_code == 403 and not is_in(client)
    assert "Be systemförvaltaren ge dig ett konto" in answer.content.decode()
    assert refusals() == ["unknown"]


def test_saml_refuses_an_answer_without_the_identifier_or_with_two(idp: IdP) -> None:
    for identity in (
        {"mail": "utredare@ekdalen.example"},
        {"eduPersonPrincipalName": [KNOWN, "stranger@ekdalen.example"]},
    ):
        client = browser()
        assert through(client, idp, identity).status_code == 403 and not is_in(client)


def test_saml_does_not_open_a_closed_account(idp: IdP) -> None:
    Account.objects.filter(email="utredare@ekdalen.example").update(is_active=False)
    client = browser()
    assert through(client, idp)["Location"] == "/konto/stangt/" and not is_in(client)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/"])
def test_saml_sends_nobody_to_another_site(idp: IdP, wanted: str) -> None:
    assert through(browser(), idp, query="?" + urlencode({"next": wanted}))["Location"] == "/"


def test_samls_level_of_assurance_counts_as_the_second_factor_and_a_lower_does_not(idp: IdP) -> None:
    identified("kurator", "k@ekdalen.example")
    identity = {"eduPersonPrincipalName": "k@ekdalen.example"}
    client = browser()
    assert through(client, idp, identity, loa=LOA3)["Location"] == "/"
    assert client.get("/jag/bekrafta/?next=/elever/")["Location"] == "/elever/"
    client = browser()
    assert through(client, idp, identity, loa=LOA2)["Location"] == "/konto/2fa/authenticate/"
    assert not is_in(client)


def test_nothing_that_the_provider_tells_is_stored(idp: IdP) -> None:
    client = browser()
    through(client, idp, {"eduPersonPrincipalName": KNOWN, "norEduPersonNIN": "199001012385", "sn": "Hemligsson"})
    kept = str(dict(client.session.items()))
    assert "199001012385" not in kept and "Hemligsson" not in kept


# The federation's metadata


def read(xml: bytes, made: dict[str, Any], now: dt.datetime | None = None) -> dict[str, metadata.IdP]:
    wanted = (made["one"].entity, made["other"].entity)
    return metadata.read(xml, str(made["federation"].certificate), wanted, now or timezone.now())


def test_metadata_gives_the_providers_that_are_wanted(made: dict[str, Any]) -> None:
    xml = aggregate(made["federation"], made["one"], made["other"])
    assert {i.entity for i in read(xml, made).values()} == {made["one"].entity, made["other"].entity}
    only = metadata.read(xml, str(made["federation"].certificate), (made["one"].entity,), timezone.now())
    assert {i.entity for i in only.values()} == {made["one"].entity}


def test_metadata_that_cannot_be_trusted_is_not_read(made: dict[str, Any]) -> None:
    good = aggregate(made["federation"], made["one"])
    wrapped = (
        b'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">' + good + b"</md:EntitiesDescriptor>"
    )
    old = aggregate(made["federation"], made["one"], signed=False)
    for xml in (
        aggregate(made["federation"], made["one"], signed=False),
        aggregate(made["one"].key, made["one"]),  # signed by somebody else
        good.replace(b"/sso", b"/evil"),
        wrapped,
        aggregate(made["federation"], made["one"], days=-1),
        sign(old, made["federation"], "", root=True, method=xmlsec.constants.TransformRsaSha1),
        b'<!DOCTYPE a [<!ENTITY x "y">]>' + good,
    ):
        with pytest.raises(metadata.Untrusted):
            read(xml, made)


def test_metadata_that_cannot_be_trusted_opens_no_door(idp: IdP, settings: Any, tmp_path: Path, made: Any) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_bytes(aggregate(made["one"].key, made["one"]))
    settings.FEDERATION["saml"]["metadata"] = str(bad)
    assert browser().get(f"/konto/saml/{code_of(idp)}/").status_code == 404
    settings.FEDERATION["saml"] |= {"metadata": "https://md.example/", "certificate": ""}
    assert browser().get(f"/konto/saml/{code_of(idp)}/").status_code == 404


def test_a_provider_answers_only_for_its_own_domains(idp: IdP, settings: Any, tmp_path: Path, made: Any) -> None:
    scoped = tmp_path / "scoped.xml"
    scoped.write_bytes(aggregate(made["federation"], made["one"], scope="ekdalen.example"))
    settings.FEDERATION["saml"]["metadata"] = str(scoped)
    identified("registrator", "lena.ek@other.example")
    client = browser()
    assert through(client, idp, {"eduPersonPrincipalName": "lena.ek@other.example"}).status_code == 403
    assert not is_in(client)
    assert through(client, idp)["Location"] == "/" and is_in(client)


def test_our_own_metadata_says_where_answers_go(idp: IdP) -> None:
    text = browser().get("/konto/saml/metadata/").content.decode()
    assert 'WantAssertionsSigned="true"' in text and f"{OURS}/konto/saml/svar/" in text
    assert EPPN not in text
