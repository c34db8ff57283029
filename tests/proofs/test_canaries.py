"""What everybody meets on every page, in every file, error, log and letter, in a world where each secret has a canary.

Audit completeness: every secret that anybody is shown has exactly one event, and no event tells of more. HSLF-FS
2016:40 4 kap. 9 §: what was done, at which unit, when, by whom, about whom. And fifty protected people: nobody outside
the access list meets any of them. Both are here because the walk that they read is long, and made once a file.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg
import pytest

from framst.access.walls import walled_models

from ..audit import as_owner, signed_in
from ..personas import EVERYONE
from ..walls.pages import PAGES
from .crawl import ABSENT, CANARY, Met, World, absent

SHOWS = ("read", "listed", "searched", "exported")
ABOUT_PUPILS = {model._meta.db_table for model in walled_models() if hasattr(model, "pupil_column")}
# What a named person may still not see: being named makes nobody a nurse, psychologist or counsellor.
BORDER = {"A": {"skolskoterska"}, "B": {"kurator", "kurator2", "psykolog"}}
# The page that says for whom one is named: the decision's words, and neither name nor school.
MINE = "/skyddade/"


def covering(event: dict[str, Any], what: str, record: str, pupil: str) -> bool:
    """Whether an event tells that this was shown: it is about it, names it beside, or is about or lists the pupil."""
    if what == "pupil":
        return str(event["subject"]) == pupil or pupil in map(str, event["shown"])
    return event["record"] == record or any(key == record for _table, key, _letter in event["detail"].get("beside", []))


def showing(one: Met) -> list[dict[str, Any]]:
    """The events of an answer that say that something about a pupil was shown."""
    return [e for e in one.events if e["act"] in SHOWS and (e["subject"] or e["shown"])]


def test_the_walk_met_secrets_of_every_kind(world: World) -> None:
    """The control: a walk that sees nothing proves nothing."""
    seen = Counter(
        world.canaries[mark].what + world.canaries[mark].letter for one in world.met for mark in one.canaries
    )
    assert set(seen) >= {"pupil", "guardian", "matterA", "matterB", "matterC", "noteA", "noteB", "noteC", "decisionA",
                         "decisionB", "decisionC", "extract"}  # fmt: skip
    # Each of 22 asked for every page, and by address for 41 pupils, 45 matters with 18 pages more of six of them, six
    # new matters, twelve searches, three lists, the decisions about seven pupils with the four forms beside them, and two extracts and their files.
    assert len(world.met) == 22 * (len(PAGES) + 41 + 45 + 18 + 6 + 12 + 3 + 7 * 5 + 4)
    by_secrecy = {world.canaries[mark].secrecy for one in world.met for mark in one.canaries}
    assert by_secrecy == {"C", "D", "L", "P"}


def test_every_secret_shown_has_exactly_one_event(world: World) -> None:
    wrong = []
    for one in world.met:
        for mark in one.canaries:
            whose = world.canaries[mark]
            events = [e for e in one.events if e["act"] in SHOWS and covering(e, whose.what, whose.record, whose.pupil)]
            if len(events) != 1:
                wrong.append(f"{one.login} {one.asked} {one.status}: {whose.what} {whose.letter}: {len(events)} events")
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong[:20])


def test_every_event_holds_what_the_regulation_asks_for(world: World) -> None:
    units = {o.pupil: (o.unit, o.secrecy) for o in world.canaries.values() if o.what == "pupil"}
    letters = {o.record: o.letter for o in world.canaries.values() if o.what == "matter"}
    wrong = []
    for one in world.met:
        for event in showing(one):
            said = f"{one.login} {one.asked}: {event}"
            right = [
                event["at"] is not None,  # when
                event["person"] == world.persons.get(one.login),  # who
                bool(event["profession"]),
                event["table"] in ABOUT_PUPILS,  # what
                event["letter"] != "",
            ]
            if event["act"] == "read":
                unit, secrecy = units[str(event["subject"])]  # about whom, and where: never where one protected goes
                right.append(event["unit"] == (None if secrecy == "P" else unit))
                right.append(event["purpose"] != "")
                right.append(event["letter"] == letters.get(event["record"], secrecy))
            if not all(right):
                wrong.append(f"{right} {said}")
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong[:10])


def test_no_event_tells_of_what_was_not_shown(world: World) -> None:
    pupils = {o.pupil: mark for mark, o in world.canaries.items() if o.what == "pupil"}
    records = {
        o.record: mark for mark, o in world.canaries.items() if o.what in ("matter", "guardian", "tie", "decision")
    }
    wrong = []
    for one in world.met:
        for event in showing(one):
            claimed = {records[key] for _table, key, _letter in event["detail"].get("beside", [])}
            if event["table"] == "access_tie":
                assert {str(p) for p in event["shown"]} == {world.canaries[mark].pupil for mark in claimed}
            else:
                claimed |= {pupils[str(p)] for p in event["shown"]}
            if event["table"] == "pupils_matter":
                claimed.add(records[event["record"]])  # the pupil is whom it is about, by name on the page or not
            elif event["subject"]:
                claimed.add(pupils[str(event["subject"])])
            if not claimed <= one.canaries or one.status not in (200, 422):
                wrong.append(
                    f"{one.login} {one.asked} {one.status}: {event['act']} {event['table']} {event['purpose']}"
                )
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong[:20])


def test_no_secret_is_in_a_header_a_log_or_a_letter(world: World) -> None:
    assert not CANARY.search(world.beside)
    assert not any(number in world.beside for number in world.numbers)
    for one in world.met:
        assert not CANARY.search(one.headers), one.asked
        if one.status not in (200, 422):
            assert not one.canaries, f"{one.login} {one.asked} {one.status}"


def test_the_record_itself_holds_no_secret_and_is_whole(world: World, owner: psycopg.Connection[Any]) -> None:
    from framst.audit.verification import flaws

    rows = owner.execute("SELECT e::text FROM audit_event e WHERE e::text ILIKE '%kan%'").fetchall()
    assert not [row for (row,) in rows if any(mark in row for mark in world.canaries)]
    with as_owner():
        assert list(flaws()) == []


# -- fifty protected people --------------------------------------------------------------------------------------------


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
    """The control: the list lets in; but no list of pupils, search or number finds a protected one, also for the named."""
    protected = {mark for mark, o in world.canaries.items() if o.secrecy == "P"}
    seen: dict[str, set[str]] = {}
    for one in world.met:
        for mark in one.canaries & protected:
            if one.asked == MINE:
                assert world.canaries[mark].what == "tie", "the page names a pupil before one is opened"
                continue
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
        "SELECT unit FROM audit_event WHERE subject::text = ANY (%s) OR shown::text[] && %s", [world.protected] * 2
    ).fetchall()
    assert len(rows) > len(world.protected)
    assert {unit for (unit,) in rows} == {None}
    # No list holds one but the named person's own, which holds those that they are named for.
    listed = owner.execute(
        'SELECT person, "table", shown::text[] FROM audit_event WHERE shown::text[] && %s', [world.protected]
    ).fetchall()
    logins = {person: login for login, person in world.persons.items()}
    assert {(logins[person], table) for person, table, _ in listed} == {(login, "access_tie") for login in world.named}
    assert all(set(shown) == world.named[logins[person]] for person, _, shown in listed)


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
