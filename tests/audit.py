"""A database of the test's own, in which the tables' owner can do to the record what nobody else can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections
from django.test import Client
from psycopg.conninfo import conninfo_to_dict

from . import databases
from .personas import NOBODY, account


@contextmanager
def own_database(blocker: Any, name: str) -> Iterator[psycopg.Connection[Any]]:
    """Carry Django over to a copy of the demo, as the application, with real commits; yield its owner's connection."""
    made = databases.copy(name)
    with inside(blocker, made) as owner:
        yield owner
    databases.drop(made)


@contextmanager
def inside(blocker: Any, made: str) -> Iterator[psycopg.Connection[Any]]:
    """Carry Django over to a database that is there already; yield its owner's connection."""
    default = connections["default"]
    with blocker.unblock():
        former = default.settings_dict["NAME"]
        default.close()
        default.settings_dict["NAME"] = made
        owner = psycopg.connect(databases.urls(made)["DATABASE_OWNER_URL"], autocommit=True)
        try:
            yield owner
        finally:
            owner.close()
            default.close()
            default.settings_dict["NAME"] = former


@contextmanager
def as_owner() -> Iterator[None]:
    """Be the tables' owner in the database that Django is in now."""
    default = connections["default"]
    parts = conninfo_to_dict(databases.urls(default.settings_dict["NAME"])["DATABASE_OWNER_URL"])
    former = {name: default.settings_dict[name] for name in ("USER", "PASSWORD")}
    default.close()
    default.settings_dict.update(USER=parts["user"], PASSWORD=parts.get("password", ""))
    try:
        yield
    finally:
        default.close()
        default.settings_dict.update(former)


def signed_in(login: str, *, second_factor: bool = True) -> Client:
    """A client of a persona who has given a second factor in this session (or not)."""
    client = Client(headers={"accept-language": "sv"})
    if login != NOBODY:
        client.force_login(account(login))
        if second_factor:
            session = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "at": 4102444800}]
            session.save()
    return client
