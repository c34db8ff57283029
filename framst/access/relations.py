"""How somebody can stand to a record: the terms of a policy, each with its words for a lawyer.

A term is SQL over one row that reads the actor through ``(SELECT f())``, so that PostgreSQL asks once a
query and not once a row (measured, DESIGN §4). A table says how it is reached by a link or a holder in
its model's ``relations``; a zone's flag columns (`audience`) are the same in all its tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .professions import HEALTH_CARE, PROFESSIONS, PUPIL_CARE, SCHOOL_LEADERS


@dataclass(frozen=True)
class Relation:
    """`sql` is the condition on a row; `words` says it in Swedish; `named` asks the model for the condition."""

    words: str
    sql: str = ""
    named: str = ""

    def condition(self, relations: Mapping[str, str], columns: Mapping[str, str] | None = None) -> str | None:
        """Return the SQL for a table whose model gives `relations`; None when the table has no such relation.

        `columns` is the table's columns with the keys of the pupil, of the matter and of the unit, for the relations that
        go by them.
        """
        if self.named:
            return relations.get(self.named)
        text = self.sql
        for name, column in (columns or {}).items():
            text = text.replace(f"{{{name}}}", column)
        return text


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


def with_second_factor(relation: Relation) -> Relation:
    """As `relation`, for one who has given a second factor in this session."""
    return Relation(f"{relation.words}, med tvåfaktor", f"({relation.sql} AND (SELECT framst_second_factor()))")


def machine(*names: str) -> Relation:
    """A named machine actor (import, mail, …), unusable from the web."""
    listed = ",".join(names)
    return Relation("maskin: " + ", ".join(names), f"(SELECT framst_machine()) = ANY ('{{{listed}}}'::text[])")


def in_unit(*professions: str) -> Relation:
    """Whoever has one of `professions` today in the unit that holds the pupil; for matters, the unit that keeps them."""
    inner = holds(*professions)
    listed = ",".join(professions)
    return Relation(
        f"i den egna enheten: {inner.words}",
        f"{{unit}} = ANY ((SELECT framst_units('{{{listed}}}'::text[]))::bigint[])",
    )


def given_in_unit(*professions: str) -> Relation:
    """As `in_unit`, once what the row says has been given to the unit."""
    inner = in_unit(*professions)
    return Relation(f"{inner.words}, när det är lämnat", f"(given_at IS NOT NULL AND {inner.sql})")


def tied(letter: str, *kinds: str, words: str, professions: tuple[str, ...] = ()) -> Relation:
    """Whoever is let in to matters of the pupil in the zone `letter` by a tie of one of `kinds` that holds now.

    The tie opens what the unit that gave it keeps, and break-glass what any unit does.
    """
    also = f" AND {holds(*professions).sql}" if professions else ""
    listed = ",".join(kinds)
    return Relation(
        words, f"({{matter}} = ANY ((SELECT framst_let_in('{letter}', '{{{listed}}}'::text[]))::uuid[]){also})"
    )


def assigned(*professions: str) -> Relation:
    """Whoever is assigned to the matter today (and, where given, has one of `professions`)."""
    also = f" AND {holds(*professions).sql}" if professions else ""
    words = "den som är tilldelad ärendet" + (f" och är {holds(*professions).words}" if professions else "")
    return Relation(words, f"({{matter}} = ANY ((SELECT framst_matters())::uuid[]){also})")


def decided(*professions: str) -> Relation:
    """Whoever made the decision, while having one of `professions` in the unit that holds the pupil."""
    inner = in_unit(*professions)
    return Relation(
        f"den som själv fattade beslutet, {inner.words}",
        f"(decided_by_id = (SELECT framst_person()) AND {inner.sql})",
    )


# Those whose group the pupil is in today: teachers, mentors, leisure-time staff.
IN_GROUP = Relation("den som har eleven i sin grupp", "{pupil} = ANY ((SELECT framst_group_pupils())::uuid[])")
# Whoever has any tie that opens the pupil's matters must also see whose they are.
TIED = Relation(
    "den som är tilldelad ett ärende eller släppts in genom beslut, samtycke eller nödåtkomst",
    "{pupil} = ANY ((SELECT framst_tied())::uuid[])",
)
NAMED = Relation(
    "namngiven i beslutet om eleven, med tvåfaktor",
    "({pupil} = ANY ((SELECT framst_named())::uuid[]) AND (SELECT framst_second_factor()))",
)

# Who sees that somebody else is let in. That a matter in A or B exists is itself secret: the principal does not see it.
# Ties to one who has left or is protected tell where the pupil was: they are closed with the pupil's other rows.
OWN_TIE = Relation(
    "personen själv, så länge eleven går kvar och inte är skyddad; till en skyddad elev bara själva namngivningen, med"
    " tvåfaktor",
    "(person_id = (SELECT framst_person()) AND (secrecy IN ('C', 'D')"
    " OR (secrecy = 'P' AND kind = 'named' AND (SELECT framst_second_factor()))))",
)
ASSIGNED_WITH = Relation(
    "den som har samma ärende", "(secrecy IN ('C', 'D') AND record = ANY ((SELECT framst_matters())::uuid[]))"
)
_LEADERS = in_unit(*SCHOOL_LEADERS)
LEADS_SCHOOL_MATTERS = Relation(
    f"{_LEADERS.words}: skolans ärenden, inte skyddade elever",
    f"({_LEADERS.sql} AND secrecy IN ('C', 'D') AND opens IN ('C', '') AND kind <> 'named')",
)
BESIDE_NAMED = Relation(
    "namngiven för samma skyddade elev, med tvåfaktor; vem som har ett ärende i A eller B bara den som hör dit",
    f"(secrecy = 'P' AND {NAMED.sql} AND (opens IN ('C', '') OR (opens = 'A' AND {holds(*HEALTH_CARE).sql})"
    f" OR (opens = 'B' AND {holds(*PUPIL_CARE).sql})))",
)
NAMING = Relation(
    "skolchef, med tvåfaktor: vilka som är namngivna",
    "(kind = 'named' AND (SELECT framst_holds('{chief_education_officer}'::text[])) AND (SELECT framst_second_factor()))",
)

# The pupil and the handover, and not the roster's other rows about the pupil.
LEAVING = Relation(
    "rektor i skolan som eleven har lämnat, tills överlämningen är klar, och skolhälsovården där så länge den har ärendet",
    named="leaving",
)
LEFT_RECORDS = Relation("verksamhetschef (HSL), med tvåfaktor: vems skolhälsovårdens ärenden är", named="left_records")

# A school's plan: the unit is the row's own; no unit, and it is the central team's.
CENTRAL_PLAN = holds_where("unit_id IS NULL", "den centrala elevhälsans egen plan", "pupil_health_head")
WRITER = Relation("den som är inbjuden att skriva i planen", named="writer")
REVIEWER = Relation("den som granskar planen", named="reviewer")
DECIDED = Relation(
    "alla inloggade, när det är beslutat", "(decided_on IS NOT NULL AND (SELECT framst_person()) IS NOT NULL)"
)
HOLDER = Relation("den som svarar", named="holder")
OWN = Relation("personen själv", named="own")
LINK = Relation("den som har den personliga länken", named="link")
PUBLIC = Relation("alla, när det är publicerat", "audience = 'public'")
TO_BOARD = Relation(
    "ledamot i nämnden, när det är sänt till nämnden",
    "((SELECT framst_holds('{board_member}'::text[])) AND audience IN ('board', 'public'))",
)
