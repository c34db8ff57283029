"""Writes a questionnaire as an XLSForm workbook, so that `importing` gives back the same."""

from __future__ import annotations

import io
import re

import xlsxwriter

from framst.forms import rules
from framst.forms.terms import CHOOSING, Kind, Question, Questionnaire
from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from . import KIND, MAY_BE_NOT_APPLICABLE, MINUTES, NOT_APPLICABLE, SECTION, UNIT
from .relevance import OneOf, write

SURVEY = (
    "type", "name", "label", "hint", "required", "relevant", "appearance", KIND, UNIT, MINUTES, MAY_BE_NOT_APPLICABLE,
)  # fmt: skip
CHOICES = ("list_name", "name", "label")
_TYPES = {Kind.NUMBER: "decimal", Kind.DATE: "date", Kind.TEXT: "text", Kind.LONG_TEXT: "text"}
_NOT_APPLICABLE_LABEL = "Ej aktuellt"

Cells = dict[str, str]


def exported(questionnaire: Questionnaire, *, form_id: str) -> bytes:
    """Return the workbook (.xlsx). `form_id` is the set's code. Raises Refused for a set that is not sound."""
    if any(True for _fault in rules.faults(questionnaire)):
        raise Refused(N_("Utkastet behöver rättas innan det kan hämtas som XLSForm. Se vad som saknas på dess sida."))
    survey: list[Cells] = []
    choices: list[Cells] = []
    if questionnaire.intro:
        survey.append({"type": "note", "name": "framst.intro", "label": questionnaire.intro})
    for section in questionnaire.sections:
        name = SECTION + section.code
        survey.append({"type": "begin_group", "name": name, "label": section.title, "appearance": "field-list"})
        if section.help:
            survey.append({"type": "note", "name": f"{name}.help", "label": section.help})
        for question in section.questions:
            survey += _question(question, questionnaire)
            choices += _choices(question)
        survey.append({"type": "end_group"})
    settings = [{"form_title": questionnaire.title, "form_id": re.sub(r"[^\w.-]", "_", form_id)}]
    return _workbook(
        ("survey", SURVEY, survey), ("choices", CHOICES, choices), ("settings", ("form_title", "form_id"), settings)
    )


def _question(question: Question, questionnaire: Questionnaire) -> list[Cells]:
    cells: Cells = {
        "name": question.code,
        "label": question.text,
        "hint": question.help,
        "relevant": _relevant(question, questionnaire),
        MINUTES: repr(question.minutes),
    }
    required = "yes" if question.required else ""
    if question.kind is Kind.MATRIX:
        rows = [
            {
                "type": f"select_one {question.code}",
                "name": f"{question.code}.{row.code}",
                "label": row.label,
                "required": required,
            }
            for row in question.rows
        ]
        return [cells | {"type": "begin_group", "appearance": "table-list"}, *rows, {"type": "end_group"}]
    if question.kind in CHOOSING:
        several = question.kind is Kind.CHOICES
        cells["type"] = f"{'select_multiple' if several else 'select_one'} {question.code}"
        cells[KIND] = question.kind.value if question.kind is Kind.SCALE else ""
    else:
        cells["type"] = _TYPES[question.kind]
        cells["appearance"] = "multiline" if question.kind is Kind.LONG_TEXT else ""
        cells[UNIT] = question.unit
        cells[MAY_BE_NOT_APPLICABLE] = "yes" if question.not_applicable else ""
    return [cells | {"required": required}]


def _relevant(question: Question, questionnaire: Questionnaire) -> str:
    parts = []
    for condition in question.shown_if:
        name = f"{condition.question}.{condition.row}" if condition.row else condition.question
        several = questionnaire.question(condition.question).kind is Kind.CHOICES
        parts.append((OneOf(name, condition.any_of), several))
    return write(parts)


def _choices(question: Question) -> list[Cells]:
    if question.kind not in CHOOSING:
        return []
    listed = [{"list_name": question.code, "name": o.code, "label": o.label} for o in question.options]
    if question.not_applicable:
        listed.append({"list_name": question.code, "name": NOT_APPLICABLE, "label": _NOT_APPLICABLE_LABEL})
    return listed


def _workbook(*sheets: tuple[str, tuple[str, ...], list[Cells]]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for name, columns, rows in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, 50 if column in ("label", "relevant") else 20)
            sheet.write_string(0, number, column, bold)
            for line, cells in enumerate(rows, start=1):
                if cells.get(column):
                    # As text, whatever it looks like: never a formula, a number or an address.
                    sheet.write_string(line, number, cells[column], wrapped)
    book.close()
    return written.getvalue()
