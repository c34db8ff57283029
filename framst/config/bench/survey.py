"""`framst bench survey`: the statistics of 40 questions against one GROUP BY over the same rows."""

from __future__ import annotations

import datetime as dt
import functools
import random
import subprocess
import sys
import uuid

from . import Row, median_seconds, row

GOAL = 3.0
QUESTIONS = 40


def survey() -> list[Row]:
    """Measure 40 questions × 170 and × 5,000 answers: counted figures against the bare GROUP BY."""
    for word in ("migrate", "load-demo"):
        subprocess.run([sys.executable, "-m", "framst.config.command", word], check=True, stdout=subprocess.DEVNULL)
    from ..command import ready

    ready()
    from django.db import connection, transaction

    from framst.access.acting import acting, person
    from framst.figures.models import Indicator
    from framst.figures.services import compute
    from framst.organisation.models import Account

    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    rows: list[Row] = []
    for answers in (170, 5_000):
        by = person(Account.objects.get(email="utredare@ekdalen.example").person_id, now)
        with acting(by):
            slug = _made(answers, by, random.Random(answers))
            codes = list(Indicator.objects.filter(spec__followup=slug).values_list("code", flat=True))

            def limit(slug: str = slug) -> None:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT a.question, a.row, a.status, a.choices, count(*) FROM forms_answer a"
                        " JOIN forms_sheet s ON s.id = a.sheet_id WHERE s.collection = %s AND NOT s.late"
                        " GROUP BY 1, 2, 3, 4",
                        [f"followup:{slug}"],
                    )
                    cursor.fetchall()

            bare = median_seconds(limit)
            ours = median_seconds(functools.partial(compute, codes, by=by))
            rows.append(row(f"en GROUP BY, {QUESTIONS} frågor × {answers} svar", 1000 * bare, "ms"))
            # A page adds its frame to this; the goal allows the yardstick page beside three times the GROUP BY.
            rows.append(
                row(
                    f"alla siffror med nämnare, {QUESTIONS} frågor × {answers} svar",
                    1000 * ours,
                    "ms",
                    against="3 × GROUP BY + måttsticka (5 ms)",
                    base=1000 * bare + 5 / GOAL,
                    goal=GOAL,
                )
            )
            transaction.set_rollback(True)
    return rows


def _made(answers: int, by: object, dice: random.Random) -> str:
    """Make a follow-up with seeded answers, straight into its tables; return its slug."""
    from framst.figures.models import Indicator
    from framst.followups.models import Followup, Invitation
    from framst.forms import rules
    from framst.forms.models import Answer, QuestionSet, Sheet, Version
    from framst.forms.terms import Questionnaire, Section

    slug = f"bench-{answers}"
    content = Questionnaire(
        "Bench",
        sections=(
            Section("s", "S", questions=tuple(rules.scale_question(f"q{n}", f"Fråga {n}") for n in range(QUESTIONS))),
        ),
    )
    questions = QuestionSet.objects.create(code=slug, title=slug)
    version = Version.objects.create(
        question_set=questions,
        number=1,
        content=rules.written(content),
        published_at=by.now,  # type: ignore[attr-defined]
    )
    followup = Followup.objects.create(
        slug=slug,
        title=slug,
        version=version,
        period_from=dt.date(2026, 1, 1),
        period_to=dt.date(2026, 1, 31),
        closes_on=dt.date(2026, 1, 31),
    )
    sheets = [
        Sheet(id=uuid.UUID(int=dice.getrandbits(128)), version=version, collection=f"followup:{slug}")
        for _ in range(answers)
    ]
    Sheet.objects.bulk_create(sheets, batch_size=1000)
    Invitation.objects.bulk_create([Invitation(followup=followup, sheet=s) for s in sheets], batch_size=1000)
    Answer.objects.bulk_create(
        [
            Answer(
                id=uuid.UUID(int=dice.getrandbits(128)),
                sheet=sheet,
                question=f"q{n}",
                status="answered",
                choices=[dice.choice(("yes", "partly", "no", "dont_know"))],
            )
            for sheet in sheets
            for n in range(QUESTIONS)
            if dice.random() < 0.95
        ],
        batch_size=5000,
    )
    Indicator.objects.bulk_create(
        Indicator(
            code=f"{slug}-q{n}",
            name=f"q{n}",
            question=f"Fråga {n}",
            source="followups",
            spec={"followup": slug, "question": f"q{n}", "row": "", "numerator": ["yes"]},
            unit_of_count="rektorer",
        )
        for n in range(QUESTIONS)
    )
    return slug
