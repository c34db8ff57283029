"""The Word round trip: out to Word, changed there, back; and the authority's own template."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from docx import Document

from .conftest import Visit

PAPER = "/skrivelser/uppfoljning-elevhalsoplanen-2024/"


def changed_in_word(path: Path, was: str, now: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(was.encode(), now.encode()))
    return out.getvalue()


def test_a_changed_figure_is_pointed_out_when_the_file_comes_back(visitor: Visit, tmp_path: Path) -> None:
    investigator = visitor("utredare")
    page = investigator.go(PAPER)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som Word-dokument").first.click()
    sent = tmp_path / "sent.docx"
    download.value.save_as(sent)
    assert download.value.suggested_filename == "uppfoljning-elevhalsoplanen-2024-utkast.docx"

    investigator.go(PAPER)
    investigator.follow("Jämför ett Word-dokument som kommit tillbaka")
    page.get_by_label("Word-dokument (.docx)").set_input_files(sent)
    investigator.press("Jämför")
    assert page.get_by_text("Alla siffror står som de trycktes").is_visible()

    back = tmp_path / "tillbaka.docx"
    back.write_bytes(changed_in_word(sent, "13 av 19 rektorer", "14 av 19 rektorer"))
    page.get_by_label("Word-dokument (.docx)").set_input_files(back)
    investigator.press("Jämför")
    assert page.get_by_text("Siffran är ändrad.").first.is_visible()
    assert page.get_by_text("14 av 19 rektorer").first.is_visible()
    investigator.shot("word-returned")

    wrong = tmp_path / "bild.docx"
    wrong.write_bytes(b"GIF89a")
    page.get_by_label("Word-dokument (.docx)").set_input_files(wrong)
    investigator.press("Jämför")
    assert page.get_by_text("Filen är inte ett Word-dokument (.docx).").first.is_visible()
    investigator.shot("word-refused")


def test_the_paper_is_written_in_the_authoritys_own_template(visitor: Visit, tmp_path: Path) -> None:
    investigator = visitor("utredare", dark=True, width=320)
    page = investigator.go("/skrivelser/mall/")
    investigator.shot("word-template-320-dark")
    file = Document()
    file.add_paragraph("Ekdalens brevhuvud {{datum}}")
    file.add_paragraph("{{text}}")
    file.save(str(tmp_path / "mall.docx"))
    page.get_by_label("Word-dokument (.docx)").set_input_files(tmp_path / "mall.docx")
    investigator.press("Läs in mallen")
    assert page.get_by_text("mall.docx").is_visible()

    investigator.go(PAPER)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som Word-dokument").first.click()
    download.value.save_as(tmp_path / "sent.docx")
    words = [p.text for p in Document(str(tmp_path / "sent.docx")).paragraphs]
    assert words[0].startswith("Ekdalens brevhuvud ")

    investigator.go("/skrivelser/mall/")
    investigator.press("Gå tillbaka till Främsts egen mall")
    assert page.get_by_text("Skrivelserna skrivs i Främsts egen mall.").is_visible()


def test_a_director_may_read_the_paper_and_not_compare(visitor: Visit) -> None:
    director = visitor("avdelningschef")
    page = director.go(PAPER)
    assert page.get_by_role("link", name="Hämta som Word-dokument").count() == 0
    director.go(PAPER + "tillbaka/")
    assert page.get_by_text("Det gör utredaren eller elevhälsochefen.").is_visible()
