"""Words of oversight: why a read is looked at, what the reviewer says, and on which ground something is disclosed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from framst.foundation.words import N_


class Why(StrEnum):
    """Why a read was drawn (`access.log_sample` is the rule; `random` is drawn without any other ground)."""

    SAME_SURNAME = "same_surname"
    OWN_CHILD = "own_child"
    COLLEAGUES_CHILD = "colleagues_child"
    MANY_READS = "many_reads"
    ODD_HOURS = "odd_hours"
    OUTSIDE_UNIT = "outside_unit"
    NO_MATTER = "no_matter"
    BREAK_GLASS = "break_glass"
    PROTECTED = "protected"
    EXPORT = "export"
    RANDOM = "random"


WHY: dict[str, str] = {
    Why.SAME_SURNAME: N_("läsaren och eleven har samma efternamn"),
    Why.OWN_CHILD: N_("läsaren har samma namn eller e-post som en vårdnadshavare till eleven"),
    Why.COLLEAGUES_CHILD: N_("en kollega har samma namn eller e-post som en vårdnadshavare till eleven"),
    Why.MANY_READS: N_("läsaren har läst mycket mer än andra i samma yrke"),
    Why.ODD_HOURS: N_("kvällar, nätter eller helg"),
    Why.OUTSIDE_UNIT: N_("eleven gick inte på läsarens enhet, och läsaren hade inget ärende eller beslut"),
    Why.NO_MATTER: N_("läsaren hade varken ärende om eleven eller eleven i sin grupp"),
    Why.BREAK_GLASS: N_("läst under nödåtkomst"),
    Why.PROTECTED: N_("eleven har skyddade uppgifter"),
    Why.EXPORT: N_("uppgifter har hämtats ut som fil"),
    Why.RANDOM: N_("dragen utan särskilt skäl"),
}


class Judgement(StrEnum):
    IN_ORDER = "in_order"
    ASKED = "asked"
    NOT_IN_ORDER = "not_in_order"


JUDGEMENTS: dict[str, str] = {
    Judgement.IN_ORDER: N_("i sin ordning"),
    Judgement.ASKED: N_("läsaren eller chefen är tillfrågad"),
    Judgement.NOT_IN_ORDER: N_("inte i sin ordning"),
}


@dataclass(frozen=True)
class Basis:
    """A ground for disclosing: its paragraph, in which zones it can be used, and when it is in force."""

    code: str
    words: str
    law: str
    letters: str = "ABC"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


# Dated, because statutes change; our reading stands in docs/how-to/utlamnande-och-samtycke.md. Never applied by itself:
# a person weighs and decides each time.
BASES: tuple[Basis, ...] = (
    Basis("necessary", N_("nödvändigt för att den egna myndigheten ska kunna göra sitt arbete"), "OSL 10 kap. 2 §"),
    Basis(
        "authorities", N_("till en annan myndighet efter avvägning"), "OSL 10 kap. 15 a §", "BC", dt.date(2025, 12, 1)
    ),
    Basis("general", N_("till en myndighet när intresset är uppenbart starkare"), "OSL 10 kap. 27 §", "BC"),
    Basis("duty", N_("uppgiftsskyldighet enligt lag eller förordning"), "OSL 10 kap. 28 §"),
    Basis("crime", N_("misstanke om vissa brott"), "OSL 10 kap. 24 §"),
    Basis(
        "crime_fighting", N_("begäran från brottsbekämpande myndighet"), "lag (2025:170)", "ABC", dt.date(2025, 4, 1)
    ),
    Basis("worry", N_("anmälan om oro för barn"), "SoL (2001:453) 14 kap. 1 §", "ABC", None, dt.date(2025, 6, 30)),
    Basis("worry_2025", N_("anmälan om oro för barn"), "SoL (2025:400) 19 kap. 1 §", "ABC", dt.date(2025, 7, 1)),
    Basis("support", N_("nödvändigt för att eleven ska få stöd, ur skolhälsovården"), "OSL 25 kap. 13 a §", "A"),
    Basis("harmless", N_("står klart att varken eleven eller närstående lider men"), "OSL 23 kap. 2 §", "BC"),
    Basis("none", N_("inget av dem (skriv vilket)"), ""),
)
# What is not shown to a guardian: OSL 12 kap. 3 § (secrecy for a child holds against the guardian too, where showing
# would harm the child much).
GUARDIAN_LAW = "OSL 12 kap. 3 §"

KINDS: dict[str, str] = {
    "disclosure": N_("beslut om utlämnande"),
    "consent": N_("samtycke"),
    "not_shown": N_("visas inte för vårdnadshavare"),
}

# How long an extract waits to be fetched.
EXTRACT_DAYS = 7
EXTRACT_KINDS = {"pdf": "application/pdf", "json": "application/json"}
