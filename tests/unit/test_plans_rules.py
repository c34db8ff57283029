"""The rules of plans: nobody's words are lost, what is frozen says what was written, every state can be reached."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from framst.forms.terms import Given, Kind, Question, Section
from framst.plans import rules
from framst.plans.lifecycle import PLAN

TEXTS = st.text(min_size=1).filter(str.strip)
HELD = st.dictionaries(st.sampled_from(["a", "b", "c|r"]), TEXTS.map(lambda t: {"text": t}))
PLACES = ["a", "b", "c|r"]


def marks(held: dict[str, dict[str, str]]) -> dict[str, str]:
    return {name: rules.mark(held.get(name)) for name in PLACES}


@given(HELD, HELD, HELD)
def test_no_words_are_lost_whoever_saves_last(base, theirs, mine) -> None:  # type: ignore[no-untyped-def]
    """Both began from `base`; they saved first. What each wrote stands, or stands beside; a deletion may lose."""
    result = rules.merged(theirs, mine, marks(base), PLACES)
    kept = [*result.held.values(), *result.beside.values()]
    for name, fields in mine.items():
        if fields != base.get(name):
            assert fields in kept
    for name, fields in theirs.items():
        if fields != base.get(name):
            assert result.held[name] == fields


@given(HELD, HELD)
def test_one_who_writes_alone_simply_saves(base, mine) -> None:  # type: ignore[no-untyped-def]
    result = rules.merged(base, mine, marks(base), PLACES)
    assert result.held == mine and result.beside == {}


@given(HELD, HELD)
def test_one_who_changes_nothing_takes_nothing_back(base, theirs) -> None:  # type: ignore[no-untyped-def]
    result = rules.merged(theirs, base, marks(base), PLACES)
    assert result.held == theirs and result.beside == {} and not result.changed


@given(st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from(["", "r"])), st.builds(
    Given, text=st.text(), choices=st.lists(st.sampled_from(["x", "y"])).map(tuple), number=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)))  # fmt: skip
def test_what_is_stored_comes_back(answers) -> None:  # type: ignore[no-untyped-def]
    there = {key: one for key, one in answers.items() if one.choices or one.text or one.number is not None}
    found = rules.answers_in(rules.stored(answers))
    assert {k: v for k, v in there.items() if not v.empty} == found


def test_an_edition_has_the_words_of_question_and_answer() -> None:
    section = Section(
        "s",
        "Rubrik",
        questions=(Question("q", Kind.LONG_TEXT, "Hur?"), Question("n", Kind.NUMBER, "Hur mycket?", unit="procent")),
    )
    assert rules.frozen_section(section, {("q", ""): Given(text="Så."), ("n", ""): Given(number=50.5)}) == {
        "code": "s", "title": "Rubrik", "common": True, "own": False, "part": "",
        "answers": [
            {"question": "q", "row": "", "label": "Hur?", "text": "Så."},
            {"question": "n", "row": "", "label": "Hur mycket?", "text": "50,5 procent"},
        ],
    }  # fmt: skip


def test_what_changed_since_last_year() -> None:
    def plan(**texts: str) -> dict[str, object]:
        return {"sections": [
            {"code": c, "title": c.upper(), "part": "", "answers": [{"label": "?", "text": t}]} for c, t in texts.items()
        ]}  # fmt: skip

    found = rules.changes(plan(a="samma", b="förr", c="borta"), plan(a="samma", b="nu", d="ny"))
    assert [(c.code, c.kind) for c in found] == [("a", "same"), ("b", "changed"), ("d", "new"), ("c", "gone")]


def test_every_state_of_a_plan_can_be_reached_and_none_but_the_archive_is_a_dead_end() -> None:
    reached, waiting = {PLAN.initial}, [str(PLAN.initial)]
    while waiting:
        for step in PLAN.acts_from(waiting.pop()):
            if step.target not in reached:
                reached.add(step.target)
                waiting.append(step.target)
    assert reached == set(PLAN.states)
    assert [s for s in PLAN.states if not PLAN.acts_from(s)] == ["archived"]
