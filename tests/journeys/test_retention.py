"""Disposal: the registrar writes a rule, is asked, sets one aside, decides, and prints the certificate."""

from __future__ import annotations

import time

import psycopg

from .conftest import Site, Visit, Visitor

PLAN = "Dokumenthanteringsplanen 2025, punkt 4.2, beslutad 2025-03-11"


def _who_left_long_ago(site: Site) -> list[str]:
    """Two pupils without matters left in 2001; their names as the list has them."""
    with psycopg.connect(site.env["DATABASE_OWNER_URL"]) as owner:
        keys = ("99990004-4-1", "99990004-4-2")
        for key in keys:
            owner.execute(
                "UPDATE organisation_enrolment SET from_on = '2000-08-20', until_on = '2001-06-08'"
                " WHERE pupil_id = (SELECT id FROM organisation_pupil WHERE source_id = %s)",
                [key],
            )
            owner.execute("UPDATE organisation_pupil SET secrecy = 'L' WHERE source_id = %s", [key])
        found = owner.execute(
            "SELECT family_name || ', ' || given_name FROM organisation_pupil WHERE source_id = ANY (%s) ORDER BY source_id",
            [list(keys)],
        ).fetchall()
    return [name for (name,) in found]


def _until_there_is(one: Visitor, role: str, name: str) -> None:
    """Wait until the machine, in a process of its own, has done its part."""
    deadline = time.monotonic() + 60
    while one.page.get_by_role(role, name=name).count() == 0:  # type: ignore[arg-type]
        assert time.monotonic() < deadline, f"no {name}"
        time.sleep(0.2)
        one.page.reload()
    one.checked()


def test_a_rule_a_proposal_a_decision_and_a_certificate(visitor: Visit, site: Site) -> None:
    kept, taken = _who_left_long_ago(site)
    registrar = visitor("registrator")
    page = registrar.go("/")
    registrar.follow("Gallring")
    assert page.get_by_text("Ingen regel finns, och då bevaras allt.").is_visible()
    registrar.shot("retention-empty")
    registrar.follow("Ny regel")
    page.get_by_label("Vad gäller regeln?").select_option(label="elevlistans uppgifter om den som har slutat")
    page.get_by_label("Hur många år bevaras det?").fill("10")
    page.get_by_label("Åren räknas från").select_option(label="att ärendet avslutades")
    page.get_by_label("Källa").fill(PLAN)
    registrar.press("Spara regeln")
    assert page.get_by_text("Elevlistans uppgifter avslutas inte.").first.is_visible()
    registrar.shot("retention-rule-with-error")
    page.get_by_label("Åren räknas från").select_option(label="att eleven slutade hos huvudmannen")
    registrar.press("Spara regeln")

    registrar.go("/")
    _until_there_is(registrar, "link", "Besluta om gallring")
    assert page.get_by_text(taken).count() == 0
    registrar.follow("Besluta om gallring")
    proposal = page.url
    assert page.get_by_text(kept).is_visible() and page.get_by_text(taken).is_visible()
    registrar.shot("retention-proposal")
    registrar.follow("Undanta enstaka")
    first, last = kept.split(", ")[1], kept.split(", ")[0]
    page.get_by_label(f"{first} {last}").check()
    page.get_by_label("Varför").fill("Tvist om betyg")
    registrar.press("Undanta")
    assert page.get_by_text("Tvist om betyg").is_visible()
    registrar.follow("Besluta att gallra")
    registrar.shot("retention-decide")
    registrar.press("Gallra")
    _until_there_is(registrar, "link", "Bevis om gallring")
    registrar.follow("Bevis om gallring")
    facts = dict(zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True))
    assert (facts["Föreslagna"], facts["Gallrade"], facts["Källa"]) == ("2", "1", PLAN)
    assert len(facts["Kontrollsumma"]) == 64
    registrar.shot("retention-certificate")
    with psycopg.connect(site.env["DATABASE_OWNER_URL"]) as owner:
        left = owner.execute("SELECT family_name || ', ' || given_name FROM organisation_pupil WHERE secrecy = 'L'")
        assert left.fetchall() == [(kept,)]

    answer = visitor("rektor").page.goto(proposal)
    assert answer and answer.status == 403
    for dark in (False, True):
        phone = visitor("registrator", width=320, dark=dark)
        scheme = "-dark" if dark else ""
        for shot, path in (
            ("retention", "/gallring/"), ("retention-rule", "/gallring/regel/"), ("retention-hold", "/gallring/undantag/"),
            ("retention-done", proposal), ("retention-certificate", f"{proposal}bevis/"),
        ):  # fmt: skip
            phone.go(path)
            phone.shot(f"{shot}-320{scheme}")
