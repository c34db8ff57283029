"""A school move: the new school is told whom to ask and nothing else, the old one hands over and says that it is done."""

from __future__ import annotations

import psycopg

from .conftest import Site, Visit

DUE = "Ska vara klart senast måndag 18 november 2024."


def _moved(site: Site) -> tuple[str, str]:
    """The demo's pupil who has moved from Dalskolan to Hagaskolan: key and name."""
    with psycopg.connect(site.env["DATABASE_OWNER_URL"]) as owner:
        found = owner.execute(
            "SELECT id::text, given_name || ' ' || family_name FROM organisation_pupil WHERE source_id = '99990004-6-3'"
        ).fetchone()
    assert found
    return found[0], found[1]


def test_from_the_old_school_to_the_new(visitor: Visit, site: Site) -> None:
    key, name = _moved(site)

    # The new school sees the pupil, and whom to ask.
    counsellor = visitor("kurator2")
    counsellor.go(f"/elever/{key}/")
    assert counsellor.page.get_by_text("Kontakta avlämnande skola.").is_visible()
    assert counsellor.page.get_by_text("Eleven kom från Dalskolan måndag 4 november 2024").is_visible()
    assert counsellor.page.get_by_text("Du har inte del i något ärende om eleven.").is_visible()
    assert not counsellor.page.get_by_text("Anpassningar i matematik").count()
    counsellor.shot("school-move-new-school")

    # The old school's principal finds it on the start page, which names no pupil.
    principal = visitor("rektor")
    principal.go("/")
    assert not principal.page.get_by_text(name).count()
    principal.follow("Lämna över efter skolbyte")
    page = principal.page
    assert page.get_by_role("heading", name=name).is_visible()
    assert page.get_by_text(DUE).is_visible()
    principal.shot("school-move-handovers")

    # Not done as long as a matter is open.
    principal.follow(f"Överlämningen är klar {name}")
    principal.press("Det är klart")
    assert page.get_by_text("Det finns pågående ärenden som skolan har kvar.").first.is_visible()
    principal.follow("Avbryt")

    principal.follow("Lämna över Anpassningar i matematik")
    principal.press("Lämna över")
    assert page.get_by_role("heading", name="Rätta").or_(page.get_by_text("Till vem")).first.is_visible()
    page.get_by_label("Till vem").select_option(index=1)
    page.get_by_label("uppgifterna behövs för övergången").check()
    page.get_by_label("Vad grunden är").fill("Eleven behöver samma anpassningar i den nya klassen.")
    principal.shot("school-move-hand-over")
    principal.press("Lämna över")
    assert page.get_by_text("Ärendet är överlämnat.").is_visible()

    principal.follow(f"Överlämningen är klar {name}")
    principal.press("Det är klart")
    assert page.get_by_text("Du har inget att lämna över.").is_visible()
    principal.go("/")
    assert not page.get_by_text("Lämna över efter skolbyte").count()
    answer = page.goto(f"{site.address}/elever/{key}/")
    assert answer and answer.status == 404

    # The new school has the matter, and nobody to ask any more.
    counsellor.go(f"/elever/{key}/")
    assert not counsellor.page.get_by_text("Kontakta avlämnande skola.").count()


def test_on_a_phone_and_by_keyboard(visitor: Visit, site: Site) -> None:
    nurse = visitor("skolskoterska", width=320)
    nurse.go("/overlamningar/")
    assert nurse.page.get_by_text("Du har inget att lämna över.").is_visible()
    nurse.shot("school-move-320")
    dark = visitor("kurator", width=320, dark=True)
    dark.go("/elever/")
    dark.page.get_by_role("link", name="Överlämningar").focus()
    dark.page.keyboard.press("Enter")
    dark.page.wait_for_url("**/overlamningar/")
    dark.contrast_checked()
