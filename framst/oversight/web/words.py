"""Words that several pages of oversight say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from framst.access.professions import PROFESSIONS
from framst.audit.models import Event
from framst.audit.terms import ACT_NAMES, Act
from framst.foundation.words import N_

# What was read, by table: as the reviewer needs to know it.
THINGS = {
    "organisation_pupil": N_("elevens sida"),
    "pupils_matter": N_("ett ärende"),
    "pupils_handover": N_("en överlämning"),
    "access_tie": N_("besluten om vilka skyddade elever man är namngiven för"),
    "oversight_extract": N_("ett utdrag"),
    "oversight_disclosuredecision": N_("ett beslut om utlämnande"),
    "oversight_consent": N_("ett samtycke"),
    "oversight_notshown": N_("ett beslut om vårdnadshavare"),
}

# What the system administrator changes, by table.
CHANGED = {
    "organisation_account": N_("ett konto"),
    "organisation_area": N_("ett område"),
    "organisation_assignment": N_("ett uppdrag"),
    "organisation_competence": N_("en kompetens"),
    "organisation_division": N_("en avdelning"),
    "organisation_person": N_("en person"),
    "organisation_schoolform": N_("en skolform"),
    "organisation_service": N_("en tjänst i elevhälsan"),
    "organisation_setting": N_("en inställning"),
    "organisation_unit": N_("en enhet"),
    "integrations_rosterrun": N_("en inläsning av elevlistan"),
}


def professions(codes: str) -> str:
    """The professions that were kept with an event, in words."""
    return ", ".join(_(PROFESSIONS[c]) for c in codes.split(",") if c in PROFESSIONS)


def act(event: Event) -> str:
    """What was done, in words."""
    return _(ACT_NAMES[Act(event.act)])
