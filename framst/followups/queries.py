"""Where a follow-up stands, and what was answered."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count as CountRows
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from framst.forms.models import Answer, Sheet
from framst.forms.queries import Tally, tally
from framst.forms.terms import Questionnaire
from framst.notices.models import Message
from framst.notices.services import given_up
from framst.organisation.models import Assignment, Competence, Person, Unit, UnitForm
from framst.organisation.queries import on, principals, settings_in_force
from framst.organisation.terms import LEISURE_FORM, PRESCHOOL_FORM, UnitKind

from . import rules
from .models import Followup, Invitation, Place
from .terms import LETTERS, STANDINGS, Per, Standing, State


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


def rows_left_out(followup: Followup) -> dict[UUID, set[tuple[str, str]]]:
    """Return the (question, row) that each counting sheet is not asked, unless something was answered or routed there.

    Answers that came from elsewhere stand as they were given. One query where every place is asked everything.
    """
    left_out = {
        sheet: {(question, row) for question, rows in not_asked.items() for row in rows}
        for sheet, not_asked in Invitation.objects.filter(followup=followup, sheet__late=False)
        .exclude(not_asked={})
        .values_list("sheet_id", "not_asked")
    }
    if left_out:
        for sheet, *place in Answer.objects.filter(
            sheet__in=list(left_out), question__in={q for places in left_out.values() for q, _ in places}
        ).values_list("sheet_id", "question", "row"):
            left_out[sheet].discard(tuple(place))
    return left_out


def counting_sheets(followup: Followup) -> QuerySet[Sheet]:
    """Return the sheets whose answers are in the figures: all but the late ones."""
    return Sheet.objects.filter(invitation__followup=followup, late=False)


def totals(followup: Followup) -> dict[str, int]:
    """Return asked, begun, submitted and late of a follow-up in one query. Late ones are in none of the others."""
    found: dict[str, int] = Invitation.objects.filter(followup=followup).aggregate(
        asked=CountRows("pk"),
        begun=CountRows("pk", filter=Q(sheet__begun_at__isnull=False, sheet__late=False)),
        submitted=CountRows("pk", filter=Q(sheet__submitted_at__isnull=False, sheet__late=False)),
        late=CountRows("pk", filter=Q(sheet__late=True)),
    )
    if followup.asked_typed is not None:
        found["asked"] = followup.asked_typed
    return found


def count(followup: Followup, questions: Collection[str] | None = None) -> Count:
    """Count a follow-up (those of `questions`, when given) in at most four queries, however many answers there are.

    What a place is not asked, because it does not concern its units, is not applicable to it.
    """
    places = tally(counting_sheets(followup).values("pk"), questions)  # type: ignore[arg-type]
    for left_out in rows_left_out(followup).values():
        for place in left_out:
            places.setdefault(place, Tally()).not_applicable += 1
    return Count(questionnaire=followup.version.questionnaire, places=places, **totals(followup))


def missing(followup: Followup) -> QuerySet[Invitation]:
    """Return the places that have not been handed in, in Swedish order of their holders."""
    return (
        followup.invitations.filter(sheet__submitted_at__isnull=True)
        .select_related("person", "sheet")
        .order_by("person__sort_key", "label")
    )


def to_remind(followup: Followup, today: dt.date) -> list[Invitation]:
    """Return the places to remind: not handed in, with a holder who was invited and not reminded today already."""
    return [
        i
        for i in missing(followup)
        if i.person is not None
        and i.invited_at is not None
        and (i.reminded_at is None or timezone.localtime(i.reminded_at).date() < today)
    ]


@dataclass(frozen=True)
class Planned:
    """A place as it would be made if the follow-up opened today."""

    person: Person | None
    units: tuple[Unit, ...]


def plan(followup: Followup, units: QuerySet[Unit], day: dt.date) -> list[Planned]:
    """Return the places that opening makes: one for each principal, or for each unit, as the follow-up says.

    A unit without a principal gets a place of its own without a holder, so that the denominator is honest.
    Two queries.
    """
    holder = {a.unit_id: a.person for a in principals(units, day)}
    groups: dict[object, list[Unit]] = defaultdict(list)
    for unit in units.order_by("sort_key"):
        person = holder.get(unit.pk)
        alone = followup.per == Per.UNIT or person is None
        groups[("unit", unit.pk) if alone or person is None else ("person", person.pk)].append(unit)
    return [Planned(holder.get(members[0].pk), tuple(members)) for members in groups.values()]


def not_asked(followup: Followup, places: Iterable[Planned], day: dt.date) -> list[dict[str, list[str]]]:
    """Return for each of `places` the matrix rows that do not concern its units: question → rows. Three queries."""
    places = list(places)
    competences = list(Competence.objects.all())
    ask_preschool = bool(settings_in_force()["preschool_competences"])
    runs: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
    for unit, form, grades in UnitForm.objects.filter(
        on(day), unit__in={unit.pk for place in places for unit in place.units}
    ).values_list("unit_id", "form__code", "grades"):
        runs[unit].append((form, grades))
    questionnaire = followup.version.questionnaire
    return [
        rules.rows_not_asked(
            questionnaire,
            competences,
            [(_forms(unit, runs[unit.pk]), rules.grades_known(runs[unit.pk])) for unit in place.units],
            day,
            ask_preschool,
        )
        for place in places
    ]


def _forms(unit: Unit, runs: Iterable[tuple[str, object]]) -> set[str]:
    """The forms that a unit runs; where none is known, what it is."""
    only = {UnitKind.PRESCHOOL.value: {PRESCHOOL_FORM}, UnitKind.LEISURE.value: {LEISURE_FORM}}
    return {form for form, _ in runs} or only.get(unit.kind, set())


def chosen_units(followup: Followup) -> QuerySet[Unit]:
    """Return the units that a draft is to be put to."""
    return Unit.objects.filter(pk__in=followup.chosen).order_by("sort_key")


@dataclass(frozen=True)
class Row:
    """One place on the status page."""

    invitation: Invitation
    units: tuple[Unit, ...]
    standing: Standing
    candidates: tuple[Person, ...]  # who may take the place over today

    @property
    def missing(self) -> bool:
        return self.invitation.sheet.submitted_at is None

    @property
    def words(self) -> str:
        return STANDINGS[self.standing][0]

    @property
    def icon(self) -> str:
        return STANDINGS[self.standing][1]


def standing_of(invitation: Invitation) -> Standing:
    """Return where a place stands."""
    sheet = invitation.sheet
    if sheet.submitted_at is not None:
        return Standing.LATE if sheet.late else Standing.ANSWERED
    if invitation.person_id is None:
        return Standing.VACANT
    return Standing.BEGUN if sheet.begun_at is not None else Standing.ASKED


def rows(followup: Followup, day: dt.date) -> list[Row]:
    """Return every place of a follow-up, in Swedish order of its units. Three queries, whatever their number."""
    invitations = list(
        followup.invitations.select_related("person", "sheet").prefetch_related(
            Prefetch("places", Place.objects.select_related("unit").order_by("unit__sort_key"))
        )
    )
    today = leaders(invitations, day) if followup.state == State.OPEN else {}
    found = []
    for invitation in invitations:
        units = tuple(place.unit for place in invitation.places.all())
        lead = {today[u.pk].pk: today[u.pk] for u in units if u.pk in today}
        may = () if invitation.sheet.submitted_at else rules.successors(invitation.person_id, lead)
        found.append(Row(invitation, units, standing_of(invitation), tuple(lead[key] for key in may)))
    return sorted(found, key=lambda row: (row.units[0].sort_key if row.units else "", str(row.invitation.pk)))


def leaders(invitations: Iterable[Invitation], day: dt.date) -> dict[int, Person]:
    """Return who leads each unit of the invitations on `day`: unit key → principal. One query."""
    units = Place.objects.filter(invitation__in=list(invitations)).values("unit")
    return {
        a.unit_id: a.person
        for a in Assignment.objects.filter(on(day), profession="principal", unit__in=units).select_related("person")
        if a.unit_id is not None
    }


def candidates(invitation: Invitation, day: dt.date) -> list[Person]:
    """Return who may take over one place today, in Swedish order; nobody when it has been handed in."""
    if invitation.sheet.submitted_at is not None:
        return []
    lead = {person.pk: person for person in leaders([invitation], day).values()}
    found = [lead[key] for key in rules.successors(invitation.person_id, lead)]
    return sorted(found, key=lambda person: person.sort_key)


def without_their_principal(day: dt.date) -> QuerySet[Invitation]:
    """Return the unanswered places of open follow-ups whose holder leads none of their units on `day`."""
    leads = Assignment.objects.filter(
        on(day), profession="principal", person=OuterRef("person"), unit__place__invitation=OuterRef("pk")
    )
    return Invitation.objects.filter(
        ~Exists(leads), followup__state=State.OPEN, followup__closes_on__gte=day, sheet__submitted_at__isnull=True
    ).select_related("followup__version", "sheet")


def measured(followup: Followup) -> list[int]:
    """Return the seconds that each handed-in sheet took, without saying whose. One query."""
    return list(
        Sheet.objects.filter(invitation__followup=followup, submitted_at__isnull=False).values_list(
            "seconds", flat=True
        )
    )


def letters(followup: Followup) -> QuerySet[Message]:
    """Return every letter about a follow-up's places, the newest first, without their text (it has the link).

    `replaced` says that a newer letter of the same kind about the same place has been queued since.
    """
    places = followup.invitations.annotate(key=Cast("pk", TextField())).values("key")
    return (
        Message.objects.filter(table=Invitation._meta.db_table, record__in=places, kind__in=LETTERS)
        .annotate(replaced=Exists(_newer()))
        .defer("body")
        .order_by("-queued_at", "address", "pk")
    )


def _newer() -> QuerySet[Message]:
    """Messages of the same kind about the same place, queued after the one outside."""
    return Message.objects.filter(
        table=OuterRef("table"), record=OuterRef("record"), kind=OuterRef("kind"), queued_at__gt=OuterRef("queued_at")
    )


def has_newer(letter: Message) -> bool:
    """Whether a newer letter of the same kind about the same place has been queued since."""
    return Message.objects.filter(Exists(_newer()), pk=letter.pk).exists()


def given_up_letters(followup: Followup) -> QuerySet[Message]:
    """Return the letters that were given up and that no newer one of the same kind has taken the place of."""
    return given_up(letters(followup)).exclude(Exists(_newer()))


def taken_slugs(beginning: str) -> set[str]:
    """Return the slugs in use that begin as `beginning` does."""
    return set(Followup.objects.filter(slug__startswith=beginning[:40]).values_list("slug", flat=True))
