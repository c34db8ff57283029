"""A wheel for an authority that has none: what usually happens when. Every day is the authority's own to change.

Assembled from dated facts in public documents of some authorities; none of it is stated as law.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from framst.foundation.words import N_

from .days import period_of, working_day


@dataclass(frozen=True)
class Usual:
    """One activity of the template: month and day, what, for whom."""

    code: str
    month: int
    day: int
    title: str
    for_whom: str


TEMPLATE = (
    Usual("school-plan", 8, 31, N_("Skolans elevhälsoplan för läsåret"), N_("rektorer")),
    Usual("union", 9, 19, N_("Facklig samverkan"), N_("utredaren")),
    Usual("disability-council", 9, 20, N_("Funktionshinderrådet"), N_("utredaren")),
    Usual("absence-autumn", 10, 9, N_("Uppföljning av öppna frånvaroärenden, hösten"), N_("rektorer")),
    Usual("extra-funding-autumn", 10, 31, N_("Sista dag för ansökan om tilläggsbelopp, vårterminen"), N_("rektorer")),
    Usual("extra-funding-decided-autumn", 12, 1, N_("Beslut om tilläggsbelopp, vårterminen"), N_("handläggaren")),
    Usual("annual-report", 12, 3, N_("Årsrapport till samråden och nämnden"), N_("utredaren")),
    Usual("survey", 2, 26, N_("Skolenkäten (hälften av skolorna varje år)"), N_("rektorer")),
    Usual("patient-safety", 3, 1, N_("Patientsäkerhetsberättelsen är klar"), N_("verksamhetschefen")),
    Usual("absence-spring", 3, 12, N_("Uppföljning av öppna frånvaroärenden, våren"), N_("rektorer")),
    Usual("paper", 3, 31, N_("Tjänsteskrivelse om uppföljningen av planen"), N_("utredaren")),
    Usual("extra-funding-spring", 4, 30, N_("Sista dag för ansökan om tilläggsbelopp, höstterminen"), N_("rektorer")),
    Usual("review", 5, 15, N_("Bred granskning av skolornas planer, med återkoppling"), N_("förvaltningen")),
    Usual("extra-funding-decided-spring", 6, 1, N_("Beslut om tilläggsbelopp, höstterminen"), N_("handläggaren")),
    Usual("follow-up", 6, 8, N_("Frågor till rektorerna om den övergripande planen"), N_("rektorer")),
)


def due_in(usual: Usual, year: int, off: Collection[dt.date]) -> dt.date:
    """Return the working day in the school year that begins in `year` by which it is due."""
    day = dt.date(year if usual.month >= 7 else year + 1, usual.month, usual.day)
    return working_day(day, off, period_of(year))
