"""The cells of a CSV file, row by row: no more than one row is held, and the first thing that is no CSV stops it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from framst.foundation.refusal import BadInput, Fault
from framst.foundation.words import N_

from .limits import LONGEST_LINE, MOST_COLUMNS, Limits

NOT_READ = N_("Filen lästes inte in. Inget har sparats.")
UTF8 = N_("text i UTF-8 (i Excel: Spara som, CSV UTF-8)")
PLAIN_TEXT = N_("vanlig text utan dolda tecken")
SHORTER = N_("högst 32 767 tecken i en cell")
FEWER_COLUMNS = N_("högst 500 kolumner")
QUOTES = N_("citattecken som öppnas och stängs")
SOMETHING = N_("en rubrikrad och minst en rad under den")

# What `writing.csv_cell` put before a text that Excel would have taken for a formula.
_GUARDED = re.compile(r"^'(?='*[=+\-@\t\r])")
_BOM = b"\xef\xbb\xbf"


def refused(*faults: Fault) -> BadInput:
    """Return the refusal of a file for `faults`."""
    return BadInput(NOT_READ, tuple(faults))


def cells_of(file: BinaryIO, name: str, limits: Limits) -> Iterator[list[str]]:
    """Yield the cells of each row of `file`, the heading first; `;`, `,` or tab stand between them.

    Raises BadInput with the row for another encoding, a NUL byte, quotes that do not match, a cell that is far too
    long, or more rows and columns than the limits; for the whole file when it is blank or larger than the limits.
    """
    lines = _lines(file, name, limits)
    first = next(lines, "")
    heading = re.sub(r'"[^"]*"', "", first.splitlines()[0] if first.splitlines() else "")
    delimiter = max(";,\t", key=heading.count)
    reader = csv.reader(_again(first, lines), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limits.rows:
                raise refused(Fault(None, "", name, limits.fewer))
            if len(cells) > MOST_COLUMNS:
                raise refused(Fault(number, "", name, FEWER_COLUMNS))
            yield [_GUARDED.sub("", cell) if cell[:1] == "'" else cell for cell in cells]
    except csv.Error as wrong:
        expected = SHORTER if "limit" in str(wrong) else QUOTES
        raise refused(Fault(number + 1, "", name, expected)) from None


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    """The lines with the first one put back. A lone carriage return ends a row too, as old Macintosh files have it."""
    if first:
        yield from io.StringIO(first, newline="")
    for line in lines:
        if "\r" in line.removesuffix("\r\n"):
            yield from io.StringIO(line, newline="")
        else:
            yield line


def _lines(file: BinaryIO, name: str, limits: Limits) -> Iterator[str]:
    """Yield what stands up to each line feed, decoded; bytes of a character are never parted by one in UTF-8."""
    read = 0
    blank = True
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        read += len(line)
        if read > limits.bytes:
            raise refused(Fault(None, "", f"{name}: {read / 2**20:.0f} MB", limits.smaller))
        if number == 1:
            if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise refused(Fault(1, "", name, UTF8))
            line = line.removeprefix(_BOM)
        blank = blank and not line.strip()
        if b"\x00" in line:
            raise refused(Fault(number, "", name, PLAIN_TEXT))
        if len(line) > LONGEST_LINE:
            raise refused(Fault(number, "", name, SHORTER))
        yield _decoded(line, number)
    if blank:
        raise refused(Fault(None, "", name, SOMETHING))


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as wrong:
        around = line[max(0, wrong.start - 15) : wrong.start + 15].splitlines()
        shown = next((part for part in around if any(byte > 127 for byte in part)), b"")
        raise refused(Fault(number, "", shown.decode("cp1252", "replace"), UTF8)) from None
