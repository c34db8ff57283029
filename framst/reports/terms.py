"""Words of papers to the board."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from framst.foundation.words import N_


class State(StrEnum):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    FREEZING = "freezing"
    FROZEN = "frozen"
    SENT = "sent"
    DECIDED = "decided"
    PUBLISHED = "published"
    FOLLOWED_UP = "followed_up"


STATES = {
    State.DRAFT: N_("utkast"),
    State.REVIEWED: N_("granskad"),
    State.FREEZING: N_("låses"),
    State.FROZEN: N_("låst och undertecknad"),
    State.SENT: N_("sänd till nämnden"),
    State.DECIDED: N_("beslutad"),
    State.PUBLISHED: N_("publicerad"),
    State.FOLLOWED_UP: N_("uppföljd"),
}


class Outcome(StrEnum):
    APPROVED = "approved"
    CHANGED = "changed"
    TABLED = "tabled"
    REFERRED_BACK = "referred_back"
    REJECTED = "rejected"


OUTCOMES = {
    Outcome.APPROVED: N_("enligt förslaget"),
    Outcome.CHANGED: N_("med ändring"),
    Outcome.TABLED: N_("bordlagd"),
    Outcome.REFERRED_BACK: N_("återremitterad"),
    Outcome.REJECTED: N_("avslagen"),
}


class Consulted(StrEnum):
    """Who is heard before or after freezing (domain §3: facklig samverkan, funktionshinderråd)."""

    UNIONS = "unions"
    DISABILITY_COUNCIL = "disability_council"
    OTHER = "other"


CONSULTED = {
    Consulted.UNIONS: N_("facklig samverkan"),
    Consulted.DISABILITY_COUNCIL: N_("funktionshinderrådet"),
    Consulted.OTHER: N_("annan"),
}

# Words that value a figure; beside one in the summary they give a quiet warning.
VALUING = ("endast", "bara", "hela", "så många som", "så få som", "tyvärr", "glädjande", "blott", "enbart")

# Words that belong in the proposal, not in the summary (domain §3: the summary stands without the proposal).
PROPOSING = ("föreslår", "föreslås")


@dataclass(frozen=True)
class Heading:
    """One section of a spec: its code, the heading as printed, and the help beside the field."""

    code: str
    heading: str
    help: str


@dataclass(frozen=True)
class Spec:
    """A kind of paper: its name as printed, the heading over the recipient, the sections in order."""

    name: str
    recipient: str
    headings: tuple[Heading, ...]


# Source: the memo in sources (tjänsteskrivelse 2025-03-31) and domain §3.
SPECS: dict[str, Spec] = {
    "tjansteskrivelse": Spec(
        "Tjänsteskrivelse",
        "Mottagare",
        (
            Heading(
                "proposal",
                "Förslag till beslut",
                N_("Skriv som om det redan var beslutat, en åtgärd per rad. Ska kunna läsas ensamt."),
            ),
            Heading(
                "summary",
                "Sammanfattning",
                N_(
                    "Neutralt, utan förslaget: vad planen gäller, när och hur ni frågade, vad som kom fram, "
                    "vad som gjorts sedan dess."
                ),
            ),
            Heading("assessment", "Bedömning", N_("Vad har tagits om hand, av vem, och vad går inte att påverka?")),
            Heading("basis", "Beslutsunderlag", N_("Den egna skrivelsen först, med datum. Sedan bilagorna.")),
        ),
    ),
}
