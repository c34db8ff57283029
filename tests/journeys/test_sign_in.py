"""Signing in with a key, and what one had written when the session ended: with script and without."""

from __future__ import annotations

import pytest

from framst.config.demo.logins import PASSWORD

from .conftest import Visit, Visitor

TEXT = "Samtalet handlade om rasterna. Vi ses igen på torsdag."


def virtual_key(visitor: Visitor) -> None:
    """A key in the browser that answers for its holder, as a telephone's does."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def confirm(visitor: Visitor, login: str) -> None:
    """Answer with what the page asks for: a password, or a code of one who has a second factor."""
    if visitor.page.get_by_label("Lösenord").count():
        visitor.page.get_by_label("Lösenord").fill(PASSWORD)
    else:
        visitor.page.get_by_label("Kod").fill(visitor.site.code(login))
    visitor.press("Bekräfta")


def test_a_key_is_added_and_signs_in_without_a_password(visitor: Visit) -> None:
    teacher = visitor("larare")
    virtual_key(teacher)
    teacher.go("/jag/bekrafta/?next=/elever/")
    assert teacher.page.get_by_role("heading", name="Du behöver en andra faktor").is_visible()
    teacher.follow("Lägg till en nyckel")
    confirm(teacher, "larare")
    teacher.page.get_by_label("Nyckelns namn").fill("Jobbtelefonen")
    teacher.shot("key-add")
    teacher.page.get_by_role("button", name="Lägg till nyckeln").click()
    teacher.page.wait_for_url("**/recovery-codes/")
    teacher.checked()
    assert teacher.page.locator(".codes li").count() == 10
    teacher.go("/konto/2fa/webauthn/")
    assert teacher.page.get_by_role("heading", name="Jobbtelefonen").is_visible()
    assert teacher.page.get_by_text("Loggar in utan lösenord.").is_visible()
    teacher.press("Logga ut")
    teacher.go("/konto/login/")
    teacher.page.get_by_role("button", name="Logga in med en nyckel").focus()
    teacher.page.keyboard.press("Enter")
    teacher.page.wait_for_url(teacher.site.address + "/")
    # It counts as the second factor: one is not asked again.
    teacher.go("/jag/bekrafta/?next=/elever/")
    assert teacher.page.url.endswith("/elever/")


def test_a_key_that_does_not_answer_is_told_of_in_words(visitor: Visit) -> None:
    anyone = visitor()
    virtual_key(anyone)  # an empty one
    anyone.go("/konto/login/")
    anyone.page.get_by_role("button", name="Logga in med en nyckel").click()
    anyone.page.get_by_text("Nyckeln svarade inte, eller så avbröt du.").wait_for(timeout=70_000)
    anyone.checked()


@pytest.mark.parametrize("dark", [False, True])
def test_ones_own_pages_fit_a_telephone(visitor: Visit, dark: bool) -> None:
    nurse = visitor("skolskoterska2", width=320, dark=dark)
    for path, name in {
        "/konto/2fa/": "ways",
        "/jag/inloggningar/": "sign-ins",
        "/jag/osparat/": "unsaved-none",
        "/konto/2fa/reauthenticate/": "again-code",
        "/konto/2fa/webauthn/": "keys",
        "/konto/password/change/": "password",
        "/konto/logout/": "sign-out",
        "/konto/stangt/": "closed",
    }.items():
        nurse.go(path)
        nurse.shot(f"{name}-{'dark' if dark else 'light'}")
    nurse.go("/konto/2fa/totp/deactivate/")
    confirm(nurse, "skolskoterska2")
    assert nurse.page.get_by_role("heading", name="Ta bort appen").is_visible()
    nurse.go("/konto/2fa/recovery-codes/generate/")
    newcomer = visitor("strateg", width=320, dark=dark)
    newcomer.go("/konto/2fa/totp/activate/")
    confirm(newcomer, "strateg")
    assert newcomer.page.get_by_role("heading", name="Lägg till en app").is_visible()
    newcomer.shot(f"app-{'dark' if dark else 'light'}")


@pytest.mark.parametrize(("login", "script"), [("kurator", True), ("skolskoterska", False)])
def test_a_note_survives_the_end_of_the_session(visitor: Visit, login: str, script: bool) -> None:
    writer = visitor(login, script=script)
    about = {"kurator": "Samtal om kamrater", "skolskoterska": "Hälsobesök i årskurs 4"}[login]
    writer.go("/elever/")
    writer.page.goto(writer.site.address + "/elever/?enhet=99990004&arskurs=4")
    writer.page.locator("main table a").first.wait_for()
    for address in [a.get_attribute("href") for a in writer.page.locator("main table a").all()]:
        writer.go(str(address))
        if writer.page.get_by_role("link", name=about).count():
            break
    writer.follow(about)
    writer.page.get_by_label("Anteckning").fill(TEXT)
    writer.context.clear_cookies(name="framst_session")  # the session has ended
    writer.press("Spara anteckningen")
    assert "/konto/login/" in writer.page.url and TEXT not in writer.page.content()
    writer.page.get_by_label("E-post").fill(f"{login}@ekdalen.example")
    writer.page.get_by_label("Lösenord").fill(PASSWORD)
    writer.press("Logga in")
    writer.page.get_by_label("Kod").fill(writer.site.code(login))
    writer.press("Logga in")
    assert writer.page.get_by_text(TEXT).is_visible()
    writer.shot(f"unsaved-{login}")
    writer.press("Spara nu")
    assert writer.page.get_by_text("Anteckningen är sparad.").is_visible()
    assert writer.page.get_by_text(TEXT).is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_papers_section_survives_the_end_of_the_session(visitor: Visit, script: bool) -> None:
    writer = visitor("utredare", script=script)
    writer.go("/skrivelser/uppfoljning-elevhalsoplanen-2024/avsnitt/summary/")
    writer.context.clear_cookies(name="framst_session")
    text = f"Elevhälsan har stärkts under året ({'med' if script else 'utan'} skript)."
    writer.page.locator("textarea[name=body]").fill(text)
    writer.page.locator("form[data-writing] [type=submit]").first.click()
    writer.page.wait_for_url("**/konto/login/**")
    writer.page.get_by_label("E-post").fill("utredare@ekdalen.example")
    writer.page.get_by_label("Lösenord").fill(PASSWORD)
    writer.press("Logga in")
    assert writer.page.get_by_text(text).is_visible()
    writer.press("Spara nu")
    writer.go("/skrivelser/uppfoljning-elevhalsoplanen-2024/avsnitt/summary/")
    assert writer.page.locator("textarea[name=body]").input_value() == text
