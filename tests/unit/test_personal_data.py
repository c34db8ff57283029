"""What looks like personal data before a plan is published: found with its place, and ordinary plan text left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framst.foundation.identity_numbers import check_digit
from framst.foundation.personal_data import Kind, suspicions

from ..documents import REAL, source

TODAY = dt.date(2026, 11, 24)


def found(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in suspicions(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eleven har nummer 20121105-2386 i listan.", [("identity_number", "20121105-2386")]),
        ("Se 121105-2384.", [("identity_number", "121105-2384")]),  # the last figure is wrong
        ("Se 20121105T01.", [("identity_number", "20121105T01")]),
        ("Ring 070-123 45 67 i dag.", [("telephone", "070-123 45 67")]),
        ("Ring +46 8 123 456 78.", [("telephone", "+46 8 123 456 78")]),
        ("Skriv till anna.berg@skola.example eller ring.", [("email", "anna.berg@skola.example")]),
        ("Vi har pratat med eleven Anna om det.", [("name", "Anna")]),
        ("Vårdnadshavare, Karin Öberg, deltog i mötet.", [("name", "Karin Öberg")]),
        ("Ali Hassan är en pojke som trivs.", [("name", "Ali Hassan")]),
        ("Flickan Maja-Lisa bytte klass.", [("name", "Maja-Lisa")]),
        ("Bara 2 elever deltog.", [("small_group", "2 elever")]),
        ("Tre nyanlända flickor har slutat.", [("small_group", "Tre nyanlända flickor")]),
        ("En pojke i årskurs 4 är ofta hemma.", [("small_group", "En pojke")]),
        ("Fyra av eleverna saknar betyg.", [("small_group", "Fyra av eleverna")]),
    ],
)
def test_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Elevhälsans Organisation Och Uppdrag",
        "Skollagen 2 kap. 25 § gäller alla elever.",
        "Elever Enligt Skollagen har rätt till stöd.",
        "Eleverna på Dalskolan trivs.",
        "Barn bor på Storgatan och Kungsvägen.",
        "En elev har rätt till stöd.",
        "Vi är 25 elever i klassen.",
        "12 av 19 elever svarade.",
        "Läsåret 2025–26 har 340 elever.",
        "Diarienummer 2024/001234 och SFS 2010:800.",
        "Beslut 2025-03-31, punkt 4.",
        "Lena Holmdahl är direktör.",
        "Rektor ansvarar för att elever får stöd. Skolverket och Skolinspektionen granskar.",
        "Mötet är klockan 08.30-09.30 i sal 0123.",
        "1,5 elever per dator.",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_excerpt_shows_the_words_around() -> None:
    before = "Det här är en ganska lång inledning till stycket."
    text = f"{before} Vi har pratat med eleven Anna om hur skolan kan hjälpa till bättre än i fjol."
    (one,) = suspicions(text, TODAY)
    assert one.excerpt == "…till stycket. Vi har pratat med eleven Anna om hur skolan kan hjälpa till bättre…"


def test_real_texts_give_few_places_and_all_their_addresses() -> None:
    kinds = [s.kind for number in REAL for s in suspicions(source(number), TODAY)]
    assert kinds.count(Kind.EMAIL) == 14
    assert kinds.count(Kind.IDENTITY_NUMBER) == 0
    assert kinds.count(Kind.NAME) <= 5  # of 5,895 words
    assert kinds.count(Kind.SMALL_GROUP) <= 5


@given(
    st.dates(dt.date(1940, 1, 1), dt.date(2026, 1, 1)), st.integers(1, 999), st.sampled_from(["", "-"]), st.booleans()
)
def test_every_sound_identity_number_is_found(born: dt.date, serial: int, between: str, century: bool) -> None:
    nine = f"{born:%y%m%d}{serial:03d}"
    number = f"{born:%Y}"[:2] * century + f"{born:%y%m%d}{between}{serial:03d}{check_digit(nine)}"
    assert ("identity_number", number) in found(f"Numret är {number}, står det.")


@given(st.text(max_size=300))
def test_any_text_is_taken_and_each_place_is_in_it(text: str) -> None:
    places = suspicions(text, TODAY)
    assert [s.start for s in places] == sorted(s.start for s in places)
    for one in places:
        assert 0 <= one.start < one.end <= len(text)
        assert " ".join(text[one.start : one.end].split()) in one.excerpt


@given(
    st.from_regex(r"[a-z]{1,8}\.[a-z]{1,8}@[a-z]{2,8}\.se", fullmatch=True),
    st.sampled_from(["", "Skriv till ", "(", "e-post: "]),
)
def test_every_address_is_found(address: str, before: str) -> None:
    assert ("email", address) in found(f"{before}{address} i dag")
