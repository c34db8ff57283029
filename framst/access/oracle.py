"""Who may meet which row, said a second time: plain Python over plain facts, written from the law and not from the walls.

`framst walls prove` and the tests compare what the database shows with what stands here. It knows neither SQL nor the
matrix, and spells its professions out anew: a slip in one of the two is a difference between them, and no slip at all
when both are read from the same place. A new zone needs its rules here as well as in `matrix.py`.

Our reading: OSL 23 kap. 2 § (B and C), 25 kap. (A, a branch of its own), 23 kap. 1 § (preschool), SkolL 29 kap. 14 §
for independent schools, HSLF-FS 2016:40 4 kap. for who in health care. See docs/law.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

LEADERS = {"principal", "deputy_principal", "acting_principal"}
NURSES = {"school_nurse", "school_doctor", "health_care_staff"}
CARERS = {
    "counsellor",
    "socionom",
    "school_psychologist",
    "special_educator",
    "special_teacher",
    "speech_therapist",
}
KNOW_THE_ROSTER = LEADERS | NURSES | CARERS | {"language_educator", "career_counsellor"}
KNOW_THE_PRESCHOOL = LEADERS | {"special_educator", "school_psychologist", "speech_therapist"}
STAFF = {"investigator", "pupil_health_head"}
CHIEFS = {"divisional_director", "education_director", "chief_education_officer"}
# Rows about pupils that go by the person let in, and not by where the pupil is.
OF_PEOPLE = {"ties", "extracts"}
LOOK_AFTER_THE_RECORD = {"log_reviewer", "data_protection_officer"}
READERS_ACTS = {"read", "listed", "refused", "signed_in", "signed_out", "searched"}


@dataclass(frozen=True)
class Assignment:
    """That somebody has a profession, in a unit or in none, for a period."""

    profession: str
    unit: int | None
    from_on: dt.date
    until_on: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Duty:
    """That somebody has a group for a period."""

    group: Any
    from_on: dt.date
    until_on: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Tie:
    """That somebody is let in to a pupil: what it opens, from when to when, and whether it has been ended."""

    pupil: Any
    kind: str
    opens: str
    record: Any
    from_at: dt.datetime
    until_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    kept_by: int | None = None  # the unit whose matters it opens

    def at(self, moment: dt.datetime) -> bool:
        return self.ended_at is None and self.from_at <= moment and (self.until_at is None or moment < self.until_at)


@dataclass
class World:
    """What leads from one row to another: who is in which group, which unit keeps which matter, whose a sheet is."""

    members: dict[Any, list[tuple[Any, dt.date, dt.date | None]]] = field(default_factory=dict)  # by group
    unit_of: dict[Any, int] = field(default_factory=dict)  # group → unit
    matters: dict[Any, Mapping[str, Any]] = field(default_factory=dict)  # pupil, letter, kept_by, open
    matters_of: dict[Any, list[Mapping[str, Any]]] = field(default_factory=dict)  # the same by pupil
    leaving: dict[Any, set[int]] = field(default_factory=dict)  # pupil → units that have not handed over yet
    sheets: dict[Any, Mapping[str, Any]] = field(default_factory=dict)  # holder_id, link, version_id
    invitations: dict[Any, Mapping[str, Any]] = field(default_factory=dict)  # person_id, followup_id
    writers: dict[Any, set[int]] = field(default_factory=dict)  # plan → people invited to write in it
    reviewers: dict[Any, int] = field(default_factory=dict)  # review → the reviewer
    reviewing: dict[Any, set[int]] = field(default_factory=dict)  # plan → those who review it
    owners: dict[Any, int] = field(default_factory=dict)  # commitment → whose it is


@dataclass
class Doer:
    """Who acts, and all that is known of them at this moment. `kind`: person, link, machine, public."""

    kind: str
    now: dt.datetime
    today: dt.date
    person: int | None = None
    link: Any = None
    machine: str = ""
    second_factor: bool = False
    assignments: tuple[Assignment, ...] = ()
    duties: tuple[Duty, ...] = ()
    ties: tuple[Tie, ...] = ()
    in_my_groups: frozenset[Any] | None = None  # worked out once a doer

    @cached_property
    def professions(self) -> set[str]:
        return {a.profession for a in self.assignments if a.on(self.today)}

    @cached_property
    def today_in_units(self) -> list[Assignment]:
        return [a for a in self.assignments if a.on(self.today) and a.unit is not None]

    @cached_property
    def live(self) -> list[Tie]:
        """The ties that hold now. They hold only for one who works here today: with the assignment ends all it opened."""
        return [t for t in self.ties if t.at(self.now)] if self.professions else []

    def groups_pupils(self, world: World) -> frozenset[Any]:
        """The pupils that are today in a group which the doer has today, as long as the doer works in its unit."""
        if self.in_my_groups is None:
            self.in_my_groups = frozenset(
                pupil
                for duty in self.duties
                if duty.on(self.today) and any(a.unit == world.unit_of.get(duty.group) for a in self.today_in_units)
                for pupil, start, end in world.members.get(duty.group, ())
                if start <= self.today and (end is None or self.today <= end)
            )
        return self.in_my_groups


@dataclass(frozen=True)
class Row:
    """A row's facts. `zone` is what its table declares; `facts` are columns: holder_id, secrecy, letter, audience …

    For a row about a pupil, `facts` has the pupil's key under "pupil" and, for what belongs to a matter, "matter".
    """

    table: str
    zone: str
    key: Any
    facts: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.facts.get(name)


Claim = Callable[[Doer, Row, World], bool]
VERBS = ("read", "add", "change", "remove")


def may(doer: Doer, verb: str, row: Row, world: World) -> set[str]:
    """Return by which relations `doer` may meet `row` with `verb`: none, and the row does not exist for them."""
    wall = wall_of(row)
    if wall not in RULES:
        raise LookupError(f"the oracle has no rules for the zone {wall}")
    found = {name for name, claim in RULES[wall].get(verb, {}).items() if claim(doer, row, world)}
    if (
        row["letter"] in ("A", "B")
        and row["secrecy"]
        and wall not in OF_PEOPLE
        and not (doer.second_factor or doer.machine)
    ):
        return set()
    return found


def wall_of(row: Row) -> str:
    """Return behind which wall a row stands now: its table's, unless the pupil or the matter says otherwise."""
    secrecy, letter = row["secrecy"], row["letter"]
    if row.zone in OF_PEOPLE or secrecy is None or row["pupil"] is None:
        return row.zone
    if letter:
        if secrecy in ("C", "D") and row.zone.endswith("-decisions"):
            return f"{letter}-decisions"
        if secrecy == "P":
            return f"P-{letter}"
        if secrecy == "L":
            return "L-A" if letter == "A" else "L-BC"
        return str(letter)
    return {"C": row.zone, "D": "D", "L": "L", "P": "P"}[secrecy]


def stands(doer: Doer, row: Row, world: World) -> str:
    """Return how one who may not meet `row` stands to it at nearest: what a wall may most easily mistake."""
    pupil, holder = row["pupil"], _unit(row)
    if doer.kind != "person":
        return doer.kind
    if pupil is None and holder is None:
        return "other"
    mine = [t for t in doer.ties if t.pupil == pupil and pupil is not None]
    if any(t.at(doer.now) for t in mine):
        return "another tie"
    if mine:
        return "ended tie"
    here = [a for a in doer.assignments if a.unit == holder]
    if any(a.on(doer.today) for a in here):
        return "same unit"
    if here:
        return "ended assignment"
    if any(a.on(doer.today) and a.unit == row["holder_id"] for a in doer.assignments):
        return "the pupil's new unit"
    if any(pupil == p for d in doer.duties for p, *_ in world.members.get(d.group, ())):
        return "group"
    return "elsewhere" if doer.professions & (LEADERS | NURSES | CARERS) else "other"


# -- the claims ---------------------------------------------------------------------------------------------------------


def _everyone(doer: Doer, row: Row, world: World) -> bool:
    return True


def _signed_in(doer: Doer, row: Row, world: World) -> bool:
    return doer.person is not None


def _anywhere(codes: set[str]) -> Claim:
    return lambda doer, row, world: bool(doer.professions & codes)


def _unit(row: Row) -> Any:
    """The unit whose row it is: of what belongs to a matter the one that keeps it, which a move does not change."""
    for name in ("kept_by_id", "holder_id"):
        if row["secrecy"] is not None and name in row.facts:
            return row[name]
    return row["unit_id"]


def _in_unit(codes: set[str]) -> Claim:
    return lambda doer, row, world: _at(doer, _unit(row), codes)


def _leaving(doer: Doer, row: Row, world: World) -> bool:
    """The pupil and the handover, for who has something left to hand over: the leaders, and the nurses for theirs."""
    if row["from_unit_id"] is not None:
        return _at(doer, row["from_unit_id"], LEADERS)
    if not row["itself"]:
        return False
    if any(_at(doer, unit, LEADERS) for unit in world.leaving.get(row["pupil"], ())):
        return True
    return any(
        m["open"]
        and m["kept_by"] != row["holder_id"]
        and (
            (m["letter"] == "C" and _at(doer, m["kept_by"], LEADERS))
            or (m["letter"] == "A" and doer.second_factor and _at(doer, m["kept_by"], NURSES))
        )
        for m in world.matters_of.get(row["pupil"], ())
    )


def _whose_records(doer: Doer, row: Row, world: World) -> bool:
    """Whose the school health care's records are, when the pupil has left: the pupil's own row and no other."""
    return (
        bool(row["itself"])
        and doer.second_factor
        and "care_operations_manager" in doer.professions
        and any(m["letter"] == "A" for m in world.matters_of.get(row["pupil"], ()))
    )


def _at(doer: Doer, unit: Any, codes: set[str]) -> bool:
    return any(a.unit == unit and a.profession in codes for a in doer.today_in_units)


def _machine(*names: str) -> Claim:
    return lambda doer, row, world: doer.machine in names


def _in_group(doer: Doer, row: Row, world: World) -> bool:
    return row["pupil"] in doer.groups_pupils(world)


def _let_in_at_all(doer: Doer, row: Row, world: World) -> bool:
    return any(t.pupil == row["pupil"] and t.kind not in ("named", "handover") for t in doer.live)


def _let_in(letter: str, *kinds: str, codes: set[str] | None = None) -> Claim:
    """A tie that is not for one matter only, opens the zone and is of one of the kinds.

    It opens what the unit keeps where it was given, and nothing of another unit's; break-glass is the whole school's.
    """

    def claim(doer: Doer, row: Row, world: World) -> bool:
        matter = world.matters.get(row["matter"])
        if matter is None or matter["letter"] != letter or (codes is not None and not doer.professions & codes):
            return False
        return any(
            t.pupil == matter["pupil"]
            and t.kind in kinds
            and letter in t.opens
            and t.record is None
            and (t.kind == "opening" or t.kept_by == matter["kept_by"])
            for t in doer.live
        )

    return claim


def _has_matter(codes: set[str] | None = None) -> Claim:
    def claim(doer: Doer, row: Row, world: World) -> bool:
        if codes is not None and not doer.professions & codes:
            return False
        return row["matter"] is not None and row["matter"] in _matters(doer)

    return claim


def _matters(doer: Doer) -> set[Any]:
    return {t.record for t in doer.live if t.kind == "matter" and t.record is not None}


def _named(codes: set[str] | None = None) -> Claim:
    """Named for the pupil, with a second factor; over the border of A and B only one of that side."""

    def claim(doer: Doer, row: Row, world: World) -> bool:
        if not doer.second_factor or (codes is not None and not doer.professions & codes):
            return False
        return any(t.pupil == row["pupil"] and t.kind == "named" for t in doer.live)

    return claim


def _published(doer: Doer, row: Row, world: World) -> bool:
    return bool(row["audience"] == "public")


def _to_the_board(doer: Doer, row: Row, world: World) -> bool:
    return row["audience"] in ("board", "public") and "board_member" in doer.professions


def _answers_it(doer: Doer, row: Row, world: World) -> bool:
    """The one whose answers these are, signed in."""
    if doer.person is None:
        return False
    if row.table == "forms_sheet":
        return bool(row["holder_id"] == doer.person)
    if row.table == "forms_answer":
        return bool(world.sheets.get(row["sheet_id"], {}).get("holder_id") == doer.person)
    if row.table == "followups_invitation":
        return bool(row["person_id"] == doer.person)
    if row.table == "followups_place":
        return bool(world.invitations.get(row["invitation_id"], {}).get("person_id") == doer.person)
    return False


def _by_link(doer: Doer, row: Row, world: World) -> bool:
    """Whoever holds the personal link: it opens its own invitation, sheet and answers, and what was asked there."""
    if doer.link is None:
        return False
    sheets = {key for key, sheet in world.sheets.items() if sheet["link"] == doer.link}
    invitation = world.invitations.get(doer.link)
    opened: dict[str, Callable[[], bool]] = {
        "followups_invitation": lambda: row.key == doer.link,
        "followups_place": lambda: row["invitation_id"] == doer.link,
        "followups_followup": lambda: invitation is not None and row.key == invitation["followup_id"],
        "forms_sheet": lambda: row["link"] == doer.link,
        "forms_answer": lambda: row["sheet_id"] in sheets,
        "forms_version": lambda: row.key in {world.sheets[s]["version_id"] for s in sheets},
        "notices_message": lambda: row["record"] == str(doer.link),
        "wheel_awaiting": lambda: row["link"] == doer.link,
        "wheel_calendaraddress": lambda: row["link"] == doer.link,
    }
    return row.table in opened and bool(opened[row.table]())


def _own(doer: Doer, row: Row, world: World) -> bool:
    return doer.person is not None and row["person_id"] == doer.person


def _ordered_it(doer: Doer, row: Row, world: World) -> bool:
    """Whoever ordered an extract, until the pupil is protected."""
    return doer.person is not None and row["ordered_by_id"] == doer.person and row["secrecy"] != "P"


def _own_tie(doer: Doer, row: Row, world: World) -> bool:
    """One's own tie, as long as the pupil is here and not protected. To a protected pupil: only the naming itself."""
    if not _own(doer, row, world):
        return False
    return row["secrecy"] in ("C", "D") or (row["secrecy"] == "P" and row["kind"] == "named" and doer.second_factor)


def _tie_of_my_matter(doer: Doer, row: Row, world: World) -> bool:
    return row["record"] is not None and row["record"] in _matters(doer) and row["secrecy"] in ("C", "D")


def _tie_to_school_matter(doer: Doer, row: Row, world: World) -> bool:
    """The principal sees who has the school's matters; that one in A or B exists is itself secret."""
    return (
        _at(doer, row["kept_by_id"], LEADERS)
        and row["secrecy"] in ("C", "D")
        and row["opens"] in ("C", "")
        and row["kind"] != "named"
    )


def _tie_beside_mine(doer: Doer, row: Row, world: World) -> bool:
    """The named see each other; a matter in A or B only one of that side."""
    sides = {"": None, "C": None, "A": NURSES, "B": CARERS}
    return row["secrecy"] == "P" and row["opens"] in sides and _named(sides[row["opens"]])(doer, row, world)


def _naming(doer: Doer, row: Row, world: World) -> bool:
    return bool(row["kind"] == "named" and doer.second_factor and "chief_education_officer" in doer.professions)


def _not_protected(codes: set[str]) -> Claim:
    return lambda doer, row, world: row["secrecy"] != "P" and bool(doer.professions & codes)


def _acts_not_reads(doer: Doer, row: Row, world: World) -> bool:
    """What has been done, for those who run the authority's work: never who read what, and nothing about pupils."""
    return (
        bool(doer.professions & (STAFF | {"registrar", "system_administrator"}))
        and row["act"] not in READERS_ACTS
        and row["subject"] is None
        and not row["shown"]
    )


def _decided_in_unit(codes: set[str]) -> Claim:
    return lambda doer, row, world: (
        doer.person is not None and row["decided_by_id"] == doer.person and _at(doer, _unit(row), codes)
    )


def _chief(doer: Doer, row: Row, world: World) -> bool:
    return doer.second_factor and "chief_education_officer" in doer.professions


def _disposes(doer: Doer, row: Row, world: World) -> bool:
    return "registrar" in doer.professions and row["letter"] != "A"


def _disposes_health(doer: Doer, row: Row, world: World) -> bool:
    return "care_operations_manager" in doer.professions and doer.second_factor and row["letter"] == "A"


def _central(doer: Doer, row: Row, world: World) -> bool:
    return "pupil_health_head" in doer.professions and row["unit_id"] is None


def _writes(doer: Doer, row: Row, world: World) -> bool:
    """Invited to write in the plan that the row belongs to."""
    return doer.person is not None and doer.person in world.writers.get(row["plan_id"] or row.key, ())


def _reviews(doer: Doer, row: Row, world: World) -> bool:
    return doer.person is not None and (
        row["reviewer_id"] == doer.person or world.reviewers.get(row["review_id"]) == doer.person
    )


def _reviews_the_plan(doer: Doer, row: Row, world: World) -> bool:
    return doer.person is not None and doer.person in world.reviewing.get(row.key, ())


def _owns(doer: Doer, row: Row, world: World) -> bool:
    """Whose commitment it is; what happened to it is met by the owner too."""
    owner = row["owner_id"] if row["commitment_id"] is None else world.owners.get(row["commitment_id"])
    return doer.person is not None and owner == doer.person


def _given(codes: set[str]) -> Claim:
    return lambda doer, row, world: row["given_at"] is not None and _at(doer, row["unit_id"], codes)


def _decided_on(doer: Doer, row: Row, world: World) -> bool:
    return doer.person is not None and row["decided_on"] is not None


# -- the rules: wall → verb → relation → claim --------------------------------------------------------------------------

_ROSTER_WRITING = {
    "add": {"machine": _machine("import")},
    "change": {"machine": _machine("import")},
    "remove": {"machine": _machine("import", "retention")},
}
_ROSTER_MACHINES = _machine("import", "retention")
_DISPOSAL = {"machine": _machine("retention")}
_ADMINISTRATOR = _anywhere({"system_administrator"})
_STAFF = _anywhere(STAFF)
_CARE_RELATION = _let_in("A", "care", codes=NURSES | {"speech_therapist"})


def _of_protected(codes: set[str] | None) -> dict[str, dict[str, Claim]]:
    return {
        "read": {"named": _named(codes), **_DISPOSAL},
        "add": {"named": _named(codes)},
        "change": {"named": _named(codes)},
        "remove": _DISPOSAL,
    }


_DIRECTORS = {"divisional_director", "education_director", "chief_education_officer"}
_ADMINISTRATION = _anywhere(STAFF | _DIRECTORS)
_THE_SCHOOL = _in_unit(KNOW_THE_ROSTER)
_THE_WRITERS: dict[str, Claim] = {"own unit": _THE_SCHOOL, "writer": _writes, "central": _central}
_THE_REVIEWERS: dict[str, Claim] = {"anywhere": _ADMINISTRATION, "reviewer": _reviews}
_YEARS_WRITERS: dict[str, Claim] = {"anywhere": _ADMINISTRATION, "own unit": _in_unit(LEADERS)}
_NURSE_WRITES: dict[str, Claim] = {"own unit": _in_unit(NURSES), "care": _CARE_RELATION}
_CARER_WRITES: dict[str, Claim] = {"assigned": _has_matter(CARERS)}
_SCHOOL_WRITES: dict[str, Claim] = {"own unit": _in_unit(LEADERS), "assigned": _has_matter()}

RULES: dict[str, dict[str, dict[str, Claim]]] = {
    # pupils
    "C-roster": {
        "read": {
            "own unit": _in_unit(KNOW_THE_ROSTER),
            "group": _in_group,
            "tie": _let_in_at_all,
            "leaving": _leaving,
            "machine": _ROSTER_MACHINES,
        },
        **_ROSTER_WRITING,
    },
    "D": {
        "read": {
            "own unit": _in_unit(KNOW_THE_PRESCHOOL),
            "group": _in_group,
            "tie": _let_in_at_all,
            "leaving": _leaving,
            "machine": _ROSTER_MACHINES,
        },
        **_ROSTER_WRITING,
    },
    "L": {
        "read": {"anywhere": _anywhere({"registrar"}), "records": _whose_records, "machine": _ROSTER_MACHINES},
        **_ROSTER_WRITING,
    },
    "P": {"read": {"named": _named(), "machine": _ROSTER_MACHINES}, **_ROSTER_WRITING},
    "C": {
        "read": {**_SCHOOL_WRITES, "tie": _let_in("C", "disclosure", "consent", "opening"), **_DISPOSAL},
        "add": _SCHOOL_WRITES,
        "change": _SCHOOL_WRITES,
        "remove": _DISPOSAL,
    },
    "B": {
        "read": {**_CARER_WRITES, "tie": _let_in("B", "disclosure", "consent", "opening"), **_DISPOSAL},
        "add": _CARER_WRITES,
        "change": _CARER_WRITES,
        "remove": _DISPOSAL,
    },
    "A": {
        "read": {**_NURSE_WRITES, "tie": _let_in("A", "disclosure", "consent"), **_DISPOSAL},
        "add": _NURSE_WRITES,
        "change": _NURSE_WRITES,
        "remove": _DISPOSAL,
    },
    "P-C": _of_protected(None),
    "P-B": _of_protected(CARERS),
    "P-A": _of_protected(NURSES),
    "L-BC": {"read": {"anywhere": _anywhere({"registrar"}), **_DISPOSAL}, "remove": _DISPOSAL},
    "L-A": {"read": {"anywhere": _anywhere({"care_operations_manager"}), **_DISPOSAL}, "remove": _DISPOSAL},
    "C-decisions": {
        "read": {"own unit": _in_unit(LEADERS | CARERS), **_DISPOSAL},
        "add": {"own unit": _in_unit(LEADERS | CARERS)},
        "change": {"own unit": _in_unit(LEADERS | CARERS)},
        "remove": _DISPOSAL,
    },
    "B-decisions": {
        "read": {"decided": _decided_in_unit(CARERS), "assigned": _has_matter(CARERS), **_DISPOSAL},
        "add": {"decided": _decided_in_unit(CARERS)},
        "change": {"decided": _decided_in_unit(CARERS), "assigned": _has_matter(CARERS)},
        "remove": _DISPOSAL,
    },
    "A-decisions": {
        "read": {"own unit": _in_unit(NURSES), **_DISPOSAL},
        "add": {"own unit": _in_unit(NURSES)},
        "change": {"own unit": _in_unit(NURSES)},
        "remove": _DISPOSAL,
    },
    "marks": {verb: {"chief": _chief, "machine": _machine("import")} for verb in ("read", "add", "change")},
    "oversight": {
        "read": {"anywhere": _anywhere(LOOK_AFTER_THE_RECORD), "machine": _machine("tick")},
        "add": {"anywhere": _anywhere({"log_reviewer"}), "machine": _machine("tick")},
        "change": {"anywhere": _anywhere({"log_reviewer"})},
    },
    "ties": {
        "read": {
            "own": _own_tie,
            "assigned": _tie_of_my_matter,
            "own unit": _tie_to_school_matter,
            "named": _tie_beside_mine,
            "naming": _naming,
            "anywhere": _not_protected(LOOK_AFTER_THE_RECORD),
            "machine": _machine("import", "retention", "tick"),
        },
        "remove": _DISPOSAL,
    },
    "retention": {
        verb: {"registrar": _disposes, "care": _disposes_health, **_DISPOSAL} for verb in ("read", "add", "change")
    },
    "extracts": {verb: {"own": _ordered_it} for verb in VERBS},
    # the roster's readings
    "O-runs": {
        "read": {"anywhere": _ADMINISTRATOR, "machine": _machine("import", "tick")},
        "add": {"machine": _machine("import")},
        "change": {"anywhere": _ADMINISTRATOR, "machine": _machine("import")},
    },
    "import": {verb: {"machine": _machine("import")} for verb in ("read", "add", "change")},
    # the record
    "chain": {},
    "O-audit": {
        "read": {"anywhere": _anywhere(LOOK_AFTER_THE_RECORD), "acts": _acts_not_reads},
        "add": {"everyone": _everyone},
    },
    # what is open, or open to those who work here
    "O-public": {
        "read": {"everyone": _everyone},
        "add": {"anywhere": _ADMINISTRATOR, "machine": _machine("import")},
        "change": {"anywhere": _ADMINISTRATOR, "machine": _machine("import")},
    },
    "O-organisation": {
        "read": {"signed in": _signed_in, "machine": _machine("import", "mail", "tick", "statistics", "sign_in")},
        **{verb: {"anywhere": _ADMINISTRATOR, "machine": _machine("import")} for verb in ("add", "change", "remove")},
    },
    "O-inquiry": {
        "read": {
            "signed in": _signed_in,
            "link": _by_link,
            "machine": _machine("import", "mail", "tick", "statistics"),
        },
        "add": {"anywhere": _STAFF, "machine": _machine("import")},
        "change": {"anywhere": _STAFF, "machine": _machine("import", "tick")},
        "remove": {"anywhere": _STAFF},
    },
    "O-answers": {
        verb: {"anywhere": _STAFF, "holder": _answers_it, "link": _by_link, "machine": _machine(*machines)}
        for verb, machines in {
            "read": ("import", "mail", "tick", "statistics"),
            "add": ("import",),
            "change": ("import", "tick"),
            "remove": ("import",),
        }.items()
    },
    "O-analysis": {
        "read": {
            "anywhere": _anywhere(STAFF | CHIEFS | {"registrar"}),
            "board": _to_the_board,
            "published": _published,
            "machine": _machine("import", "tick", "statistics"),
        },
        "add": {"anywhere": _anywhere(STAFF | CHIEFS), "machine": _machine("import")},
        "change": {"anywhere": _anywhere(STAFF | CHIEFS | {"registrar"}), "machine": _machine("import")},
        "remove": {"anywhere": _STAFF},
    },
    "O-papers": {
        "read": {
            "anywhere": _anywhere(STAFF | CHIEFS | {"registrar"}),
            "board": _to_the_board,
            "published": _published,
            "machine": _machine("import", "tick"),
        },
        "add": {"anywhere": _anywhere(STAFF | CHIEFS | {"registrar"}), "machine": _machine("import")},
        "change": {"anywhere": _anywhere(STAFF | CHIEFS | {"registrar"}), "machine": _machine("import")},
        "remove": {"anywhere": _STAFF},
    },
    # the year
    "O-wheel": {
        "read": {"signed in": _signed_in, "machine": _machine("tick", "import")},
        "add": {**_YEARS_WRITERS, "machine": _machine("import")},
        "change": {**_YEARS_WRITERS, "machine": _machine("import", "tick")},
        "remove": _YEARS_WRITERS,
    },
    "O-commitments": {
        "read": {
            "anywhere": _ADMINISTRATION,
            "own": _owns,
            "own unit": _THE_SCHOOL,
            "machine": _machine("tick", "import"),
        },
        "add": {**_YEARS_WRITERS, "own": _owns, "machine": _machine("import")},
        "change": {**_YEARS_WRITERS, "own": _owns, "machine": _machine("import")},
    },
    "O-plans": {
        "read": {"signed in": _signed_in, "machine": _machine("tick", "import", "statistics")},
        "add": {"anywhere": _STAFF, "central": _central, "machine": _machine("import")},
        "change": {
            **_THE_WRITERS,
            "anywhere": _ADMINISTRATION,
            "reviewer": _reviews_the_plan,
            "machine": _machine("import"),
        },
    },
    "O-plan-texts": {
        **{verb: {**_THE_WRITERS, "machine": _machine("import")} for verb in ("read", "add", "change")},
        "remove": _THE_WRITERS,
    },
    "O-editions": {
        "read": {
            "signed in": _signed_in,
            "published": _published,
            "machine": _machine("tick", "import", "statistics"),
        },
        "add": {"own unit": _in_unit(LEADERS), "central": _central, "machine": _machine("import")},
        "change": {"own unit": _in_unit(LEADERS), "central": _central},
    },
    "O-reviews": {
        "read": {**_THE_REVIEWERS, "machine": _machine("tick", "import", "statistics")},
        "add": {**_THE_REVIEWERS, "machine": _machine("import")},
        "change": {**_THE_REVIEWERS, "machine": _machine("import")},
        "remove": {"anywhere": _STAFF, "reviewer": _reviews},
    },
    "O-feedback": {
        "read": {
            **_THE_REVIEWERS,
            "given": _given(KNOW_THE_ROSTER),
            "machine": _machine("tick", "import", "statistics"),
        },
        "add": {**_THE_REVIEWERS, "machine": _machine("import")},
        "change": {**_THE_REVIEWERS, "given": _given(LEADERS), "machine": _machine("import")},
        "remove": {"anywhere": _STAFF, "reviewer": _reviews},
    },
    "O-steering": {
        "read": {
            "anywhere": _anywhere(STAFF | _DIRECTORS | {"registrar"}),
            "decided": _decided_on,
            "machine": _machine("import"),
        },
        "add": {"anywhere": _ADMINISTRATION, "machine": _machine("import")},
        "change": {"anywhere": _ADMINISTRATION},
        "remove": {"anywhere": _ADMINISTRATION},
    },
    "O-notices": {
        "read": {"anywhere": _anywhere(STAFF | {"system_administrator"}), "machine": _machine("mail", "tick")},
        "add": {"signed in": _signed_in, "link": _by_link, "machine": _machine("tick", "import")},
        "change": {"machine": _machine("mail")},
        "remove": {"machine": _machine("mail")},
    },
    "O-own": {
        "read": {"own": _own, "link": _by_link, "anywhere": _STAFF, "machine": _machine("import", "tick")},
        "add": {"own": _own, "anywhere": _STAFF, "machine": _machine("import", "tick")},
        "change": {"own": _own, "link": _by_link, "anywhere": _STAFF, "machine": _machine("import", "tick")},
        "remove": {"anywhere": _STAFF, "machine": _machine("import", "tick")},
    },
}

# What is never done in a table whatever its zone says: records that stand (a paper's errata, a note as written).
NEVER: dict[str, tuple[str, ...]] = {
    "plans_edition": ("remove",),
    "plans_feedback": ("change", "remove"),
    "plans_focusarea": ("remove",),
    "plans_plan": ("remove",),
    "plans_professionaccess": ("remove",),
    "wheel_boardassignment": ("remove",),
    "wheel_commitment": ("remove",),
    "wheel_commitmentstep": ("change", "remove"),
    "wheel_priority": ("remove",),
    "wheel_supervisorydecision": ("remove",),
    "organisation_former": ("add", "change", "remove"),  # the database's own
    "pupils_matter": ("add",),  # a matter is opened by a crossing, which assigns it too
    "pupils_note": ("change",),
    "pupils_handover": ("add", "change"),  # begun and finished by crossings
    "pupils_handoverstep": ("add", "change"),
    "figures_disposition": ("change", "remove"),
    "figures_groupdecision": ("change", "remove"),
    "followups_invitation": ("remove",),
    "followups_place": ("remove",),
    "forms_sheet": ("remove",),
    "integrations_protectiondecision": ("change",),
    "notices_message": ("remove",),
    "oversight_followup": ("change",),
    "reports_decision": ("remove",),
    "reports_erratum": ("remove",),
    "reports_papertemplate": ("change", "remove"),
    "reports_rendition": ("remove",),
}
# Zones whose rows' existence is no secret: a reference to one tells nothing.
NO_SECRET = {"O-public", "O-organisation"}
MACHINES = ("import", "mail", "retention", "sign_in", "statistics", "tick")
