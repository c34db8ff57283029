"""`framst import` and `framst export`: registers, lists and answers in, answers out."""

from __future__ import annotations

import click

from ..command_words import say


@click.group("import", help=say("Läs in filer."))
def imports() -> None:
    pass


@click.group("export", help=say("Hämta ut filer."))
def exports() -> None:
    pass
