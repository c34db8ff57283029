"""The only way to a record whose reading is itself recorded."""

from __future__ import annotations

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
    try:
        found = rows.get(**key)
    except (ObjectDoesNotExist, ValueError):
        raise Http404 from None
    record(act=Act.READ, by=by, now=by.now, about=found, purpose=purpose)
    return found
