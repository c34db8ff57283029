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
NOT_ANONYMOUS = N_("Dina svar är inte anonyma och kan bli allmän handling. Skriv inget om enskilda.")
