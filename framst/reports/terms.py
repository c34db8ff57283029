"""Words of papers to the board."""

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

# Words that value a figure; beside one in the summary they give a quiet warning.
VALUING = ("endast", "bara", "hela", "så många som", "så få som", "tyvärr", "glädjande")

# spec code → its name and its headings in order: (code, heading, help). Source: the memo in
# docs/explanation/sources.md (tjänsteskrivelse 2025-03-31) and domain §3.
SPECS: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "tjansteskrivelse": (
        "Tjänsteskrivelse",
        (
            (
                "proposal",
                "Förslag till beslut",
                N_("Skriv som om det redan var beslutat, en åtgärd per punkt. Ska kunna läsas ensamt."),
            ),
            (
                "summary",
                "Sammanfattning",
                N_(
                    "Neutralt, utan förslaget: vad planen gäller, när och hur ni frågade, vad som kom fram, vad som gjorts sedan dess."
                ),
            ),
            ("assessment", "Bedömning", N_("Vad har tagits om hand, av vem, och vad går inte att påverka?")),
            ("basis", "Beslutsunderlag", N_("Den egna skrivelsen först, med datum. Sedan bilagorna.")),
        ),
    ),
}
