"""Where a follow-up stands, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count as CountRows
from django.db.models import Q, QuerySet

from framst.forms.models import Sheet
from framst.forms.queries import Tally, tally
from framst.forms.terms import Questionnaire

from .models import Followup, Invitation


@dataclass(frozen=True)
class Count:
    """Everything counted over one follow-up: how many were asked, and each question."""

    questionnaire: Questionnaire
    asked: int
    begun: int
    submitted: int
    late: int
    places: dict[tuple[str, str], Tally]

    def at(self, question: str, row: str = "") -> Tally:
        """Return the tally of a question or row; an empty one when nobody came to it."""
        return self.places.get((question, row), Tally())


def counting_sheets(followup: Followup) -> QuerySet[Sheet]:
    """Return the sheets whose answers are in the figures: all but the late ones."""
    return Sheet.objects.filter(invitation__followup=followup, late=False)


def count(followup: Followup) -> Count:
    """Count a follow-up in two queries, whatever the number of questions or answers."""
    totals = Invitation.objects.filter(followup=followup).aggregate(
        asked=CountRows("pk"),
        begun=CountRows("pk", filter=Q(sheet__begun_at__isnull=False, sheet__late=False)),
        submitted=CountRows("pk", filter=Q(sheet__submitted_at__isnull=False, sheet__late=False)),
        late=CountRows("pk", filter=Q(sheet__late=True)),
    )
    if followup.asked_typed is not None:
        totals["asked"] = followup.asked_typed
    return Count(
        questionnaire=followup.version.questionnaire,
        places=tally(counting_sheets(followup).values("pk")),
        **totals,
    )


def missing(followup: Followup) -> QuerySet[Invitation]:
    """Return the places that have not been handed in, in Swedish order of their holders."""
    return (
        followup.invitations.filter(sheet__submitted_at__isnull=True)
        .select_related("person", "sheet")
        .order_by("person__sort_key", "label")
    )
