"""The rooms in the page's head. Rooms hand themselves in through config/registry.py."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Room:
    """One entry: its Swedish name, the address's name, the act that one must be allowed for it (or none)."""

    label: str
    url_name: str
    act: str = ""


ROOMS: list[Room] = []


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
        address = reverse(room.url_name)
        current = here == address or (address != "/" and here.startswith(address))
        found.append({"label": room.label, "address": address, "current": current})
    return found
