"""Ekdalen's pupils: made-up names, and identity numbers of the tax agency's published test series (238 and 239).

They come in through the same reader as everyone's roster. Some pupils are marked by the source as protected: they
are not in the system, and only counted.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from framst.access.acting import acting, machine, person
from framst.access.professions import PROFESSIONS
from framst.foundation.identity_numbers import check_digit
from framst.integrations.roster.files import List, reader
from framst.integrations.roster.services import import_roster
from framst.integrations.spreadsheets.reading import Row
from framst.organisation.models import Person, Pupil
from framst.pupils import services
from framst.pupils.models import Matter

from .moments import People, at
from .municipality import UNITS

SOURCE = "demo"
A_GRADE = 8  # pupils in each grade of each unit
FIRST_DAY = dt.date(2024, 8, 19)
DALSKOLAN, HAGASKOLAN = "99990004", "99990008"
MOVES, MOVED_ON = f"{DALSKOLAN}-6-3", dt.date(2024, 11, 4)
GIVEN = [
    "Alva",
    "Ali",
    "Astrid",
    "Axel",
    "Bo",
    "Britta",
    "Dag",
    "Disa",
    "Ebba",
    "Edvin",
    "Elsa",
    "Emir",
    "Fatima",
    "Freja",
    "Gustav",
    "Hanna",
    "Hugo",
    "Ida",
    "Isak",
    "Jamila",
    "Jon",
    "Kerstin",
    "Kian",
    "Leo",
    "Liv",
    "Maja",
    "Malte",
    "Mira",
    "Nadia",
    "Nils",
    "Noor",
    "Olle",
    "Rut",
    "Saga",
    "Samir",
    "Siri",
    "Sixten",
    "Sofia",
    "Tage",
    "Tuva",
    "Vera",
    "Vide",
    "Yara",
    "Zeb",
]
FAMILY = [
    "Aho",
    "Almqvist",
    "Berglind",
    "Björkman",
    "Broberg",
    "Chaudhry",
    "Dahlberg",
    "Eklöf",
    "Engvall",
    "Fransén",
    "Granat",
    "Hallberg",
    "Hedin",
    "Issa",
    "Jonsson",
    "Kallio",
    "Kvist",
    "Lagerlöv",
    "Lindhe",
    "Malm",
    "Nyström",
    "Odelius",
    "Persdotter",
    "Qvist",
    "Rosberg",
    "Sandelin",
    "Strand",
    "Tallberg",
    "Uddman",
    "Vinter",
    "Wiklander",
    "Yilmaz",
    "Zetterqvist",
    "Åström",
    "Ängquist",
    "Österlund",
]


class _Numbers:
    """Hands out test numbers: birth numbers 238 (girls) and 239 (boys), each day of a year once."""

    def __init__(self) -> None:
        self._given: dict[tuple[int, str], int] = {}

    def next(self, year: int, sex: str) -> str:
        day = self._given[year, sex] = self._given.get((year, sex), -1) + 1
        born = dt.date(year, 1, 1) + dt.timedelta(days=day)
        nine = f"{born:%y%m%d}{'238' if sex == 'K' else '239'}"
        return f"{born:%Y%m%d}{nine[6:]}{check_digit(nine)}"


def lists() -> list[List]:
    """Return the roster as the source would send it: pupils, guardians, classes, who is in them, and who teaches."""
    dice, numbers = random.Random(2024), _Numbers()
    pupils: list[dict[str, str]] = []
    guardians: list[dict[str, str]] = []
    classes: dict[str, dict[str, str]] = {}
    members: list[dict[str, str]] = []
    for code, _name, _division, taught, _principal in UNITS:
        for form, grades in taught.items():
            for grade in grades.split():
                year = 2024 - (6 if grade == "F" else int(grade[2:]) + 15 if grade.startswith("gy") else int(grade) + 6)
                group = f"{code}-{grade}"
                classes[group] = {"grupp-id": group, "enhetskod": code, "namn": grade.upper() + "A", "slag": "klass"}
                for n in range(A_GRADE):
                    sex = dice.choice("KM")
                    key = f"{group}-{n}"
                    family = dice.choice(FAMILY)
                    pupils.append(
                        {
                            "elev-id": key, "personnummer": numbers.next(year, sex), "förnamn": dice.choice(GIVEN),
                            "efternamn": family, "kön": sex, "enhetskod": code, "skolform": form, "årskurs": grade,
                            "från": FIRST_DAY.isoformat(), "skyddad": "sekretessmarkering" if dice.random() < 0.004 else "",
                        }
                    )  # fmt: skip
                    members.append({"grupp-id": group, "elev-id": key, "från": FIRST_DAY.isoformat()})
                    for parent in range(dice.choice((1, 2, 2))):
                        guardians.append(
                            {
                                "elev-id": key, "vårdnadshavare-id": f"{key}-v{parent}", "förnamn": dice.choice(GIVEN),
                                "efternamn": family, "e-post": f"vh.{key}.{parent}@ekdalen.example",
                                "får information": "nej" if dice.random() < 0.01 else "ja",
                            }
                        )  # fmt: skip
    staff = [{"person-id": "larare", "förnamn": "Jonas", "efternamn": "Palm", "e-post": "larare@ekdalen.example"}]
    teaches = [{"grupp-id": f"{DALSKOLAN}-4", "person-id": "larare", "roll": "mentor", "från": FIRST_DAY.isoformat()}]
    given = {
        "elever": pupils, "vardnadshavare": guardians, "grupper": list(classes.values()), "gruppmedlemmar": members,
        "personal": staff, "gruppansvar": teaches,
    }  # fmt: skip
    return _lists(given)


def _lists(given: dict[str, list[dict[str, str]]]) -> list[List]:
    return [
        List(name, tuple(dict.fromkeys(c for row in rows for c in row)), _rows(rows)) for name, rows in given.items()
    ]


def moved() -> list[List]:
    """Return what the source sends when one pupil of Dalskolan begins in the same grade at Hagaskolan."""
    rows = {one.name: [row.cells for row in one.rows] for one in lists()}
    place = {"enhetskod": HAGASKOLAN, "från": MOVED_ON.isoformat()}
    group = f"{HAGASKOLAN}-6"
    given = {
        "elever": [row | place for row in rows["elever"] if row["elev-id"] == MOVES],
        "grupper": [row for row in rows["grupper"] if row["grupp-id"] == group],
        "gruppmedlemmar": [{"grupp-id": group, "elev-id": MOVES, "från": MOVED_ON.isoformat()}],
    }
    return _lists(given)


def _rows(rows: list[dict[str, str]]) -> Iterator[Row]:
    return (Row(number, cells) for number, cells in enumerate(rows, start=2))


def _read(sent: list[List], now: dt.datetime, whole: bool = True) -> None:
    by, professions = machine("import", now), {code: code for code in PROFESSIONS}
    with acting(by):
        import_roster(
            source=SOURCE,
            reader=reader(sent, source=SOURCE, professions=professions, today=by.today),
            whole=whole,
            by=by,
        )


def load(people: People) -> None:
    """Read the roster in, and open a few matters, each by the one whose matter it is."""
    begun = at(2024, 8, 19)
    with acting(machine("import", begun)):
        # The teacher was here before the list: the administrator has joined the two. No list does that by an address.
        Person.objects.filter(pk=people["larare"].pk).update(external_id="larare")
    _read(lists(), begun)
    for who, letter, kind, about, text in (
        ("rektor", "C", "support", "Stöd i läsning", "Mentorn ser att eleven behöver mer tid vid läsning."),
        ("kurator", "B", "talk", "Samtal om kamrater", "Första samtalet. Eleven vill träffas igen nästa vecka."),
        ("skolskoterska", "A", "health", "Hälsobesök i årskurs 4", "Hälsobesök genomfört enligt programmet."),
    ):
        one = person(people[who].pk, at(2024, 9, 10), second_factor=True)
        with acting(one):
            pupil = Pupil.objects.get(source_id=f"{DALSKOLAN}-4-0")
            key = services.open_matter(pupil=pupil, letter=letter, kind=kind, about=about, by=one)
            matter = Matter.objects.get(pk=key)
            services.write_note(matter=matter, text=text, by=one)
            if letter == "C":
                services.assign(matter=matter, person=people["larare"], by=one)
    one = person(people["rektor"].pk, at(2024, 10, 1))
    with acting(one):
        pupil = Pupil.objects.get(source_id=MOVES)
        services.open_matter(pupil=pupil, letter="C", kind="support", about="Anpassningar i matematik", by=one)
    _read(moved(), at(2024, 11, 4), whole=False)
