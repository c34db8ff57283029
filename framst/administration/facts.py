"""What figures may know of the organisation: distributions without names, and never a ratio per pupil."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count
from django.utils.translation import gettext

from framst.access.acting import Actor
from framst.figures.models import Indicator
from framst.figures.services import Source
from framst.figures.terms import Asked, Countable, Figure, Part
from framst.foundation.words import N_
from framst.organisation.models import Service
from framst.organisation.queries import on, provider
from framst.organisation.terms import Employment

KEY = "organisationen"
UNITS_EACH = "enheter_per_medarbetare"
MANY = "4"  # four units or more

# How many units one member of the central team serves: code → words.
SERVED = {
    "1": N_("1 enhet"),
    "2": N_("2 enheter"),
    "3": N_("3 enheter"),
    MANY: N_("4 eller fler enheter"),
}


def asked(key: str) -> Asked | None:
    """Return what can be counted in the organisation: how many units each member of the central team serves."""
    if key != KEY:
        return None
    options = tuple((code, gettext(words)) for code, words in SERVED.items())
    countable = Countable(
        UNITS_EACH,
        gettext("Hur många enheter har varje medarbetare i den centrala elevhälsan?"),
        options,
        proposed=(MANY,),
    )
    return Asked(KEY, gettext("Organisationen"), gettext("medarbetare i den centrala elevhälsan"), (countable,))


def figures(indicators: list[Indicator], by: Actor) -> dict[str, Figure]:
    """Count the members of the central team by how many units each of them serves today.

    It explains the theme *many units to serve*. Names do not leave this function, and nothing is divided by a
    number of pupils: the source argues that key ratios steer wrong (DESIGN §1.6).
    """
    served = (
        Service.objects.filter(on(by.today), employment=Employment.CENTRAL, person__isnull=False)
        .order_by()
        .values("person")
        .annotate(units=Count("unit", distinct=True))
        .values_list("units", flat=True)
    )
    each = Counter(MANY if units >= int(MANY) else str(units) for units in served)
    members = sum(each.values())
    authority = provider()
    return {
        i.code: Figure(
            code=i.code,
            name=i.name,
            question=i.question,
            definition=i.definition,
            source=gettext("Uppdragen i organisationen") + (f", {authority.name}" if authority else ""),
            unit_of_count=i.unit_of_count,
            numerator=sum(each[c] for c in i.spec["numerator"]),
            asked=members,
            answered=members,
            parts=tuple(
                Part(code, gettext(words), each[code], code in i.spec["numerator"]) for code, words in SERVED.items()
            ),
            period_from=by.today,
            period_to=by.today,
            computed_at=by.now,
            lineage=("organisation:services",),
        )
        for i in indicators
        if i.spec.get("question") == UNITS_EACH
    }


def places() -> list[tuple[str, str]]:
    """Return the one thing that can be counted in here."""
    return [(KEY, gettext("Organisationen"))]


SOURCE = Source(compute=figures, asked=asked, places=places)
