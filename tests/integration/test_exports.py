"""Every address that answers with a file leaves exactly one event, with the checksum of what was sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from framst.access.acting import acting
from framst.audit.models import Event
from framst.oversight import services
from framst.reports.models import Rendition

from ..personas import LOGINS, actor
from ..walls.pages import PAGES, Expected

pytestmark = pytest.mark.django_db
# Empty forms to fill in: nothing of the authority's is in them. And what everybody on the internet may fetch.
EMPTY, PUBLIC = {"roster_template", "import_units_template"}, {"public_file"}
# What hands out a file, by page; a list is a file with ?fil=. What is here and does not answer with a file fails too.
FILES = {
    "question_sets_export", "question_set_download", "followup_export", "coding_export", "answers_export",
    "figure_groups", "group_decisions", "indicators", "findings", "observations", "activities", "papers", "paper_word",
    "paper_export", "paper_file", "log_statistics_file", "processing_file", "assessment_file", "extract_file",
    "plans_focus_areas", "plan_file", "commitments", "wheel_export",
    "units_export", "services_export", "people_export", "divisions_export", "school_forms_export", "competences_export",
}  # fmt: skip
POSTED = {"answers_export": {"kind": "csv"}, "coding_export": {}, "paper_export": {}, "extract_file": {}}


def test_a_file_is_sent_from_nowhere_else() -> None:
    """A new way out would have to be added here, and to the walk below. (The pupils' files: see test_oversight_decisions.)"""
    root = Path(__file__).parents[2] / "framst"
    found = {str(p.relative_to(root)) for p in root.rglob("*.py") if re.search(r"Content-Disposition|FileResponse|as_attachment", p.read_text())}  # fmt: skip
    assert found == {
        "access/exporting.py",
        "integrations/registers/web/views.py",  # the empty form
        "integrations/roster/web/runs.py",  # the empty form
        "integrations/web/answers.py",
        "coding/web/export.py",
        "oversight/web/extracts.py",
        "reports/web/views.py",
    }


def frozen_file() -> tuple[Any, ...]:
    with acting(actor("utredare")):
        found = Rendition.objects.select_related("paper").filter(kind="pdf").first()
        assert found is not None
        return (found.paper.slug, "pdf")


def own_extract(login: str) -> tuple[Any, ...]:
    by = actor(login)
    with acting(by):
        made = services.order_own(by=by)
        services.make_extract(extract=made, by=by)
    return (made.pk, "json")


def requests(name: str, expected: Expected, login: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(method, address, what is posted): the page as it is, and as a list that is asked for as a file."""
    if name == "paper_file":
        address = reverse(name, args=frozen_file())
    elif name == "paper_export":
        address = reverse(name, args=frozen_file()[:1])
    elif name == "extract_file":
        address = reverse(name, args=own_extract(login))
    else:
        address = expected.address(name)
    if name in POSTED:
        yield "post", address, POSTED[name]
    else:
        yield "get", address, {}
        yield "get", address, {"fil": "csv"}
        yield "get", address, {"fil": "xlsx"}


def visitor(name: str, expected: Expected) -> str:
    if name == "paper_file":
        return "utredare"
    return next((login for login in LOGINS if login in expected.opens and expected.opened in (200, 404)), "")


def events() -> list[Event]:
    with acting(actor("loggranskare")):
        return list(Event.objects.filter(act="exported").order_by("id"))


def test_every_file_is_one_event_with_its_checksum(client_of: Any) -> None:
    clients: dict[str, Client] = {}
    sent, wrong = set(), []
    for name, expected in PAGES.items():
        login = visitor(name, expected)
        if not login or name in EMPTY | PUBLIC:
            continue
        client = clients.setdefault(login, client_of(login))
        for method, address, given in requests(name, expected, login):
            before = len(events())
            answer = getattr(client, method)(address, given)
            made = events()[before:]
            if "Content-Disposition" not in answer:
                wrong += [f"{name}: {len(made)} events and no file"] if made else []
                continue
            sent.add(name)
            told = [(e.detail.get("sha256"), e.detail.get("bytes")) for e in made]
            if told != [(hashlib.sha256(answer.content).hexdigest(), len(answer.content))]:
                wrong.append(f"{name} {given}: {told}")
    assert wrong == []
    assert sent == FILES


def test_the_list_of_places_says_how_many_rows(client_of: Any) -> None:
    answer = client_of("utredare").get(reverse("followup_export", args=["elevhalsoplanen-2024", "csv"]))
    (event,) = events()[-1:]
    assert (event.table, event.detail["kind"], event.detail["rows"]) == ("followups_followup", "csv", 19)
    assert answer.content.decode("utf-8-sig").count("\r\n") == 20
