"""The pages of papers: writing without script, two editors, escaping, the board's list, counts of queries."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from framst.access.acting import acting
from framst.figures.models import Indicator
from framst.reports import services
from framst.reports.models import Comment, KeptText, Paper, Section
from framst.reports.terms import Outcome

from ..personas import actor
from .test_reports_papers import SCRIPT, decide, made, sent


def test_a_section_is_written_and_seen_without_script(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        paper = made()
    client = client_of("utredare")
    address = f"/skrivelser/{paper.slug}/avsnitt/summary/"
    page = client.get(address).content.decode()
    assert '<input type="hidden" name="version" value="1"' in page
    assert "<code>[[plan-tagit-del|av enhet]]</code>" in page
    answer = client.post(address, {"version": "1", "body": "Endast [[plan-tagit-del]] och 3 av 4."}, follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain == [(address, 302)]
    assert f'href="/skrivelser/{paper.slug}/spar/plan-tagit-del/">13 av 19</a>' in shown
    assert "Ordet värderar siffran bredvid." in shown
    assert "<strong>3 av 4</strong>: Siffran är skriven för hand" in shown


def test_saving_by_script_answers_with_the_next_version(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        paper = made()
    client = client_of("utredare")
    address = f"/skrivelser/{paper.slug}/avsnitt/summary/"
    answer = client.post(address, {"version": "1", "body": "Nytt", "autosave": "1"})
    assert (answer.status_code, answer["X-Version"]) == (200, "2")
    late = client.post(address, {"version": "1", "body": "Annat", "autosave": "1"})
    assert late.status_code == 409
    assert "Någon annan har sparat texten" in late.content.decode()
    with acting(actor("utredare")):
        assert Section.objects.get(paper=paper, code="summary").body == "Nytt"


def test_both_texts_are_kept_and_shown_when_two_write(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        paper = made()
    address = f"/skrivelser/{paper.slug}/avsnitt/summary/"
    client_of("utredare").post(address, {"version": "1", "body": "Utredarens text."})
    answer = client_of("elevhalsochef").post(address, {"version": "1", "body": "Elevhälsochefens text."})
    page = answer.content.decode()
    assert answer.status_code == 200  # anything from 400 would roll back the kept text
    assert "Någon annan har sparat texten" in page
    assert "Utredarens text." in page
    assert "Elevhälsochefens text." in page
    with acting(actor("utredare")):
        assert [k.body for k in KeptText.objects.filter(section__paper=paper)] == ["Elevhälsochefens text."]


def test_a_script_in_every_field_is_shown_as_text(db: None, client_of: Any) -> None:
    client = client_of("utredare")
    answer = client.post(
        "/skrivelser/ny/", {"title": SCRIPT, "spec": "tjansteskrivelse", "collection": ""}, follow=True
    )
    with acting(actor("utredare")):
        paper = Paper.objects.get(title=SCRIPT)
    address = f"/skrivelser/{paper.slug}/"
    head = {
        **dict.fromkeys(("title", "registry_number", "officer", "office", "recipient", "sent_to"), SCRIPT),
        "signatories": f"{SCRIPT}, {SCRIPT}",
        "attachments": SCRIPT,
        "dated_on": "2025-03-31",
        "version": "0",
    }
    assert client.post(f"{address}uppgifter/", head).status_code == 302
    assert client.post(f"{address}avsnitt/summary/", {"version": "0", "body": SCRIPT}).status_code == 302
    assert client.post(f"{address}kommentarer/", {"section": "summary", "body": SCRIPT}).status_code == 302
    consulted = {"consulted": "other", "name": SCRIPT, "on": "2025-01-01", "held": "on", "statement": SCRIPT}
    assert client.post(f"{address}samrad/", consulted).status_code == 302
    for page in ("", "text/", "uppgifter/", "avsnitt/summary/", "kommentarer/", "granska/"):
        answer = client.get(address + page)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode(), page
    assert "&lt;script&gt;alert" in client.get("/skrivelser/").content.decode()


def test_bad_input_says_what_is_wrong(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        paper = made()
    client = client_of("utredare")
    head = {"title": "T", "version": "0", "signatories": "Eva Lundin", "dated_on": "igår"}
    answer = client.post(f"/skrivelser/{paper.slug}/uppgifter/", head)
    assert answer.status_code == 422
    assert "Rad 1, ”Eva Lundin”" in answer.content.decode()
    assert client.post("/skrivelser/ny/", {"title": ""}).status_code == 422
    assert client.post(f"/skrivelser/{paper.slug}/kommentarer/", {"section": "summary", "body": ""}).status_code == 422
    assert client.post(f"/skrivelser/{paper.slug}/avsnitt/finns-inte/", {"body": "", "version": 0}).status_code == 404


def test_a_comment_is_settled_by_the_writer_and_not_by_another_reader(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        paper = made()
    client_of("registrator").post(f"/skrivelser/{paper.slug}/kommentarer/", {"section": "summary", "body": "När?"})
    with acting(actor("utredare")):
        comment = Comment.objects.get(section__paper=paper)
    address = f"/skrivelser/{paper.slug}/kommentarer/{comment.pk}/atgardad/"
    assert client_of("avdelningschef").post(address).status_code == 403
    assert client_of("utredare").post(address).status_code == 302
    assert client_of("utredare").post(address).status_code == 409
    assert "åtgärdad" in client_of("registrator").get(f"/skrivelser/{paper.slug}/kommentarer/").content.decode()


def test_acts_in_a_wrong_state_are_refused_with_the_sentence(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        paper = made()
    client = client_of("utredare")
    for act in ("oppna", "las", "sand", "publicera", "uppfoljd"):
        assert "Läget är: utkast." in client.get(f"/skrivelser/{paper.slug}/{act}/").content.decode()
        answer = client.post(f"/skrivelser/{paper.slug}/{act}/")
        assert answer.status_code == 409, act
        assert "Läget är: utkast." in answer.content.decode()
    assert client.post(f"/skrivelser/{paper.slug}/filerna/").status_code == 409
    assert client.post(f"/skrivelser/{paper.slug}/diariet/").status_code == 409


def test_the_board_reads_what_is_sent_and_nothing_else(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        draft, paper = made(), sent()
    client = client_of("ledamot")
    page = client.get("/skrivelser/").content.decode()
    assert "Att läsa inför nämnden" in page
    assert f"/skrivelser/{paper.slug}/" in page
    assert f"/skrivelser/{draft.slug}/" not in page
    assert client.get(f"/skrivelser/{draft.slug}/").status_code == 404
    assert client.get(f"/skrivelser/{paper.slug}/text/").status_code == 200
    assert client.get(f"/skrivelser/{paper.slug}/siffra/1/").status_code == 200
    assert client.get(f"/skrivelser/{paper.slug}/kommentarer/").status_code == 403
    assert "Samråd" not in client.get(f"/skrivelser/{paper.slug}/").content.decode()


def test_the_public_sees_published_papers_with_errata_until_it_is_turned_off(db: None, client_of: Any) -> None:
    from framst.organisation.models import Setting

    with acting(actor("utredare")) as by:
        paper = sent()
        services.correct_figure(
            paper=paper, order=1, right="12 av 19", why=SCRIPT, decided_by="Eva Lundin", decided_on=by.today, by=by
        )
    client = client_of("ingen")
    assert client.get(f"/offentligt/{paper.slug}/").status_code == 404
    decide(paper, Outcome.APPROVED)
    with acting(actor("registrator")) as by:
        services.publish_paper(paper=paper, by=by)
    page = client.get(f"/offentligt/{paper.slug}/").content.decode()
    assert "I skrivelsen står ”13 av 19 rektorer”. Rätt är ”12 av 19”." in page
    assert '<meta name="robots" content="index, follow">' in page
    assert "<script>alert" not in page
    assert "Rätt är ”12 av 19”." in client.get(f"/offentligt/{paper.slug}/siffra/1/").content.decode()
    assert client.get(f"/offentligt/{paper.slug}/fil/pdf/").status_code == 200
    with acting(actor("system")) as by:
        Setting.objects.create(code="public_papers", value=False, set_at=by.now)
    for address in ("", "siffra/1/", "fil/pdf/"):
        assert client.get(f"/offentligt/{paper.slug}/{address}").status_code == 404
    assert paper.title not in client.get("/offentligt/").content.decode()


def _queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_lists_and_records_cost_the_same_whatever_they_hold(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        one = sent()
    client = client_of("utredare")
    few = (_queries(client, "/skrivelser/"), _queries(client, f"/skrivelser/{one.slug}/"))
    with acting(actor("utredare")) as by:
        body = "[[plan-tagit-del]] [[stod-mot-malen]] [[behov-kompetens|delar]] [[forebyggande-tillgang]]"
        many = made(body=body)
        services.review_paper(paper=many, by=by)
        services.freeze_paper(paper=many, by=by)
        services.store_renditions(paper=many, by=by)
        services.send_paper(paper=many, by=by)
        for _ in range(3):
            services.plan_consultation(paper=many, consulted="unions", on=by.today, by=by)
        for _ in range(5):
            made()
    assert (_queries(client, "/skrivelser/"), _queries(client, f"/skrivelser/{many.slug}/")) == few


def test_the_list_is_searched_ordered_and_fetched_as_the_reader_sees_it(db: None, client_of: Any) -> None:
    client = client_of("utredare")
    page = client.get("/skrivelser/?ordning=diarienummer").content.decode()
    assert 'aria-sort="ascending"><a href="?ordning=-diarienummer">Diarienummer</a>' in page
    assert page.index("UBF 2024/97") < page.index("UBF 2025/112")
    turned = client.get("/skrivelser/?ordning=-diarienummer").content.decode()
    assert turned.index("UBF 2025/112") < turned.index("UBF 2024/97")
    file = client.get("/skrivelser/?q=2024/97&fil=csv")
    assert file["Content-Disposition"] == 'attachment; filename="skrivelser.csv"'
    head, row = file.content.decode("utf-8-sig").splitlines()
    assert head == (
        "Skrivelse;Version;Läge;Daterad;Diarienummer;Handläggare;Mottagare;Sänd;Beslut;Beslutad;Paragraf;Publicerad;Adress"
    )
    cells = dict(zip(head.split(";"), row.split(";"), strict=True))
    assert cells["Skrivelse"] == "Uppföljning av den övergripande elevhälsoplanen 2023"
    assert (cells["Läge"], cells["Diarienummer"], cells["Beslut"]) == ("publicerad", "UBF 2024/97", "enligt förslaget")
    assert cells["Sänd"] == "2024-03-25"
    assert client.get("/skrivelser/?fil=xlsx").content[:2] == b"PK"
    nothing = client.get("/skrivelser/?q=finns+inte").content.decode()
    assert "Ingen skrivelse passar urvalet." in nothing
    # A board member's file holds what the board member's list holds: no draft.
    boards = client_of("ledamot").get("/skrivelser/?fil=csv").content.decode()
    assert "UBF 2024/97" in boards
    assert "UBF 2025/112" not in boards


def test_groups_of_a_figure_are_inserted_or_say_why_not(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        paper = made()
    client = client_of("utredare")
    address = f"/skrivelser/{paper.slug}/avsnitt/summary/"
    closed = client.get(address).content.decode()
    assert "Efter skolform, område och avdelning" in closed
    assert "[[plan-tagit-del.form.gr]]" not in closed
    # Asking for the groups saves what was written.
    answer = client.post(address, {"version": "1", "body": "Nytt ord.", "dela": "plan-tagit-del"}, follow=True)
    assert answer.redirect_chain == [(f"{address}?dela=plan-tagit-del#dela", 302)]
    page = answer.content.decode()
    assert "Nytt ord." in page
    # The division is all who were asked; the compulsory schools are all but the adapted one.
    assert re.search(r"<code>\[\[plan-tagit-del\.division\.\d+\|av enhet\]\]</code>", page)
    assert "Gruppen har färre än 5 enheter." in page
    assert "Skiljer sig från ”alla” med färre än 5 enheter." in page
    assert "[[plan-tagit-del.form.gran]]" not in page
    assert "[[plan-tagit-del.form.gr]]" not in page
    assert 'href="/analys/siffror/plan-tagit-del/grupper/form/beslut/"' in page
    client.post("/analys/siffror/plan-tagit-del/grupper/form/beslut/", {"decided_on": "2025-04-01", "basis": "Ja"})
    page = client.get(f"{address}?dela=plan-tagit-del").content.decode()
    assert "<code>[[plan-tagit-del.form.gr]]</code>" in page
    assert "<code>[[plan-tagit-del.form.gran]]</code>" in page
    client.post(address, {"version": "2", "body": "I grundskolan [[plan-tagit-del.form.gr|av enhet]]."})
    with acting(actor("utredare")) as by:
        printed = services.preview(Section.objects.get(paper=paper, code="summary"), by=by)
    assert "[[" not in "".join(run.text for run in printed.blocks[0].runs)
    assert client.get(f"{address}?dela=finns-inte").status_code == 200


def test_the_picker_asks_the_same_number_of_questions_whatever_the_catalogue_holds(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        paper = made()
    client = client_of("utredare")
    address = f"/skrivelser/{paper.slug}/avsnitt/summary/?dela=plan-tagit-del"
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    with acting(actor("utredare")) as by:
        indicator = Indicator.objects.get(code="plan-tagit-del")
        for n in range(10):
            indicator.pk, indicator.code = None, f"kopia-{n}"
            indicator.save(force_insert=True)
        assert by.may("papers.write")
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) == len(before)


def test_the_trace_of_a_printed_figure_tells_all_and_leads_on_to_the_living_one(db: None, client_of: Any) -> None:
    with acting(actor("utredare")):
        paper = sent()
    page = client_of("utredare").get(f"/skrivelser/{paper.slug}/siffra/1/").content.decode()
    for words in (
        "Har du tagit del av den uppdaterade elevhälsoplanen?",
        "<dt>Tillfrågade</dt><dd>19</dd>",
        "<dt>Inget svar</dt><dd>0</dd>",
        "<dt>Mätperiod</dt><dd>1 jun 2024 – 31 okt 2024</dd>",
        "<dt>Definition</dt><dd>Räknas in: Ja.</dd>",
        "<dt>Frågornas version</dt><dd>elevhalsoplanen v2</dd>",
        'href="/analys/siffror/plan-tagit-del/">Siffran som den är i dag</a>',
    ):
        assert words in page, words
    # A board member may not open the analysis, and is not sent there.
    assert "Siffran som den är i dag" not in client_of("ledamot").get(f"/skrivelser/{paper.slug}/siffra/1/").text
