"""The rows of a survey sheet as a tree of groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from framst.foundation.words import N_

from . import types
from .notes import Notes
from .sheets import Row, Sheet

DEEPEST = 20
YES = {"yes", "true", "true()", "1"}
NO = {"", "no", "false", "false()", "0"}


@dataclass
class Node:
    """A row of the survey, with the rows inside it when it opens a group."""

    row: Row
    kind: str = "question"  # or "group", "repeat"
    inside: list[Node] = field(default_factory=list)


def nested(sheet: Sheet, notes: Notes) -> list[Node]:
    """Return the rows as a tree of groups."""
    top: list[Node] = []
    open_groups: list[Node] = []
    for row in sheet.rows:
        here = open_groups[-1].inside if open_groups else top
        written = row.get("type")
        if row.get("disabled").lower() in YES:
            notes.leave("survey", row.number, "disabled", row.get("name"), N_("Raden är avstängd."))
        elif not written:
            notes.leave("survey", row.number, "", " ".join(row.cells.values()), N_("Raden har ingen frågetyp."))
        elif (edge := types.group(written)) is None:
            here.append(Node(row))
        elif edge[0] == "begin":
            node = Node(row, edge[1])
            here.append(node)
            open_groups.append(node)
            if len(open_groups) > DEEPEST:
                notes.fault("survey", row.number, "type", written, N_("högst 20 grupper i varandra"))
                notes.refuse()
        elif not open_groups or open_groups[-1].kind != edge[1]:
            notes.fault("survey", row.number, "type", written, N_("slutet på en grupp som har börjat"))
        else:
            open_groups.pop()
    for node in open_groups:
        notes.fault("survey", node.row.number, "type", node.row.get("type"), N_("en grupp som också slutar"))
    return top


def rows_of(nodes: list[Node]) -> Iterator[Row]:
    for node in nodes:
        yield node.row
        yield from rows_of(node.inside)
