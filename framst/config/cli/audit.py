"""`framst audit`: verifying the legal record, writing down its head, removing a sealed month of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from ..command_words import say

HEADS = click.option(
    "--heads",
    type=click.Path(dir_okay=False, path_type=Path),
    help=say("Filen med nedskrivna huvuden, om den inte ligger där FRAMST_AUDIT_HEADS säger."),
)


def _ready_as_owner() -> None:
    """Be the tables' owner, as `framst migrate` is: nobody else may read the chain."""
    from ..command import ready

    if not os.environ.get("DATABASE_URL"):
        from ..command import _reach_running_server

        _reach_running_server()
    if not os.environ.get("DATABASE_OWNER_URL"):
        raise click.ClickException(say("Det gör tabellernas ägare. Ange DATABASE_OWNER_URL."))
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    ready()


@click.group(help=say("Loggen: pröva att den är hel, skriv ner dess huvud."))
def audit() -> None:
    pass


@audit.command(
    help=say("Pröva hela loggen: varje ändrad, borttagen eller omflyttad händelse skrivs ut. 1 om något är fel.")
)
@HEADS
@click.option("--json", "as_json", is_flag=True, help=say("Skriv ut som JSON."))
def verify(heads: Path | None, as_json: bool) -> None:
    _ready_as_owner()
    from framst.audit.heads import place
    from framst.audit.verification import flaws

    path = heads or place()
    read = 0

    def told(number: int) -> None:
        nonlocal read
        # A long log tells how far it is, on a line that is no part of what is printed.
        if number // 100_000 > read // 100_000:
            click.echo(say("%d händelser prövade …") % number, err=True)
        read = number

    found = list(flaws(path, told))
    if as_json:
        shown = [{"number": flaw.number, "what": say(flaw.what)} for flaw in found]
        click.echo(json.dumps({"events": read, "heads": path.exists(), "flaws": shown}, ensure_ascii=False, indent=1))
    else:
        for flaw in found:
            click.echo(f"{flaw.number}: {say(flaw.what)}")
        if not path.exists():
            click.echo(say("Det finns ingen fil med huvuden (%s): en avkortad ände märks inte.") % path, err=True)
        click.echo(
            say("Loggen har %d fel.") % len(found) if found else say("Loggen är hel: %d händelser i kedjan.") % read
        )
    raise SystemExit(1 if found else 0)


@audit.command(help=say("Skriv ner kedjans huvud i filen utanför databasen, och skriv ut det."))
@HEADS
def head(heads: Path | None) -> None:
    from ..command import ready

    ready()
    from django.utils import timezone

    from framst.audit.heads import place, write_head

    written = write_head(heads or place(), timezone.now())
    click.echo(say("Loggen är tom.") if written is None else f"{written.number} {written.hash}")


@audit.command(help=say("Lista månaderna som är förseglade: sista händelsens nummer och kontrollsumma."))
@HEADS
def months(heads: Path | None) -> None:
    from ..command import ready

    ready()
    from django.utils import timezone

    from framst.audit.heads import place, sealed

    for month, end in sealed(heads or place(), timezone.now()).items():
        click.echo(f"{month} {end.number} {end.hash}")


@audit.command(
    "remove-month",
    help=say("Ta bort loggen till och med en förseglad månad (ÅÅÅÅ-MM), enligt ett beslut. Huvudet behålls."),
)
@click.argument("month")
@click.option("--decided", is_flag=True, help=say("Intyga att det finns ett beslut om gallringen."))
@HEADS
def remove_month(month: str, decided: bool, heads: Path | None) -> None:
    if not decided:
        raise click.UsageError(say("Ange --decided när det finns ett beslut om gallringen."))
    _ready_as_owner()
    from django.utils import timezone

    from framst.access.acting import machine
    from framst.audit.heads import place
    from framst.audit.verification import remove_month as remove
    from framst.foundation.refusal import Refused

    by = machine("retention", timezone.now())
    try:
        removed = remove(month, path=heads or place(), by=by, now=by.now)
    except Refused as refused:
        raise click.ClickException(say(refused.sentence)) from None
    click.echo(say("%d händelser är borttagna.") % removed)
