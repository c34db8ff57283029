"""Who may open which page: written from the matrix's meaning, not from the code. A new page needs its row.

200: opens. 302: is sent on (to the door when not signed in). 403: told why not. 404: as if it did not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection
from django.urls import reverse

from .. import databases
from ..personas import EVERYONE, NOBODY

STAFF = {"utredare", "elevhalsochef"}
CHIEFS = {"avdelningschef", "direktor"}
# Read figures, findings and papers: the chief education officer reads and does not write.
READERS = STAFF | CHIEFS | {"registrator", "skolchef"}
SYSTEM = {"system"}
REVIEW = {"loggranskare", "dataskydd"}
PUPIL_WORK = {"rektor", "rektor2", "kurator", "kurator2", "skolskoterska", "skolskoterska2", "psykolog"}
SIGNED_IN = set(EVERYONE) - {NOBODY}
PAPER = "uppfoljning-elevhalsoplanen-2024"
STEERING = "overgripande-elevhalsoplan"
FOLLOWUP = "elevhalsoplanen-2024"
# Those who work with pupils somewhere may ask for pupils' pages; which pupils they find there is the walls' matter.
WITH_PUPILS = {
    "rektor", "rektor2", "kurator", "kurator2", "larare", "skolskoterska", "skolskoterska2", "psykolog", "strateg",
    "handlaggare", "registrator",
}  # fmt: skip
RETENTION = {"registrator", "verksamhetschef"}
HAND_OVER = PUPIL_WORK | {"registrator", "verksamhetschef"}
OF_DALSKOLAN = {"rektor", "kurator", "larare", "skolskoterska", "psykolog"}
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Expected:
    """`opens` for these; `other` for everyone else who has signed in; `outside` for those who have not."""

    opens: set[str]
    other: int = 403
    outside: int = 302
    args: tuple[Any, ...] | Callable[[str], tuple[Any, ...]] = ()
    opened: int = 200
    note: str = field(default="")

    def address(self, name: str, owner: str = "") -> str:
        """The page's address; keys of rows in the demo are looked up in it (by the owner's way in: this test's own)."""
        return reverse(name, args=self.args(owner or owner_url()) if callable(self.args) else self.args)

    def status(self, login: str) -> int:
        if login in self.opens:
            return self.opened
        return self.outside if login == NOBODY else self.other


# Whose work lies in a zone that asks for a second factor: without it they are asked for it, whether or not there is
# anything; so the answer is the same for what is not there.
ZONED = {"kurator", "kurator2", "skolskoterska", "skolskoterska2", "psykolog"}


def hidden(login: str) -> int:
    """What the page of something that one does not see answers, without a second factor."""
    return 403 if login in ZONED else 404


def owner_url() -> str:
    """The owner's way in to this test process's own database."""
    return databases.urls(connection.settings_dict["NAME"])["DATABASE_OWNER_URL"]


def _key(owner: str, query: str, *given: str) -> tuple[Any, ...]:
    with psycopg.connect(owner) as keeper:
        return tuple(keeper.execute(query, given).fetchone())  # type: ignore[call-overload, arg-type]


def a_pupil(owner: str) -> tuple[Any, ...]:
    """A pupil of Dalskolan, in the group of `larare`."""
    return _key(owner, "SELECT id FROM organisation_pupil WHERE source_id = '99990004-4-0'")


def a_matter(owner: str, letter: str = "C") -> tuple[Any, ...]:
    """That pupil's matter in a zone: the school's is assigned to `larare`."""
    return _key(
        owner,
        "SELECT m.id FROM pupils_matter m JOIN organisation_pupil p ON p.id = m.pupil_id"
        " WHERE p.source_id = '99990004-4-0' AND m.letter = %s ORDER BY m.opened_on LIMIT 1",
        letter,
    )


def a_commitment(owner: str) -> tuple[Any, ...]:
    """Of Dalskolan, its principal's: open, and late."""
    return _key(owner, "SELECT id FROM wheel_commitment WHERE origin = 'own' ORDER BY made_at LIMIT 1")


def a_commitment_to_pass_on(owner: str) -> tuple[Any, ...]:
    return (*a_commitment(owner), "pass_on")


def a_handover(owner: str) -> tuple[Any, ...]:
    """Of the pupil who has moved from Dalskolan to Hagaskolan."""
    return _key(owner, "SELECT id FROM pupils_handover ORDER BY moved_on LIMIT 1")


def a_matter_left(owner: str) -> tuple[Any, ...]:
    """The matter of that pupil, which Dalskolan keeps."""
    return _key(
        owner,
        "SELECT m.id FROM pupils_matter m JOIN organisation_pupil p ON p.id = m.pupil_id"
        " WHERE p.source_id = '99990004-6-3' LIMIT 1",
    )


WRITE_AT_DALSKOLAN = {"rektor", "kurator", "skolskoterska", "psykolog"}


def a_plan(owner: str) -> tuple[Any, ...]:
    """Dalskolan's plan of the newest year: begun and not adopted."""
    query = (
        "SELECT p.id FROM plans_plan p JOIN organisation_unit u ON u.id = p.unit_id WHERE u.code = %s AND p.year = 2026"
    )
    return _key(owner, query, "99990004")


def an_adopted_plan(owner: str) -> tuple[Any, ...]:
    """Dalskolan's plan of the year before: adopted."""
    query = (
        "SELECT p.id FROM plans_plan p JOIN organisation_unit u ON u.id = p.unit_id WHERE u.code = %s AND p.year = 2025"
    )
    return _key(owner, query, "99990004")


def a_focus_area(owner: str) -> tuple[Any, ...]:
    (plan,) = a_plan(owner)
    return (plan, *_key(owner, "SELECT code FROM plans_part WHERE plan_id = %s AND kind = 'focus_areas'", plan))


def an_other_text(owner: str) -> tuple[Any, ...]:
    (plan,) = a_plan(owner)
    return (plan, *_key(owner, "SELECT id FROM plans_othertext WHERE plan_id = %s", plan))


def a_plan_comment(owner: str) -> tuple[Any, ...]:
    (plan,) = a_plan(owner)
    return (plan, *_key(owner, "SELECT id FROM plans_comment WHERE plan_id = %s", plan))


PLANNERS = STAFF | CHIEFS | {"rektor", "rektor2"}


def an_activity(owner: str) -> tuple[Any, ...]:
    """One of the authority's own: a principal does not plan it."""
    return _key(owner, "SELECT id FROM wheel_activity WHERE level = 'authority' ORDER BY due_on LIMIT 1")


PAGES: dict[str, Expected] = {
    # a plan that is read in: for one who does not write in it there is nothing here, as where there is no plan
    "plan_import": Expected(set(), other=404, args=(UNKNOWN,)),
    "plan_import_rest": Expected(set(), other=404, args=(UNKNOWN,)),
    "start": Expected(SIGNED_IN),
    # the year: known to all who work here; planned by the administration, a school's own by its principal
    "wheel": Expected(SIGNED_IN),
    "wheel_months": Expected(SIGNED_IN),
    "wheel_export": Expected(SIGNED_IN, args=("csv",)),
    "wheel_activity": Expected(SIGNED_IN, args=an_activity),
    "wheel_activity_new": Expected(PLANNERS),
    "wheel_activity_change": Expected(STAFF | CHIEFS, args=an_activity, note="not a principal's: the authority's own"),
    "wheel_activity_remove": Expected(STAFF | CHIEFS, args=an_activity),
    "wheel_roll_over": Expected(PLANNERS),
    "wheel_template": Expected(STAFF | CHIEFS),
    "wheel_burden": Expected(STAFF, note="what awaits others is read by the staff"),
    "calendar_mine": Expected(SIGNED_IN),
    "calendar_feed": Expected(set(), other=404, outside=404, args=("made-up.token",)),
    "board_assignments": Expected(SIGNED_IN),
    "board_assignment_new": Expected(STAFF | CHIEFS),
    "board_assignment_close": Expected(
        STAFF | CHIEFS, args=lambda owner: _key(owner, "SELECT id FROM wheel_boardassignment LIMIT 1")
    ),
    "supervisory_decisions": Expected(SIGNED_IN),
    "supervisory_decision_new": Expected(STAFF | CHIEFS),
    "supervisory_decision_keep": Expected(
        STAFF | CHIEFS, args=lambda owner: _key(owner, "SELECT id FROM wheel_supervisorydecision LIMIT 1")
    ),
    "priorities": Expected(SIGNED_IN),
    "priority_new": Expected(STAFF | CHIEFS),
    "priority_became": Expected(
        STAFF | CHIEFS, args=lambda owner: _key(owner, "SELECT id FROM wheel_priority LIMIT 1")
    ),
    "accessibility": Expected(set(EVERYONE)),
    "gallery": Expected(SIGNED_IN),
    "yardstick": Expected(SIGNED_IN),
    "health": Expected(set(EVERYONE)),
    # review of plans: nobody opens anybody else's, and a school's feedback is the school's and the administration's
    "reviews": Expected(STAFF | CHIEFS | {"rektor", "rektor2"}),
    "review_forms": Expected(STAFF),
    "review_form_new": Expected(STAFF),
    "review_form": Expected(STAFF, args=(0,), opened=404),
    "review_form_publish": Expected(STAFF, args=(0,), opened=404),
    "review_form_next": Expected(STAFF, args=(0,), opened=404),
    "criterion_new": Expected(STAFF, args=(0,), opened=404),
    "criterion": Expected(STAFF, args=(0, "finns-inte"), opened=404),
    "criterion_remove": Expected(STAFF, args=(0, "finns-inte"), opened=404),
    "round_new": Expected(STAFF),
    "round": Expected(STAFF | CHIEFS, args=("finns-inte",), opened=404),
    "round_assign": Expected(STAFF, args=("finns-inte",), opened=404),
    "round_deal": Expected(STAFF, args=("finns-inte",), opened=404),
    "round_close": Expected(STAFF, args=("finns-inte",), opened=404),
    "round_settle": Expected(STAFF | CHIEFS, args=("finns-inte", UNKNOWN, "x"), opened=404),
    "round_picture": Expected(STAFF | CHIEFS, args=("finns-inte",), opened=404),
    "round_criterion": Expected(STAFF | CHIEFS, args=("finns-inte", "x"), opened=404),
    "review": Expected(STAFF | CHIEFS | {"rektor", "rektor2"}, args=(UNKNOWN,), opened=404),
    "review_section": Expected(STAFF | CHIEFS | {"rektor", "rektor2"}, args=(UNKNOWN, "x"), opened=404),
    "review_point": Expected(STAFF | CHIEFS | {"rektor", "rektor2"}, args=(UNKNOWN,), opened=404),
    "review_point_remove": Expected(STAFF | CHIEFS | {"rektor", "rektor2"}, args=(UNKNOWN, UNKNOWN), opened=404),
    "review_done": Expected(STAFF | CHIEFS | {"rektor", "rektor2"}, args=(UNKNOWN,), opened=404),
    "review_again": Expected(STAFF | CHIEFS | {"rektor", "rektor2"}, args=(UNKNOWN,), opened=404),
    "feedback_give": Expected(STAFF | CHIEFS, args=(UNKNOWN,), opened=404),
    "feedback_point": Expected(STAFF | CHIEFS, args=(UNKNOWN, UNKNOWN), opened=404),
    "feedback_complete": Expected(STAFF | CHIEFS, args=(UNKNOWN,), opened=404),
    "plan_feedback": Expected(SIGNED_IN, args=(UNKNOWN,), opened=404),
    "feedback_letter": Expected(SIGNED_IN, args=(UNKNOWN, "pdf"), opened=404),
    "feedback_answer": Expected({"rektor", "rektor2", "elevhalsochef"}, args=(UNKNOWN, UNKNOWN), opened=404),
    "feedback_commit": Expected({"rektor", "rektor2", "elevhalsochef"}, args=(UNKNOWN, UNKNOWN), opened=404),
    # pupils: another school's staff do not learn that the pupil exists
    "pupils": Expected(WITH_PUPILS),
    "pupil": Expected(OF_DALSKOLAN, args=a_pupil),
    "matter_new": Expected(OF_DALSKOLAN, args=a_pupil),
    "matter": Expected({"rektor", "larare"}, args=a_matter, note="the school's matter: not the counsellor's"),
    "matter_assign": Expected({"rektor", "larare"}, args=a_matter),
    "matter_close": Expected({"rektor", "larare"}, args=a_matter),
    # plans: that a school has one is known to all who work here; what is being written is the school's
    "plans": Expected(SIGNED_IN),
    "plans_ask": Expected(STAFF),
    "plan": Expected(SIGNED_IN, args=a_plan),
    "plan_begin": Expected(SIGNED_IN, args=a_plan, note="says who may begin"),
    "plan_step": Expected(SIGNED_IN, args=lambda owner: (*a_plan(owner), "adopt"), note="says whose step it is"),
    "plan_write": Expected(WRITE_AT_DALSKOLAN, 404, args=lambda owner: (*a_plan(owner), "nulage")),
    "plan_focus": Expected(WRITE_AT_DALSKOLAN, 404, args=a_plan),
    "plan_own": Expected(WRITE_AT_DALSKOLAN, 404, args=a_plan),
    "plan_remove": Expected(WRITE_AT_DALSKOLAN, 404, args=a_focus_area),
    "plan_former": Expected(WRITE_AT_DALSKOLAN, 404, args=a_plan),
    "plan_settle": Expected(WRITE_AT_DALSKOLAN, 404, args=an_other_text),
    "plan_comment": Expected(WRITE_AT_DALSKOLAN, 404, args=lambda owner: (*a_plan(owner), "nulage"), opened=302),
    "plan_comment_done": Expected(WRITE_AT_DALSKOLAN, 404, args=a_plan_comment, opened=302),
    "plan_writers": Expected(WRITE_AT_DALSKOLAN, 404, args=a_plan),
    "plan_changed": Expected(SIGNED_IN, args=an_adopted_plan),
    "plan_edition": Expected(SIGNED_IN, args=lambda owner: (*an_adopted_plan(owner), 1)),
    "plan_file": Expected(SIGNED_IN, args=lambda owner: (*an_adopted_plan(owner), 1, "html")),
    "plan_publish": Expected(
        SIGNED_IN, args=lambda owner: (*an_adopted_plan(owner), 1), note="says whose choice it is"
    ),
    "plans_focus_areas": Expected(SIGNED_IN, args=(2025, "csv")),
    "plan_public": Expected(set(), 404, 404, args=lambda owner: (*an_adopted_plan(owner), 1), note="not published"),
    # after a school move: the new school's staff see the pupil, and no handover of another's
    "handovers": Expected(HAND_OVER),
    "handover_finish": Expected({"rektor"}, args=a_handover),
    "matter_hand_over": Expected({"rektor"}, args=a_matter_left),
    "matter_settle": Expected({"rektor"}, args=a_matter_left),
    # the door: one's own sign-ins; other doors are not set up here, so their addresses do not exist
    "sessions": Expected(SIGNED_IN),
    "session_end": Expected(SIGNED_IN, opened=302, args=(UNKNOWN,), note="only by posting, and only one's own"),
    "sessions_end_others": Expected(SIGNED_IN, opened=302),
    "second_factor": Expected(SIGNED_IN),
    "unsaved": Expected(SIGNED_IN),
    "oidc_begin": Expected(set(), other=404, outside=404, args=("ingen",)),
    "oidc_done": Expected(set(), other=404, outside=404, args=("ingen",)),
    "saml_metadata": Expected(set(), other=404, outside=404),
    "saml_receive": Expected(set(), other=404, outside=404),
    "saml_done": Expected(set(), other=404, outside=404),
    "saml_begin": Expected(set(), other=404, outside=404, args=("ingen",)),
    # question sets: written by staff only
    "question_sets": Expected(STAFF),
    "question_sets_export": Expected(STAFF, args=("csv",)),
    "question_set_new": Expected(STAFF),
    "question_set_import": Expected(STAFF),
    "question_set_import_save": Expected(STAFF, opened=302, note="only reached by posting what was read"),
    "question_set": Expected(STAFF, args=("elevhalsoplanen",)),
    "question_set_replace": Expected(STAFF, args=("elevhalsoplanen",)),
    "question_set_replace_save": Expected(STAFF, args=("elevhalsoplanen",), opened=302),
    "question_set_publish": Expected(STAFF, args=("elevhalsoplanen",)),
    "question_set_discard": Expected(STAFF, args=("elevhalsoplanen",)),
    "question_set_version": Expected(STAFF, args=("elevhalsoplanen", 1)),
    "question_set_download": Expected(STAFF, args=("elevhalsoplanen", 1)),
    "question_set_edit": Expected(STAFF, args=("elevhalsoplanen",)),
    "question_set_heading": Expected(STAFF, args=("elevhalsoplanen",)),
    "question_set_section_new": Expected(STAFF, args=("elevhalsoplanen",)),
    "question_set_section": Expected(STAFF, args=("elevhalsoplanen", "planen")),
    "question_set_section_remove": Expected(STAFF, args=("elevhalsoplanen", "planen")),
    "question_set_question_new": Expected(STAFF, args=("elevhalsoplanen", "planen")),
    "question_set_question": Expected(STAFF, args=("elevhalsoplanen", "tagit_del")),
    "question_set_question_remove": Expected(STAFF, args=("elevhalsoplanen", "tagit_del")),
    # what was agreed: the list shows each what the walls let them meet; one of Dalskolan is nobody else's
    "commitments": Expected(SIGNED_IN),
    "commitment_new": Expected(STAFF | CHIEFS | {"rektor", "rektor2"}),
    "commitment": Expected(OF_DALSKOLAN - {"larare"} | STAFF | CHIEFS | {"skolchef"}, other=404, args=a_commitment),
    "commitment_act": Expected(
        STAFF | CHIEFS | {"rektor"},
        other=404,
        args=a_commitment_to_pass_on,
        note="the owner alone does not give it away",
    ),
    "handover_sheet": Expected(STAFF | CHIEFS | {"rektor"}, args=("99990004",)),
    # steering documents: what is decided is for all, drafts and writing are the administration's
    "steering_documents": Expected(SIGNED_IN),
    "steering": Expected(SIGNED_IN, args=(STEERING,)),
    "steering_version": Expected(SIGNED_IN, args=(STEERING, 1)),
    "steering_compare": Expected(SIGNED_IN, args=(STEERING, 1, 2)),
    "steering_note": Expected({"rektor", "rektor2"}, args=(STEERING, 2)),
    "steering_new": Expected(STAFF | CHIEFS),
    "steering_version_new": Expected(STAFF | CHIEFS, args=(STEERING,)),
    "steering_section": Expected(STAFF | CHIEFS, args=(STEERING, "nytt"), opened=404, note="no draft is written"),
    "steering_section_remove": Expected(STAFF | CHIEFS, args=(STEERING, "uppfoljning"), opened=404),
    "steering_decide": Expected(STAFF | CHIEFS, args=(STEERING,), opened=404),
    # follow-ups
    "followups": Expected(STAFF | CHIEFS),
    "followup": Expected(STAFF | CHIEFS, args=(FOLLOWUP,)),
    "followup_results": Expected(STAFF | CHIEFS, args=(FOLLOWUP,)),
    "followup_close": Expected(STAFF, args=(FOLLOWUP,), note="a director reads and does not run"),
    # the roster, and protected identity (which asks for the second factor before anything)
    "roster_runs": Expected(SYSTEM),
    "roster_upload": Expected(SYSTEM),
    "roster_template": Expected(SYSTEM),
    "roster_run": Expected(SYSTEM, args=(UNKNOWN,), opened=404),
    "roster_run_approve": Expected(SYSTEM, args=(UNKNOWN,), opened=404),
    "roster_run_reject": Expected(SYSTEM, args=(UNKNOWN,), opened=404),
    "protection": Expected(set()),
    "protection_protect": Expected(set()),
    "protection_include": Expected(set()),
    "protection_exclude": Expected(set()),
    "protection_lower": Expected(set()),
    "protection_find": Expected(set()),
    "protection_named": Expected(set(), args=(UNKNOWN,)),
    "protection_take_off": Expected(set(), args=(UNKNOWN, UNKNOWN)),
    "protection_mine": Expected(set()),
    "pupil_protect": Expected({"rektor", "rektor2", "skolchef"}, args=(UNKNOWN,), opened=404),
    # answers in and out of files: a file that is not there is 404 also for those who may
    "answers_import": Expected(STAFF, args=(FOLLOWUP,)),
    "answers_import_columns": Expected(set(), args=(FOLLOWUP, "00000000-0000-4000-8000-000000000000")),
    "answers_import_rows": Expected(set(), args=(FOLLOWUP, "00000000-0000-4000-8000-000000000000")),
    "answers_export": Expected(STAFF, args=(FOLLOWUP,)),
    "followup_new": Expected(STAFF),
    "followup_change": Expected(STAFF, args=(FOLLOWUP,), opened=302, note="no draft any longer"),
    "followup_units": Expected(STAFF, args=(FOLLOWUP,), opened=302, note="no draft any longer"),
    "followup_open": Expected(STAFF, args=(FOLLOWUP,), opened=302, note="it is open already"),
    "followup_remind": Expected(STAFF, args=(FOLLOWUP,), note="a director does not remind"),
    "followup_extend": Expected(STAFF, args=(FOLLOWUP,)),
    "followup_reopen": Expected(STAFF, args=(FOLLOWUP,)),
    "followup_log": Expected(STAFF, args=(FOLLOWUP,), note="what was sent to whom"),
    "followup_send_again": Expected(STAFF, args=(FOLLOWUP, UNKNOWN), note="a letter that is not there is 404"),
    "followup_export": Expected(STAFF, args=(FOLLOWUP, "csv"), note="names: not for directors"),
    "followup_pass_on": Expected(
        set(), args=(FOLLOWUP, "00000000-0000-4000-8000-000000000000"), note="no such place: 404 for staff"
    ),
    # coding of free text: what principals wrote is read by the two who code, not by directors
    "coding": Expected(STAFF, args=(FOLLOWUP,)),
    "coding_new": Expected(STAFF, args=(FOLLOWUP,)),
    "coding_book": Expected(STAFF, args=(FOLLOWUP, 1)),
    "coding_theme": Expected(STAFF, args=(FOLLOWUP, 1, "manga-enheter-att-serva")),
    "coding_merge": Expected(STAFF, args=(FOLLOWUP, 1, "manga-enheter-att-serva")),
    "coding_second": Expected(STAFF, args=(FOLLOWUP, 1)),
    "coding_second_done": Expected(STAFF, args=(FOLLOWUP, 1)),
    "coding_export": Expected(STAFF, args=(FOLLOWUP, 1)),
    "coding_texts": Expected(STAFF, args=(FOLLOWUP, 1)),
    "coding_text": Expected(STAFF, args=(FOLLOWUP, 1, UNKNOWN, "fraga"), opened=404),
    "coding_unmark": Expected(STAFF, args=(FOLLOWUP, 1, UNKNOWN), opened=404),
    # answers: only by the link
    "answer": Expected(set(), other=404, outside=404, args=("made-up.token",)),
    "answer_section": Expected(set(), other=404, outside=404, args=("made-up.token", 1)),
    "answer_review": Expected(set(), other=404, outside=404, args=("made-up.token",)),
    "answer_receipt": Expected(set(), other=404, outside=404, args=("made-up.token",)),
    # figures
    "figure": Expected(READERS, args=("plan-tagit-del",)),
    "figure_answers": Expected(STAFF, args=("plan-tagit-del",), note="a director reads figures and not answers"),
    "figure_groups": Expected(READERS, args=("plan-tagit-del", "form")),
    "group_decisions": Expected(READERS),
    "group_decision": Expected(STAFF, args=("plan-tagit-del", "form")),
    "indicators": Expected(READERS),
    "indicator_new": Expected(STAFF, args=(FOLLOWUP,)),
    "indicator_edit": Expected(STAFF, args=("plan-tagit-del",)),
    "indicators_propose": Expected(STAFF, args=(FOLLOWUP,)),
    # findings: the registrar reads and does not write, a director disposes and does not define
    "findings": Expected(READERS),
    "finding_new": Expected(STAFF),
    "finding": Expected(READERS, args=("specialpedagog",)),
    "finding_edit": Expected(STAFF, args=("specialpedagog",)),
    "disposition_new": Expected(STAFF | {"avdelningschef"}, args=("specialpedagog",)),
    "observations": Expected(READERS),
    "observation_new": Expected(STAFF),
    "observation": Expected(READERS, args=("talpedagog",)),
    "observation_edit": Expected(STAFF, args=("talpedagog",)),
    "activities": Expected(READERS),
    "activity_new": Expected(STAFF),
    "activity": Expected(READERS, args=("natverken",)),
    "activity_edit": Expected(STAFF, args=("natverken",)),
    # papers: a draft is not seen by the board, whose members may open the list
    "papers": Expected(READERS | {"ledamot"}),
    "paper": Expected(READERS, args=(PAPER,), other=403),
    "paper_text": Expected(READERS, args=(PAPER,), other=403),
    "paper_begin": Expected(STAFF),
    "paper_head": Expected(STAFF, args=(PAPER,)),
    "paper_section": Expected(STAFF, args=(PAPER, "summary"), note="a registrar cannot write text"),
    "paper_comments": Expected(READERS, args=(PAPER,)),
    "paper_settle": Expected(set(), other=403, args=(PAPER, UNKNOWN), note="no such comment"),
    "paper_consultation": Expected(STAFF | {"registrator"}, args=(PAPER,), note="a director does not"),
    "paper_consultation_held": Expected(set(), other=403, args=(PAPER, UNKNOWN)),
    "paper_erratum": Expected(STAFF | CHIEFS, args=(PAPER,), note="decided by those who freeze"),
    "paper_live": Expected(READERS, args=(PAPER, "plan-tagit-del"), opened=302),
    "paper_review": Expected(STAFF | CHIEFS, args=(PAPER,)),
    "paper_reopen": Expected(STAFF | CHIEFS, args=(PAPER,)),
    "paper_freeze": Expected(STAFF | CHIEFS, args=(PAPER,)),
    "paper_retry": Expected(STAFF | CHIEFS, args=(PAPER,), opened=302),
    "paper_send": Expected({"registrator", "utredare"}, args=(PAPER,), note="a director freezes but does not send"),
    "paper_outcome": Expected({"registrator", "utredare"}, args=(PAPER,)),
    "paper_publish": Expected({"registrator", "utredare"}, args=(PAPER,)),
    "paper_follow_up": Expected({"registrator", "utredare"}, args=(PAPER,)),
    "paper_export": Expected({"registrator", "utredare"}, args=(PAPER,)),
    "paper_file": Expected(set(), other=403, args=(PAPER, "pdf"), note="a draft has no files"),
    "paper_figure": Expected(set(), other=403, args=(PAPER, 1), note="a draft has no stored figures"),
    "paper_template": Expected(STAFF),
    "paper_word": Expected(STAFF, args=(PAPER,)),
    "paper_returned": Expected(STAFF, args=(PAPER,)),
    # retention: the registrar decides, and the operations manager about school health care's, with a second factor
    "retention": Expected(RETENTION),
    "retention_rule_new": Expected(RETENTION),
    "retention_rule_end": Expected(RETENTION, args=(999999,), opened=404),
    "retention_hold_new": Expected(RETENTION),
    "retention_hold_release": Expected(RETENTION, args=(999999,), opened=404),
    "disposal": Expected(RETENTION, args=(UNKNOWN,), opened=404, note="not the principal, nor the log reviewer"),
    "disposal_decide": Expected(RETENTION, args=(UNKNOWN,), opened=404),
    "disposal_refuse": Expected(RETENTION, args=(UNKNOWN,), opened=404),
    "disposal_hold": Expected(RETENTION, args=(UNKNOWN,), opened=404),
    "disposal_certificate": Expected(RETENTION, args=(UNKNOWN,), opened=404),
    # oversight: the reviewer reviews, the data-protection officer reads, the registrar sees that decisions exist
    "oversight": Expected(REVIEW | {"registrator"}, note="the system administrator does not oversee"),
    "log_reviews": Expected(REVIEW),
    "log_review": Expected(REVIEW, args=(999999,), opened=404),
    "log_review_sign": Expected(
        {"loggranskare"}, args=(999999,), opened=404, note="the officer reads and does not sign"
    ),
    "sampled_read": Expected(REVIEW, args=(UNKNOWN,), opened=404),
    "log_statistics": Expected(REVIEW),
    "log_statistics_file": Expected(REVIEW),
    "openings": Expected(REVIEW),
    "opening": Expected(REVIEW, args=(1,), opened=404, note="event 1 is no break-glass"),
    "export_log": Expected(REVIEW),
    "administrators_changes": Expected(REVIEW, note="not the administrator"),
    "decision_register": Expected(REVIEW | {"registrator"}),
    "processing": Expected({"dataskydd", "registrator"}),
    "processing_file": Expected({"dataskydd", "registrator"}),
    "assessment": Expected({"dataskydd", "registrator"}),
    "assessment_file": Expected({"dataskydd", "registrator"}),
    "own_data": Expected(SIGNED_IN),
    "extract": Expected(SIGNED_IN, args=(UNKNOWN,), opened=404),
    "extract_file": Expected(SIGNED_IN, args=(UNKNOWN, "pdf"), opened=404),
    # a pupil's decisions and extract: a pupil that is not there is 404 for those who may, 403 for the others
    "emergency": Expected(PUPIL_WORK | {"larare", "handlaggare"}, note="not the registrar, not the strategist"),
    "pupil_decisions": Expected(PUPIL_WORK, args=(UNKNOWN,), opened=404),
    "disclosure_new": Expected(PUPIL_WORK, args=(UNKNOWN,), opened=404),
    "consent_new": Expected(PUPIL_WORK, args=(UNKNOWN,), opened=404),
    "not_shown_new": Expected(PUPIL_WORK, args=(UNKNOWN,), opened=404),
    "decision_end": Expected(PUPIL_WORK, args=("samtycke", UNKNOWN), opened=404),
    "extract_new": Expected(PUPIL_WORK | {"registrator", "verksamhetschef"}, args=(UNKNOWN,), opened=404),
    # administration: units and people are known to all who work here; the administrator changes
    "administration": Expected(SIGNED_IN),
    "units": Expected(SIGNED_IN),
    "units_export": Expected(SIGNED_IN, args=("csv",)),
    "unit": Expected(SIGNED_IN, args=("99990004",)),
    "unit_new": Expected(SYSTEM),
    "unit_change": Expected(SYSTEM, args=("99990004",), note="nor the unit's own principal"),
    "unit_principal": Expected(SYSTEM, args=("99990004",)),
    "services": Expected(SIGNED_IN),
    "services_export": Expected(SIGNED_IN, args=("csv",)),
    "service_new": Expected(SYSTEM, args=("99990004",)),
    "service_end": Expected(SYSTEM, args=(999999,), opened=404),
    "people": Expected(SIGNED_IN),
    "people_export": Expected(SIGNED_IN, args=("csv",)),
    "person": Expected(SIGNED_IN, args=(1,)),
    "person_new": Expected(SYSTEM),
    "person_change": Expected(SYSTEM, args=(1,)),
    "person_account": Expected(SYSTEM, args=(1,)),
    "person_account_link": Expected(SYSTEM, args=(1,)),
    "person_account_close": Expected(SYSTEM, args=(1,)),
    "person_account_open": Expected(SYSTEM, args=(1,)),
    "person_identity": Expected(SYSTEM, args=(1,)),
    "person_factor": Expected(SYSTEM, args=(1,)),
    "assignment_new": Expected(SYSTEM, args=(1,)),
    "assignment_end": Expected(SYSTEM, args=(1,)),
    "divisions": Expected(SIGNED_IN),
    "divisions_export": Expected(SIGNED_IN, args=("csv",)),
    "school_forms_export": Expected(SIGNED_IN, args=("csv",)),
    "competences_export": Expected(SIGNED_IN, args=("csv",)),
    "division_new": Expected(SYSTEM),
    "division_change": Expected(SYSTEM, args=(1,)),
    "area_new": Expected(SYSTEM),
    "area_change": Expected(SYSTEM, args=(999999,), opened=404),
    "school_forms": Expected(SIGNED_IN),
    "school_form_new": Expected(SYSTEM),
    "school_form_change": Expected(SYSTEM, args=(1,)),
    "competences": Expected(SIGNED_IN),
    "competence_new": Expected(SYSTEM),
    "competence_change": Expected(SYSTEM, args=(1,)),
    "settings": Expected(SYSTEM, note="what they hold stands on the papers; who set it is the administrator's"),
    "setting": Expected(SYSTEM, args=("public_papers",)),
    "import_units": Expected(SYSTEM),
    "import_units_template": Expected(SYSTEM),
    # the public pages
    "public_papers": Expected(set(EVERYONE)),
    "public_paper": Expected(set(), other=404, outside=404, args=(PAPER,), note="not published"),
    "public_figure": Expected(set(), other=404, outside=404, args=(PAPER, 1)),
    "public_file": Expected(set(), other=404, outside=404, args=(PAPER, "pdf")),
}

# (page, login) → status, where it differs from the row above: the nearest misses.
DIFFERENT: dict[tuple[str, str], int] = {
    # Those who have a second factor are sent on to give it.
    **{
        ("second_factor", login): 302
        for login in (
            "kurator",
            "kurator2",
            "psykolog",
            "skolskoterska",
            "skolskoterska2",
            "skolchef",
            "verksamhetschef",
        )
    },
    **{("followup_pass_on", login): 404 for login in STAFF},
    **{("followup_send_again", login): 404 for login in STAFF},
    **{(page, login): hidden(login) for page in ("pupil", "matter_new") for login in WITH_PUPILS - OF_DALSKOLAN},
    **{
        (page, login): hidden(login)
        for page in ("matter", "matter_assign", "matter_close")
        for login in WITH_PUPILS - {"rektor", "larare"}
    },
    # What is not there may be behind the factor, for one whose work lies there.
    **{
        (page, "verksamhetschef"): 403
        for page in (
            "retention_rule_end",
            "retention_hold_release",
            "disposal",
            "disposal_decide",
            "disposal_refuse",
            "disposal_hold",
            "disposal_certificate",
        )
    },
    # Their school's, which they see and do not pass on.
    **{("commitment_act", login): 403 for login in ("kurator", "skolskoterska", "psykolog", "skolchef")},
    **{("handover_finish", login): 404 for login in HAND_OVER - {"rektor"}},
    **{
        (page, login): hidden(login)
        for page in ("matter_hand_over", "matter_settle")
        for login in HAND_OVER - {"rektor"}
    },
    **{(page, "verksamhetschef"): 403 for page in ("matter_hand_over", "matter_settle")},  # asked for a second factor
    ("paper", "ledamot"): 404,
    ("paper_text", "ledamot"): 404,
    ("paper_live", "ledamot"): 404,
    **{("paper_settle", login): 404 for login in READERS},
    **{("paper_consultation_held", login): 404 for login in ("utredare", "elevhalsochef", "registrator")},
    **{(page, login): 404 for page in ("answers_import_columns", "answers_import_rows") for login in STAFF},
    **{(page, login): 404 for page in ("paper_file", "paper_figure") for login in READERS | {"ledamot"}},
}

# Pages of the libraries we use: their names, or beginnings of names. They show an account to its owner.
FOREIGN = ("account_", "mfa_", "set_language")
