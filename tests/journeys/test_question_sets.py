"""The investigator writes questions in the browser, sees them as a principal does, fixes them; and reads a workbook."""

from __future__ import annotations

from pathlib import Path

from .conftest import Visit, Visitor

DATA = Path(__file__).resolve().parents[1] / "data" / "xlsform"


def write(author: Visitor, section: str, text: str, kind: str, **more: str) -> None:
    """Add a question to a section and save it."""
    page = author.page
    author.press(f"Ny fråga i {section}", "link")
    page.get_by_label("Frågan", exact=True).fill(text)
    page.get_by_label(kind, exact=True).check()
    for label, value in more.items():
        page.get_by_label(label, exact=True).fill(value)
    author.press("Spara frågan")


def test_questions_are_written_previewed_and_fixed(visitor: Visit) -> None:
    author = visitor("utredare", script=False)
    page = author.page
    author.go("/fragor/")
    author.shot("forms-list")
    author.follow("Gör nya frågor")
    page.get_by_label("Rubrik").fill("Elevhälsans möten")
    author.press("Fortsätt")
    author.follow("Nytt avsnitt")
    page.get_by_label("Avsnittets rubrik").fill("Möten")
    author.press("Spara")
    write(author, "Möten", "Har ni möten varje vecka?", "ett val", Svarsval="yes | Ja\nno | Nej")
    write(author, "Möten", "Hur många timmar?", "tal", Enhet="timmar")

    # A question without choices is told what it lacks, at the field.
    author.follow("Ny fråga i Möten")
    page.get_by_label("Frågan", exact=True).fill("Vilka är med?")
    page.get_by_label("matris (ett val på varje rad)").check()
    author.press("Spara frågan")
    author.shot("forms-question-faults")
    page.get_by_role("link", name="Matrisens rader: Matrisen saknar rader.").click()
    page.get_by_label("Svarsval").fill("yes | Alltid\npartly | Ibland\nno | Aldrig")
    page.get_by_label("Matrisens rader").fill("Kurator\nSkolpsykolog\nSpecialpedagog")
    page.get_by_label("Kan besvaras med ”Ej aktuellt”").check()
    author.press("Spara frågan")

    author.follow("Ny fråga i Möten")
    page.get_by_label("Frågan", exact=True).fill("Vad beror det på?")
    page.get_by_label("lång text").check()
    page.get_by_text("Har ni möten varje vecka?").click()
    page.get_by_label("Nej", exact=True).check()
    author.press("Spara frågan")
    assert page.get_by_text("Visas om svaret på ”Har ni möten varje vecka?” är ”Nej”.").is_visible()
    author.press("Flytta upp Vad beror det på?")
    author.shot("forms-outline")

    author.follow("Förhandsgranska")
    assert page.get_by_text("Svara om du svarade ”Nej” på frågan ”Har ni möten varje vecka?”.").is_visible()
    assert page.get_by_role("group", name="Skolpsykolog").get_by_label("Ej aktuellt").is_visible()
    author.shot("forms-preview")
    author.follow("Tillbaka")
    author.shot("forms-set")
    author.follow("Fastställ")
    author.shot("forms-publish")
    author.press("Fastställ")
    assert page.get_by_text("Version 1 är fastställd.").is_visible()

    # A change makes version 2, and the page says what it changes.
    author.follow("Ändra i en ny version")
    author.follow("Har ni möten varje vecka?")
    page.get_by_label("Frågan", exact=True).fill("Har ni möten minst varje vecka?")
    author.press("Spara frågan")
    author.follow("Klar")
    author.follow("Fastställ")
    assert page.get_by_text("texten var ”Har ni möten varje vecka?”").is_visible()


def test_a_workbook_is_read_and_what_does_not_come_along_is_named(visitor: Visit) -> None:
    author = visitor("utredare")
    page = author.page
    author.go("/fragor/")
    author.follow("Läs in en XLSForm")
    page.locator("#id_file").set_input_files(DATA / "text_and_integer_xlsx.xlsx")
    author.press("Läs in")
    assert page.get_by_text("Arbetsboken lästes inte in. Inget har sparats.").is_visible()
    author.shot("forms-import-refused")
    page.locator("#id_file").set_input_files(DATA / "or_other.xlsx")
    author.press("Läs in")
    assert page.get_by_role("row", name="survey 3 choice_filter pastel=yes Alla svarsval visas alltid.").is_visible()
    author.shot("forms-import")
    author.press("Spara utan det som inte kommer med")
    assert page.get_by_text("Frågorna är inlästa som ett utkast.").is_visible()
    assert page.get_by_role("link", name="What is your favorite color?", exact=True).is_visible()


def test_the_pages_on_a_narrow_and_a_dark_screen(visitor: Visit) -> None:
    phone = visitor("utredare", width=320, dark=True)
    for name, path in (
        ("list", ""),
        ("set", "elevhalsoplanen/"),
        ("outline", "elevhalsoplanen/andra/"),
        ("version", "elevhalsoplanen/version/1/"),
        ("question", "elevhalsoplanen/andra/fraga/kompetenser/"),
        ("remove", "elevhalsoplanen/andra/fraga/forebyggande/ta-bort/"),
        ("discard", "elevhalsoplanen/kasta/"),
        ("import", "las-in/"),
    ):
        phone.go(f"/fragor/{path}")
        phone.shot(f"forms-320-{name}")
