"""Jobs: what takes longer than a page may. Arguments are ids; the right is checked anew."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from framst.access.acting import acting, person

from .models import Paper
from .services import store_renditions


@task()
def render_paper(paper_id: int, person_id: int) -> None:
    """Render the files of a paper that is being frozen. Safe to run twice."""
    by = person(person_id, timezone.now())
    with acting(by):
        store_renditions(paper=Paper.objects.select_for_update().get(pk=paper_id), by=by)
