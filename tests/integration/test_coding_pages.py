"""The pages of coding: without script, hostile texts, filters, who sees what, the file."""

from __future__ import annotations

import html
import io
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from framst.access.acting import acting
from framst.coding import queries
from framst.coding.models import CodeBook
from framst.coding.services import begin_second, fingerprint
from framst.coding.terms import Mark
from framst.coding.web.texts import marked_up
from framst.forms.models import Answer, Sheet

from ..personas import actor
from .coding import FORMULA, HOSTILE, MANY, NOW, SLUG, book, collection, say

pytestmark = pytest.mark.django_db


def address(made: CodeBook, name: str, *more: Any) -> str:
    return reverse(name, args=[SLUG, made.number, *more])


def sent(text: str, **more: Any) -> dict[str, Any]:
    return {"seen": fingerprint(text), **more}


def body(response: Any) -> str:
    return response.content.decode()


def test_a_browser_reads_the_text_back_from_the_mark_up_to_the_character() -> None:
    place = (UUID(int=1), "q")
    marks = [Mark(place, 0, 20, HOSTILE[:20], frozenset("a")), Mark(place, 10, 40, HOSTILE[10:40], identifies=True)]
    drawn = marked_up(HOSTILE, marks)
    assert drawn.count("<mark ") == 3
    assert "<script" not in drawn
    assert "<b>" not in drawn
    import re

    assert html.unescape(re.sub(r"</?mark[^>]*>", "", drawn)) == HOSTILE
    assert marked_up("a\r\nb", []) == "a&#13;\nb"


def test_the_whole_text_a_sentence_and_a_selection_are_marked_without_and_with_script(client_of: Any) -> None:
    sheets = collection()
    made, time, units = book()
    client = client_of("utredare")
    page = address(made, "coding_text", sheets["many"], "varfor")
    response = client.get(page)
    assert response.status_code == 200
    assert html.escape(MANY).replace("\r", "&#13;") in body(response)
    assert "Åsa" in body(response)
    assert client.post(page, sent(MANY, one=time.code)).status_code == 302
    chosen = [f"{MANY.index(s)}-{MANY.index(s) + len(s)}" for s in ("De har många enheter 🙂.", "Mer tid behövs.")]
    assert f'value="{chosen[1]}"' in body(response)
    assert client.post(page, sent(MANY, one=units.code, sentences=chosen)).status_code == 302
    start = MANY.index("Kuratorn")
    assert client.post(page, sent(MANY, identifies="1", start=str(start), end=str(start + 12))).status_code == 302
    with acting(actor("utredare", NOW)):
        assert [(m.text, sorted(m.themes), m.identifies) for m in queries.material(made).marks] == [
            ("De har många enheter 🙂.", ["manga-enheter"], False),
            (MANY, ["for-lite-tid"], False),
            ("Kuratorn Åsa", [], True),
            ("Mer tid behövs.", ["manga-enheter"], False),
        ]
    read = body(client.get(page))
    assert "kan peka ut någon: citeras aldrig" in read
    assert "citeras inte: rör text som kan peka ut någon" in read
    assert "1 av 3 texter kodade." in read


def test_a_refusal_is_answered_with_422_and_the_sentence(client_of: Any) -> None:
    sheets = collection()
    made, time, _units = book()
    client = client_of("utredare")
    page = address(made, "coding_text", sheets["many"], "varfor")
    for data, sentence in (
        (sent(MANY), "Välj minst ett tema"),
        (sent("en äldre text", one=time.code), "Texten har ändrats sedan du öppnade sidan."),
        (sent(MANY, one=time.code, start="900", end="950"), "finns inte längre"),
        (sent(MANY, one=time.code, start="²", end="-1", sentences=["a-b"]), ""),
    ):
        response = client.post(page, data)
        assert response.status_code == (422 if sentence else 302), data
        assert sentence in body(response)


def test_hostile_words_are_shown_as_words_everywhere(client_of: Any) -> None:
    sheets = collection()
    made, time, _units = book("<script>alert(2)</script>")
    say(made, sheets["hostile"], time, part="<b>tid</b>")
    say(made, sheets["hostile"], time, part='alert("å")</script> & <b>')
    client = client_of("utredare")
    for page in (
        reverse("coding", args=[SLUG]),
        reverse("coding_new", args=[SLUG]),
        address(made, "coding_book"),
        address(made, "coding_theme", time.code),
        address(made, "coding_merge", time.code),
        address(made, "coding_texts"),
        address(made, "coding_text", sheets["hostile"], "varfor"),
    ):
        read = body(client.get(page))
        assert "<script>alert" not in read, page
        assert "<b>" not in read, page
        assert "<u>" not in read, page
        assert "<i>av</i>" not in read, page


def test_texts_are_filtered_and_respondents_are_numbers(client_of: Any) -> None:
    sheets = collection()
    made, time, _units = book()
    say(made, sheets["hostile"], time)
    client = client_of("utredare")
    page = address(made, "coding_texts")
    everything = body(client.get(page))
    assert "1 av 3 texter kodade. Här visas 3." in everything
    assert "För sent" not in everything
    assert "rektor" not in everything.lower().split("<main")[1].split("</main")[0]
    assert "Här visas 2." in body(client.get(page, {"visa": "okodade"}))
    assert "Här visas 1." in body(client.get(page, {"tema": time.code}))
    assert "Här visas 0." in body(client.get(page, {"fraga": "annat"}))
    with acting(actor("utredare", NOW)):
        Answer.objects.filter(sheet_id=sheets["hostile"], question="varfor").update(text="Något annat.")
    assert "Här visas 1." in body(client.get(page, {"visa": "andrade"}))
    assert "texten har ändrats: räknas inte" in body(
        client.get(address(made, "coding_text", sheets["hostile"], "varfor"))
    )
    assert "1 markering gäller en text som har ändrats" in body(client.get(address(made, "coding_book")))


def test_quotes_leave_out_what_could_identify_in_the_list_and_in_the_file(client_of: Any) -> None:
    sheets = collection()
    made, time, _units = book()
    say(made, sheets["many"], time)
    say(made, sheets["many"], part="Kuratorn Åsa", identifies=True)
    say(made, sheets["formula"], time)
    client = client_of("utredare")
    read = body(client.get(address(made, "coding_theme", time.code)))
    assert "2 av 3 som skrev" in read
    assert "=1+1" in read
    assert "Kuratorn" not in read
    assert "1 ställe citeras inte" in read
    assert client.get(address(made, "coding_export")).status_code == 200
    response = client.post(address(made, "coding_export"))
    assert response["Content-Disposition"] == 'attachment; filename="kodning-prov-1.xlsx"'
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    rows = workbook.get_sheet_by_index(0).to_python()
    assert rows[0] == ["Svar", "Fråga", "Tema", "Stycke"]
    asked = "Vad beror det på? (efter ”Räcker det?”)"
    assert sorted(r[1:] for r in rows[1:]) == sorted(
        [
            [asked, "För lite tid", "(citeras inte: kan peka ut någon)"],
            [asked, "inget tema", "(citeras inte: kan peka ut någon)"],
            [asked, "För lite tid", FORMULA],
        ]
    )


def test_the_second_coder_is_blind_until_done(client_of: Any) -> None:
    sheets = collection()
    made, time, units = book()
    (firsts,) = say(made, sheets["many"], time, part="Mer tid behövs.")
    by = actor("elevhalsochef", NOW)
    with acting(by):
        begin_second(book=made, by=by)
    say(made, sheets["hostile"], units, login="elevhalsochef")
    client = client_of("elevhalsochef")
    shown = body(client.get(address(made, "coding_book")))
    assert "Du ser den första kodningen när du är klar" in shown
    assert "visas när du är klar" in shown
    assert "av 3 som skrev" not in shown
    assert "1 av 3 texter kodade" in shown
    text = body(client.get(address(made, "coding_text", sheets["many"], "varfor")))
    assert "Ingen markering ännu." in text
    assert "av 3 som skrev" not in body(client.get(address(made, "coding_theme", time.code)))
    assert "Mer tid" not in body(client.get(address(made, "coding_theme", time.code)))
    assert client.get(address(made, "coding_unmark", firsts.pk)).status_code == 404
    assert client.post(address(made, "coding_export")).status_code == 409
    assert client.post(address(made, "coding_second_done")).status_code == 302
    shown = body(client.get(address(made, "coding_book")))
    assert "Kappa visas från 30 dubbelkodade meningar. Här är 0, så det fattas 30." in shown
    assert "1 av 3 som skrev" in shown
    # The first coder never sees the marks of the second among the own.
    assert "Ingen markering ännu." in body(
        client_of("utredare").get(address(made, "coding_text", sheets["hostile"], "varfor"))
    )


def test_kappa_is_shown_from_thirty_double_coded_passages(client_of: Any) -> None:
    collection()
    made, _time, _units = book()
    by = actor("utredare", NOW)
    with acting(by):
        CodeBook.objects.filter(pk=made.pk).update(
            second_coder_id=actor("elevhalsochef").person_id,
            second_done_at=NOW,
            agreement={"for-lite-tid": [20, 5, 10, 15], "manga-enheter": [0, 0, 0, 50]},
        )
    read = body(client_of("utredare").get(address(made, "coding_book")))
    assert "50 meningar är kodade av båda." in read
    assert "0,40" in read
    assert "går inte att räkna" in read


def test_making_a_book_and_themes(client_of: Any) -> None:
    collection()
    client = client_of("utredare")
    new = reverse("coding_new", args=[SLUG])
    assert "Räcker det?</label>" not in body(client.get(new))
    assert client.post(new, {"title": "Orsaker"}).status_code == 422
    assert client.post(new, {"title": "Orsaker", "questions": ["racker"]}).status_code == 422
    assert client.post(new, {"title": "Orsaker", "questions": ["annat", "varfor"]}).status_code == 302
    with acting(actor("utredare", NOW)):
        made = CodeBook.objects.get(title="Orsaker")
        assert made.questions == ["varfor", "annat"]
    page = address(made, "coding_book")
    assert client.post(page, {"name": ""}).status_code == 422
    assert client.post(page, {"name": "Tid"}).status_code == 302
    again = client.post(page, {"name": "tid"})
    assert again.status_code == 422
    assert "Temat finns redan i kodboken." in body(again)
    assert client.post(page, {"name": "Enheter"}).status_code == 302
    theme = address(made, "coding_theme", "tid")
    assert client.post(theme, {"name": "", "order": "1"}).status_code == 422
    assert client.post(theme, {"name": "Tiden", "order": "7", "description": "Ont om tid."}).status_code == 302
    assert "Tiden" in body(client.get(page))
    with acting(actor("utredare", NOW)):
        into = made.themes.get(code="enheter")
    assert client.post(address(made, "coding_merge", "tid"), {"into": str(into.pk)}).status_code == 302
    assert client.get(theme).status_code == 404


@pytest.mark.parametrize(
    ("login", "status"),
    [("avdelningschef", 403), ("direktor", 403), ("rektor", 403), ("ledamot", 403), ("kurator", 403), ("ingen", 302)],
)
def test_nobody_else_opens_a_page_or_sees_a_passage(login: str, status: int, client_of: Any) -> None:
    sheets = collection()
    made, time, _units = book()
    (one,) = say(made, sheets["many"], time)
    client = client_of(login)
    for page in (
        reverse("coding", args=[SLUG]),
        address(made, "coding_book"),
        address(made, "coding_theme", time.code),
        address(made, "coding_texts"),
        address(made, "coding_text", sheets["many"], "varfor"),
        address(made, "coding_unmark", one.pk),
        address(made, "coding_export"),
    ):
        for response in (client.get(page), client.post(page, sent(MANY, one=time.code))):
            assert response.status_code in (status, 405), page
            assert "många enheter" not in body(response)


def test_what_does_not_exist_is_404(client_of: Any) -> None:
    sheets = collection()
    made, _time, _units = book()
    client = client_of("utredare")
    nobody = UUID(int=7)
    for page in (
        reverse("coding", args=["finns-inte"]),
        reverse("coding_book", args=[SLUG, 99]),
        address(made, "coding_theme", "finns-inte"),
        address(made, "coding_text", nobody, "varfor"),
        address(made, "coding_text", sheets["late"], "varfor"),
        address(made, "coding_text", sheets["silent"], "varfor"),
        address(made, "coding_text", sheets["many"], "racker"),
        address(made, "coding_unmark", nobody),
    ):
        assert client.get(page).status_code == 404, page


def test_a_page_asks_the_same_number_of_questions_however_many_texts(client_of: Any) -> None:
    sheets = collection()
    made, time, units = book()
    client = client_of("utredare")
    pages = [
        address(made, "coding_book"),
        address(made, "coding_texts"),
        address(made, "coding_text", sheets["many"], "varfor"),
    ]

    def asked() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    say(made, sheets["many"], time)
    few = asked()
    with acting(actor("utredare", NOW)):
        version = Sheet.objects.get(pk=sheets["many"]).version
        for n in range(40):
            sheet = Sheet.objects.create(version=version, collection="followup:prov")
            Answer.objects.create(sheet=sheet, question="varfor", status="answered", text=f"Tid {n}. Enheter.")
            sheets[str(n)] = sheet.pk
    for n in range(20):
        say(made, sheets[str(n)], time, units)
    assert asked() == few


def test_the_trace_shows_the_count_and_the_definition_and_never_a_text(client_of: Any) -> None:
    sheets = collection()
    made, time, _units = book()
    say(made, sheets["many"], time)
    for login in ("utredare", "avdelningschef"):
        read = body(client_of(login).get(reverse("figure", args=["tema-for-lite-tid-prov"])))
        assert "1 av 3 som skrev" in read, login
        assert "Räknat är hur många som skrev om temat" in read
        assert "många enheter" not in read
