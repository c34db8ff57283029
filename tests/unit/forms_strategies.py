"""Question sets and answers of every kind, sound by construction, for hypothesis."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from framst.forms import rules
from framst.forms.terms import (
    CHOOSING,
    SCALE,
    Answers,
    Condition,
    Given,
    Kind,
    Option,
    Question,
    Questionnaire,
    Section,
)

# Two cores are shared by many: no deadline for one example, and no long search for a smaller one.
calmly = settings(
    deadline=None,
    max_examples=50,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

# Words as people write them: any letters and marks, no control characters, no edge of white space.
# `$` is left out: ${name} in a text is an instruction to XLSForm.
WORD = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="$"), min_size=1, max_size=12)
SENTENCE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
TEXT = st.lists(SENTENCE, max_size=3).map("\n".join)
CODE = st.from_regex(r"\A[a-z][a-z0-9_]{0,6}\Z").filter(lambda code: code != "meta")
CHOICE_CODE = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,5}\Z")
MINUTES = st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0, 12.5])


@st.composite
def options(draw: st.DrawFn, least: int) -> tuple[Option, ...]:
    codes = draw(st.lists(CHOICE_CODE, min_size=least, max_size=4, unique=True))
    return tuple(Option(code, draw(SENTENCE)) for code in codes)


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """A sound questionnaire: unique codes, enough choices, conditions on earlier questions only."""
    codes = iter(draw(st.lists(CODE, min_size=1, max_size=8, unique=True)))
    earlier: list[Question] = []
    sections: list[Section] = []
    names = iter(draw(st.lists(CODE, min_size=8, max_size=8, unique=True)))
    rest = list(codes)
    while rest:
        size = draw(st.integers(1, len(rest)))
        here, rest = rest[:size], rest[size:]
        questions = []
        for code in here:
            kind = draw(st.sampled_from(list(Kind)))
            choices = draw(options(2)) if kind in CHOOSING else ()
            question = Question(
                code=code,
                kind=kind,
                text=draw(SENTENCE),
                help=draw(TEXT),
                required=draw(st.booleans()),
                options=draw(st.sampled_from([SCALE, choices])) if kind is Kind.SCALE else choices,
                rows=draw(options(1)) if kind is Kind.MATRIX else (),
                unit=draw(st.sampled_from(["", "timmar", "%"])) if kind is Kind.NUMBER else "",
                not_applicable=draw(st.booleans()),
                shown_if=draw(conditions([q for q in earlier if q.kind in CHOOSING])),
                minutes=draw(MINUTES),
            )
            questions.append(question)
            earlier.append(question)
        sections.append(Section(next(names), draw(SENTENCE), draw(TEXT), tuple(questions)))
    return Questionnaire(draw(SENTENCE), draw(TEXT), tuple(sections))


@st.composite
def conditions(draw: st.DrawFn, asked: list[Question]) -> tuple[Condition, ...]:
    if not asked:
        return ()
    found = []
    for question in draw(st.lists(st.sampled_from(asked), max_size=2, unique_by=lambda q: q.code)):
        code, row = draw(st.sampled_from(rules.keys(question)))
        choices = draw(st.lists(st.sampled_from([o.code for o in question.options]), min_size=1, unique=True))
        found.append(Condition(code, tuple(choices), row))
    return tuple(found)


@st.composite
def given_to(draw: st.DrawFn, question: Question) -> Given:
    """An answer that the question takes; sometimes none."""
    if draw(st.booleans()) and draw(st.booleans()):
        return Given()
    if question.not_applicable and draw(st.integers(0, 4)) == 0:
        return Given(not_applicable=True)
    codes = [o.code for o in question.options]
    match question.kind:
        case Kind.CHOICES:
            return Given(choices=tuple(draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))))
        case Kind.CHOICE | Kind.SCALE | Kind.MATRIX:
            return Given(choices=(draw(st.sampled_from(codes)),))
        case Kind.NUMBER:
            return Given(number=draw(st.floats(-1e9, 1e9)))
        case Kind.DATE:
            return Given(on=draw(st.dates()).isoformat())
        case _:
            return Given(text=draw(SENTENCE))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, Answers]:
    """A questionnaire and what one has answered to it, to hidden questions too."""
    questionnaire = draw(questionnaires())
    answers: Answers = {}
    for question in questionnaire.questions:
        for key in rules.keys(question):
            one = draw(given_to(question))
            if not one.empty:
                answers[key] = one
    return questionnaire, answers
