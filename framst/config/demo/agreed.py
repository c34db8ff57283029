"""What was agreed in Ekdalen: one that was followed up, one carried over the school year, one late, one of the authority's."""

from __future__ import annotations

import datetime as dt

from framst.access.acting import acting
from framst.organisation.models import Unit
from framst.wheel.services import follow_up, make_commitment, postpone
from framst.wheel.terms import Origin, Outcome

from .moments import People, actor

DALSKOLAN = "99990004"


def load(people: People) -> None:
    """Play the commitments, each at its moment."""
    with acting(actor(people, "avdelningschef", 2024, 3, 5)) as by:
        routine = make_commitment(
            unit=Unit.objects.get(code=DALSKOLAN),
            text="Elevhälsoteamets möten får en fast stund för det förebyggande arbetet, minst varannan vecka.",
            owner=people["rektor"],
            origin=Origin.AGREEMENT,
            origin_words="dialogen om trygghet och studiero 5 mars 2024",
            due_on=dt.date(2024, 10, 31),
            by=by,
        )
        make_commitment(
            unit=Unit.objects.get(code=DALSKOLAN),
            text="Kartlägg vilka lektioner som ordningen brister på, och pröva gemensamma rutiner i årskurs 7–9.",
            owner=people["kurator"],
            origin=Origin.AGREEMENT,
            origin_words="dialogen om trygghet och studiero 5 mars 2024",
            due_on=dt.date(2025, 2, 28),
            by=by,
        )
    with acting(actor(people, "rektor", 2024, 10, 28)) as by:
        follow_up(
            commitment=routine,
            done="Mötena har sedan augusti en halvtimme varannan vecka som bara får handla om förebyggande arbete.",
            became="Teamet har gjort två gemensamma insatser i årskurs 4. Enskilda ärenden tar ändå över ibland.",
            evidence="Elevhälsoteamets kalender och minnesanteckningar.",
            outcome=Outcome.PARTLY,
            by=by,
        )
        late = make_commitment(
            unit=Unit.objects.get(code=DALSKOLAN),
            text="Låt elevrådet säga vad trygghetsenkäten betyder innan elevhälsoplanen skrivs.",
            owner=people["rektor"],
            origin=Origin.OWN,
            origin_words="",
            due_on=dt.date(2024, 12, 20),
            by=by,
        )
    with acting(actor(people, "rektor", 2024, 12, 16)) as by:
        postpone(commitment=late, due_on=dt.date(2025, 3, 14), reason="Enkäten kom först i december.", by=by)
    with acting(actor(people, "elevhalsochef", 2025, 3, 24)) as by:
        make_commitment(
            unit=None,
            text="Ta fram ett gemensamt stöd för hur elevhälsan beskrivs i skolornas planer.",
            owner=people["elevhalsochef"],
            origin=Origin.ASSIGNMENT,
            origin_words="nämndens beslut 19 mars 2025, § 31",
            due_on=dt.date(2027, 6, 11),
            by=by,
        )
