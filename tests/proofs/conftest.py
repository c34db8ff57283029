"""The walk is made once a process, and read by every test about what was met on it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from .. import databases
from ..audit import inside


@pytest.fixture(scope="session")
def walked(
    django_db_setup: None, django_db_blocker: Any, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """The world of canaries, everything that was met in it, and what was written beside: the log, the outgoing post."""
    from django.test import override_settings
    from django.utils import timezone

    from framst.access.acting import machine
    from framst.notices.services import send_queued

    from .crawl import World

    outbox: Path = tmp_path_factory.mktemp("outbox")
    log: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            log.append(self.format(record))

    kept, loggers = Keeping(), [logging.getLogger(name) for name in ("", "django")]
    made = databases.copy(f"{worker_id}_canaries")
    with inside(django_db_blocker, made) as owner:
        world = World(owner).build()
        for logger in loggers:
            logger.addHandler(kept)
        post = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(outbox)}
        with override_settings(**post):
            world.walk()
            send_queued(now_from=machine("tick", timezone.now()))
        for logger in loggers:
            logger.removeHandler(kept)
    world.beside = "\n".join([*log, *(path.read_text() for path in outbox.iterdir())])
    yield world, made
    databases.drop(made)


@pytest.fixture
def world(walked: Any) -> Any:
    """The world as it was walked."""
    return walked[0]


@pytest.fixture
def owner(walked: Any, django_db_blocker: Any) -> Iterator[psycopg.Connection[Any]]:
    """Be in the world's database again, as the application; its owner's connection."""
    with inside(django_db_blocker, walked[1]) as owner:
        yield owner
