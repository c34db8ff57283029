"""What is asked of the server, and how its pages are followed. Everything goes to the spool before anything is read.

A delta asks for what is deleted first and for what has changed after it: who is in both lists was there later than the
deletion was told, and exists. (A deletion in between the two questions is in the next delta, which looks back.)
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from framst.foundation.refusal import Refused
from framst.foundation.words import N_

from .client import Client, Missing, Params, Rejected
from .remarks import Remarks
from .spool import Spool
from .terms import BARE_LIST, NO_ACCESS, NO_DELETIONS, NO_ENDPOINT, RESTARTED

MOST_EMPTY = 100  # pages without a row, one after the other
LOOKED_UP = 200  # persons asked for at once
KINDS = ("Organisation", "Person", "Group", "Duty", "Activity")

SAME_PAGE = N_("Servern ger samma sida av /%(path)s om och om igen. Inget har ändrats.")
NO_DATA = N_("Svaret på /%(path)s har inte den form som standarden säger. Inget har ändrats.")
NO_ORGANISATIONS = N_("Servern ger inte /organisations. Utan den går det inte att veta vilken enhet som är vilken.")
NO_PAGES = N_(
    "Servern tar inte emot nästa sida av /%(path)s. En del servrar vill ha urvalet en gång till (--keep-filters)."
)
NO_DELTA = N_("Servern tar inte emot frågan om vad som ändrats i /%(path)s. Läs in allt i stället (utan --delta).")


class Fetching:
    """One run's questions to one server."""

    def __init__(self, client: Client, spool: Spool, remarks: Remarks, *, limit: int, keep_filters: bool) -> None:
        self._client, self._spool, self._remarks = client, spool, remarks
        self._limit, self._keep = limit, keep_filters

    def whole(self) -> None:
        """Fetch everything, in the order that the things need each other."""
        self._organisations()
        for name in ("programmes", "persons", "groups", "duties", "activities"):
            self._listing(name)

    def since(self, moment: dt.datetime) -> None:
        """Fetch what has changed since `moment`, and all duties and activities when any of them has.

        The standard's deletion of a duty names nothing but an id that is not kept here; duties and activities are few
        beside pupils, and read whole they need nobody's memory.
        """
        after = moment.isoformat(timespec="seconds")
        self._organisations()
        self._listing("programmes")
        asked = [("after", after), *(("entities", kind) for kind in KINDS)]
        if not self._listing("deletedEntities", asked):
            self._remarks.note(NO_DELETIONS)
        for name in ("persons", "groups", "duties", "activities"):
            self._listing(name, [("meta.modified.after", after)], keep_as=f"changed {name}")
        changed = any(self._has_rows(f"changed {name}") for name in ("duties", "activities"))
        if changed or deleted(self._pages("deletedEntities"), Remarks()) & {"duties", "activities"}:
            self._listing("duties")
            self._listing("activities")

    def look_up(self, ids: Iterable[str]) -> None:
        """Fetch persons by id, to be read with those that have changed."""
        if self._spool.of("looked up").finished:
            return
        waiting = iter(ids)
        while some := list(islice(waiting, LOOKED_UP)):
            try:
                answer = self._client.post("/persons/lookup", {"ids": some})
            except (Missing, Rejected):
                self._remarks.note(NO_ENDPOINT, "persons/lookup")
                break
            page = {"data": answer if isinstance(answer, list) else _data(answer, "persons/lookup")}
            self._spool.add("looked up", page, token="more", digest="")  # noqa: S106
        self._spool.add("looked up", {"data": []}, token=None, digest="")

    def _organisations(self) -> None:
        if not self._listing("organisations"):
            raise Refused(NO_ORGANISATIONS)

    def _pages(self, name: str) -> Iterator[Any]:
        return self._spool.pages(name)

    def _has_rows(self, name: str) -> bool:
        return any(page["data"] for page in self._pages(name))

    def _listing(self, path: str, filters: Params = (), keep_as: str = "") -> bool:
        """Fetch the pages of `path` that are not kept yet; return whether the server has it at all."""
        name = keep_as or path
        resumed = bool(self._spool.of(name).places)
        empty = 0
        while not (one := self._spool.of(name)).finished:
            asked: list[tuple[str, str]] = [("limit", str(self._limit))]
            if one.token is None or self._keep:
                asked += filters
            if one.token is not None:
                asked.append(("pageToken", one.token))
            try:
                answer = self._client.get(f"/{path}", asked)
            except Missing as missing:
                if one.token is not None:
                    raise Refused(NO_PAGES, path=path) from None
                self._spool.lacks(name, "denied" if missing.denied else "missing")
                break
            except Rejected:
                if one.token is None:
                    raise Refused(NO_DELTA if filters else NO_DATA, path=path) from None
                if not resumed:
                    raise Refused(NO_PAGES, path=path) from None
                # The token has grown old since the run that was interrupted.
                self._remarks.note(RESTARTED, path)
                self._spool.discard(name)
                resumed = False
                continue
            resumed = False
            page, token = self._page(answer, path)
            digest = _digest(page["data"])
            empty = 0 if page["data"] else empty + 1
            if token in one.tokens or (digest and digest in one.digests) or empty > MOST_EMPTY:
                raise Refused(SAME_PAGE, path=path)
            self._spool.add(name, page, token=token, digest=digest)
        if why := self._spool.of(name).missing:
            self._remarks.note(NO_ACCESS if why == "denied" else NO_ENDPOINT, path)
            return False
        return True

    def _page(self, answer: Any, path: str) -> tuple[dict[str, Any], str | None]:
        if isinstance(answer, list):
            self._remarks.note(BARE_LIST, path)
            return {"data": answer}, None
        token = answer.get("pageToken") if isinstance(answer, dict) else None
        if token is not None and not isinstance(token, str):
            token = str(token)
        data = _data(answer, path)
        if path == "deletedEntities" and isinstance(data, list):
            self._remarks.note(BARE_LIST, path)
        return {"data": data}, token or None


def _data(answer: Any, path: str) -> Any:
    data = answer.get("data") if isinstance(answer, dict) else None
    if isinstance(data, list) or (path == "deletedEntities" and isinstance(data, dict)):
        return data
    raise Refused(NO_DATA, path=path)


def _digest(data: Any) -> str:
    """Return what tells a page from another: its ids in their order; empty when it has no row."""
    if not data or not (isinstance(data, list) or any(data.values())):
        return ""
    ids = [one.get("id") if isinstance(one, dict) else one for one in data] if isinstance(data, list) else []
    told = ids if any(ids) else data
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


# The spellings of the standard (it has `activitites`), of its own enumeration of kinds, and of servers.
_SPELLINGS = {
    **dict.fromkeys(("persons", "person"), "persons"),
    **dict.fromkeys(("groups", "group"), "groups"),
    **dict.fromkeys(("duties", "duty"), "duties"),
    **dict.fromkeys(("activities", "activitites", "activity"), "activities"),
    **dict.fromkeys(("organisations", "organisation"), "organisations"),
}


class Deleted(dict[str, set[str]]):
    """The ids of what is deleted, by kind (`persons`, `groups` …)."""

    def __and__(self, kinds: set[str]) -> set[str]:
        return {kind for kind in kinds if self.get(kind)}


def deleted(pages: Iterable[Any], remarks: Remarks) -> Deleted:
    """Return what the pages of /deletedEntities name, in the standard's shape and in those that servers have.

    The standard has an object of lists of ids. Seen too: a list of such objects, and a list with an object for each.
    """
    from .terms import NOT_AN_OBJECT, OTHER_SPELLING

    found = Deleted()

    def take(kind: Any, ids: Any) -> None:
        known = _SPELLINGS.get(str(kind).lower())
        if known is None:
            return  # a kind that is not read here
        if str(kind) == "activities":
            remarks.note(OTHER_SPELLING, "activities")
        for one in ids if isinstance(ids, list) else [ids]:
            key = one.get("id") if isinstance(one, dict) else one
            if isinstance(key, str) and key:
                found.setdefault(known, set()).add(key)
            else:
                remarks.note(NOT_AN_OBJECT, "deletedEntities")

    for page in pages:
        for one in page["data"] if isinstance(page["data"], list) else [page["data"]]:
            if not isinstance(one, dict):
                remarks.note(NOT_AN_OBJECT, "deletedEntities")
            elif "id" in one:
                kinds = ("entityType", "entity", "resourceType", "resource", "objectType", "type")
                take(next((one[k] for k in kinds if k in one), ""), one["id"])
            else:
                for kind, ids in one.items():
                    take(kind, ids)
    return found
