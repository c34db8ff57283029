"""How much of a file is read, and the sentences for one that is too large. Sentences say the limit that held."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from framst.foundation.numerals import in_figures
from framst.foundation.words import N_

MOST_ROWS = 50_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_767  # characters: Excel's own limit
LONGEST_LINE = 16 * 2**20  # bytes up to a line break: no row of cells within the limits needs more
UNPACKED_TIMES = 10  # a workbook may unpack to ten times what the file may be
MB = 2**20

TOO_LARGE = N_("en fil på högst 10 MB")
TOO_LARGE_FOR = N_("en fil på högst %(most)s MB")
UNPACKED_TOO_LARGE = N_("en arbetsbok som är högst 100 MB uppackad")
UNPACKED_TOO_LARGE_FOR = N_("en arbetsbok som är högst %(most)s MB uppackad")
FEWER_ROWS = N_("högst 50 000 rader")
FEWER_ROWS_FOR = N_("högst %(most)s rader")


@dataclass(frozen=True)
class Limits:
    """The most bytes and rows that one reading takes. Uploads by hand have the defaults; jobs say their own."""

    bytes: int
    rows: int = MOST_ROWS

    @classmethod
    def of(cls, most_bytes: int | None, most_rows: int) -> Limits:
        """Return the limits asked for; None bytes are those of an upload."""
        return cls(settings.UPLOAD_LIMIT if most_bytes is None else most_bytes, most_rows)

    @property
    def unpacked(self) -> int:
        return UNPACKED_TIMES * self.bytes

    @property
    def smaller(self) -> str:
        """What is expected of a file that is too large."""
        return _said(TOO_LARGE, TOO_LARGE_FOR, 10, self.bytes / MB)

    @property
    def smaller_unpacked(self) -> str:
        """What is expected of a workbook that unpacks to too much."""
        return _said(UNPACKED_TOO_LARGE, UNPACKED_TOO_LARGE_FOR, 100, self.unpacked / MB)

    @property
    def fewer(self) -> str:
        """What is expected of a file with too many rows."""
        return _said(FEWER_ROWS, FEWER_ROWS_FOR, MOST_ROWS, self.rows)


def _said(usual: str, other: str, usually: int, most: float) -> str:
    """The usual sentence for the usual limit; else the other one, in the reader's language, with the number."""
    if most == usually:
        return usual
    return gettext(other) % {"most": in_figures(most, 0 if most == int(most) else 1)}
