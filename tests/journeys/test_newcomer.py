"""What a newcomer does first: signs in, opens the published memo, opens its figures. In at most ten clicks."""

from __future__ import annotations

import re

from .conftest import Visit


def test_the_published_memo_and_its_traces_are_ten_clicks_away(visitor: Visit) -> None:
    newcomer = visitor("utredare")
    clicks = 1  # the sign-in button

    def follow(name: str | re.Pattern[str]) -> None:
        nonlocal clicks
        newcomer.page.get_by_role("link", name=name).first.click()
        newcomer.page.wait_for_load_state()
        newcomer.checked()
        clicks += 1

    follow("Skrivelser")
    newcomer.page.get_by_role("row").filter(has_text="publicerad").get_by_role("link").first.click()
    clicks += 1
    newcomer.checked()
    follow("Läs")
    printed = newcomer.page.locator("article a.figure").first.inner_text()
    newcomer.page.locator("article a.figure").first.click()
    clicks += 1
    newcomer.checked()
    assert printed in newcomer.page.get_by_role("heading", level=1).inner_text()
    assert newcomer.page.get_by_text("Tillfrågade").first.is_visible()
    assert newcomer.page.get_by_text("Inget svar").first.is_visible()
    assert clicks <= 10


def test_a_reader_without_an_account_gets_as_far(visitor: Visit) -> None:
    anyone = visitor(dark=True)
    anyone.go("/offentligt/")
    anyone.page.locator("main a").first.click()
    anyone.checked()
    anyone.page.locator("a.figure").first.click()
    anyone.checked()
    assert anyone.page.get_by_text("Har svarat").first.is_visible()
    # Counts only: nobody's name, and no way in.
    assert "@ekdalen.example" not in anyone.page.content()


def test_two_factors_can_be_turned_on_and_are_then_asked_for(visitor: Visit) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    def code(secret: str) -> str:
        import time

        return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))

    member = visitor("ledamot")
    member.go("/konto/2fa/")
    member.go("/konto/2fa/totp/activate/")
    if member.page.get_by_label("Lösenord").count():
        from framst.config.demo.logins import PASSWORD

        member.page.get_by_label("Lösenord").fill(PASSWORD)
        member.page.locator("main form button[type=submit]").first.click()
        member.checked()
    secret = member.page.locator("#authenticator_secret").input_value()
    member.page.locator("input[name=code]").fill(code(secret))
    member.page.locator("main form button[type=submit]").first.click()
    member.page.wait_for_load_state()
    member.checked()

    again = visitor("ledamot")
    assert "/konto/2fa/authenticate/" in again.page.url
    # A code is good once; the next one is a moment away.
    again.page.locator("input[name=code]").fill("000000")
    again.page.locator("main form button[type=submit]").first.click()
    again.page.wait_for_load_state()
    assert "/konto/2fa/authenticate/" in again.page.url
