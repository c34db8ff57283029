"""Each list of the administration and of the question sets: filtered, sorted, linked to, taken out; and a set's history."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from framst.access.acting import acting
from framst.audit.models import Event
from framst.forms import queries, services
from framst.forms.models import QuestionSet
from framst.forms.terms import Kind, Option, Question, Questionnaire, Section
from framst.ui.lists import Column, headings, in_order

from ..personas import actor

pytestmark = pytest.mark.django_db
CONTENT = Questionnaire(
    "Trygghet och studiero",
    sections=(
        Section(
            "a", "A", questions=(Question("q", Kind.CHOICE, "Q?", options=(Option("y", "Ja"), Option("n", "Nej"))),)
        ),
    ),
)


def firsts(client: Any, path: str) -> list[str]:
    """What stands in the first cell of each row."""
    page = client.get(path).content.decode()
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r'<th scope="row">(.*?)</th>', page, re.S)]


def csv_firsts(client: Any, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = answer.content.decode("utf-8-sig")
    return [line.split(";")[0].strip('"') for line in text.splitlines()[1:]]


# ---- filtered and sorted by the address


@pytest.mark.parametrize(
    ("page", "export", "first", "rest"),
    [
        ("/forvaltning/skolformer/", "/forvaltning/hamta/skolformer/", "skolform", ("kod", "register", "galler")),
        ("/forvaltning/kompetenser/", "/forvaltning/hamta/kompetenser/", "kompetens", ("krav", "galler")),
        ("/fragor/", "/fragor/lista.", "fragor", ("lage", "antal", "minuter")),
        ("/forvaltning/avdelningar/", "/forvaltning/hamta/avdelningar/", "avdelning", ("chef", "omraden", "enheter")),
        ("/forvaltning/personer/", "/forvaltning/hamta/personer/", "namn", ("epost",)),
        ("/forvaltning/tjanster/", "/forvaltning/hamta/tjanster/", "vem", ("kompetens", "enhet", "andel", "hur")),
        ("/forvaltning/enheter/", "/forvaltning/hamta/enheter/", "namn", ("kod", "avdelning")),
    ],
)
def test_every_list_is_ordered_by_its_address_both_ways_and_its_file_too(
    page: str, export: str, first: str, rest: tuple[str, ...], client_of: Any
) -> None:
    client = client_of("utredare")
    csv = f"{export}csv" if export.endswith(".") else f"{export}csv/"
    up, down = firsts(client, f"{page}?ordning={first}"), firsts(client, f"{page}?ordning=-{first}")
    assert up and sorted(up) == sorted(down)
    assert up[0] == down[-1] or "/tjanster/" in page  # there, one person stands on several rows
    for column in (first, *rest):
        shown = client.get(f"{page}?ordning={column}").content.decode()
        assert shown.count('aria-sort="ascending"') == 1, column
        assert f"ordning=-{column}" in shown
        assert 'aria-sort="descending"' in client.get(f"{page}?ordning=-{column}").content.decode()
        assert csv_firsts(client, f"{csv}?ordning={column}")
    assert csv_firsts(client, f"{csv}?ordning={first}") == csv_firsts(client, f"{csv}?ordning=-{first}")[::-1] or (
        "/tjanster/" in page
    )
    assert client.get(f"{page}?ordning=hittepa").status_code == 200
    xlsx = client.get(csv.replace("csv", "xlsx"))
    assert xlsx.content.startswith(b"PK")
    assert client.get(csv.replace("csv", "pdf")).status_code == 404
    with acting(actor("system")):
        assert Event.objects.filter(act="exported", detail__kind="xlsx").exists()


def test_competences_are_filtered_by_name_and_requirement(client_of: Any) -> None:
    client = client_of("utredare")
    everything = firsts(client, "/forvaltning/kompetenser/")
    by_law = firsts(client, "/forvaltning/kompetenser/?krav=lag")
    local = firsts(client, "/forvaltning/kompetenser/?krav=lokal")
    assert sorted(by_law + local) == sorted(everything) and by_law and local
    assert "skolsköterska" in by_law
    assert firsts(client, "/forvaltning/kompetenser/?q=skolsk") == ["skolsköterska"]
    assert csv_firsts(client, "/forvaltning/hamta/kompetenser/csv/?q=skolsk") == ["skolsköterska"]
    nothing = client.get("/forvaltning/kompetenser/?q=xyz").content.decode()
    assert "Ingen kompetens passar urvalet." in nothing
    assert "Hämta listan" not in nothing


def test_a_link_to_a_list_keeps_filter_and_order(client_of: Any) -> None:
    page = client_of("utredare").get("/forvaltning/kompetenser/?krav=lag&ordning=-kompetens").content.decode()
    assert "/forvaltning/hamta/kompetenser/csv/?krav=lag&amp;ordning=-kompetens" in page
    assert '<input type="hidden" name="ordning" value="-kompetens">' in page
    assert '<option value="lag" selected>' in page


def test_people_and_services_are_sorted_and_searched(client_of: Any) -> None:
    client = client_of("utredare")
    page = client.get("/forvaltning/personer/?ordning=-epost").content.decode()
    addresses = re.findall(r"<td>([\w.]+@[\w.]+)</td>", page)
    assert addresses == sorted(addresses, reverse=True) and len(addresses) > 5
    found = firsts(client, "/forvaltning/tjanster/")
    name = next(n for n in found if "ingen" not in n).splitlines()[0]
    family = name.split("tillsammans")[0].split()[-1]
    chosen = firsts(client, f"/forvaltning/tjanster/?q={family}")
    assert chosen and len(chosen) < len(found)
    assert len(csv_firsts(client, f"/forvaltning/hamta/tjanster/csv/?q={family}")) == len(chosen)
    assert "Ingen tjänst passar urvalet." in client.get("/forvaltning/tjanster/?q=xyz").content.decode()


def test_question_sets_are_filtered_by_title_and_state(client_of: Any) -> None:
    by = actor("utredare")
    with acting(by):
        services.make_question_set(content=CONTENT, by=by)
    client = client_of("utredare")
    assert firsts(client, "/fragor/?lage=utkast") == ["Trygghet och studiero"]
    assert firsts(client, "/fragor/?q=TRYGG") == ["Trygghet och studiero"]
    assert "Trygghet och studiero" not in firsts(client, "/fragor/?lage=faststalld")
    assert csv_firsts(client, "/fragor/lista.csv?lage=utkast") == ["Trygghet och studiero"]
    assert "Inga frågor passar urvalet." in client.get("/fragor/?q=xyz").content.decode()


def test_only_those_who_write_questions_take_out_their_list(client_of: Any) -> None:
    assert client_of("rektor").get("/fragor/lista.csv").status_code == 403


def test_what_is_missing_comes_first_and_equal_rows_stay_put() -> None:
    columns = [Column("n", "N", lambda row: row[0]), Column("utan", "Utan")]
    rows = [("b", 1), (None, 2), ("å", 3), ("a", 4), ("b", 5)]
    assert [n for _, n in in_order({}, rows, columns, "n")] == [2, 4, 1, 5, 3]
    assert [n for _, n in in_order({"ordning": "-n"}, rows, columns, "n")] == [3, 1, 5, 4, 2]
    assert [n for _, n in in_order({"ordning": "utan"}, rows, columns, "n")] == [2, 4, 1, 5, 3]
    assert [(h.way, h.next) for h in headings({"ordning": "-n"}, columns, "n")] == [("descending", "n"), ("", "")]


# ---- the history of a question set


def histories(client: Any, code: str) -> list[str]:
    page = client.get(f"/fragor/{code}/").content.decode()
    assert '<h2 id="history">Historik</h2>' in page
    part = page.split('<h2 id="history">')[1]
    return [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>(<td.*?)</tr>", part, re.S)]


def test_a_sets_history_tells_of_its_versions_with_repeated_saves_as_one_line(client_of: Any) -> None:
    by = actor("utredare")
    with acting(by):
        made = services.make_question_set(content=CONTENT, by=by)
        for n in range(3):
            services.save_heading(question_set=made, title=f"Trygghet {n}", intro="", by=by)
        services.publish_version(version=queries.newest(made), by=by)
        services.save_heading(question_set=made, title="Trygghet", intro="", by=by)
        services.discard_draft(version=queries.newest(made), by=by)
    lines = histories(client_of("utredare"), made.code)
    assert ["tog bort (version 2)" in lines[0], "fastställde en version (version 1)" in lines[1]] == [True, True]
    assert "ändrade (version 1, 4 gånger)" in lines[2]
    assert "lade till" in lines[3]
    assert len(lines) == 4


def test_history_asks_the_same_number_of_questions_however_long(client_of: Any) -> None:
    by, client = actor("utredare"), client_of("utredare")
    with acting(by):
        made = services.make_question_set(content=CONTENT, by=by)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(f"/fragor/{made.code}/").status_code == 200
        return len(seen)

    asked()
    before = asked()
    for n in range(4):
        with acting(by):
            services.publish_version(version=queries.newest(QuestionSet.objects.get(pk=made.pk)), by=by)
            services.save_heading(question_set=made, title=f"Trygghet {n}", intro="", by=by)
    assert asked() == before
