"""Break-glass: a teacher in need opens a pupil of another school; the reviewer is told at once, and judges it."""

from __future__ import annotations

from uuid import uuid4

import psycopg
from playwright.sync_api import Page

from .conftest import Site, Visit

WHY = "Eleven kom hit skrämd och rektorn där svarar inte"


def _with_matters(site: Site) -> tuple[str, str, str, dict[str, str]]:
    """A pupil of Hagaskolan with one matter of the school's and one of school health care's."""
    keys = {"C": str(uuid4()), "A": str(uuid4())}
    with psycopg.connect(site.env["DATABASE_OWNER_URL"]) as owner:
        found = owner.execute(
            "SELECT p.id::text, p.given_name || ' ' || p.family_name, n.number FROM organisation_pupil p"
            " JOIN organisation_identitynumber n ON n.pupil_id = p.id WHERE p.source_id = '99990008-4-0'"
        ).fetchone()
        assert found
        for letter, kind, about in (("C", "support", "Stöd i matematik"), ("A", "health", "Hälsosamtal i fyran")):
            owner.execute(
                "INSERT INTO pupils_matter (id, pupil_id, holder_id, secrecy, kept_by_id, letter, kind, about,"
                " opened_on, opened_by_id) SELECT %s, p.id, p.holder_id, p.secrecy, p.holder_id, %s, %s, %s, current_date, s.id"
                " FROM organisation_pupil p, organisation_person s"
                " WHERE p.id = %s AND s.email = 'rektor@ekdalen.example'",
                [keys[letter], letter, kind, about, found[0]],
            )
    return (*found, keys)


def _status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer
    return answer.status


def test_opened_in_need_and_judged_by_the_reviewer(visitor: Visit, site: Site) -> None:
    key, name, number, matters = _with_matters(site)
    teacher = visitor("larare")
    page = teacher.page
    pupil = f"{site.address}/elever/{key}/"
    assert _status(page, pupil) == 404

    teacher.go("/elever/")
    teacher.follow("Nödåtkomst")
    page.get_by_label("Elevens personnummer").fill(number)
    page.get_by_label("Varför behöver du komma åt uppgifterna nu?").fill("x")
    teacher.press("Öppna i nödläge")
    assert page.get_by_text("Skriv varför, med några ord.").first.is_visible()
    teacher.shot("break-glass")
    page.get_by_label("Elevens personnummer").fill(number)
    page.get_by_label("Varför behöver du komma åt uppgifterna nu?").fill(WHY)
    teacher.press("Öppna i nödläge")
    assert page.url == pupil
    assert page.get_by_role("heading", name=name).is_visible()
    assert page.get_by_text("Du har nödåtkomst i 3 timmar. Logggranskaren har fått veta det.").is_visible()
    assert page.get_by_text("Hälsosamtal i fyran").count() == 0
    teacher.shot("break-glass-opened")
    teacher.follow("Stöd i matematik")
    assert _status(page, f"{site.address}/elevarenden/{matters['A']}/") == 404

    letter = site.mail.to("loggranskare@ekdalen.example", "En nödåtkomst har använts")
    assert name not in letter.get_content() and number not in letter.get_content()
    reviewer = visitor("loggranskare")
    page = reviewer.go("/")
    reviewer.shot("break-glass-reviewers-start")
    reviewer.follow("En nödåtkomst har använts")
    assert page.get_by_text("1 väntar på bedömning").is_visible()
    reviewer.shot("openings")
    page.locator("tbody a").first.click()
    reviewer.checked()
    assert page.get_by_text(WHY).is_visible() and page.get_by_text(name).count() == 0
    reviewer.follow("Visa vilken elev")
    assert page.get_by_text(name).is_visible()
    opening = page.url.removeprefix(site.address)
    page.get_by_label("i sin ordning", exact=True).check()
    page.get_by_label("Skäl").fill("Rektorn bekräftar vad som hände")
    reviewer.shot("opening")
    reviewer.press("Spara bedömningen")
    assert page.get_by_text("Bedömningen är antecknad.").is_visible()
    assert page.get_by_text("0 väntar på bedömning").is_visible()
    reviewer.go("/")
    assert page.get_by_text("En nödåtkomst har använts").count() == 0
    reviewer.go(opening)
    assert page.get_by_role("button", name="Spara bedömningen").count() == 0

    for dark in (False, True):
        phone = visitor("loggranskare", width=320, dark=dark)
        scheme = "-dark" if dark else ""
        for shot, path in (("openings", "/tillsyn/nodatkomst/"), ("opening", opening.partition("?")[0])):
            phone.go(path)
            phone.shot(f"{shot}-320{scheme}")
        phone = visitor("larare", width=320, dark=dark)
        phone.go("/elever/nodatkomst/")
        phone.shot(f"break-glass-320{scheme}")
