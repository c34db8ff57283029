"""Follow-ups for tests: drafts, opened ones, answers, and principals who change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from framst.access.acting import acting, link, machine
from framst.followups.models import Followup, Invitation
from framst.followups.services import begin_draft, choose_units, keep_answers, open_followup, submit_answers
from framst.forms.models import QuestionSet, Version
from framst.forms.terms import Given
from framst.organisation.models import Assignment, Person, Unit

from ..personas import actor

JUNE = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
GRUND = [f"999900{n:02d}" for n in range(1, 22)]  # the 21 units of compulsory school, 19 principals


def later(days: int = 0, **more: int) -> dt.datetime:
    return JUNE + dt.timedelta(days=days, **more)


def published() -> Version:
    return QuestionSet.objects.get(code="elevhalsoplanen").versions.filter(published_at__isnull=False).latest("number")


def draft(codes: Iterable[str] = GRUND, *, per: str = "principal", title: str = "Uppföljning <b>2026</b>") -> Followup:
    """A draft with its units, by the investigator at JUNE."""
    by = actor("utredare", JUNE)
    with acting(by):
        made = begin_draft(
            title=title,
            about="planen <script>alert(1)</script>",
            version=published(),
            per=per,
            period_from=dt.date(2026, 6, 1),
            period_to=dt.date(2026, 10, 31),
            closes_on=dt.date(2026, 6, 30),
            intro="Hej <i>du</i>",
            by=by,
        )
        choose_units(
            followup=made,
            shown=[],
            ticked=Unit.objects.filter(code__in=list(codes)).values_list("pk", flat=True),
            by=by,
        )
    return made


def opened(codes: Iterable[str] = GRUND, *, per: str = "principal") -> Followup:
    """An open follow-up of those units."""
    made = draft(codes, per=per)
    by = actor("utredare", JUNE)
    with acting(by):
        open_followup(followup=made, units=Unit.objects.filter(pk__in=made.chosen), by=by)
    return made


def places(followup: Followup) -> list[Invitation]:
    """The places, in the order of their labels."""
    with acting(actor("utredare", JUNE)):
        return list(
            followup.invitations.select_related("followup__version", "sheet__version", "person").order_by("label")
        )


def answer(invitation: Invitation, when: dt.datetime = JUNE, *, hand_in: bool = True, choice: str = "yes") -> None:
    """Answer the one required question by the link, and hand it in."""
    holder = link(invitation.pk, when)
    with acting(holder):
        question = invitation.followup.version.questionnaire.question("tagit_del")
        keep_answers(
            invitation=invitation, given={("tagit_del", ""): Given(choices=(choice,))}, questions=[question], by=holder
        )
        if hand_in:
            submit_answers(invitation=invitation, by=holder)


def principal_changes(code: str, to: Person | None, on: dt.date = dt.date(2026, 6, 10)) -> None:
    """End the principal's assignment at a unit the day before `on`, and let `to` begin on it."""
    setup = machine("import", JUNE)
    with acting(setup):
        unit = Unit.objects.get(code=code)
        Assignment.objects.filter(unit=unit, profession="principal", until_on__isnull=True).update(
            until_on=on - dt.timedelta(days=1)
        )
        if to is not None:
            Assignment.objects.create(person=to, profession="principal", unit=unit, from_on=on)


def newcomer(name: str = "Nora Nykvist") -> Person:
    """Somebody who is principal nowhere yet."""
    with acting(machine("import", JUNE)):
        given_name, family_name = name.split()
        return Person.objects.create(
            given_name=given_name, family_name=family_name, email=f"{given_name.lower()}@ekdalen.example"
        )
