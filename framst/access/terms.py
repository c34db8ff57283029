"""Words of access: in what ways a person can be let in to a pupil."""

from __future__ import annotations

from enum import StrEnum

from framst.foundation.words import N_


class TieKind(StrEnum):
    """Why somebody is let in to a pupil beside those of the own unit."""

    MATTER = "matter"  # assigned to one matter
    CARE = "care"  # a care relation in school health care
    DISCLOSURE = "disclosure"  # a recorded decision to disclose
    CONSENT = "consent"  # the guardian's or the pupil's own consent
    OPENING = "opening"  # break-glass
    NAMED = "named"  # on the access list of a pupil with protected identity
    HANDOVER = "handover"  # the leaving school's task towards the new one: opens nothing by itself


TIE_KINDS = {
    TieKind.MATTER: N_("tilldelad ärendet"),
    TieKind.CARE: N_("vårdrelation"),
    TieKind.DISCLOSURE: N_("beslut om utlämnande"),
    TieKind.CONSENT: N_("samtycke"),
    TieKind.OPENING: N_("nödåtkomst"),
    TieKind.NAMED: N_("namngiven i beslut om skyddade uppgifter"),
    TieKind.HANDOVER: N_("överlämning"),
}

# The zones of pupils' matters by their letter, as people say them.
ZONE_WORDS = {
    "A": N_("skolhälsovård"),
    "B": N_("psykolog, kurator och specialpedagog"),
    "C": N_("skolans ärenden"),
    "D": N_("förskola"),
}
# How long break-glass lasts, in hours.
OPENING_HOURS = 3
