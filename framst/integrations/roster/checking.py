"""What the staged rows must hold among themselves and against the authority: every fault, with its row."""

from __future__ import annotations

from django.db import connection

from framst.foundation.refusal import Fault
from framst.foundation.words import N_

MOST_FAULTS = 50

KNOWN_UNIT = N_("en enhetskod som finns här")
KNOWN_FORM = N_("en skolform som finns här")
ONE_PUPIL = N_("en elev med det id:t, med samma uppgifter på varje rad")
KNOWN_PUPIL = N_("en elev som finns i elevlistan")
KNOWN_GROUP = N_("en grupp som finns i grupplistan")
KNOWN_PERSON = N_("en person som finns i personallistan")
ONE_NUMBER = N_("ett personnummer per elev, och en elev per personnummer")
FREE_NUMBER = N_("ett personnummer som ingen annan elev har här")
FREE_EMAIL = N_("en e-postadress som ingen annan person har här")
ONE_PRINCIPAL = N_("en rektor i taget för enheten")
FREE_UNIT = N_("en enhet som inte redan har en rektor de dagarna")
ONCE = N_("raden en gång")
ENDS_AFTER = N_("en sista dag som inte är före den första")
AN_ENROLMENT = N_("en inskrivning: enhet och första dag")
ONE_EMAIL = N_("en e-postadress per person")

# (table, column as people know it, what was expected, the rows that are wrong). The faulty value is shown only where
# it is no personal data: a code, never a number, a name or an address.
# OFFSET 0 keeps the question about numbers a look-up in the index for each row: right after a first reading the server's
# statistics say that the tables are empty, and it would compare every row with every other.
_CHECKS: tuple[tuple[str, str, str, str], ...] = (
    ("elev-id", ONE_PUPIL, "''", "(SELECT line, sort_key, number, birth_date, first_value(sort_key) OVER w AS k, first_value(number) OVER w AS n, first_value(birth_date) OVER w AS b FROM stage_pupil WINDOW w AS (PARTITION BY source_id ORDER BY line)) s WHERE (sort_key, number, birth_date) IS DISTINCT FROM (k, n, b)"),
    ("enhetskod", KNOWN_UNIT, "s.unit", "stage_enrolment s WHERE NOT EXISTS (SELECT 1 FROM organisation_unit u WHERE u.code = s.unit)"),
    ("enhetskod", KNOWN_UNIT, "s.unit", "stage_group s WHERE NOT EXISTS (SELECT 1 FROM organisation_unit u WHERE u.code = s.unit)"),
    ("enhetskod", KNOWN_UNIT, "s.unit", "stage_duty s WHERE NOT EXISTS (SELECT 1 FROM organisation_unit u WHERE u.code = s.unit)"),
    ("skolform", KNOWN_FORM, "s.form", "stage_enrolment s WHERE s.form <> '' AND NOT EXISTS (SELECT 1 FROM organisation_schoolform f WHERE f.code = s.form)"),
    ("till", ENDS_AFTER, "s.until_on::text", "stage_enrolment s WHERE s.until_on < s.from_on"),
    ("till", ENDS_AFTER, "s.until_on::text", "stage_membership s WHERE s.until_on < s.from_on"),
    ("till", ENDS_AFTER, "s.until_on::text", "stage_duty s WHERE s.until_on < s.from_on"),
    ("elev-id", AN_ENROLMENT, "''", "stage_pupil s WHERE NOT EXISTS (SELECT 1 FROM stage_enrolment e WHERE e.pupil = s.source_id)"),
    ("elev-id", KNOWN_PUPIL, "''", "stage_guardian s WHERE NOT EXISTS (SELECT 1 FROM stage_pupil p WHERE p.source_id = s.pupil)"),
    ("elev-id", KNOWN_PUPIL, "''", "stage_membership s WHERE NOT EXISTS (SELECT 1 FROM stage_pupil p WHERE p.source_id = s.pupil) AND (%(whole)s OR NOT EXISTS (SELECT 1 FROM organisation_pupil o WHERE o.source = %(source)s AND o.source_id = s.pupil))"),
    ("grupp-id", KNOWN_GROUP, "s.group", "stage_membership s WHERE NOT EXISTS (SELECT 1 FROM stage_group g WHERE g.source_id = s.group)"),
    ("grupp-id", KNOWN_GROUP, "s.group", "stage_groupduty s WHERE NOT EXISTS (SELECT 1 FROM stage_group g WHERE g.source_id = s.group)"),
    ("person-id", KNOWN_PERSON, "''", "stage_groupduty s WHERE NOT EXISTS (SELECT 1 FROM stage_staff p WHERE p.source_id = s.person)"),
    ("person-id", KNOWN_PERSON, "''", "stage_duty s WHERE NOT EXISTS (SELECT 1 FROM stage_staff p WHERE p.source_id = s.person)"),
    ("grupp-id", ONCE, "s.source_id", "(SELECT source_id, line, row_number() OVER (PARTITION BY source_id ORDER BY line) AS n FROM stage_group) s WHERE s.n > 1"),
    ("e-post", ONE_EMAIL, "''", "(SELECT line, row_number() OVER (PARTITION BY lower(email) ORDER BY line) AS n FROM stage_staff WHERE mark = '') s WHERE s.n > 1"),
    ("personnummer", ONE_NUMBER, "''", "(SELECT line, source_id, first_value(source_id) OVER (PARTITION BY number ORDER BY line) AS f FROM stage_pupil WHERE number <> '') s WHERE s.source_id <> s.f"),
    ("personnummer", FREE_NUMBER, "''", "stage_pupil s WHERE s.number <> '' AND EXISTS (SELECT 1 FROM organisation_identitynumber n JOIN organisation_pupil p ON p.id = n.pupil_id WHERE n.number = s.number AND n.secrecy IN ('C', 'D') AND (p.source, p.source_id) <> (%(source)s, s.source_id) AND NOT (p.source = %(source)s AND EXISTS (SELECT 1 FROM stage_pupil o WHERE o.source_id = p.source_id AND o.number <> n.number)) OFFSET 0)"),
    ("e-post", FREE_EMAIL, "''", "stage_staff s WHERE s.mark = '' AND EXISTS (SELECT 1 FROM organisation_person p WHERE lower(p.email) = lower(s.email) AND p.external_id <> s.source_id AND (p.external_id <> '' OR EXISTS (SELECT 1 FROM organisation_person o WHERE o.external_id = s.source_id)))"),
    ("person-id", ONCE, "''", "(SELECT line, row_number() OVER (PARTITION BY source_id ORDER BY line) AS n FROM stage_staff) s WHERE s.n > 1"),
    ("från", ONCE, "s.group", "(SELECT line, s.group, row_number() OVER (PARTITION BY s.group, pupil, from_on ORDER BY line) AS n FROM stage_membership s) s WHERE s.n > 1"),
    ("till", ENDS_AFTER, "s.until_on::text", "stage_groupduty s WHERE s.until_on < s.from_on"),
    ("till", ENDS_AFTER, "s.until_on::text", "stage_group s WHERE s.until_on < s.from_on"),
    ("roll", ONE_PRINCIPAL, "s.unit", "stage_duty s WHERE s.profession = 'principal' AND EXISTS (SELECT 1 FROM stage_duty o WHERE o.unit = s.unit AND o.profession = 'principal' AND o.line <> s.line AND daterange(o.from_on, o.until_on, '[]') && daterange(s.from_on, s.until_on, '[]'))"),
    ("roll", FREE_UNIT, "s.unit", "stage_duty s JOIN organisation_unit u ON u.code = s.unit WHERE s.profession = 'principal' AND EXISTS (SELECT 1 FROM organisation_assignment a JOIN organisation_person p ON p.id = a.person_id WHERE a.unit_id = u.id AND a.profession = 'principal' AND p.external_id <> s.person AND a.source <> %(source)s AND daterange(a.from_on, a.until_on, '[]') && daterange(s.from_on, s.until_on, '[]'))"),
    ("vårdnadshavare-id", ONCE, "''", "(SELECT line, row_number() OVER (PARTITION BY pupil, source_id ORDER BY line) AS n FROM stage_guardian) s WHERE s.n > 1"),
    ("från", ONCE, "s.unit", "(SELECT line, unit, row_number() OVER (PARTITION BY pupil, unit, form, from_on ORDER BY line) AS n FROM stage_enrolment) s WHERE s.n > 1"),
)  # fmt: skip


def faults(*, source: str, whole: bool) -> list[Fault]:
    """Return what is wrong with the staged rows, in the order of the checks; at most MOST_FAULTS.

    In a run that is not `whole` a group may name pupils of `source` who are here and not among the rows.
    A pupil stands once for each enrolment in a file: of rows that say the same, one is kept.
    """
    found: list[Fault] = []
    with connection.cursor() as cursor:
        for column, expected, shown, rows in _CHECKS:
            # The texts are the literal ones above; no input comes near the statement.
            cursor.execute(
                f"SELECT s.line, {shown} FROM {rows} ORDER BY 1 LIMIT {MOST_FAULTS}", {"source": source, "whole": whole}
            )
            found += [Fault(line, column, value or "", expected) for line, value in cursor.fetchall()]
            if len(found) >= MOST_FAULTS:
                break
        if not found:
            cursor.execute(
                "DELETE FROM stage_pupil s USING (SELECT ctid, row_number() OVER (PARTITION BY source_id ORDER BY line)"
                " AS n FROM stage_pupil) o WHERE o.ctid = s.ctid AND o.n > 1"
            )
    return found[:MOST_FAULTS]
