"""The only way to a record whose reading is itself recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404

from framst.audit.services import record
from framst.audit.terms import Act

from .acting import Actor

M = TypeVar("M", bound=models.Model)


def open_record(rows: models.QuerySet[M], *, by: Actor, purpose: str = "", **key: object) -> M:
    """Return the one row of `rows` that `key` names, and write the read event in the same transaction.

    Raises Http404 when the actor does not see such a row, whether or not it exists.
    """
    found = _found(rows, key)
    record(act=Act.READ, by=by, now=by.now, about=found, purpose=purpose)
    return found


def open_beside(
    rows: models.QuerySet[M],
    *,
    by: Actor,
    purpose: str = "",
    beside: Callable[[M], Sequence[Sequence[models.Model]]],
    **key: object,
) -> tuple[M, Sequence[Sequence[models.Model]]]:
    """As `open_record`, for a page that shows other records beside the one: return it, and them.

    One page is one event: what stands beside is in its detail (`beside`: table, key and letter of each), never by
    name. The event's letter is the record's own; a log reviewer who looks for another letter's finds it in the detail.
    """
    found = _found(rows, key)
    others = beside(found)
    record(
        act=Act.READ, by=by, now=by.now, about=found, purpose=purpose,
        beside=[[o._meta.db_table, str(o.pk), getattr(o, "letter", "")] for rows in others for o in rows],
    )  # fmt: skip
    return found, others


def _found(rows: models.QuerySet[M], key: dict[str, object]) -> M:
    try:
        return rows.get(**key)
    except (ObjectDoesNotExist, ValueError):
        raise Http404 from None
