"""What XLSForm's question types and columns are to us."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from framst.forms.terms import Kind
from framst.foundation.words import N_

from . import KIND, MAY_BE_NOT_APPLICABLE, MINUTES, UNIT

PLAIN = {
    "text": Kind.TEXT, "string": Kind.TEXT, "q string": Kind.TEXT, "add text prompt": Kind.TEXT,
    "integer": Kind.NUMBER, "int": Kind.NUMBER, "q int": Kind.NUMBER, "add integer prompt": Kind.NUMBER,
    "decimal": Kind.NUMBER, "q decimal": Kind.NUMBER, "add decimal prompt": Kind.NUMBER,
    "date": Kind.DATE, "q date": Kind.DATE, "add date prompt": Kind.DATE,
}  # fmt: skip
NOTES = {"note", "q note", "add note prompt"}
WHOLE_NUMBERS = {"integer", "int", "q int", "add integer prompt"}
ONE, SEVERAL = "select one", "select all that apply"
_OTHER = re.compile(r"\s+(or_other|or specify other)$")
_GROUP = re.compile(r"^(begin|end)[ _]+(group|lgroup|repeat|looped group|loop)\b")
KNOWN = set(QUESTION_TYPE_DICT) | set(aliases.select) | set(aliases.cascading) | {"entity", "xml-external", "rank"}

# Columns that we read. What stands in any other column is told.
SURVEY = {"type", "name", "label", "hint", "required", "relevant", "appearance", "disabled"}
SURVEY |= {KIND, UNIT, MINUTES, MAY_BE_NOT_APPLICABLE}
CHOICES = {"list_name", "name", "label"}
SETTINGS = {"form_title", "form_id", "default_language"}

# What is said of a column that we lack; of any other: NO_COLUMN.
COLUMNS = {
    "constraint": N_("Främst har inga egna regler för vad ett svar får vara."),
    "constraint_message": N_("Främst har inga egna regler för vad ett svar får vara."),
    "calculation": N_("Främst räknar inte ut svar."),
    "choice_filter": N_("Alla svarsval visas alltid."),
    "default": N_("Främst fyller inte i något svar i förväg."),
    "image": N_("Främst har inga bilder i frågor."),
    "media": N_("Främst har inga bilder, ljud eller filmer i frågor."),
    "audio": N_("Främst har inget ljud i frågor."),
    "video": N_("Främst har inga filmer i frågor."),
    "guidance_hint": N_("Främst har bara en hjälptext till varje fråga."),
    "required_message": N_("Främst har sin egen text för frågor som måste besvaras."),
    "readonly": N_("En fråga i Främst går alltid att besvara."),
    "parameters": N_("Främst har inga parametrar till frågor."),
    "version": N_("Främst numrerar själv versionerna."),
}
NO_COLUMN = N_("Främst läser inte den kolumnen.")
TRANSLATION = N_("Främst läser bara ett språk.")
NO_TYPE = N_("Frågetypen finns inte i Främst. Frågan tas inte med.")


@dataclass(frozen=True)
class Choosing:
    """A question with a list: of one or several choices, and whether it has *other, which?*."""

    kind: Kind
    list_name: str
    other: bool


def group(written: str) -> tuple[str, str] | None:
    """Return ("begin" or "end", "group" or "repeat") for a row that opens or closes one; None for others."""
    match = _GROUP.match(written.lower())
    if match is None:
        return None
    return match[1], "group" if match[2] == "group" else "repeat"


def choosing(written: str) -> Choosing | None:
    """Return what a `select` type says; None for other types, and for lists outside the workbook."""
    plain = " ".join(written.split())
    other = _OTHER.search(plain)
    if other:
        plain = plain[: other.start()]
    for alias in sorted(aliases.select, key=len, reverse=True):
        if plain.lower().startswith(alias + " "):
            kind = {ONE: Kind.CHOICE, SEVERAL: Kind.CHOICES}.get(aliases.select[alias])
            if kind is None or alias in aliases.select_from_file:
                return None
            return Choosing(kind, plain[len(alias) + 1 :], other is not None)
    return None


def is_known(written: str) -> bool:
    """Whether XLSForm has the type at all, so that a misspelt one is a fault and not something we lack."""
    plain = " ".join(written.split())
    lower = plain.lower()
    first = (plain, lower, lower.partition(" ")[0])
    return any(f in KNOWN for f in first) or any(lower.startswith(a + " ") for a in KNOWN)
