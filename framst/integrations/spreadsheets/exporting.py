"""The answers of a follow-up as a file, in the form in which they can be read in again."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import STOCKHOLM, Actor, require
from framst.access.exporting import note_export
from framst.followups.models import Followup
from framst.forms.rules import keys
from framst.forms.terms import Given, Kind, Question
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from .keeping import answers_of
from .writing import Cell, csv_file, xlsx_file

KINDS = {"xlsx": N_("Excel (XLSX)"), "csv": N_("CSV, UTF-8 med semikolon")}
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
NO_ANSWERS = N_("Det finns inga svar att hämta ut ännu.")
NOT_APPLICABLE = "Ej aktuellt"  # as the reader of such files knows it
UNKNOWN_KIND = N_("Filen kan bara skrivas som .xlsx eller .csv.")


def export_answers(*, followup: Followup, kind: str, by: Actor) -> bytes:
    """Return the file of a follow-up's answers: one row for each who has begun, late ones marked.

    `kind` is "xlsx" or "csv". The record keeps who took it out and the file's checksum. Raises Refused when nobody
    has answered yet.
    """
    require(by, "followups.run")
    if kind not in KINDS:
        raise Refused(UNKNOWN_KIND)
    columns, rows = table(followup)
    if not rows:
        raise Refused(NO_ANSWERS)
    file = csv_file(columns, rows) if kind == "csv" else xlsx_file("Svar", columns, rows, made_at=by.now)
    note_export(file, by=by, kind=kind, about=followup, rows=len(rows))
    return file


def table(followup: Followup) -> tuple[list[str], list[list[Cell]]]:
    """Return the headings and the rows. Headings are the questions' words; a repeated one is numbered, as web forms do."""
    places = [(q, row) for q in followup.version.questionnaire.questions for _, row in keys(q)]
    columns = ["Id", "Starttid", "Sluttid"]
    if followup.identified:
        columns += ["E-post", "Namn", "Skolenhet"]
    columns.append("Läge")
    for question, row in places:
        heading = f"{question.text} [{question.row_label(row)}]" if question.kind is Kind.MATRIX else question.text
        taken = sum(c == heading or (c.startswith(heading) and c[len(heading) :].isdigit()) for c in columns)
        columns.append(f"{heading}{taken + 1}" if taken else heading)
    invitations = list(
        followup.invitations.filter(sheet__begun_at__isnull=False)
        .select_related("person", "sheet")
        .order_by("person__sort_key", "label", "pk")
    )
    answers = answers_of([i.sheet_id for i in invitations])
    rows: list[list[Cell]] = []
    for number, invitation in enumerate(invitations, start=1):
        sheet, person = invitation.sheet, invitation.person
        cells: list[Cell] = [number, _local(sheet.begun_at), _local(sheet.submitted_at)]
        if followup.identified:
            cells += [person.email if person else "", person.name if person else "", invitation.label]
        cells.append("sent" if sheet.late else "i tid" if sheet.submitted_at else "inte lämnat")
        given = answers[sheet.pk]
        for question, code in places:
            # A row that concerns none of the place's units was not put to it, and is counted as not applicable.
            left_out = code in invitation.not_asked.get(question.code, ()) and (question.code, code) not in given
            cells.append(NOT_APPLICABLE if left_out else _cell(question, given.get((question.code, code), Given())))
        rows.append(cells)
    return columns, rows


def _local(at: dt.datetime | None) -> dt.datetime | None:
    return at.astimezone(STOCKHOLM).replace(tzinfo=None, microsecond=0) if at else None


def _cell(question: Question, given: Given) -> Cell:
    if given.not_applicable:
        return NOT_APPLICABLE
    if given.choices:
        return ";".join(question.label(code) for code in given.choices)
    return given.number if given.number is not None else given.on or given.text
