"""`framst paper`: listing and rendering papers."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click

from ..command_words import say


@click.group(help=say("Skrivelser till nämnden."))
def paper() -> None:
    pass


@paper.command("list", help=say("Lista skrivelserna."))
@click.option("--json", "as_json", is_flag=True, help=say("Skriv ut som JSON."))
def list_papers(as_json: bool) -> None:
    from ..command import ready

    ready()
    from django.utils import timezone

    from framst.access.acting import acting, machine
    from framst.reports.queries import papers

    with acting(machine("import", timezone.now())):
        rows = [
            {"slug": p.slug, "title": p.title, "state": p.state, "dated_on": str(p.dated_on or "")} for p in papers()
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            click.echo("{slug:40} {state:12} {dated_on:12} {title}".format(**row))


@paper.command(help=say("Skriv en skrivelses filer: HTML, DOCX, PDF och siffrorna som JSON."))
@click.argument("slug")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--again", is_flag=True, help=say("Gör om filerna ur den låsta skrivelsen och jämför med de sparade."))
@click.option("--json", "as_json", is_flag=True, help=say("Skriv ut som JSON."))
def render(slug: str, out: Path, again: bool, as_json: bool) -> None:
    from ..command import ready

    ready()
    from django.utils import timezone

    from framst.access.acting import acting, machine
    from framst.reports.models import Paper, Rendition
    from framst.reports.services import rendered

    by = machine("import", timezone.now())
    with acting(by):
        found = Paper.objects.filter(slug=slug).first()
        if found is None:
            raise click.ClickException(say("Det finns ingen skrivelse som heter %s.") % slug)
        stored = {r.kind: bytes(r.content) for r in Rendition.objects.filter(paper=found)}
        if again and not stored:
            raise click.ClickException(say("Skrivelsen är inte låst, så det finns inga sparade filer att jämföra med."))
        files = rendered(found, by=by) if again or not stored else stored
    out.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, object]] = []
    for kind, content in sorted(files.items()):
        path = out / (f"{slug}.figures.json" if kind == "json" else f"{slug}.{kind}")
        path.write_bytes(content)
        rows.append(
            {
                "file": str(path),
                "sha256": hashlib.sha256(content).hexdigest(),
                "equal": stored.get(kind) == content if again else None,
            }
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        words = {None: "", True: say("lika"), False: say("OLIKA")}
        for row in rows:
            click.echo(f"{row['file']} {str(row['sha256'])[:12]} {words[row['equal']]}".rstrip())  # type: ignore[index]
    raise SystemExit(1 if any(row["equal"] is False for row in rows) else 0)
