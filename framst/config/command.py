"""The `framst` command. Exit codes: 0 done, 1 refused input or a bench goal missed, 2 wrong usage."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from . import embedded, supervisor
from .command_words import say

HOME = Path(os.environ.get("FRAMST_HOME", "var")).resolve()


@click.group(help=say("Främst: systematiskt elevhälsoarbete. Kommandon för drift."))
@click.version_option(package_name="framst")
def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "framst.config.settings")


def ready() -> None:
    """Set Django up; say how when there is no database to talk to."""
    if not os.environ.get("DATABASE_URL"):
        _reach_running_server()
    import django

    django.setup()


def _reach_running_server() -> None:
    """Find the embedded server that `framst demo` keeps running for this FRAMST_HOME."""
    running = HOME / "running.env"
    if running.exists():
        for line in running.read_text().splitlines():
            name, _, value = line.partition("=")
            os.environ.setdefault(name, value)
    if not os.environ.get("DATABASE_URL"):
        raise click.ClickException(say("Ingen databas. Ange DATABASE_URL, eller starta demon först (make demo)."))


def our(*words: str) -> list[str]:
    """Return the command line that runs this same program with other words."""
    return [sys.executable, "-m", "framst.config.command", *words]


@main.command(
    "with-database",
    help=say("Kör ett kommando mot en tillfällig databas, eller mot DATABASE_URL om den är angiven."),
    context_settings={"ignore_unknown_options": True},
)
@click.argument("argv", nargs=-1, type=click.UNPROCESSED, required=True)
def with_database(argv: tuple[str, ...]) -> None:
    if os.environ.get("DATABASE_URL"):
        sys.exit(subprocess.run(argv, check=False).returncode)
    import tempfile

    with tempfile.TemporaryDirectory(prefix="framst-home-") as folder:
        server = embedded.start(Path(folder))
        try:
            sys.exit(
                subprocess.run(
                    argv,
                    check=False,
                    env={
                        **os.environ,
                        "DATABASE_URL": server.application_url,
                        "DATABASE_OWNER_URL": server.owner_url,
                        "FRAMST_HOME": folder,
                    },
                ).returncode
            )
        finally:
            embedded.stop(server)


@main.command(help=say("Skapa eller uppdatera tabellerna och sätt upp murarna."))
def migrate() -> None:
    if not os.environ.get("DATABASE_URL"):
        _reach_running_server()
    from psycopg.conninfo import conninfo_to_dict

    role = str(conninfo_to_dict(os.environ["DATABASE_URL"])["user"])
    # This process is the tables' owner; the application never is.
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    ready()
    from django.core.management import call_command

    from framst.access import walls

    call_command("migrate", verbosity=0)
    n = walls.install(role=role)
    click.echo(say("%d murar är uppsatta.") % n)


@main.command(help=say("Starta webbservern. Vägrar om murarna i databasen inte är de som koden beskriver."))
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), type=int)
@click.option("--workers", default=2, type=int)
def serve(port: int, workers: int) -> None:
    ready()
    from framst.access import walls

    if os.environ.get("FRAMST_EMBEDDED"):
        _refuse_real_authority()
    if different := walls.differences():
        raise click.ClickException(say("Murarna skiljer sig från koden: %s") % "; ".join(different[:5]))
    os.execvp(  # noqa: S606
        sys.executable,
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", os.environ.get("HOST", "127.0.0.1"),
            "--port", str(port), "--workers", str(workers), "--blocking-threads", "4", "--no-ws",
            "--log-level", "warning", "framst.config.wsgi:application",
        ],
    )  # fmt: skip


def _refuse_real_authority() -> None:
    """The embedded database is for demo and test: real pupils' data belongs on a server that is looked after."""
    from django.utils import timezone

    from framst.access.acting import acting, public
    from framst.organisation.queries import provider

    with acting(public(timezone.now())):
        found = provider()
    if found is not None and not found.is_demo:
        raise click.ClickException(
            say("Den inbyggda databasen är bara för demo och test. Ange DATABASE_URL till en riktig PostgreSQL.")
        )


@main.command(help=say("Kör jobb ur kön (filer till skrivelser, inläsningar)."))
def work() -> None:
    ready()
    from django.core.management import call_command

    call_command("db_worker", verbosity=0, interval=0.5)


@main.command(help=say("Gör det som återkommer: sänder post i kön, stänger det som löpt ut."))
@click.option("--every", type=float, help=say("Gör om efter så här många sekunder, tills processen stoppas."))
def tick(every: float | None) -> None:
    ready()
    import time

    from django.utils import timezone

    from framst.access.acting import machine
    from framst.audit import heads
    from framst.followups import tasks as followups
    from framst.notices.services import send_queued
    from framst.oversight import tasks as oversight
    from framst.workflows import retention

    while True:
        by = machine("tick", timezone.now())
        followups.tick(by=by)
        oversight.tick(by=by)
        retention.tick(by=by)
        send_queued(now_from=by)
        heads.write_head(heads.place(), by.now, at_most_every=heads.INTERVAL)
        if every is None:
            return
        time.sleep(every)


@main.command(
    help=say("Starta demon: databas, exempelkommun, webbserver och jobb. Skriver ut adress och inloggningar.")
)
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), type=int)
def demo(port: int) -> None:
    os.environ["PORT"] = str(port)
    try:
        with supervisor.only_one(HOME):
            _demo(port)
    except BlockingIOError:
        raise click.ClickException(
            say("Demon i %s är redan igång. Ange en annan FRAMST_HOME (och PORT) för en till.") % HOME
        ) from None


def _demo(port: int) -> None:
    server: embedded.Server | None = None
    env = {"FRAMST_HOME": str(HOME), "PORT": str(port)}
    if not os.environ.get("DATABASE_URL"):
        click.echo(say("Startar databasen …"))
        server = embedded.start(HOME)
        env |= {"DATABASE_URL": server.application_url, "DATABASE_OWNER_URL": server.owner_url, "FRAMST_EMBEDDED": "1"}
        running = HOME / "running.env"
        with os.fdopen(os.open(running, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"{name}={env[name]}\n" for name in ("DATABASE_URL", "DATABASE_OWNER_URL"))
    code = 1
    try:
        for words in (("migrate",), ("collect",), ("load-demo",)):
            subprocess.run(our(*words), check=True, env={**os.environ, **env})

        def told() -> None:
            from .demo.logins import shown

            click.echo(shown(f"http://localhost:{port}"))

        def mind() -> None:
            nonlocal server
            if server is not None and server.process.poll() is not None:
                server = embedded.start(HOME, server.sockets)

        code = supervisor.supervise(
            [
                supervisor.Program("web", our("serve", "--port", str(port)), env),
                supervisor.Program("work", our("work"), env),
                supervisor.Program("tick", our("tick", "--every", "2"), env),
            ],
            told,
            mind,
        )
    finally:
        if server is not None:
            embedded.stop(server)
            (HOME / "running.env").unlink(missing_ok=True)
    sys.exit(code)


@main.command(help=say("Samla stilmallar, typsnitt och skript där webbservern läser dem."))
def collect() -> None:
    ready()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


@main.command("load-demo", help=say("Läs in exempelkommunen, om databasen är tom."))
def load_demo() -> None:
    ready()
    from .demo import load

    load.load()


@main.command("demo-code", help=say("Skriv ut koden som demons inloggning frågar efter just nu."))
@click.argument("login")
def demo_code(login: str) -> None:
    from .demo import codes
    from .demo.municipality import SECOND_FACTOR

    if login not in SECOND_FACTOR:
        raise click.ClickException(say("De här inloggningarna har en kod: %s") % ", ".join(SECOND_FACTOR))
    try:
        click.echo(codes.code(codes.secret(HOME, login)))
    except FileNotFoundError:
        raise click.ClickException(say("Demon är inte inläst i %s.") % HOME) from None


def _rooms() -> list[Any]:
    from .cli import audit, bench, import_roster, imports, papers, reference, walls, words

    return [
        audit.audit,
        imports.imports,
        imports.exports,
        import_roster.protect,
        papers.paper,
        bench.bench,
        reference.reference,
        walls.walls,
        words.words,
    ]


for _command in _rooms():
    main.add_command(_command)


if __name__ == "__main__":
    main()
