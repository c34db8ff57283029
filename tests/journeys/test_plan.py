"""A plan: written by two at once, with the network cut and the server killed, adopted, submitted, read by all."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Site, Visit, Visitor

STATE = "Vad visar era underlag om elevernas hälsa, närvaro och lärande?"
CAUSES = "Vilka är orsakerna, som ni ser det?"
MEETINGS = "Hur träffas elevhälsan och arbetslagen?"


def _to_the_plan(visit: Visitor) -> Visitor:
    visit.go("/planer/?q=dalskolan")
    visit.follow("Dalskolan")
    return visit


def _write(visit: Visitor, section: str, label: str, text: str) -> None:
    visit.follow(section)
    visit.page.get_by_label(label).fill(text)
    expect(visit.page.locator("#saved")).to_contain_text("Sparat ")
    expect(visit.page.locator("#saved")).not_to_contain_text("2026")  # just now, and not what stood there


def _go_on(visit: Visitor) -> None:
    """The button: the page goes on when the server has what is written."""
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name="Spara och gå vidare").click()
    visit.checked()


def test_a_plan_from_draft_to_submitted(visitor: Visit) -> None:
    principal, counsellor = _to_the_plan(visitor("rektor")), _to_the_plan(visitor("kurator", width=320))

    # Two write in different sections, and in the same: nobody's words are lost.
    _write(counsellor, "Mötesstruktur", MEETINGS, "Elevhälsan möter arbetslagen varannan torsdag.")
    principal.follow("Nulägesanalys")
    principal.shot("plan-write")
    counsellor.go(principal.page.url)
    counsellor.page.get_by_label(STATE).fill("Kuratorns bild av läget.")
    expect(counsellor.page.locator("#saved")).not_to_contain_text("2026")
    principal.page.get_by_label(STATE).fill("Rektorns bild av läget.")
    expect(principal.page.locator("#saved")).to_contain_text("Båda texterna är kvar.")
    _go_on(principal)
    assert principal.page.get_by_label(STATE).input_value() == "Kuratorns bild av läget."
    assert principal.page.get_by_text("Rektorns bild av läget.").first.is_visible()

    # Until somebody has chosen it is not adopted; the reason stands at the button.
    _to_the_plan(principal)
    assert principal.page.get_by_role("button", name="Fastställ").is_disabled()
    assert principal.page.get_by_text(
        "Två har skrivit på samma ställe. Välj först vilken text som ska gälla."
    ).is_visible()

    # The principal chooses, here and where the demo's people wrote at once.
    _to_the_plan(principal)
    while principal.page.get_by_role("link", name="skrev också").count():
        principal.page.get_by_role("link", name="skrev också").first.click()
        principal.checked()
        principal.press("Lägg till den under")
        _to_the_plan(principal)
    principal.follow("Nulägesanalys")
    assert principal.page.get_by_label(STATE).input_value() == "Kuratorns bild av läget.\n\nRektorns bild av läget."

    _to_the_plan(principal)
    principal.follow("Elevhälsans professioner")
    principal.page.get_by_role("group").filter(has_text="kurator").first.get_by_label(
        "från den centrala elevhälsan"
    ).check()
    _go_on(principal)

    _to_the_plan(principal)
    principal.shot("plan-record")
    principal.follow("Fastställ")
    principal.press("Fastställ")
    principal.follow("Lämna in")
    principal.press("Lämna in")
    assert principal.page.get_by_text("inlämnad", exact=True).first.is_visible()

    # A teacher of another kind of work reads it; the counsellor sees why nothing can be written now.
    teacher = _to_the_plan(visitor("larare"))
    teacher.page.get_by_role("link", name="Utgåva 1").click()
    teacher.checked()
    assert teacher.page.get_by_text("Elevhälsan möter arbetslagen varannan torsdag.").is_visible()
    teacher.shot("plan-edition")
    _to_the_plan(counsellor)
    assert counsellor.page.get_by_text(
        "Planen är fastställd. Rektorn kan öppna den för att skriva vidare."
    ).is_visible()
    principal.follow("Vad som ändrats sedan förra året")
    assert principal.page.get_by_role("heading", name="Vad som ändrats från 2025–26 till 2026–27").is_visible()
    principal.shot("plan-changed")


def test_no_word_is_lost_when_the_network_or_the_server_goes(visitor: Visit, site: Site) -> None:
    principal = visitor("rektor2")
    principal.go("/planer/?q=björkängens")
    principal.follow("Björkängens skola")
    principal.follow("Skriv vidare")
    principal.press("Skriv vidare")
    principal.follow("Nulägesanalys")
    page, address = principal.page, principal.page.url

    # The network is cut, the text is written, and the page goes away.
    principal.context.set_offline(True)
    page.get_by_label(CAUSES).fill("Skrivet utan nät.")
    expect(page.locator("#saved")).to_contain_text("Inte sparat. Texten är kvar här i webbläsaren")
    page.close()
    principal.context.set_offline(False)
    principal.page = page = principal.context.new_page()
    principal.go(address)
    assert page.get_by_label(CAUSES).input_value() == "Skrivet utan nät."
    expect(page.locator("#saved")).to_contain_text("Sparat ")

    # The server is killed in the middle, and comes back.
    site.kill_the_server()
    page.get_by_label(CAUSES).fill("Skrivet när servern dog.")
    expect(page.locator("#saved")).to_contain_text("Inte sparat. Texten är kvar här i webbläsaren")
    site.start_the_server()
    expect(page.locator("#saved")).to_contain_text("Sparat ", timeout=20_000)
    principal.go(address)
    assert page.get_by_label(CAUSES).input_value() == "Skrivet när servern dog."


def test_a_plan_is_written_without_script(visitor: Visit) -> None:
    principal = visitor("rektor2", script=False)
    principal.go("/planer/?q=björkängens")
    principal.follow("Björkängens skola")
    principal.follow("Mötesstruktur")
    principal.page.get_by_label(MEETINGS).fill("Skrivet utan skript.")
    principal.press("Spara och gå vidare")
    principal.go("/planer/?q=björkängens")
    principal.follow("Björkängens skola")
    principal.follow("Mötesstruktur")
    assert principal.page.get_by_label(MEETINGS).input_value() == "Skrivet utan skript."
