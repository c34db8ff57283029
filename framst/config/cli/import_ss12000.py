"""`framst import ss12000`: the roster from a server with the standard's API."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..command_words import say

if TYPE_CHECKING:
    from framst.integrations.ss12000.client import Auth
    from framst.integrations.ss12000.services import Result

SECRET = "FRAMST_SS12000_SECRET"  # noqa: S105 - the variable's name


@click.command(
    "ss12000", help=say("Läs in elever, personal och grupper från en server med SS 12000. Allt eller inget.")
)
@click.option("--url", required=True, help=say("Serverns adress, till och med versionen (https://…/v2.0)."))
@click.option("--token-url", help=say("Adressen som ger en token (OAuth2, client credentials)."))
@click.option("--client-id", help=say("Klientens id. Hemligheten läses ur FRAMST_SS12000_SECRET eller frågas efter."))
@click.option(
    "--secret-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=say("En fil med klientens hemlighet, i stället för FRAMST_SS12000_SECRET."),
)
@click.option("--scope", default="", help=say("OAuth2-scope, om servern vill ha ett."))
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=say("En fil med en färdig token."),
)
@click.option("--source", default="ss12000", help=say("Vad källan heter här. Varje källa har sina egna elever."))
@click.option("--since", help=say("Bara det som ändrats sedan en tidpunkt, till exempel 2026-08-01T06.00."))
@click.option("--delta", is_flag=True, help=say("Bara det som ändrats sedan förra gången."))
@click.option("--dry-run", is_flag=True, help=say("Visa vad som skulle hända, utan att spara."))
@click.option("--json", "as_json", is_flag=True, help=say("Skriv ut som JSON."))
@click.option("--keep-filters", is_flag=True, help=say("Upprepa urvalet på varje sida, för servrar som vill ha det."))
@click.option("--limit", type=click.IntRange(1, 10_000), default=1000, help=say("Poster per sida."))
@click.option("--timeout", type=click.FloatRange(min=0.01), default=30.0, help=say("Sekunder att vänta på servern."))
def ss12000(
    url: str,
    token_url: str | None,
    client_id: str | None,
    secret_file: Path | None,
    scope: str,
    token_file: Path | None,
    source: str,
    since: str | None,
    delta: bool,
    dry_run: bool,
    as_json: bool,
    keep_filters: bool,
    limit: int,
    timeout: float,
) -> None:
    from ..command import ready

    ready()
    from django.utils import timezone
    from django.utils.translation import gettext, override

    from framst.foundation.refusal import BadInput, Refused
    from framst.integrations.ss12000.client import Client, safe_address
    from framst.integrations.ss12000.services import import_ss12000

    from ..command_words import language

    if since and delta:
        raise click.UsageError(say("Välj --since eller --delta, inte båda."))
    if not 0 < len(source) <= 40:
        raise click.BadParameter(say("Högst 40 tecken."), param_hint="--source")
    moment = _moment(since) if since else None
    with override(language()):
        try:
            safe_address(url)
            if token_url:
                safe_address(token_url)
            auth = _auth(token_url, client_id, secret_file, scope, token_file)
            with Client(url, auth, timeout=timeout) as client:
                result = import_ss12000(
                    source=source, client=client, now=timezone.now(), since=moment, delta=delta, dry_run=dry_run,
                    keep_filters=keep_filters, limit=limit,
                )  # fmt: skip
        except Refused as refused:
            sentence = gettext(refused.sentence) % refused.parts if refused.parts else gettext(refused.sentence)
            faults = refused.faults if isinstance(refused, BadInput) else ()
            rows = [{"row": f.row, "column": f.column, "expected": gettext(f.expected)} for f in faults]
            if as_json:
                click.echo(json.dumps({"refused": sentence, "faults": rows}, ensure_ascii=False, indent=1))
            else:
                click.echo(sentence, err=True)
                for row in rows:
                    click.echo("  " + say("post %(row)s, %(column)s. Väntat: %(expected)s.") % row, err=True)
            raise SystemExit(1) from None
        if as_json:
            click.echo(json.dumps(_as_json(result), ensure_ascii=False, indent=1))
            return
        for line in _lines(result):
            click.echo(line)


def _auth(
    token_url: str | None, client_id: str | None, secret_file: Path | None, scope: str, token_file: Path | None
) -> Auth:
    from framst.integrations.ss12000.client import ClientCredentials, TokenFile

    if token_file is not None and token_url is None:
        return TokenFile(token_file)
    if token_url is None or client_id is None or token_file is not None:
        raise click.UsageError(say("Ange --token-file, eller --token-url och --client-id."))
    if secret_file is not None:
        secret = secret_file.read_text().strip()
    else:
        secret = os.environ.get(SECRET) or click.prompt(say("Klientens hemlighet"), hide_input=True, err=True)
    return ClientCredentials(token_url, client_id, secret, scope)


def _moment(text: str) -> dt.datetime:
    """Return the moment that somebody wrote; one without a zone is Sweden's."""
    from framst.access.acting import STOCKHOLM

    try:
        moment = dt.datetime.fromisoformat(text.replace(".", ":") if text.count(".") == 1 else text)
    except ValueError:
        raise click.BadParameter(say("Skriv en tidpunkt som 2026-08-01T06.00."), param_hint="--since") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)


def _as_json(result: Result) -> dict[str, Any]:
    outcome = result.outcome
    return {
        "state": str(outcome.state),
        "whole": result.whole,
        "since": result.since.isoformat() if result.since else None,
        "resumed": result.resumed,
        "lacking": result.lacking,
        "changes": outcome.changes.as_json(),
        "remarks": result.remarks.lines(say),
    }


def _lines(result: Result) -> Iterator[str]:
    """The result as lines: what happened, the numbers that are not nought, the remarks."""
    from framst.integrations.roster.labels import CHANGES
    from framst.integrations.roster.terms import RUN_STATES

    outcome = result.outcome
    if result.resumed:
        yield say("Fortsätter efter en avbruten inläsning.")
    yield say("Inläsningen är %s.") % say(RUN_STATES[outcome.state])
    changes = {name: n for name, n in outcome.changes.as_json().items() if n}
    if not changes:
        yield say("Inget har ändrats hos källan.")
    for name, n in changes.items():
        yield f"{n:8}  {say(CHANGES.get(name, name))}"
    if lines := result.remarks.lines(say):
        yield ""
        yield say("Anmärkningar:")
        yield from (f"  {line}" for line in lines)
