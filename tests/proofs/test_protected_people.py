"""Fifty protected people: nobody outside the access list meets any of them, on any page, in any file, error or log."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from ..audit import signed_in
from ..personas import EVERYONE
from ..walls.crawl import ABSENT, CANARY, World, absent

# What a named person may still not see: being named makes nobody a nurse, psychologist or counsellor.
BORDER = {"A": {"skolskoterska"}, "B": {"kurator", "kurator2", "psykolog"}}


def _may(world: World, login: str, mark: str) -> bool:
    whose = world.canaries[mark]
    if whose.pupil not in world.named.get(login, set()):
        return False
    return whose.letter not in BORDER or login in BORDER[whose.letter]


def test_nobody_outside_the_list_meets_a_protected_pupil(world: World, owner: psycopg.Connection[Any]) -> None:
    protected = {mark for mark, o in world.canaries.items() if o.secrecy == "P"}
    assert len(world.protected) + 2 * ABSENT == 50
    hits = [
        f"{one.login} {one.asked}: {world.canaries[mark].what}"
        for one in world.met
        for mark in one.canaries & protected
        if not _may(world, one.login, mark)
    ]
    assert not hits, f"{len(hits)}\n" + "\n".join(hits[:20])


def test_the_named_meet_their_own_and_only_by_address(world: World, owner: psycopg.Connection[Any]) -> None:
    """The control: the list lets in; but no list, search or number finds a protected pupil, also for the named."""
    protected = {mark for mark, o in world.canaries.items() if o.secrecy == "P"}
    seen: dict[str, set[str]] = {}
    for one in world.met:
        for mark in one.canaries & protected:
            assert one.asked.removeprefix("POST ").startswith(("/elever/", "/elevarenden/"))
            assert one.asked.removeprefix("POST ") != "/elever/"
            assert "?" not in one.asked
            seen.setdefault(one.login, set()).add(world.canaries[mark].pupil)
    # A case officer or anybody else who may open pupils' pages at all meets exactly those they are named for.
    assert seen == world.named


def test_without_a_second_factor_nobody_meets_any(world: World, owner: psycopg.Connection[Any]) -> None:
    protected = {mark for mark, o in world.canaries.items() if o.secrecy == "P"}
    for login in world.named:
        client = signed_in(login, second_factor=False)
        for key in world.named[login]:
            answer = client.get(f"/elever/{key}/")
            assert answer.status_code in (302, 403, 404)
            assert not protected & set(CANARY.findall(answer.content.decode()))


def test_what_is_not_there_and_what_is_protected_are_answered_alike(
    world: World, owner: psycopg.Connection[Any]
) -> None:
    unknown = "00000000-0000-4000-8000-000000000001"
    for login in set(EVERYONE) - {"ingen"}:
        client = signed_in(login)
        for page in ("/elever/{}/", "/elever/{}/nytt-arende/"):
            hidden = next(key for key in world.protected if key not in world.named.get(login, set()))
            one, other = client.get(page.format(hidden)), client.get(page.format(unknown))
            assert one.status_code == other.status_code
            assert one.content.decode().replace(hidden, "") == other.content.decode().replace(unknown, "")
            assert set(one.headers) == set(other.headers)


def test_protected_guardians_and_staff_are_nowhere_in_the_database(
    world: World, owner: psycopg.Connection[Any]
) -> None:
    """Every row of every table, as its owner sees it: pg_dump of a database finds what a list of tables forgets."""
    marks = {*absent("guardian"), *absent("staff")}
    assert not [one.asked for one in world.met if one.canaries & marks]
    held = []
    tables = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    ).fetchall()
    for (table,) in tables:
        found = owner.execute(
            f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s',  # type: ignore[arg-type]
            ["|".join(sorted(marks))],
        ).fetchone()
        if found and found[0]:
            held.append(table)
    assert held == []
    assert owner.execute("SELECT count(*) FROM organisation_protectedmark WHERE kind <> 'pupil'").fetchone() == (20,)


def test_no_event_says_where_a_protected_pupil_goes(world: World, owner: psycopg.Connection[Any]) -> None:
    rows = owner.execute(
        "SELECT unit FROM audit_event WHERE subject::text = ANY (%s) AND act = 'read'", [world.protected]
    ).fetchall()
    assert rows
    assert {unit for (unit,) in rows} == {None}
    listed = owner.execute("SELECT count(*) FROM audit_event WHERE shown::text[] && %s", [world.protected]).fetchone()
    assert listed == (0,)


def test_errors_and_logs_hold_none_of_them(
    world: World, owner: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    """A page that breaks after it has read a protected pupil, for one who is named."""
    from framst.pupils.web import views

    def breaks(request: Any, template: str, context: dict[str, Any], **_: Any) -> None:
        raise ValueError(f"{context['pupil'].name} at {template}")

    monkeypatch.setattr(views, "render", breaks)
    login = next(iter(world.named))
    key = next(iter(world.named[login]))
    client = signed_in(login)
    client.raise_request_exception = False
    answer = client.get(f"/elever/{key}/")
    assert answer.status_code == 500
    assert not CANARY.search(answer.content.decode())
    assert not CANARY.search(capfd.readouterr().err)
