"""Ekdalen's wheel: the template's activities, some of a division's and a school's, an assignment and a decision."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import acting
from framst.organisation.models import Division, Unit
from framst.wheel.rules.template import TEMPLATE
from framst.wheel.services import (
    add_activity,
    begin_with_template,
    close_assignment,
    record_assignment,
    record_decision,
    record_priority,
)

from .moments import People, actor

DALSKOLAN = "99990004"


def load(people: People) -> None:
    """Plan 2025–26 and 2026–27 as the investigator does, and a school's own as its principal does."""
    words = {usual.code: (usual.title, usual.for_whom) for usual in TEMPLATE}
    with acting(actor(people, "utredare", 2025, 8, 18)) as by:
        division = Division.objects.order_by("sort_key").first()
        reported = record_assignment(
            title="Kartlägg tillgången till elevhälsans kompetenser",
            given_by="kommunfullmäktige, budget 2025",
            given_on=dt.date(2024, 11, 25),
            registry_number="BUN 2024/311",
            by=by,
        )
        begin_with_template(year=2025, words=words, by=by)
        record_priority(
            year=2025,
            division=division,
            text="Det förebyggande arbetet får tid i schemat.",
            finding_words="Var tredje rektor saknar tillgång som möjliggör förebyggande arbete.",
            by=by,
        )
    with acting(actor(people, "utredare", 2026, 4, 20)) as by:
        close_assignment(
            assignment=reported,
            paper="Återrapport om tillgången till elevhälsans kompetenser",
            registry_number="BUN 2026/58",
            decided_on=dt.date(2026, 4, 15),
            paragraph="§ 42",
            by=by,
        )
    with acting(actor(people, "utredare", 2026, 8, 17)) as by:
        begin_with_template(year=2026, words=words, by=by)
        given = record_assignment(
            title="Redovisa arbetet med skolfrånvaron",
            given_by="barn- och utbildningsnämnden",
            given_on=dt.date(2026, 6, 17),
            registry_number="BUN 2026/140",
            by=by,
        )
        for title, due_on, minutes in (
            ("Beskriv skolans arbete mot frånvaro", dt.date(2026, 11, 20), 90),
            ("Inventera behovet av kompetensutveckling", dt.date(2026, 11, 27), 120),
            ("Lämna underlag om lokaler för elevhälsan", dt.date(2026, 11, 30), 60),
        ):
            add_activity(
                title=title,
                level="authority",
                for_whom="rektorer",
                due_on=due_on,
                minutes=minutes,
                assignment=given if "frånvaro" in title else None,
                recurs=False,
                by=by,
            )
        add_activity(
            title="Avdelningens dialog om elevhälsan",
            level="division",
            division=division,
            for_whom="rektorer i avdelningen",
            due_on=dt.date(2027, 1, 28),
            minutes=60,
            by=by,
        )
        record_decision(
            title="Tillsyn av stödet i årskurs 7–9",
            unit=Unit.objects.get(code=DALSKOLAN),
            registry_number="SI 2026:4711",
            decided_on=dt.date(2026, 9, 14),
            deficiency="Skolan utreder inte behovet av särskilt stöd skyndsamt.",
            deadline=dt.date(2026, 12, 14),
            measure="Ny rutin för utredning, med dag och ansvarig för varje steg.",
            by=by,
        )
    with acting(actor(people, "rektor", 2026, 8, 18)) as by:
        for title, due_on in (
            ("Elevhälsoteamets uppstart", dt.date(2026, 8, 21)),
            ("Samtal med elevrådet om trivsel", dt.date(2026, 10, 15)),
            ("Utvärdering av elevhälsoplanen", dt.date(2027, 5, 28)),
        ):
            add_activity(
                title=title,
                level="school",
                unit=Unit.objects.get(code=DALSKOLAN),
                for_whom="elevhälsoteamet",
                due_on=due_on,
                by=by,
            )
