"""Set-up shared by all tests. Run them with `make test` (or `make test T=tests/unit`), which gives them a database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

if not os.environ.get("FRAMST_TEST"):
    raise pytest.UsageError("Run the tests with: make test T=tests/…")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """This process's own copy of the demo. Tests run in it as the application's role, behind the walls."""
    from django.db import connections

    from . import databases

    name = databases.copy(worker_id)
    connections["default"].settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
    databases.drop(name)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


@pytest.fixture(autouse=True)
def in_swedish() -> Iterator[None]:
    """Every test begins in Swedish, whatever language a page was asked for in the test before."""
    from django.utils import translation

    with translation.override("sv"):
        yield


@pytest.fixture
def client_of(db: None) -> Any:
    """A signed-in test client for a persona: ``client_of("utredare")``; "ingen" is not signed in."""
    from django.test import Client

    from .personas import NOBODY, account

    def made(login: str) -> Client:
        client = Client(headers={"accept-language": "sv"})
        if login != NOBODY:
            client.force_login(account(login))
        return client

    return made
