"""Jobs: what takes longer than a page may. Arguments are ids; the right is checked anew."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from framst.access.acting import acting, person, require

from .models import Paper
from .services import note_failed_rendering, store_renditions


@task()
def render_paper(paper_id: int, person_id: int) -> None:
    """Make the files of a paper that is being frozen. Safe to run twice; a failure is noted on the paper."""
    by = person(person_id, timezone.now())
    try:
        with acting(by):
            require(by, "papers.freeze")
            store_renditions(paper=Paper.objects.select_for_update(of=("self",)).get(pk=paper_id), by=by)
    except Exception:
        with acting(by):
            note_failed_rendering(paper=Paper.objects.get(pk=paper_id), by=by)
        raise
