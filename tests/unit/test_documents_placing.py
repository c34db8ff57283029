"""Headings matched to a template's sections; nothing is lost and nothing placed twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.forms.terms import Kind as QuestionKind
from framst.forms.terms import Question, Questionnaire, Section
from framst.integrations.documents.furniture import parted
from framst.integrations.documents.passages import Document, Kind, Passage
from framst.integrations.documents.placing import matched, meaning, placed
from framst.integrations.documents.reading import read_document

from ..documents import KINDS, REAL, TEMPLATE, rendered

H, P, ROW = Kind.HEADING, Kind.PARAGRAPH, Kind.TABLE_ROW


def document(*parts: tuple[Kind, int, str]) -> Document:
    return Document(tuple(Passage(kind, text, level, place=n) for n, (kind, level, text) in enumerate(parts)))


def went(doc: Document) -> tuple[dict[str, list[str]], list[str]]:
    result = placed(doc, TEMPLATE)
    return {code: [p.text for p in ps] for code, ps in result.sections.items()}, [p.text for p in result.not_placed]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Nulägesanalys", "nulage"),
        ("3. NULÄGESANALYS", "nulage"),
        ("3.2 Situationsanalys läsåret 2025/26", "nulage"),
        ("Kapitel 4: Nuläge", "nulage"),
        ("## Nulägesbeskrivning", "nulage"),
        ("Elevhälsans organisation", "organisation"),
        ("Organisation av elevhälsan", "organisation"),
        ("B) Så är elevhälsan organiserad på vår skola", "organisation"),
        ("Utvärdering av föregående plan", "utvardering"),
        ("Elevers inflytande", "delaktighet"),
        ("Samarbete med vårdnadshavarna", "vardnadshavare"),
        ("Möten", "moten"),
        ("Kompetensutveckling", "kompetens"),
        ("Elevhälsans professioner", "professioner"),
        ("Bakgrund", "bakgrund"),
        ("Sammanfatning", "sammanfattning"),
    ],
)
def test_headings_that_plans_have(heading: str, code: str) -> None:
    found = matched(heading, TEMPLATE)
    assert found is not None and found.code == code


@pytest.mark.parametrize(
    "heading",
    [
        "Elevhälsoplan",
        "Bilaga 1",
        "Budget",
        "2024",
        "IT-säkerhet",
        "Kontaktuppgifter",
        "Ordningsregler",
        "Samverkan",
        "",
    ],
)
def test_headings_of_something_else_or_of_two_sections_are_not_matched(heading: str) -> None:
    assert matched(heading, TEMPLATE) is None


def test_synonyms_mean_the_same() -> None:
    assert meaning("Skolkurator") == meaning("kurator")
    assert meaning("Situationsanalys") == meaning("1.1 Nulägesanalys")
    assert meaning("Kurator") != meaning("Psykolog")


def test_what_stands_beneath_a_heading_goes_with_it() -> None:
    assert went(document(
        (H, 1, "Elevhälsoplan"), (P, 0, "Dalskolan"), (H, 1, "1. Nulägesanalys"), (P, 0, "Frånvaron ökar."),
        (H, 2, "Statistik"), (P, 0, "Siffror."), (H, 1, "Budget"), (P, 0, "Kronor."), (H, 1, "Möten"), (P, 0, "Måndagar."),
    )) == (
        {"nulage": ["1. Nulägesanalys", "Frånvaron ökar.", "Statistik", "Siffror."], "moten": ["Möten", "Måndagar."]},
        ["Elevhälsoplan", "Dalskolan", "Budget", "Kronor."],
    )  # fmt: skip


def test_a_section_without_a_free_text_takes_none() -> None:
    assert went(document((H, 1, "Nulägesanalys"), (P, 0, "a"), (H, 1, "Fokusområden"), (P, 0, "Närvaro."))) == (
        {"nulage": ["Nulägesanalys", "a"]}, ["Fokusområden", "Närvaro."],
    )  # fmt: skip


def test_a_plan_that_is_a_table_is_placed_by_its_first_column() -> None:
    assert went(document(
        (ROW, 0, "Nulägesanalys\tFrånvaron ökar."), (ROW, 0, "\tSärskilt i årskurs 8."), (ROW, 0, "Diarienummer\t12"),
        (P, 0, "Sist."),
    )) == (
        {"nulage": ["Nulägesanalys\tFrånvaron ökar.", "\tSärskilt i årskurs 8."]}, ["Diarienummer\t12", "Sist."],
    )  # fmt: skip


# How many words of each real text a template that was not made for it places. Changed by intent only.
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("number", "words"), [("000", 304), ("001", 122), ("002", 499), ("003", 0), ("004", 17)])
def test_how_much_of_a_real_text_is_placed(number: str, kind: str, words: int) -> None:
    result = placed(read_document(rendered(number, kind), f"x.{kind}"), TEMPLATE)
    assert result.placed_words == words


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", REAL)
def test_of_a_real_text_nothing_is_lost_or_twice(number: str, kind: str) -> None:
    read = read_document(rendered(number, kind), f"x.{kind}")
    result = placed(read, TEMPLATE)
    assert "\n\n".join(p.text for p in result.everything) == read.whole
    assert [p.place for p in result.everything] == list(range(len(result.everything)))


TITLES = [
    "Nulägesanalys",
    "Möten",
    "Fokusområden",
    "Budget",
    "Samverkan",
    "Utvärdering",
    "1.2 Organisation",
    "x",
    "Innehåll",
]
PARTS = st.tuples(
    st.sampled_from(list(Kind)),
    st.integers(0, 6),
    st.one_of(
        st.sampled_from(TITLES), st.text(min_size=1, max_size=20), st.sampled_from(["Möten\tja", "\tmer", "a .... 3"])
    ),
    st.booleans(),
)


@given(
    st.lists(PARTS, max_size=30),
    st.lists(st.sampled_from([*TITLES, "Elevhälsans professioner"]), unique=True, max_size=6),
    st.lists(st.sampled_from([QuestionKind.LONG_TEXT, QuestionKind.DATE]), min_size=6, max_size=6),
)
def test_placed_not_placed_and_furniture_are_the_whole(
    parts: list[tuple[Kind, int, str, bool]], titles: list[str], kinds: list[QuestionKind]
) -> None:
    template = Questionnaire(
        "Plan",
        sections=tuple(
            Section(f"s{n}", title, questions=(Question(f"q{n}", kinds[n], "Beskriv"),))
            for n, title in enumerate(titles)
        ),
    )
    found = [Passage(kind, text, level, place=n, edge=edge) for n, (kind, level, text, edge) in enumerate(parts)]
    result = placed(parted(found), template)
    assert list(result.everything) == found
    assert [p.place for p in result.everything] == list(range(len(found)))
    for passages in (*result.sections.values(), result.not_placed, result.furniture):
        assert [p.place for p in passages] == sorted({p.place for p in passages})
