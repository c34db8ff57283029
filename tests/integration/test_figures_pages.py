"""The analysis' pages: who may what, then and now, what is refused, and that script in a field stays text."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from framst.access.acting import acting
from framst.audit.models import Event
from framst.figures import queries, services
from framst.figures.models import Disposition, Finding, Indicator, StoredQuote
from framst.figures.terms import Control, Settled
from framst.foundation.refusal import NotAllowed, Refused

from ..personas import actor

SCRIPT = "<script>alert(1)</script>"
TODAY = dt.date(2025, 4, 1)


def by(login: str) -> Any:
    return actor(login, dt.datetime(2025, 4, 1, 9, tzinfo=dt.UTC))


@pytest.fixture
def finding(db: None) -> Finding:
    with acting(by("utredare")) as investigator:
        return services.add_finding(
            sentence="Specialpedagog saknas vid anpassad grundskola",
            found_on=dt.date(2024, 10, 31),
            theme="kompetenser",
            sources=[("figure", "plan-tagit-del")],
            by=investigator,
        )


def test_then_and_now_stand_beside_each_other(finding: Finding) -> None:
    assert finding.code == "specialpedagog-saknas-vid-anpassad"
    with acting(by("avdelningschef")) as director:
        for kind, on, what in (
            (Settled.REMAINS, dt.date(2024, 12, 1), ""),
            (Settled.RESOLVED, dt.date(2025, 2, 1), "specialpedagog finns nu"),
        ):
            services.dispose(finding=finding, kind=kind, on=on, within_control=Control.PARTLY, what=what, by=director)
    with acting(by("utredare")):
        quote = queries.quotes([("finding", finding.code)])["finding", finding.code]
    assert quote.text == (
        "Specialpedagog saknas vid anpassad grundskola. Löst 1 februari 2025: specialpedagog finns nu."
    )
    assert quote.trace["then"] == "Specialpedagog saknas vid anpassad grundskola."
    assert quote.trace["now"] == "Löst 1 februari 2025: specialpedagog finns nu."
    assert [s["words"] for s in quote.trace["states"]] == ["kvarstår", "löst"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": Settled.WILL_NOT_BE_MET}, "Skriv varför"),
        ({"kind": Settled.TAKEN_CARE_OF}, "Skriv vem"),
        ({"kind": Settled.REPLACED}, "Skriv vad"),
        ({"on": dt.date(2024, 10, 30)}, "tidigare än iakttagelsen"),
        ({"on": dt.date(2025, 4, 2)}, "inte varit ännu"),
    ],
)
def test_a_disposition_says_what_it_must(finding: Finding, changes: dict[str, Any], sentence: str) -> None:
    given = {"kind": Settled.REMAINS, "on": TODAY, "within_control": Control.YES} | changes
    with acting(by("utredare")) as investigator, pytest.raises(Refused, match=sentence):
        services.dispose(finding=finding, by=investigator, **given)


def test_what_became_of_a_finding_is_never_rewritten(finding: Finding) -> None:
    with acting(by("utredare")) as investigator:
        added = services.dispose(
            finding=finding, kind=Settled.REMAINS, on=TODAY, within_control=Control.NO, by=investigator
        )
        for change in (
            lambda: Disposition.objects.filter(pk=added.pk).update(what="annat"),
            lambda: Disposition.objects.filter(pk=added.pk).delete(),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()


def test_a_director_disposes_and_does_not_define(finding: Finding, client_of: Any) -> None:
    director = client_of("avdelningschef")
    page = director.post(
        reverse("disposition_new", args=[finding.code]),
        {"kind": "taken_care_of", "on": "2025-02-01", "who": "avdelning grundskola", "within_control": "partly"},
    )
    assert page.status_code == 302
    assert "omhändertagen" in director.get(reverse("finding", args=[finding.code])).text
    assert director.post(reverse("finding_new"), {"sentence": "Ny", "found_on": "2025-01-01"}).status_code == 403
    assert director.get(reverse("indicator_edit", args=["plan-tagit-del"])).status_code == 403
    assert director.get(reverse("figure_answers", args=["plan-tagit-del"])).status_code == 403
    with acting(by("avdelningschef")) as one, pytest.raises(NotAllowed):
        services.add_observation(value="x", source="y", observed_on=TODAY, said_by="z", by=one)


@pytest.mark.parametrize("login", ["registrator", "direktor"])
def test_who_only_reads_is_told_who_can_write(login: str, finding: Finding, client_of: Any) -> None:
    client = client_of(login)
    page = client.get(reverse("finding", args=[finding.code]))
    assert page.status_code == 200
    assert "Det gör utredaren, elevhälsochefen eller avdelningschefen." in page.text
    for name, args in (("finding_new", []), ("disposition_new", [finding.code]), ("observation_new", [])):
        assert client.post(reverse(name, args=args), {}).status_code == 403


def test_a_board_member_sees_nothing_of_an_internal_finding(finding: Finding, client_of: Any) -> None:
    assert client_of("ledamot").get(reverse("finding", args=[finding.code])).status_code == 403
    with acting(by("ledamot")):
        assert Finding.objects.count() == 0
        assert queries.quotes([("finding", finding.code)]) == {}


def test_what_is_frozen_stays_when_the_finding_moves_on(finding: Finding) -> None:
    with acting(by("utredare")) as investigator:
        key = ("finding", finding.code)
        stored = services.store_quotes(queries.quotes([key]).values())[key]
        services.dispose(finding=finding, kind=Settled.RESOLVED, on=TODAY, within_control=Control.YES, by=investigator)
        services.change_finding(finding=finding, sentence="Något annat", by=investigator)
        row = StoredQuote.objects.get(pk=stored.pk)
        assert services.restored_quote(row).text == "Specialpedagog saknas vid anpassad grundskola."
        assert queries.quotes([key])[key].text == "Något annat. Löst 1 april 2025."


def test_observations_and_activities_are_quoted_with_their_source(db: None) -> None:
    with acting(by("utredare")) as investigator:
        services.add_observation(
            value="talpedagog på 20 procent",
            source="Bemanningsplan",
            observed_on=TODAY,
            said_by="elevhälsochefen",
            code="tal",
            by=investigator,
        )
        services.add_activity(
            text="Nätverket har träffats", on=TODAY, for_whom="rektorer", code="natverk", by=investigator
        )
        found = queries.quotes([("obs", "tal"), ("activity", "natverk"), ("obs", "finns-inte"), ("figure", "tal")])
    assert {key: q.text for key, q in found.items()} == {
        ("obs", "tal"): "talpedagog på 20 procent",
        ("activity", "natverk"): "Nätverket har träffats",
    }
    assert found["obs", "tal"].trace == {
        "value": "talpedagog på 20 procent",
        "source": "Bemanningsplan",
        "on": "2025-04-01",
        "day": "1 april 2025",
        "who": "elevhälsochefen",
        "note": "",
    }


def test_the_number_of_queries_does_not_grow(
    finding: Finding, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    with acting(by("utredare")) as investigator:
        for n in range(12):
            added = services.add_finding(sentence=f"Iakttagelse {n}", found_on=TODAY, by=investigator)
            services.dispose(finding=added, kind=Settled.REMAINS, on=TODAY, within_control=Control.NO, by=investigator)
    client = client_of("utredare")
    with django_assert_max_num_queries(14):
        assert client.get(reverse("findings")).status_code == 200


def test_the_answers_behind_a_figure_are_opened_on_record(client_of: Any) -> None:
    client = client_of("utredare")
    page = client.get(reverse("figure_answers", args=["plan-tagit-del"]))
    assert page.status_code == 200
    assert "Cecilia Nordin" in page.text
    assert page.text.count("räknas in") == 13
    with acting(actor("loggranskare")):
        opened = Event.objects.filter(act="read", table="figures_indicator", purpose="kontroll av en siffra")
        assert opened.count() == 1
    assert "Cecilia Nordin" not in client.get(reverse("figure", args=["plan-tagit-del"])).text


def test_a_group_too_small_is_shown_to_no_director_before_the_decision(client_of: Any) -> None:
    address = reverse("figure_groups", args=["plan-tagit-del", "form"])
    director = client_of("avdelningschef")
    assert "visas inte" in director.get(address).text
    investigator = client_of("utredare")
    assert "visas inte" not in investigator.get(address).text
    decide = reverse("group_decision", args=["plan-tagit-del", "form"])
    assert investigator.post(decide, {"decided_on": "2025-04-01", "basis": ""}).status_code == 422
    assert investigator.post(decide, {"decided_on": "2025-04-01", "basis": "Rektorerna har sagt ja"}).status_code == 302
    page = director.get(address).text
    assert "visas inte" not in page
    assert "Rektorerna har sagt ja" in page


def test_an_indicator_is_defined_and_changed_with_a_new_version(client_of: Any) -> None:
    client = client_of("utredare")
    address = reverse("indicator_new", args=["elevhalsoplanen-2024"])
    assert "Har du tagit del" in client.get(address).text
    given = {"name": "Har inte tagit del", "numerator": ["no"], "unit_of_count": "rektorer", "code": "ej-tagit-del"}
    assert client.post(f"{address}?fraga=tagit_del", {**given, "numerator": []}).status_code == 422
    assert client.post(f"{address}?fraga=tagit_del", {**given, "code": "a.b"}).status_code == 422
    assert client.post(f"{address}?fraga=tagit_del", given).status_code == 302
    assert "6 av 19 rektorer" in client.get(reverse("figure", args=["ej-tagit-del"])).text
    edit = reverse("indicator_edit", args=["ej-tagit-del"])
    assert client.post(edit, {**given, "numerator": ["yes", "no"]}).status_code == 302
    with acting(actor("utredare")):
        assert Indicator.objects.get(code="ej-tagit-del").version == 2


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("finding", {"sentence": SCRIPT, "found_on": "2025-01-01", "theme": SCRIPT, "scope": SCRIPT}),
        (
            "observation",
            {"value": SCRIPT, "source": SCRIPT, "observed_on": "2025-01-01", "said_by": SCRIPT, "note": SCRIPT},
        ),
        ("activity", {"text": SCRIPT, "on": "2025-01-01", "for_whom": SCRIPT, "content": SCRIPT}),
    ],
)
def test_script_in_every_field_stays_text(name: str, fields: dict[str, str], client_of: Any) -> None:
    client = client_of("utredare")
    page = client.post(reverse(f"{name}_new"), fields, follow=True)
    assert page.status_code == 200
    assert SCRIPT not in page.text
    assert "&lt;script&gt;" in page.text
    listed = {"finding": "findings", "observation": "observations", "activity": "activities"}[name]
    assert SCRIPT not in client.get(reverse(listed)).text


def test_a_refusal_stands_in_the_form_with_what_was_written(client_of: Any) -> None:
    tomorrow = (timezone.now() + dt.timedelta(days=2)).date().isoformat()
    page = client_of("utredare").post(reverse("finding_new"), {"sentence": "En mening", "found_on": tomorrow})
    assert page.status_code == 422
    assert "Dagen har inte varit ännu." in page.text
    assert "En mening" in page.text


def test_units_for_each_member_of_the_central_team_is_a_distribution_without_names(db: None) -> None:
    from framst.organisation.models import Competence, Person, Service, Unit

    start = dt.date(2024, 1, 1)
    with acting(actor("system")) as administrator:
        Service.objects.all().delete()
        units = list(Unit.objects.all()[:6])
        competence = Competence.objects.all()[0]
        for n, served in enumerate((1, 4, 6)):
            person = Person.objects.create(given_name="A", family_name=f"B{n}", email=f"{n}@x.example")
            for unit in units[:served]:
                Service.objects.create(
                    person=person, unit=unit, competence=competence, employment="central", from_on=start
                )
        employed = Person.objects.create(given_name="A", family_name="Ej", email="ej@x.example")
        Service.objects.create(
            person=employed, unit=units[0], competence=competence, employment="employed", from_on=start
        )
        assert administrator.kind == "person"
    with acting(actor("utredare")) as investigator:
        Indicator.objects.filter(source="administration").delete()
        (added,) = services.propose_indicators(source="administration", key="organisationen", by=investigator)
        figure = services.compute([added.code], by=investigator)[added.code]
    assert [(p.code, p.count, p.counts) for p in figure.parts] == [
        ("1", 1, False),
        ("2", 0, False),
        ("3", 0, False),
        ("4", 2, True),
    ]
    assert (figure.numerator, figure.answered) == (2, 3)
    assert not any("B1" in line for line in figure.lineage)


def test_a_list_is_a_file_in_which_a_formula_is_text(client_of: Any) -> None:
    client = client_of("utredare")
    client.post(reverse("finding_new"), {"sentence": '=HYPERLINK("http://x")', "found_on": "2025-01-01"})
    page = client.get(reverse("findings") + "?fil=csv")
    assert page["Content-Disposition"] == 'attachment; filename="iakttagelser.csv"'
    lines = page.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Iakttagelse;Tema;Gäller;Datum;Läge nu;Kod"
    assert any(line.startswith("\"'=HYPERLINK") for line in lines)
    for name in ("findings", "observations", "activities", "indicators"):
        book = client.get(reverse(name) + "?fil=xlsx")
        assert book.content[:2] == b"PK"
        assert "fil=xlsx" in client.get(reverse(name)).text


def lines(page: Any) -> list[str]:
    return list(page.content.decode("utf-8-sig").splitlines())


def test_a_list_is_searched_ordered_and_fetched_as_it_is_shown(client_of: Any) -> None:
    client = client_of("utredare")
    for value, said_by, on in (
        ("Ärla", "rektorn", "2025-01-02"),
        ("ara", "chefen", "2025-01-03"),
        ("Zeta", "rektorn", "2025-01-01"),
    ):
        given = {"value": value, "source": "prov i test", "said_by": said_by, "observed_on": on}
        assert client.post(reverse("observation_new"), given).status_code == 302
    address = reverse("observations") + "?q=PROV+i+test"
    first = [line.split(";")[0] for line in lines(client.get(address + "&fil=csv"))]
    assert first == ["Uppgift", "ara", "Ärla", "Zeta"]  # the newest first
    rising = client.get(address + "&ordning=uppgift")
    assert 'aria-sort="ascending"><a href="?q=PROV+i+test&amp;ordning=-uppgift">Uppgift</a>' in rising.text
    assert "?q=PROV+i+test&amp;ordning=uppgift&amp;fil=csv" in rising.text
    ordered = lines(client.get(address + "&ordning=uppgift&fil=csv"))
    assert [line.split(";")[0] for line in ordered] == ["Uppgift", "ara", "Zeta", "Ärla"]  # Swedish order
    falling = lines(client.get(address + "&ordning=-sagt&fil=csv"))
    assert [line.split(";")[4] for line in falling] == ["Sagt av", "rektorn", "rektorn", "chefen"]
    assert "3 uppgifter" in rising.text
    nothing = client.get(reverse("observations") + "?q=finns+inte+alls").text
    assert "Ingen uppgift passar urvalet." in nothing
    assert client.get(address + "&ordning=hittat-pa").status_code == 200


def test_indicators_are_chosen_by_what_they_count_in(client_of: Any) -> None:
    client = client_of("registrator")
    now = client.get(reverse("indicators") + "?var=elevhalsoplanen-2024&fil=csv").content.decode()
    assert ";plan-tagit-del\r\n" in now
    assert "tema-manga-enheter-att-serva-elevhalsoplanen-2024" in now  # a theme of its free text
    assert "plan-tagit-del-2023" not in now
    assert "central-enheter" not in now


def test_a_file_of_groups_has_no_number_of_a_group_held_back(client_of: Any) -> None:
    client = client_of("utredare")
    address = reverse("figure_groups", args=["plan-tagit-del", "form"])
    held = lines(client.get(address + "?fil=csv"))
    assert held[0] == "Grupp;Enheter;Räknas in;Har svarat;Tillfrågade;Utskrift;Kod"
    (small,) = [line for line in held if line.startswith("anpassad grundskola")]
    assert small == "anpassad grundskola;1;;;;Gruppen har färre än 5 enheter.;plan-tagit-del.form.gran"
    decide = reverse("group_decision", args=["plan-tagit-del", "form"])
    client.post(decide, {"decided_on": "2025-04-01", "basis": "Rektorerna har sagt ja"})
    (shown,) = [line for line in lines(client.get(address + "?fil=csv")) if line.startswith("anpassad grundskola")]
    assert shown.split(";")[4:6] == ["1", ""]
    assert 'aria-sort="descending"' in client.get(address + "?ordning=-enheter").text


def test_every_decision_about_small_groups_stands_in_a_list(client_of: Any) -> None:
    client = client_of("utredare")
    address = reverse("group_decisions")
    assert "Här är inget beslut ännu." in client.get(address).text
    decide = reverse("group_decision", args=["plan-tagit-del", "form"])
    client.post(decide, {"decided_on": "2025-04-01", "basis": "Rektorerna har sagt ja"})
    page = client_of("registrator").get(address).text
    assert "1 beslut" in page
    assert "Rektorerna har sagt ja" in page
    assert "Inget beslut passar urvalet." in client.get(address + "?efter=area").text
    file = lines(client.get(address + "?efter=form&fil=csv"))
    assert file[0] == "Siffra;Uppdelat efter;Datum;Antecknat av;Grund"
    assert file[1].endswith(";skolform;2025-04-01;Helena Brandt;Rektorerna har sagt ja")
