"""Words that several pages of oversight say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from framst.access.professions import PROFESSIONS
from framst.audit.models import Event
from framst.audit.terms import ACT_NAMES, Act

# What was read, by table: as the reviewer needs to know it.
THINGS = {
    "organisation_pupil": "elevens sida",
    "pupils_matter": "ett ärende",
    "oversight_extract": "ett utdrag",
    "oversight_disclosuredecision": "ett beslut om utlämnande",
    "oversight_consent": "ett samtycke",
    "oversight_notshown": "ett beslut om vårdnadshavare",
}


def professions(codes: str) -> str:
    """The professions that were kept with an event, in words."""
    return ", ".join(_(PROFESSIONS[c]) for c in codes.split(",") if c in PROFESSIONS)


def act(event: Event) -> str:
    """What was done, in words."""
    return _(ACT_NAMES[Act(event.act)])
