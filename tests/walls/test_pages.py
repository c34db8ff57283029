"""Every persona × every address."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ..personas import EVERYONE
from .pages import DIFFERENT, FOREIGN, PAGES, WITH_PUPILS, a_matter, hidden, owner_url


def url_names(patterns: list[Any] | None = None) -> set[str]:
    found: set[str] = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found |= url_names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            found.add(pattern.name or str(pattern.pattern))
    return found


def test_every_address_has_its_row() -> None:
    ours = {name for name in url_names() if not name.startswith(FOREIGN)}
    assert ours == set(PAGES)


@pytest.mark.parametrize("login", EVERYONE)
def test_each_page_answers_each_persona_as_the_table_says(login: str, client_of: Any) -> None:
    client = client_of(login)
    wrong = []
    for name, expected in PAGES.items():
        status = client.get(expected.address(name)).status_code
        wanted = DIFFERENT.get((name, login), expected.status(login))
        if status != wanted:
            wrong.append(f"{name}: {status}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_reading_pages_takes_no_post(client_of: Any) -> None:
    from django.urls import resolve

    client = client_of("utredare")
    for name, expected in PAGES.items():
        path = expected.address(name)
        declared = getattr(resolve(path).func, "framst_page", None)
        assert declared is not None, f"{name} does not say who it is for"
        if not declared["writes"]:
            assert client.post(path).status_code in (403, 404, 405), name


@pytest.mark.parametrize(
    ("letter", "opens"), [("A", {"skolskoterska"}), ("B", {"kurator"}), ("C", {"rektor", "larare"})]
)
def test_a_matter_is_opened_by_its_zone_with_a_second_factor(letter: str, opens: set[str], client_of: Any) -> None:
    """Without one, the matters in A and B do not exist, for the one whose matter it is either: who may have such matters
    is asked for the factor, and is answered alike for a matter that is nowhere."""
    address = reverse("matter", args=a_matter(owner_url(), letter))
    nowhere = reverse("matter", args=["00000000-0000-4000-8000-000000000000"])
    for login in WITH_PUPILS:
        client = client_of(login)
        assert client.get(address).status_code == (200 if letter == "C" and login in opens else hidden(login)), login
        assert client.get(nowhere).status_code == hidden(login), login
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        session.save()
        assert client.get(address).status_code == (200 if login in opens else 404), login
