"""The administrator reads units in, mends what was wrong, and lets a new principal take over."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from framst.integrations.registers.own_list import COLUMNS

from .conftest import Visit

PART = Path(__file__).parents[1] / "data" / "schoolunits" / "school_units_part.csv"


def _list(path: Path, *rows: list[str]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate([list(COLUMNS), *rows]):
            sheet.write_row(n, 0, row)
    return path


def test_a_faulty_list_is_mended_and_a_principal_changed(visitor: Visit, tmp_path: Path) -> None:
    row = ["Björkdungens skola", "88880001", "skola", "FSK GR", "F-6", "Avdelning grundskola", "Norra området",
           "Ylva Åström", "ylva.astrom@ekdalen.example", "2024-08-01"]  # fmt: skip
    administrator = visitor("system")
    page = administrator.go("/")
    administrator.follow("Förvaltning")
    administrator.shot("administration")
    administrator.follow("Läs in enheter")
    page.get_by_label("Fil", exact=True).set_input_files(
        _list(tmp_path / "fel.xlsx", [*row[:1], "888", "dagis", *row[3:]], [*row[:9], "i höst"])
    )
    administrator.press("Läs in")
    assert page.get_by_text("skola, förskola eller fritidshem").is_visible()
    assert page.get_by_text("ett datum, till exempel 2025-08-01").is_visible()
    administrator.shot("units-faults")
    page.get_by_label("Fil", exact=True).set_input_files(_list(tmp_path / "rätt.xlsx", row))
    administrator.press("Läs in")
    assert page.get_by_text("Nya enheter: 1.").is_visible()
    administrator.shot("units-read")

    administrator.follow("Till enheterna")
    administrator.shot("units")
    page.get_by_label("Namn eller kod").fill("björkd")
    administrator.press("Visa")
    administrator.follow("Björkdungens skola")
    administrator.follow("Byt rektor")
    page.get_by_label("Ny rektor").select_option(label="Palm, Jonas (larare@ekdalen.example)")
    page.get_by_label("Från och med").fill("2025-08-01")
    administrator.shot("principal")
    administrator.press("Byt rektor")
    assert page.get_by_text("1 aug 2024 – 31 jul 2025").is_visible()
    assert page.get_by_text("från 1 aug 2025").first.is_visible()
    administrator.shot("unit")

    administrator.follow("Ny tjänst")
    page.get_by_label("Kompetens", exact=True).select_option(label="kurator")
    page.get_by_label("Person", exact=True).select_option(label="Amira Nilsson")
    page.get_by_label("Andel av heltid").fill("40")
    administrator.press("Spara")
    assert page.get_by_text("40 %").is_visible()


def test_the_register_is_read_and_the_pages_are_seen_narrow_and_dark(visitor: Visit) -> None:
    administrator = visitor("system", width=320, dark=True)
    page = administrator.go("/forvaltning/las-in/")
    page.get_by_label("Fil", exact=True).set_input_files(PART)
    administrator.press("Läs in")
    assert page.get_by_text("Rader: 60.").is_visible()
    page.locator("details").first.click()
    administrator.shot("register-320-dark")
    for name, path in (
        ("start", ""), ("units", "enheter/"), ("unit", "enheter/99990004/"), ("unit-form", "enheter/99990004/andra/"),
        ("people", "personer/"), ("person", "personer/1/"), ("divisions", "avdelningar/"),
        ("forms", "skolformer/"), ("services", "tjanster/"), ("competences", "kompetenser/"), ("competence", "kompetenser/1/"),
        ("settings", "installningar/"), ("setting", "installningar/public_papers/"),
    ):  # fmt: skip
        administrator.go("/forvaltning/" + path)
        administrator.shot(f"{name}-320-dark")
    wide = visitor("system")
    for name, path in (
        ("unit-form", "enheter/99990004/andra/"), ("people", "personer/"), ("person", "personer/1/"),
        ("divisions", "avdelningar/"), ("competences", "kompetenser/"), ("competence", "kompetenser/1/"),
        ("settings", "installningar/"), ("assignment", "personer/1/uppdrag/"),
    ):  # fmt: skip
        wide.go("/forvaltning/" + path)
        wide.shot(f"{name}-wide")
