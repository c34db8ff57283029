"""`framst import units`: the register of school units, or the authority's own list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..command_words import say

if TYPE_CHECKING:
    from framst.integrations.registers.summary import Summary

SHOWN = 10  # rows of each kind of remark that are shown without --all


@click.command(help=say("Läs in enheter ur registret (Skolverket) eller ur er egen lista (CSV eller XLSX)."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--provider", default="", help=say("Ta bara rader med det här organisationsnumret (registrets fil)."))
@click.option("--dry-run", is_flag=True, help=say("Visa vad som skulle hända, utan att spara."))
@click.option("--json", "as_json", is_flag=True, help=say("Skriv ut som JSON."))
@click.option("--all", "everything", is_flag=True, help=say("Visa alla rader med anmärkning."))
def units(file: Path, provider: str, dry_run: bool, as_json: bool, everything: bool) -> None:
    from ..command import ready

    ready()
    from django.utils import timezone, translation

    from framst.access.acting import acting, machine
    from framst.foundation.refusal import BadInput
    from framst.integrations.registers.services import import_units
    from framst.integrations.registers.summary import REMARKS

    from ..command_words import language

    by = machine("import", timezone.now())
    with translation.override(language()):
        try:
            with acting(by):
                summary = import_units(
                    data=file.read_bytes(), name=file.name, by=by, provider=provider, dry_run=dry_run
                )
        except BadInput as bad:
            faults = [
                {"row": f.row, "column": f.column, "value": f.value, "expected": say(f.expected)} for f in bad.faults
            ]
            if as_json:
                click.echo(json.dumps({"refused": say(bad.sentence), "faults": faults}, ensure_ascii=False, indent=1))
            else:
                click.echo(say(bad.sentence), err=True)
                for f in faults:
                    where = say("rad %s") % f["row"] if f["row"] else say("filen")
                    if f["column"]:
                        where += ", " + str(f["column"])
                    click.echo(
                        "  " + say("%(where)s: ”%(value)s”. Väntat: %(expected)s.") % {**f, "where": where}, err=True
                    )
            raise SystemExit(1) from None
        if as_json:
            click.echo(json.dumps(summary.as_json(), ensure_ascii=False, indent=1))
            return
        for line in _lines(summary, REMARKS, None if everything else SHOWN):
            click.echo(line)


def _lines(summary: Summary, remarks: dict[str, str], most: int | None) -> Iterator[str]:
    """The summary as lines: counts first, then the rows that were remarked on."""
    if summary.dry_run:
        yield say("Prov: inget har sparats.")
    yield say("%(rows)d rader, %(read)d inlästa.") % {"rows": summary.rows, "read": summary.read}
    if summary.without_orgnr:
        yield say("%d rader saknar organisationsnummer och togs därför inte med.") % summary.without_orgnr
    yield say("%(added)d nya enheter, %(changed)d ändrade, %(unchanged)d oförändrade.") % {
        "added": summary.added, "changed": summary.changed, "unchanged": summary.unchanged,
    }  # fmt: skip
    if summary.what == "own":
        yield say("%(people)d nya personer, %(principals)d rektorsuppdrag.") % {
            "people": summary.people_added, "principals": summary.principals_changed,
        }  # fmt: skip
    yield say("%d ändringar.") % summary.changes
    if summary.unknown:
        yield ""
        yield say("Tomma celler som godtas som okända:")
        yield from (f"  {n:5}  {column}" for column, n in summary.unknown.items())
    if summary.left:
        yield ""
        yield say("Kolumner som inte läses in:")
        yield from (f"  {n:5}  {column}" + (f" (”{example}”)" if example else "")
                    for column, (n, example) in summary.left.items())  # fmt: skip
    if summary.remarks:
        yield ""
        yield say("Anmärkningar:")
        yield from (f"  {n:5}  {say(remarks[kind])}" for kind, n in summary.remark_counts.items())
        for kind, n, rows in summary.by_kind(most):
            yield ""
            yield say(remarks[kind])
            for r in rows:
                yield "  " + say("rad %(row)d, %(column)s: ”%(value)s”. Väntat: %(expected)s.") % {
                    "row": r.row, "column": r.column, "value": r.value, "expected": say(r.expected),
                }  # fmt: skip
            if n > len(rows):
                yield "  " + say("… och %d till (--all visar alla).") % (n - len(rows))
