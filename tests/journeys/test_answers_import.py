"""Answers that were collected in another web form: chosen, mapped, refused, mended, read in, taken out."""

from __future__ import annotations

from pathlib import Path

from framst.config.demo.answers_2024 import WORKBOOK, headings, rows
from framst.integrations.spreadsheets.writing import csv_file

from .conftest import Site, Visit

FOLLOWUP = "/uppfoljningar/elevhalsoplanen-2024/"


def _wrong() -> bytes:
    """The workbook as CSV, with an answer outside the choices and a stranger."""
    told = [[*row] for row in rows()]
    told[0][5] = "Kanske"
    told[1][3] = "nagon.annan@ekdalen.example"
    return csv_file(headings(), told)  # type: ignore[arg-type]


def test_a_workbook_is_read_in_mended_and_taken_out(visitor: Visit, tmp_path: Path) -> None:
    investigator = visitor("utredare")
    page = investigator.go(FOLLOWUP + "las-in/")
    assert page.get_by_role("link", name="answers_2024.xlsx").is_visible()
    investigator.shot("answers-upload")

    # a file that is not a workbook
    page.get_by_label("Fil", exact=True).set_input_files({"name": "svar.xlsx", "mimeType": "", "buffer": b"%PDF-1.7"})
    investigator.press("Fortsätt")
    assert page.get_by_text("en arbetsbok (.xlsx) eller en CSV-fil").is_visible()

    # an answer outside the choices, and somebody who was not asked
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "svar.csv", "mimeType": "text/csv", "buffer": _wrong()}
    )
    investigator.press("Fortsätt")
    assert page.get_by_text("ett av svarsvalen: Ja, Nej").is_visible()
    assert page.get_by_text("e-postadressen till en rektor som är tillfrågad i uppföljningen").is_visible()
    investigator.shot("answers-faults")

    # mended
    investigator.follow("Välj en annan fil")
    page.get_by_label("Fil", exact=True).set_input_files(WORKBOOK)
    investigator.press("Fortsätt")
    assert page.get_by_text("19 svar kommer att räknas.").is_visible()
    investigator.shot("answers-columns")
    investigator.press("Läs in svaren")
    assert page.get_by_text("19 svar räknas. 1 är ersatt.").is_visible()
    assert page.get_by_role("row", name="ersatt av ett annat svar").count() == 1
    investigator.shot("answers-rows")

    investigator.go(FOLLOWUP + "hamta-ut/")
    investigator.shot("answers-export")
    page.get_by_label("CSV, UTF-8 med semikolon").check()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Hämta filen").click()
    out = tmp_path / "svar.csv"
    waited.value.save_as(out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbfId;Starttid;Sluttid;E-post")


def test_on_a_small_dark_screen(visitor: Visit) -> None:
    investigator = visitor("utredare", width=320, dark=True)
    page = investigator.go(FOLLOWUP + "las-in/")
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "svar.csv", "mimeType": "text/csv", "buffer": _wrong()}
    )
    investigator.press("Fortsätt")
    assert page.get_by_text("ett av svarsvalen: Ja, Nej").is_visible()
    investigator.shot("answers-faults-320-dark")


def test_the_command_reads_the_demos_workbook_again(site: Site) -> None:
    done = site.framst("import", "answers", "--followup", "elevhalsoplanen-2024", str(WORKBOOK))
    assert (done.returncode, done.stdout) == (
        0,
        "19 svar räknas, 0 kom för sent, 1 är ersatta. 0 ändrades.\n",
    )
