"""Every page that a persona may open, at 320 px: axe, no script errors, nothing wider than the window, contrast in the dark.

The pages and who may open them come from the table of the walls test, so a new page is visited as soon as it exists.
"""

from __future__ import annotations

import os

import pytest

from ..walls.pages import DIFFERENT, PAGES
from .conftest import Site, Visit

# One persona for each group of pages; what several may open is visited by the first of them.
VISITORS = ("utredare", "system", "registrator", "rektor", "avdelningschef")


def pages_of(login: str, owner: str) -> list[str]:
    """The addresses that this persona opens and none of the visitors before does."""
    mine = []
    for name, expected in PAGES.items():
        opens = [v for v in VISITORS if DIFFERENT.get((name, v), expected.status(v)) == 200]
        if opens and opens[0] == login and "file" not in name and "export" not in name and "download" not in name:
            mine.append(expected.address(name, owner))
    return mine


@pytest.mark.parametrize("login", VISITORS)
def test_every_page_is_accessible(visitor: Visit, site: Site, login: str) -> None:
    one = visitor(login, width=320)
    wrong = []
    for path in pages_of(login, site.env["DATABASE_OWNER_URL"]):
        answer = one.page.request.get(site.address + path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        try:
            one.go(path)
            one.page.emulate_media(color_scheme="dark")
            one.contrast_checked()
        except AssertionError as fault:
            wrong.append(str(fault)[:1500])
        if os.environ.get("FRAMST_SHOTS"):
            one.shot(f"{login}-320-dark{path.replace('/', '_')[:80]}")
        one.page.emulate_media(color_scheme="light")
    assert not wrong, "\n\n".join(wrong)
