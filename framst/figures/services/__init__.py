"""What the figures room does: computing and storing figures, the catalogue, findings."""

from .cataloguing import (
    askable,
    asked_of,
    change_indicator,
    countable_in,
    define_indicator,
    place_of,
    propose_indicators,
)
from .computing import SOURCES, Source, breakdown, compute, decide_group, held_back, source_of, trace
from .noting import (
    add_activity,
    add_finding,
    add_observation,
    change_activity,
    change_finding,
    change_observation,
    dispose,
)
from .storing import restored, restored_quote, store, store_quotes

__all__ = [
    "SOURCES",
    "Source",
    "add_activity",
    "add_finding",
    "add_observation",
    "askable",
    "asked_of",
    "breakdown",
    "change_activity",
    "change_finding",
    "change_indicator",
    "change_observation",
    "compute",
    "countable_in",
    "decide_group",
    "define_indicator",
    "dispose",
    "held_back",
    "place_of",
    "propose_indicators",
    "restored",
    "restored_quote",
    "source_of",
    "store",
    "store_quotes",
    "trace",
]
