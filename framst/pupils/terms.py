"""Words of pupils' matters."""

from __future__ import annotations

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
