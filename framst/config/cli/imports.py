"""`framst import` and `framst export`: registers, lists and answers in, answers out."""

from __future__ import annotations

import click

from ..command_words import say
from .export_answers import export_answers
from .import_answers import import_answers
from .import_roster import roster
from .import_ss12000 import ss12000
from .import_units import units


@click.group("import", help=say("Läs in filer."))
def imports() -> None:
    pass


@click.group("export", help=say("Hämta ut filer."))
def exports() -> None:
    pass


imports.add_command(import_answers)
imports.add_command(units)
imports.add_command(roster)
imports.add_command(ss12000)
exports.add_command(export_answers)
