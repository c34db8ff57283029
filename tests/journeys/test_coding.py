"""Free text is coded by mouse, by keyboard and without script; a second coder codes blind; nobody is pointed out."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from framst.config.demo.logins import PASSWORD

from .conftest import Site, Visit

CODING = "/uppfoljningar/elevhalsoplanen-2024/kodning/"

SELECT_ALL_BUT_THE_FIRST_CHARACTER = """() => {
  const text = document.getElementById("codable"), range = document.createRange();
  const node = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode();
  range.setStart(node, 1);
  range.setEnd(text, text.childNodes.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def text_of(page: Page) -> str:
    return str(page.evaluate("document.getElementById('codable').textContent"))


def test_three_texts_are_coded_one_points_somebody_out_and_a_second_coder_is_compared(visitor: Visit) -> None:
    investigator = visitor("utredare")
    page = investigator.go(CODING)
    investigator.shot("coding-books")
    investigator.follow("Gör en kodbok")
    page.get_by_label("Kodbokens namn").fill("Vad det beror på, provet")
    for box in page.get_by_role("checkbox").all():
        box.check()
    investigator.shot("coding-new")
    investigator.press("Gör kodboken")
    for name in ("Många enheter att serva", "För lite tid hos var och en"):
        page.get_by_label("Tema", exact=True).fill(name)
        investigator.press("Lägg till")
    book = page.url
    expect(page.get_by_text("0 av")).not_to_have_count(0)

    investigator.follow("Koda texterna")
    investigator.shot("coding-texts-uncoded")
    page.get_by_role("link", name=re.compile(r"^Svar \d+$")).first.click()
    investigator.checked()
    assert page.locator("main").inner_text().count("@") == 0

    # By keyboard: a theme of the whole text. Enter in a field of the form presses nothing.
    page.get_by_role("button", name="Många enheter att serva").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Markerat.")).to_be_visible()
    investigator.checked()
    expect(page.locator(".passages > li")).to_have_count(1)

    # By mouse and script: what is selected in the text.
    investigator.follow("Nästa okodade")
    whole = text_of(page)
    page.evaluate(SELECT_ALL_BUT_THE_FIRST_CHARACTER)
    expect(page.locator("#chosen")).to_contain_text("Du har valt:")
    investigator.press("För lite tid hos var och en")
    expect(page.locator(".passages > li .written")).to_have_text(whole[1:].strip())
    assert text_of(page) == whole

    # A sentence that could point somebody out, and a theme for the text: nothing of it is quoted.
    investigator.follow("Nästa okodade")
    hidden = text_of(page)
    investigator.press("För lite tid hos var och en")
    first = page.get_by_label(re.compile("."), exact=False).and_(page.locator("input[name=sentences]")).first
    if first.count():
        first.focus()
        page.keyboard.press("Space")
    investigator.press("Kan peka ut någon")
    expect(page.get_by_text("kan peka ut någon: citeras aldrig")).to_be_visible()
    investigator.shot("coding-text")

    investigator.go(book)
    expect(page.get_by_text(re.compile(r"^3 av \d+ texter kodade"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"^1 av \d+ som skrev$"))).to_have_count(1)
    expect(page.get_by_text(re.compile(r"^[12] av \d+ som skrev$"))).to_have_count(2)
    expect(page.get_by_text("Du har kodat här redan.")).to_be_visible()
    investigator.shot("coding-book")
    investigator.follow("För lite tid hos var och en")
    assert f"”{hidden}”" not in page.locator("main").inner_text()
    expect(page.get_by_text("1 ställe citeras inte")).to_be_visible()
    investigator.shot("coding-theme")

    # Undo.
    investigator.go(book.rstrip("/") + "/texter/?visa=")
    page.get_by_role("link", name=re.compile(r"^Svar \d+$")).first.click()
    investigator.checked()
    page.get_by_role("button", name="Ta bort markering 1").click()
    expect(page.get_by_text("Ingen markering ännu.")).to_be_visible()
    investigator.press("Många enheter att serva")

    other = visitor("elevhalsochef")
    other.go(book)
    other.follow("Koda som andra kodare")
    other.shot("coding-second")
    other.press("Börja")
    expect(other.page.get_by_text("Du är andra kodare. Du ser").first).to_be_visible()
    other.page.get_by_role("link", name=re.compile(r"^Svar \d+$")).first.click()
    other.checked()
    expect(other.page.get_by_text("Ingen markering ännu.")).to_be_visible()
    other.press("Många enheter att serva")
    other.go(book)
    other.follow("Jag är klar")
    other.press("Jag är klar")
    expect(
        other.page.get_by_text(re.compile(r"Kappa visas från 30 dubbelkodade meningar\. Här är \d+"))
    ).to_be_visible()
    other.shot("coding-compared")


def test_coding_without_script_on_a_narrow_screen_in_the_dark(visitor: Visit, site: Site) -> None:
    page = visitor(script=False).page  # axe is a script, so these pages are checked below, in the dark
    page.goto(site.address + "/konto/login/?next=" + CODING + "ny/")
    page.get_by_label("E-post").fill("utredare@ekdalen.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_label("Kodbokens namn").fill("Utan skript")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Gör kodboken").click()
    page.get_by_label("Tema", exact=True).fill("Tid")
    page.get_by_role("button", name="Lägg till").click()
    book = page.url
    page.get_by_role("link", name="Koda texterna").click()
    page.get_by_role("link", name=re.compile(r"^Svar \d+$")).first.click()
    page.get_by_role("button", name="Tid", exact=True).click()
    expect(page.get_by_text("Markerat.")).to_be_visible()
    expect(page.locator(".passages > li")).to_have_count(1)

    narrow = visitor("utredare", width=320, dark=True)
    for name, path in (
        ("book", ""),
        ("texts", "texter/"),
        ("theme", "tema/tid/"),
        ("export", "hamta/"),
        ("new", "../ny/"),
    ):
        narrow.go(book + path)
        narrow.shot(f"coding-{name}-320")
    narrow.go(book + "texter/")
    narrow.page.get_by_role("link", name=re.compile(r"^Svar \d+$")).first.click()
    narrow.checked()
    narrow.shot("coding-text-320")
    with narrow.page.expect_download() as download:
        narrow.go(book + "hamta/").get_by_role("button", name="Hämta filen").click()
    assert download.value.suggested_filename.endswith(".xlsx")
