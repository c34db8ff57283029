"""Quiet warnings, points, signatories, addresses: pure rules of papers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.foundation.refusal import BadInput
from framst.reports import rules


def words(section: str, body: str) -> list[tuple[str, str]]:
    return [(n.sentence, n.words) for n in rules.warnings(section, body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Endast [[forebyggande|av enhet]] anser det.", ["Endast"]),
        ("Endast hälften, [[mot-malen|hälften]], anser det.", ["Endast"]),
        ("bara 6 av 19 rektorer", ["bara"]),
        ("Så många som [[a]] svarade ja.", ["Så många som"]),
        # The nearest misses: another sentence, far away, no figure, a longer word.
        ("Det gäller endast förskolan. [[a]] svarade ja.", []),
        ("Det gäller hela kommunen och därför har också de svarat [[a]].", []),
        ("Endast några har svarat.", []),
        ("Barabas och [[a]] är två.", []),
        ("[[a]] svarade ja.", []),
    ],
)
def test_a_valuing_word_beside_a_figure_is_pointed_out(body: str, expected: list[str]) -> None:
    assert list(rules.valued_figures(body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("13 av 19 rektorer", ["13 av 19"]),
        ("två av tolv", ["två av tolv"]),
        ("1 300 av 1 900", ["1 300 av 1 900"]),
        ("68 procent och 7,5 %", ["68 procent", "7,5 %"]),
        ("[[plan-tagit-del|av enhet]]", []),
        ("Skollagen 2 kap. 25 §, den 3 december 2024, 19 rektorer", []),
        ("en del av arbetet", []),
    ],
)
def test_a_figure_typed_by_hand_is_pointed_out(body: str, expected: list[str]) -> None:
    assert list(rules.typed_figures(body)) == expected


def test_warnings_belong_to_their_section() -> None:
    assert words("summary", "Endast [[a]] svarade.") == [(rules.VALUED, "Endast")]
    assert words("assessment", "Endast [[a]] svarade.") == []
    assert words("summary", "Förvaltningen föreslår det.") == [(rules.PROPOSED, "föreslår")]
    assert words("proposal", "Informationen tas emot.") == []
    assert words("proposal", "Informationen tas emot. Planen ändras.") == [
        (rules.SEVERAL, "Informationen tas emot. Planen ändras.")
    ]


def test_proposed_decisions_are_one_action_a_point() -> None:
    assert rules.as_points("Informationen tas emot.") == "Informationen tas emot."
    assert rules.as_points("- Ett.\n\n* Två.\n3) Tre.") == "1. Ett.\n2. Två.\n3. Tre."
    assert rules.as_points("") == ""


@given(st.text(alphabet="ab .-*1)\n", max_size=80))
def test_points_written_twice_are_the_same(text: str) -> None:
    once = rules.points(rules.as_points(text))
    assert rules.points(rules.as_points("\n".join(once))) == rules.points("\n".join(once))


def test_signatories_are_one_a_line() -> None:
    assert rules.signatories("Eva Lundin, Utbildningsdirektör\n\nMats Fagerström, Avdelningschef, grundskola") == [
        {"name": "Eva Lundin", "title": "Utbildningsdirektör"},
        {"name": "Mats Fagerström", "title": "Avdelningschef, grundskola"},
    ]
    with pytest.raises(BadInput) as caught:
        rules.signatories("Eva Lundin, Utbildningsdirektör\nMats Fagerström")
    assert [(f.row, f.value) for f in caught.value.faults] == [(2, "Mats Fagerström")]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Uppföljning av elevhälsoplanen", "uppfoljning-av-elevhalsoplanen"),
        ("  ¡Åäö!  ", "aao"),
        ("<script>", "script"),
        ("…", "skrivelse"),
        ("x" * 200, "x" * 70),
    ],
)
def test_the_address_is_made_from_the_title(title: str, slug: str) -> None:
    assert rules.slug_of(title) == slug


def test_a_taken_address_gets_a_number() -> None:
    assert rules.free_slug("plan", frozenset()) == "plan"
    assert rules.free_slug("plan", frozenset({"plan", "plan-2"})) == "plan-3"
