"""A plan read in from a file: put below what is written, the rest placed by a person, nothing lost or overwritten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from framst.access.acting import acting
from framst.audit.models import Event
from framst.forms.services import make_question_set, publish_version
from framst.foundation.refusal import NotAllowed, Refused
from framst.integrations.documents import into_plan
from framst.integrations.documents.guarding import BROKEN
from framst.integrations.documents.reading import read_document
from framst.organisation.models import Unit
from framst.plans.models import Part, Plan, Template

from ..documents import TEMPLATE, rendered, source
from ..personas import account, actor

NOW = dt.datetime(2026, 8, 20, 9, 0, tzinfo=dt.UTC)
TEXT = """Elevhälsoplan för Dalskolan

1. Nulägesanalys

Frånvaron i årskurs 8 ökar.

2. Budget

Vi har ont om pengar.

3. Möten

Vi möts på måndagar.
"""


@pytest.fixture
def plan(db: None) -> Plan:
    """Dalskolan's plan, begun."""
    by = actor("utredare", NOW)
    with acting(by):
        version = make_question_set(content=TEMPLATE, by=by).versions.get()
        publish_version(version=version, by=by)
        template = Template.objects.create(
            slug="import", title="Elevhälsoplan", version=version, year=2026, due_on="2026-09-30"
        )
        return Plan.objects.create(
            template=template, version=version, unit=Unit.objects.get(code="99990004"), year=2026,
            due_on="2026-09-30", asked_at=NOW, begun_at=NOW,
        )  # fmt: skip


def given(plan: Plan) -> dict[str, dict[str, object]]:
    with acting(actor("rektor", NOW)):
        return {p.code: p.given for p in Part.objects.filter(plan=plan)}


def read_in(plan: Plan, text: str | bytes = TEXT, name: str = "plan.txt", login: str = "rektor") -> None:
    by = actor(login, NOW)
    with acting(by):
        into_plan.put_in(
            plan=plan, document=read_document(text if isinstance(text, bytes) else text.encode(), name), by=by
        )


def place(plan: Plan, chosen: dict[int, str], revision: int = 1) -> None:
    by = actor("kurator", NOW)
    with acting(by):
        into_plan.place_rest(plan=plan, chosen=chosen, revision=revision, by=by)


def test_recognised_sections_are_filled_and_the_rest_waits(plan: Plan) -> None:
    read_in(plan)
    assert given(plan) == {
        "nulage": {"nulage_text": {"text": "1. Nulägesanalys\n\nFrånvaron i årskurs 8 ökar."}},
        "moten": {"moten_text": {"text": "3. Möten\n\nVi möts på måndagar."}},
        "oplacerat": {
            "text": "Elevhälsoplan för Dalskolan\n\n2. Budget\n\nVi har ont om pengar.",
            "furniture": "",
        },
    }
    with acting(actor("rektor", NOW)):
        assert Part.objects.get(plan=plan, code="oplacerat").kind == "unplaced"
    with acting(actor("loggranskare")):
        event = Event.objects.get(act="imported", table="plans_plan", record=str(plan.pk))
        assert event.detail == {"words": 23, "placed": 13}


def test_what_is_written_stands_above_and_nothing_comes_twice(plan: Plan) -> None:
    by = actor("rektor", NOW)
    with acting(by):
        Part.objects.create(
            plan=plan,
            unit=plan.unit,
            code="nulage",
            given={"nulage_text": {"text": "Eget."}, "annat": {"text": "Kvar"}},
        )
    read_in(plan)
    once = given(plan)
    assert once["nulage"] == {
        "nulage_text": {"text": "Eget.\n\n1. Nulägesanalys\n\nFrånvaron i årskurs 8 ökar."}, "annat": {"text": "Kvar"},
    }  # fmt: skip
    read_in(plan)
    assert given(plan) == once


def test_a_person_places_the_rest(plan: Plan) -> None:
    read_in(plan)
    place(plan, {1: "nulage", 2: "nulage", 0: "hittepå", 99: "nulage"})
    assert given(plan)["oplacerat"]["text"] == "Elevhälsoplan för Dalskolan"
    assert given(plan)["nulage"] == {
        "nulage_text": {"text": "1. Nulägesanalys\n\nFrånvaron i årskurs 8 ökar.\n\n2. Budget\n\nVi har ont om pengar."}
    }


def test_two_who_place_at_once_do_not_move_the_wrong_passage(plan: Plan) -> None:
    read_in(plan)
    place(plan, {0: "moten"})
    with pytest.raises(Refused) as refused:
        place(plan, {0: "moten"})
    assert refused.value.sentence == into_plan.CHANGED_SINCE
    assert given(plan)["oplacerat"]["text"] == "2. Budget\n\nVi har ont om pengar."


def test_what_a_section_has_no_room_for_waits(plan: Plan) -> None:
    long = "\n\n".join(f"Stycke {n} " + "ord " * 900 + "slut." for n in range(8))
    read_in(plan, f"Nulägesanalys\n\n{long}")
    held = given(plan)
    kept, waits = held["nulage"]["nulage_text"]["text"], held["oplacerat"]["text"]  # type: ignore[index]
    assert len(kept) <= 20_000
    assert f"{kept}\n\n{waits}".split() == f"Nulägesanalys {long}".split()
    assert waits


@pytest.mark.parametrize("kind", ["docx", "pdf", "html", "txt"])
def test_a_real_text_in_the_plan_is_whole_to_the_word(plan: Plan, kind: str) -> None:
    read_in(plan, rendered("000", kind), f"plan.{kind}")
    held = given(plan)
    texts = [f["text"] for code, g in held.items() if code != "oplacerat" for f in g.values()]  # type: ignore[index]
    words = " ".join([*texts, held["oplacerat"]["text"]]).split()  # type: ignore[list-item]
    assert sorted(words) == sorted(source("000").split())


@pytest.mark.parametrize("login", ["rektor2", "utredare", "direktor", "system"])
def test_others_do_not_read_in(plan: Plan, login: str) -> None:
    with pytest.raises(NotAllowed):
        read_in(plan, login=login)


@pytest.mark.parametrize(("field", "value"), [("state", "submitted"), ("begun_at", None)])
def test_not_in_a_plan_that_is_not_written_now(plan: Plan, field: str, value: object) -> None:
    setattr(plan, field, value)
    with pytest.raises(Refused):
        read_in(plan)
    assert given(plan) == {}


def client(login: str) -> Client:
    signed_in = Client()
    signed_in.force_login(account(login))
    return signed_in


def post_file(plan: Plan, login: str, data: bytes, name: str = "plan.txt"):  # type: ignore[no-untyped-def]
    address = reverse("plan_import", args=(plan.pk,))
    return client(login).post(address, {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_the_pages(plan: Plan) -> None:
    page = post_file(plan, "rektor", TEXT.encode())
    assert page.status_code == 200
    text = page.content.decode()
    assert "13 av 23 ord är placerade, i 2 avsnitt." in text
    assert "Vi har ont om pengar." in text
    address = reverse("plan_import_rest", args=(plan.pk,))
    page = client("rektor").post(address, {"revision": 1, "passage_2": "moten"}, follow=True)
    assert "1 stycke är placerat." in page.content.decode()
    assert given(plan)["moten"]["moten_text"]["text"].endswith("Vi har ont om pengar.")  # type: ignore[index]
    page = client("rektor").post(address, {"revision": 1, "passage_0": "moten"}, follow=True)
    assert "Någon annan har placerat text under tiden." in page.content.decode()


def test_a_broken_file_says_so_and_keeps_nothing(plan: Plan) -> None:
    page = post_file(plan, "rektor", b"%PDF-1.7 trasig", "plan.pdf")
    assert page.status_code == 422
    assert BROKEN in page.content.decode()
    assert given(plan) == {}


@pytest.mark.parametrize("login", ["rektor2", "utredare"])
def test_for_those_who_do_not_write_there_is_no_page(plan: Plan, login: str) -> None:
    for name in ("plan_import", "plan_import_rest"):
        assert client(login).get(reverse(name, args=(plan.pk,))).status_code == 404


def test_markup_in_a_file_is_shown_as_text(plan: Plan) -> None:
    page = post_file(plan, "rektor", b"<script>alert(1)</script> i planen.", "plan.txt")
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "<script>alert(1)" not in page.content.decode()
