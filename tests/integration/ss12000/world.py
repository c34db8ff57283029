"""Made-up people at made-up units, as an SS 12000 server would have them. Numbers are of the tax agency's test series."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from typing import Any

from framst.config.demo.pupils import FAMILY, GIVEN
from framst.foundation.identity_numbers import check_digit

DALSKOLAN, HAGASKOLAN = "99990004", "99990008"  # units of the demo
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
MADE = dt.datetime(2026, 8, 1, 6, tzinfo=dt.UTC)
KINDS = ("organisations", "programmes", "persons", "groups", "duties", "activities")

Entity = dict[str, Any]


class World:
    """What the server has. `change` and `delete` are dated, so that it can answer what has changed since."""

    def __init__(self, pupils: int = 30, *, seed: int = 12) -> None:
        self._dice = random.Random(seed)
        self.now = MADE
        self.has: dict[str, dict[str, Entity]] = {kind: {} for kind in KINDS}
        self.deleted: list[tuple[dt.datetime, str, str]] = []
        self._birthdays = 0
        self._organisations()
        self.programme = self.add("programmes", name="Naturprogrammet", code="NA", schoolType="GY",
                                  type="Högskoleförberedande program")  # fmt: skip
        self.classes = [
            self.group("4A", "Klass", self.dal),
            self.group("5B", "Klass", self.haga),
        ]
        self.pupils = [self.pupil(n % 2) for n in range(pupils)]
        self.teacher = self.staff("Lärare", self.dal, mentor_of=self.classes[0])
        self.nurse = self.staff("Skolsköterska", self.haga)
        self.lesson = self.add(
            "activities", displayName="Matematik 5B", calendarEventsRequired=True, activityType="Undervisning",
            startDate="2026-08-17", organisation=ref(self.haga), groups=[ref(self.classes[1])],
            teachers=[{"duty": ref(self.duty_of(self.teacher))}],
        )  # fmt: skip

    def add(self, kind: str, **given: Any) -> Entity:
        key = given.pop("id", None) or str(uuid.UUID(int=self._dice.getrandbits(128), version=4))
        moment = self.now.isoformat()
        one = {"id": key, "meta": {"created": moment, "modified": moment}, **given}
        self.has[kind][key] = one
        return one

    def change(self, kind: str, one: Entity, **given: Any) -> None:
        """Give values new content (None takes the field away), at the world's present moment."""
        for name, value in given.items():
            if value is None:
                one.pop(name, None)
            else:
                one[name] = value
        one["meta"] = {**one["meta"], "modified": self.now.isoformat()}

    def delete(self, kind: str, one: Entity) -> None:
        self.has[kind].pop(one["id"], None)
        self.deleted.append((self.now, kind, one["id"]))

    def _organisations(self) -> None:
        def made(name: str, kind: str, above: Entity | None = None, **given: Any) -> Entity:
            if above:
                given["parentOrganisation"] = ref(above)
            return self.add("organisations", displayName=name, organisationType=kind, **given)

        self.authority = made("Ekdalens kommun", "Huvudman", organisationNumber="2120009999")
        self.office = made("Barn- och utbildningsförvaltningen", "Förvaltning", self.authority)
        self.area = made("Område Dal", "Rektorsområde", self.office)
        self.dal = made("Dalskolan", "Skolenhet", self.area, schoolUnitCode=DALSKOLAN, schoolTypes=["GR", "FTH"])
        self.haga = made("Hagaskolan", "Skolenhet", self.area, schoolUnitCode=HAGASKOLAN, schoolTypes=["GR"])
        self.elsewhere = made("Utanskolan", "Skolenhet", self.office, schoolUnitCode="99999999", schoolTypes=["GR"])

    def number(self, sex: str, year: int = 2016, *, coordination: bool = False) -> str:
        """Return a number that nobody has: from the last day of the year backwards."""
        born = dt.date(year, 12, 31) - dt.timedelta(days=self._birthdays)
        self._birthdays += 1
        day = born.day + (60 if coordination else 0)
        nine = f"{born:%y%m}{day:02d}{'238' if sex == 'Kvinna' else '239'}"
        return f"{born:%Y}{nine[2:]}"[:4] + f"{nine[2:]}{check_digit(nine)}"

    def person(self, **given: Any) -> Entity:
        sex = self._dice.choice(("Kvinna", "Man"))
        standard = {
            "givenName": self._dice.choice(GIVEN), "familyName": self._dice.choice(FAMILY), "sex": sex,
            "securityMarking": "Ingen", "personStatus": "Aktiv",
        }  # fmt: skip
        return self.add("persons", **{**standard, **given})

    def guardian(self, family: str = "Lind") -> Entity:
        one = self.person(familyName=family)
        one["emails"] = [{"type": "Privat", "value": f"v.{one['id'][:8]}@hem.example"}]
        one["phoneNumbers"] = [{"type": "Hem", "mobile": True, "value": "070-174 06 05"}]
        return one

    def pupil(self, where: int = 0, *, member: bool = True, **given: Any) -> Entity:
        """Add a pupil of the first or the second class, with two guardians."""
        unit, year = ((self.dal, 4), (self.haga, 5))[where]
        one = self.person()
        number = self.number(one["sex"])
        one["civicNo"] = {"value": number, "nationality": "SE"}
        one["birthDate"] = f"{number[:4]}-{number[4:6]}-{number[6:8]}"
        one["enrolments"] = [
            {
                "enroledAt": ref(unit),
                "schoolType": "GR",
                "schoolYear": year,
                "startDate": "2026-08-17",
                "cancelled": False,
            }
        ]
        one["responsibles"] = [
            {"person": ref(self.guardian(one["familyName"]), securityMarking="Ingen"), "relationType": "Vårdnadshavare"}
            for _ in range(2)
        ]
        one.update(given)
        if member:
            self.join(self.classes[where], one)
        return one

    def join(self, group: Entity, one: Entity) -> None:
        group["groupMemberships"].append({"person": ref(one, securityMarking="Ingen"), "startDate": "2026-08-17"})
        self.change("groups", group)

    def group(self, name: str, kind: str, unit: Entity) -> Entity:
        return self.add("groups", displayName=name, groupType=kind, organisation=ref(unit), startDate="2026-08-17",
                        schoolType="GR", groupMemberships=[])  # fmt: skip

    def staff(self, role: str, unit: Entity, *, mentor_of: Entity | None = None, **given: Any) -> Entity:
        one = self.person(**given)
        one["emails"] = [{"type": "Skola personal", "value": f"p.{one['id'][:8]}@skola.example"}]
        self.duty(one, role, unit, mentor_of=mentor_of)
        return one

    def duty(self, one: Entity, role: str, unit: Entity, *, mentor_of: Entity | None = None, **given: Any) -> Entity:
        roles = [{"group": ref(mentor_of), "assignmentRoleType": "Mentor"}] if mentor_of else []
        return self.add(
            "duties", person=ref(one, securityMarking="Ingen"), dutyAt=ref(unit), dutyRole=role,
            startDate="2026-08-01", **({"assignmentRole": roles} if roles else {}), **given,
        )  # fmt: skip

    def duty_of(self, one: Entity) -> Entity:
        return next(d for d in self.has["duties"].values() if d["person"]["id"] == one["id"])


def ref(one: Entity, **given: Any) -> Entity:
    return {"id": one["id"], **given}
