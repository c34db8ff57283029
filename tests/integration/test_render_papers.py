"""A paper through the database: its attachment, its frozen files, rendering them again, the Word round trip."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from framst.access.acting import acting
from framst.audit.models import Event
from framst.config.cli.papers import paper as command
from framst.documents.docx import docx
from framst.documents.pdf import pdf
from framst.foundation.refusal import BadInput, NotAllowed
from framst.reports import services, word
from framst.reports.appendix import results
from framst.reports.models import Paper, PaperTemplate, Section
from framst.reports.services import assemble

from ..personas import actor
from ..unit.papers import AT
from ..unit.papers import paper as paper_of_all

SLUG = "uppfoljning-elevhalsoplanen-2024"
CODES = ["plan-tagit-del", "forebyggande-tillgang", "stod-mot-malen", "behov-kompetens"]


@pytest.fixture
def paper(db: None) -> Iterator[Paper]:
    """The demo's memo, as the investigator sees it."""
    with acting(actor("utredare")):
        yield Paper.objects.get(slug=SLUG)


def frozen(paper: Paper) -> Paper:
    by = actor("utredare")
    services.review_paper(paper=paper, by=by)
    services.freeze_paper(paper=paper, by=by)
    services.store_renditions(paper=paper, by=by)
    return paper


def counted(sections: Any) -> dict[str, dict[str, int]]:
    """The tables of *Resultat per fråga*, by question without its number."""
    return {
        block.counts.question.partition(". ")[2]: {
            **{bar.label: bar.count for bar in block.counts.bars},
            **dict(block.counts.rest),
        }
        for section in sections
        for block in section.blocks
        if block.counts
    }


def test_the_attachment_has_every_question_with_its_own_denominator(paper: Paper) -> None:
    (section,) = results(CODES, by=actor("utredare"))
    assert section.heading == "Bilaga 1. Resultat per fråga"
    tables = counted([section])
    assert tables["Har du tagit del av den uppdaterade elevhälsoplanen?"] == {
        "Ja": 13, "Nej": 6, "Svarade": 19, "Tillfrågade": 19,
    }  # fmt: skip
    of_goals = next(t for q, t in tables.items() if q.endswith("utveckling mot målen?"))
    assert (of_goals["Ja"], of_goals["Svarade"], of_goals["Inget svar"], of_goals["Tillfrågade"]) == (6, 12, 7, 19)
    needs = next(t for q, t in tables.items() if q.startswith("Behövs gemensamma"))
    assert (needs["Behövs"], needs["Till viss del"], needs["Behövs inte"], needs["Inget svar"]) == (9, 6, 3, 1)
    for table in tables.values():
        rest = sum(table.get(w, 0) for w in ("Svarade", "Ej aktuellt", "Frågan visades inte", "Inget svar"))
        assert rest == table["Tillfrågade"] == 19


def test_the_matrix_is_one_table_and_no_answer_in_writing_is_in_the_attachment(paper: Paper) -> None:
    sections = results(CODES, by=actor("utredare"))
    (matrix,) = [b for b in sections[0].blocks if b.kind == "table"]
    rows = [[cell[0].text for cell in row] for row in matrix.rows]
    assert rows[0][-3:] == ["Svarade", "Ej aktuellt", "Inget svar"]
    talpedagog = next(row for row in rows if row[0].lower().startswith("talpedagog"))
    assert talpedagog[rows[0].index("Nej")] == "1"
    assert "många enheter" not in repr(sections)


def test_a_director_gets_the_same_attachment_as_the_investigator(paper: Paper) -> None:
    of_investigator = results(CODES, by=actor("utredare"))
    with acting(actor("avdelningschef")) as by:
        assert counted(results(CODES, by=by)) == counted(of_investigator)


@pytest.mark.parametrize("login", ["rektor", "kurator", "larare"])
def test_those_who_do_not_read_figures_get_no_attachment(paper: Paper, login: str) -> None:
    with acting(actor(login)) as by, pytest.raises(NotAllowed):
        results(CODES, by=by)


def test_a_chart_stands_in_a_paragraph_of_its_own_and_nowhere_else(paper: Paper) -> None:
    by = actor("utredare")
    section = paper.sections.get(code="summary")
    Section.objects.filter(pk=section.pk).update(
        body="[[behov-kompetens|diagram]]\n\n[[plan-tagit-del|tabell]]\n\nSe [[behov-kompetens|diagram]] här."
    )
    blocks = next(s for s in assemble(paper, by=by).sections if s.code == "summary").blocks
    chart, table, within = blocks
    assert chart.counts is not None
    assert table.counts is not None
    assert (chart.counts.picture, table.counts.picture) == (True, False)
    assert chart.counts.question == "Behövs gemensamma kompetensutvecklingsinsatser inom elevhälsoarbetet?"
    assert "".join(r.text for r in chart.runs) == "15 av 18 rektorer svarade ”Behövs” eller ”Till viss del”."
    assert "".join(r.text for r in table.runs) == "13 av 19 rektorer svarade ”Ja”."
    assert [r.text for r in within.runs][1] == "[[behov-kompetens|diagram]]"
    assert services.unprintable(assemble(paper, by=by)) == ["[[behov-kompetens|diagram]]"]


def test_the_frozen_files_are_made_again_with_the_same_bytes(paper: Paper, tmp_path: Path) -> None:
    frozen(paper)
    stored = {r.kind: r.sha256 for r in paper.renditions.all()}
    run = CliRunner().invoke(command, ["render", SLUG, "--out", str(tmp_path), "--again", "--json"])
    rows = json.loads(run.stdout)
    assert run.exit_code == 0, rows
    assert [row["equal"] for row in rows] == [True] * 4
    names = {"html": f"{SLUG}.html", "docx": f"{SLUG}.docx", "pdf": f"{SLUG}.pdf", "json": f"{SLUG}.figures.json"}
    for kind, name in names.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == stored[kind]
    figures = json.loads((tmp_path / f"{SLUG}.figures.json").read_text())
    first = next(f for f in figures if f["code"] == "plan-tagit-del")
    assert {k: first[k] for k in ("numerator", "asked", "answered", "no_answer")} == {
        "numerator": 13, "asked": 19, "answered": 19, "no_answer": 0,
    }  # fmt: skip


def test_a_file_that_is_not_what_was_stored_is_told_and_gives_exit_1(paper: Paper, tmp_path: Path) -> None:
    frozen(paper)
    paper.renditions.filter(kind="docx").update(content=b"other")
    run = CliRunner().invoke(command, ["render", SLUG, "--out", str(tmp_path), "--again"])
    assert run.exit_code == 1
    assert f"{SLUG}.docx" in run.stdout
    assert run.stdout.count("OLIKA") == 1
    assert run.stdout.count("lika") == 3


def test_a_draft_has_nothing_to_compare_with(paper: Paper, tmp_path: Path) -> None:
    run = CliRunner().invoke(command, ["render", SLUG, "--out", str(tmp_path), "--again"])
    assert run.exit_code == 1
    assert "inte låst" in run.stderr
    assert CliRunner().invoke(command, ["render", "finns-inte", "--out", str(tmp_path)]).exit_code == 1


def test_papers_are_listed_as_json(paper: Paper) -> None:
    rows = json.loads(CliRunner().invoke(command, ["list", "--json"]).stdout)
    assert {"slug", "title", "state", "dated_on"} == set(rows[0])
    assert SLUG in [row["slug"] for row in rows]


def test_another_process_makes_the_same_bytes() -> None:
    """Hash seeds, clocks and the order of a fresh process must not show."""
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE']='framst.config.settings'; django.setup();"
        "from tests.unit.papers import AT, paper; from framst.documents.pdf import pdf;"
        "from framst.documents.docx import docx; import hashlib;"
        "print(hashlib.sha256(pdf(paper(), at=AT) + docx(paper(), at=AT)).hexdigest())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = hashlib.sha256(pdf(paper_of_all(), at=AT) + docx(paper_of_all(), at=AT)).hexdigest()
    assert ran.stdout.strip() == ours


def mall(words: str = "Vår mall {{diarienummer}}") -> bytes:
    file, out = Document(), io.BytesIO()
    file.add_paragraph(words)
    file.save(out)
    return out.getvalue()


def test_a_frozen_paper_keeps_the_template_that_was_in_force(paper: Paper) -> None:
    by = actor("utredare", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    word.upload_template(name="mall.docx", content=mall(), by=by)
    before = dt.datetime(2025, 12, 31, tzinfo=dt.UTC)
    assert word.template_at(before) == b""
    assert word.template_at(by.now) == mall() or word.template_at(by.now)[:2] == b"PK"
    later = actor("utredare", dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    word.use_built_in_template(by=later)
    assert word.template_at(later.now) == b""
    assert word.template_at(by.now)[:2] == b"PK"


@pytest.mark.parametrize("login", ["registrator", "ledamot", "rektor", "avdelningschef"])
def test_only_those_who_write_papers_choose_the_template(paper: Paper, login: str) -> None:
    with acting(actor(login)) as by, pytest.raises(NotAllowed):
        word.upload_template(name="mall.docx", content=mall(), by=by)


def test_a_template_that_is_no_word_file_is_refused_and_nothing_is_kept(paper: Paper) -> None:
    with pytest.raises(BadInput):
        word.upload_template(name="mall.docx", content=b"MZ", by=actor("utredare"))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(BadInput):
        word.upload_template(name="mall.docx", content=empty.getvalue(), by=actor("utredare"))
    assert PaperTemplate.objects.count() == 0


def upload(client: Client, data: bytes, name: str = "tillbaka.docx") -> Any:
    return client.post(f"/skrivelser/{SLUG}/tillbaka/", {"file": SimpleUploadedFile(name, data)})


def test_a_returned_file_is_compared_and_only_the_event_is_kept(db: None, client_of: Callable[[str], Client]) -> None:
    client = client_of("utredare")
    sent = client.get(f"/skrivelser/{SLUG}/word/").content
    assert "Alla siffror står som de trycktes" in upload(client, sent).content.decode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sent)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"13 av 19 rektorer", b"14 av 19 rektorer"))
    answer = upload(client, out.getvalue(), "<script>.docx").content.decode()
    assert "Siffran är ändrad." in answer
    assert "14 av 19 rektorer" in answer
    assert "<script>.docx" not in answer
    with acting(actor("utredare")):
        events = Event.objects.filter(act="compared").order_by("id")
        assert [e.detail["differences"] for e in events][-2:] == [0, 1]


@pytest.mark.parametrize("data", [b"", b"hej", b"PK\x03\x04"])
def test_a_file_that_is_not_word_is_answered_with_a_sentence(
    db: None, client_of: Callable[[str], Client], data: bytes
) -> None:
    answer = upload(client_of("utredare"), data)
    assert answer.status_code == 422
    assert "Filen är" in answer.content.decode()
