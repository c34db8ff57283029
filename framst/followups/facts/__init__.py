"""What figures and reports may know of follow-ups: figures, never who answered what."""

from framst.figures.services import Source

from .asking import asked, places, questions
from .comparing import earlier
from .computing import broken_down, by_row, figure, figures
from .outcomes import Outcome, outcome, replies
from .standings import COUNTING, Counted, Result, Standing, errands, results, standing

SOURCE = Source(
    compute=figures,
    asked=asked,
    questions=questions,
    broken_down=broken_down,
    by_row=by_row,
    earlier=earlier,
    replies=replies,
    places=places,
    key_name="followup",
)

__all__ = [
    "COUNTING",
    "SOURCE",
    "Counted",
    "Outcome",
    "Result",
    "Standing",
    "asked",
    "broken_down",
    "by_row",
    "earlier",
    "errands",
    "figure",
    "figures",
    "outcome",
    "places",
    "questions",
    "replies",
    "results",
    "standing",
]
