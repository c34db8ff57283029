"""Words of pupils' matters."""

from __future__ import annotations

from enum import StrEnum

from framst.foundation.words import N_

# The zone of a matter by its letter: what secrecy it stands under, as the page says it.
LETTERS: dict[str, str] = {
    "A": N_("skolhälsovård"),
    "B": N_("psykolog, kurator eller specialpedagog"),
    "C": N_("skolans ärende"),
}

# What a matter can be about, by letter. The rooms of daily work add their own as they come.
KINDS: dict[str, dict[str, str]] = {
    "A": {"health": N_("hälsobesök och vård")},
    "B": {"talk": N_("samtal"), "assessment": N_("utredning"), "consultation": N_("konsultation")},
    "C": {"support": N_("stöd"), "attendance": N_("närvaro"), "safety": N_("trygghet"), "other": N_("annat")},
}

# What can become of a matter when its pupil has left the school that keeps it.
OUTCOMES: dict[str, str] = {
    "handed_over": N_("överlämnat till den nya skolan"),
    "closed": N_("avslutat"),
    "nothing": N_("avslutat; inget i det behövde lämnas över"),
    "sent": N_("avslutat; det som behövdes är sänt till en skola hos en annan huvudman"),
}

# On what ground a matter is handed over: code → (the letters it can be a ground for, what it says). Our reading of
# the law; docs/how-to/skolbyte.md says what is uncertain. School health care's has only the last two (25 kap. OSL).
GROUNDS: dict[str, tuple[str, str]] = {
    "transition": ("BC", N_("uppgifterna behövs för övergången (3 kap. 12 j § skollagen)")),
    "consent": ("ABC", N_("vårdnadshavarens eller elevens samtycke (10 kap. 1 § och 12 kap. 2 § OSL)")),
    "disclosure": ("ABC", N_("beslut om utlämnande, efter prövning (23 eller 25 kap. OSL)")),
}


class After(StrEnum):
    """From what the years of a retention rule are counted."""

    CLOSED = "closed_on"
    LEFT = "left"
    BIRTH_YEAR = "birth_year"


AFTERS = {
    After.CLOSED: N_("att ärendet avslutades"),
    After.LEFT: N_("att eleven slutade hos huvudmannen"),
    After.BIRTH_YEAR: N_("det år eleven föddes"),
}


class DisposalState(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    REFUSED = "refused"
    DONE = "done"


DISPOSAL_STATES = {
    DisposalState.PROPOSED: N_("väntar på beslut"),
    DisposalState.DECIDED: N_("beslutad: genomförs"),
    DisposalState.REFUSED: N_("avslagen"),
    DisposalState.DONE: N_("genomförd"),
}

# The zones whose matters can be records of health care: kept a shortest time whatever a rule says (a setting).
CARE_LETTERS = ("A", "B")

LEAVERS = "leavers"
LEAVERS_WORDS = N_("elevlistans uppgifter om den som har slutat")


def what_is_kept() -> list[tuple[str, str]]:
    """Return (code, letter) of every kind of record that a retention rule can be about."""
    return [(LEAVERS, ""), *((f"{letter}.{kind}", letter) for letter, kinds in KINDS.items() for kind in kinds)]
