"""Words of follow-ups."""

from enum import StrEnum

from framst.foundation.words import N_


class Per(StrEnum):
    """Whom a place in the denominator stands for."""

    PRINCIPAL = "principal"
    UNIT = "unit"


PER = {Per.PRINCIPAL: N_("en gång per rektor"), Per.UNIT: N_("en gång per skolenhet")}
# The plural that stands after "13 av 19" in papers.
COUNTED = {Per.PRINCIPAL: "rektorer", Per.UNIT: "skolenheter"}


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


STATES = {
    State.DRAFT: N_("utkast"),
    State.OPEN: N_("öppen för svar"),
    State.CLOSED: N_("stängd"),
}


class Standing(StrEnum):
    """Where one place stands."""

    VACANT = "vacant"
    ASKED = "asked"
    BEGUN = "begun"
    ANSWERED = "answered"
    LATE = "late"


# What a place's standing is called, and the icon beside it.
STANDINGS = {
    Standing.VACANT: (N_("saknar rektor"), "user-x"),
    Standing.ASKED: (N_("har inte börjat"), "circle"),
    Standing.BEGUN: (N_("har börjat"), "circle-dot"),
    Standing.ANSWERED: (N_("har svarat i tid"), "circle-check"),
    Standing.LATE: (N_("har svarat för sent"), "clock"),
}
NOT_ANONYMOUS = N_("Dina svar är inte anonyma och kan bli allmän handling. Skriv inget om enskilda.")

# Letters about a follow-up: Message.kind → what it is called in the log.
LETTERS = {
    "invitation": N_("inbjudan"),
    "reminder": N_("påminnelse"),
    "extension": N_("ny sista svarsdag"),
    "passed_on": N_("inbjudan till efterträdare"),
    "receipt": N_("kvitto"),
}
# Addresses that pages have taken: no follow-up may be called this.
RESERVED = frozenset({"ny"})
