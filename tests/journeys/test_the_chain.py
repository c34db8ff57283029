"""The whole chain once: a principal answers by the link, the paper is frozen, decided, published, opened by anyone."""

from __future__ import annotations

import time

from .conftest import Visit


def test_the_memo_goes_from_draft_to_the_public(visitor: Visit) -> None:
    investigator = visitor("utredare")
    page = investigator.go("/skrivelser/")
    investigator.follow("Uppföljning av elevhälsoarbetet och den övergripande elevhälsoplanen")
    investigator.follow("Läs")
    for printed in (
        "13 av 19 rektorer",
        "6 av 19 rektorer",
        "hälften, 6 av 12",
        "15 av 18 (9 behövs, 6 till viss del)",
    ):
        assert page.get_by_role("link", name=printed).first.is_visible()
    investigator.follow("13 av 19 rektorer")
    assert page.get_by_text("Har du tagit del av den uppdaterade elevhälsoplanen?").is_visible()

    investigator.go("/skrivelser/uppfoljning-elevhalsoplanen-2024/")
    investigator.follow("Markera som granskad")
    investigator.press("Markera som granskad")
    investigator.follow("Lås och underteckna")
    investigator.press("Lås och underteckna")
    deadline = time.monotonic() + 60
    while page.get_by_role("link", name="PDF").count() == 0 and time.monotonic() < deadline:
        time.sleep(0.5)
        page.reload()
    investigator.shot("paper-frozen")

    registrar = visitor("registrator")
    registrar.go("/skrivelser/uppfoljning-elevhalsoplanen-2024/")
    registrar.follow("Sänd till nämnden")
    registrar.press("Sänd till nämnden")

    member = visitor("ledamot")
    member.go("/skrivelser/")
    member.follow("Uppföljning av elevhälsoarbetet och den övergripande elevhälsoplanen")
    member.follow("Läs")
    assert member.page.get_by_role("link", name="13 av 19 rektorer").is_visible()

    registrar.follow("Anteckna nämndens beslut")
    registrar.page.get_by_label("enligt förslaget").check()
    registrar.page.get_by_label("Beslutsdatum").fill("2025-04-24")
    registrar.page.get_by_label("Paragraf").fill("§ 42")
    registrar.page.get_by_label("Beslutet, ordagrant").fill("Informationen tas emot.")
    registrar.press("Spara")
    registrar.follow("Publicera")
    registrar.press("Publicera")

    anyone = visitor(width=320)
    anyone.go("/offentligt/")
    anyone.follow("Uppföljning av elevhälsoarbetet och den övergripande elevhälsoplanen")
    anyone.shot("public-paper-320")
    anyone.follow("hälften, 6 av 12")
    assert anyone.page.get_by_text("Inget svar").is_visible()
