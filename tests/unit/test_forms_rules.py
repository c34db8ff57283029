"""Question sets: what is sound, what is shown, what remains, what an answer may be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from framst.forms import rules
from framst.forms.terms import SCALE, Answers, Condition, Given, Kind, Option, Question, Questionnaire, Section

from .forms_strategies import answered, calmly, questionnaires

YES_NO = (Option("yes", "Ja"), Option("no", "Nej"))
READ = Question("tagit_del", Kind.CHOICE, "Har du tagit del av planen?", options=YES_NO, required=True)
ACCESS = Question(
    "kompetenser",
    Kind.MATRIX,
    "Tillgång?",
    options=YES_NO,
    rows=(Option("kurator", "Kurator"), Option("talpedagog", "Talpedagog")),
    not_applicable=True,
    required=True,
    minutes=2,
)
WHY = Question(
    "varfor",
    Kind.LONG_TEXT,
    "Vad beror det på?",
    shown_if=(Condition("kompetenser", ("no",), "talpedagog"),),
    minutes=3,
)


def of(*questions: Question) -> Questionnaire:
    return Questionnaire("Frågor", sections=(Section("del_1", "Del 1", questions=questions),))


@calmly
@given(questionnaires())
def test_what_is_written_is_read_the_same(questionnaire: Questionnaire) -> None:
    assert rules.read(json.loads(json.dumps(rules.written(questionnaire)))) == questionnaire
    assert list(rules.faults(questionnaire)) == []


@calmly
@given(answered())
def test_shown_missing_and_minutes_agree(case: tuple[Questionnaire, Answers]) -> None:
    questionnaire, answers = case
    shown = rules.shown(questionnaire, answers)
    assert [q for q in questionnaire.questions if q in shown] == shown
    assert all(q in shown for q in questionnaire.questions if not q.shown_if)
    lacking = rules.missing(questionnaire, answers)
    assert all(q in shown and q.required for q in lacking)
    left = rules.minutes_left(questionnaire, answers)
    assert 0 <= left <= questionnaire.minutes
    assert rules.minutes_left(questionnaire, {}) == sum(q.minutes for q in questionnaire.questions if not q.shown_if)
    # A hidden question is shown by nothing: its own answer changes nothing of what is shown.
    kept = {key: one for key, one in answers.items() if key[0] in {q.code for q in shown}}
    assert rules.shown(questionnaire, kept) == shown


@calmly
@given(answered())
def test_every_answer_that_a_question_takes_has_no_fault(case: tuple[Questionnaire, Answers]) -> None:
    questionnaire, answers = case
    for (code, _row), one in answers.items():
        assert rules.answer_fault(questionnaire.question(code), one) == ""


def test_a_question_is_shown_by_the_row_it_asks_for() -> None:
    content = of(ACCESS, WHY)
    assert rules.shown(content, {}) == [ACCESS]
    assert rules.shown(content, {("kompetenser", "kurator"): Given(choices=("no",))}) == [ACCESS]
    assert rules.shown(content, {("kompetenser", "talpedagog"): Given(not_applicable=True)}) == [ACCESS]
    assert rules.shown(content, {("kompetenser", "talpedagog"): Given(choices=("no",))}) == [ACCESS, WHY]


def test_an_answer_to_a_hidden_question_shows_nothing() -> None:
    second = Question("b", Kind.CHOICE, "B?", options=YES_NO, shown_if=(Condition("tagit_del", ("no",)),))
    third = Question("c", Kind.TEXT, "C?", shown_if=(Condition("b", ("yes",)),))
    content = of(READ, second, third)
    answers = {("tagit_del", ""): Given(choices=("yes",)), ("b", ""): Given(choices=("yes",))}
    assert rules.shown(content, answers) == [READ]


def test_every_row_of_a_required_matrix_is_asked_for() -> None:
    content = of(ACCESS)
    one = {("kompetenser", "kurator"): Given(choices=("yes",))}
    assert rules.missing(content, one) == [ACCESS]
    assert rules.missing(content, {**one, ("kompetenser", "talpedagog"): Given(not_applicable=True)}) == []
    assert rules.minutes_left(content, one) == 0


@pytest.mark.parametrize(
    ("question", "one", "fault"),
    [
        (READ, Given(choices=("maybe",)), "Svaret finns inte bland svarsvalen."),
        (READ, Given(choices=("yes", "no")), "Välj bara ett svar."),
        (READ, Given(not_applicable=True), "Frågan kan inte vara ej aktuell."),
        (Question("n", Kind.NUMBER, "Hur många?"), Given(text="tolv"), "Skriv ett tal."),
        (Question("d", Kind.DATE, "När?"), Given(on="2024-13-01"), "Skriv datumet som ÅÅÅÅ-MM-DD."),
        (Question("t", Kind.TEXT, "Vad?"), Given(text="x" * 20_001), "Texten är för lång."),
        (Question("t", Kind.TEXT, "Vad?"), Given(text="<script>alert(1)</script>"), ""),
        (READ, Given(), ""),
    ],
)
def test_what_is_wrong_with_an_answer(question: Question, one: Given, fault: str) -> None:
    assert rules.answer_fault(question, one) == fault


@pytest.mark.parametrize(
    ("questions", "fault"),
    [
        ((), ("", "Det finns ingen fråga.")),
        ((READ, READ), ("tagit_del", "Koden finns två gånger.")),
        ((Question("Å", Kind.TEXT, "?"),), ("Å", "Koden ska börja med en bokstav och bara ha a–z, 0–9 och _.")),
        ((Question("a", Kind.TEXT, " "),), ("a", "Frågan saknar text.")),
        ((Question("a", Kind.CHOICE, "?", options=YES_NO[:1]),), ("a", "Frågan behöver minst två svarsval.")),
        ((Question("a", Kind.CHOICE, "?", options=YES_NO + YES_NO),), ("a", "Två svarsval har samma kod.")),
        ((Question("a", Kind.MATRIX, "?", options=YES_NO),), ("a", "Matrisen saknar rader.")),
        (
            (Question("a", Kind.CHOICE, "?", options=(Option("ja tack", "Ja"), *YES_NO)),),
            ("a", "Koderna för svarsval och rader får bara ha bokstäverna a–z, siffror, punkt, _ och -."),
        ),
        (
            (Question("a", Kind.CHOICE, "?", options=(Option("x", " "), *YES_NO)),),
            ("a", "Ett svarsval eller en rad saknar text."),
        ),
        ((WHY, ACCESS), ("varfor", "Villkoret pekar på en fråga som inte står före den här.")),
        (
            (READ, Question("b", Kind.TEXT, "?", shown_if=(Condition("tagit_del", ("kanske",)),))),
            ("b", "Villkoret nämner ett svarsval som inte finns."),
        ),
        (
            (ACCESS, Question("b", Kind.TEXT, "?", shown_if=(Condition("kompetenser", ("no",), "logoped"),))),
            ("b", "Villkoret nämner en rad som inte finns."),
        ),
    ],
)
def test_what_must_be_mended_before_publishing(questions: tuple[Question, ...], fault: tuple[str, str]) -> None:
    assert fault in list(rules.faults(of(*questions)))


def test_codes_are_made_of_the_words() -> None:
    assert rules.code_from("Har du tillgång till elevhälsan?", set()) == "har_du_tillgang_till"
    assert rules.code_from("2024 års plan", set()) == "q_2024_ars_plan"
    assert rules.code_from("¿?", set(), "fraga") == "fraga"
    assert rules.code_from("Nej", {"nej", "nej_2"}) == "nej_3"
    assert len(rules.unused("a" * 60, {"a" * 40})) == 40


def test_questions_move_within_and_between_sections() -> None:
    a, b, c = (Question(code, Kind.TEXT, code) for code in "abc")
    content = Questionnaire("F", sections=(Section("x", "X", questions=(a, b)), Section("y", "Y", questions=(c,))))

    def order(changed: Questionnaire) -> list[str]:
        return ["".join(q.code for q in s.questions) for s in changed.sections]

    assert order(rules.moved_question(content, "b", -1)) == ["ba", "c"]
    assert order(rules.moved_question(content, "b", 1)) == ["a", "bc"]
    assert order(rules.moved_question(content, "c", -1)) == ["abc", ""]
    assert order(rules.moved_question(content, "a", -1)) == ["ab", "c"]
    assert order(rules.moved_question(content, "c", 1)) == ["ab", "c"]
    assert order(rules.moved_section(content, "y", -1)) == ["c", "ab"]
    assert order(rules.moved_section(content, "y", 1)) == ["ab", "c"]
    assert order(rules.without_question(content, "a")) == ["b", "c"]


def test_a_new_code_follows_into_the_conditions() -> None:
    content = of(ACCESS, WHY)
    renamed = Question("tillgang", Kind.MATRIX, "Tillgång?", options=YES_NO, rows=ACCESS.rows)
    changed = rules.with_question(content, "", renamed, former="kompetenser")
    assert changed.question("varfor").shown_if == (Condition("tillgang", ("no",), "talpedagog"),)
    assert list(rules.faults(changed)) == []


@calmly
@given(questionnaires())
def test_moving_down_and_up_again_changes_nothing(questionnaire: Questionnaire) -> None:
    for question in questionnaire.questions[:-1]:
        moved = rules.moved_question(questionnaire, question.code, 1)
        assert rules.moved_question(moved, question.code, -1) == questionnaire


def test_the_scale_is_yes_partly_no_and_dont_know() -> None:
    assert rules.scale_question("a", "A?").options == SCALE
    assert [o.label for o in SCALE] == ["Ja", "Delvis", "Nej", "Vet ej"]
