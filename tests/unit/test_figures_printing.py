"""Printed forms and tokens: what stands in a paper is true, whatever the numbers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.figures.rules import as_sentence, day_in_words, forms_that_fit, printed, proposed_code, tokens
from framst.figures.terms import Figure, Form, Part
from framst.foundation.refusal import Refused


def figure(x: int, n: int, parts: tuple[Part, ...] = (), unit: str = "rektorer") -> Figure:
    return Figure("a", "A", "A?", "källa", unit, x, n, n, parts=parts)


NEEDS = (Part("needed", "Behövs", 9, True), Part("partly", "Till viss del", 6, True), Part("no", "Behövs inte", 3))


@pytest.mark.parametrize(
    ("x", "n", "form", "text"),
    [
        (13, 19, Form.OF, "13 av 19"),
        (13, 19, Form.OF_UNIT, "13 av 19 rektorer"),
        (18, 19, Form.ALL_BUT, "alla utom en av 19"),
        (17, 19, Form.ALL_BUT, "alla utom två av 19"),
        (19, 19, Form.ALL_BUT, "alla 19"),
        (6, 12, Form.HALF, "hälften, 6 av 12"),
        (13, 19, Form.SHARE, "68 procent, 13 av 19"),
        (5, 10, Form.SHARE, "50 procent, 5 av 10"),
        (1, 200, Form.SHARE, "1 procent, 1 av 200"),
        (999, 1000, Form.SHARE, "över 99 procent, 999 av 1\u00a0000"),
        (1, 1000, Form.SHARE, "under 1 procent, 1 av 1\u00a0000"),
        (0, 10, Form.SHARE, "0 procent, 0 av 10"),
        (1200, 2400, Form.HALF, "hälften, 1\u00a0200 av 2\u00a0400"),
    ],
)
def test_forms(x: int, n: int, form: Form, text: str) -> None:
    assert printed(figure(x, n), form) == text


def test_parts_are_those_that_count() -> None:
    assert printed(figure(15, 18, NEEDS), Form.PARTS) == "15 av 18 (9 behövs, 6 till viss del)"


def test_school_units_are_said_when_they_are_counted() -> None:
    assert printed(figure(13, 21, unit="skolenheter"), Form.OF_UNIT) == "13 av 21 skolenheter"


@pytest.mark.parametrize(
    ("x", "n", "form"),
    [
        (6, 19, Form.ALL_BUT),
        (1, 2, Form.ALL_BUT),
        (1, 1, Form.ALL_BUT),
        (0, 0, Form.ALL_BUT),
        (6, 13, Form.HALF),
        (0, 0, Form.HALF),
        (7, 9, Form.SHARE),
        (0, 0, Form.SHARE),
        (15, 18, Form.PARTS),
    ],
)
def test_what_would_not_be_true_is_refused(x: int, n: int, form: Form) -> None:
    with pytest.raises(Refused):
        printed(figure(x, n), form)


def test_one_part_alone_is_refused() -> None:
    with pytest.raises(Refused):
        printed(figure(13, 19, (Part("yes", "Ja", 13, True), Part("no", "Nej", 6))), Form.PARTS)


def test_parts_that_overlap_are_refused() -> None:
    with pytest.raises(Refused, match="lägga ihop"):
        printed(figure(10, 18, NEEDS), Form.PARTS)


def test_an_unknown_form_is_an_error() -> None:
    with pytest.raises(ValueError, match="nästan"):
        printed(figure(1, 2), "nästan")


counts = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_n_always_stands_beside(numbers: tuple[int, int]) -> None:
    x, n = numbers
    for form in forms_that_fit(figure(x, n)):
        text = printed(figure(x, n), form).replace("\u00a0", "")
        assert re.search(rf"\b{n}\b", text)


@given(counts)
def test_a_percentage_never_stands_alone_nor_of_fewer_than_ten(numbers: tuple[int, int]) -> None:
    x, n = numbers
    fits = Form.SHARE in forms_that_fit(figure(x, n))
    assert fits == (n >= 10)
    if fits:
        text = printed(figure(x, n), Form.SHARE).replace("\u00a0", "")
        assert text.endswith(f", {x} av {n}")
        percent = int(re.search(r"(\d+) procent", text)[1])  # type: ignore[index]
        assert abs(percent - 100 * x / n) <= 1
        assert not (percent == 100 and x < n and not text.startswith("över"))


@given(counts)
def test_half_is_half_and_all_but_is_nearly_all(numbers: tuple[int, int]) -> None:
    x, n = numbers
    fits = forms_that_fit(figure(x, n))
    assert (Form.HALF in fits) == (n > 0 and 2 * x == n)
    if Form.ALL_BUT in fits:
        assert 4 * x >= 3 * n > 0


codes = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)


@given(codes, st.sampled_from(["", "obs:", "finding:", "activity:"]), st.sampled_from([None, *Form]))
def test_a_token_is_found_again_in_any_text(code: str, kind: str, form: Form | None) -> None:
    token = f"[[{kind}{code}{'' if form is None else f'|{form}'}]]"
    text = f"Före {token} mellan {token}, efter."
    found = list(tokens(text))
    assert [t.code for t in found] == [code, code]
    assert {t.kind for t in found} == {kind.rstrip(":") or "figure"}
    assert {t.form for t in found} == {form or Form.OF}
    assert [text[t.start : t.end] for t in found] == [token, token]


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(t.text in text for t in tokens(text))


@pytest.mark.parametrize("text", ["[[Stor]]", "[[]]", "[plan]", "[[a b]]", "[[<script>]]", "[[a|]]"])
def test_what_is_no_token(text: str) -> None:
    assert list(tokens(text)) == []


@pytest.mark.parametrize(
    ("text", "taken", "code"),
    [
        ("Specialpedagog saknas", (), "specialpedagog-saknas"),
        ("Specialpedagog saknas", ("specialpedagog-saknas",), "specialpedagog-saknas-2"),
        ("Många enheter att serva, för lite tid på varje enhet", (), "manga-enheter-att-serva-for-lite-tid-pa"),
        ("talpedagog på 20 procent", (), "talpedagog-pa-20-procent"),
        ("!?", (), "utan-namn"),
        ("Ny", (), "ny-2"),
        ("<script>alert(1)</script>", (), "script-alert-1-script"),
    ],
)
def test_codes_are_proposed_from_the_text(text: str, taken: tuple[str, ...], code: str) -> None:
    assert proposed_code(text, taken) == code


@given(st.text(max_size=300), st.sets(st.text(max_size=10), max_size=3))
def test_a_proposed_code_is_free_and_can_be_written(text: str, taken: set[str]) -> None:
    code = proposed_code(text, taken)
    assert code not in taken
    assert [t.code for t in tokens(f"[[finding:{code}]]")] == [code]
    assert proposed_code(text, {*taken, code}) != code


def test_days_and_sentences() -> None:
    assert day_in_words(dt.date(2024, 12, 3)) == "3 december 2024"
    assert as_sentence("Finns nu") == "Finns nu."
    assert as_sentence("Finns nu. ") == "Finns nu."
