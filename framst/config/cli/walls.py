"""`framst walls prove`: an administrator's own proof, on the database in use, that everyone meets what they may and no more.

Nothing is changed: rows are tried in savepoints, pages in a transaction, and both are rolled back.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from ..command_words import say


@click.group(help=say("Murarna: pröva att var och en möter det den får och inget annat."))
def walls() -> None:
    pass


@walls.command(
    help=say(
        "Jämför vad var och en verkligen möter, i varje tabell och på varje sida, med vad lagen säger. Ändrar inget."
        " Ger 1 när något skiljer sig; skillnaderna skrivs med koder, aldrig namn."
    )
)
@click.option("--json", "as_json", is_flag=True, help=say("Skriv ut som JSON."))
@click.option("--sample", type=click.IntRange(1), help=say("Högst så många personer av varje profession, lottade."))
@click.option(
    "--tries", type=click.IntRange(1), default=1, help=say("Så många rader prövas ändringar på i varje ruta.")
)
def prove(as_json: bool, sample: int | None, tries: int) -> None:
    from ..command import ready

    ready()
    if not os.environ.get("DATABASE_OWNER_URL"):
        raise click.ClickException(say("Ange DATABASE_OWNER_URL: sanningen läses som tabellernas ägare."))
    from django.utils import timezone

    from framst.access import proving

    begun, now = time.monotonic(), timezone.now()
    proof = proving.prove(
        application=os.environ["DATABASE_URL"], owner=os.environ["DATABASE_OWNER_URL"], now=now, sample=sample,
        tries=tries,
    )  # fmt: skip
    pages = prove_pages(now)
    leaks = proof.leaks + pages.leaks
    result = {
        "personas": proof.personas, "tables": proof.tables, "urls": pages.urls, "cells": proof.cells + pages.tried,
        "leaks": len(leaks), "seconds": round(time.monotonic() - begun, 1),
    }  # fmt: skip
    for leak in leaks:
        click.echo(leak, err=True)
    if as_json:
        click.echo(json.dumps(result))
    else:
        click.echo(
            say(
                "%(personas)d aktörer, %(tables)d tabeller, %(urls)d sidor, %(cells)d rutor: %(leaks)d läckor på %(seconds)s s."
            )
            % result
        )
    raise SystemExit(1 if leaks else 0)


_PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@dataclass
class Pages:
    """What was asked for, and what did not answer as its page declares."""

    urls: int = 0
    tried: int = 0
    leaks: list[str] = field(default_factory=list)


def prove_pages(now: dt.datetime) -> Pages:
    """Ask for every page that has no key in its address, as one person of each set of professions and as nobody.

    A page declares the act that it asks for (`access.pages`); whoever may not is told why not (403), whoever has not
    signed in is sent to the door.
    """
    from django.db import transaction
    from django.test import Client, override_settings

    addresses = dict(_addresses())
    found = Pages(urls=len(addresses))
    quiet = logging.getLogger("django.request")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        # The files that pages point to are no matter of the walls, and need not be where this is run.
        with override_settings(STORAGES=_PLAIN_FILES), transaction.atomic():
            for account, professions in [(None, frozenset()), *_one_of_each(now)]:
                client = Client(raise_request_exception=False, SERVER_NAME=_host())
                if account is not None:
                    client.force_login(account)
                for address, declared in addresses.items():
                    found.tried += 1
                    status = _status(client, address)
                    if not _as_declared(status, declared, signed_in=account is not None, professions=professions):
                        who = (
                            "public"
                            if account is None
                            else f"person {account.person_id} ({','.join(sorted(professions))})"
                        )
                        found.leaks.append(f"{who} GET {address} answers {status}")
            transaction.set_rollback(True)
    finally:
        quiet.setLevel(level)
    return found


def _status(client: Any, address: str) -> int:
    try:
        return int(client.get(address, secure=True).status_code)
    except Exception:  # the page of errors failed too: what was found here is no reason to stop proving
        return 500


def _as_declared(status: int, declared: dict[str, Any], *, signed_in: bool, professions: frozenset[str]) -> bool:
    from framst.access.matrix import ACTS

    if declared["public"] and status == 404:
        return True  # a public page that the authority has not turned on is there for nobody
    if declared.get("second_factor") and signed_in and status == 403:
        return True  # asked for before anything is looked up: nobody here has given one
    if not signed_in:
        return status < 400 if declared["public"] else status == 302
    if declared["act"] and not professions & ACTS[declared["act"]][0]:
        return status == 403
    return status < 400


def _host() -> str:
    from django.conf import settings

    return next((h.lstrip(".") for h in settings.ALLOWED_HOSTS if h != "*"), "localhost")


def _one_of_each(now: dt.datetime) -> list[tuple[Any, frozenset[str]]]:
    """Return one account of each set of professions that somebody has today."""
    from framst.access.acting import acting, person
    from framst.organisation.models import Account

    chosen: dict[frozenset[str], Any] = {}
    for account in Account.objects.filter(is_active=True).order_by("pk"):
        who = person(account.person_id, now)
        with acting(who):
            chosen.setdefault(who.professions, account)
    return [(account, professions) for professions, account in chosen.items()]


def _addresses(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (address, what its page declares) for every page of ours without a key in its address."""
    from django.urls import URLPattern, URLResolver, get_resolver

    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = str(pattern.pattern)
        if "<" in route or "(" in route:
            continue
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, prefix + route)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "framst_page"):
            yield prefix + route, pattern.callback.framst_page
