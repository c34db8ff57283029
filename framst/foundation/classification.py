"""The words in which every model says who may meet it and what its fields hold.

A model states ``zone`` (whose matter a row is, DESIGN §4) and ``classes`` (what each field holds).
`tests/architecture` fails on a model or a field that does not.
"""

from __future__ import annotations

from enum import StrEnum


class Zone(StrEnum):
    """Whose matter a record is. A zone is an attribute of the record, not of the organisation chart.

    The letter O is open matters (authority and school level). Pupils' zones have the letters of DESIGN §4:
    A school health care, B psychologist, counsellor and special educator, C the school's matters (and the roster),
    D preschool, L those who have left, P protected identity, above all others. TIES is who is let in to which
    pupil, the decisions of A, B and C are disclosures, consents and what a guardian is not shown, OVERSIGHT is the
    review of the log, EXTRACTS are a person's own data while they wait to be fetched, MARKS is who is marked as
    protected (as digests), RETENTION is what is kept how long and what was disposed of, IMPORT is what only the
    import reads, and CHAIN is the seal over the
    record, which nobody reads or writes. Of the year: WHEEL is activities and assignments, COMMITMENTS what was agreed,
    PLANS that a school has a plan and where it stands, PLAN_TEXTS what is written on one, EDITIONS what was adopted (an
    official document), REVIEWS reviewers' work, FEEDBACK what a school gets back, STEERING the overall plan and its
    like. T is the machinery: sessions, accounts, job queue.
    """

    PUBLISHED = "O-public"
    ORGANISATION = "O-organisation"
    INQUIRY = "O-inquiry"
    ANSWERS = "O-answers"
    ANALYSIS = "O-analysis"
    PAPERS = "O-papers"
    NOTICES = "O-notices"
    OWN = "O-own"
    AUDIT = "O-audit"
    CHAIN = "chain"
    RUNS = "O-runs"
    HEALTH = "A"
    CARE = "B"
    SCHOOL = "C"
    ROSTER = "C-roster"
    PRESCHOOL = "D"
    LEFT = "L"
    LEFT_MATTERS = "L-BC"
    LEFT_HEALTH = "L-A"
    PROTECTED = "P"
    PROTECTED_MATTERS = "P-ABC"
    TIES = "ties"
    MARKS = "marks"
    RETENTION = "retention"
    DECIDED_HEALTH = "A-decisions"
    DECIDED_CARE = "B-decisions"
    DECIDED_SCHOOL = "C-decisions"
    OVERSIGHT = "oversight"
    EXTRACTS = "extracts"
    IMPORT = "import"
    WHEEL = "O-wheel"
    COMMITMENTS = "O-commitments"
    PLANS = "O-plans"
    PLAN_TEXTS = "O-plan-texts"
    EDITIONS = "O-editions"
    REVIEWS = "O-reviews"
    FEEDBACK = "O-feedback"
    STEERING = "O-steering"
    TECHNICAL = "T"


class FieldClass(StrEnum):
    """What a field holds, for exports, statistics and the register of processing."""

    OPEN = "open"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    FREE_TEXT = "free_text"
    TECHNICAL = "technical"


OPEN = FieldClass.OPEN
PERSONAL = FieldClass.PERSONAL
SENSITIVE = FieldClass.SENSITIVE
FREE_TEXT = FieldClass.FREE_TEXT
TECHNICAL = FieldClass.TECHNICAL


def fields(**by_class: str) -> dict[str, FieldClass]:
    """Return field name → class from space-separated names: ``fields(open="name code", personal="email")``."""
    return {name: FieldClass(cls) for cls, names in by_class.items() for name in names.split()}
