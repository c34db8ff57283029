"""Looks through a workbook's own XML for what the values do not tell: formulas, merged cells, how far it reaches.

Only the packing and the XML, so that every floor can look before it reads; nothing is calculated or followed.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

_REFERENCE = re.compile(r"^([A-Z]{1,3})([1-9]\d{0,6})$")
MOST_TOLD = 20  # a sheet full of formulas is told by its first ones

Place = tuple[int, int, str]  # row, column (from 1), the text


class NotReadable(Exception):
    """The parts are not those of a workbook, or one of them is no sound XML."""


@dataclass
class Extent:
    """How far a sheet reaches, and what in it is no plain value."""

    rows: int = 0
    columns: int = 0
    formulas: list[Place] = field(default_factory=list)
    errors: list[Place] = field(default_factory=list)
    merged: list[Place] = field(default_factory=list)
    beyond: Place | None = None  # the first cell outside what was allowed


def unpacked(packed: zipfile.ZipFile) -> int:
    """Return how many bytes the parts have together when they are unpacked, as the file itself says."""
    return sum(part.file_size for part in packed.infolist())


def letters(column: int) -> str:
    """Return the letters of a column counted from 1: 1 is A, 27 is AA."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def place(reference: str) -> tuple[int, int]:
    """Return (row, column), both from 1, of a reference such as "AA3". Raises NotReadable for anything else."""
    match = _REFERENCE.match(reference)
    if match is None:
        raise NotReadable(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def sheet_paths(packed: zipfile.ZipFile) -> dict[str, str]:
    """Return each sheet's name and where its XML is, in the workbook's order; chart sheets are left out."""
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
            sheets.append((attributes.get("name", ""), key))

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes.get("Id", "")] = posixpath.normpath(
                posixpath.join("/xl", attributes.get("Target", ""))
            ).lstrip("/")

    _parse(packed, "xl/workbook.xml", sheet)
    _parse(packed, "xl/_rels/workbook.xml.rels", relation)
    return {name: targets[key] for name, key in sheets if key in targets}


def scan(
    packed: zipfile.ZipFile,
    path: str,
    *,
    most_told: int = MOST_TOLD,
    plain: frozenset[str] = frozenset(),
    within: tuple[int, int] | None = None,
) -> Extent:
    """Go through one sheet without keeping it.

    `most_told` formulas, error values and merged cells are told, of each. `plain` are formulas that only say a
    value, and are not told. `within` is (rows, columns): the first cell outside them is told. Raises NotReadable
    for what is no sound sheet, KeyError for a part that is not there.
    """
    extent = Extent()
    row = column = 0
    is_error = False
    inside = ""
    text: list[str] = []

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, is_error, inside
        match tag:
            case "row":
                given = attributes.get("r", "")
                row, column = (int(given) if given.isdigit() else row + 1), 0
            case "c":
                reference = attributes.get("r", "")
                if reference:
                    row, column = place(reference)
                else:
                    column += 1
                is_error = attributes.get("t") == "e"
                extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, column)
                if within and extent.beyond is None and (row > within[0] or column > within[1]):
                    extent.beyond = (row, column, reference)
            case "f" | "v":
                inside = tag
                text.clear()
            case "mergeCell":
                reference = attributes.get("ref", "")
                if len(extent.merged) < most_told:
                    extent.merged.append((*place(reference.partition(":")[0]), reference))

    def end(tag: str) -> None:
        nonlocal inside
        said = "".join(text)
        if tag == "f" and said not in plain and len(extent.formulas) < most_told:
            extent.formulas.append((row, column, said))
        if tag == "v" and is_error and len(extent.errors) < most_told:
            extent.errors.append((row, column, said))
        if tag in ("f", "v"):
            inside = ""

    def characters(data: str) -> None:
        if inside:
            text.append(data)

    _parse(packed, path, begin, end, characters)
    return extent


def _parse(
    packed: zipfile.ZipFile,
    path: str,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Read one part. A document type declaration is refused: no spreadsheet program writes one."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def local(tag: str) -> str:
        return tag.rpartition(":")[2]

    def refuse(*_: object) -> None:
        raise NotReadable(path)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: begin(local(tag), attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(local(tag))
    if characters is not None:
        parser.CharacterDataHandler = characters
    try:
        with packed.open(path) as part:
            parser.ParseFile(part)
    except expat.ExpatError as wrong:
        raise NotReadable(path) from wrong
