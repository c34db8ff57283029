"""A paper's way through the database: texts, comments, freezing, outcomes, errata, and who may what."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, ProgrammingError, connection, transaction

from framst.access.acting import acting
from framst.figures.models import Activity, StoredFigure
from framst.foundation.refusal import NotAllowed, Refused
from framst.reports import services
from framst.reports.lifecycle import PAPER
from framst.reports.models import Comment, Consultation, Erratum, KeptText, Paper, PaperFigure, Rendition, Section
from framst.reports.starters import material, starter
from framst.reports.terms import Consulted, Outcome

from ..personas import actor

SCRIPT = "<script>alert(1)</script>"


def made(login: str = "utredare", body: str = "[[plan-tagit-del|av enhet]] har tagit del.") -> Paper:
    """A draft of its own, with one figure in the summary."""
    by = actor(login)
    paper = services.begin_paper(title="Prov av skrivelsen", by=by, collection="followup:elevhalsoplanen-2024")
    for section in paper.sections.all():
        text = body if section.code == "summary" else "Informationen tas emot."
        services.write_section(section=section, body=text, by=by)
    return paper


def frozen(login: str = "utredare") -> Paper:
    paper = made()
    by = actor(login)
    services.review_paper(paper=paper, by=by)
    services.freeze_paper(paper=paper, by=by)
    return paper


def sent() -> Paper:
    paper = frozen()
    by = actor("utredare")
    services.store_renditions(paper=paper, by=by)
    services.send_paper(paper=paper, by=by)
    return paper


def decide(paper: Paper, outcome: Outcome, login: str = "registrator") -> Paper | None:
    with acting(actor(login)) as by:
        return services.record_outcome(
            paper=paper, outcome=outcome, decided_on=dt.date(2025, 4, 24), paragraph="§ 42", wording="Så.", by=by
        )


def test_the_address_is_made_from_the_title_and_a_taken_one_gets_a_number(db: None) -> None:
    with acting(actor("utredare")) as by:
        assert services.begin_paper(title="Årets plan", by=by).slug == "arets-plan"
        assert services.begin_paper(title="Årets plan", by=by).slug == "arets-plan-2"
        assert services.begin_paper(title="Ny", by=by).slug == "ny-2"  # the page of new papers has that address
        paper = Paper.objects.get(slug="arets-plan")
        assert [s.heading for s in paper.sections.order_by("order")] == [
            "Förslag till beslut",
            "Sammanfattning",
            "Bedömning",
            "Beslutsunderlag",
        ]
        assert paper.recipient == "Barn- och utbildningsnämnden"


def test_two_editors_lose_no_word(db: None) -> None:
    with acting(actor("utredare")) as by:
        paper = made()
        first, second = (Section.objects.select_related("paper").get(paper=paper, code="summary") for _ in range(2))
        began = first.version
        services.write_section(section=first, body="Den första.", version=began, by=by)
        with pytest.raises(services.Overtaken):
            services.write_section(section=second, body="Den andra.", version=began, by=by)
        services.keep_text(section=second, body="Den andra.", by=by)
        assert Section.objects.get(pk=first.pk).body == "Den första."
        assert [k.body for k in KeptText.objects.filter(section=first)] == ["Den andra."]
        # The same text twice is no conflict, and the head has its own number.
        services.write_section(section=second, body="Den första.", version=began, by=by)
        head = services.Head("T", "", None, "", "", "", [], "", [])
        services.change_head(paper=paper, head=head, version=0, by=by)
        with pytest.raises(services.Overtaken):
            services.change_head(paper=paper, head=head, version=0, by=by)


def test_review_is_refused_while_a_token_cannot_be_printed(db: None) -> None:
    with acting(actor("utredare")) as by:
        for body in ("[[finns-inte]]", "- punkt med [[obs:finns-inte]]", "[[plan-tagit-del|hälften]]"):
            paper = made(body=body)
            with pytest.raises(Refused) as caught, transaction.atomic():
                services.review_paper(paper=paper, by=by)
            assert caught.value.sentence == "Det här kan inte skrivas ut: %(token)s"
            paper.refresh_from_db()
            assert paper.state == "draft"


def test_a_directors_freezing_stores_the_same_figure_as_an_investigators(db: None) -> None:
    """A director sees figures and no answers: counted behind the director's walls the paper would say 0 av 0."""
    for login in ("utredare", "avdelningschef", "direktor"):
        with acting(actor("utredare")):
            paper = made()
        with acting(actor(login)) as by:
            services.review_paper(paper=paper, by=by)
            services.freeze_paper(paper=paper, by=by)
            row = PaperFigure.objects.select_related("figure").get(paper=paper)
            assert (row.order, row.token, row.printed) == (1, "[[plan-tagit-del|av enhet]]", "13 av 19 rektorer")
            assert (row.figure.numerator, row.figure.answered, row.figure.asked) == (13, 19, 19)


def test_a_frozen_paper_is_read_from_what_was_stored(db: None) -> None:
    with acting(actor("utredare")) as by:
        paper = frozen()
        before = services.assemble(paper, by=by)
        # Whatever happens to sections, head and stored figure's indicator: what was frozen is what is printed.
        Section.objects.filter(paper=paper).update(body="ändrad [[plan-tagit-del]]")
        Paper.objects.filter(pk=paper.pk).update(title="Ändrad", recipient="Någon annan")
        after = services.assemble(Paper.objects.get(pk=paper.pk), by=by)
        assert after == before
        assert after.title == "Prov av skrivelsen"
        for section in paper.sections.all():
            with pytest.raises(Refused):
                services.write_section(section=section, body="nytt", by=by)
        with pytest.raises(Refused):
            services.change_head(
                paper=paper, head=services.Head("T", "", None, "", "", "", [], "", []), version=0, by=by
            )


def test_the_database_refuses_a_frozen_paper_without_its_content(db: None) -> None:
    with acting(actor("utredare")):
        paper = frozen()
        for change in ({"content": None}, {"state": "draft"}, {"frozen_at": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Paper.objects.filter(pk=paper.pk).update(**change)
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM reports_rendition")


def test_quotes_are_frozen_with_the_paper(db: None) -> None:
    with acting(actor("utredare")) as by:
        Activity.objects.create(
            code="prov-traff", text="Rektorsnätverket har träffats.", on=dt.date(2025, 1, 9), made_at=by.now,
            made_by_id=by.person_id,
        )  # fmt: skip
        paper = made(body="[[plan-tagit-del]] svarade ja. [[activity:prov-traff]]")
        services.review_paper(paper=paper, by=by)
        services.freeze_paper(paper=paper, by=by)
        quote = paper.quotes.select_related("quote").get()
        assert (quote.order, quote.token, quote.printed) == (
            2,
            "[[activity:prov-traff]]",
            "Rektorsnätverket har träffats.",
        )
        assert services.differing(paper, by=by) == []
        Activity.objects.filter(code="prov-traff").update(text="Alla har träffats.")
        assert [(d.order, d.stands, d.now) for d in services.differing(paper, by=by)] == [
            (2, "Rektorsnätverket har träffats.", "Alla har träffats.")
        ]
        assert paper.quotes.get().printed == "Rektorsnätverket har träffats."


def test_a_failed_rendering_is_said_and_tried_again(db: None) -> None:
    with acting(actor("utredare")) as by:
        paper = frozen()
        services.note_failed_rendering(paper=paper, by=by)
        assert Paper.objects.get(pk=paper.pk).render_failed_at == by.now
        services.retry_rendering(paper=paper, by=by)
        services.store_renditions(paper=paper, by=by)
        assert Paper.objects.get(pk=paper.pk).state == "frozen"
        assert Rendition.objects.filter(paper=paper).count() == 4
        services.store_renditions(paper=paper, by=by)  # twice changes nothing
        with pytest.raises(Refused):
            services.retry_rendering(paper=paper, by=by)


def test_a_script_in_every_text_stays_text_in_the_stored_html(db: None) -> None:
    with acting(actor("utredare")) as by:
        paper = made(body=f"{SCRIPT} [[plan-tagit-del]]\n\n- {SCRIPT}\n\n| a | b |\n|---|---|\n| {SCRIPT} | x |")
        head = services.Head(
            SCRIPT, SCRIPT, by.today, SCRIPT, SCRIPT, SCRIPT, [{"name": SCRIPT, "title": SCRIPT}], SCRIPT, [SCRIPT]
        )
        services.change_head(paper=paper, head=head, version=0, by=by)
        services.review_paper(paper=paper, by=by)
        services.freeze_paper(paper=paper, by=by)
        html = services.rendered(paper, by=by)["html"].decode()
        assert "<script>" not in html
        assert html.count("&lt;script&gt;") >= 10


def test_each_outcome(db: None) -> None:
    for outcome, state in (
        (Outcome.APPROVED, "decided"),
        (Outcome.CHANGED, "decided"),
        (Outcome.REJECTED, "decided"),
        (Outcome.TABLED, "sent"),
        (Outcome.REFERRED_BACK, "decided"),
    ):
        with acting(actor("utredare")):
            paper = sent()
        following = decide(paper, outcome)
        paper.refresh_from_db()
        assert paper.state == state, outcome
        assert (following is not None) == (outcome is Outcome.REFERRED_BACK)
        with acting(actor("registrator")):
            note = paper.decisions.get()
            assert (note.outcome, note.decided_on, note.paragraph, note.wording) == (
                outcome, dt.date(2025, 4, 24), "§ 42", "Så.",
            )  # fmt: skip
        if following:
            with acting(actor("utredare")):
                assert (following.state, following.version, following.replaces_id) == ("draft", 2, paper.pk)
                assert following.slug == f"{paper.slug}-version-2"
                assert list(following.sections.order_by("order").values_list("code", "body")) == list(
                    paper.sections.order_by("order").values_list("code", "body")
                )
        if outcome is Outcome.TABLED:
            decide(paper, Outcome.APPROVED)
            assert paper.state == "decided"
            with acting(actor("registrator")):
                assert paper.decisions.count() == 2


def test_a_decision_that_has_not_been_made_is_refused(db: None) -> None:
    with acting(actor("utredare")) as by:
        paper = sent()
        with pytest.raises(Refused), transaction.atomic():
            services.record_outcome(
                paper=paper,
                outcome=Outcome.APPROVED,
                decided_on=by.today + dt.timedelta(days=1),
                paragraph="§ 1",
                wording="Så.",
                by=by,
            )
        assert paper.decisions.count() == 0


def test_an_erratum_stands_beside_and_changes_no_file(db: None) -> None:
    with acting(actor("utredare")) as by:
        paper = sent()
        before = dict(Rendition.objects.filter(paper=paper).values_list("kind", "sha256"))
        values: dict[str, Any] = {"why": "Fel.", "decided_by": "Eva Lundin", "decided_on": by.today, "by": by}
        services.correct_figure(paper=paper, order=1, right="12 av 19 rektorer", **values)
        erratum = Erratum.objects.get(paper=paper)
        assert (erratum.stands, erratum.right, erratum.audience) == ("13 av 19 rektorer", "12 av 19 rektorer", "board")
        assert dict(Rendition.objects.filter(paper=paper).values_list("kind", "sha256")) == before
        for order, right in ((1, "13 av 19 rektorer"), (99, "x")):
            with pytest.raises(Refused):
                services.correct_figure(paper=paper, order=order, right=right, **values)
        with pytest.raises(Refused):
            services.correct_figure(paper=made(), order=1, right="x", **values)
    with acting(actor("ledamot")):
        assert Erratum.objects.filter(paper=paper).count() == 1
    with acting(actor("ingen")):
        assert not Erratum.objects.filter(paper=paper).exists()
    decide(paper, Outcome.APPROVED)
    with acting(actor("registrator")) as by:
        services.publish_paper(paper=paper, by=by)
    with acting(actor("ingen")):
        assert Erratum.objects.filter(paper=paper).count() == 1
        assert StoredFigure.objects.filter(paperfigure__paper=paper).count() == 1
        assert not Section.objects.filter(paper=paper).exists()


def test_consultations_stand_beside_and_never_block(db: None) -> None:
    with acting(actor("registrator")) as by:
        with acting(actor("utredare")):
            paper = sent()
        planned = services.plan_consultation(
            paper=paper, consulted=Consulted.UNIONS, on=by.today + dt.timedelta(days=9), by=by
        )
        with pytest.raises(Refused):  # held on a day that has not come
            services.hold_consultation(consultation=planned, on=planned.on, statement="", by=by)
        services.hold_consultation(consultation=planned, on=by.today, statement="Ingen erinran.", by=by)
        with pytest.raises(Refused):
            services.hold_consultation(consultation=planned, on=by.today, statement="", by=by)
        assert Consultation.objects.get(paper=paper).statement == "Ingen erinran."
    with acting(actor("direktor")) as by, pytest.raises(NotAllowed):
        services.plan_consultation(paper=paper, consulted=Consulted.UNIONS, on=by.today, by=by)
    decide(paper, Outcome.APPROVED)
    assert paper.state == "decided"


def test_comments_are_made_and_settled(db: None) -> None:
    with acting(actor("utredare")):
        paper = made()
    with acting(actor("registrator")) as by:
        section = Section.objects.select_related("paper").get(paper=paper, code="summary")
        comment = services.comment_on_section(section=section, body="Vilken period?", by=by)
    with acting(actor("avdelningschef")) as by, pytest.raises(NotAllowed):  # neither the writer nor staff
        services.settle_comment(comment=comment, by=by)
    with acting(actor("utredare")) as by:
        services.settle_comment(comment=comment, by=by)
        with pytest.raises(Refused):
            services.settle_comment(comment=comment, by=by)
        assert Comment.objects.get(pk=comment.pk).settled_by_id == by.person_id
        services.review_paper(paper=paper, by=by)
        services.freeze_paper(paper=paper, by=by)
        section.refresh_from_db()
        section.paper.refresh_from_db()
        with pytest.raises(Refused):
            services.comment_on_section(section=section, body="För sent.", by=by)


def test_the_registry_gets_files_checksums_and_what_was_decided(db: None) -> None:
    with acting(actor("utredare")):
        paper = sent()
    decide(paper, Outcome.CHANGED)
    with acting(actor("registrator")) as by:
        packed = zipfile.ZipFile(io.BytesIO(services.registry_export(paper=paper, by=by)))
        assert sorted(packed.namelist()) == [
            "metadata.json",
            f"{paper.slug}.docx",
            f"{paper.slug}.figures.json",
            f"{paper.slug}.html",
            f"{paper.slug}.pdf",
            "sha256sums.txt",
        ]
        data = json.loads(packed.read("metadata.json"))
        assert data["decisions"] == [
            {"decided_on": "2025-04-24", "outcome": "med ändring", "paragraph": "§ 42", "wording": "Så."}
        ]
        stored = dict(Rendition.objects.filter(paper=paper).values_list("kind", "sha256"))
        assert {f["sha256"] for f in data["files"]} == set(stored.values())
    with acting(actor("utredare")) as by, pytest.raises(Refused):
        services.registry_export(paper=made(), by=by)
    with acting(actor("avdelningschef")) as by, pytest.raises(NotAllowed):
        services.registry_export(paper=paper, by=by)


@pytest.mark.parametrize(
    ("login", "act"),
    [
        ("registrator", "write"),
        ("avdelningschef", "write"),
        ("avdelningschef", "send"),
        ("elevhalsochef", "send"),
        ("registrator", "review"),
        ("registrator", "freeze"),
        ("ledamot", "review"),
        ("rektor", "review"),
    ],
)
def test_the_nearest_who_may_not(login: str, act: str, db: None) -> None:
    with acting(actor("utredare")):
        paper = made()
        section = Section.objects.select_related("paper").get(paper=paper, code="summary")
    with acting(actor(login)) as by, pytest.raises(NotAllowed):
        match act:
            case "write":
                services.write_section(section=section, body="nytt", by=by)
            case "send":
                services.send_paper(paper=paper, by=by)
            case "review":
                services.review_paper(paper=paper, by=by)
            case "freeze":
                services.freeze_paper(paper=paper, by=by)


def test_a_draft_does_not_exist_for_the_board(db: None) -> None:
    with acting(actor("utredare")):
        paper = made()
    with acting(actor("ledamot")), pytest.raises(ObjectDoesNotExist):
        Paper.objects.get(pk=paper.pk)


def test_every_act_from_a_wrong_state_is_refused_by_its_service(db: None) -> None:
    with acting(actor("utredare")) as by:
        paper = made()
        for act in (services.reopen_paper, services.freeze_paper, services.send_paper, services.publish_paper):
            with pytest.raises(Refused) as caught, transaction.atomic():
                act(paper=paper, by=by)
            assert caught.value.parts == {"state": PAPER.states["draft"]}
        with pytest.raises(Refused), transaction.atomic():
            services.follow_up_paper(paper=paper, by=by)


def test_starters_are_written_around_figures_and_type_none(db: None) -> None:
    from framst.figures.rules import tokens
    from framst.reports.rules import typed_figures, valued_figures

    with acting(actor("utredare")) as by:
        paper = made()
        found = material(paper, by=by)
        summary = starter("summary", paper, found)
        codes = [t.code for t in tokens(summary) if t.kind == "figure"]
        assert {"plan-tagit-del", "forebyggande-tillgang", "stod-mot-malen", "behov-kompetens"} <= set(codes)
        # A matrix is told once, by the figure of all its rows.
        assert not [code for code in codes if code.startswith("kompetenser-") and code != "kompetenser-alla"]
        assert "juni–oktober 2024" in summary
        assert list(typed_figures(summary)) == list(valued_figures(summary)) == []
        assert "medan rektorerna ansvarar för att den genomförs" in summary
        basis = starter("basis", paper, found)
        assert basis.splitlines()[0] == f"- Förvaltningens tjänsteskrivelse {paper.dated_on.isoformat()}"
        assert basis.splitlines()[-1] == "- Resultat per fråga"
        # What is proposed can be reviewed as it is.
        for code in ("summary", "assessment", "basis"):
            section = Section.objects.select_related("paper").get(paper=paper, code=code)
            services.write_section(section=section, body=starter(code, paper, found), by=by)
        services.review_paper(paper=paper, by=by)
