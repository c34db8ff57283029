"""The states of a school's plan. The diagram in docs/reference is generated from this table."""

from framst.foundation.lifecycle import Lifecycle, Step
from framst.foundation.words import N_

from .terms import STATES, State

PLAN = Lifecycle(
    "Elevhälsoplan",
    State.DRAFT,
    {s.value: name for s, name in STATES.items()},
    (
        Step("adopt", (State.DRAFT,), State.ADOPTED, N_("fastställ")),
        Step("write_on", (State.ADOPTED,), State.DRAFT, N_("skriv vidare")),
        Step("submit", (State.ADOPTED,), State.SUBMITTED, N_("lämna in")),
        Step("withdraw", (State.SUBMITTED,), State.ADOPTED, N_("ta tillbaka")),
        Step("finish_review", (State.SUBMITTED,), State.REVIEWED, N_("granskningen är klar")),
        Step("ask_completion", (State.SUBMITTED, State.REVIEWED), State.COMPLETION, N_("be om komplettering")),
        Step("complete", (State.COMPLETION,), State.SUBMITTED, N_("fastställ och lämna in kompletteringen")),
        Step("give_feedback", (State.REVIEWED,), State.FEEDBACK, N_("lämna återkoppling")),
        Step("revise", (State.FEEDBACK, State.REVISED), State.REVISED, N_("fastställ den reviderade planen")),
        Step("evaluate", (State.ADOPTED, State.FEEDBACK, State.REVISED), State.EVALUATED, N_("utvärdera")),
        Step("archive", (State.EVALUATED,), State.ARCHIVED, N_("arkivera")),
    ),
)
