"""`framst import answers`: answers that were collected elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..command_words import say


@click.command("answers", help=say("Läs in svar som samlats in någon annanstans (XLSX eller CSV). Allt eller inget."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--followup", "slug", required=True, help=say("Uppföljningens namn i adressen."))
@click.option("--asked", type=click.IntRange(min=1), help=say("Hur många som tillfrågades, när filen saknar e-post."))
@click.option("--json", "as_json", is_flag=True, help=say("Skriv ut som JSON."))
def import_answers(file: Path, slug: str, asked: int | None, as_json: bool) -> None:
    from ..command import ready

    ready()
    from django.utils import timezone
    from django.utils.translation import gettext, override

    from framst.access.acting import acting, machine
    from framst.followups.models import Followup
    from framst.foundation.refusal import BadInput, Refused
    from framst.integrations.spreadsheets.importing import import_answers as read_in

    from ..command_words import language

    with override(language()):
        try:
            with acting(machine("import", timezone.now())) as by:
                followup = Followup.objects.filter(slug=slug).first()
                if followup is None:
                    raise click.BadParameter(say("Det finns ingen uppföljning som heter %s.") % slug)
                done = read_in(followup=followup, data=file.read_bytes(), name=file.name, asked=asked, by=by)
        except Refused as refused:
            faults = refused.faults if isinstance(refused, BadInput) else ()
            sentence = gettext(refused.sentence) % refused.parts if refused.parts else gettext(refused.sentence)
            rows = [
                {"row": f.row, "column": f.column, "value": f.value, "expected": gettext(f.expected)} for f in faults
            ]
            if as_json:
                click.echo(json.dumps({"refused": sentence, "faults": rows}, ensure_ascii=False, indent=1))
            else:
                click.echo(sentence, err=True)
                for row in rows:
                    click.echo(_line(dict(row)), err=True)
            raise SystemExit(1) from None
    counts = {
        "counted": done.counted,
        "late": done.late,
        "superseded": done.superseded,
        "changed": done.changed,
        "hidden": done.hidden,
        "without_column": done.unasked,
    }
    if as_json:
        click.echo(json.dumps(counts, ensure_ascii=False, indent=1))
        return
    click.echo(
        say("%(counted)d svar räknas, %(late)d kom för sent, %(superseded)d är ersatta. %(changed)d ändrades.") % counts
    )
    if done.hidden:
        click.echo(say("%d svar gäller frågor som inte skulle ha visats. De räknas inte.") % done.hidden)
    for question in done.unasked:
        click.echo(say("Ingen kolumn för frågan: %s") % question)


def _line(row: dict[str, object]) -> str:
    where = [say("rad %s") % row["row"]] if row["row"] else []
    where += [say("kolumn %s") % row["column"]] if row["column"] else []
    value = f"”{row['value']}”" if row["value"] else say("tom cell")
    return "  " + ", ".join([*where, value]) + ". " + say("Väntat: %s.") % row["expected"]
