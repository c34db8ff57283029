"""A pupil becomes protected and is gone for all but the officer; two people are needed to bring the pupil back."""

from __future__ import annotations

import csv
from pathlib import Path

import psycopg
from playwright.sync_api import Page

from framst.config.demo.pupils import lists

from .conftest import Site, Visit, Visitor

ID = "99990004-4-0"


def _roster(folder: Path, mark: str) -> Path:
    """The row of one pupil of Dalskolan as the source sends it, with a mark or without."""
    folder.mkdir(exist_ok=True)
    pupils = next(one for one in lists() if one.name == "elever")
    row = next(dict(row.cells) for row in pupils.rows if row.cells["elev-id"] == ID)
    with (folder / "elever.csv").open("w", newline="") as file:
        out = csv.DictWriter(file, list(row), delimiter=";")
        out.writeheader()
        out.writerow({**row, "skyddad": mark})
    return folder / "elever.csv"


def _read_in(administrator: Visitor, file: Path) -> Page:
    page = administrator.go("/forvaltning/elevlista/las-in/")
    page.get_by_label("Filer").set_input_files(file)
    page.get_by_label("Källa").fill("demo")
    page.get_by_label("Filen är bara en del").check()
    page.get_by_label("Pröva först").uncheck()
    return administrator.press("Läs in")


def _status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer
    return answer.status


def _found(one: Visitor, name: str) -> bool:
    """Whether somebody has the pupil in the list of year four, or finds the pupil by name."""
    page = one.go("/elever/?arskurs=4")
    given, _space, family = name.partition(" ")
    listed = page.get_by_role("link", name=f"{family}, {given}", exact=True).count() > 0
    page.get_by_role("searchbox").fill(family)
    one.press("Sök")
    sought = page.get_by_role("link", name=f"{family}, {given}", exact=True).count() > 0
    assert listed is sought
    return listed


def _told_of_a_room(one: Visitor) -> bool:
    one.go("/")
    return one.page.locator("nav.rooms").get_by_role("link", name="Skyddade uppgifter").count() > 0


def test_gone_for_all_but_the_officer_and_back_by_two_peoples_decision(
    visitor: Visit, site: Site, tmp_path: Path
) -> None:
    with psycopg.connect(site.env["DATABASE_OWNER_URL"]) as owner:
        found = owner.execute(
            "SELECT id::text, given_name || ' ' || family_name, family_name FROM organisation_pupil WHERE source_id = %s",
            [ID],
        ).fetchone()
    assert found
    key, name, family = found
    pupil = f"{site.address}/elever/{key}/"

    administrator = visitor("system")
    page = administrator.go("/forvaltning/installningar/protection_officer/")
    page.get_by_label("Vem som får det som förseglas när en elev skyddas").select_option(
        label="Törn, Maj (kurator2@ekdalen.example)"
    )
    administrator.press("Spara")

    principal, teacher, counsellor = visitor("rektor"), visitor("larare"), visitor("kurator")
    officer = visitor("kurator2")
    for one in (principal, teacher, counsellor):
        assert _found(one, name)
        assert _status(one.page, pupil) == 200
    assert _status(officer.page, pupil) == 404
    assert not _told_of_a_room(officer)
    page = officer.go("/skyddade/")
    assert page.get_by_text("Du är inte namngiven för någon.").is_visible()

    page = _read_in(administrator, _roster(tmp_path / "marked", "sekretessmarkering"))
    assert page.get_by_text("elever som blivit skyddade").is_visible()
    assert page.get_by_text(family).count() == 0
    for one in (principal, teacher, counsellor):
        assert _status(one.page, pupil) == 404
        assert not _found(one, name)
        assert not _told_of_a_room(one)

    letter = site.mail.to("kurator2@ekdalen.example", "Ett ärende har lämnats till dig")
    assert family not in letter.get_content() and "Dalskolan" not in letter.get_content()
    assert _told_of_a_room(officer)
    assert not _found(officer, name)
    page = officer.follow("Skyddade uppgifter")
    assert page.url == f"{site.address}/skyddade/"
    assert page.get_by_text("1 elev", exact=True).is_visible() and page.get_by_text(family).count() == 0
    officer.shot("protected-mine")
    officer.follow("Skyddad elev 1")
    assert page.url == pupil
    assert page.get_by_role("heading", name=name).is_visible()
    officer.shot("protected-pupil")
    officer.follow("Stöd i läsning")
    assert page.get_by_text("Mentorn ser att eleven behöver mer tid vid läsning.").is_visible()

    # The source takes its mark away. The one who reads in cannot lower the protection, and nothing is shown yet.
    page = _read_in(administrator, _roster(tmp_path / "unmarked", ""))
    administrator.shot("protection-lowering-asked")
    assert _status(administrator.page, f"{site.address}/forvaltning/skyddade/avgor/") == 403
    assert _status(principal.page, pupil) == 404
    assert _status(officer.page, pupil) == 200

    chief = visitor("skolchef")
    chief.go("/forvaltning/")
    chief.follow("Skyddade uppgifter")
    page = chief.page
    assert page.get_by_text("1 skydd som källan inte längre har").is_visible()
    assert page.get_by_text(family).count() == 0
    chief.shot("protection")
    chief.follow("Avgör ett skydd som källan inte längre har")
    page.get_by_label("Källa", exact=True).select_option("demo")
    page.get_by_label("Personens id i källan").fill("99990004-4-1")
    page.get_by_label("Ta bort skyddet").check()
    page.get_by_label("Grund för beslutet").fill("Skatteverket har tagit bort markeringen")
    chief.press("Spara beslutet")
    assert page.get_by_text("Ingen begäran gäller det id:t. Kontrollera id:t och källan.").first.is_visible()
    chief.shot("protection-lower")
    assert _status(principal.page, pupil) == 404
    page.get_by_label("Personens id i källan").fill(ID)
    chief.press("Spara beslutet")
    assert page.get_by_text("Skyddet gäller inte längre.").is_visible()
    assert page.get_by_text("0 skydd som källan inte längre har").is_visible()

    assert _found(principal, name) and _found(teacher, name)
    assert _status(principal.page, pupil) == 200
    assert principal.page.get_by_role("link", name="Stöd i läsning").is_visible()
    assert _status(teacher.page, pupil) == 200
    assert teacher.page.get_by_role("link", name="Stöd i läsning").count() == 0  # assigned anew by the principal
    assert _status(officer.page, pupil) == 404
    assert not _told_of_a_room(officer)

    for dark in (False, True):
        scheme = "-dark" if dark else ""
        phone = visitor("skolchef", width=320, dark=dark)
        for shot, path in (
            ("protection", "/forvaltning/skyddade/"),
            ("protection-lower", "/forvaltning/skyddade/avgor/"),
        ):
            phone.go(path)
            phone.shot(f"{shot}-320{scheme}")
