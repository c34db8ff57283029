"""Who of the staged is protected: those whom the source marks, and those whose mark only a person may take away.

After it has run, a guardian or a member of staff whose mark holds has a `mark` in the stage, whatever the source said
now; and `stage_marked` holds the pupils, who are in the stage no longer unless the authority has decided so.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from framst.organisation.terms import MarkKind

from .digests import digest

HELD = "held"

# Somebody whose own list asks for a lowering is not the one to decide it (`deciding.lower`). When another has asked too,
# or a reading that nobody began, whoever decides is a second person.
_ASKED = (
    "lowering_asked_by_id = CASE WHEN lowering_asked_at IS NULL THEN %(asked_by)s::bigint END,"
    " lowering_asked_at = coalesce(lowering_asked_at, %(now)s)"
)
_ASKED_ANEW = (
    "(m.lowering_asked_at IS NULL OR"
    " (m.lowering_asked_by_id IS NOT NULL AND m.lowering_asked_by_id IS DISTINCT FROM %(asked_by)s::bigint))"
)


def hold_pupils(given: dict[str, Any]) -> int:
    """Note the marks of the staged pupils and make `stage_marked`; return how many wait for a decision.

    Held is one whose mark holds; and one who is sealed here, or has the number of one who is, even if every mark had
    been lost: no import lowers a protection.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organisation_protectedmark (digest, kind, source, by_source, seen_at, still_marked, included)"
            " SELECT s.digest, 'pupil', %(source)s, true, %(now)s, true, false FROM stage_pupil s WHERE s.mark NOT IN ('', '?')"
            " ON CONFLICT (digest) DO UPDATE SET still_marked = true, by_source = true, lowering_asked_at = NULL,"
            "  lowering_asked_by_id = NULL WHERE NOT organisation_protectedmark.still_marked OR NOT organisation_protectedmark.by_source"
            "  OR organisation_protectedmark.lowering_asked_at IS NOT NULL",
            given,
        )
        cursor.execute(
            f"UPDATE organisation_protectedmark m SET {_ASKED} FROM stage_pupil s"
            f" WHERE m.digest = s.digest AND s.mark = '' AND m.still_marked AND m.by_source AND {_ASKED_ANEW}",
            given,
        )
        cursor.execute(
            "SELECT count(*) FROM organisation_protectedmark m JOIN stage_pupil s ON s.digest = m.digest"
            " WHERE m.still_marked AND m.lowering_asked_at IS NOT NULL"
        )
        waiting = int(cursor.fetchone()[0])
        cursor.execute("DROP TABLE IF EXISTS pg_temp.stage_marked")
        cursor.execute(
            "CREATE TEMPORARY TABLE stage_marked ON COMMIT DROP AS"
            " SELECT source_id, digest, bool_or(included) AS included FROM ("
            "  SELECT s.source_id, s.digest, m.included FROM stage_pupil s"
            "   JOIN organisation_protectedmark m ON m.digest = s.digest WHERE m.still_marked"
            "  UNION ALL SELECT s.source_id, s.digest, false FROM organisation_pupil p"
            "   JOIN stage_pupil s ON s.source_id = p.source_id WHERE p.source = %(source)s AND p.secrecy = 'P'"
            "  UNION ALL SELECT s.source_id, s.digest, false FROM organisation_identitynumber n"
            "   JOIN stage_pupil s ON s.number = n.number WHERE n.secrecy = 'P'"
            " ) held GROUP BY source_id, digest",
            given,
        )
    return waiting


def hold_others(kind: MarkKind, table: str, given: dict[str, Any]) -> int:
    """Note the marks of staged guardians or staff, and mark in the stage whose mark holds; return how many wait."""
    source, now = given["source"], given["now"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT source_id FROM {table} WHERE mark NOT IN ('', '?')")
        marked = [digest(source, key, kind) for (key,) in cursor.fetchall()]
        cursor.execute(
            "INSERT INTO organisation_protectedmark (digest, kind, source, by_source, seen_at, still_marked, included)"
            " SELECT unnest(%s::text[]), %s, %s, true, %s, true, false"
            " ON CONFLICT (digest) DO UPDATE SET still_marked = true, by_source = true, lowering_asked_at = NULL,"
            "  lowering_asked_by_id = NULL",
            [marked, kind.value, source, now],
        )
        cursor.execute(
            "SELECT digest FROM organisation_protectedmark WHERE kind = %s AND source = %s AND still_marked",
            [kind.value, source],
        )
        held = {each for (each,) in cursor.fetchall()}
        if not held:
            return 0
        # "?" is a source that does not say: the mark holds, and no lowering is asked for.
        cursor.execute(f"SELECT DISTINCT source_id, mark FROM {table} WHERE mark IN ('', '?')")
        unmarked = [(digest(source, key, kind), key, mark) for key, mark in cursor]
        unmarked = [one for one in unmarked if one[0] in held]
        cursor.execute(
            "SELECT count(*) FROM organisation_protectedmark WHERE digest = ANY (%(digests)s) AND by_source",
            asked := {**given, "digests": [each for each, _, mark in unmarked if not mark]},
        )
        waiting = int(cursor.fetchone()[0])
        cursor.execute(
            f"UPDATE organisation_protectedmark m SET {_ASKED}"
            f" WHERE digest = ANY (%(digests)s) AND by_source AND {_ASKED_ANEW}",
            asked,
        )
        cursor.execute(
            f"UPDATE {table} SET mark = '{HELD}' WHERE mark IN ('', '?') AND source_id = ANY (%s)",
            [[key for _, key, _ in unmarked]],
        )
    return waiting


def anonymous_staff(source: str) -> None:
    """Give the staged staff whose mark holds a name and an address that tell nobody who it is, and go nowhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT source_id FROM stage_staff WHERE mark NOT IN ('', '?')")
        keys = [key for (key,) in cursor.fetchall()]
        cursor.execute(
            "UPDATE stage_staff s SET given_name = 'Skyddad', family_name = 'medarbetare',"
            " sort_key = 'medarbetare skyddad', email = a.address"
            " FROM unnest(%s::text[], %s::text[]) a(source_id, address) WHERE s.source_id = a.source_id",
            [keys, [f"skyddad-{digest(source, key, MarkKind.STAFF)[:16]}@invalid" for key in keys]],
        )
