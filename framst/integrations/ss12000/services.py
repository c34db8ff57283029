"""Reading a roster in from an SS 12000 server: fetched to the spool, read through the one way that all rosters go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from framst.access.acting import acting, machine
from framst.foundation.refusal import Refused
from framst.foundation.words import N_
from framst.integrations.models import SourceState
from framst.integrations.roster.services import Outcome, import_roster
from framst.integrations.roster.terms import RunState
from framst.organisation.models import Guardian, Person, SchoolForm, Unit

from .client import Auth, Client, safe_address
from .fetching import Fetching
from .reading import Here, Reading, Told
from .remarks import Remarks
from .spool import Spool
from .terms import LOST_ENDPOINT

LOOK_BACK = dt.timedelta(minutes=5)  # clocks differ, and a server may save what it had already told of
SOMETIMES_LACKING = ("programmes", "persons", "groups", "duties", "activities", "deletedEntities")

NO_FORMER = N_("Källan har inte lästs in förut, så det går inte att fråga efter ändringar. Läs in allt först.")
AHEAD = N_("Tiden för --since är inte passerad än.")


@dataclass
class Result:
    """What came of a run, and what the source had otherwise than the standard."""

    outcome: Outcome
    remarks: Remarks
    whole: bool
    resumed: bool = False
    since: dt.datetime | None = None
    lacking: list[str] = field(default_factory=list)


def import_ss12000(
    *,
    source: str,
    client: Client,
    now: dt.datetime,
    since: dt.datetime | None = None,
    delta: bool = False,
    dry_run: bool = False,
    keep_filters: bool = False,
    limit: int = 1000,
) -> Result:
    """Read the roster of `source` in with `client`; return what came of it.

    `delta`: what has changed since the former run began, less five minutes; `since`: since that moment. Neither: all.
    Nothing is open in the database while the server is asked. A run that was interrupted while it fetched goes on
    where it was, within a day. Raises Refused with one sentence, and BadInput with the faults; nothing is saved then.
    """
    remarks = Remarks()
    with acting(machine("import", now)):
        former = SourceState.objects.filter(source=source).first()
    if delta and since is None:
        if former is None:
            raise Refused(NO_FORMER)
        since = former.last_complete_at - LOOK_BACK
    if since is not None and since > now:
        raise Refused(AHEAD)
    had = former.capabilities if former else []
    name = f"{source}|{client.url}|{since}|{limit}|{keep_filters}"
    with Spool(name, now=now) as spool:
        fetching = Fetching(client, spool, remarks, limit=limit, keep_filters=keep_filters)
        resumed = spool.resumed
        if since is None:
            fetching.whole()
        else:
            fetching.since(since)
        by = machine("import", now)
        told = _told(spool, since, had, remarks)
        with acting(by):
            here = Here(
                units=frozenset(Unit.objects.values_list("code", flat=True)),
                forms=frozenset(SchoolForm.objects.values_list("code", flat=True)),
            )
            missing = [] if since is None else list(_unknown_persons(spool, told))
        if missing:
            fetching.look_up(missing)
        try:
            with acting(by):
                outcome = import_roster(
                    source=source,
                    reader=Reading(spool.pages, told, here, remarks, source=source, today=by.today),
                    by=by,
                    whole=since is None,
                    dry_run=dry_run,
                    remarks=remarks.lines,
                )
                # A question that left a gap after the former run is not the one that the next delta goes on from.
                if outcome.state is RunState.APPLIED and (
                    since is None or (former is not None and since <= former.last_complete_at)
                ):
                    _keep(source, spool, had)
        finally:
            spool.done()
        lacking = [one for one in SOMETIMES_LACKING if _lacks(spool, one)]
    return Result(outcome, remarks, since is None, resumed, since, lacking)


def _listings(spool: Spool, path: str) -> Iterator[str]:
    return (name for name in (path, f"changed {path}") if name in spool.listings)


def _lacks(spool: Spool, path: str) -> bool:
    return any(spool.of(name).missing for name in _listings(spool, path))


def _has(spool: Spool, path: str) -> bool:
    """Whether the run has everything of `path`."""
    return path in spool.listings and spool.of(path).finished and not spool.of(path).missing


def _told(spool: Spool, since: dt.datetime | None, had: list[str], remarks: Remarks) -> Told:
    changed = "" if since is None else "changed "
    teaching = _has(spool, "duties")
    # Without its activities a source knows of mentors only. That must not end the teachers whom it told of before.
    if teaching and not _has(spool, "activities") and "activities" in had:
        remarks.note(LOST_ENDPOINT, "activities")
        teaching = False
    return Told(
        whole=since is None,
        persons=_has(spool, f"{changed}persons"),
        groups=_has(spool, f"{changed}groups"),
        duties=_has(spool, "duties"),
        teaching=teaching and _has(spool, f"{changed}groups"),
        since=since,
    )


def _unknown_persons(spool: Spool, told: Told) -> Iterator[str]:
    """Yield the ids that what has changed points at, of persons who have not changed and are not known here."""
    changed: set[str] = set()
    guardians: set[str] = set()
    staff: set[str] = set()
    for page in spool.pages("changed persons"):
        for one in page["data"]:
            if isinstance(one, dict):
                changed.add(str(one.get("id")))
                for each in one.get("responsibles") or ():
                    guardians |= _ids(each)
    if told.duties:
        for page in spool.pages("duties"):
            for one in page["data"]:
                staff |= _ids(one)
    known_guardians = Guardian.objects.filter(source_id__in=guardians).values_list("source_id", flat=True)
    known_staff = Person.objects.filter(external_id__in=staff).values_list("external_id", flat=True)
    yield from sorted((guardians - set(known_guardians) | staff - set(known_staff)) - changed)


def _ids(one: object) -> set[str]:
    person = one.get("person") if isinstance(one, dict) else None
    key = person.get("id") if isinstance(person, dict) else None
    return {key} if isinstance(key, str) else set()


def _keep(source: str, spool: Spool, had: list[str]) -> None:
    """Keep when the run began, for the next one's question, and what the server has shown that it has."""
    has = {one for one in SOMETIMES_LACKING if any(True for _ in _listings(spool, one)) and not _lacks(spool, one)}
    SourceState.objects.update_or_create(
        source=source, defaults={"last_complete_at": spool.began_at, "capabilities": sorted(has | set(had))}
    )


__all__ = ["Auth", "Client", "Result", "import_ss12000", "safe_address"]
