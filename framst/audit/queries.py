"""Reading the record."""

from __future__ import annotations

from django.db import models

from .models import Event


def history(about: models.Model, limit: int = 50) -> list[Event]:
    """Return the newest events about a record, as far as the reader may see them."""
    return list(
        Event.objects.filter(table=about._meta.db_table, record=str(about.pk))
        .exclude(act__in=["read", "listed"])
        .order_by("-at", "-id")[:limit]
    )
