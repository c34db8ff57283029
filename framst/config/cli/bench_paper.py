"""`framst bench paper`: a paper of 60 questions to 170 units, gathered and written, against the libraries alone."""

from __future__ import annotations

import datetime as dt
import io
import random
import resource
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

from ..bench import Row, row

UNITS, QUESTIONS = 170, 60
FEW_UNITS, FEW_QUESTIONS = 20, 10
GOAL, MOST_MEMORY = 1.5, 400  # times the libraries; MB resident
RUNS = 3


def paper() -> list[dict[str, object]]:
    """Measure gathering (queries, time) and writing PDF and DOCX against WeasyPrint and python-docx on finished content."""
    for word in ("migrate", "load-demo"):
        subprocess.run([sys.executable, "-m", "framst.config.command", word], check=True, stdout=subprocess.DEVNULL)
    from ..command import ready

    ready()
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from framst.access.acting import acting, person
    from framst.documents import charts
    from framst.documents.docx import docx
    from framst.documents.html import document
    from framst.documents.pdf import pdf
    from framst.organisation.models import Account
    from framst.reports.services import assemble

    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    by = person(Account.objects.get(email="utredare@ekdalen.example").person_id, now)
    with acting(by):
        few, many = _made(FEW_UNITS, FEW_QUESTIONS, by), _made(UNITS, QUESTIONS, by)
        with CaptureQueriesContext(connection) as for_few:
            assemble(few, by=by)
        with CaptureQueriesContext(connection) as for_many:
            content = assemble(many, by=by)

        def ours() -> None:
            charts.forget()
            gathered = assemble(many, by=by)
            pdf(gathered, at=now)
            docx(gathered, at=now)

        ours()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        finished = document(content, linked=False).decode()
        pictures = [charts.png(c) for c in _counts(content) if c.picture]
        theirs = (lambda: _weasyprint(finished), lambda: _python_docx(content, pictures))
        for do in theirs:
            do()  # type: ignore[no-untyped-call]
        # Taken in turns, so that a busy machine is as busy for both.
        times: list[tuple[float, ...]] = [
            (_seconds(lambda: assemble(many, by=by)), _seconds(ours), *map(_seconds, theirs)) for _ in range(RUNS)
        ]
        transaction.set_rollback(True)
    gathering, all_of_ours, weasyprint, python_docx = (statistics.median(column) for column in zip(*times, strict=True))
    size = f"{QUESTIONS} frågor × {UNITS} enheter"
    rows: list[Row] = [
        row(
            f"databasfrågor för att samla {size}",
            len(for_many),
            "st",
            against=f"{FEW_QUESTIONS} frågor × {FEW_UNITS} enheter: {len(for_few)}",
            base=len(for_few),
            goal=1.0,
        ),
        row(f"samla {size}", 1000 * gathering, "ms"),
        row("WeasyPrint, färdigt innehåll", weasyprint, "s"),
        row("python-docx, färdigt innehåll", python_docx, "s"),
        row(
            f"samla, rita {len(pictures)} diagram, skriva PDF och DOCX",
            all_of_ours,
            "s",
            against="WeasyPrint + python-docx",
            base=weasyprint + python_docx,
            goal=GOAL,
        ),
        row("minne, som högst", memory, "MB", against=f"{MOST_MEMORY} MB", base=MOST_MEMORY, goal=1.0),
    ]
    return [r.as_json() for r in rows]


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def _weasyprint(finished: str) -> None:
    """The PDF of a finished HTML text with its style, and nothing else of ours."""
    import warnings

    from weasyprint import HTML

    from framst.documents.pdf import look

    fonts, style = look()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        HTML(string=finished).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3a", pdf_tags=True, pdf_identifier=b"bench"
        )


def _python_docx(content: Any, pictures: list[bytes]) -> None:
    """The same paragraphs, tables and finished pictures by python-docx's own calls."""
    from docx import Document

    document = Document()
    waiting = iter(pictures)
    for section in (*content.sections, *content.appendices):
        document.add_heading(section.heading, 1)
        for block in section.blocks:
            document.add_paragraph("".join(r.text for r in block.runs))
            if block.counts:
                document.add_paragraph(block.counts.question)
                if block.counts.picture:
                    document.add_picture(io.BytesIO(next(waiting)))
                rows = [("Svar", "Antal"), *((b.label, str(b.count)) for b in block.counts.bars)]
                rows += [(words, str(n)) for words, n in block.counts.rest]
                table = document.add_table(len(rows), 2)
                for line, cells in zip(table.rows, rows, strict=True):
                    for cell, text in zip(line.cells, cells, strict=True):
                        cell.text = text
    document.save(io.BytesIO())


def _counts(content: Any) -> list[Any]:
    return [b.counts for s in (*content.sections, *content.appendices) for b in s.blocks if b.counts]


def _made(units: int, questions: int, by: Any) -> Any:
    """Make a follow-up with seeded answers and a paper with a chart of every question; return the paper."""
    from framst.figures.models import Indicator
    from framst.followups.models import Followup, Invitation
    from framst.forms import rules
    from framst.forms.models import Answer, QuestionSet, Sheet, Version
    from framst.forms.terms import Questionnaire, Section
    from framst.reports.models import Section as Text
    from framst.reports.services import begin_paper

    slug, dice = f"bench-{units}", random.Random(units)  # noqa: S311 - a made-up follow-up, the same each time
    asked = tuple(
        rules.scale_question(f"q{n}", f"Har ni tillgång till det som fråga {n} gäller?") for n in range(questions)
    )
    version = Version.objects.create(
        question_set=QuestionSet.objects.create(code=slug, title=slug),
        number=1,
        content=rules.written(Questionnaire("Bench", sections=(Section("s", "S", questions=asked),))),
        published_at=by.now,
    )
    day = dt.date(2026, 1, 31)
    followup = Followup.objects.create(
        slug=slug, title=slug, version=version, period_from=day, period_to=day, closes_on=day
    )
    sheets = [
        Sheet(id=uuid.UUID(int=dice.getrandbits(128)), version=version, collection=f"followup:{slug}")
        for _ in range(units)
    ]
    Sheet.objects.bulk_create(sheets)
    Invitation.objects.bulk_create([Invitation(followup=followup, sheet=s) for s in sheets])
    Answer.objects.bulk_create(
        [
            Answer(sheet=s, question=q.code, status="answered", choices=[dice.choice(("yes", "partly", "no"))])
            for s in sheets
            for q in asked
            if dice.random() < 0.95
        ],
        batch_size=5000,
    )
    Indicator.objects.bulk_create(
        Indicator(
            code=f"{slug}-{q.code}",
            name=q.code,
            question=q.text,
            source="followups",
            spec={"followup": slug, "question": q.code, "row": "", "numerator": ["yes"]},
            unit_of_count="rektorer",
        )
        for q in asked
    )
    made = begin_paper(slug=slug, title="Uppföljning av elevhälsan", by=by)
    body = "\n\n".join(
        f"Av dem som svarade har [[{slug}-{q.code}|av enhet]] tillgång.\n\n[[{slug}-{q.code}|diagram]]" for q in asked
    )
    Text.objects.filter(paper=made, code="summary").update(body=body)
    return made
