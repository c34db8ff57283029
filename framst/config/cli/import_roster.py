"""`framst import roster` and `framst protect`: the roster from files, and one pupil protected before the source does it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..command_words import say

if TYPE_CHECKING:
    from framst.foundation.refusal import Refused
    from framst.integrations.roster.services import Outcome


@click.command(
    "roster",
    help=say("Läs in elever, personal och grupper ur filer: en arbetsbok, CSV-filer eller en mapp. Allt eller inget."),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--source", default="filer", help=say("Vad källan heter här. Varje källa har sina egna elever."))
@click.option("--part", is_flag=True, help=say("Filerna är bara en del: den som inte står i dem är kvar."))
@click.option("--dry-run", is_flag=True, help=say("Visa vad som skulle hända, utan att spara."))
@click.option("--json", "as_json", is_flag=True, help=say("Skriv ut som JSON."))
def roster(paths: tuple[Path, ...], source: str, part: bool, dry_run: bool, as_json: bool) -> None:
    if not 0 < len(source) <= 40:
        raise click.BadParameter(say("Högst 40 tecken."), param_hint="--source")
    from ..command import ready

    ready()
    from django.utils import timezone
    from django.utils.translation import override

    from framst.access.acting import acting, machine
    from framst.foundation.refusal import Refused
    from framst.integrations.roster.files import reader
    from framst.integrations.roster.finding import lists_of
    from framst.integrations.roster.services import import_roster
    from framst.integrations.roster.terms import RunState
    from framst.integrations.roster.web.runs import professions

    from ..command_words import language

    with override(language()):
        try:
            with acting(machine("import", timezone.now())) as by:
                outcome = import_roster(
                    source=source,
                    reader=reader(lists_of(paths), source=source, professions=professions(), today=by.today),
                    by=by,
                    whole=not part,
                    dry_run=dry_run,
                )
        except Refused as refused:
            _refuse(refused, as_json)
            raise SystemExit(1) from None
        if as_json:
            told = {"state": str(outcome.state), "changes": outcome.changes.as_json()}
            click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for line in _lines(outcome):
                click.echo(line)
    raise SystemExit(1 if outcome.state is RunState.WAITING else 0)


def _refuse(refused: Refused, as_json: bool) -> None:
    """Tell the faults: list, row, column and rule, and never what stood in the cell."""
    faults = [
        {"row": f.row, "column": f.column, "value": f.value, "expected": say(f.expected)}
        for f in getattr(refused, "faults", ())
    ]
    if as_json:
        click.echo(json.dumps({"refused": say(refused.sentence), "faults": faults}, ensure_ascii=False, indent=1))
        return
    click.echo(say(refused.sentence), err=True)
    for fault in faults:
        where = [say("rad %s") % fault["row"]] if fault["row"] else []
        where += [str(fault[part]) for part in ("column", "value") if fault[part]]
        click.echo("  " + ", ".join(where or [say("filen")]) + ". " + say("Väntat: %s.") % fault["expected"], err=True)


def _lines(outcome: Outcome) -> Iterator[str]:
    from framst.integrations.roster.labels import changed
    from framst.integrations.roster.services import MUCH_GONE
    from framst.integrations.roster.terms import RunState

    if outcome.state is RunState.WAITING:
        yield say(MUCH_GONE)
    elif outcome.state is RunState.TRIED:
        yield say("Prov: inget har sparats.")
    told = changed(outcome.changes.as_json())
    for words, n in told:
        yield f"  {say(words)}: {n}"
    if not told:
        yield say("Listan ändrade ingenting: allt fanns redan.")


@click.command(
    "protect",
    help=say("Skydda en elev genast, innan källan har märkt eleven. Eleven försvinner; ärenden förseglas."),
)
@click.argument("source_id")
@click.option("--source", default="filer", help=say("Vad källan heter här."))
@click.option("--basis", required=True, help=say("Grunden för beslutet. Skriv inte namn."))
def protect(source_id: str, source: str, basis: str) -> None:
    from ..command import ready

    ready()
    from django.utils import timezone

    from framst.access.acting import acting, machine
    from framst.foundation.refusal import Refused
    from framst.integrations.roster.deciding import protect_id

    try:
        with acting(machine("import", timezone.now())) as by:
            there = protect_id(source=source, source_id=source_id, basis=basis, by=by)
    except Refused as refused:
        raise click.ClickException(say(refused.sentence)) from None
    if there:
        click.echo(say("Eleven är skyddad. En inläsning tar inte in eleven utan beslut."))
    else:
        click.echo(say("Ingen elev i systemet har det id:t. Det är märkt, och en inläsning tar inte in eleven."))
