"""A world, a server that shows it, and reading it in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from framst.access.acting import acting, machine
from framst.integrations.ss12000.client import Client, ClientCredentials
from framst.integrations.ss12000.services import Result, import_ss12000

from .provider import CLIENT, SECRET, Provider
from .world import NOW, World

SOURCE = "prov"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    with Provider(world) as one:
        yield one


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the client would have slept."""
    return []


@pytest.fixture
def read_in(db: None, provider: Provider, waits: list[float]) -> Callable[..., Result]:
    def read(*, now: dt.datetime = NOW, timeout: float = 20.0, url: str | None = None, **choices: Any) -> Result:
        auth = ClientCredentials(provider.token_url, CLIENT, SECRET)
        asked = Client(url or provider.url, auth, timeout=timeout, sleep=waits.append, chance=lambda: 0.5)
        with asked as client:
            return import_ss12000(source=SOURCE, client=client, now=now, **{"limit": 10, **choices})

    return read


@pytest.fixture
def seen(db: None) -> Iterator[None]:
    """What the machine import sees."""
    with acting(machine("import", NOW)):
        yield


def as_import() -> Any:
    return acting(machine("import", NOW))
