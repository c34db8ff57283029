"""A follow-up from the draft to the successor: in the browser, by real mail, on a phone, by keyboard, without script."""

from __future__ import annotations

import datetime as dt
import re
import time
from zoneinfo import ZoneInfo

import psycopg
from playwright.sync_api import Route

from .conftest import Site, Visit, Visitor

TODAY = dt.datetime.now(ZoneInfo("Europe/Stockholm")).date()
TITLE = "Elevhälsoplanen i höst"


def link_in(site: Site, address: str, words: str) -> str:
    """The personal link in the newest letter with `words` to an address."""
    text = site.mail.to(address, words, within=60).get_content()
    found = re.search(r"http://localhost:\d+/svar/\S+", text)
    assert found, text
    assert "Dina svar är inte anonyma och kan bli allmän handling. Skriv inget om enskilda." in text
    return found.group(0)


def make(investigator: Visitor, title: str, *units: str) -> None:
    """Make and open a follow-up of some units of compulsory school, as a person does it."""
    page = investigator.page
    investigator.go("/uppfoljningar/")
    investigator.follow("Ny uppföljning")
    page.get_by_label("Rubrik").fill(title)
    page.get_by_label("Mätperioden börjar").fill(TODAY.isoformat())
    page.get_by_label("Mätperioden slutar").fill((TODAY + dt.timedelta(days=120)).isoformat())
    page.get_by_label("Sista svarsdag").fill((TODAY + dt.timedelta(days=14)).isoformat())
    investigator.shot("followup-new")
    investigator.press("Spara och välj skolenheter")
    page.get_by_label("Avdelning").select_option(label="Avdelning grundskola")
    page.wait_for_url(re.compile("division="))
    investigator.checked()
    for unit in units:
        page.get_by_role("checkbox", name=re.compile(unit)).check()
    investigator.shot("followup-units")
    investigator.press("Spara och gå vidare")
    investigator.shot("followup-open")


def test_a_draft_saves_itself_and_a_session_that_ends_loses_no_word(visitor: Visit, site: Site) -> None:
    writer = visitor("utredare")
    page = writer.page
    writer.go("/uppfoljningar/")
    writer.follow("Ny uppföljning")
    page.get_by_label("Rubrik").press_sequentially("Läget i vår")  # not saved in the middle of a word
    page.get_by_label("Vad som följs upp").press_sequentially("planen, version 2026")
    page.get_by_text(re.compile(r"^Sparat \d\d\.\d\d$")).wait_for()
    page.wait_for_url(re.compile("/laget-i-var/andra/$"))
    with page.expect_response(lambda answer: "/andra/" in answer.url and answer.ok):
        page.get_by_label("Inledning på svarssidan").press_sequentially("Tack för att du svarar.")
    page.get_by_label("Mätperioden slutar").fill("2020-01-01")
    page.get_by_text("Inte sparat ännu: Mätperioden slutar").wait_for()
    writer.shot("followup-draft-saved")
    writer.context.close()  # the session ends

    again = visitor("utredare", width=320)
    again.go("/uppfoljningar/")
    again.follow("Läget i vår")
    again.follow("Ändra utkastet")
    assert again.page.get_by_label("Inledning på svarssidan").input_value() == "Tack för att du svarar."
    assert again.page.get_by_label("Vad som följs upp").input_value() == "planen, version 2026"
    assert again.page.get_by_label("Mätperioden slutar").input_value() != "2020-01-01"
    again.shot("followup-draft-320")
    again.press("Spara och välj skolenheter")
    again.page.get_by_role("heading", name="Välj skolenheter").wait_for()

    # Sent while the draft is being made: it is made once.
    quick = visitor("utredare")
    quick.go("/uppfoljningar/ny/")
    held: list[Route] = []
    quick.page.route("**/ny/", lambda route: held.append(route) if not held else route.continue_())
    with quick.page.expect_request("**/ny/"):
        quick.page.get_by_label("Rubrik").fill("Bara en gång")
        quick.page.get_by_label("Vad som följs upp").focus()
    quick.page.get_by_role("button", name="Spara och välj skolenheter").click()
    held[0].continue_()
    quick.page.get_by_role("heading", name="Välj skolenheter").wait_for()
    quick.go("/uppfoljningar/?lage=draft")
    assert quick.page.get_by_role("link", name="Bara en gång").count() == 1


def test_from_the_draft_to_a_letter_an_answer_and_a_reminder(visitor: Visit, site: Site) -> None:
    investigator = visitor("utredare")
    make(investigator, TITLE, "Dalskolan", "Ekbackens skola", "Björkängens skola", "Björkhagens skola")
    page = investigator.page
    assert page.get_by_text("3 rektorer", exact=True).is_visible()
    assert page.get_by_text("Skriv inget om enskilda.").is_visible()
    investigator.press("Öppna och skicka inbjudningarna")
    assert page.get_by_text("0 av 3 har svarat i tid.").is_visible()
    status = page.url.removeprefix(site.address)

    # A principal on a phone: begins, pauses, goes on with another device, by keyboard, and hands in.
    link = link_in(site, "rektor@ekdalen.example", TITLE)
    phone = visitor(width=320, height=640)
    phone.go(link)
    phone.shot("answer-begin-320")
    phone.follow("Börja")
    phone.page.get_by_label("Ja", exact=True).check()
    phone.page.get_by_text(re.compile(r"Sparat \d\d\.\d\d")).wait_for()
    phone.press("Spara och gå vidare")
    phone.shot("answer-section-320")
    why = phone.page.get_by_label("Vad beror det på?")
    assert not why.first.is_visible()
    phone.page.get_by_role("group", name=re.compile("^Har du tillgång till elevhälsan")).get_by_label("Nej").check()
    assert why.first.is_visible()
    why.first.fill("För lite tid <b>hos oss</b>")
    phone.page.wait_for_function("document.getElementById('saved').textContent.startsWith('Sparat')")
    time.sleep(1.5)
    phone.context.close()

    laptop = visitor()
    laptop.go(link)
    laptop.follow("Fortsätt")
    laptop.go(link + "2/")
    assert laptop.page.get_by_label("Vad beror det på?").first.input_value() == "För lite tid <b>hos oss</b>"
    laptop.press("Spara och gå vidare")
    keys = laptop.page.keyboard
    laptop.page.locator("#main").focus()
    keys.press("Tab")
    keys.press("Space")  # the first choice: "Behövs"
    laptop.page.get_by_label("Inom vad?").wait_for(state="visible")
    keys.press("Tab")
    keys.type("Kunskap om olika funktionsnedsättningar")
    keys.press("Tab")
    keys.press("Enter")
    laptop.page.get_by_role("heading", name="Läs igenom och skicka").wait_for()
    laptop.checked()
    laptop.shot("answer-review")
    assert laptop.page.get_by_text("Kunskap om olika funktionsnedsättningar").is_visible()
    laptop.press("Skicka svaren")
    laptop.shot("answer-receipt")
    receipt = site.mail.to("rektor@ekdalen.example", "Tack, dina svar har kommit in", within=60).get_content()
    assert "funktionsnedsättningar" not in receipt

    # The reminder goes only to those missing.
    investigator.go("/")
    assert page.get_by_text("1 av 3 har svarat").is_visible()
    investigator.shot("start-investigator")
    investigator.go(status)
    investigator.shot("followup-status")
    investigator.follow("Påminn")
    investigator.shot("followup-remind")
    assert page.get_by_text("Cecilia Nordin").count() == 0
    investigator.press("Skicka 2 påminnelser")
    site.mail.to("david.sandgren@ekdalen.example", "Vi har inte fått dina svar ännu", within=60)
    site.mail.to("rektor2@ekdalen.example", "Vi har inte fått dina svar ännu", within=60)
    reminded = [m["To"] for m in site.mail.letters if "Vi har inte fått dina svar ännu" in m.get_content()]
    assert sorted(reminded) == ["david.sandgren@ekdalen.example", "rektor2@ekdalen.example"]
    investigator.follow("Utskick")
    investigator.shot("followup-log")
    assert page.get_by_role("cell", name="påminnelse").count() == 2


def test_a_letter_that_was_given_up_is_sent_again(visitor: Visit, site: Site) -> None:
    with psycopg.connect(site.env["DATABASE_OWNER_URL"]) as owner:  # as after the fifth refusal
        given_up = owner.execute(
            "UPDATE notices_message SET sent_at = NULL, tries = 5, failed = 'SMTPRecipientsRefused'"
            " WHERE kind = 'reminder' AND address = 'rektor2@ekdalen.example'"
        )
        assert given_up.rowcount == 1
    investigator = visitor("utredare", width=320)
    page = investigator.page
    investigator.go("/uppfoljningar/")
    investigator.follow(TITLE)
    assert page.get_by_role("heading", name="Brev som inte kom fram").is_visible()
    investigator.shot("followup-status-given-up-320")
    investigator.follow("Utskick")
    assert page.get_by_text("uppgivet efter 5 försök").is_visible()
    investigator.shot("followup-log-given-up-320")
    page.get_by_role("link", name=re.compile("Sänd igen")).click()
    assert page.get_by_text("Birger Lundqvist, rektor2@ekdalen.example").is_visible()
    investigator.shot("followup-send-again-320")
    before = len(site.mail.letters)
    investigator.press("Sänd igen")
    assert page.get_by_text("1 brev är på väg.").is_visible()
    assert page.get_by_text("Ett nyare brev har gått i stället.").is_visible()
    deadline = time.monotonic() + 60
    while len(site.mail.letters) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert site.mail.letters[-1]["To"] == "rektor2@ekdalen.example"
    assert "Vi har inte fått dina svar ännu" in site.mail.letters[-1].get_content()


def test_the_successor_gets_the_place_and_the_old_link_dies(visitor: Visit, site: Site) -> None:
    link = link_in(site, "david.sandgren@ekdalen.example", "Vi har inte fått dina svar ännu")
    with psycopg.connect(site.env["DATABASE_OWNER_URL"]) as owner:
        owner.execute(
            "UPDATE organisation_assignment SET until_on = current_date - 1 WHERE profession = 'principal'"
            " AND unit_id = (SELECT id FROM organisation_unit WHERE code = '99990005')"
        )
        owner.execute(
            "INSERT INTO organisation_assignment (person_id, profession, unit_id, from_on, source)"
            " SELECT p.id, 'principal', u.id, current_date, '' FROM organisation_person p, organisation_unit u"
            " WHERE p.email = 'larare@ekdalen.example' AND u.code = '99990005'"
        )
    new = link_in(site, "larare@ekdalen.example", "Länken som din företrädare fick gäller inte längre.")
    successor = visitor(width=320, dark=True)
    assert successor.page.goto(link).status == 404  # type: ignore[union-attr]
    successor.go(new)
    successor.shot("answer-successor-320-dark")
    assert successor.page.get_by_text("Ekbackens skola").is_visible()
    investigator = visitor("utredare", width=320)
    investigator.go("/uppfoljningar/")
    investigator.follow(TITLE)
    assert investigator.page.get_by_text("1 av 3 har svarat i tid.").is_visible()
    assert investigator.page.get_by_role("cell", name="Jonas Palm").is_visible()
    investigator.shot("followup-status-320")
    director = visitor("avdelningschef", dark=True)
    director.go(investigator.page.url)
    assert director.page.get_by_text("1 av 3 har svarat i tid.").is_visible()
    assert director.page.get_by_text("Jonas Palm").count() == 0
    director.shot("followup-status-director-dark")


def test_answering_without_script(visitor: Visit, site: Site) -> None:
    link = link_in(site, "rektor2@ekdalen.example", TITLE)
    plain = visitor(width=320, script=False)
    page = plain.page
    page.goto(link)
    page.get_by_role("link", name="Börja").click()
    page.get_by_label("Nej", exact=True).check()
    page.get_by_role("button", name="Spara och gå vidare").click()
    # Two schools for years F-6: the counsellor for studies is not asked of, and the page says so.
    assert page.get_by_text("frågas därför inte: studie- och yrkesvägledare.").is_visible()
    assert page.get_by_role("group", name="studie- och yrkesvägledare").count() == 0
    page.get_by_role("group", name=re.compile("^Har du tillgång till elevhälsan")).get_by_label("Delvis").check()
    assert not page.get_by_label("Vad beror det på?").first.is_visible()
    page.get_by_role("button", name="Spara och gå vidare").click()
    assert page.get_by_text("Det du svarade ger en följdfråga.").is_visible()
    page.get_by_label("Vad beror det på?").first.fill("Många enheter")
    plain.shot("answer-without-script-320")
    page.get_by_role("button", name="Spara och gå vidare").click()
    page.get_by_role("button", name="Spara och gå vidare").click()
    assert page.get_by_text("Många enheter").is_visible()
    page.get_by_role("button", name="Skicka svaren").click()
    assert page.get_by_role("heading", name="Tack, svaren har kommit in").is_visible()
    assert site.framst("tick").returncode == 0
