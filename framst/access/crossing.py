"""Carrying out a crossing: the one way in which code asks for the acts listed in `crossings.py`."""

from __future__ import annotations

import json
from typing import Any

from django.db import ProgrammingError, connection, transaction
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from framst.foundation.refusal import NotAllowed
from framst.foundation.words import N_

from .crossings import CROSSINGS

_TELLING = {c.name for c in CROSSINGS if c.returns == "jsonb"}
_NAMES = {c.name: [a.split()[0] for a in c.arguments.split(", ")] for c in CROSSINGS}

NOT_YOURS = N_("Det går inte: eleven eller ärendet finns inte, eller så har du inte rätt till det.")


def cross(name: str, /, **given: Any) -> Any:
    """Carry out the crossing `name` as whoever acts now; return what it returns.

    `given` is the arguments without their `the_`: ``cross("open_matter", key=…, pupil=…, letter="C", …)``. Raises
    NotAllowed, in one sentence for what is not there and what the actor has no right to: the two are not told apart.
    """
    names = _NAMES[name]
    if {f"the_{word}" for word in given} != set(names):
        raise TypeError(f"{name} takes {', '.join(names)}")
    call = sql.SQL("SELECT {}({})").format(
        sql.Identifier(f"framst_do_{name}"), sql.SQL(", ").join(sql.Placeholder() * len(names))
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(call, [given[word.removeprefix("the_")] for word in names])
            answer = cursor.fetchone()[0]
            return json.loads(answer) if name in _TELLING else answer
    except ProgrammingError as refused:
        if isinstance(refused.__cause__, InsufficientPrivilege):
            raise NotAllowed(NOT_YOURS) from None
        raise
