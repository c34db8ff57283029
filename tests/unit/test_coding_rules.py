"""What counts, what may be quoted, how texts are cut, how far two coders agree."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.coding import rules
from framst.coding.terms import Agreement, Denominators, Mark, Place, Span

ONE, TWO, THREE, FOUR = (UUID(int=n) for n in range(1, 5))
PLACE: Place = (ONE, "varfor")
TEXT = "De har många enheter. Kuratorn Åsa är här på tisdagar 🙂 och det räcker inte! Mer tid behövs"


def mark(
    text: str, part: str, *themes: str, place: Place = PLACE, identifies: bool = False, second: bool = False
) -> Mark:
    at = text.index(part)
    return Mark(place, at, at + len(part), part, frozenset(themes), identifies, second)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        ("   \n ", []),
        ("Ja", ["Ja"]),
        ("Vi har ont om tid. De har många skolor.", ["Vi har ont om tid.", "De har många skolor."]),
        ("Varför? Ingen vet! Så är det …", ["Varför?", "Ingen vet!", "Så är det …"]),
        ("Vi saknar t.ex. Logoped och kurator.", ["Vi saknar t.ex. Logoped och kurator."]),
        ("De kommer kl. 9 varje dag. Bra.", ["De kommer kl. 9 varje dag.", "Bra."]),
        ("Kurator m.m. saknas. 20 procent räcker inte.", ["Kurator m.m. saknas.", "20 procent räcker inte."]),
        ("- lite tid\r\n- många enheter\r\n\r\n", ["- lite tid", "- många enheter"]),
        ("Hon sade ”nej.” Sedan gick hon.", ["Hon sade ”nej.”", "Sedan gick hon."]),
        ("Åtta enheter. Överallt! Ännu fler?", ["Åtta enheter.", "Överallt!", "Ännu fler?"]),
        ("19.30 är för sent", ["19.30 är för sent"]),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, cut: list[str]) -> None:
    assert [s.text for s in rules.sentences(text)] == cut


@given(st.text(alphabet=st.sampled_from("abÅÄö.!?… \n\r🙂”)<>&1-") | st.characters(codec="utf-8"), max_size=80))
def test_sentences_and_the_white_space_between_them_are_the_whole_text(text: str) -> None:
    at, joined = 0, ""
    for span in rules.sentences(text):
        assert not text[at : span.start].strip()
        assert span.text == text[span.start : span.end] == span.text.strip()
        joined += text[at : span.start] + span.text
        at = span.end
    assert not text[at:].strip()
    assert joined + text[at:] == text


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_marked_up_text_joined_is_the_text(text: str, ends: list[tuple[int, int]]) -> None:
    marks = [Mark(PLACE, a, b, text[a:b]) for a, b in ends]
    cut = rules.segments(text, marks)
    assert "".join(s.text for s in cut) == text
    for n, one in enumerate(marks):
        drawn = "".join(s.text for s in cut if n in s.marks)
        assert drawn == (one.text if rules.stands(one, text) else "")


def test_overlapping_marks_are_cut_where_they_meet() -> None:
    text = "abcdef"
    marks = [mark(text, "abcd"), mark(text, "cdef")]
    assert [(s.text, s.marks) for s in rules.segments(text, marks)] == [("ab", (0,)), ("cd", (0, 1)), ("ef", (1,))]


def test_sentences_that_follow_on_each_other_become_one_passage() -> None:
    cut = rules.sentences(TEXT)
    assert [s.text for s in rules.joined_up(TEXT, [cut[2], cut[1]])] == [TEXT[22:]]
    assert [s.text for s in rules.joined_up(TEXT, [cut[0], cut[2]])] == ["De har många enheter.", "Mer tid behövs"]
    assert rules.joined_up("abcdef", [Span(0, 5, "abcde"), Span(1, 3, "bc")]) == [Span(0, 5, "abcde")]


def test_a_span_loses_the_white_space_at_its_ends() -> None:
    assert rules.trimmed(" hej ", 0, 99) == Span(1, 4, "hej")
    assert rules.trimmed(" hej ", 4, 5) is None
    assert rules.trimmed("hej", 3, 1) is None
    assert rules.trimmed("hej", -5, 2) == Span(0, 2, "he")


def test_a_mark_whose_text_has_changed_is_named_and_never_moved() -> None:
    one = mark(TEXT, "många enheter", "enheter")
    later = "Nu är det " + TEXT
    assert rules.stands(one, TEXT)
    assert not rules.stands(one, later)
    assert rules.changed({PLACE: later}, [one]) == [one]
    assert rules.changed({}, [one]) == [one]
    assert rules.coded({PLACE: later}, [one]) == set()
    assert rules.wrote_about({PLACE: later}, [one]) == {}


def test_a_respondent_counts_once_in_a_theme_however_much_was_marked() -> None:
    texts = {PLACE: TEXT, (ONE, "malen"): TEXT, (TWO, "varfor"): TEXT, (THREE, "varfor"): TEXT}
    marks = [
        mark(TEXT, "många enheter", "enheter"),
        mark(TEXT, "Mer tid behövs", "enheter", "tid"),
        mark(TEXT, "De har", "enheter", place=(ONE, "malen")),
        mark(TEXT, "De har", "enheter", place=(TWO, "varfor")),
    ]
    assert rules.wrote_about(texts, marks) == {"enheter": 2, "tid": 1}


def test_coded_is_what_has_a_theme_or_no_theme_that_fits() -> None:
    texts = dict.fromkeys([(n, "varfor") for n in (ONE, TWO, THREE, FOUR)], TEXT)
    marks = [
        mark(TEXT, TEXT, "tid", place=(ONE, "varfor")),
        mark(TEXT, TEXT, place=(TWO, "varfor")),  # read; no theme fits
        mark(TEXT, "Åsa", identifies=True, place=(THREE, "varfor")),  # only points somebody out
    ]
    assert rules.coded(texts, marks) == {(ONE, "varfor"), (TWO, "varfor")}


def test_everyone_asked_is_in_one_part_of_the_denominator() -> None:
    questions = ("varfor", "malen")
    texts = {(ONE, "varfor"): "Tid."}
    statuses = {
        (ONE, "varfor"): "answered",
        (ONE, "malen"): "not_shown",
        (TWO, "varfor"): "not_shown",
        (TWO, "malen"): "not_shown",
        (THREE, "varfor"): "not_shown",
        (THREE, "malen"): "not_applicable",
    }
    found = rules.denominators([ONE, TWO, THREE, FOUR], questions, texts, statuses)
    assert found == Denominators(asked=4, wrote=1, not_applicable=1, not_shown=1, no_answer=1)


sheets = st.lists(st.uuids(), max_size=6, unique=True)
status = st.sampled_from(["answered", "not_applicable", "not_shown"])


@given(sheets, st.data())
def test_the_denominators_hold_together_whatever_was_answered(found: list[UUID], data: st.DataObject) -> None:
    questions = ("a", "b")
    places = [(s, q) for s in found for q in questions]
    texts = data.draw(st.dictionaries(st.sampled_from(places), st.sampled_from(["", " ", "Tid."]))) if places else {}
    statuses = data.draw(st.dictionaries(st.sampled_from(places), status)) if places else {}
    parts = rules.denominators(found, questions, texts, statuses)
    assert parts.asked == parts.wrote + parts.not_applicable + parts.not_shown + parts.no_answer == len(found)
    assert min(parts.wrote, parts.not_applicable, parts.not_shown, parts.no_answer) >= 0
    written = {place: text for place, text in texts.items() if text.strip()}
    marks = [Mark(p, 0, len(t), t, frozenset({"tid"})) for p, t in written.items()]
    assert rules.wrote_about(written, marks).get("tid", 0) <= parts.wrote


def test_what_touches_an_identifying_passage_is_not_quoted() -> None:
    whole, beside = mark(TEXT, TEXT, "tid"), mark(TEXT, "De har många enheter.", "enheter")
    person = mark(TEXT, "Kuratorn Åsa", identifies=True, second=True)
    both = [whole, beside, person]
    assert not rules.may_be_quoted(person, both, TEXT)
    assert not rules.may_be_quoted(whole, both, TEXT)
    assert rules.may_be_quoted(beside, both, TEXT)
    assert rules.may_be_quoted(whole, [whole, beside], TEXT)
    elsewhere = mark(TEXT, "Kuratorn Åsa", identifies=True, place=(TWO, "varfor"))
    assert rules.may_be_quoted(whole, [whole, elsewhere], TEXT)


def test_nothing_of_an_answer_is_quoted_when_an_identifying_mark_no_longer_stands() -> None:
    later = "Åsa. " + TEXT
    beside, person = mark(later, "Mer tid behövs", "tid"), mark(TEXT, "Kuratorn Åsa", identifies=True)
    assert rules.stands(beside, later)
    assert not rules.may_be_quoted(beside, [beside, person], later)


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        ((20, 5, 10, 15), 0.4),  # the textbook's 50 grant applications: po 0.7, pe 0.5
        ((10, 0, 0, 10), 1.0),
        ((0, 10, 10, 0), -1.0),
        ((25, 25, 25, 25), 0.0),
        ((45, 15, 25, 15), 0.1304),
        ((25, 35, 5, 35), 0.2593),
        ((30, 0, 0, 0), None),  # both always said yes: chance gives the same
        ((0, 0, 0, 30), None),
        ((0, 0, 0, 0), None),
    ],
)
def test_kappa_has_the_known_values(counts: tuple[int, int, int, int], value: float | None) -> None:
    found = rules.kappa(Agreement(*counts))
    assert (None if found is None else round(found, 4)) == value


@given(*[st.integers(0, 60)] * 4)
def test_kappa_lies_between_minus_one_and_one_and_is_one_only_for_full_agreement(
    a: int, b: int, c: int, d: int
) -> None:
    value = rules.kappa(Agreement(a, b, c, d))
    if value is not None:
        assert -1 <= value <= 1
        assert (value == 1) == (b == c == 0)
        assert value == rules.kappa(Agreement(d, c, b, a))


def test_two_coders_are_compared_sentence_by_sentence_in_texts_that_both_have_coded() -> None:
    other: Place = (TWO, "varfor")
    texts = {PLACE: TEXT, other: "Bara den ena har kodat."}
    marks = [
        mark(TEXT, "De har många enheter.", "enheter"),
        mark(TEXT, "räcker inte! Mer tid", "tid"),  # touches two sentences
        mark(TEXT, "många enheter", "enheter", second=True),
        mark(TEXT, "Mer tid behövs", "tid", second=True),
        mark(texts[other], "Bara den ena", "tid", place=other),
    ]
    assert rules.agreement(texts, marks, ["enheter", "tid", "annat"]) == {
        "enheter": Agreement(both=1, only_first=0, only_second=0, neither=2),
        "tid": Agreement(both=1, only_first=1, only_second=0, neither=1),
        "annat": Agreement(both=0, only_first=0, only_second=0, neither=3),
    }
