"""What lower floors get from higher ones: the only place where a floor learns of what stands above it."""

from __future__ import annotations

from framst.access.exporting import ALARMS
from framst.administration import facts as administration
from framst.coding import facts as coding
from framst.figures.services import SOURCES, Source
from framst.followups import facts as followups
from framst.foundation.words import N_
from framst.integrations.roster.deciding import is_named
from framst.oversight import services as oversight
from framst.oversight.web.part import part
from framst.plans import facts as plans
from framst.plans.queries import handover
from framst.plans.queries.steering import sections_beside
from framst.pupils.web.parts import PARTS
from framst.ui.navigation import BESIDE, ROOMS, Room
from framst.wheel.queries import ERRANDS
from framst.wheel.queries.commitments import HANDOVER
from framst.wheel.queries.commitments import may_enter as may_enter_commitments
from framst.workflows import person_extract


def hand_down() -> None:
    """Fill the registries. Safe to call twice."""
    SOURCES["followups"] = followups.SOURCE
    SOURCES["coding"] = Source(compute=coding.figures)
    SOURCES["plans"] = plans.SOURCE
    SOURCES["administration"] = administration.SOURCE
    ERRANDS["followups"] = followups.errands
    ALARMS[:] = [oversight.alarm]
    PARTS["oversight"] = part
    oversight.MAKERS.update(
        pupil=person_extract.of_pupil, guardian=person_extract.of_pupil, self=person_extract.of_staff
    )
    HANDOVER["plans"] = handover.beside
    BESIDE[:] = [sections_beside]
    ROOMS[:] = [
        Room(N_("Start"), "start"),
        Room(N_("Elever"), "pupils", "pupils.read", also=("/overlamningar/", "/elevarenden/")),
        Room(N_("Skyddade uppgifter"), "protection_mine", has=is_named),
        Room(N_("Planer"), "plans"),
        Room(N_("Frågor"), "question_sets", "forms.author"),
        Room(N_("Årshjul"), "wheel"),
        Room(N_("Uppföljningar"), "followups", "followups.read"),
        Room(N_("Granskning"), "reviews", "plans.review"),
        Room(N_("Åtaganden"), "commitments", has=may_enter_commitments),
        Room(N_("Styrdokument"), "steering_documents"),
        Room(N_("Analys"), "findings", "analysis.read"),
        Room(N_("Skrivelser"), "papers", "papers.read"),
        Room(N_("Gallring"), "retention", "retention.decide"),
        Room(N_("Tillsyn"), "oversight", "oversight.enter"),
        Room(N_("Förvaltning"), "administration"),
    ]
