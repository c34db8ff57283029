"""Reading in answers that were collected elsewhere: all of a file, or nothing."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping

from framst.access.acting import Actor, require
from framst.audit.services import record
from framst.audit.terms import Act
from framst.figures.services import propose_indicators
from framst.followups.lifecycle import FOLLOWUP
from framst.followups.models import Followup, Invitation
from framst.followups.terms import State
from framst.forms.models import Answer, Sheet
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.integrations.models import ImportedFile
from framst.wheel.services import settle

from . import mapping
from .keeping import answer_rows
from .planning import COUNTS, LATE, SUPERSEDED, Entry, Plan, plan
from .reading import Table, read_table, refused

READ_ALREADY = N_("Filen är redan inläst.")


def keep_file(*, followup: Followup, data: bytes, name: str, by: Actor) -> ImportedFile:
    """Keep an uploaded file until a person has said which column is what. One that waited before is removed.

    Raises BadInput for a file that cannot be read.
    """
    require(by, "followups.run")
    read_table(data, name)
    digest = hashlib.sha256(data).hexdigest()
    ImportedFile.objects.filter(followup=followup, imported_at__isnull=True).exclude(sha256=digest).delete()
    kept, _ = ImportedFile.objects.get_or_create(
        followup=followup,
        sha256=digest,
        defaults={"name": name[:200], "content": data, "uploaded_at": by.now, "uploaded_by_id": by.person_id},
    )
    return kept


def import_answers(
    *,
    followup: Followup,
    data: bytes,
    name: str,
    by: Actor,
    chosen: Mapping[str, str] | None = None,
    asked: int | None = None,
) -> Plan:
    """Read in a file of answers; return what was done.

    The follow-up then holds what the file says: a corrected file is sent again and replaces what the former one
    brought in, the same file twice changes nothing. `chosen` says which column is what; what is left out is told
    from the headings and from what was kept before. `asked` is the number of people asked, needed when the file
    does not say who answered. Raises BadInput with every fault by row and column, or Refused; nothing is saved then.
    """
    require(by, "followups.run")
    followup = Followup.objects.select_for_update(of=("self",)).select_related("version").get(pk=followup.pk)
    table = read_table(data, name)
    columns = columns_of(followup, table, chosen)
    made = plan(followup, table, columns, asked)
    if made.faults:
        raise refused(*sorted(made.faults, key=lambda fault: (fault.row or 0, fault.column)))
    _keep_choices(followup, made, asked, by)
    sheets = _write(followup, made, by)
    digest = hashlib.sha256(data).hexdigest()
    file, _ = ImportedFile.objects.update_or_create(
        followup=followup,
        sha256=digest,
        defaults={"rows": _fates(made, sheets), "imported_at": by.now},
        create_defaults={
            "name": name[:200],
            "content": data,
            "rows": _fates(made, sheets),
            "uploaded_at": by.now,
            "uploaded_by_id": by.person_id,
            "imported_at": by.now,
        },
    )
    record(
        act=Act.IMPORTED,
        by=by,
        now=by.now,
        about=followup,
        file=str(file.pk),
        sha256=digest,
        counted=made.counted,
        late=made.late,
        superseded=made.superseded,
        changed=made.changed,
    )
    return made


def columns_of(followup: Followup, table: Table, chosen: Mapping[str, str] | None) -> dict[str, str]:
    """Return what each column is: as chosen now, as kept before, or as its heading says."""
    if chosen is not None:
        return {column: chosen.get(column, "") for column in table.columns}
    return mapping.proposed(table.columns, followup.version.questionnaire, followup.column_map)


def _keep_choices(followup: Followup, made: Plan, asked: int | None, by: Actor) -> None:
    followup.column_map = {**followup.column_map, **made.chosen}
    if not made.identified:
        followup.identified = False  # nobody can be reminded
        followup.asked_typed = asked if asked is not None else followup.asked_typed
        if followup.state == State.DRAFT:
            followup.state = FOLLOWUP.after(followup.state, "open")
            followup.opened_at = by.now
            propose_indicators(source="followups", key=followup.slug, by=by)
    followup.save(update_fields=["column_map", "identified", "asked_typed", "state", "opened_at"])


def _write(followup: Followup, made: Plan, by: Actor) -> dict[int, uuid.UUID]:
    """Write what changes; return the sheet of each row that counts or came late."""
    questionnaire = followup.version.questionnaire
    sheets: dict[int, uuid.UUID] = {}
    changing: list[Sheet] = []
    rows: list[Answer] = []
    for entry in made.entries:
        sheet = entry.place.sheet if entry.place is not None else _place_without_holder(followup)
        sheets[entry.response.number] = sheet.pk
        if entry.changes:
            _fill(sheet, entry, by)
            changing.append(sheet)
            rows += answer_rows(sheet, questionnaire, entry.answers)
            if entry.place is not None and entry.place.person_id is not None:
                settle(about=f"invitation:{entry.place.pk}", by=by)
    for sheet in made.emptied:
        sheet.begun_at = sheet.saved_at = sheet.submitted_at = None
        sheet.late, sheet.seconds = False, 0
        changing.append(sheet)
    Answer.objects.filter(sheet__in=[s.pk for s in changing]).delete()
    Answer.objects.bulk_create(rows, batch_size=2000)
    Sheet.objects.bulk_update(changing, ["begun_at", "saved_at", "submitted_at", "late", "seconds"], batch_size=500)
    return sheets


def _place_without_holder(followup: Followup) -> Sheet:
    sheet = Sheet.objects.create(version=followup.version, collection=f"followup:{followup.slug}")
    Invitation.objects.create(followup=followup, sheet=sheet)
    return sheet


def _fill(sheet: Sheet, entry: Entry, by: Actor) -> None:
    response = entry.response
    sheet.submitted_at = response.completed or by.now
    sheet.begun_at = response.started or sheet.submitted_at
    sheet.saved_at = by.now
    sheet.late = entry.late
    if response.started and response.completed:
        sheet.seconds = max(0, int((response.completed - response.started).total_seconds()))


def _fates(made: Plan, sheets: Mapping[int, uuid.UUID]) -> list[dict[str, object]]:
    """What became of each row, in the file's order."""
    fates = []
    for entry in made.entries:
        sheet = str(sheets[entry.response.number])
        state = LATE if entry.late else COUNTS
        fates.append({"number": entry.response.number, "key": entry.response.key, "state": state, "sheet": sheet})
        fates += [{"number": r.number, "key": r.key, "state": SUPERSEDED, "sheet": sheet} for r in entry.superseded]
    return sorted(fates, key=lambda fate: fate["number"])  # type: ignore[arg-type, return-value]


def remove_waiting(*, file: ImportedFile, by: Actor) -> None:
    """Remove an uploaded file that was not read in. Raises Refused for one that was."""
    require(by, "followups.run")
    if file.imported_at is not None:
        raise Refused(READ_ALREADY)
    file.delete()
