"""What the analysis' records have in common: their history."""

from __future__ import annotations

from django.db import models

from framst.audit.models import Event
from framst.audit.queries import history
from framst.audit.terms import ACT_NAMES
from framst.organisation.models import Person


def history_of(row: models.Model) -> list[Event]:
    """Return the newest acts on a record with who and what in words, as far as the reader may see them. Two queries."""
    events = history(row)
    names = {p.pk: p.name for p in Person.objects.filter(pk__in={e.person for e in events if e.person})}
    for event in events:
        event.who = names.get(event.person, "") if event.person else "Främst"  # type: ignore[attr-defined]
        event.what = ACT_NAMES.get(event.act, event.act)  # type: ignore[attr-defined, call-overload]
    return events
