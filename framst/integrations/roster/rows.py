"""What a roster consists of, whoever sends it: the rows that every reader gives and that are staged as they are.

`line` is where the row stood (row of a file, or the number in an answer), for the faults. An empty text is not known.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class PupilRow(NamedTuple):
    """A pupil as the source has it. `mark` is the kind of protection ("" none, "?" the source does not say: what was
    before stands); `digest` stands for the source's id."""

    line: int
    source_id: str
    given_name: str
    family_name: str
    sort_key: str
    tokens: list[str]
    birth_date: dt.date | None
    sex: str
    number: str
    number_kind: str
    mark: str
    digest: str


class EnrolmentRow(NamedTuple):
    line: int
    pupil: str
    unit: str  # the unit's code
    form: str  # a code of SchoolForm, or empty
    grade: str
    programme: str
    from_on: dt.date
    until_on: dt.date | None


class GuardianRow(NamedTuple):
    line: int
    pupil: str
    source_id: str
    given_name: str
    family_name: str
    email: str
    phone: str
    relation: str
    informed: bool
    mark: str


class GroupRow(NamedTuple):
    line: int
    source_id: str
    unit: str
    name: str
    sort_key: str
    kind: str
    from_on: dt.date | None
    until_on: dt.date | None


class MembershipRow(NamedTuple):
    line: int
    group: str
    pupil: str
    from_on: dt.date
    until_on: dt.date | None


class StaffRow(NamedTuple):
    line: int
    source_id: str
    given_name: str
    family_name: str
    sort_key: str
    email: str
    mark: str


class DutyRow(NamedTuple):
    """That somebody has a profession at a unit."""

    line: int
    person: str
    unit: str
    profession: str
    from_on: dt.date
    until_on: dt.date | None


class GroupDutyRow(NamedTuple):
    line: int
    group: str
    person: str
    role: str
    from_on: dt.date
    until_on: dt.date | None


class ContactRow(NamedTuple):
    """What is new about a guardian, in a run that need not have the guardian's children."""

    line: int
    source_id: str
    given_name: str
    family_name: str
    email: str
    phone: str
    mark: str


class GoneRow(NamedTuple):
    """That the source has deleted somebody or something. `kind`: person, pupil (no longer one), group."""

    line: int
    kind: str
    source_id: str


RosterRow = (
    PupilRow | EnrolmentRow | GuardianRow | GroupRow | MembershipRow | StaffRow | DutyRow | GroupDutyRow | ContactRow
    | GoneRow
)  # fmt: skip
