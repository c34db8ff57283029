"""Audit completeness: every secret that anybody is shown has exactly one event, and no event tells of more.

HSLF-FS 2016:40 4 kap. 9 §: what was done, at which unit, when, by whom, about whom.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg

from ..audit import as_owner
from ..walls.crawl import CANARY, Met, World

SHOWS = ("read", "listed", "searched", "exported")
ABOUT_PUPILS = ("organisation_pupil", "pupils_matter")


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
    assert set(seen) >= {"pupil", "guardian", "matterA", "matterB", "matterC", "noteA", "noteB", "noteC"}
    assert len(world.met) > 4_000
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
    records = {o.record: mark for mark, o in world.canaries.items() if o.what in ("matter", "guardian")}
    wrong = []
    for one in world.met:
        for event in showing(one):
            claimed = {pupils[str(p)] for p in event["shown"]}
            claimed |= {records[key] for _table, key, _letter in event["detail"].get("beside", [])}
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
