"""A row of any table about pupils, made from its model: so that a new table is in the proofs from its first day."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg import sql
from psycopg.types.json import Jsonb

from framst.access.walls import walled_models
from framst.organisation.models import Pupil
from framst.pupils.models import Matter

from ..walls import worlds

_number = itertools.count(1)


def about_pupils() -> Iterator[type[models.Model]]:
    """Every walled table whose rows are about a pupil, the pupils themselves and their matters apart."""
    return (m for m in walled_models() if hasattr(m, "pupil_column") and m not in (Pupil, Matter))


def has_letter(model: type[models.Model]) -> bool:
    return any(field.column == "letter" for field in model._meta.local_fields)


def add(way: psycopg.Connection[Any], model: type[models.Model], to: dict[Any, Any], **given: Any) -> Any:
    """Add a row, of what is given by column, `to` (model → key), and else anything that fits the column; return its key."""
    values = {}
    for field in model._meta.local_fields:
        column = str(field.column)
        if column in given:
            values[column] = given[column]
        elif not isinstance(field, models.AutoField):
            values[column] = _anything(field, to)
    found = way.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {}").format(
            sql.Identifier(model._meta.db_table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(sql.Placeholder() * len(values)),
            sql.Identifier(str(model._meta.pk.column)),
        ),
        list(values.values()),
    ).fetchone()
    return found[0] if found else None


def _anything(field: Any, to: dict[Any, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        return to.get(field.related_model)
    if field.primary_key:
        return uuid.uuid4()
    if field.null:
        return None
    if field.choices:
        return field.choices[0][0]
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return ""
    kinds: tuple[tuple[Any, Any], ...] = (
        (models.UUIDField, uuid.uuid4), (models.DateTimeField, lambda: worlds.NOW), (models.BooleanField, lambda: False),
        (models.DateField, lambda: worlds.day(worlds.NOW) - dt.timedelta(1)), (ArrayField, list),
        (models.JSONField, lambda: Jsonb({})), (models.IntegerField, lambda: 0),
        ((models.CharField, models.TextField), lambda: f"x{next(_number)}"[: field.max_length]),
    )  # fmt: skip
    return next(make() for kind, make in kinds if isinstance(field, kind))
