"""Question sets are written, published and exchanged; what is published is frozen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as chosen

from framst.access.acting import acting
from framst.audit.models import Event
from framst.forms import queries, rules, services
from framst.forms.models import Answer, QuestionSet, Sheet, Version
from framst.forms.terms import Answers, Condition, Kind, Option, Question, Questionnaire, Section, Status
from framst.foundation.refusal import NotAllowed, Refused

from ..personas import actor
from ..unit.forms_strategies import answered, calmly

DATA = Path(__file__).resolve().parents[1] / "data" / "xlsform"
SCRIPT = "<script>alert(1)</script>"
YES_NO = (Option("yes", "Ja"), Option("no", "Nej"))
CONTENT = Questionnaire(
    "Prov", sections=(Section("del_1", "Del 1", questions=(Question("a", Kind.CHOICE, "A?", options=YES_NO),)),)
)


def posted(question: dict[str, Any]) -> dict[str, Any]:
    """A question as the form posts it, with the fields that must be there."""
    return {"kind": "choice", "minutes": "0,5", "options": "yes | Ja\nno | Nej", **question}


def test_a_set_is_made_changed_and_frozen(db: None) -> None:
    with acting(actor("utredare")) as by:
        made = services.make_question_set(content=CONTENT, by=by)
        assert made.code == "prov"
        assert services.make_question_set(content=CONTENT, by=by).code == "prov-2"
        first = services.publish_version(version=queries.newest(made), by=by)
        frozen = first.content
        services.save_heading(question_set=made, title="Prov 2", intro="Hej", by=by)
        services.save_section(question_set=made, code="", title="Elevhälsan", help="", by=by)
        services.save_question(question_set=made, section="elevhalsan", question=Question("b", Kind.TEXT, "B?"), by=by)
        draft = queries.newest(made)
        assert (draft.number, draft.published_at) == (2, None)
        assert [q.code for q in draft.questionnaire.questions] == ["a", "b"]
        assert Version.objects.get(pk=first.pk).content == frozen
        assert queries.published_before(draft) == first
        services.discard_draft(version=draft, by=by)
        assert queries.newest(made) == first
        with pytest.raises(Refused):
            services.discard_draft(version=first, by=by)
        with pytest.raises(Refused):
            services.publish_version(version=first, by=by)
        acts = list(Event.objects.filter(table="forms_version", record=str(first.pk)).values_list("act", flat=True))
        assert sorted(acts) == ["changed", "published_version"]


def test_a_draft_with_faults_is_not_published(db: None) -> None:
    with acting(actor("utredare")) as by:
        made = services.make_question_set(content=Questionnaire("Tom"), by=by)
        with pytest.raises(Refused, match="kan inte fastställas"):
            services.publish_version(version=queries.newest(made), by=by)
        services.discard_draft(version=queries.newest(made), by=by)
        assert not QuestionSet.objects.filter(code="tom").exists()


def test_what_is_gone_or_taken_is_refused(db: None) -> None:
    with acting(actor("utredare")) as by:
        made = services.make_question_set(content=CONTENT, by=by)
        with pytest.raises(Refused, match="två gånger"):
            services.save_question(question_set=made, section="del_1", question=CONTENT.question("a"), by=by)
        with pytest.raises(Refused, match="finns inte längre"):
            services.save_question(question_set=made, question=Question("b", Kind.TEXT, "B?"), former="c", by=by)
        with pytest.raises(Refused, match="finns inte längre"):
            services.remove_section(question_set=made, code="del_9", by=by)


@pytest.mark.parametrize("login", ["direktor", "avdelningschef", "registrator", "rektor", "system"])
def test_the_nearest_professions_do_not_write_questions(login: str, db: None) -> None:
    with acting(actor(login)) as by:
        with pytest.raises(NotAllowed):
            services.make_question_set(content=CONTENT, by=by)
        draft = Version.objects.filter(question_set__code="elevhalsoplanen").latest("number")
        with pytest.raises(NotAllowed):
            services.publish_version(version=draft, by=by)
        with pytest.raises(NotAllowed):
            services.discard_draft(version=draft, by=by)


def test_the_browser_writes_every_kind(client_of: Any) -> None:
    client = client_of("utredare")
    assert client.post("/fragor/ny/", {"title": "Alla slag"}).url == "/fragor/alla-slag/andra/"
    client.post("/fragor/alla-slag/andra/avsnitt/", {"title": "Del ett", "help": "Svara för i dag."})
    add = "/fragor/alla-slag/andra/avsnitt/del_ett/ny-fraga/"
    for question in (
        {"text": "Ett val?", "code": "ett"},
        {"text": "Flera?", "kind": "choices", "options": "Ja\nKanske | Det beror på\nNej"},
        {"text": "Skala?", "kind": "scale", "options": ""},
        {"text": "Matris?", "kind": "matrix", "rows": "kurator | Kurator\nSkolpsykolog", "not_applicable": "on"},
        {"text": "Tal?", "kind": "number", "unit": "timmar", "options": ""},
        {"text": "När?", "kind": "date", "options": ""},
        {"text": "Kort?", "kind": "text", "options": ""},
        {"text": SCRIPT, "kind": "long_text", "options": "", "help": SCRIPT, "if-ett-": ["no"], "minutes": "2"},
    ):
        answer = client.post(add, posted(question))
        assert answer.status_code == 302, re.findall(r'class="error">[^<]*', answer.content.decode())
    with acting(actor("utredare")):
        content = queries.newest(QuestionSet.objects.get(code="alla-slag")).questionnaire
    assert [q.kind for q in content.questions] == [
        Kind.CHOICE, Kind.CHOICES, Kind.SCALE, Kind.MATRIX, Kind.NUMBER, Kind.DATE, Kind.TEXT, Kind.LONG_TEXT,
    ]  # fmt: skip
    assert [o.code for o in content.question("flera").options] == ["ja", "Kanske", "nej"]
    assert [o.label for o in content.question("skala").options] == ["Ja", "Delvis", "Nej", "Vet ej"]
    assert [r.code for r in content.question("matris").rows] == ["kurator", "skolpsykolog"]
    assert content.question("tal").unit == "timmar"
    last = content.questions[-1]
    assert (last.shown_if, last.minutes) == ((Condition("ett", ("no",)),), 2.0)
    assert list(rules.faults(content)) == []
    for page in (
        "",
        "andra/",
        "version/1/",
        "faststall/",
        f"andra/fraga/{last.code}/",
        f"andra/fraga/{last.code}/ta-bort/",
    ):
        answer = client.get(f"/fragor/alla-slag/{page}")
        assert answer.status_code == 200
        assert SCRIPT not in answer.content.decode()
    assert client.post("/fragor/alla-slag/andra/", {"move": f"question:up:{last.code}"}).status_code == 302
    assert client.post("/fragor/alla-slag/andra/", {"move": "question:sideways:ett"}).status_code == 404
    assert (
        "Svara om du svarade ”Nej” på frågan ”Ett val?”." in client.get("/fragor/alla-slag/version/1/").content.decode()
    )
    assert client.post("/fragor/alla-slag/faststall/").status_code == 302
    assert client.get("/fragor/alla-slag/version/1/xlsform/").content.startswith(b"PK")


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ({"text": ""}, "#id_text"),
        ({"text": "?", "options": "Ja"}, "Frågan behöver minst två svarsval."),
        ({"text": "?", "options": "a | Ja\na | Nej"}, "Två svarsval har samma kod."),
        ({"text": "?", "options": "ja tack | Ja\nNej"}, "Koderna för svarsval och rader"),
        ({"text": "?", "kind": "matrix"}, "Matrisen saknar rader."),
        ({"text": "?", "code": "Å"}, "Koden ska börja med en bokstav"),
        ({"text": "?", "code": "tagit_del"}, "En annan fråga har redan koden."),
        ({"text": "?", "minutes": "länge"}, "id_minutes"),
        ({"text": "?", "kind": "poem"}, "id_kind"),
    ],
)
def test_a_question_with_faults_is_not_saved(client_of: Any, question: dict[str, Any], error: str) -> None:
    client = client_of("utredare")
    answer = client.post("/fragor/elevhalsoplanen/andra/avsnitt/planen/ny-fraga/", posted(question))
    assert answer.status_code == 422
    assert error in answer.content.decode()
    with acting(actor("utredare")):
        assert queries.newest(QuestionSet.objects.get(code="elevhalsoplanen")).published_at is not None


def test_a_published_version_says_that_a_change_makes_a_new_one(client_of: Any) -> None:
    client = client_of("utredare")
    page = client.get("/fragor/elevhalsoplanen/andra/fraga/tagit_del/").content.decode()
    assert "är fastställd och ändras inte" in page
    for address in ("faststall", "kasta"):
        page = client.get(f"/fragor/elevhalsoplanen/{address}/").content.decode()
        assert "disabled" in page
        assert client.post(f"/fragor/elevhalsoplanen/{address}/").status_code == 409


def upload(client: Any, data: bytes, code: str = "") -> Any:
    address = reverse("question_set_replace", args=[code]) if code else reverse("question_set_import")
    return client.post(address, {"file": SimpleUploadedFile("fragor.xlsx", data)})


def test_a_workbook_is_saved_only_when_accepted(client_of: Any) -> None:
    client = client_of("utredare")
    answer = upload(client, (DATA / "xlsform_spec_test.xlsx").read_bytes())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "geopoint" in page
    assert "Frågetypen finns inte i Främst. Frågan tas inte med." in page
    with acting(actor("utredare")):
        assert not QuestionSet.objects.filter(code="spec-test").exists()
    signed = re.search(r'name="signed" value="([^"]+)"', page)
    assert signed
    # Another's, or one that was changed on the way, is not saved.
    refused = client_of("elevhalsochef").post("/fragor/las-in/spara/", {"signed": signed[1]})
    assert refused.status_code == 409
    assert client.post("/fragor/las-in/spara/", {"signed": signed[1][:-1]}).status_code == 409
    assert client.post("/fragor/elevhalsoplanen/las-in/spara/", {"signed": signed[1]}).status_code == 409
    assert client.post("/fragor/las-in/spara/", {"signed": signed[1]}).url == "/fragor/spec-test/andra/"


def test_a_downloaded_version_read_in_again_is_the_same(client_of: Any) -> None:
    client = client_of("utredare")
    with acting(actor("utredare")):
        number = queries.newest(QuestionSet.objects.get(code="elevhalsoplanen")).number
    data = client.get(f"/fragor/elevhalsoplanen/version/{number}/xlsform/").content
    answer = upload(client, data, "elevhalsoplanen")
    assert "Allt i arbetsboken kommer med." in answer.content.decode()
    signed = re.search(r'name="signed" value="([^"]+)"', answer.content.decode())
    assert signed
    client.post("/fragor/elevhalsoplanen/las-in/spara/", {"signed": signed[1]})
    with acting(actor("utredare")):
        draft = queries.newest(QuestionSet.objects.get(code="elevhalsoplanen"))
        before = queries.published_before(draft)
        assert before is not None
        assert (draft.number, draft.published_at) == (number + 1, None)
        assert draft.content == before.content
    assert "Ingenting är ändrat." in client.get("/fragor/elevhalsoplanen/faststall/").content.decode()


def test_a_file_with_faults_is_told_and_not_saved(client_of: Any, settings: Any) -> None:
    client = client_of("utredare")
    with acting(actor("utredare")):
        before = QuestionSet.objects.count()
    answer = upload(client, (DATA / "text_and_integer_xlsx.xlsx").read_bytes())
    assert answer.status_code == 422
    assert "frågans text" in answer.content.decode()
    assert upload(client, b"no workbook").status_code == 422
    settings.UPLOAD_LIMIT = 1000
    answer = upload(client, bytes(1001))
    assert answer.status_code == 422
    assert "Filen är för stor" in answer.content.decode()
    with acting(actor("utredare")):
        assert QuestionSet.objects.count() == before


@chosen(calmly, max_examples=10)
@given(case=answered())
def test_every_question_is_answered_not_applicable_hidden_or_unanswered(
    case: tuple[Questionnaire, Answers], django_db_blocker: Any, django_db_setup: None
) -> None:
    from django.db import transaction

    questionnaire, given_answers = case
    with django_db_blocker.unblock(), transaction.atomic(), acting(actor("utredare")) as by:
        made = QuestionSet.objects.create(code="prov-tal", title="Prov")
        version = Version.objects.create(question_set=made, number=1, content=rules.written(questionnaire))
        sheets = [Sheet.objects.create(version=version) for _ in range(2)]
        kept = services.keep(sheet=sheets[0], given=given_answers, questions=questionnaire.questions, by=by)
        services.keep(sheet=sheets[1], given={}, questions=questionnaire.questions, by=by)
        counted = queries.tally([s.pk for s in sheets])
        shown = {q.code for q in rules.shown(questionnaire, given_answers)}
        assert set(kept) == {key for key in given_answers if key[0] in shown}
        rows = list(Answer.objects.filter(sheet__in=sheets).values_list("sheet", "question", "row", "status"))
        for question in questionnaire.questions:
            for key in rules.keys(question):
                place = counted.get(key, queries.Tally())
                no_answer = 2 - sum(row[1:3] == key for row in rows)
                assert place.answered + place.not_applicable + place.not_shown + no_answer == 2
                hidden = (sheets[0].pk, *key, Status.NOT_SHOWN.value) in rows
                assert hidden == (question.code not in shown)
        transaction.set_rollback(True)
