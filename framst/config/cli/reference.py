"""`framst reference`: writes what docs/reference generates from the code that runs."""

from __future__ import annotations

from pathlib import Path

import click

from ..command_words import say


@click.command(help=say("Skriv referenssidorna ur koden."))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("docs/reference"))
def reference(out: Path) -> None:
    from ..command import ready

    ready()
    from .. import reference_pages

    for name, text in reference_pages.pages().items():
        (out / name).write_text(text)
        click.echo(out / name)
