"""The roster read in by the administrator: a faulty file, a trial, and a run that takes many away and is decided."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from ..roster import pupil, written
from .conftest import Visit, Visitor

REASON = "Källan saknade årskurs fyra. Den är rättad."


def _read_in(administrator: Visitor, file: Path, *, trial: bool = False) -> Page:
    page = administrator.go("/forvaltning/elevlista/las-in/")
    page.get_by_label("Filer").set_input_files(file)
    page.get_by_label("Källa").fill("prov")
    page.get_by_label("Pröva först").set_checked(trial)
    return administrator.press("Läs in")


def _roster(folder: Path, *numbers: int, **more: str) -> Path:
    rows = [pupil(str(n), efternamn=f"Provsson{n:02}", **more) for n in numbers]
    return written(folder, elever=rows) / "elever.csv"


def _here(principal: Visitor, name: str) -> bool:
    page = principal.go("/elever/")
    page.get_by_role("searchbox").fill(name)
    principal.press("Sök")
    return page.get_by_role("link", name=f"{name}, Mini", exact=True).count() == 1


def _fact(page: Page, words: str) -> str:
    return page.locator(f"dt:text-is('{words}') + dd").inner_text()


def test_read_in_tried_refused_and_approved(visitor: Visit, tmp_path: Path) -> None:
    administrator, principal = visitor("system"), visitor("rektor")
    page = administrator.go("/forvaltning/")
    administrator.follow("Elevlistan")
    # By the keyboard alone: to the act, and into the form.
    way_in = page.get_by_role("link", name="Läs in en fil")
    for _ in range(30):
        page.keyboard.press("Tab")
        if way_in.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/las-in/")

    page = _read_in(administrator, _roster(tmp_path / "faulty", 1, 2, från="i höstas"))
    assert page.get_by_text("Filen lästes inte in. Inget har sparats.").is_visible()
    for row in (2, 3):
        assert page.get_by_role("row", name=f"{row} elever: från visas inte ett datum").is_visible()
    assert page.get_by_text("i höstas").count() == 0
    administrator.shot("roster-faults")
    assert not _here(principal, "Provsson01")

    page = _read_in(administrator, _roster(tmp_path / "all", *range(40)), trial=True)
    assert page.get_by_role("heading", name="Prov: inget har sparats").is_visible()
    assert _fact(page, "nya elever") == "40"
    administrator.shot("roster-tried")
    # What was tried is next saved, for the same source: another source's name would make new pupils of them all.
    assert page.get_by_label("Källa").input_value() == "prov"
    assert not page.get_by_label("Pröva först").is_checked()
    assert not _here(principal, "Provsson01")

    page = _read_in(administrator, tmp_path / "all" / "elever.csv")
    assert page.get_by_role("heading", name="Listan är inläst").is_visible()
    assert _fact(page, "nya elever") == "40"
    assert _here(principal, "Provsson01") and _here(principal, "Provsson39")
    page = _read_in(administrator, tmp_path / "all" / "elever.csv")
    assert page.get_by_text("Listan ändrade ingenting: allt fanns redan.").is_visible()

    # Ten are missing: the run waits, and nobody has gone. It is refused, with a reason.
    fewer = _roster(tmp_path / "fewer", *range(30))
    page = _read_in(administrator, fewer)
    assert page.get_by_text("Inget har ändrats; den väntar på beslut.").is_visible()
    assert _fact(page, "elever som slutat") == "10"
    assert page.get_by_text("Provsson").count() == 0
    administrator.shot("roster-run-waiting")
    assert _here(principal, "Provsson39")
    administrator.follow("Avvisa")
    administrator.press("Avvisa")
    assert page.get_by_text("Skriv varför, med några ord.").first.is_visible()
    page.get_by_label("Skäl").fill(REASON)
    administrator.shot("roster-run-reject")
    administrator.press("Avvisa")
    assert page.get_by_text("Inläsningen är avvisad. Inget har ändrats.").is_visible()
    assert page.get_by_text(REASON).is_visible()
    assert page.get_by_role("link", name="Godkänn").count() == 0
    assert _here(principal, "Provsson39")

    # The same list once more waits anew. It is found in the queue, read, and approved.
    _read_in(administrator, fewer)
    administrator.go("/forvaltning/elevlista/")
    assert page.locator("tbody tr").first.get_by_text("väntar på beslut").is_visible()
    administrator.shot("roster-runs")
    page.locator("tbody a").first.click()
    administrator.checked()
    assert _fact(page, "elever som slutat") == "10"
    run = page.url.removeprefix(administrator.site.address)
    administrator.follow("Godkänn")
    administrator.shot("roster-run-approve")
    administrator.press("Godkänn")
    assert page.get_by_text("Inläsningen är godkänd. Läs in listan igen.").is_visible()
    assert _here(principal, "Provsson39")

    page = _read_in(administrator, fewer)
    assert page.get_by_role("heading", name="Listan är inläst").is_visible()
    assert _fact(page, "elever som slutat") == "10"
    assert _here(principal, "Provsson29") and not _here(principal, "Provsson30") and not _here(principal, "Provsson39")
    administrator.go(run)
    assert page.get_by_text("godkänd, och använd av nästa inläsning").is_visible()

    for dark in (False, True):
        phone = visitor("system", width=320, dark=dark)
        for shot, path in (
            ("roster-runs", "/forvaltning/elevlista/"), ("roster-run", run), ("roster-upload", "/forvaltning/elevlista/las-in/"),
        ):  # fmt: skip
            phone.go(path)
            phone.shot(f"{shot}-320{'-dark' if dark else ''}")
