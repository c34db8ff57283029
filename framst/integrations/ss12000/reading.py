"""From the standard's entities to the rows of a roster. One page is in memory at a time; what is odd is remarked on."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from framst.foundation.identity_numbers import identity_number
from framst.foundation.name_tokens import name_tokens
from framst.foundation.sort_key import sort_key
from framst.integrations.roster.rows import (
    DutyRow,
    EnrolmentRow,
    GroupDutyRow,
    GroupRow,
    GuardianRow,
    MembershipRow,
    PupilRow,
    RosterRow,
    StaffRow,
)
from framst.integrations.roster.services import digest
from framst.integrations.roster.staging import Stage
from framst.organisation.terms import GRADES, GroupKind, Sex

from . import joining, terms
from .fetching import deleted
from .joining import DutySide, GoneSide, GroupDutySide, MarkedSide, PersonSide, PostSide, ResponsibleSide
from .remarks import Remarks

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]{1,189}$")

Pages = Callable[[str], Iterator[Any]]


@dataclass(frozen=True)
class Here:
    """What is here already that a roster points at: the codes of units and of school forms."""

    units: frozenset[str]
    forms: frozenset[str]


@dataclass(frozen=True)
class Told:
    """Which lists the server gave. `whole`: everything, not only what has changed. `since`: changed since when."""

    whole: bool
    persons: bool = True
    groups: bool = True
    duties: bool = True  # all of them
    teaching: bool = True  # all duties and all activities: who teaches which group
    since: dt.datetime | None = None


class Reading:
    """Reads one run's pages into the stage. `pages` gives a listing's pages as they were fetched."""

    def __init__(self, pages: Pages, told: Told, here: Here, remarks: Remarks, *, source: str, today: dt.date) -> None:
        self.pages, self.told, self.here, self.remarks = pages, told, here, remarks
        self.source, self.today = source, today
        self._line = 0
        self._units: dict[str, tuple[str, ...]] = {}  # an organisation's id → the codes of its units here
        self._kinds: dict[str, str] = {}  # an organisation's id → its type
        self._programmes: dict[str, str] = {}
        self._side: Stage
        self._day = functools.lru_cache(maxsize=20_000)(self._read_day)
        self._name_key = functools.lru_cache(maxsize=20_000)(name_tokens)

    def __call__(self, stage: Stage) -> Iterator[RosterRow]:
        """Yield the rows; what must be joined first goes to tables of its own, and from there to the stage."""
        self._side = Stage(joining.TABLES)
        self._organisations()
        for one in self._entities("programmes"):
            self._programmes[one["id"]] = self._text(one.get("name")) or self._text(one.get("code"))
        told = self.told
        changed = "" if told.whole else "changed "
        if not told.whole:
            self._deletions()
        if told.persons:
            yield from self._each(f"{changed}persons", self._person)
            if not told.whole:
                yield from self._each("looked up", self._person)
        if told.groups:
            stage.tells_of(GroupRow)
            if told.persons:
                stage.tells_of(MembershipRow)
            yield from self._each(f"{changed}groups", self._group)
        # Without its persons a source's duties and memberships are nobody's: what is here stands.
        if told.duties and told.persons:
            stage.tells_of(DutyRow)
            stage.has_all(DutyRow)
            yield from self._each("duties", self._duty)
        if told.teaching and told.persons:
            stage.tells_of(GroupDutyRow)
            stage.has_all(GroupDutyRow)
            yield from self._each("activities", self._activity)
        stage.by_group = True
        stage.done()
        self._side.done()
        joining.join(stage, self._side, self.remarks, source=self.source, today=self.today, whole=told.whole)
        if told.persons:
            stage.tells_of(PupilRow, EnrolmentRow, GuardianRow, StaffRow)

    # The shapes of things.

    def _each(self, listing: str, make: Callable[[dict[str, Any]], Iterable[RosterRow]]) -> Iterator[RosterRow]:
        for one in self._entities(listing):
            self._line += 1
            yield from make(one)

    def _entities(self, listing: str) -> Iterator[dict[str, Any]]:
        """Yield the objects of a listing that have an id, and look at when each was changed."""
        path = listing.rpartition(" ")[2]
        since = self.told.since if listing.startswith("changed ") else None
        for page in self.pages(listing):
            for one in page["data"]:
                if not isinstance(one, dict):
                    self.remarks.note(terms.NOT_AN_OBJECT, path)
                elif not isinstance(one.get("id"), str) or not 0 < len(one["id"]) <= 100:
                    self.remarks.note(terms.NO_ID, path)
                else:
                    meta = one.get("meta")
                    self._changed(meta.get("modified") if isinstance(meta, dict) else None, since)
                    yield one

    def _changed(self, text: Any, since: dt.datetime | None) -> None:
        if not isinstance(text, str):
            return
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            return
        if moment.tzinfo is None:
            self.remarks.note(terms.NAIVE)
            moment = moment.replace(tzinfo=STOCKHOLM)
        if since is not None and moment < since:
            self.remarks.note(terms.SINCE_IGNORED)

    def _text(self, value: Any, most: int = 100) -> str:
        if not isinstance(value, str):
            return ""
        return " ".join(value.replace("\x00", "").split())[:most]

    def _list(self, value: Any, path: str) -> list[dict[str, Any]]:
        """Return the objects of a list, or none."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.remarks.note(terms.NOT_AN_OBJECT, path)
            return []
        good = [one for one in value if isinstance(one, dict)]
        self.remarks.note(terms.NOT_AN_OBJECT, path, len(value) - len(good))
        return good

    def _reference(self, value: Any) -> str:
        """Return the id that a reference has; remember the protection that it tells of."""
        key = value.get("id") if isinstance(value, dict) else None
        if not isinstance(key, str) or len(key) > 100:
            return ""
        if "securityMarking" in value and self._mark(value) in ("S", "F"):
            self._side.take((MarkedSide(self._line, key),))
        return key

    def _read_day(self, text: str) -> tuple[dt.date | None, str]:
        """Return the day that a text is, and what is odd about it."""
        try:
            if len(text) == 10:
                return dt.date.fromisoformat(text), ""
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            return None, terms.NOT_A_DAY
        if moment.tzinfo is not None:
            moment = moment.astimezone(STOCKHOLM)
        return moment.date(), terms.TIME_FOR_DAY

    def _date(self, value: Any) -> dt.date | None:
        if value is None or value == "":
            return None
        day, odd = self._day(value) if isinstance(value, str) else (None, terms.NOT_A_DAY)
        if day is not None and not 1900 <= day.year < 2200:
            # Servers write "until further notice" as a day far away.
            return None
        if odd:
            self.remarks.note(odd)
        return day

    def _period(self, one: dict[str, Any], *, begins: Any = None) -> tuple[dt.date, dt.date | None] | None:
        """Return the first and last day of a thing, or None when it has no first or ends before it."""
        since, until = self._date(one.get("startDate") or begins), self._date(one.get("endDate"))
        if since is None:
            self.remarks.note(terms.NO_START)
            return None
        if until is not None and until < since:
            self.remarks.note(terms.ENDS_BEFORE)
            return None
        return since, until

    def _word(self, value: Any, known: Iterable[str]) -> str:
        text = self._text(value)
        if text and text not in known:
            self.remarks.note(terms.OTHER_WORD, text)
        return text

    def _mark(self, one: dict[str, Any]) -> str:
        """Return the protection: "", S, F; "?" where nothing is said. An unknown word is some protection."""
        text = self._text(one.get("securityMarking"))
        if not text:
            return "?"
        mark = terms.MARKS.get(text)
        if mark is None:
            self.remarks.note(terms.OTHER_MARK)
            return "S"
        return mark

    # Organisations and programmes.

    def _organisations(self) -> None:
        """Learn which organisation is which unit here, and which units a school or a principal's area has."""
        parents: dict[str, str] = {}
        own: dict[str, str] = {}
        for one in self._entities("organisations"):
            key = one["id"]
            self._kinds[key] = self._text(one.get("organisationType"))
            parents[key] = self._reference(one.get("parentOrganisation"))
            for code in (self._text(one.get("schoolUnitCode")), self._text(one.get("organisationCode"))):
                if code in self.here.units and key not in own:
                    own[key] = code
        below: dict[str, list[str]] = {}
        for key, code in own.items():
            above, steps = parents.get(key, ""), 0
            while above and steps < 20:
                if self._kinds.get(above) in terms.ABOVE_UNITS:
                    below.setdefault(above, []).append(code)
                above, steps = parents.get(above, ""), steps + 1
        self._units = {key: tuple(sorted(set(codes))) for key, codes in below.items()}
        self._units |= {key: (code,) for key, code in own.items()}

    def _unit(self, value: Any) -> str:
        """Return the code of the one unit that a reference names, or empty."""
        key = self._reference(value)
        codes = self._units.get(key, ())
        return codes[0] if len(codes) == 1 and self._kinds.get(key) not in terms.ABOVE_UNITS[1:] else ""

    def _deletions(self) -> None:
        gone = deleted(self.pages("deletedEntities"), self.remarks)
        for kind, name in (("person", "persons"), ("group", "groups")):
            self._side.take(GoneSide(self._line, kind, key) for key in sorted(gone.get(name, ())))

    # Persons.

    def _person(self, one: dict[str, Any]) -> Iterator[RosterRow]:
        line, key = self._line, one["id"]
        given = self._text(one.get("givenName"))
        family = self._text(one.get("familyName"))
        mark = self._mark(one)
        dead = self._word(one.get("personStatus"), terms.STATUSES) == terms.DEAD
        order = sort_key(f"{family} {given}")
        enrolments = [] if dead else self._enrolments(one, key)
        self._side.take(
            (
                PersonSide(
                    line, key, given, family, order, self._email(one, "Skola personal", "Arbete övrigt"),
                    self._email(one, "Privat", "", "Arbete övrigt"), self._phone(one), mark, dead,
                ),
            )
        )  # fmt: skip
        if dead:
            self.remarks.note(terms.IS_DEAD)
        if not enrolments:
            if not self.told.whole:
                self._side.take((GoneSide(line, "person" if dead else "pupil", key),))
            return
        if mark == "?":
            self.remarks.note(terms.NO_MARK)
        if not given and not family:
            self.remarks.note(terms.NO_NAME)
        number, kind, born = self._number(one.get("civicNo"))
        born = self._date(one.get("birthDate")) or born
        if born is None:
            self.remarks.note(terms.NO_BIRTH_DATE)
        sex = terms.SEXES.get(self._word(one.get("sex"), terms.SEXES), Sex.UNKNOWN)
        yield PupilRow(
            line, key, given, family, order, list(self._name_key(given, family)), born, str(sex), number, kind, mark,
            digest(self.source, key),
        )  # fmt: skip
        yield from enrolments
        responsible = []
        for other in self._list(one.get("responsibles"), "persons"):
            if person := self._reference(other.get("person")):
                relation = self._word(other.get("relationType"), terms.RELATIONS) or terms.RELATIONS[0]
                responsible.append(ResponsibleSide(line, key, person, relation[:40]))
        self._side.take(responsible)

    def _enrolments(self, one: dict[str, Any], key: str) -> list[EnrolmentRow]:
        found: dict[tuple[str, str, dt.date], EnrolmentRow] = {}
        given = self._list(one.get("enrolments"), "persons")
        for enrolment in given:
            form, grade, taken = self._form(enrolment)
            if not taken:
                continue
            unit = self._unit(enrolment.get("enroledAt"))
            if not unit:
                self.remarks.note(terms.UNKNOWN_UNIT)
                continue
            if enrolment.get("cancelled") is True and not enrolment.get("endDate"):
                self.remarks.note(terms.CANCELLED)
                continue
            if period := self._period(enrolment):
                found[unit, form, period[0]] = EnrolmentRow(
                    self._line, key, unit, form, grade, self._programme(enrolment), *period
                )
        if given and not found:
            self.remarks.note(terms.NO_KNOWN_UNIT)
        return list(found.values())

    def _form(self, enrolment: dict[str, Any]) -> tuple[str, str, bool]:
        """Return the school form here, the grade, and whether such an enrolment is taken in at all."""
        text = self._text(enrolment.get("schoolType")).upper()
        if text in terms.OUTSIDE:
            self.remarks.note(terms.FORM_OUTSIDE)
            return "", "", False
        form = terms.FORMS.get(text, text)
        if form not in self.here.forms or (text not in terms.FORMS):
            if text:
                self.remarks.note(terms.OTHER_WORD, text)
            form = form if form in self.here.forms else ""
        year = enrolment.get("schoolYear")
        grade = ""
        if form == "FSK":
            grade = "F"
        elif isinstance(year, int) and not isinstance(year, bool) and form not in ("FS", "FTH"):
            grade = f"gy{year}" if form in terms.UPPER_SECONDARY else "F" if year == 0 else str(year)
        return form, grade if grade in GRADES else "", True

    def _programme(self, enrolment: dict[str, Any]) -> str:
        named = enrolment.get("programme")
        told = self._programmes.get(self._reference(named), "")
        if not told and isinstance(named, dict):
            told = self._text(named.get("displayName"))
        return told or self._text(enrolment.get("educationCode"))

    def _number(self, civic: Any) -> tuple[str, str, dt.date | None]:
        value = self._text(civic.get("value")) if isinstance(civic, dict) else ""
        if not value:
            return "", "", None
        if self._text(civic.get("nationality") or "SE").upper() != "SE":
            self.remarks.note(terms.FOREIGN_NUMBER)
            return "", "", None
        number = identity_number(value, self.today)
        if number is None:
            self.remarks.note(terms.BAD_NUMBER)
            return "", "", None
        return number.text, number.kind, number.born

    def _email(self, one: dict[str, Any], *kinds: str) -> str:
        """Return the first address of the first of `kinds` that there is one of."""
        found: dict[str, str] = {}
        for each in one.get("emails") or ():
            if isinstance(each, dict):
                address = self._text(each.get("value"), 254).lower()
                if _EMAIL.match(address):
                    found.setdefault(self._text(each.get("type")), address)
        return next((found[kind] for kind in kinds if kind in found), "")

    def _phone(self, one: dict[str, Any]) -> str:
        numbers = [each for each in one.get("phoneNumbers") or () if isinstance(each, dict)]
        numbers.sort(key=lambda each: each.get("mobile") is not True)
        return next((text for each in numbers if (text := self._text(each.get("value"), 40))), "")

    # Groups, and who has something to do with them.

    def _group(self, one: dict[str, Any]) -> Iterator[RosterRow]:
        kind = self._word(one.get("groupType"), (*terms.GROUP_KINDS, terms.STAFF_GROUP))
        if kind == terms.STAFF_GROUP:
            return
        unit = self._unit(one.get("organisation"))
        if not unit:
            self.remarks.note(terms.GROUP_UNIT)
            return
        ours = terms.GROUP_KINDS.get(kind, GroupKind.OTHER)
        if kind == "Avdelning" and one.get("schoolType") == "FTH":
            ours = GroupKind.LEISURE
        name = self._text(one.get("displayName"))
        since, until = self._date(one.get("startDate")), self._date(one.get("endDate"))
        yield GroupRow(self._line, one["id"], unit, name, sort_key(name), str(ours), since, until)
        seen = set()
        if not self.told.persons:
            return
        for member in self._list(one.get("groupMemberships"), "groups"):
            person = self._reference(member.get("person"))
            if not person:
                continue
            period = self._period(member, begins=one.get("startDate"))
            if period and (person, period[0]) not in seen:
                seen.add((person, period[0]))
                yield MembershipRow(self._line, one["id"], person, *period)

    def _duty(self, one: dict[str, Any]) -> Iterator[RosterRow]:
        line, key = self._line, one["id"]
        person = self._reference(one.get("person"))
        if not person:
            self.remarks.note(terms.NO_SUCH_STAFF)
            return
        self._side.take((PostSide(line, key, person),))
        if period := self._period(one):
            if profession := self._profession(one):
                self._side.take(DutySide(line, key, unit, profession, *period) for unit in self._at(one.get("dutyAt")))
            self._assignment_roles(one, key, period)
        yield from ()

    def _profession(self, one: dict[str, Any]) -> str:
        role = self._text(one.get("dutyRole"))
        profession = terms.DUTY_ROLES.get(role, "")
        if role not in terms.DUTY_ROLES:
            self.remarks.note(terms.OTHER_WORD, role or "dutyRole")
        elif not profession:
            self.remarks.note(terms.NO_ROLE, role)
        return profession

    def _at(self, value: Any) -> tuple[str, ...]:
        """Return the units of a duty: the unit itself, or those of the school or the principal's area that it is at."""
        key = self._reference(value)
        units, kind = self._units.get(key, ()), self._kinds.get(key, "")
        if kind in terms.ABOVE_UNITS and len(units) > 1:
            self.remarks.note(terms.DUTY_ABOVE)
        elif not units:
            higher = kind not in ("", "Skolenhet", *terms.ABOVE_UNITS)
            self.remarks.note(terms.DUTY_TOO_HIGH if higher else terms.DUTY_UNIT)
        return units

    def _assignment_roles(self, one: dict[str, Any], key: str, duty: tuple[dt.date, dt.date | None]) -> None:
        rows = []
        for each in self._list(one.get("assignmentRole"), "duties"):
            text = self._text(each.get("assignmentRoleType"))
            role = terms.GROUP_ROLES.get(text)
            if role is None:
                self.remarks.note(terms.OTHER_WORD, text or "assignmentRoleType")
                role = terms.ALSO_GROUP_ROLES.get(text, "")
            group = self._reference(each.get("group"))
            if role and group and (period := self._period(each, begins=one.get("startDate"))):
                # The role ends with the duty.
                until = min((day for day in (period[1], duty[1]) if day is not None), default=None)
                if until is None or until >= period[0]:
                    rows.append(GroupDutySide(self._line, key, group, key, role, period[0], until))
        self._side.take(rows)

    def _activity(self, one: dict[str, Any]) -> Iterator[RosterRow]:
        kind = self._word(one.get("activityType"), (*terms.TAUGHT, *terms.NOT_TAUGHT))
        if kind and kind not in terms.TAUGHT:
            return
        groups = [key for each in self._list(one.get("groups"), "activities") if (key := self._reference(each))]
        rows = []
        for teacher in self._list(one.get("teachers"), "activities"):
            post = self._reference(teacher.get("duty"))
            if not post:
                self.remarks.note(terms.NO_DUTY)
                continue
            dates = {"startDate": teacher.get("startDate"), "endDate": teacher.get("endDate") or one.get("endDate")}
            if period := self._period(dates, begins=one.get("startDate")):
                rows += [GroupDutySide(self._line, one["id"], group, post, "teacher", *period) for group in groups]
        self._side.take(rows)
        yield from ()
