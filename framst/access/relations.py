"""How somebody can stand to a record: the terms of a policy, each with its words for a lawyer.

A term is SQL over one row that reads the actor through ``(SELECT f())``, so that PostgreSQL asks once a
query and not once a row (measured, DESIGN §4). A table says how it is reached by a link or a holder in
its model's ``relations``; a zone's flag columns (`audience`) are the same in all its tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .professions import PROFESSIONS


@dataclass(frozen=True)
class Relation:
    """`sql` is the condition on a row; `words` says it in Swedish; `named` asks the model for the condition."""

    words: str
    sql: str = ""
    named: str = ""

    def condition(self, relations: Mapping[str, str]) -> str | None:
        """Return the SQL for a table whose model gives `relations`; None when the table has no such relation."""
        return relations.get(self.named) if self.named else self.sql


EVERYONE = Relation("alla, även utan inloggning", "true")
SIGNED_IN = Relation("alla inloggade", "(SELECT framst_person()) IS NOT NULL")


def holds(*professions: str) -> Relation:
    """Whoever has one of `professions` today, anywhere in the authority."""
    unknown = set(professions) - set(PROFESSIONS)
    if unknown:
        raise ValueError(f"unknown professions: {sorted(unknown)}")
    listed = ",".join(professions)
    return Relation(", ".join(PROFESSIONS[p] for p in professions), f"(SELECT framst_holds('{{{listed}}}'::text[]))")


def holds_where(condition: str, words: str, *professions: str) -> Relation:
    """As `holds`, for rows that meet `condition`."""
    inner = holds(*professions)
    return Relation(f"{inner.words}: {words}", f"({inner.sql} AND {condition})")


def machine(*names: str) -> Relation:
    """A named machine actor (import, mail, …), unusable from the web."""
    listed = ",".join(names)
    return Relation("maskin: " + ", ".join(names), f"(SELECT framst_machine()) = ANY ('{{{listed}}}'::text[])")


HOLDER = Relation("den som svarar", named="holder")
OWN = Relation("personen själv", named="own")
LINK = Relation("den som har den personliga länken", named="link")
PUBLIC = Relation("alla, när det är publicerat", "audience = 'public'")
TO_BOARD = Relation(
    "ledamot i nämnden, när det är sänt till nämnden",
    "((SELECT framst_holds('{board_member}'::text[])) AND audience IN ('board', 'public'))",
)
