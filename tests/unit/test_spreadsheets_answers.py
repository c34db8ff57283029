"""Which column is what, and what a row of an exported web form says."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.forms.rules import scale_question
from framst.forms.terms import Condition, Given, Kind, Option, Question, Questionnaire, Section
from framst.foundation.refusal import Fault
from framst.integrations.spreadsheets import mapping
from framst.integrations.spreadsheets.interpreting import answered, choices, is_identified, moment, responses
from framst.integrations.spreadsheets.planning import is_late, one_that_counts
from framst.integrations.spreadsheets.reading import Row, Table

PLAN = Question(
    "plan", Kind.CHOICE, "Har du läst planen?", required=True, options=(Option("yes", "Ja"), Option("no", "Nej"))
)
SEVERAL = Question(
    "vad", Kind.CHOICES, "Vad?", options=(Option("a", "Tid"), Option("b", "Tid; och ork"), Option("c", "Ork"))
)
MATRIX = Question(
    "komp",
    Kind.MATRIX,
    "Har du tillgång?",
    options=(Option("yes", "Ja"), Option("no", "Nej")),
    rows=(Option("kurator", "kurator"), Option("logoped", "logoped")),
    not_applicable=True,
)
ACCESS = scale_question("fore", "Räcker det?")
WHY = Question("fore_varfor", Kind.LONG_TEXT, "Vad beror det på?", shown_if=(Condition("fore", ("no",)),))
GOALS_WHY = Question("mal_varfor", Kind.LONG_TEXT, "Vad beror det på?")
HOURS = Question("timmar", Kind.NUMBER, "Hur många timmar?")
DAY = Question("dag", Kind.DATE, "Vilken dag?")
SET = Questionnaire(
    "Frågor", sections=(Section("a", "A", questions=(PLAN, SEVERAL, MATRIX, ACCESS, WHY, GOALS_WHY, HOURS, DAY)),)
)


def test_a_web_forms_headings_are_known() -> None:
    columns = (
        "ID", "Starttid", "Slutförandetid", "E-post", "Namn", "Har du läst planen?", "Vad?",
        "Har du tillgång?.kurator", "Har du tillgång? [logoped]", "räcker det", "Vad beror det på?",
        "Vad beror det på?2", "Hur många timmar?", "Vilken dag?", "Senast ändrad",
    )  # fmt: skip
    found = mapping.proposed(columns, SET, {})
    assert list(found.values()) == [
        "id", "started", "completed", "email", "name", "question:plan", "question:vad",
        "question:komp:kurator", "question:komp:logoped", "question:fore", "question:fore_varfor",
        "question:mal_varfor", "question:timmar", "question:dag", "ignored",
    ]  # fmt: skip
    assert mapping.faults(columns, found, SET) == []


def test_what_was_chosen_before_comes_first_and_is_not_given_twice() -> None:
    found = mapping.proposed(("Kolumn 7", "Har du läst planen?"), SET, {"Kolumn 7": "question:plan"})
    assert found == {"Kolumn 7": "question:plan"}


def test_a_kept_target_that_is_gone_is_proposed_anew() -> None:
    assert mapping.proposed(("Vad?",), SET, {"Vad?": "question:borttagen"}) == {"Vad?": "question:vad"}


def test_faults_of_a_mapping_name_the_column() -> None:
    chosen = {
        "A": "question:plan",
        "B": "question:plan",
        "C": "",
        "D": "question:finns_inte",
        "E": "ignored",
        "F": "ignored",
    }
    assert mapping.faults(tuple("ABCDEF"), chosen, SET) == [
        Fault(1, "B", "B", "en enda kolumn för samma sak"),
        Fault(1, "C", "C", "en kolumn som är kopplad till en fråga, eller som inte ska läsas in"),
        Fault(1, "D", "question:finns_inte", "en fråga som finns i uppföljningen"),
    ]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Tid", ("a",)),
        ("tid;ORK;", ("a", "c")),
        ("Ork;Tid; och ork", ("b", "c")),
        ("Tid; och ork;", ("b",)),
        ("Tid;annat", None),
        (";", None),
    ],
)
def test_several_choices_stand_in_one_cell(cell: str, codes: tuple[str, ...] | None) -> None:
    assert choices(SEVERAL.options, cell, several=True) == codes


@pytest.mark.parametrize(
    ("question", "cell", "given"),
    [
        (PLAN, " ja ", Given(choices=("yes",))),
        (MATRIX, "Ej aktuellt", Given(not_applicable=True)),
        (ACCESS, "Vet ej", Given(choices=("dont_know",))),
        (HOURS, "1 234,5", Given(number=1234.5)),
        (HOURS, "-3", Given(number=-3.0)),
        (DAY, "2024-06-03T00:00:00", Given(on="2024-06-03")),
        (WHY, "<script>alert(1)</script>", Given(text="<script>alert(1)</script>")),
    ],
)
def test_a_cell_gives_an_answer(question: Question, cell: str, given: Given) -> None:
    assert answered(question, cell) == (given, "")


@pytest.mark.parametrize(
    ("question", "cell", "expected"),
    [
        (PLAN, "Kanske", "ett av svarsvalen: Ja, Nej"),
        (PLAN, "Ej aktuellt", "ett av svarsvalen: Ja, Nej"),
        (MATRIX, "Delvis", "ett av svarsvalen: Ja, Nej, Ej aktuellt"),
        (HOURS, "många", "ett tal, till exempel 12 eller 1,5"),
        (HOURS, "1e400", "ett tal, till exempel 12 eller 1,5"),
        (DAY, "3/6 2024", "ett datum som ÅÅÅÅ-MM-DD"),
        (DAY, "2024-13-01", "ett datum som ÅÅÅÅ-MM-DD"),
        (WHY, "x" * 20_001, "högst 20 000 tecken"),
    ],
)
def test_a_cell_that_gives_none_says_what_was_expected(question: Question, cell: str, expected: str) -> None:
    assert answered(question, cell) == (Given(), expected)


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2024-06-03T09:12:30", "2024-06-03T07:12:30+00:00"),
        ("2024-01-03 9.05", "2024-01-03T08:05:00+00:00"),
        ("2024-06-03T09:12:30Z", "2024-06-03T09:12:30+00:00"),
        ("2024-10-31", "2024-10-31T22:59:00+00:00"),
        ("6/3/24 9:12", None),
        ("45446,38", None),
        ("2024-06-31 10:00", None),
    ],
)
def test_times_are_swedens_unless_they_say_otherwise(cell: str, iso: str | None) -> None:
    at = moment(cell)
    assert (at.astimezone(dt.UTC).isoformat() if at else None) == iso


CHOSEN = {
    "Id": "id",
    "Slut": "completed",
    "E-post": "email",
    "Plan": "question:plan",
    "Räcker": "question:fore",
    "Varför": "question:fore_varfor",
}


def table(*rows: tuple[str, ...]) -> Table:
    return Table(
        tuple(CHOSEN), [Row(n, dict(zip(CHOSEN, cells, strict=True))) for n, cells in enumerate(rows, start=2)]
    )


def test_rows_are_understood_and_every_fault_is_told() -> None:
    found, faults = responses(
        table(
            ("1", "2024-06-03 09:00", "Anna@example.se", "Ja", "Nej", "Tid"),
            ("2", "i går", "", "Ja", "Kanske", ""),
        ),
        CHOSEN,
        SET,
    )
    assert [(r.number, r.email, r.complete, r.key) for r in found] == [(2, "anna@example.se", True, "1")]
    assert faults == [
        Fault(3, "Räcker", "Kanske", "ett av svarsvalen: Ja, Delvis, Nej, Vet ej"),
        Fault(3, "E-post", "", "e-postadressen till den som svarat, på varje rad eller inte alls"),
        Fault(3, "Slut", "i går", "en tid som ÅÅÅÅ-MM-DD TT:MM"),
    ]


def test_anonymous_rows_are_known_by_their_addresses() -> None:
    assert not is_identified(table(("1", "", "anonymous", "Ja", "", ""), ("2", "", "", "Ja", "", "")), CHOSEN)
    assert is_identified(table(("1", "", "anonymous", "Ja", "", ""), ("2", "", "a@b.se", "Ja", "", "")), CHOSEN)


def _counts(*rows: tuple[str, str]) -> int:
    """The row that counts of one person's rows given as (time, answer to the required question)."""
    found, faults = responses(
        table(*((str(n), at, "a@b.se", plan, "", "") for n, (at, plan) in enumerate(rows))), CHOSEN, SET
    )
    assert not faults
    return one_that_counts(found, dt.date(2024, 10, 31)).number


def test_the_last_complete_row_counts() -> None:
    assert _counts(("2024-06-01 10:00", "Ja"), ("2024-06-02 10:00", "Nej")) == 3
    assert _counts(("2024-06-02 10:00", "Ja"), ("2024-06-01 10:00", "Nej")) == 2
    assert _counts(("2024-06-01 10:00", "Ja"), ("2024-06-02 10:00", "")) == 2
    assert _counts(("2024-06-01 10:00", ""), ("2024-06-02 10:00", "")) == 3


def test_a_row_in_time_counts_before_a_late_one() -> None:
    assert _counts(("2024-10-31 23:59", "Ja"), ("2024-11-01 00:00", "Nej")) == 2
    found, _ = responses(table(("1", "2024-11-01 00:00", "a@b.se", "Ja", "", "")), CHOSEN, SET)
    assert is_late(found[0], dt.date(2024, 10, 31))
    found, _ = responses(table(("1", "2024-10-31T22:30:00Z", "a@b.se", "Ja", "", "")), CHOSEN, SET)
    assert not is_late(found[0], dt.date(2024, 10, 31))


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True), st.booleans())
def test_any_set_of_choices_is_found_again(codes: list[str], closed: bool) -> None:
    words = {"a": "Tid", "b": "Tid; och ork", "c": "Ork"}
    cell = ";".join(words[c] for c in codes) + (";" if closed else "")
    assert choices(SEVERAL.options, cell, several=True) == tuple(sorted(codes))


@given(st.text(max_size=60))
def test_any_cell_is_an_answer_or_a_fault(cell: str) -> None:
    for question in (PLAN, SEVERAL, MATRIX, HOURS, DAY, WHY):
        given, expected = answered(question, cell)
        assert bool(expected) == given.empty or question is WHY
