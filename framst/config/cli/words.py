"""`framst words`: brings the English catalogue up to date with the Swedish sentences in the code."""

from __future__ import annotations

from pathlib import Path

import click

from ..command_words import say


@click.command(help=say("Uppdatera den engelska ordlistan med meningarna i koden."))
def words() -> None:
    from ..catalogue import update

    package = Path(__file__).resolve().parents[2]
    new, gone, empty = update(package / "locale" / "en" / "LC_MESSAGES" / "django.po")
    click.echo(
        say("%(new)d nya, %(gone)d borttagna, %(empty)d saknar engelska.") % {"new": new, "gone": gone, "empty": empty}
    )
