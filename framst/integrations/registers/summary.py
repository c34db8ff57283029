"""What an import of units came to: counts that one can act on, then the rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from framst.foundation.words import N_

# kind of remark → what it means and what was done
REMARKS = {
    "spelling": N_("huvudmannen (samma organisationsnummer) skrivs på flera sätt; ett skrivsätt används"),
    "synonym": N_("annat ord för samma sak; läst som det väntade"),
    "own_code": N_("namnet slutar med enhetens egen kod; läst utan den"),
    "spaces": N_("extra mellanslag; läst utan dem"),
    "gap": N_("lucka bland årskurserna; läst som det står"),
    "mismatch": N_("årskurser och skolformer går inte ihop; läst som det står"),
    "malformed": N_("oväntat värde; läst som okänt"),
    "differs": N_("skiljer sig från er egen uppgift; er egen gäller"),
    "person": N_("samma e-postadress med ett annat namn; namnet som finns behålls"),
    "date": N_("samma rektor med ett annat datum; datumet som finns behålls"),
}


@dataclass(frozen=True)
class Remark:
    """One odd cell that was accepted: where it is, what stood there, what was expected."""

    kind: str
    row: int
    column: str
    value: str
    expected: str


@dataclass
class Summary:
    """The result. `unknown`: column → empty cells accepted as unknown. `left`: column → (cells, an example) not read."""

    file: str = ""
    what: str = ""
    dry_run: bool = False
    rows: int = 0
    read: int = 0
    without_orgnr: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    people_added: int = 0
    principals_changed: int = 0
    unknown: dict[str, int] = field(default_factory=dict)
    left: dict[str, tuple[int, str]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many things the file changed: nothing, when it was read before."""
        return self.added + self.changed + self.people_added + self.principals_changed

    @property
    def remark_counts(self) -> dict[str, int]:
        """Remarks by kind, in the order of REMARKS; kinds without remarks are left out."""
        counts = Counter(r.kind for r in self.remarks)
        return {kind: counts[kind] for kind in REMARKS if counts[kind]}

    def by_kind(self, most: int | None = None) -> list[tuple[str, int, list[Remark]]]:
        """Return (kind, how many, the rows) for each kind of remark; at most `most` rows of each."""
        return [(kind, n, [r for r in self.remarks if r.kind == kind][:most]) for kind, n in self.remark_counts.items()]

    def as_json(self) -> dict[str, Any]:
        """Return everything, for --json."""
        return {
            "file": self.file,
            "what": self.what,
            "dry_run": self.dry_run,
            "rows": self.rows,
            "read": self.read,
            "without_orgnr": self.without_orgnr,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "people_added": self.people_added,
            "principals_changed": self.principals_changed,
            "changes": self.changes,
            "accepted_as_unknown": self.unknown,
            "not_read": {c: {"cells": n, "example": example} for c, (n, example) in self.left.items()},
            "remark_counts": self.remark_counts,
            "remarks": [
                {"kind": r.kind, "row": r.row, "column": r.column, "value": r.value, "expected": r.expected}
                for r in self.remarks
            ],
        }
