"""What reading in a file would do: whose row is whose, which of two counts, which came late. Changes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from framst.access.acting import STOCKHOLM
from framst.followups.models import Followup, Invitation
from framst.followups.terms import State
from framst.forms.models import Sheet
from framst.forms.rules import shown
from framst.forms.terms import Answers, Questionnaire
from framst.foundation.refusal import Fault, Refused
from framst.foundation.words import N_
from framst.integrations.models import ImportedFile

from . import mapping
from .interpreting import Response, is_identified, responses
from .keeping import answers_of
from .reading import Table, refused

COUNTS, LATE, SUPERSEDED = "counts", "late", "superseded"
ROW_STATES = {COUNTS: N_("räknas"), LATE: N_("sent svar"), SUPERSEDED: N_("ersatt av ett annat svar")}

ASKED_PRINCIPAL = N_("e-postadressen till en rektor som är tillfrågad i uppföljningen")
WHICH_UNIT = N_("skolenheten som svaret gäller: personen svarar för flera")
NOT_ANSWERED_HERE = N_("en rektor som inte redan har svarat på ett annat sätt")
OPEN_FIRST = N_("Öppna uppföljningen först, så att de tillfrågade har sina platser.")
WITH_ADDRESSES = N_("Uppföljningen har personliga inbjudningar. Filen behöver en kolumn med e-post.")
HOW_MANY_ASKED = N_("Filen säger inte vem som har svarat. Skriv hur många som tillfrågades.")
TOO_FEW_ASKED = N_("Fler har svarat (%(answered)d) än antalet tillfrågade.")


@dataclass(frozen=True)
class Entry:
    """One sheet to be: whose place, which row counts for it, which rows it takes the place of."""

    place: Invitation | None  # None: a new place without a holder
    response: Response
    answers: Answers  # to the questions that are shown to one who answered so
    late: bool
    superseded: tuple[Response, ...] = ()
    changes: bool = True  # whether anything differs from what is there


@dataclass
class Plan:
    """What reading in a file would do. With `faults` it would do nothing."""

    chosen: dict[str, str]
    identified: bool
    entries: list[Entry] = field(default_factory=list)
    emptied: list[Sheet] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    hidden: int = 0  # answers to questions that the row's other answers do not lead to
    unasked: list[str] = field(default_factory=list)  # questions without a column

    @property
    def counted(self) -> int:
        return sum(not entry.late for entry in self.entries)

    @property
    def late(self) -> int:
        return sum(entry.late for entry in self.entries)

    @property
    def superseded(self) -> int:
        return sum(len(entry.superseded) for entry in self.entries)

    @property
    def changed(self) -> int:
        return sum(entry.changes for entry in self.entries) + len(self.emptied)


def plan(followup: Followup, table: Table, chosen: Mapping[str, str], asked: int | None) -> Plan:
    """Return what reading in `table` would do. Raises BadInput for a wrong mapping, Refused when it cannot be done.

    `asked` is the number typed by the one who reads in answers without names; None leaves what was typed before.
    """
    questionnaire = followup.version.questionnaire
    if wrong := mapping.faults(table.columns, chosen, questionnaire):
        raise refused(*wrong)
    found, faults = responses(table, chosen, questionnaire)
    made = Plan(chosen=dict(chosen), identified=is_identified(table, chosen), faults=faults)
    made.unasked = [q.text for q in questionnaire.questions if not _has_column(q.code, chosen)]
    filled = former_sheets(followup)
    if made.identified:
        if followup.state == State.DRAFT:
            raise Refused(OPEN_FIRST)
        grouped = _by_holder(followup, found, made)
    else:
        grouped = _without_holders(followup, found, filled)
        if not faults:
            _check_asked(followup, found, asked)
    _enter(followup, questionnaire, grouped, filled, made)
    return made


def _has_column(question: str, chosen: Mapping[str, str]) -> bool:
    target = mapping.target_of(question)
    return any(t == target or t.startswith(target + ":") for t in chosen.values())


def former_sheets(followup: Followup) -> dict[uuid.UUID, str]:
    """Return the sheets that earlier files have filled, each with the key of the row that did it last."""
    filled: dict[uuid.UUID, str] = {}
    for rows in (
        ImportedFile.objects.filter(followup=followup, imported_at__isnull=False)
        .order_by("imported_at")
        .values_list("rows", flat=True)
    ):
        filled |= {uuid.UUID(row["sheet"]): row["key"] for row in rows if row["state"] != SUPERSEDED}
    return filled


def _by_holder(
    followup: Followup, found: Iterable[Response], made: Plan
) -> list[tuple[Invitation | None, list[Response]]]:
    """Group rows by the place of whoever answered; tell of rows from people who were not asked."""
    places: dict[str, list[Invitation]] = defaultdict(list)
    asked = followup.invitations.filter(person__isnull=False).select_related("person", "sheet")
    for invitation in asked.prefetch_related("places__unit"):
        places[invitation.person.email.casefold()].append(invitation)  # type: ignore[union-attr]
    grouped: dict[uuid.UUID, tuple[Invitation | None, list[Response]]] = {}
    columns = {target: column for column, target in made.chosen.items()}
    for response in found:
        theirs = places.get(response.email, [])
        if len(theirs) > 1:
            wanted = response.unit.casefold()
            theirs = [i for i in theirs if any(wanted in _names(place.unit) for place in i.places.all())]
            if len(theirs) != 1:
                column = columns.get(mapping.UNIT, "")
                made.faults.append(Fault(response.number, column, response.unit, WHICH_UNIT))
                continue
        if not theirs:
            made.faults.append(Fault(response.number, columns[mapping.EMAIL], response.email, ASKED_PRINCIPAL))
            continue
        grouped.setdefault(theirs[0].pk, (theirs[0], []))[1].append(response)
    return list(grouped.values())


def _names(unit: object) -> tuple[str, str]:
    return unit.name.casefold(), unit.code.casefold()  # type: ignore[attr-defined]


def _without_holders(
    followup: Followup, found: list[Response], filled: Mapping[uuid.UUID, str]
) -> list[tuple[Invitation | None, list[Response]]]:
    """Give each row a place of its own: the one it had before, else a place that has become free, else a new one."""
    if followup.invitations.filter(person__isnull=False).exists():
        raise Refused(WITH_ADDRESSES)
    places = list(followup.invitations.select_related("sheet").order_by("pk"))
    by_key: dict[str, list[Invitation]] = defaultdict(list)
    for invitation in places:
        by_key[filled.get(invitation.sheet_id, "")].append(invitation)
    had = [by_key[r.key].pop(0) if by_key.get(r.key) else None for r in found]
    free = [i for i in places if i not in had]
    return [(place or (free.pop(0) if free else None), [r]) for place, r in zip(had, found, strict=True)]


def _check_asked(followup: Followup, found: list[Response], asked: int | None) -> None:
    asked = asked if asked is not None else followup.asked_typed
    if asked is None:
        raise Refused(HOW_MANY_ASKED)
    if asked < len(found):
        raise Refused(TOO_FEW_ASKED, answered=len(found))


def is_late(response: Response, closes_on: dt.date) -> bool:
    """Whether a row was handed in after the last day, Sweden's; one without a time was not."""
    return response.completed is not None and response.completed.astimezone(STOCKHOLM).date() > closes_on


def one_that_counts(rows: list[Response], closes_on: dt.date) -> Response:
    """Return which of one person's rows counts: the last complete one in time, else the last in time, else late."""
    in_time = [r for r in rows if not is_late(r, closes_on)] or rows
    beginning = dt.datetime.min.replace(tzinfo=dt.UTC)
    return max(in_time, key=lambda r: (r.complete, r.completed or beginning, r.number))


def _enter(
    followup: Followup,
    questionnaire: Questionnaire,
    grouped: list[tuple[Invitation | None, list[Response]]],
    filled: Mapping[uuid.UUID, str],
    made: Plan,
) -> None:
    """Choose the row that counts for each place, and compare it with what is there."""
    there = answers_of([place.sheet_id for place, _ in grouped if place is not None])
    email = next((column for column, target in made.chosen.items() if target == mapping.EMAIL), "")
    for place, rows in grouped:
        chosen = one_that_counts(rows, followup.closes_on)
        visible = {q.code for q in shown(questionnaire, chosen.answers)}
        answers = {key: given for key, given in chosen.answers.items() if key[0] in visible}
        made.hidden += len(chosen.answers) - len(answers)
        late = is_late(chosen, followup.closes_on)
        sheet = place.sheet if place is not None else None
        same = (
            sheet is not None
            and sheet.submitted_at is not None
            and there.get(sheet.pk, {}) == answers
            and sheet.late == late
            and chosen.completed in (None, sheet.submitted_at)
        )
        if sheet is not None and sheet.begun_at is not None and sheet.pk not in filled and not same:
            made.faults.append(Fault(chosen.number, email, chosen.email, NOT_ANSWERED_HERE))
        made.entries.append(
            Entry(place, chosen, answers, late, tuple(r for r in rows if r is not chosen), changes=not same)
        )
    kept = {entry.place.sheet_id for entry in made.entries if entry.place is not None}
    made.emptied = list(Sheet.objects.filter(pk__in=set(filled) - kept, begun_at__isnull=False))
