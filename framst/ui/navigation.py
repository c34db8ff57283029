"""The rooms in the page's head. Rooms hand themselves in through config/registry.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from framst.access.acting import Actor


@dataclass(frozen=True)
class Room:
    """One entry: its Swedish name, the address's name, the act that one must be allowed for it (or none).

    `has`: asks whether the reader has anything in a room that nobody else is to learn of. `also`: other addresses, by
    how they begin, whose pages belong to it.
    """

    label: str
    url_name: str
    act: str = ""
    has: Callable[[Actor], bool] | None = None
    also: tuple[str, ...] = ()


ROOMS: list[Room] = []
# What is decided and belongs to a page, by the name of its address: words and address. Handed in by config/registry.py.
BESIDE: list[Callable[[Actor, str], list[tuple[str, str]]]] = []


def entries(request: HttpRequest) -> list[dict[str, object]]:
    """Return the rooms that the reader may enter; the one that the page belongs to is marked."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "person":
        return []
    here = request.path_info
    found: list[dict[str, object]] = []
    for room in ROOMS:
        if room.act and not actor.may(room.act):
            continue
        if room.has and not room.has(actor):
            continue
        address = reverse(room.url_name)
        current = here == address or (address != "/" and here.startswith((address, *room.also)))
        found.append({"label": room.label, "address": address, "current": current})
    return found


def beside(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the sections of what is decided that belong to the page."""
    actor, here = getattr(request, "actor", None), request.resolver_match
    if actor is None or actor.kind != "person" or here is None:
        return []
    return [link for source in BESIDE for link in source(actor, here.url_name or "")]
