"""The review of the log: the month's sample is drawn by itself, judged read by read, and signed off."""

from __future__ import annotations

import re
import time

import psycopg

from .conftest import Site, Visit

# As it was recorded last month: the principal of Dalskolan read about a pupil there, once.
_READ = """
INSERT INTO audit_event (at, act, actor_kind, person, profession, machine, "table", record, subject, shown, unit,
  letter, purpose, detail)
SELECT date_trunc('month', now() AT TIME ZONE 'Europe/Stockholm') - interval '5 days' + interval '10 hours', 'read', 'person', s.id,
  'principal', '', 'organisation_pupil', p.id::text, p.id, '{}', p.holder_id, 'C', 'elev', '{}'
FROM organisation_pupil p, organisation_person s
WHERE p.source_id = '99990004-4-0' AND s.email = 'rektor@ekdalen.example'
RETURNING (SELECT given_name || ' ' || family_name FROM organisation_pupil WHERE source_id = '99990004-4-0')
"""


def _drawn_anew(site: Site) -> str:
    """Let the site draw last month's sample once more, with one read in it; return the pupil's name."""
    with psycopg.connect(site.env["DATABASE_OWNER_URL"]) as owner:
        deadline = time.monotonic() + 60
        while not owner.execute("SELECT 1 FROM oversight_review").fetchone():
            assert time.monotonic() < deadline, "no sample was drawn"
            owner.commit()
            time.sleep(0.2)
        owner.execute("DELETE FROM oversight_sampledread")
        owner.execute("DELETE FROM oversight_review")
        found = owner.execute(_READ).fetchone()
    assert found
    return str(found[0])


def test_drawn_judged_and_signed(visitor: Visit, site: Site) -> None:
    name = _drawn_anew(site)
    site.mail.to("loggranskare@ekdalen.example", "Ett nytt stickprov ur loggen väntar på granskning", within=60)
    reviewer = visitor("loggranskare")
    page = reviewer.go("/")
    reviewer.follow("Ett nytt stickprov ur loggen väntar på granskning")
    review = page.url.removeprefix(site.address)
    assert page.get_by_text("1 läsning väntar på bedömning.").is_visible()
    assert page.get_by_role("link", name="Signera granskningen").count() == 0
    reviewer.shot("log-review")

    page.locator("tbody a").first.click()
    reviewer.checked()
    read = page.url.removeprefix(site.address)
    assert page.get_by_text("Cecilia Nordin").is_visible() and page.get_by_text(name).count() == 0
    reviewer.follow("Visa vilken elev")
    assert page.get_by_text(name).is_visible()
    page.get_by_label("i sin ordning", exact=True).check()
    reviewer.press("Spara bedömningen")
    assert page.get_by_text("1 läsning väntar på bedömning.").count() == 0  # no reason yet: still the form
    assert page.url.startswith(site.address + read)
    reviewer.shot("sampled-read")
    page.get_by_label("i sin ordning", exact=True).check()
    page.get_by_label("Skäl").fill("Rektorn har ärendet om stöd i läsning")
    reviewer.press("Spara bedömningen")
    assert page.get_by_text("0 läsningar väntar på bedömning.").is_visible()
    reviewer.follow("Signera granskningen")
    page.get_by_label("Sammanfattning").fill("Inget att anmärka")
    reviewer.shot("log-review-sign")
    reviewer.press("Signera")
    assert page.get_by_text(re.compile("^Signerad av Sten Marklund")).is_visible()
    reviewer.shot("log-review-signed")
    reviewer.go("/")
    assert page.get_by_text("Ett nytt stickprov ur loggen väntar").count() == 0
    reviewer.go(read)
    assert page.get_by_role("button", name="Spara bedömningen").count() == 0
    assert page.get_by_role("link", name="Visa vilken elev").count() == 0

    officer = visitor("dataskydd")
    officer.go(review)
    assert officer.page.get_by_text("Inget att anmärka").is_visible()
    for dark in (False, True):
        phone = visitor("loggranskare", width=320, dark=dark)
        for shot, path in (
            ("oversight", "/tillsyn/"), ("log-reviews", "/tillsyn/logggranskning/"), ("log-review", review),
            ("sampled-read", read), ("log-statistics", "/tillsyn/statistik/"), ("export-log", "/tillsyn/uthamtningar/"),
            ("changes", "/tillsyn/forvaltarens-andringar/"), ("decision-register", "/tillsyn/beslut/"),
        ):  # fmt: skip
            phone.go(path)
            phone.shot(f"{shot}-320{'-dark' if dark else ''}")
