"""Reads an XLSForm workbook as a questionnaire, and says what in it does not come along."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from framst.forms.terms import Option, Questionnaire
from framst.foundation.words import N_

from . import NOT_APPLICABLE, types
from .notes import ChoiceList, LeftOut, Notes, choice_code, tell_others
from .sheets import Book, Row, Sheet, opened
from .tree import survey

_ROW = re.compile(r"\[row : (\d+)\]")


@dataclass(frozen=True)
class Imported:
    """A questionnaire read from a workbook. `left_out` is for the author to accept before it is saved."""

    questionnaire: Questionnaire
    left_out: tuple[LeftOut, ...]


def imported(data: bytes) -> Imported:
    """Return the questionnaire of an XLSForm workbook (.xlsx).

    Raises BadInput with faults (sheet and column, row, value, what was expected) for a file that is no workbook
    or no sound XLSForm; nothing of it is then returned. Source: xlsform.org, as pyxform reads it.
    """
    book = opened(data)
    notes = Notes()
    for other in book.others:
        notes.leave(other, None, "", "", N_("Bladet läses inte."))
    language = _language(book)
    sheets = {name: _translated(book.sheet(name), language, notes) for name in ("survey", "choices", "settings")}
    for column in ("type", "name"):
        if column not in sheets["survey"].columns:
            notes.fault("survey", 1, column, "", N_("en kolumn med den rubriken"))
    notes.refuse()
    settings = sheets["settings"].rows[0] if sheets["settings"].rows else Row(2, {})
    tell_others(settings, "settings", types.SETTINGS, notes)
    lists = _lists(sheets["choices"], notes)
    content = survey(sheets["survey"], lists, settings.get("form_title") or settings.get("form_id"), notes)
    for name, one in lists.items():
        if not one.used:
            notes.leave("choices", one.row, "list_name", name, N_("Ingen fråga som tas med använder svarslistan."))
    notes.refuse()
    _checked_by_pyxform(book, notes)
    notes.refuse()
    return Imported(content, tuple(notes.left_out))


def _language(book: Book) -> str:
    """Return which translation to read where a column has no text without a language: Swedish, else the first."""
    found = [c.split("::", 1)[1] for s in book.sheets.values() for c in s.columns if c.startswith("label::")]
    settings = book.sheet("settings").rows
    wanted = settings[0].get("default_language").lower() if settings else ""
    if wanted in found:
        return wanted
    swedish = [f for f in found if "(sv)" in f or f in ("sv", "svenska", "swedish")]
    return (swedish or found or [""])[0]


def _translated(sheet: Sheet, language: str, notes: Notes) -> Sheet:
    """Return the sheet with the columns of one language under their plain names; the other languages are told."""
    rows = []
    for row in sheet.rows:
        cells: dict[str, str] = {}
        for column, text in row.cells.items():
            base, translated, spoken = column.partition("::")
            plain = base in row.cells and base in ("label", "hint")
            if translated and base in ("label", "hint") and spoken == language and not plain:
                cells[base] = text
            elif translated and base in ("label", "hint"):
                notes.leave(sheet.name, row.number, column, text, types.TRANSLATION)
            else:
                cells[column] = text
        rows.append(Row(row.number, cells))
    columns = tuple(dict.fromkeys([*sheet.columns, *(c.partition("::")[0] for c in sheet.columns)]))
    return Sheet(sheet.name, columns, tuple(rows))


def _lists(sheet: Sheet, notes: Notes) -> dict[str, ChoiceList]:
    found: dict[str, ChoiceList] = {}
    for row in sheet.rows:
        name, label, list_name = row.get("name"), row.get("label"), row.get("list_name")
        if not list_name and not name:
            notes.leave("choices", row.number, "", " ".join(row.cells.values()), N_("Raden hör inte till någon lista."))
            continue
        if not list_name or not name:
            column = "name" if list_name else "list_name"
            notes.fault("choices", row.number, column, "", N_("både listans och svarsvalets namn"))
            continue
        one = found.setdefault(list_name, ChoiceList(row=row.number))
        tell_others(row, "choices", types.CHOICES, notes)
        if name in one.codes:
            notes.fault("choices", row.number, "name", name, N_("ett namn som inte redan finns i listan"))
            continue
        if name == NOT_APPLICABLE:
            one.not_applicable = True
            one.codes[name] = name
            continue
        code = choice_code(name, set(one.codes.values()), "val")
        if code != name:
            notes.leave("choices", row.number, "name", name, N_("Koden skrivs om; den får bara ha a–z, siffror, . _ -"))
        if not label:
            notes.leave("choices", row.number, "label", name, N_("Svarsvalet saknar text; namnet används."))
        one.codes[name] = code
        one.options.append(Option(code, label or name))
    return found


def _checked_by_pyxform(book: Book, notes: Notes) -> None:
    """Refuse what pyxform, the reference reader of XLSForm, refuses."""
    definition: dict[str, object] = {"sheet_names": list(book.sheets), "fallback_form_name": "data"}
    for name, sheet in book.sheets.items():
        definition[name] = sheet.raw
        definition[f"{name}_header"] = [dict.fromkeys(sheet.header)]
    try:
        convert(xlsform=definition, form_name="data")
    except PyXFormError as wrong:
        row = _ROW.search(str(wrong))
        said = _ROW.sub("", str(wrong)).strip()
        notes.fault("survey", int(row[1]) if row else None, "", said, N_("en rad som följer XLSForm"))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        notes.fault("survey", None, "", "", N_("en arbetsbok som följer XLSForm"))
