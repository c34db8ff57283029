"""What changed between two versions: together the pieces are both texts, to the letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from framst.plans.queries.comparing import compared, words

TEXT = st.text(alphabet=st.sampled_from("ab åö.\n\t"), max_size=60)
SECTIONS = st.dictionaries(st.sampled_from("pqrst"), TEXT, max_size=5)


def test_in_words() -> None:
    assert words("Teamet möts varje vecka.", "Teamet möts varannan vecka.") == (
        ("same", "Teamet möts "), ("del", "varje"), ("ins", "varannan"), ("same", " vecka."),
    )  # fmt: skip


def test_sections_new_gone_renamed_and_the_same() -> None:
    def s(code: str, title: str, text: str) -> dict[str, str]:
        return {"code": code, "title": title, "text": text}

    found = compared(
        [s("a", "A", "x"), s("b", "B", "y"), s("c", "C", "z")], [s("d", "D", "n"), s("b", "Be", "y"), s("a", "A", "x")]
    )
    assert [(c.code, c.kind, c.former_title) for c in found] == [
        ("d", "new", ""), ("b", "changed", "B"), ("a", "same", ""), ("c", "gone", ""),
    ]  # fmt: skip
    assert found[0].pieces == (("ins", "n"),)
    assert found[3].pieces == (("del", "z"),)


@given(TEXT, TEXT)
def test_the_pieces_are_both_texts(former: str, later: str) -> None:
    pieces = words(former, later)
    assert "".join(text for kind, text in pieces if kind != "ins") == former
    assert "".join(text for kind, text in pieces if kind != "del") == later


@given(SECTIONS, SECTIONS)
def test_each_section_of_either_stands_once(former: dict[str, str], later: dict[str, str]) -> None:
    def rows(of: dict[str, str]) -> list[dict[str, str]]:
        return [{"code": code, "title": code, "text": text} for code, text in of.items()]

    found = compared(rows(former), rows(later))
    assert sorted(c.code for c in found) == sorted({*former, *later})
    assert {c.code for c in found if c.kind == "new"} == set(later) - set(former)
    assert {c.code for c in found if c.kind == "gone"} == set(former) - set(later)
    assert {c.code for c in found if c.kind == "same"} == {c for c in former if later.get(c) == former[c]}
