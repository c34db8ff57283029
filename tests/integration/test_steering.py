"""Steering documents: a draft is the administration's; what is decided is everyone's, and stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from framst.access.acting import acting
from framst.foundation.refusal import NotAllowed, Refused
from framst.organisation.models import Unit
from framst.plans.models import SteeringDocument, SteeringNote, SteeringVersion
from framst.plans.queries import steering as queries
from framst.plans.services import steering
from framst.plans.terms import DocumentKind

from ..personas import actor

pytestmark = pytest.mark.django_db
PLAN = "overgripande-elevhalsoplan"
MAY = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)


def plan() -> SteeringDocument:
    return SteeringDocument.objects.get(slug=PLAN)


def draft_of_plan() -> SteeringVersion:
    by = actor("utredare", MAY)
    with acting(by):
        return steering.begin_version(document=plan(), by=by)


def test_which_version_holds_is_a_matter_of_the_day() -> None:
    with acting(actor("larare", MAY)):
        numbers = {
            day: [v.number for v in queries.in_force(day) if v.document.slug == PLAN]
            for day in (dt.date(2023, 6, 30), dt.date(2023, 7, 1), dt.date(2025, 6, 30), dt.date(2025, 7, 1))
        }
    assert list(numbers.values()) == [[], [1], [1], [2]]


def test_a_new_version_keeps_the_codes_and_leaves_the_old_as_it_was() -> None:
    draft = draft_of_plan()
    by = actor("utredare", MAY)
    with acting(by):
        steering.keep_section(version=draft, code="uppfoljning", title="Uppföljning", text="Två gånger om året.", by=by)
        steering.remove_section(version=draft, code="atagande", by=by)
        now, old = SteeringVersion.objects.get(pk=draft.pk), plan().versions.get(number=2)
        text = {s["code"]: s["text"] for s in now.sections}
        assert text["uppfoljning"] == "Två gånger om året."
        assert "en gång om året" in next(s["text"] for s in old.sections if s["code"] == "uppfoljning")
        with pytest.raises(Refused, match="redan ett utkast"):
            steering.begin_version(document=plan(), by=by)


def test_what_is_decided_is_not_changed() -> None:
    by = actor("utredare", MAY)
    with acting(by):
        old = plan().versions.get(number=2)
        for act in (
            lambda: steering.keep_section(version=old, code="uppfoljning", title="A", text="B", by=by),
            lambda: steering.remove_section(version=old, code="uppfoljning", by=by),
        ):
            with pytest.raises(Refused, match="beslutad och ändras inte"):
                act()


def test_a_decision_has_its_dates_in_order() -> None:
    draft, by = draft_of_plan(), actor("utredare", MAY)
    given: dict[str, Any] = {"decided_by": "nämnden", "paragraph": "§ 42", "for_whom": "", "version": draft, "by": by}
    with acting(by):
        with pytest.raises(Refused, match="före beslutet"):
            steering.decide(decided_on=dt.date(2026, 5, 4), in_force_from=dt.date(2026, 5, 3), **given)
        with pytest.raises(Refused, match="inte har varit"):
            steering.decide(decided_on=dt.date(2026, 5, 5), in_force_from=dt.date(2026, 7, 1), **given)
        steering.decide(decided_on=dt.date(2026, 5, 4), in_force_from=dt.date(2026, 7, 1), **given)
        assert [v.number for v in queries.in_force(dt.date(2026, 6, 30)) if v.document.slug == PLAN] == [2]
        assert [v.number for v in queries.in_force(dt.date(2026, 7, 1)) if v.document.slug == PLAN] == [3]
        empty = steering.begin_document(title="Nytt", kind=DocumentKind.ROUTINE, by=by)
        assert empty.document.slug == "nytt-2"  # `nytt` is the address of a new one
        with pytest.raises(Refused, match="minst ett avsnitt"):
            steering.decide(
                decided_on=dt.date(2026, 5, 4), in_force_from=dt.date(2026, 5, 4), **{**given, "version": empty}
            )


def test_a_draft_does_not_exist_for_a_principal(client_of: Any) -> None:
    draft_of_plan()
    client = client_of("rektor")
    assert client.get(reverse("steering_version", args=[PLAN, 3])).status_code == 404
    assert client.get(reverse("steering_compare", args=[PLAN, 2, 3])).status_code == 404
    assert client.get(reverse("steering", args=["rutin-for-overgangar"])).status_code == 404
    assert "Rutin för övergångar" not in client.get(reverse("steering_documents")).content.decode()
    assert client_of("utredare").get(reverse("steering_version", args=[PLAN, 3])).status_code == 200


def test_written_and_decided_in_pages(client_of: Any) -> None:
    client = client_of("elevhalsochef")
    answer = client.post(reverse("steering_new"), {"title": "Program för närvaro", "kind": "programme"})
    assert answer.headers["Location"] == reverse("steering", args=["program-for-narvaro"])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Skriv minst ett avsnitt" in page  # the reason on the button that is off
    address = reverse("steering_section", args=["program-for-narvaro", "nytt"])
    assert client.post(address, {"title": "", "text": "x"}).status_code == 422
    text = "Ring **hem**.\n\n- samma dag\n\n<script>alert(1)</script>\n\n# Stor rubrik"
    assert client.post(address, {"title": "Första dagen", "text": text, "places": ["pupils"]}).status_code == 302
    day = actor("utredare").today.isoformat()
    given = {"decided_on": day, "decided_by": "direktören", "in_force_from": day, "paragraph": "", "for_whom": ""}
    assert client.post(reverse("steering_decide", args=["program-for-narvaro"]), given).status_code == 302
    page = client_of("rektor").get(reverse("steering", args=["program-for-narvaro"])).content.decode()
    assert "<strong>hem</strong>" in page
    assert "<li>samma dag</li>" in page
    assert "<script>alert" not in page
    assert "<h1>Stor" not in page
    # The page that the section belongs to leads to it, for whoever reads that page.
    assert "Program för närvaro: Första dagen" in client_of("rektor").get(reverse("pupils")).content.decode()
    assert "Program för närvaro: Första dagen" not in client_of("rektor").get(reverse("start")).content.decode()


def test_two_versions_compared(client_of: Any) -> None:
    page = client_of("larare").get(reverse("steering_compare", args=[PLAN, 1, 2])).content.decode()
    assert '<del><span class="visually-hidden">borttaget: </span>förskoleklass</del>' in page
    assert '<ins><span class="visually-hidden">tillagt: </span>förskola</ins>' in page
    assert "Avsnittet är nytt." in page
    assert client_of("larare").get(reverse("steering_compare", args=[PLAN, 1, 9])).status_code == 404


def test_a_line_of_the_own_schools_and_of_no_others(client_of: Any) -> None:
    rektor2 = actor("rektor2", MAY)
    with acting(rektor2):
        version = plan().versions.get(number=2)
        with pytest.raises(NotAllowed, match="skolans rektor"):
            steering.note(version=version, unit=Unit.objects.get(code="99990004"), text="Fel skola", by=rektor2)
        own = Unit.objects.get(code="99990002")
    client = client_of("rektor2")
    address = reverse("steering_note", args=[PLAN, 2])
    assert client.post(address, {"unit": own.pk, "text": "Vi har läst den."}).status_code == 302
    assert (
        "Björkängens skola: Vi har läst den."
        in client_of("larare").get(reverse("steering", args=[PLAN])).content.decode()
    )
    assert client.post(address, {"unit": own.pk, "text": ""}).status_code == 302
    with acting(rektor2):
        assert not SteeringNote.objects.filter(unit=own).exists()
