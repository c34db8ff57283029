"""The demo's logins, as printed."""

from __future__ import annotations

from ..command_words import say
from .municipality import AUTHORITY, DOMAIN, PERSONAS, PRINCIPAL_LOGINS, SECOND_FACTOR

PASSWORD = "ekdalen-demo-lösenord"


def shown(address: str) -> str:
    """Return the text that `framst demo` prints when everything is up."""
    from framst.access.professions import PROFESSIONS

    rows = [(login, PROFESSIONS[profession]) for login, _, profession, _ in PERSONAS]
    rows[5:5] = [("rektor", say("rektor, en skolenhet")), ("rektor2", say("rektor, två skolenheter"))]
    lines = ["", f"{AUTHORITY}: {address}", ""]
    lines += [f"  {login + '@' + DOMAIN:34} {role}{' *' if login in SECOND_FACTOR else ''}" for login, role in rows]
    lines += [
        "",
        say("  Lösenord för alla: %s") % PASSWORD,
        say("  * och en kod, som `.venv/bin/framst demo-code LOGIN` skriver ut (LOGIN: det som står före @)"),
        say("  Utan inloggning: %s/offentligt/") % address,
        "",
    ]
    lines += [say("Avsluta med Ctrl-C. Inget går förlorat.")]
    assert set(PRINCIPAL_LOGINS) == {"rektor", "rektor2"}  # noqa: S101
    return "\n".join(lines)
