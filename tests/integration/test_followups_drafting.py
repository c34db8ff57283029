"""A draft saves itself while it is written, and opening it makes its figures."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from framst.access.acting import acting
from framst.audit.models import Event
from framst.figures.models import Indicator
from framst.figures.services import SOURCES, define_indicator
from framst.followups.models import Followup
from framst.followups.services import open_followup
from framst.organisation.models import Unit

from ..personas import actor
from .followups import JUNE, draft, published

pytestmark = pytest.mark.django_db
SELF = {"X-Autosave": "1"}


def fields(**changed: str) -> dict[str, str]:
    today = timezone.localdate()
    with acting(actor("utredare")):
        version = str(published().pk)
    return {
        "version": version, "title": "", "about": "", "intro": "", "per": "principal",
        "period_from": today.isoformat(), "period_to": today.isoformat(), "closes_on": today.isoformat(),
    } | changed  # fmt: skip


def the(slug: str) -> Followup:
    with acting(actor("utredare")):
        return Followup.objects.get(slug=slug)


def test_the_first_words_make_the_draft_and_the_answer_says_where_to_go_on(db: None, client_of: Any) -> None:
    utredare, new = client_of("utredare"), reverse("followup_new")
    with acting(actor("utredare")):
        before = Followup.objects.count()
    answer = utredare.post(new, fields(), headers=SELF)  # nothing is written yet
    assert (answer.status_code, answer.content, "X-Address" in answer.headers) == (200, b"", False)
    answer = utredare.post(new, fields(title="Hösten", closes_on="", period_to=""), headers=SELF)
    assert re.match(
        r"Sparat \d\d\.\d\d. Inte sparat ännu: Mätperioden slutar, Sista svarsdag$", answer.content.decode()
    )
    address = answer["X-Address"]
    assert address == reverse("followup_change", args=["hosten"])
    answer = utredare.post(address, fields(title="Hösten", intro="Hej <b>alla</b>"), headers=SELF)
    assert re.fullmatch(r"Sparat \d\d\.\d\d", answer.content.decode())
    made = the("hosten")
    assert (made.title, made.intro, made.closes_on) == ("Hösten", "Hej <b>alla</b>", timezone.localdate())
    with acting(actor("utredare")):
        assert Followup.objects.count() == before + 1
        assert Event.objects.filter(table="followups_followup", record=str(made.pk)).count() == 1  # one sitting
    # Another day it goes on where it was.
    assert "Hej &lt;b&gt;alla&lt;/b&gt;" in utredare.get(address).content.decode()
    # The ordinary button leads on to the units.
    assert utredare.post(address, fields(title="Hösten"))["Location"] == reverse("followup_units", args=["hosten"])


def test_words_without_a_title_are_kept_too(db: None, client_of: Any) -> None:
    answer = client_of("utredare").post(reverse("followup_new"), fields(about="planen 2026"), headers=SELF)
    assert "Inte sparat ännu: Rubrik" in answer.content.decode()
    made = the(answer["X-Address"].split("/")[2])
    assert (made.title, made.about) == ("Uppföljning av elevhälsoplanen", "planen 2026")


def test_dates_that_do_not_go_together_wait_and_words_do_not(db: None, client_of: Any) -> None:
    made = draft(title="Våren")
    wrong = fields(title="Våren 2027", period_from="2027-05-01", period_to="2027-04-01", closes_on="2027-06-01")
    answer = client_of("utredare").post(reverse("followup_change", args=[made.slug]), wrong, headers=SELF)
    assert "Inte sparat ännu: Mätperioden slutar" in answer.content.decode()
    kept = the(made.slug)
    assert (kept.title, kept.period_from, kept.period_to) == ("Våren 2027", dt.date(2026, 6, 1), dt.date(2026, 10, 31))


def test_a_draft_whose_day_has_passed_still_keeps_its_words(db: None, client_of: Any) -> None:
    made = draft(title="Gammal")  # closes in June 2026
    with acting(actor("utredare", JUNE)):
        Followup.objects.filter(pk=made.pk).update(closes_on=dt.date(2020, 1, 1), period_from=dt.date(2019, 12, 1))
    sent = fields(
        title="Gammal", intro="Nytt", period_from="2019-12-01", period_to="2026-10-31", closes_on="2020-01-01"
    )
    answer = client_of("utredare").post(reverse("followup_change", args=[made.slug]), sent, headers=SELF)
    assert answer.content.decode().startswith("Sparat ")
    assert the(made.slug).intro == "Nytt"


def test_an_open_followup_says_that_it_does_not_change(db: None, client_of: Any) -> None:
    page = reverse("followup_change", args=["elevhalsoplanen-2024"])
    answer = client_of("utredare").post(page, fields(title="Annan"), headers=SELF)
    assert answer.status_code == 409
    assert "Uppföljningen är öppnad." in answer.content.decode()
    assert the("elevhalsoplanen-2024").title == "Uppföljning av elevhälsoplanen 2024"
    assert client_of("avdelningschef").post(page, fields(), headers=SELF).status_code == 403


def test_a_session_that_has_ended_is_no_save(client: Any) -> None:
    """The script takes plain text for a receipt: it gets none, and no sign-in page in its place either."""
    answer = client.post(reverse("followup_new"), {"title": "Hösten"}, headers=SELF)
    assert (answer.status_code, answer.content) == (401, b"")
    assert not answer["Content-Type"].startswith("text/plain")


def test_opening_proposes_a_figure_for_each_choice_question_and_doubles_none(db: None) -> None:
    made = draft(["99990004"], title="Hösten 2026")
    by = actor("utredare", JUNE)
    with acting(by):
        asked = SOURCES["followups"].asked(made.slug)
        assert asked is not None
        plan = next(c for c in asked.countables if c.question == "tagit_del")
        define_indicator(
            source="followups", asked=asked, countable=plan, numerator=["no"], name="Har inte läst", code="egen",
            unit_of_count="rektorer", by=by,
        )  # fmt: skip
        open_followup(followup=made, units=Unit.objects.filter(code="99990004"), by=by)
        found = Indicator.objects.filter(spec__followup=made.slug)
        of = [(i.spec["question"], i.spec["row"], i.spec["all_rows"]) for i in found]
        assert len(of) == len(set(of))
        assert {question for question, _, _ in of} == {"tagit_del", "kompetenser", "forebyggande", "mot_malen", "behov"}
        assert found.filter(spec__question="tagit_del").get().code == "egen"
        assert ("kompetenser", "", True) in of
        assert ("kompetenser", "kurator", False) in of


def test_the_demo_has_one_figure_a_question_with_its_own_codes(db: None) -> None:
    with acting(actor("utredare")):
        for slug, suffix in (("elevhalsoplanen-2024", ""), ("elevhalsoplanen-2023", "-2023")):
            found = Indicator.objects.filter(spec__followup=slug, spec__question="tagit_del")
            assert [i.code for i in found] == [f"plan-tagit-del{suffix}"]
