"""Broken rosters by mutation of a sound one: each with the seed that made it. What is returned must be refused."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from .roster import guardian, pupil, staff

Table = list[list[str]]
Lists = dict[str, Table]
HIDDEN = ["\x00", "\x01", "\x07", "\x0b", "\x1b", "\x7f"]
NO_DAYS = [
    "2024-02-30",
    "19/8 2024",
    "i höst",
    "2024-13-01",
    "0001-01-01",
    "9999-12-31",
    "45523",
    "2024-W34-1",
    "20240230",
    "2024-8-19",
]
NO_NUMBERS = [
    "20140101-2381",
    "123",
    "abcdefghijkl",
    "20140101T",
    "20140101TF999",
    "201401012382; DROP",
    "２０１４０１０１２３８７",
    "990101-0000",
]
NO_UNITS = ["12345678", "", "99990004'; --", "Dalskolan", "9999000", "=A1"]


def sound() -> Lists:
    """A sound roster: eight pupils, their guardians, a class, and three of the staff."""
    rows = {
        "elever": [pupil(str(n), personnummer=f"2014010{n + 1}T00{n}") for n in range(8)],
        "vardnadshavare": [guardian(str(n), f"v{n}") for n in range(8)],
        "grupper": [
            {"grupp-id": g, "enhetskod": "99990004", "namn": g, "slag": "klass", "från": "2024-08-19", "till": ""}
            for g in ("4A", "4B")
        ],
        "gruppmedlemmar": [
            {"grupp-id": "4A", "elev-id": str(n), "från": "2024-08-19", "till": ""} for n in range(8)
        ],
        "personal": [staff(f"s{n}") for n in range(3)],
        "uppdrag": [
            {"person-id": f"s{n}", "roll": "teacher", "enhetskod": "99990004", "från": "2024-08-19", "till": ""}
            for n in range(3)
        ],
        "gruppansvar": [
            {"grupp-id": "4A", "person-id": "s0", "roll": "mentor", "från": "2024-08-19", "till": ""}
        ],
    }  # fmt: skip
    return {name: [list(lines[0]), *(list(line.values()) for line in lines)] for name, lines in rows.items()}


def _cell(dice: random.Random, lists: Lists, columns: tuple[str, ...], values: list[str]) -> None:
    """Put a wrong value into a cell of one of `columns`."""
    places = [(t, n) for t in lists.values() for n, c in enumerate(t[0]) if c in columns]
    table, n = dice.choice(places)
    dice.choice(table[1:])[n] = dice.choice(values)


def _needed(dice: random.Random, lists: Lists) -> None:
    name, column = dice.choice(
        [("elever", "elev-id"), ("elever", "enhetskod"), ("elever", "från"), ("elever", "förnamn"), ("elever", "efternamn"),
         ("vardnadshavare", "elev-id"), ("vardnadshavare", "vårdnadshavare-id"), ("grupper", "namn"), ("grupper", "grupp-id"),
         ("gruppmedlemmar", "elev-id"), ("personal", "e-post"), ("personal", "person-id"), ("uppdrag", "roll")]
    )  # fmt: skip
    table = lists[name]
    dice.choice(table[1:])[table[0].index(column)] = dice.choice(["", " ", "\t"])


def _without_column(dice: random.Random, lists: Lists) -> None:
    name, column = dice.choice(
        [("elever", "elev-id"), ("elever", "enhetskod"), ("elever", "från"), ("vardnadshavare", "elev-id"),
         ("grupper", "namn"), ("gruppmedlemmar", "grupp-id"), ("personal", "e-post"), ("uppdrag", "roll"), ("gruppansvar", "roll")]
    )  # fmt: skip
    table = lists[name]
    n = table[0].index(column)
    for row in table:
        del row[n]


def _unknown_column(dice: random.Random, lists: Lists) -> None:
    table = dice.choice(list(lists.values()))
    n = dice.randrange(len(table[0]))
    table[0][n] = dice.choice(["Adress", "elevid", "Diagnos", "betyg", "FÖRNAMN2", "=HEADING()", "x" * 40])


def _heading_gone(dice: random.Random, lists: Lists) -> None:
    del dice.choice(list(lists.values()))[0]


def _twice(dice: random.Random, lists: Lists) -> None:
    table = dice.choice([lists[n] for n in ("vardnadshavare", "grupper", "gruppmedlemmar", "personal", "elever")])
    table.append(list(dice.choice(table[1:])))


def _heading_twice(dice: random.Random, lists: Lists) -> None:
    table = dice.choice(list(lists.values()))
    table[0][dice.randrange(1, len(table[0]))] = table[0][0]


def _swapped(dice: random.Random, lists: Lists) -> None:
    """Two columns' values have changed places under their headings."""
    one, other = dice.choice(
        [("från", "enhetskod"), ("personnummer", "från"), ("enhetskod", "förnamn"), ("kön", "efternamn")]
    )
    table = lists["elever"]
    a, b = table[0].index(one), table[0].index(other)
    for row in table[1:]:
        row[a], row[b] = row[b], row[a]


def _same_number(dice: random.Random, lists: Lists) -> None:
    table = lists["elever"]
    n = table[0].index("personnummer")
    one, other = dice.sample(table[1:], 2)
    one[n] = other[n]


def _two_selves(dice: random.Random, lists: Lists) -> None:
    """One id with two names."""
    table = lists["elever"]
    row = list(dice.choice(table[1:]))
    row[table[0].index("efternamn")] = "Någon Annan"
    row[table[0].index("från")] = "2023-08-21"
    table.append(row)


def _nobody(dice: random.Random, lists: Lists) -> None:
    """A row about somebody, or a group, that is in no list."""
    name, column = dice.choice(
        [("vardnadshavare", "elev-id"), ("gruppmedlemmar", "elev-id"), ("gruppmedlemmar", "grupp-id"),
         ("uppdrag", "person-id"), ("gruppansvar", "grupp-id"), ("gruppansvar", "person-id")]
    )  # fmt: skip
    table = lists[name]
    dice.choice(table[1:])[table[0].index(column)] = f"okänd-{dice.randrange(1000)}"


def _over_before(dice: random.Random, lists: Lists) -> None:
    table = dice.choice([t for t in lists.values() if "till" in t[0]])
    dice.choice(table[1:])[table[0].index("till")] = "2020-01-01"


def _huge(dice: random.Random, lists: Lists) -> None:
    table = dice.choice(list(lists.values()))
    row = dice.choice(table[1:])
    row[dice.randrange(len(row))] = dice.choice("aÅ9 ") + "x" * dice.choice([255, 4_000, 40_000, 200_000])


def _hidden(dice: random.Random, lists: Lists) -> None:
    table = dice.choice(list(lists.values()))
    row = dice.choice(table)
    n = dice.randrange(len(row))
    row[n] = row[n] + dice.choice(HIDDEN) + "x"


IN_CELLS: dict[str, Callable[[random.Random, Lists], None]] = {
    "a day that is none": lambda d, t: _cell(d, t, ("från", "till", "födelsedatum"), NO_DAYS),
    "a number that is none": lambda d, t: _cell(d, t, ("personnummer",), NO_NUMBERS),
    "a unit that is none": lambda d, t: _cell(d, t, ("enhetskod",), NO_UNITS),
    "a word that is none": lambda d, t: _cell(d, t, ("kön", "skyddad", "roll", "slag", "får information"), ["vet ej", "?", "1,5", "SANT", "<b>"]),
    "a form that is none": lambda d, t: _cell(d, t, ("skolform",), ["GRX", "grundskola", "1", "ÅÄÖ"]),
    "a value that is missing": _needed,
    "a column that is missing": _without_column,
    "a column that is unknown": _unknown_column,
    "no heading": _heading_gone,
    "a row twice": _twice,
    "a heading twice": _heading_twice,
    "columns that changed places": _swapped,
    "one number for two": _same_number,
    "one id for two": _two_selves,
    "somebody unknown": _nobody,
    "over before it began": _over_before,
    "a huge cell": _huge,
    "a hidden character": _hidden,
}  # fmt: skip


def _csv(table: Table, delimiter: str = ";") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue().encode()


def _in_bytes(dice: random.Random, lists: Lists) -> dict[str, bytes]:
    """Break one of the files as such."""
    files = {f"{name}.csv": _csv(table) for name, table in lists.items()}
    name = dice.choice(list(files))
    data = files[name]
    match dice.randrange(8):
        case 0:
            files[name] = (
                data.decode().replace("Mini", "Åsa").replace("Stina", "Åsa").encode("latin-1") + b"\xe5;\xe4\n"
            )
        case 1:
            files[name] = data.decode().encode(dice.choice(["utf-16", "utf-16-le", "utf-32"]))
        case 2:
            at = dice.randrange(len(data))
            files[name] = data[:at] + b"\x00" + data[at:]
        case 3:
            files[name] = _csv(lists[name.removesuffix(".csv")], dice.choice("|:~"))
        case 4:
            files[name] = data + b'"oavslutad;rad;'
        case 5:
            files[name] = dice.choice(
                [b"", b"\n\n", b"   ", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1", b"PK\x03\x04trasig"]
            )
        case 6:
            files[f"{dice.choice(['elever2', 'betyg', 'Lista', 'data'])}.csv"] = files.pop(name)
        case 7:
            files[name] = data.split(b"\r\n")[0] + b"\r\n"
    return files


def workbook(lists: Lists, formula: tuple[str, int, int] | None = None) -> bytes:
    """Return the lists as a workbook; `formula` is a place (sheet, row, column) with a formula in it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, table in lists.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(table):
                for c, cell in enumerate(row):
                    sheet.write_string(r, c, cell[:32_000])
            if formula and formula[0] == name:
                sheet.write_formula(formula[1], formula[2], "=1+1", None, 2)
    return out.getvalue()


def _in_workbook(dice: random.Random, lists: Lists) -> dict[str, bytes]:
    """Break a workbook: a formula, a part that is missing or cut, a bomb, an unknown sheet."""
    name = dice.choice(list(lists))
    match dice.randrange(5):
        case 0:
            return {
                "lista.xlsx": workbook(
                    lists, (name, dice.randrange(1, len(lists[name])), dice.randrange(len(lists[name][0])))
                )
            }
        case 1:
            data = workbook(lists)
            return {"lista.xlsx": data[: dice.randrange(100, len(data) - 30)]}
        case 2:
            return {"lista.xlsx": workbook({**lists, dice.choice(["Blad1", "betyg", "dold"]): [["a"], ["b"]]})}
        case 3:
            return {"lista.xlsx": _repacked(workbook(lists), f"xl/worksheets/sheet{1 + dice.randrange(3)}.xml", None)}
        case _:
            # 120 MB of spaces in some hundred kB.
            return {"lista.xlsx": _repacked(workbook(lists), "xl/worksheets/sheet1.xml", b" " * (120 * 2**20))}


def _repacked(data: bytes, part: str, content: bytes | None) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info, old.read(info))
            elif content is not None:
                new.writestr(part, content)
    return out.getvalue()


def broken(seed: int) -> tuple[str, dict[str, bytes]]:
    """Return (how it was broken, the files) of one seed."""
    dice, lists = random.Random(seed), sound()
    # Bombs are as costly to make as to refuse; one in some fifty is one.
    way = dice.choices(["cells", "bytes", "workbook"], [76, 16, 8])[0]
    if way == "bytes":
        return way, _in_bytes(dice, lists)
    if way == "workbook":
        return way, _in_workbook(dice, lists)
    name = dice.choice(list(IN_CELLS))
    IN_CELLS[name](dice, lists)
    if dice.random() < 0.2 and name not in ("a huge cell", "a hidden character"):
        return f"{name}, in a workbook", {"lista.xlsx": workbook(lists)}
    return name, {f"{one}.csv": _csv(table) for one, table in lists.items()}


def put(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write the files; return their paths."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return sorted(folder.iterdir())
