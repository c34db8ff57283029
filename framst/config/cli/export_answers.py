"""`framst export answers`: the answers of a follow-up as a file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from ..command_words import say


@click.command("answers", help=say("Hämta ut svaren i en uppföljning som XLSX eller CSV. Uttaget loggas."))
@click.option("--followup", "slug", required=True, help=say("Uppföljningens namn i adressen."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="FILE.xlsx | FILE.csv")
def export_answers(slug: str, out: Path) -> None:
    from ..command import ready

    ready()
    from django.utils import timezone
    from django.utils.translation import gettext, override

    from framst.access.acting import acting, machine
    from framst.followups.models import Followup
    from framst.foundation.refusal import Refused
    from framst.integrations.spreadsheets.exporting import export_answers as written

    from ..command_words import language

    with override(language()):
        try:
            with acting(machine("import", timezone.now())) as by:
                followup = Followup.objects.select_related("version").filter(slug=slug).first()
                if followup is None:
                    raise click.BadParameter(say("Det finns ingen uppföljning som heter %s.") % slug)
                file = written(followup=followup, kind=out.suffix.lstrip(".").lower(), by=by)
                out.write_bytes(file)
        except Refused as refused:
            raise click.ClickException(gettext(refused.sentence)) from None
    click.echo(f"{out} {hashlib.sha256(file).hexdigest()[:12]}")
