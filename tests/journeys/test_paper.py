"""A memo from nothing: begun, written from starters with figures picked, commented, reviewed, frozen, referred back."""

from __future__ import annotations

import time

from .conftest import Visit, Visitor

TITLE = "Elevhälsoarbetet, en kort uppföljning"
ADDRESS = "/skrivelser/elevhalsoarbetet-en-kort-uppfoljning/"


def _until_frozen(visitor: Visitor) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        visitor.page.goto(visitor.site.address + ADDRESS, wait_until="load")
        if visitor.page.get_by_role("link", name="PDF").count():
            return
        time.sleep(1)
    raise AssertionError("the files were not made")


def test_a_memo_is_begun_written_and_referred_back(visitor: Visit) -> None:
    investigator = visitor("utredare")
    page = investigator.go("/skrivelser/")
    investigator.shot("papers")
    investigator.follow("Ny skrivelse")
    page.get_by_label("Rubrik").fill(TITLE)
    page.get_by_label("Vad handlar den om?").select_option(value="followup:elevhalsoplanen-2024")
    investigator.shot("begin")
    investigator.press("Börja skriva")
    assert page.url.endswith(ADDRESS)

    # The head: who, when, to whom.
    investigator.follow("Ändra uppgifterna")
    page.get_by_label("Handläggare").fill("Helena Brandt")
    page.get_by_label("Undertecknas av").fill("Eva Lundin, Utbildningsdirektör")
    investigator.shot("head")
    investigator.press("Spara")

    # The summary from its starter, then a figure from the picker where the cursor stands.
    investigator.follow("Sammanfattning")
    investigator.shot("starter")
    investigator.press("Använd förslaget")
    assert page.locator("#aside").get_by_role("link", name="13 av 19 rektorer").is_visible()
    text = page.get_by_label("Text")
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nEndast ")
    page.get_by_role("button", name="Infoga ”6 av 19”").first.click()
    page.get_by_text("Ordet värderar siffran bredvid.").wait_for()
    assert "[[forebyggande-tillgang|av]]" in text.input_value()
    assert "Sparat" in page.locator("#saved").inner_text()
    investigator.checked()
    investigator.shot("writing")
    visitor("elevhalsochef", dark=True).go(ADDRESS + "avsnitt/summary/")
    small = visitor("elevhalsochef", width=320, dark=True)
    small.go(ADDRESS + "avsnitt/summary/")
    small.shot("writing-320-dark")

    investigator.go(ADDRESS + "avsnitt/proposal/")
    investigator.press("Använd förslaget")
    investigator.go(ADDRESS + "avsnitt/basis/")
    investigator.press("Använd förslaget")

    # A colleague comments beside the preview; the writer takes care of it.
    colleague = visitor("elevhalsochef", dark=True)
    colleague.go(ADDRESS + "kommentarer/")
    colleague.page.locator("#summary").get_by_label("Kommentar").fill("Stryk ordet endast.")
    colleague.page.locator("#summary").get_by_role("button", name="Kommentera").click()
    colleague.page.get_by_text("Kommentaren är sparad.").wait_for()
    colleague.checked()
    colleague.shot("comments-dark")
    investigator.go(ADDRESS + "avsnitt/summary/")
    assert page.get_by_text("Stryk ordet endast.").is_visible()
    page.get_by_label("Text").fill(page.get_by_label("Text").input_value().replace("\n\nEndast ", "\n\n"))
    investigator.press("Spara och visa")
    investigator.follow("Svara eller åtgärda")
    investigator.press("Markera som åtgärdad")

    director = visitor("avdelningschef")
    director.go(ADDRESS)
    director.follow("Markera som granskad")
    director.press("Markera som granskad")
    director.follow("Lås och underteckna")
    director.shot("freeze")
    director.press("Lås och underteckna")
    _until_frozen(director)
    director.checked()
    assert director.page.get_by_role("button", name="Sänd till nämnden").is_disabled()
    director.shot("frozen")

    registrar = visitor("registrator")
    registrar.go(ADDRESS)
    registrar.follow("Anteckna samråd")
    registrar.page.get_by_label("facklig samverkan").check()
    registrar.page.get_by_label("Dag").fill("2026-12-03")
    registrar.press("Spara")
    registrar.follow("Sänd till nämnden")
    registrar.press("Sänd till nämnden")
    registrar.follow("Anteckna nämndens beslut")
    registrar.page.get_by_label("återremitterad").check()
    registrar.page.get_by_label("Beslutsdatum").fill("2025-04-24")
    registrar.page.get_by_label("Paragraf").fill("§ 43")
    registrar.page.get_by_label("Beslutet, ordagrant").fill("Ärendet återremitteras.")
    registrar.press("Spara")
    assert registrar.page.url.endswith(ADDRESS[:-1] + "-version-2/")
    registrar.shot("version-2")
    registrar.go(ADDRESS)
    registrar.shot("referred-back")

    # The old version is public with its erratum; the new one is a draft that nobody outside sees.
    registrar.follow("Publicera")
    registrar.press("Publicera")
    investigator.go(ADDRESS)
    investigator.follow("Rätta en siffra")
    page.get_by_label("Vilken siffra är fel?").select_option(index=0)
    page.get_by_label("Vad är rätt?").fill("12 av 19 rektorer")
    page.get_by_label("Varför blev det fel?").fill("En rektor hade svarat för fel skola.")
    page.get_by_label("Vem har beslutat om rättelsen?").fill("Eva Lundin, utbildningsdirektör")
    page.get_by_label("När?").fill("2025-05-05")
    investigator.press("Spara")
    investigator.shot("erratum")
    anyone = visitor(width=320, dark=True)
    anyone.go("/offentligt/")
    anyone.follow(TITLE)
    assert anyone.page.get_by_text("Rätt är ”12 av 19 rektorer”.").is_visible()
    anyone.shot("public-erratum-320-dark")
    anyone.page.goto(anyone.site.address + ADDRESS.replace("/skrivelser/", "/offentligt/")[:-1] + "-version-2/")
    assert anyone.page.get_by_text("finns inte").first.is_visible()


def test_writing_works_without_script(visitor: Visit) -> None:
    investigator = visitor("utredare", script=False)
    page = investigator.page
    page.goto(investigator.site.address + "/skrivelser/uppfoljning-elevhalsoplanen-2024/avsnitt/assessment/")
    assert page.get_by_role("button", name="Infoga ”6 av 19”").count() == 0
    assert page.get_by_text("[[forebyggande-tillgang|av]]").first.is_visible()
    page.get_by_label("Text").fill("[[forebyggande-tillgang|av]] svarade ja.")
    page.get_by_role("button", name="Spara och visa").click()
    assert page.locator("#aside").get_by_role("link", name="6 av 19").is_visible()
