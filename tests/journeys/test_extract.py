"""A person's own extract: ordered by the principal, made by the worker, fetched once as PDF and as JSON, then gone."""

from __future__ import annotations

import json
import time
from pathlib import Path

import psycopg

from .conftest import Site, Visit, Visitor

GONE = "Filen är redan hämtad, eller har legat för länge. Beställ ett nytt utdrag."


def _made(one: Visitor) -> str:
    """Wait until the worker has made the files; return the order's address."""
    deadline = time.monotonic() + 60
    while one.page.get_by_role("button", name="Hämta PDF").count() == 0:
        assert time.monotonic() < deadline, "the extract was not made"
        time.sleep(0.2)
        one.page.reload()
    one.checked()
    return one.page.url


def _fetched(one: Visitor, button: str) -> bytes:
    with one.page.expect_download() as download:
        one.page.get_by_role("button", name=button).click()
    assert download.value.suggested_filename == f"registerutdrag.{button.removeprefix('Hämta ').lower()}"
    return Path(download.value.path()).read_bytes()


def test_ordered_made_and_fetched_once(visitor: Visit, site: Site) -> None:
    with psycopg.connect(site.env["DATABASE_OWNER_URL"]) as owner:
        found = owner.execute(
            "SELECT id, given_name || ' ' || family_name FROM organisation_pupil WHERE source_id = '99990004-4-0'"
        ).fetchone()
    assert found
    principal = visitor("rektor")
    page = principal.go(f"/elever/{found[0]}/")
    principal.follow("Registerutdrag")
    page.get_by_label("Vem har begärt utdraget?").select_option(label="eleven själv")
    principal.press("Beställ utdraget")
    principal.shot("extract-new-with-error")
    page.get_by_label("Vem har begärt utdraget?").select_option(label="eleven själv")
    page.get_by_label("Hur identiteten har kontrollerats").fill("visade legitimation på expeditionen")
    principal.press("Beställ utdraget")
    address = _made(principal)
    principal.shot("extract-made")
    # A second window that was opened before the files were fetched.
    late = visitor("rektor")
    late.go(address)

    assert _fetched(principal, "Hämta PDF").startswith(b"%PDF-1.7")
    data = json.loads(_fetched(principal, "Hämta JSON"))
    assert data["elev"]["namn"] == found[1]
    assert [m["gäller"] for m in data["ärenden"]] == ["Stöd i läsning"]
    principal.go(address)
    assert page.get_by_role("button", name="Hämta").count() == 0
    principal.shot("extract-fetched")
    late.press("Hämta PDF")
    assert late.page.get_by_text(GONE).is_visible()
    late.shot("extract-gone")

    other = visitor("larare")
    answer = other.page.goto(address)
    assert answer and answer.status == 404
    reviewer = visitor("loggranskare")
    reviewer.go("/tillsyn/uthamtningar/")
    assert reviewer.page.get_by_text("Cecilia Nordin").count() == 2
    reviewer.shot("export-log")
    for dark in (False, True):
        phone = visitor("rektor", width=320, dark=dark)
        scheme = "-dark" if dark else ""
        for shot, path in (
            ("own-data", "/mina-uppgifter/"), ("extract", address), ("extract-new", f"/elever/{found[0]}/utdrag/"),
            ("pupil-decisions", f"/elever/{found[0]}/beslut/"), ("disclosure", f"/elever/{found[0]}/beslut/utlamnande/"),
            ("consent", f"/elever/{found[0]}/beslut/samtycke/"), ("not-shown", f"/elever/{found[0]}/beslut/visas-inte/"),
        ):  # fmt: skip
            phone.go(path)
            phone.shot(f"{shot}-320{scheme}")


def test_one_who_works_here_orders_what_there_is_about_oneself(visitor: Visit) -> None:
    teacher = visitor("larare")
    page = teacher.go("/mina-uppgifter/")
    teacher.press("Beställ utdrag om mig")
    _made(teacher)
    assert json.loads(_fetched(teacher, "Hämta JSON"))["person"]["namn"] == "Jonas Palm"
    assert page.get_by_role("heading", name="Registerutdrag").is_visible()
