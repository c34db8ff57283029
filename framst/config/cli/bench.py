"""`framst bench`: measures of speed, each as a ratio to the nearest limit in the same run."""

from __future__ import annotations

import click

from ..command_words import say


@click.group(help=say("Mät hastigheten."))
def bench() -> None:
    pass
