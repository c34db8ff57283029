"""Words of plans: where one stands, what a focus area is, how a school has its professions."""

from __future__ import annotations

from enum import StrEnum

from framst.foundation.words import N_


class State(StrEnum):
    """Where a plan stands. It is the principal's: the administration asks, reads and answers, and never approves."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    COMPLETION = "completion"
    FEEDBACK = "feedback"
    REVISED = "revised"
    EVALUATED = "evaluated"
    ARCHIVED = "archived"


STATES = {
    State.DRAFT: N_("skrivs"),
    State.ADOPTED: N_("fastställd"),
    State.SUBMITTED: N_("inlämnad"),
    State.REVIEWED: N_("granskad"),
    State.COMPLETION: N_("komplettering önskas"),
    State.FEEDBACK: N_("återkoppling lämnad"),
    State.REVISED: N_("reviderad"),
    State.EVALUATED: N_("utvärderad"),
    State.ARCHIVED: N_("arkiverad"),
}
# Where the text may be written on. What was adopted stays as it was: a new adoption makes a new edition.
WRITABLE = frozenset({State.DRAFT, State.COMPLETION, State.FEEDBACK, State.REVISED})


class Part(StrEnum):
    """What a section of a template holds beside questions."""

    FOCUS_AREAS = "focus_areas"
    PROFESSIONS = "professions"
    FORMER = "former"  # what became of last year's focus areas


PARTS = {
    Part.FOCUS_AREAS: N_("fokusområden"),
    Part.PROFESSIONS: N_("elevhälsans professioner"),
    Part.FORMER: N_("förra årets fokusområden"),
}
MOST_FOCUS_AREAS = 3


class Level(StrEnum):
    INDIVIDUAL = "individual"
    GROUP = "group"
    SCHOOL = "school"


LEVELS = {
    Level.INDIVIDUAL: N_("individnivå"),
    Level.GROUP: N_("gruppnivå"),
    Level.SCHOOL: N_("skolenhetsnivå"),
}


class Nature(StrEnum):
    """SkolL 2 kap. 25 §: pupil health is first of all promoting and preventive."""

    PROMOTING = "promoting"
    PREVENTIVE = "preventive"
    REMEDIAL = "remedial"


NATURES = {
    Nature.PROMOTING: N_("främjande"),
    Nature.PREVENTIVE: N_("förebyggande"),
    Nature.REMEDIAL: N_("åtgärdande"),
}


class Reached(StrEnum):
    """What became of a focus area, as the school itself says."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT = "not"
    GOES_ON = "goes_on"


REACHED = {
    Reached.REACHED: N_("målet är nått"),
    Reached.PARTLY: N_("målet är nått till viss del"),
    Reached.NOT: N_("målet är inte nått"),
    Reached.GOES_ON: N_("arbetet fortsätter"),
}


class Holding(StrEnum):
    """How a school has a profession."""

    EMPLOYED = "employed"
    CENTRAL = "central"
    BOUGHT = "bought"
    NONE = "none"


HOLDINGS = {
    Holding.EMPLOYED: N_("anställd på skolan"),
    Holding.CENTRAL: N_("från den centrala elevhälsan"),
    Holding.BOUGHT: N_("köps in"),
    Holding.NONE: N_("saknas"),
}


class Verdict(StrEnum):
    """What a reviewer finds about the document: never a mark on the school or its principal."""

    SHOWS = "shows"
    PARTLY = "partly"
    NOT = "not"


VERDICTS = {
    Verdict.SHOWS: N_("framgår"),
    Verdict.PARTLY: N_("framgår delvis"),
    Verdict.NOT: N_("framgår inte"),
}


class PointKind(StrEnum):
    STRENGTH = "strength"
    QUESTION = "question"
    DEVELOPMENT = "development"


POINT_KINDS = {
    PointKind.STRENGTH: N_("styrka"),
    PointKind.QUESTION: N_("fråga"),
    PointKind.DEVELOPMENT: N_("utvecklingsområde"),
}


class ReviewState(StrEnum):
    ASSIGNED = "assigned"
    BEGUN = "begun"
    DONE = "done"


REVIEW_STATES = {
    ReviewState.ASSIGNED: N_("inte påbörjad"),
    ReviewState.BEGUN: N_("påbörjad"),
    ReviewState.DONE: N_("klar"),
}


class DocumentKind(StrEnum):
    """What a steering document is."""

    OVERALL_PLAN = "overall_plan"
    PROGRAMME = "programme"
    ROUTINE = "routine"


DOCUMENT_KINDS = {
    DocumentKind.OVERALL_PLAN: N_("övergripande elevhälsoplan"),
    DocumentKind.PROGRAMME: N_("program"),
    DocumentKind.ROUTINE: N_("rutin"),
}
# Pages at which a section of a steering document may be shown as a link, by the address's name.
PLACES = {
    "plans": N_("Elevhälsoplaner"),
    "plan_write": N_("När en elevhälsoplan skrivs"),
    "commitments": N_("Åtaganden"),
    "followups": N_("Uppföljningar"),
    "pupils": N_("Elever"),
}
