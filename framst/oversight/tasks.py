"""Jobs and what recurs: the files of an extract, the month's sample, extracts that nobody fetched."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django_tasks import task

from framst.access.acting import Actor, acting, person
from framst.access.crossing import cross

from .models import Extract
from .services import draw_due, make_extract, note_failure
from .terms import EXTRACT_DAYS


@task()
def prepare_extract(key: str, person_id: int) -> None:
    """Make the files of an extract as whoever ordered it, with no more right than they have. Safe to run twice."""
    plain = person(person_id, timezone.now())
    with acting(plain):
        # One who may no longer, or a pupil who has become protected since: the order is not there.
        second_factor = Extract.objects.filter(pk=key).values_list("second_factor", flat=True).first()
    if second_factor is None:
        return
    by = person(person_id, plain.now, second_factor=second_factor)
    try:
        with acting(by):
            make_extract(extract=Extract.objects.select_for_update(of=("self",)).get(pk=key), by=by)
    except Exception:
        with acting(by):
            note_failure(extract=Extract.objects.get(pk=key), by=by)
        raise


def tick(*, by: Actor) -> None:
    """Draw the sample that is due, and take away extracts that have waited too long. Twice changes nothing."""
    with acting(by):
        draw_due(by=by)
    with acting(by):
        cross("purge_extracts", before=by.now - dt.timedelta(days=EXTRACT_DAYS))
