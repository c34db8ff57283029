"""What papers and figures may know of oversight: numbers of a year, for the patient-safety report. No names, no pupils."""

from __future__ import annotations

from dataclasses import dataclass

from . import queries


@dataclass(frozen=True)
class Year:
    """A year's log review in numbers. `reviews` holds its months; the rest is counted over the year."""

    year: int
    reviews: list[queries.Month]
    openings: queries.Openings
    stopped: int

    @property
    def sample(self) -> int:
        return sum(m.sample for m in self.reviews)

    @property
    def in_order(self) -> int:
        return sum(m.in_order for m in self.reviews)

    @property
    def not_in_order(self) -> int:
        return sum(m.not_in_order for m in self.reviews)

    @property
    def signed(self) -> int:
        return sum(m.signed_at is not None for m in self.reviews)


def yearly(year: int) -> Year:
    """Return a year's log review in numbers, as far as the reader may see it (the reviewer, the data-protection officer)."""
    return Year(year, queries.months(year), queries.openings_in(year), queries.stopped_in(year))
